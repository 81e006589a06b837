"""Collections of documents: what was added, what became of each file, the chunks of its text."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.domain.documents import (
    Block,
    DocumentKind,
    NoteKind,
    Part,
    PartKind,
    ReadingNote,
    Refusal,
)
from app.domain.ids import CollectionId, DocumentId
from app.domain.moments import now


@dataclass(frozen=True, slots=True)
class Collection:
    """A named set of documents. `roots` are the files and folders that were added, as they stand.

    A collection `of_conversation` was made for the files of one conversation, and goes with it. One
    that `reads_pictures` has the text of scanned pages read off them, where that is installed.
    """

    id: CollectionId
    name: str = field(repr=False)
    roots: tuple[str, ...] = field(default=(), repr=False)
    created_at: datetime = field(default_factory=now)
    is_paused: bool = False
    of_conversation: str = ""
    reads_pictures: bool = False


class DocumentState(StrEnum):
    """What became of a file."""

    WAITING = "waiting"
    """It is known, and not read yet, or not since it changed."""
    INDEXED = "indexed"
    REFUSED = "refused"


class Language(StrEnum):
    """What a text is written in, as far as its letters tell; search ranks each apart."""

    KOREAN = "ko"
    OTHER = "other"
    """Latin letters, for the most part."""
    BOTH = "both"
    """Latin letters, with some Korean in the text or above it. Of a chunk; no question is."""


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A file of a collection. `changed_ns` is the file's own time, `bytes` its size when read.

    `readers` is the fingerprint of what did not read it, or not all of it; empty for the others.
    `chunking` is the version of what cut it into chunks.
    """

    id: DocumentId
    collection: CollectionId
    path: str = field(repr=False)
    name: str = field(repr=False)
    state: DocumentState
    kind: DocumentKind | None = None
    sha256: str = field(default="", repr=False)
    bytes: int = 0
    changed_ns: int = 0
    reason: Refusal | None = None
    title: str = field(default="", repr=False)
    characters: int = 0
    chunks: int = 0
    parts: int = 0
    notes: tuple[ReadingNote, ...] = ()
    readers: str = ""
    chunking: int = 1

    @property
    def has_unread_pictures(self) -> bool:
        """Whether text recognition might find more in it."""
        unread = any(note.kind is NoteKind.PICTURES_UNREAD for note in self.notes)
        return unread or self.reason is Refusal.NO_TEXT


@dataclass(frozen=True, slots=True)
class Layout:
    """How the text of a document is divided, kept to show a place in it."""

    parts: tuple[Part, ...] = field(default=(), repr=False)
    blocks: tuple[Block, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of a document that is found as a whole: text[start:end] of the document.

    Chunks lie one after another without gap or overlap, so that all of them together are the text.
    `heading` is the path of headings above it, parted by " › ", and `header` the row that names the
    columns of a table that began in an earlier chunk; both are for the search alone. `part` is the
    index of the part in which it begins,
    and what that part is is said beside it. `tokens` are the embedder's.
    """

    position: int
    start: int
    end: int
    text: str = field(repr=False)
    part: int = 0
    part_kind: PartKind = PartKind.WHOLE
    part_number: int = 1
    part_label: str = field(default="", repr=False)
    heading: str = field(default="", repr=False)
    header: str = field(default="", repr=False)
    language: Language = Language.OTHER
    tokens: int = 0

    @property
    def indexed(self) -> str:
        """What is embedded and searched by words: the text under its headings."""
        return "\n".join(line for line in (self.heading, self.header, self.text.strip()) if line)


@dataclass(frozen=True, slots=True)
class IndexProgress:
    """How far the reading of a collection is. `seconds_left` is None while nothing can be told.

    `current` is the first file that is not done. `under_way` is how much of that file and of those
    that go with it is: 0.5 is half of one file.
    """

    collection: CollectionId
    done: int
    total: int
    current: str = field(default="", repr=False)
    seconds_left: float | None = None
    under_way: float = 0.0
    is_paused: bool = False
