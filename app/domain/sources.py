"""A document that was opened at a place, to be shown."""

from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.collections import Layout, StoredDocument
from app.domain.documents import DocumentKind, Part, PartKind


class FileState(StrEnum):
    """Whether the file is still what was read."""

    THERE = "there"
    CHANGED = "changed"
    GONE = "gone"
    FORGOTTEN = "forgotten"
    """Snug does not have the document any more: it knows of no file."""


@dataclass(frozen=True, slots=True)
class OpenedSource:
    """A document with a place in it; `start` and `end` count in its text.

    `is_there` when the words stand at that place; they may have moved since they were cited.
    """

    document: StoredDocument
    layout: Layout
    text: str = field(repr=False)
    start: int
    end: int
    is_there: bool
    file: FileState
    part: Part | None = None
    """The page or the like in which the place begins."""

    @property
    def has_pages(self) -> bool:
        """Whether its pages can be drawn, so that the picture is that of the text."""
        pages = self.layout.parts and self.layout.parts[0].kind is PartKind.PAGE
        is_pdf = self.document.kind is DocumentKind.PDF
        return is_pdf and bool(pages) and self.file is FileState.THERE
