"""Documents in the vault: every call returns when what it did is on the disk."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import partial
from typing import Any, Final, Protocol, TypeVar

from sqlalchemy import Connection, func, select, text

from app.domain.collections import (
    Chunk,
    Collection,
    DocumentState,
    Language,
    Layout,
    StoredDocument,
)
from app.domain.document_store import QuantizedVectors, StoredChunk, VectorRows, WordHit
from app.domain.ids import CollectionId, DocumentId, MessageId
from app.domain.retrieval import Grounding, SearchFilter
from app.store import chunk_search, document_changes, groundings
from app.store.document_rows import (
    CHUNK_COLUMNS,
    DOCUMENT_COLUMNS,
    chunk_of,
    collection_of,
    document_of,
    language_of,
    unpacked,
)
from app.store.schema import chunks, collections, documents, layouts, vectors
from app.store.term_counts import TermCounts
from app.store.words import terms

T = TypeVar("T")

_ROWS_AT_ONCE: Final = 4096
_REMOVED_AT_ONCE: Final = 16
"""Documents removed in one transaction: others need not wait for all of them."""
_NUMBERS: Final = text("SELECT value FROM json_each(:numbers)")
# Made once: putting a query together takes as long as asking it.
_CHUNKS: Final = select(*CHUNK_COLUMNS).order_by(chunks.c.document, chunks.c.position)
_NUMBERED: Final = _CHUNKS.where(chunks.c.seq.in_(_NUMBERS))
_DOCUMENTS: Final = select(*DOCUMENT_COLUMNS).where(documents.c.seq.in_(_NUMBERS))


class Tables(Protocol):
    """An open database with the tables of the vault: `app.store.database.Database` is one."""

    def reading(self) -> AbstractContextManager[Connection]:
        """A connection that sees one moment of it."""

    def write(self, change: Callable[[Connection], T], *, frees_space: bool = False) -> T:
        """Run a change in a transaction of its own."""

    def checkpoint(self, *, frees_space: bool = False) -> bool:
        """Let go of what was deleted."""


class VaultDocuments:
    """A DocumentStore in an encrypted database. Safe to use from several threads."""

    def __init__(self, database: Tables) -> None:
        self._database = database
        self._counts = TermCounts()

    # --- collections ---------------------------------------------------------------------------

    def collections(self) -> list[Collection]:
        """All collections, in the order of their making."""
        query = select(collections).order_by(collections.c.created_at, collections.c.id)
        with self._database.reading() as connection:
            return [collection_of(row) for row in connection.execute(query)]

    def put_collection(self, collection: Collection) -> None:
        """Add a collection, or replace what is known of it."""
        self._database.write(lambda each: document_changes.put_collection(each, collection))

    def remove_collection(self, collection_id: CollectionId) -> None:
        """Remove a collection and everything of its documents, a few of them at a time."""
        self.remove_documents([each.id for each in self.documents(collection_id)])
        row = collections.delete().where(collections.c.id == collection_id)
        self._database.write(lambda each: each.execute(row), frees_space=True)

    # --- documents -----------------------------------------------------------------------------

    def documents(self, collection_id: CollectionId) -> list[StoredDocument]:
        """The documents of a collection, by path."""
        query = select(*DOCUMENT_COLUMNS).where(documents.c.collection == collection_id)
        with self._database.reading() as connection:
            return [document_of(row) for row in connection.execute(query.order_by("path"))]

    def document(self, document_id: DocumentId) -> StoredDocument | None:
        """One document, or None."""
        query = select(*DOCUMENT_COLUMNS).where(documents.c.id == document_id)
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        return None if row is None else document_of(row)

    def put_document(
        self,
        document: StoredDocument,
        layout: Layout | None = None,
        chunks: Sequence[Chunk] = (),
        vectors: QuantizedVectors | None = None,
    ) -> None:
        """Add a document, or replace it and all that is known of it, in one transaction."""
        if vectors is not None and len(vectors) != len(chunks):
            raise ValueError(f"{len(vectors)} vectors for {len(chunks)} chunks")

        words = [terms(chunk.indexed) for chunk in chunks]

        def change(connection: Connection) -> None:
            document_changes.put(connection, document, layout, chunks, words, vectors)

        self._database.write(change)

    def put_files(self, documents: Sequence[StoredDocument]) -> None:
        """Add files that are still to be read, and replace what is known of others, all at once."""
        if documents:
            self._database.write(lambda each: document_changes.put_files(each, documents))

    def remove_documents(self, document_ids: Sequence[DocumentId]) -> None:
        """Remove documents with their text, words, vectors; citations keep what they quote."""
        for at in range(0, len(document_ids), _REMOVED_AT_ONCE):
            some = document_ids[at : at + _REMOVED_AT_ONCE]
            self._database.write(
                partial(document_changes.remove, document_ids=some), frees_space=True
            )
        if document_ids:
            self._database.checkpoint(frees_space=True)

    def same_content(self, sha256: str) -> StoredDocument | None:
        """A document that was indexed from a file with the same content, in any collection."""
        query = select(*DOCUMENT_COLUMNS).where(
            documents.c.sha256 == sha256, documents.c.state == DocumentState.INDEXED
        )
        with self._database.reading() as connection:
            row = connection.execute(query.limit(1)).first()
        return None if row is None else document_of(row)

    # --- text ----------------------------------------------------------------------------------

    def layout(self, document_id: DocumentId) -> Layout | None:
        """How the text of a document is divided, or None."""
        query = (
            select(layouts.c.data)
            .join(documents, layouts.c.document == documents.c.seq)
            .where(documents.c.id == document_id)
        )
        with self._database.reading() as connection:
            data = connection.execute(query).scalar()
        return None if data is None else unpacked(data)

    def chunks_of(self, document_id: DocumentId) -> list[Chunk]:
        """All chunks of a document, in their order: together they are its text."""
        query = (
            select(*CHUNK_COLUMNS)
            .join(documents, chunks.c.document == documents.c.seq)
            .where(documents.c.id == document_id)
            .order_by(chunks.c.position)
        )
        with self._database.reading() as connection:
            return [chunk_of(row) for row in connection.execute(query)]

    def chunks(self, numbers: Sequence[int]) -> list[StoredChunk]:
        """Chunks by their numbers, in the order asked for; those that are gone are left out."""
        with self._database.reading() as connection:
            found = {
                each.number: each
                for each in _stored(connection, _NUMBERED, numbers=json.dumps(list(numbers)))
            }
        return [found[number] for number in numbers if number in found]

    def neighbours(self, number: int, before: int, after: int) -> list[StoredChunk]:
        """A chunk and those around it in its document, in their order."""
        at = select(chunks.c.document, chunks.c.position).where(chunks.c.seq == number)
        with self._database.reading() as connection:
            place = connection.execute(at).first()
            if place is None:
                return []
            around = chunks.c.position.between(place.position - before, place.position + after)
            query = _CHUNKS.where(chunks.c.document == place.document, around)
            return _stored(connection, query)

    # --- search --------------------------------------------------------------------------------

    def search_words(
        self, question: str, where: SearchFilter, limit: int
    ) -> Mapping[Language, Sequence[WordHit]]:
        """Chunks with words of a question, for each language the best first."""
        with self._database.reading() as connection:
            return chunk_search.search_words(connection, question, where, limit, self._counts)

    def numbers_of(self, where: SearchFilter) -> frozenset[int] | None:
        """The numbers of the documents that pass a filter; None when all do."""
        if where == SearchFilter():
            return None
        with self._database.reading() as connection:
            return chunk_search.numbers_of(connection, where)

    # --- vectors -------------------------------------------------------------------------------

    def chunk_numbers(self) -> Sequence[int]:
        """The numbers of all chunks, ascending; a number is never given twice."""
        with self._database.reading() as connection:
            # Not in order of the rows: an index has them without the text.
            return sorted(connection.execute(select(chunks.c.seq)).scalars())

    def vectors_of(self, document_id: DocumentId, embedder: str) -> QuantizedVectors | None:
        """The vectors of all chunks of a document, in their order; None when one is missing."""
        of_it = (vectors.c.chunk == chunks.c.seq) & (vectors.c.embedder == embedder)
        query = (
            select(vectors.c.scale, vectors.c["values"])
            .select_from(documents)
            .join(chunks, chunks.c.document == documents.c.seq)
            .outerjoin(vectors, of_it)
            .where(documents.c.id == document_id)
            .order_by(chunks.c.position)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        if not rows or any(row.scale is None for row in rows):
            return None
        values = [bytes(row[1]) for row in rows]
        scales = tuple(row.scale for row in rows)
        return QuantizedVectors(embedder, len(values[0]), scales, b"".join(values))

    def vectors(self, embedder: str, after: int = 0) -> Iterator[VectorRows]:
        """All vectors of an embedder, in pieces: between two of them others may write."""
        last = after
        while True:
            rows = self._vector_rows(embedder, last)
            if not rows:
                return
            last = rows[-1].chunk
            yield VectorRows(
                tuple(row.chunk for row in rows),
                tuple(row.document for row in rows),
                tuple(language_of(row.language) for row in rows),
                QuantizedVectors(
                    embedder,
                    len(rows[0].values),
                    tuple(row.scale for row in rows),
                    b"".join(row.values for row in rows),
                ),
            )

    def _vector_rows(self, embedder: str, after: int) -> Sequence[Any]:
        query = (
            "SELECT v.chunk, v.scale, v.\"values\" AS 'values', c.document, c.language"
            " FROM vectors v CROSS JOIN chunks c ON c.seq = v.chunk"
            " WHERE v.embedder = ? AND v.chunk > ? ORDER BY v.chunk LIMIT ?"
        )
        with self._database.reading() as connection:
            return connection.exec_driver_sql(query, (embedder, after, _ROWS_AT_ONCE)).all()

    def without_vectors(self, embedder: str, limit: int) -> list[StoredChunk]:
        """Chunks that this embedder has not read yet."""
        read = select(vectors.c.chunk).where(
            vectors.c.chunk == chunks.c.seq, vectors.c.embedder == embedder
        )
        with self._database.reading() as connection:
            missing = select(chunks.c.seq).where(~read.exists()).order_by(chunks.c.seq)
            numbers = connection.execute(missing.limit(limit)).scalars().all()
            return _stored(connection, _NUMBERED, numbers=json.dumps(list(numbers)))

    def put_vectors(self, numbers: Sequence[int], vectors: QuantizedVectors) -> None:
        """Add vectors of chunks by their numbers; those that are gone are left out."""
        self._database.write(lambda each: document_changes.put_vectors(each, numbers, vectors))

    def forget_embedder(self, embedder: str) -> None:
        """Remove all vectors of an embedder that is used no more."""
        self._database.write(lambda each: document_changes.forget_embedder(each, embedder))

    def embedders(self) -> Mapping[str, int]:
        """How many chunks each embedder has read."""
        query = select(vectors.c.embedder, func.count().label("read")).group_by(vectors.c.embedder)
        with self._database.reading() as connection:
            return {row.embedder: row.read for row in connection.execute(query)}

    def changes(self) -> int:
        """A number that grows with every change of chunks or vectors, also by another process."""
        with self._database.reading() as connection:
            return document_changes.changes(connection)

    # --- answers -------------------------------------------------------------------------------

    def put_grounding(self, message_id: MessageId, grounding: Grounding) -> None:
        """Keep what an answer rests on, in place of what was kept before."""
        self._database.write(lambda each: groundings.put(each, message_id, grounding))

    def grounding(self, message_id: MessageId) -> Grounding | None:
        """What an answer rests on, or None; the search behind it is not kept."""
        with self._database.reading() as connection:
            return groundings.get(connection, message_id)


def _stored(connection: Connection, query: Any, **values: str) -> list[StoredChunk]:
    """Chunks, each with its document."""
    rows = connection.execute(query, values).all()
    wanted = {"numbers": json.dumps(sorted({row.document for row in rows}))}
    known = {row.seq: document_of(row) for row in connection.execute(_DOCUMENTS, wanted)}
    return [StoredChunk(row.seq, known[row.document], chunk_of(row)) for row in rows]
