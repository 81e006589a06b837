"""Search in documents: keeps the vectors in memory in step with the vault, and asks them.

While another embedder reads, the vectors of the one before it are asked, until the new one has read
as much.
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.domain.document_store import DocumentStore
from app.domain.embedding import EmbedKind
from app.domain.errors import (
    EmbeddingCancelled,
    ModelMissing,
    ModelNotInstalled,
    ModelUnreadable,
)
from app.domain.retrieval import Found, SearchFilter
from app.index.centring import LanguageMeans
from app.index.decision import RULE, Rule
from app.index.retriever import Rerank, Retriever, Weights
from app.index.vectors import VectorIndex
from app.services.current_documents import CurrentDocuments
from app.services.document_reading import DocumentEmbedder, EmbedderFails, PassageJudge, asked

RESULTS: Final = 10
"""Passages that a search shows unless told otherwise."""


@dataclass(slots=True)
class _Loaded:
    """Vectors of one embedder in one store, as of `changes`.

    `wanted` is the embedder of today; `reader` the one whose vectors these are.
    """

    store: DocumentStore
    wanted: str
    reader: DocumentEmbedder
    embedder: str
    index: VectorIndex | None = None
    changes: int = -1


class SearchService:
    """Finds passages in the documents that hold now. Safe to use from several threads."""

    def __init__(
        self,
        documents: CurrentDocuments,
        embedder: DocumentEmbedder,
        reranker: PassageJudge | None = None,
        weights: Weights | None = None,
        rule: Rule = RULE,
    ) -> None:
        """`rule` decides whether the documents answer; it belongs to the embedder.

        A `reranker` whose model is installed puts what was found into its order.
        """
        self._reranker = reranker
        self._documents = documents
        self._embedder = embedder
        self._weights = weights
        self._rule = rule
        self._lock = threading.Lock()
        self._loaded: _Loaded | None = None

    def search(
        self, question: str, limit: int = RESULTS, where: SearchFilter | None = None
    ) -> Found:
        """The passages that answer a question best; blocks.

        Without an embedding model they are found by their words alone, and so they are when it
        cannot be asked; Found tells. Raises the errors of the vault.
        """
        store = self._documents.store
        try:
            loaded = self._in_step(store)
            is_unreadable = loaded is None
        except (ModelMissing, ModelNotInstalled, ModelUnreadable):  # gone, or locked away, just now
            loaded, is_unreadable = None, True
        index, reader = (loaded.index, loaded.reader) if loaded else (None, self._embedder)

        def embed(question: str) -> bytes | None:
            try:
                return asked(lambda: reader.embed([question], EmbedKind.QUERY)).data
            except EmbedderFails:
                return None

        retriever = Retriever(store, index, embed, self._rerank(), self._weights, self._rule)
        try:
            found = retriever.search(question, limit, where)
            if loaded is not None and index is None and found.passages:
                # It has read nothing yet: because it waits its turn, or because it does not start?
                is_unreadable = embed(question) is None
            return replace(found, by_words_only=True) if is_unreadable else found
        except EmbeddingCancelled:
            _ = self._documents.store  # raises VaultLocked where that is the reason
            raise

    def _rerank(self) -> Rerank | None:
        judge = self._reranker
        if judge is None or not judge.is_there():
            return None

        def rerank(question: str, texts: Sequence[str]) -> Sequence[float] | None:
            try:
                return asked(lambda: judge.rerank(question, texts))
            except EmbedderFails:
                return None

        return rerank

    def warm_up(self) -> None:
        """Load the vectors, so that the first search need not."""
        self._in_step(self._documents.store)

    def forget(self) -> None:
        """Let go of everything in memory: the vault is locked."""
        with self._lock:
            self._loaded = None

    def _in_step(self, store: DocumentStore) -> _Loaded | None:
        """The vectors as the store has them; None when no model is there."""
        if not self._embedder.is_there():
            return None
        wanted = self._embedder.fingerprint()
        with self._lock:
            changes = store.changes()
            loaded = self._loaded
            if loaded is None or loaded.store is not store or loaded.wanted != wanted:
                loaded = _Loaded(store, wanted, self._embedder, wanted)
            if loaded.changes != changes or not loaded.reader.is_there():
                read = store.embedders()
                reader, name = self._reader(wanted, read)
                if name != loaded.embedder:
                    loaded = _Loaded(store, wanted, reader, name)
                self._catch_up(loaded, read.get(name, 0))
                loaded.changes = changes
            self._loaded = loaded
            return loaded

    def _reader(self, wanted: str, read: Mapping[str, int]) -> tuple[DocumentEmbedder, str]:
        """The embedder to ask: an earlier one where that has read more, as long as it is there."""
        for name, count in sorted(read.items(), key=lambda pair: -pair[1]):
            if count <= read.get(wanted, 0):
                break
            earlier = self._embedder.earlier(name)
            if earlier is not None:
                return earlier, name
        return self._embedder, wanted

    def _catch_up(self, loaded: _Loaded, expected: int) -> None:
        """Take over what was added and removed; everything anew where that does not suffice."""
        index = loaded.index
        if index is not None:
            index.keep_only(loaded.store.chunk_numbers())
            loaded.index = _filled(loaded, index, index.last_chunk)
            if len(index) == expected:
                return
        loaded.index = _filled(loaded, None, 0)


def _empty(dimensions: int, means: LanguageMeans | None) -> VectorIndex:
    """An index; means that do not fit an embedder's vectors are not used."""
    fits = means is not None and means.dimensions == dimensions
    return VectorIndex(dimensions, means if fits else None)


def _filled(loaded: _Loaded, index: VectorIndex | None, after: int) -> VectorIndex | None:
    for rows in loaded.store.vectors(loaded.embedder, after):
        index = index or _empty(rows.vectors.dimensions, loaded.reader.language_means())
        index.add(rows)
    return index
