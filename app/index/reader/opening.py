"""Opens the one file that is to be read: an ordinary one, not too large, no link that leads out."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from app.domain.documents import ReadingLimits, Refusal
from app.index.parsers.refusing import Refused

_FLAGS: Final = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)  # a pipe is not waited for
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_REASONS: Final = {
    errno.ENOENT: Refusal.MISSING,
    errno.ENOTDIR: Refusal.MISSING,
    errno.ELOOP: Refusal.NOT_A_FILE,
    errno.ENXIO: Refusal.NOT_A_FILE,
}


@contextmanager
def opened(path: Path, inside: Path | None, limits: ReadingLimits) -> Iterator[BinaryIO]:
    """An ordinary file, open for reading.

    With `inside`, links are followed as long as they stay below that folder. Raises Refused:
    MISSING, NOT_A_FILE, FORBIDDEN, EMPTY, TOO_LARGE.
    """
    try:
        real = path.resolve(strict=True)
        if inside is not None and not real.is_relative_to(inside.resolve()):
            raise Refused(Refusal.NOT_A_FILE, "a link leads out")
        # Looked at first, as opening a device may do something by itself.
        _check_ordinary(real.stat())
        flags = _FLAGS | (getattr(os, "O_NOFOLLOW", 0) if inside is not None else 0)
        descriptor = os.open(real, flags)
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, Refusal.FORBIDDEN)
        raise Refused(reason, error.strerror or "") from None
    except RuntimeError:  # links in a circle, before Python 3.13
        raise Refused(Refusal.NOT_A_FILE, "a circle of links") from None
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        _check_ordinary(status)
        if not status.st_size:
            raise Refused(Refusal.EMPTY)
        if status.st_size > limits.file_bytes:
            raise Refused(Refusal.TOO_LARGE, f"{status.st_size} bytes")
        yield file


def state_of(file: BinaryIO) -> tuple[int, int]:
    """What differs once somebody has written to the file: its size and its time."""
    status = os.fstat(file.fileno())
    return status.st_size, status.st_mtime_ns


def _check_ordinary(status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise Refused(Refusal.NOT_A_FILE)
