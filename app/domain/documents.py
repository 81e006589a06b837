"""Documents as values: what a file turned out to hold, and where in it each character stands."""

from dataclasses import dataclass, field
from enum import StrEnum


class DocumentKind(StrEnum):
    """What a file is, told by its content and never by its name alone."""

    PDF = "pdf"
    DOCX = "docx"
    PPTX = "pptx"
    XLSX = "xlsx"
    XLS = "xls"
    XLSB = "xlsb"
    ODT = "odt"
    ODS = "ods"
    ODP = "odp"
    DOC = "doc"
    PPT = "ppt"
    RTF = "rtf"
    HWP = "hwp"
    HWPX = "hwpx"
    EPUB = "epub"
    HTML = "html"
    MARKDOWN = "markdown"
    TEXT = "text"
    CSV = "csv"
    JSON = "json"
    XML = "xml"
    CODE = "code"
    EML = "eml"
    MBOX = "mbox"
    MSG = "msg"
    IMAGE = "image"
    ARCHIVE = "archive"


class PartKind(StrEnum):
    """What a document is divided into; also what a citation counts."""

    WHOLE = "whole"
    """It has no divisions of its own."""
    PAGE = "page"
    SLIDE = "slide"
    SHEET = "sheet"
    CHAPTER = "chapter"
    SECTION = "section"
    MESSAGE = "message"
    FILE = "file"
    """A member of an archive, or an attachment of a message."""


class BlockKind(StrEnum):
    """What a stretch of text is to its document."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    QUOTE = "quote"
    TABLE = "table"
    """Rows end with a newline, cells are parted by a tab; neither stands inside a cell."""
    CODE = "code"
    NOTE = "note"
    """Beside the text: a footnote, a comment, a speaker's note."""


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of the text that stand one after another in the source, too.

    `start` counts in the document's text, `source` in the part's own characters (for a page of a
    PDF: PDFium's character index); both are `length` long.
    """

    start: int
    source: int
    length: int


@dataclass(frozen=True, slots=True)
class Part:
    """A page, a sheet, a slide or the like: text[start:end]. Parts follow one another.

    `number` counts from 1. `label` is what the document itself calls it, where that differs: the
    printed number of a page, the name of a sheet, the title of a chapter, the path of a member.
    `runs` lead back to the source's characters, ascending; empty where nothing needs them.
    `pictures` says that there are pictures whose text, if any, was not read.
    """

    kind: PartKind
    number: int
    start: int
    end: int
    label: str = field(default="", repr=False)
    runs: tuple[Run, ...] = field(default=(), repr=False)
    pictures: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, a table or the like: text[start:end], inside one part.

    Blocks ascend and do not overlap; between them is nothing but white space. `level` is that of a
    heading, from 1. A table's first `header_rows` lines name its columns, and its first line is row
    `first_row` of its sheet or of itself, counted from 1. `language` is that of code.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    header_rows: int = 0
    first_row: int = 1
    language: str = ""


class NoteKind(StrEnum):
    """What a reader should know of how a document was read."""

    PICTURES_UNREAD = "pictures_unread"
    """Pages that are pictures; reading them needs text recognition. `count` pages."""
    HIDDEN_TEXT = "hidden_text"
    """Text that a person would not see was left out: `count` characters."""
    MEMBERS_SKIPPED = "members_skipped"
    """Files inside that were not read: `count`; `detail` names the first of them."""
    CUT_SHORT = "cut_short"
    """It is longer than the bounds allow: what follows was not read."""
    ENCODING_GUESSED = "encoding_guessed"
    """It says nothing of its encoding; `detail` is the one that fits best."""
    PARTLY_DAMAGED = "partly_damaged"
    """`count` parts could not be read."""
    RECOGNISED = "recognised"
    """The text of `count` pages was read off their pictures, and may hold errors."""


@dataclass(frozen=True, slots=True)
class ReadingNote:
    """Something that a reader should know of how a document was read."""

    kind: NoteKind
    count: int = 0
    detail: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    r"""What a file holds: its text, and how that is divided.

    `text` is NFC, its lines end with "\n", and it holds no surrogate, no zero, no invisible format
    character and no control character but newline and tab. Offsets count code points of it. Every
    character lies in a part; every one that is not white space lies in a block.
    """

    kind: DocumentKind
    text: str = field(repr=False)
    parts: tuple[Part, ...] = ()
    blocks: tuple[Block, ...] = field(default=(), repr=False)
    title: str = field(default="", repr=False)
    author: str = field(default="", repr=False)
    encoding: str = ""
    notes: tuple[ReadingNote, ...] = ()


class Refusal(StrEnum):
    """Why a file was not read."""

    MISSING = "missing"
    NOT_A_FILE = "not_a_file"
    """A folder, a device, a pipe, or a link that leads elsewhere."""
    FORBIDDEN = "forbidden"
    """The system does not let Snug read it."""
    EMPTY = "empty"
    NO_TEXT = "no_text"
    """Only pictures, or nothing at all."""
    LOCKED = "locked"
    """It is encrypted with a password, or protected against reading."""
    DAMAGED = "damaged"
    TOO_LARGE = "too_large"
    BOMB = "bomb"
    """It would unpack to far more than it seems to hold."""
    UNKNOWN_KIND = "unknown_kind"
    NOT_UNPACKED = "not_unpacked"
    """An archive of a kind that is not unpacked here."""
    BINARY = "binary"
    UNKNOWN_ENCODING = "unknown_encoding"
    TOO_SLOW = "too_slow"
    OUT_OF_MEMORY = "out_of_memory"
    CRASHED = "crashed"
    """The library that reads it ended; nothing else was harmed."""
    CHANGED = "changed"
    """It changed while it was read."""
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A place on a page, in pixels of its picture."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A drawn page: rows of BGRA from top to bottom, `stride` bytes each, and marked places."""

    width: int
    height: int
    stride: int
    pixels: bytes = field(repr=False)
    marks: tuple[Rectangle, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """What reading one file may cost; beyond it the file is refused, or cut short and told."""

    file_bytes: int = 512 << 20
    memory_bytes: int = 1 << 30
    seconds: float = 60.0
    text_characters: int = 20_000_000
    parts: int = 20_000
    member_depth: int = 2
    members: int = 2_000
