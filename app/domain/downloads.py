"""Downloads of models: how far each one is, for whoever shows them."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from app.domain.errors import AppError


class DownloadPhase(StrEnum):
    """The life of a download."""

    WAITING = "waiting"
    """For its turn."""
    ASKING = "asking"
    """The hub is asked which file it is."""
    RUNNING = "running"
    RETRYING = "retrying"
    """The line was cut or the hub is busy: it goes on by itself."""
    CHECKING = "checking"
    """All of it is here; what is here already when it is resumed is read as well."""
    PAUSED = "paused"
    """By the user, or because the program ended: what arrived is kept."""
    DONE = "done"
    FAILED = "failed"
    """`error` says why; what arrived is kept where it is of use, and `resume` tries again."""


ACTIVE = frozenset(
    {
        DownloadPhase.WAITING,
        DownloadPhase.ASKING,
        DownloadPhase.RUNNING,
        DownloadPhase.RETRYING,
        DownloadPhase.CHECKING,
    }
)


@dataclass(frozen=True, slots=True)
class Download:
    """A download at one moment. Bytes; seconds; `total` is 0 until it is known."""

    id: str
    name: str
    """What the user asked for, as a person reads it."""
    source: str
    """Where it comes from: "owner/name" of the hub, or the name of a package."""
    file: str = ""
    """The name of the model's (first) file, empty until it is known."""
    phase: DownloadPhase = DownloadPhase.WAITING
    done: int = 0
    total: int = 0
    bytes_per_second: float | None = None
    """Over the last seconds; None while nothing can be said."""
    seconds_left: float | None = None
    error: AppError | None = None
    """Why it failed; None with a failure where the reason is a defect of ours."""
    path: Path | None = None
    """The model's (first) file, once the download is done."""
    can_pause: bool = True
    """Not what comes from the package registry: it can be cancelled only."""

    @property
    def is_active(self) -> bool:
        """Whether it goes on by itself."""
        return self.phase in ACTIVE


@dataclass(frozen=True, slots=True)
class ConsentNeeded:
    """What would be connected for a download while Snug is offline: for the question before it."""

    host: str
    source: str
    """"owner/name" of the hub, or the name of a package."""
    file: str = ""
    """Empty where the hub must be asked first which it is."""
    bytes: int = 0
    """What is still to come; 0 where nobody knows yet."""
