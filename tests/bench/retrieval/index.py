"""The corpus in a document store, read and embedded once; vectors are kept beside the corpus."""

import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[3]))
sys.path.insert(0, str(Path(__file__).parent))

from corpus import Page, pages

from app.domain.collections import (
    Chunk,
    Collection,
    DocumentState,
    Layout,
    StoredDocument,
)
from app.domain.embedding import EmbedderOptions, Embeddings, EmbedKind
from app.domain.ids import CollectionId, DocumentId
from app.engine.embedder_client import EmbedderClient
from app.index.centring import LanguageMeans
from app.index.chunking import TARGET_TOKENS, CountTokens, chunks_of
from app.index.vectors import VectorIndex, quantized
from app.store.documents import VaultDocuments
from app.store.memory_database import MemoryDatabase

DIMENSIONS: Final = 384
_NAME: Final = "e5"
PAPERS: Final = CollectionId("papers")


class CachedEmbedder:
    """The starter embedder; a text that was embedded before is looked up."""

    def __init__(self, model: Path, cache: Path) -> None:
        self._cache_file = cache
        self._model = model
        self._client: EmbedderClient | None = None
        self._known: dict[str, np.ndarray] = {}
        if cache.exists():
            stored = np.load(cache)
            self._known = dict(zip(stored["keys"].tolist(), stored["rows"], strict=True))

    def vectors(self, texts: Sequence[str], kind: EmbedKind) -> np.ndarray:
        """Rows of length 1, in the order of the texts."""
        keys = [hashlib.sha256(f"{kind}\n{text}".encode()).hexdigest() for text in texts]
        missing = {
            key: text for key, text in zip(keys, texts, strict=True) if key not in self._known
        }
        if missing:
            found = self._embed(list(missing.values()), kind)
            self._known.update(zip(missing, found, strict=True))
        return np.array([self._known[key] for key in keys], np.float32)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, as the application counts them."""
        return self._started().count_tokens(texts)

    def one(self, question: str) -> bytes:
        """The vector of a question."""
        return self.vectors([question], EmbedKind.QUERY).astype("<f4").tobytes()

    def all(self, texts: Sequence[str]) -> Embeddings:
        """Of a question, which comes first, and sentences."""
        rows = [
            self.vectors(texts[:1], EmbedKind.QUERY),
            self.vectors(texts[1:], EmbedKind.PASSAGE),
        ]
        return Embeddings(DIMENSIONS, np.concatenate(rows).astype("<f4").tobytes())

    def save(self) -> None:
        """Keep what was embedded for the next run."""
        np.savez(
            self._cache_file,
            keys=np.array(list(self._known)),
            rows=np.array(list(self._known.values()), np.float32),
        )

    def close(self) -> None:
        """End the child."""
        if self._client is not None:
            self._client.close()

    def _started(self) -> EmbedderClient:
        if self._client is None:
            self._client = EmbedderClient()
            self._client.load(
                EmbedderOptions(
                    self._model, window=512, query_prefix="query: ", passage_prefix="passage: "
                )
            )
        return self._client

    def _embed(self, texts: list[str], kind: EmbedKind) -> np.ndarray:
        client = self._started()
        rows = []
        for start in range(0, len(texts), 256):
            made = client.embed(texts[start : start + 256], kind)
            rows.append(np.frombuffer(made.data, "<f4").reshape(-1, DIMENSIONS))
            if len(texts) > 256:
                print(f"\r{start} of {len(texts)}", end="", file=sys.stderr, flush=True)
        return np.concatenate(rows)


def chunked(
    page: Page, count_tokens: CountTokens, target: int = TARGET_TOKENS
) -> tuple[Layout, list[Chunk], int]:
    """A page as it would be kept."""
    parsed = page.parsed()
    chunks = chunks_of(parsed, count_tokens, target=target)
    return Layout(parsed.parts, parsed.blocks), chunks, len(parsed.text)


def document_id(page: Page) -> DocumentId:
    """The id of a page's document."""
    return DocumentId(f"{page.id}.{page.language.value}")


def built(
    every: Sequence[Page],
    embedder: CachedEmbedder,
    *,
    target: int = TARGET_TOKENS,
    with_headings: bool = True,
    means: LanguageMeans | None = None,
) -> tuple[VaultDocuments, VectorIndex]:
    """A store and an index of pages; `means` are those of the embedder's languages."""
    store = VaultDocuments(MemoryDatabase())
    store.put_collection(Collection(PAPERS, "Papers"))
    read = [(page, *chunked(page, embedder.count_tokens, target)) for page in every]
    texts = [
        chunk.indexed if with_headings else chunk.text.strip()
        for _, _, chunks, _ in read
        for chunk in chunks
    ]
    rows = embedder.vectors(texts, EmbedKind.PASSAGE)
    at = 0
    for page, layout, chunks, characters in read:
        document = StoredDocument(
            document_id(page),
            PAPERS,
            f"/papers/{document_id(page)}",
            page.id.rsplit("/", 1)[-1],
            DocumentState.INDEXED,
            title=page.title,
            characters=characters,
            chunks=len(chunks),
        )
        mine = rows[at : at + len(chunks)].astype("<f4").tobytes()
        at += len(chunks)
        store.put_document(document, layout, chunks, quantized(Embeddings(DIMENSIONS, mine), _NAME))
    index = VectorIndex(DIMENSIONS, means)
    for piece in store.vectors(_NAME):
        index.add(piece)
    return store, index


def main() -> None:
    """Embed the corpus once, and say how large it is."""
    folder, model = Path(sys.argv[1]), Path(sys.argv[2])
    embedder = CachedEmbedder(model, folder / "vectors.npz")
    store, index = built(pages(folder), embedder)
    embedder.save()
    embedder.close()
    print(f"{len(index)} chunks of {len(store.documents(PAPERS))} pages")


if __name__ == "__main__":
    main()
