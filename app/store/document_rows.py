"""Rows of documents, chunks and citations as values, and back."""

import json
import zlib
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Row

from app.domain.collections import (
    Chunk,
    Collection,
    DocumentState,
    Language,
    Layout,
    StoredDocument,
)
from app.domain.documents import (
    Block,
    BlockKind,
    DocumentKind,
    NoteKind,
    Part,
    PartKind,
    ReadingNote,
    Refusal,
    Run,
)
from app.domain.ids import CollectionId, DocumentId
from app.domain.retrieval import Citation, CitationStatus
from app.store.rows import microseconds, moment_of
from app.store.schema import chunks, documents
from app.store.stored_text import path_of, storable, stored_path

DOCUMENT_COLUMNS: Final[tuple[Any, ...]] = (
    documents.c.seq,
    documents.c.id,
    documents.c.collection,
    documents.c.path,
    documents.c.name,
    documents.c.media_type,
    documents.c.sha256,
    documents.c.bytes,
    documents.c.changed_at,
    documents.c.state,
    documents.c.reason,
    documents.c.about,
)
CHUNK_COLUMNS: Final[tuple[Any, ...]] = (
    chunks.c.seq,
    chunks.c.document,
    chunks.c.position,
    chunks.c.page,
    chunks.c.start,
    chunks.c.end,
    chunks.c.heading,
    chunks.c.text,
    chunks.c.header,
    chunks.c.language,
    chunks.c.tokens,
    chunks.c.place,
)


def collection_values(collection: Collection) -> dict[str, Any]:
    """A collection as the columns of its row."""
    settings = {
        "roots": [stored_path(root) for root in collection.roots],
        "paused": collection.is_paused,
        "pictures": collection.reads_pictures,
        "conversation": collection.of_conversation,
    }
    return {
        "id": collection.id,
        "name": storable(collection.name),
        "created_at": microseconds(collection.created_at),
        "settings": json.dumps(settings, ensure_ascii=False),
    }


def collection_of(row: "Row[Any]") -> Collection:
    """A row of `collections` as a value."""
    settings = json.loads(row.settings)
    return Collection(
        CollectionId(row.id),
        row.name,
        tuple(path_of(root) for root in settings.get("roots", ())),
        moment_of(row.created_at),
        bool(settings.get("paused")),
        str(settings.get("conversation", "")),
        bool(settings.get("pictures")),
    )


def document_values(document: StoredDocument) -> dict[str, Any]:
    """A document as the columns of its row."""
    about: dict[str, Any] = {
        "title": storable(document.title),
        "characters": document.characters,
        "chunks": document.chunks,
        "parts": document.parts,
        "notes": [[note.kind, note.count, storable(note.detail)] for note in document.notes],
    }
    if document.readers:
        about["readers"] = document.readers
    if document.chunking != 1:  # what the first one cut carries no version
        about["chunking"] = document.chunking
    return {
        "id": document.id,
        "collection": document.collection,
        "path": stored_path(document.path),
        "name": storable(document.name),
        "media_type": document.kind or "",
        "sha256": document.sha256,
        "bytes": document.bytes,
        "changed_at": document.changed_ns,
        "state": document.state,
        "reason": document.reason or "",
        "about": json.dumps(about, ensure_ascii=False),
    }


def document_of(row: "Row[Any]") -> StoredDocument:
    """A row of DOCUMENT_COLUMNS as a value."""
    about = json.loads(row.about)
    return StoredDocument(
        DocumentId(row.id),
        CollectionId(row.collection),
        path_of(row.path),
        row.name,
        DocumentState(row.state),
        DocumentKind(row.media_type) if row.media_type else None,
        row.sha256,
        row.bytes,
        row.changed_at,
        Refusal(row.reason) if row.reason else None,
        about.get("title", ""),
        about.get("characters", 0),
        about.get("chunks", 0),
        about.get("parts", 0),
        tuple(ReadingNote(NoteKind(kind), count, detail) for kind, count, detail in about["notes"])
        if "notes" in about
        else (),
        about.get("readers", ""),
        about.get("chunking", 1),
    )


def chunk_values(document: int, chunk: Chunk) -> dict[str, Any]:
    """A chunk as the columns of its row. Its text is kept as it is: offsets count in it."""
    return {
        "document": document,
        "position": chunk.position,
        "page": chunk.part,
        "start": chunk.start,
        "end": chunk.end,
        "heading": storable(chunk.heading),
        "text": storable(chunk.text),
        "header": storable(chunk.header),
        "language": chunk.language,
        "tokens": chunk.tokens,
        "place": json.dumps(
            [chunk.part_kind, chunk.part_number, storable(chunk.part_label)], ensure_ascii=False
        ),
    }


def chunk_of(row: "Row[Any]") -> Chunk:
    """A row of CHUNK_COLUMNS as a value."""
    kind, number, label = json.loads(row.place) if row.place else (PartKind.WHOLE, 1, "")
    return Chunk(
        row.position,
        row.start,
        row.end,
        row.text,
        row.page or 0,
        PartKind(kind),
        number,
        label,
        row.heading,
        row.header,
        language_of(row.language),
        row.tokens,
    )


def language_of(stored: str) -> Language:
    """A stored language; what a later release may have told apart is OTHER here."""
    return Language(stored) if stored in tuple(Language) else Language.OTHER


def packed(layout: Layout) -> bytes:
    """A layout as it is kept: JSON, deflated."""
    parts = [
        [
            part.kind,
            part.number,
            part.start,
            part.end,
            storable(part.label),
            [number for run in part.runs for number in (run.start, run.source, run.length)],
            part.pictures,
        ]
        for part in layout.parts
    ]
    blocks = [
        [
            block.kind,
            block.start,
            block.end,
            block.level,
            block.header_rows,
            block.first_row,
            block.language,
        ]
        for block in layout.blocks
    ]
    text = json.dumps([parts, blocks], ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode(), level=4)


def unpacked(data: bytes) -> Layout:
    """A layout from what `packed` made."""
    parts, blocks = json.loads(zlib.decompress(data))
    return Layout(
        tuple(
            Part(PartKind(kind), number, start, end, label, _runs(runs), pictures)
            for kind, number, start, end, label, runs, pictures in parts
        ),
        tuple(Block(BlockKind(kind), *rest) for kind, *rest in blocks),
    )


def _runs(flat: list[int]) -> tuple[Run, ...]:
    return tuple(Run(*flat[at : at + 3]) for at in range(0, len(flat), 3))


def citation_values(message: int, document: int | None, citation: Citation) -> dict[str, Any]:
    """A citation as the columns of its row."""
    about = {
        "document": citation.document,
        "name": storable(citation.name),
        "part": [citation.part_kind, citation.part_number, storable(citation.part_label)],
        "quote": [citation.quote_start, citation.quote_end],
    }
    return {
        "message": message,
        "number": citation.number,
        "document": document,
        "page": citation.part_number,
        "start": citation.start,
        "end": citation.end,
        "text": storable(citation.text),
        "status": citation.status,
        "about": json.dumps(about, ensure_ascii=False),
    }


def citation_of(row: "Row[Any]") -> Citation:
    """A row of `citations` as a value."""
    about: Mapping[str, Any] = json.loads(row.about)
    kind, number, label = about["part"]
    return Citation(
        row.number,
        DocumentId(about["document"]),
        about["name"],
        row.start,
        row.end,
        row.text,
        CitationStatus(row.status),
        PartKind(kind),
        number,
        label,
        *about["quote"],
    )
