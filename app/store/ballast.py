"""A file that only takes room, so that something can still be deleted when the disk is full.

Deleting needs room too: the change is written beside the database before it is written into it.
"""

import contextlib
import os
import shutil
from pathlib import Path
from typing import Final

BALLAST_BYTES: Final = 16 << 20
_PIECE: Final = 1 << 20
_ROOM_FACTOR: Final = 16
"""Ballast is laid only where the disk has room for this many times as much."""


class Ballast:
    """The ballast of one database. Never raises: it is a help, and its absence no error."""

    def __init__(self, path: Path, size: int = BALLAST_BYTES) -> None:
        self._path = path
        self._size = size

    def lay(self) -> None:
        """Make the file, where it is not there and the disk has room to spare."""
        with contextlib.suppress(OSError):
            if not self._size:
                return
            if self._path.exists() and self._path.stat().st_size >= self._size:
                return
            if shutil.disk_usage(self._path.parent).free >= self._size * _ROOM_FACTOR:
                self._write()

    def release(self) -> bool:
        """Give the room back; whether there was any."""
        try:
            self._path.unlink()
        except OSError:
            return False
        return True

    def _write(self) -> None:
        # Random bytes: a file system may give zeros no room at all.
        descriptor = os.open(self._path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            for written in range(0, self._size, _PIECE):
                file.write(os.urandom(min(_PIECE, self._size - written)))
