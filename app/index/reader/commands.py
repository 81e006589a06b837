"""What the client and the children that read documents say to each other; both sides check it."""

from dataclasses import dataclass, field
from typing import Final

from app.domain.documents import DocumentKind, ReadingLimits, ReadingNote, Rectangle, Refusal
from app.domain.models import Guard
from app.workers.wire import Codec

SOCKET_VARIABLE: Final = "SNUG_READER_SOCKET"
"""Names the descriptor of the socket through which files come to the process that forks."""

# --- from the client ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Read:
    """Read the file that comes along. `number` is one of the client's, unique in a child's life."""

    number: int
    name: str = field(repr=False)
    limits: ReadingLimits
    recognise: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters of a page, by the numbers that the library of the page gives them."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Draw:
    """Draw a page, from 1, of the PDF that comes along; tell where the marks stand on it."""

    number: int
    page: int
    width: int
    limits: ReadingLimits
    marks: tuple[Stretch, ...] = ()


@dataclass(frozen=True, slots=True)
class Probe:
    """Confine a child as for a document, try what it must not be able to do, and tell."""

    number: int
    limits: ReadingLimits


@dataclass(frozen=True, slots=True)
class Stop:
    """End the child of a document, whatever it is doing."""

    number: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Some bytes of a file that comes through the pipe, in the raw part of the frame."""


@dataclass(frozen=True, slots=True)
class FileEnd:
    """All of the file has come."""


Job = Read | Draw | Probe

# --- from the children -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hello:
    """The parsers are loaded, and the process is confined as far as `guards` say."""

    guards: tuple[Guard, ...]


@dataclass(frozen=True, slots=True)
class Ended:
    """The child of a document has ended, by a signal or by itself with a code."""

    number: int
    signal: int
    code: int
    peak_bytes: int


@dataclass(frozen=True, slots=True)
class DocumentRead:
    """A document: the text and the numbers of its divisions are in the raw part of the frame."""

    kind: DocumentKind
    title: str = field(repr=False)
    author: str = field(repr=False)
    encoding: str
    notes: tuple[ReadingNote, ...]
    labels: tuple[str, ...] = field(repr=False)
    languages: tuple[str, ...]
    text_bytes: int
    parts: int
    blocks: int
    runs: int


@dataclass(frozen=True, slots=True)
class PageDrawn:
    """A page: its pixels are in the raw part of the frame."""

    width: int
    height: int
    stride: int
    marks: tuple[Rectangle, ...]


@dataclass(frozen=True, slots=True)
class NotRead:
    """The file was not read. `detail` never quotes it."""

    reason: Refusal
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Probed:
    """What a child found of its own confinement."""

    guards: tuple[Guard, ...]


COMMANDS: Final = Codec((Read, Draw, Probe, Stop, Piece, FileEnd))
REPLIES: Final = Codec((Hello, Ended))
RESULTS: Final = Codec((DocumentRead, PageDrawn, NotRead, Probed))
