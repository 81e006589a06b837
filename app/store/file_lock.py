"""A lock on an open file that goes with its process, so that two never write it at once."""

import contextlib
import sys
from collections.abc import Iterator
from typing import BinaryIO, Final

from app.domain.errors import VaultBusy

_FAR: Final = 1 << 62
"""On Windows nobody can read a byte that is locked: one that no file has."""

if sys.platform == "win32":
    import msvcrt

    def _lock(file: BinaryIO, mode: int) -> None:
        file.seek(_FAR)
        msvcrt.locking(file.fileno(), mode, 1)

    @contextlib.contextmanager
    def locked(file: BinaryIO) -> Iterator[None]:
        """Hold the lock inside. Raises VaultBusy when another process does."""
        try:
            _lock(file, msvcrt.LK_NBLCK)
        except OSError:
            raise VaultBusy("another process writes it") from None
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                _lock(file, msvcrt.LK_UNLCK)

else:
    import fcntl

    @contextlib.contextmanager
    def locked(file: BinaryIO) -> Iterator[None]:
        """Hold the lock inside. Raises VaultBusy when another process does."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise VaultBusy("another process writes it") from None
        except OSError:  # a file system without locks
            yield
            return
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)
