"""What the parent and the child that speaks to the hub say to each other."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from app.domain.hub import HubFile
from app.domain.models import WheelFile
from app.workers.wire import Codec

# --- from the parent -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Terms:
    """The first message: where the hub is and how it is spoken to. Empty texts stand for none.

    `patience` is the first wait before a try is repeated; `stall` how long silence is borne. Both
    in seconds.
    """

    address: str
    proxy: str
    token: str = field(repr=False)
    patience: float
    stall: float


@dataclass(frozen=True, slots=True)
class Look:
    """List the files of a repository, at a commit or, where it is empty, as it is today."""

    repository: str
    commit: str


@dataclass(frozen=True, slots=True)
class Fetch:
    """Bring a file to `part`, which holds its first `kept` bytes already, or is not there."""

    repository: str
    commit: str
    file: HubFile
    part: str
    kept: int


@dataclass(frozen=True, slots=True)
class FetchWheel:
    """Bring a wheel of a package, by its name in the package index of the terms, to `part`."""

    package: str
    file: WheelFile
    part: str


@dataclass(frozen=True, slots=True)
class Read:
    """Read the text at the address of the terms itself, of `most` bytes."""

    most: int


@dataclass(frozen=True, slots=True)
class Passed:
    """The gate lets connection `number` be made."""

    number: int


@dataclass(frozen=True, slots=True)
class Refused:
    """It does not."""

    number: int


@dataclass(frozen=True, slots=True)
class Pause:
    """Stop, and keep what is there."""


# --- from the child ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Opening:
    """May connection `number` be made? `target` is whom it is for, where `host` is a proxy."""

    number: int
    host: str
    target: str
    is_encrypted: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """It stands."""

    number: int
    address: str


@dataclass(frozen=True, slots=True)
class Counted:
    """So many bytes have passed over it."""

    number: int
    bytes_in: int
    bytes_out: int


@dataclass(frozen=True, slots=True)
class Closed:
    """It is over; `is_whole` when nothing went wrong on it."""

    number: int
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """The answer to `Look`."""

    repository: str
    commit: str
    files: tuple[HubFile, ...]
    architecture: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """The answer to `Read`."""

    text: str


class Step(StrEnum):
    """What a fetch is at."""

    CHECKING = "checking"
    """It reads what is there already."""
    FETCHING = "fetching"
    WAITING = "waiting"
    """The line was cut or the hub is busy: it tries again in a moment."""


@dataclass(frozen=True, slots=True)
class Progress:
    """So many bytes of the file are there; of these, `kept` survive whatever happens."""

    step: Step
    done: int
    kept: int


@dataclass(frozen=True, slots=True)
class Fetched:
    """The part is the published file, and on the disk."""


@dataclass(frozen=True, slots=True)
class Paused:
    """The answer to `Pause`: so many bytes are there and survive."""

    kept: int


class Fault(StrEnum):
    """What stood in the way."""

    UNREACHABLE = "unreachable"
    BUSY = "busy"
    UNKNOWN = "unknown"
    GATED = "gated"
    REFUSED = "refused"
    """By the gate."""
    UNSAFE = "unsafe"
    """An address that is not encrypted."""
    DIFFERS = "differs"
    """What arrived is not the published file; nothing of it is left."""
    DISK_FULL = "disk_full"
    DISK = "disk"
    IN_USE = "in_use"
    ANSWER = "answer"
    """The hub says what a hub does not say."""
    ENDED = "ended"
    """The child did not start, or ended without a word."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """The end of a task that did not work out; `kept` bytes of a fetch survive."""

    fault: Fault
    detail: str
    kept: int = 0


COMMANDS: Final = Codec((Terms, Look, Fetch, FetchWheel, Read, Passed, Refused, Pause))
REPLIES: Final = Codec(
    (Opening, Opened, Counted, Closed, Listing, Text, Progress, Fetched, Paused, Trouble)
)
