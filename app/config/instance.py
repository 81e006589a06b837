"""One window for each home: the second one asks the first to show itself, and goes.

A lock on a file says that a window is open; the system lets go of it with the process, whatever
ends that. The wish to be shown is the time of that file, which the first window watches. No socket
is needed for either.
"""

import contextlib
import os
import sys
import time
from pathlib import Path
from typing import IO, Final

LOCK_FILE: Final = "window.lock"
PRESENCE_FILE: Final = "open.lock"
_PRIVATE: Final = 0o600


class Instance:
    """Whether this process is the one whose window is open."""

    def __init__(self, home: Path) -> None:
        self.file = home / LOCK_FILE
        self._held: IO[bytes] | None = None

    def acquire(self) -> bool:
        """Be the one; False when another process is. True where no lock can be had at all."""
        try:
            handle = os.open(self.file, os.O_RDWR | os.O_CREAT, _PRIVATE)
        except OSError:  # a home that cannot be written to holds nothing that two could spoil
            return True
        file = os.fdopen(handle, "r+b")
        if not _lock(file):
            file.close()
            return False
        self._held = file
        return True

    def ask_to_show(self) -> None:
        """Let the other process show its window."""
        now = time.time_ns()
        try:
            os.utime(self.file, ns=(now, now))
        except OSError:  # then it stays where it is
            return

    def release(self) -> None:
        """Let another process be the one."""
        held, self._held = self._held, None
        if held is not None:
            held.close()


class Presence:
    """Who has the vault of a home open: each process is there with a shared lock until it ends."""

    def __init__(self, home: Path) -> None:
        self._file = home / PRESENCE_FILE
        self._held: IO[bytes] | None = None

    def enter(self) -> bool:
        """Be there; whether nobody else was at that moment."""
        try:
            handle = os.open(self._file, os.O_RDWR | os.O_CREAT, _PRIVATE)
        except OSError:
            return False
        self.leave()
        self._held = os.fdopen(handle, "r+b")
        is_alone = _lock(self._held)
        _share(self._held)
        return is_alone

    def leave(self) -> None:
        """Be there no more."""
        held, self._held = self._held, None
        if held is not None:
            held.close()


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> bool:
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _share(_file: IO[bytes]) -> None:
        """There are no shared locks here: whoever came first stays the only one that is alone."""

else:
    import fcntl

    def _lock(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # a file system without locks
            return True
        return True

    def _share(file: IO[bytes]) -> None:
        with contextlib.suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_SH)  # an exclusive one is held for a moment only
