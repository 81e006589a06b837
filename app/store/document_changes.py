"""Changes of collections and documents: functions over the connection of one transaction."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, update

from app.domain.collections import Chunk, Collection, Layout, StoredDocument
from app.domain.document_store import QuantizedVectors
from app.domain.ids import DocumentId
from app.store import chunk_index, document_rows
from app.store.document_rows import CHUNK_COLUMNS, chunk_of, chunk_values, packed
from app.store.schema import about, chunks, collections, documents, layouts, vectors
from app.store.words import terms

_CHANGES: Final = "SELECT value FROM about WHERE key = ?"
_CHANGED: Final = "documents_changed"
_GIVEN: Final = "chunks_given"
"""Rows of `about`: how often something changed, and the highest number of a chunk so far."""


def put_collection(connection: Connection, collection: Collection) -> None:
    """Add a collection, or replace what is known of it."""
    values = document_rows.collection_values(collection)
    is_it = collections.c.id == collection.id
    if connection.execute(select(collections.c.id).where(is_it)).first() is None:
        connection.execute(insert(collections).values(**values))
    else:
        del values["id"]
        connection.execute(update(collections).where(is_it).values(**values))


def put(
    connection: Connection,
    document: StoredDocument,
    layout: Layout | None,
    new_chunks: Sequence[Chunk],
    words: Sequence[str],
    new_vectors: QuantizedVectors | None,
) -> None:
    """Add a document, or replace it, its layout, its chunks and their vectors.

    `words` are the terms of each chunk: to find them takes longer than anything here, and others
    wait for this transaction.
    """
    seq = _seq_of(connection, document.id)
    values = document_rows.document_values(document)
    if seq is None:
        row = insert(documents).values(**values).returning(documents.c.seq)
        seq = connection.execute(row).scalar_one()
    else:
        _empty(connection, seq)
        connection.execute(update(documents).where(documents.c.seq == seq).values(**values))
    if layout is not None:
        connection.execute(insert(layouts).values(document=seq, data=packed(layout)))
    first = _next_number(connection)
    numbers = range(first, first + len(new_chunks))
    if numbers:
        rows = [
            {"seq": number, **chunk_values(seq, chunk)}
            for number, chunk in zip(numbers, new_chunks, strict=True)
        ]
        connection.execute(insert(chunks), rows)
        chunk_index.index_chunks(connection, numbers, words)
        _note(connection, _GIVEN, str(numbers[-1]))
    if new_vectors is not None and numbers:
        _add_vectors(connection, numbers, new_vectors, range(len(numbers)))
    _note_change(connection)


def put_files(connection: Connection, files: Sequence[StoredDocument]) -> None:
    """Add documents without text, or replace what is known of them; their text stays."""
    # Moved ones first leave their paths, so that two files can take each other's.
    known = {each.id for each in files if _seq_of(connection, each.id) is not None}
    for file in files:
        if file.id in known:
            is_it = documents.c.id == file.id
            connection.execute(update(documents).where(is_it).values(path=f"\0{file.id}"))
    for file in files:
        values = document_rows.document_values(file)
        if file.id in known:
            is_it = documents.c.id == file.id
            connection.execute(update(documents).where(is_it).values(**values))
        else:
            connection.execute(insert(documents).values(**values))


def remove(connection: Connection, document_ids: Sequence[DocumentId]) -> None:
    """Remove documents with everything that hangs on them."""
    for document_id in document_ids:
        seq = _seq_of(connection, document_id)
        if seq is not None:
            _empty(connection, seq)
            connection.execute(delete(documents).where(documents.c.seq == seq))
    _note_change(connection)


def put_vectors(
    connection: Connection, numbers: Sequence[int], new_vectors: QuantizedVectors
) -> None:
    """Add vectors of chunks that are still there, in place of those of the same embedder."""
    present = set(
        connection.execute(select(chunks.c.seq).where(chunks.c.seq.in_(list(numbers)))).scalars()
    )
    kept = [at for at, number in enumerate(numbers) if number in present]
    of_these = vectors.c.chunk.in_([numbers[at] for at in kept])
    connection.execute(delete(vectors).where(of_these, vectors.c.embedder == new_vectors.embedder))
    if kept:
        _add_vectors(connection, [numbers[at] for at in kept], new_vectors, kept)
    _note_change(connection)


def forget_embedder(connection: Connection, embedder: str) -> None:
    """Remove all vectors of an embedder."""
    connection.execute(delete(vectors).where(vectors.c.embedder == embedder))
    _note_change(connection)


def changes(connection: Connection) -> int:
    """How often chunks or vectors changed."""
    found = connection.exec_driver_sql(_CHANGES, (_CHANGED,)).scalar()
    return int(found or 0)


def _note_change(connection: Connection) -> None:
    _note(connection, _CHANGED, str(changes(connection) + 1))


def _note(connection: Connection, key: str, value: str) -> None:
    connection.exec_driver_sql(
        "INSERT INTO about(key, value) VALUES(?, ?)"
        " ON CONFLICT(key) DO UPDATE SET value = excluded.value",
        (key, value),
    )


def _seq_of(connection: Connection, document_id: DocumentId) -> int | None:
    query = select(documents.c.seq).where(documents.c.id == document_id)
    return connection.execute(query).scalar()


def _next_number(connection: Connection) -> int:
    """A number that no chunk ever had: whoever knows one never takes another chunk for it."""
    given = connection.execute(select(about.c.value).where(about.c.key == _GIVEN)).scalar()
    return int(given or 0) + 1


def _add_vectors(
    connection: Connection,
    numbers: Sequence[int],
    new_vectors: QuantizedVectors,
    places: Sequence[int],
) -> None:
    size = new_vectors.dimensions
    rows: list[dict[str, Any]] = [
        {
            "chunk": number,
            "embedder": new_vectors.embedder,
            "scale": new_vectors.scales[at],
            "values": new_vectors.values[at * size : (at + 1) * size],
        }
        for number, at in zip(numbers, places, strict=True)
    ]
    connection.execute(insert(vectors), rows)


def _empty(connection: Connection, seq: int) -> None:
    """Take out the words, chunks, vectors and layout of a document."""
    rows = connection.execute(select(*CHUNK_COLUMNS).where(chunks.c.document == seq)).all()
    for row in rows:
        chunk_index.unindex_chunk(connection, row.seq, terms(chunk_of(row).indexed))
    connection.execute(delete(chunks).where(chunks.c.document == seq))
    connection.execute(delete(layouts).where(layouts.c.document == seq))
