"""What the services need of the place where documents are kept, said as a protocol."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from app.domain.collections import Chunk, Collection, Language, Layout, StoredDocument
from app.domain.ids import CollectionId, DocumentId, MessageId
from app.domain.retrieval import Grounding, SearchFilter


@dataclass(frozen=True, slots=True)
class QuantizedVectors:
    """Vectors as they are kept: rows of int8, each with the scale that makes it a unit vector.

    `values` holds the rows one after another, `dimensions` bytes each; `scales` has one for each.
    """

    embedder: str
    dimensions: int
    scales: tuple[float, ...]
    values: bytes = field(repr=False)

    def __len__(self) -> int:
        """How many vectors there are."""
        return len(self.scales)


@dataclass(frozen=True, slots=True)
class VectorRows:
    """Vectors with what a search must know of each: its chunk's number and document, its language.

    `documents` are the store's own numbers: those of one document are equal.
    """

    chunks: tuple[int, ...]
    documents: tuple[int, ...]
    languages: tuple[Language, ...]
    vectors: QuantizedVectors


@dataclass(frozen=True, slots=True)
class WordHit:
    """A chunk that holds words of a question; a higher score is better (BM25)."""

    chunk: int
    document: int
    language: Language
    score: float


@dataclass(frozen=True, slots=True)
class StoredChunk:
    """A chunk as it is kept: its number in the store, and the document that it is part of."""

    number: int
    document: StoredDocument
    chunk: Chunk


class DocumentStore(Protocol):
    """Where collections, documents, chunks and vectors live. What a call returns from is kept.

    Safe to use from several threads. Every call can raise the errors of the vault.
    """

    def collections(self) -> list[Collection]:
        """All collections, in the order of their making."""

    def put_collection(self, collection: Collection) -> None:
        """Add a collection, or replace what is known of it."""

    def remove_collection(self, collection_id: CollectionId) -> None:
        """Remove a collection and everything of its documents."""

    def documents(self, collection_id: CollectionId) -> list[StoredDocument]:
        """The documents of a collection, by path."""

    def document(self, document_id: DocumentId) -> StoredDocument | None:
        """One document, or None."""

    def put_document(
        self,
        document: StoredDocument,
        layout: Layout | None = None,
        chunks: Sequence[Chunk] = (),
        vectors: QuantizedVectors | None = None,
    ) -> None:
        """Add a document, or replace it and all that is known of it, in one transaction.

        Found by its id. `vectors` has a row for each chunk, in their order.
        """

    def put_files(self, documents: Sequence[StoredDocument]) -> None:
        """Add files that are still to be read, and replace what is known of others, all at once.

        The text of those that are there stays: they were renamed, moved, touched, or changed and
        wait to be read again.
        """

    def remove_documents(self, document_ids: Sequence[DocumentId]) -> None:
        """Remove documents with their text, words, vectors; citations keep what they quote."""

    def layout(self, document_id: DocumentId) -> Layout | None:
        """How the text of a document is divided, or None."""

    def chunks_of(self, document_id: DocumentId) -> list[Chunk]:
        """All chunks of a document, in their order: together they are its text."""

    def chunks(self, numbers: Sequence[int]) -> list[StoredChunk]:
        """Chunks by their numbers, in the order asked for; those that are gone are left out."""

    def neighbours(self, number: int, before: int, after: int) -> list[StoredChunk]:
        """A chunk and those around it in its document, in their order."""

    def search_words(
        self, question: str, where: SearchFilter, limit: int
    ) -> Mapping[Language, Sequence[WordHit]]:
        """Chunks with words of a question, for each language the best first."""

    def numbers_of(self, where: SearchFilter) -> frozenset[int] | None:
        """The numbers of the documents that pass a filter; None when all do."""

    def vectors(self, embedder: str, after: int = 0) -> Iterator[VectorRows]:
        """All vectors of an embedder, of chunks with a number above `after`, in pieces."""

    def vectors_of(self, document_id: DocumentId, embedder: str) -> QuantizedVectors | None:
        """The vectors of all chunks of a document, in their order; None when one is missing."""

    def chunk_numbers(self) -> Sequence[int]:
        """The numbers of all chunks, ascending; a number is never given twice."""

    def same_content(self, sha256: str) -> StoredDocument | None:
        """A document that was indexed from a file with the same content, in any collection."""

    def without_vectors(self, embedder: str, limit: int) -> list[StoredChunk]:
        """Chunks that this embedder has not read yet."""

    def put_vectors(self, numbers: Sequence[int], vectors: QuantizedVectors) -> None:
        """Add vectors of chunks by their numbers; those that are gone are left out."""

    def forget_embedder(self, embedder: str) -> None:
        """Remove all vectors of an embedder that is used no more."""

    def embedders(self) -> Mapping[str, int]:
        """How many chunks each embedder has read."""

    def changes(self) -> int:
        """A number that grows with every change of chunks or vectors, also by another process."""

    def put_grounding(self, message_id: MessageId, grounding: Grounding) -> None:
        """Keep what an answer rests on, in place of what was kept before."""

    def grounding(self, message_id: MessageId) -> Grounding | None:
        """What an answer rests on, or None; the search behind it is not kept."""
