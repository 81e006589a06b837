"""Passages made by hand, for tests of what is done with them."""

from app.domain.collections import Chunk, DocumentState, StoredDocument
from app.domain.documents import PartKind
from app.domain.ids import CollectionId, DocumentId
from app.domain.retrieval import Passage
from app.index.languages import language_of_chunk


def passage(
    text: str, name: str = "lease.pdf", start: int = 0, *, heading: str = "", page: int = 1
) -> Passage:
    """A passage of a document that begins at `start` in it."""
    document = StoredDocument(
        DocumentId(name), CollectionId("papers"), f"/papers/{name}", name, DocumentState.INDEXED
    )
    chunk = Chunk(
        0,
        start,
        start + len(text),
        text,
        part_kind=PartKind.PAGE,
        part_number=page,
        heading=heading,
        language=language_of_chunk(text, heading),
    )
    return Passage(document, chunk, start, start + len(text), text)
