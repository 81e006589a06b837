"""The file that arrives: written and hashed together, and safe on the disk as far as it is told."""

import contextlib
import errno
import hashlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from app.hub.host.asking import Failure
from app.hub.messages import Fault

SYNC_BYTES: Final = 32 << 20
SYNC_SECONDS: Final = 1.0
_CHUNK: Final = 1 << 20
_FULL: Final = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
_TAKEN: Final = (errno.EAGAIN, errno.EACCES, errno.EWOULDBLOCK)


class Part:
    """An open part. `done` bytes are there and hashed, `kept` of them survive whatever happens."""

    def __init__(self, descriptor: int, path: str) -> None:
        self._descriptor = descriptor
        self._path = path
        self._digest = hashlib.sha256()
        self._synced_at = time.monotonic()
        self.done = 0
        self.kept = 0

    def take_up(self, kept: int, on_step: Callable[[], None]) -> None:
        """Read the first `kept` bytes, as far as they are there, and forget what is behind them."""
        os.ftruncate(self._descriptor, min(kept, os.fstat(self._descriptor).st_size))
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        while chunk := os.read(self._descriptor, _CHUNK):
            self._digest.update(chunk)
            self.done += len(chunk)
            on_step()
        self.kept = self.done

    def write(self, data: bytes) -> None:
        """Add bytes at the end. Raises Failure."""
        with _explained():
            left = memoryview(data)
            while left:
                left = left[os.write(self._descriptor, left) :]
            self._digest.update(data)
            self.done += len(data)
            is_much = self.done - self.kept >= SYNC_BYTES
            if is_much or time.monotonic() - self._synced_at >= SYNC_SECONDS:
                self.sync()

    def sync(self) -> None:
        """Have the disk keep what is there. Raises Failure."""
        with _explained():
            os.fsync(self._descriptor)
        self.kept = self.done
        self._synced_at = time.monotonic()

    def begin_again(self) -> None:
        """Forget every byte. Raises Failure."""
        with _explained():
            os.ftruncate(self._descriptor, 0)
            os.lseek(self._descriptor, 0, os.SEEK_SET)
        self._digest = hashlib.sha256()
        self.done = self.kept = 0

    def sha256(self) -> str:
        """Of what is there."""
        return self._digest.hexdigest()

    def remove(self) -> None:
        """Leave nothing of it."""
        with contextlib.suppress(OSError):
            os.ftruncate(self._descriptor, 0)
            Path(self._path).unlink()
        self.done = self.kept = 0


@contextlib.contextmanager
def opened(path: str) -> Iterator[Part]:
    """The part at a path, made where there is none: a file of our own, never a link.

    One process at a time has it. Raises Failure.
    """
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with _explained():
        descriptor = os.open(path, flags, 0o600)
    try:
        _lock(descriptor)
        yield Part(descriptor, path)
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> None:
    """Take the file for this process, until it ends in whatever way. Raises Failure."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        # Some network drives know no locks; there the journal alone keeps two from one file.
        if error.errno in _TAKEN:
            raise Failure(Fault.IN_USE, "another process has the part") from error


@contextlib.contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        fault = Fault.DISK_FULL if error.errno in _FULL else Fault.DISK
        raise Failure(fault, error.strerror or str(error)) from error
