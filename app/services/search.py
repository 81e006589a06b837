"""Search in documents: keeps the vectors in memory in step with the vault, and asks them."""

import threading
from dataclasses import dataclass
from typing import Final

from app.domain.document_store import DocumentStore
from app.domain.embedding import EmbedKind
from app.domain.retrieval import Found, SearchFilter
from app.index.decision import RULE, Rule
from app.index.retriever import Retriever, Weights
from app.index.vectors import VectorIndex
from app.services.current_documents import CurrentDocuments
from app.services.document_reading import DocumentEmbedder

RESULTS: Final = 10
"""Passages that a search shows unless told otherwise."""


@dataclass(slots=True)
class _Loaded:
    """Vectors of one embedder in one store, as of `changes`."""

    store: DocumentStore
    embedder: str
    index: VectorIndex | None
    changes: int


class SearchService:
    """Finds passages in the documents that hold now. Safe to use from several threads."""

    def __init__(
        self,
        documents: CurrentDocuments,
        embedder: DocumentEmbedder,
        weights: Weights | None = None,
        rule: Rule = RULE,
    ) -> None:
        """`rule` decides whether the documents answer; it belongs to the embedder."""
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

        Without an embedding model they are found by their words alone. Raises the errors of the
        vault and of the engine.
        """
        store = self._documents.store
        index = self._in_step(store)
        retriever = Retriever(store, index, self._embed, weights=self._weights, rule=self._rule)
        return retriever.search(question, limit, where)

    def warm_up(self) -> None:
        """Load the vectors, so that the first search need not."""
        self._in_step(self._documents.store)

    def forget(self) -> None:
        """Let go of everything in memory: the vault is locked."""
        with self._lock:
            self._loaded = None

    def _embed(self, question: str) -> bytes:
        return self._embedder.embed([question], EmbedKind.QUERY).data

    def _in_step(self, store: DocumentStore) -> VectorIndex | None:
        """The vectors as the store has them; None when no model has read anything."""
        if not self._embedder.is_there():
            return None
        name = self._embedder.fingerprint()
        with self._lock:
            changes = store.changes()
            loaded = self._loaded
            if loaded is None or loaded.store is not store or loaded.embedder != name:
                loaded = _Loaded(store, name, None, -1)
            if loaded.changes != changes:
                self._catch_up(loaded, store.embedders().get(name, 0))
                loaded.changes = changes
            self._loaded = loaded
            return loaded.index

    def _catch_up(self, loaded: _Loaded, expected: int) -> None:
        """Take over what was added and removed; everything anew where that does not suffice."""
        index = loaded.index
        if index is not None:
            index.keep_only(loaded.store.chunk_numbers())
            loaded.index = _filled(loaded, index, index.last_chunk)
            if len(index) == expected:
                return
        loaded.index = _filled(loaded, None, 0)


def _filled(loaded: _Loaded, index: VectorIndex | None, after: int) -> VectorIndex | None:
    for rows in loaded.store.vectors(loaded.embedder, after):
        index = index or VectorIndex(rows.vectors.dimensions)
        index.add(rows)
    return index
