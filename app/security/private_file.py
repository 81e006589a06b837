"""Small files that only their owner reads: written whole or not at all, overwritten when they go.

A kill or a power cut at any moment leaves the old file or the new one: the new one is written
beside it, flushed, read again and then renamed over it.
"""

import contextlib
import errno
import os
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from app.domain.errors import AppError, VaultDiskFull, VaultReadOnly

_PRIVATE: Final = 0o600
_ABANDONED_SECONDS: Final = 10.0
"""A temporary file this old belongs to no one: writing takes milliseconds."""
_FULL: Final = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}


class NotARegularFile(ValueError):
    """A folder, a pipe or a device stands where a file should."""


def read_bounded(path: Path, limit: int) -> bytes:
    """The file, or its first `limit` + 1 bytes. Raises OSError, NotARegularFile."""
    # A pipe that nobody writes to would otherwise hold the reader for ever.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise NotARegularFile("not a regular file")
        parts, left = [], limit + 1
        while left and (part := os.read(descriptor, left)):
            parts.append(part)
            left -= len(part)
    finally:
        os.close(descriptor)
    return b"".join(parts)


def replace_whole(path: Path, data: bytes, prefix: str) -> None:
    """Put `data` in place of a file. Raises OSError; the old file is then whole."""
    with _written_beside(path, data, prefix) as temporary:
        temporary.replace(path)
    flush_folder(path.parent)


def create_whole(path: Path, data: bytes, prefix: str) -> None:
    """Make a file that was not there. Raises FileExistsError, OSError; nothing is then changed."""
    with _written_beside(path, data, prefix) as temporary:
        _move_to_new(temporary, path)
    flush_folder(path.parent)


def sweep(folder: Path, prefix: str, *, older_than: float = _ABANDONED_SECONDS) -> list[str]:
    """Remove temporary files that a killed process left; the names of those removed."""
    removed = []
    for path in sorted(folder.glob(prefix + "*")):
        # A file from the future is one from before the clock was set back.
        with contextlib.suppress(OSError):
            if abs(time.time() - path.stat().st_mtime) >= older_than:
                path.unlink()
                removed.append(path.name)
    return removed


def make_private(path: Path) -> None:
    """Take the rights to a file from everyone but its owner, as far as the system lets us."""
    with contextlib.suppress(OSError):
        if path.stat().st_mode & 0o077:
            path.chmod(_PRIVATE)


def overwrite(path: Path) -> None:
    """Write random bytes over a file and flush them; it stays. Raises OSError.

    On solid-state disks and copying file systems the old bytes may live on elsewhere.
    """
    with path.open("r+b", buffering=0) as file:
        left = os.fstat(file.fileno()).st_size
        while left > 0:
            left -= file.write(os.urandom(min(left, 1 << 16)))
        _flush(file.fileno())


def flush_folder(folder: Path) -> None:
    """Make renames and removals in a folder last."""
    if sys.platform == "win32":  # a folder cannot be flushed there, its file system keeps a journal
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network disks cannot
            raise
    finally:
        os.close(descriptor)


def write_error(error: OSError, folder: Path) -> AppError:
    """What to say when a file of the vault could not be written."""
    name = errno.errorcode.get(error.errno or 0, type(error).__name__)
    kind = VaultDiskFull if error.errno in _FULL else VaultReadOnly
    return kind(name, folder=folder)


@contextlib.contextmanager
def _written_beside(path: Path, data: bytes, prefix: str) -> Iterator[Path]:
    """A flushed and reread temporary file with `data`; gone afterwards unless it was renamed."""
    descriptor, name = tempfile.mkstemp(prefix=prefix, dir=path.parent)  # 0600 by itself
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            _flush(file.fileno())
        if read_bounded(temporary, len(data)) != data:
            raise OSError(errno.EIO, "the file system returned other bytes than were written")
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def _flush(descriptor: int) -> None:
    if sys.platform == "darwin":  # fsync(2) there leaves the data in the disk's own memory
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            return
    os.fsync(descriptor)


def _move_to_new(temporary: Path, path: Path) -> None:
    """Rename, but never over a file that is there."""
    if sys.platform == "win32":  # rename refuses there by itself
        temporary.rename(path)
        return
    try:
        path.hardlink_to(temporary)
    except FileExistsError:
        raise
    except OSError:  # a file system without links: the name is taken first, then filled
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _PRIVATE))
        temporary.replace(path)
