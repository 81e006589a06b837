"""Brings model files that lie elsewhere into the models folder: linked, or copied.

The file is looked at with bounds first; what is no sound model is refused, and nothing is changed
where it lies. A model that was split comes with all its parts.
"""

import contextlib
import errno
import os
import re
import secrets
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from app.catalog.architectures import require_known
from app.catalog.gguf import check_tail, read_header
from app.domain.errors import (
    DiskFull,
    DownloadCancelled,
    ModelMissing,
    ModelNotLinked,
    ModelUnreadable,
)
from app.domain.sizes import format_bytes

OnProgress = Callable[[int, int], None]
"""Called with the bytes that are done, and all of them."""

_SUFFIX: Final = ".gguf"
_PART: Final = re.compile(r"-(\d{5})-of-(\d{5})$")
_UNSAFE: Final = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
_LONGEST_NAME: Final = 180
_CHUNK: Final = 4 << 20
_SPARE_BYTES: Final = 64 << 20
_FULL: Final = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


def parts_of(path: Path) -> tuple[Path, ...]:
    """All files of the model, the first one first. Raises a ModelError for what is no model.

    Of a split model the first part stands for all; ModelMissing names a part that is not there.
    """
    header = read_header(path)
    require_known(header, path.name)
    check_tail(path, header)
    match = _PART.search(path.stem)
    if header.split_count == 1 or match is None or int(match[1]) != 1:
        return (path,)
    before, count = path.stem[: match.start()], header.split_count
    parts = tuple(
        path.with_name(f"{before}-{number:05}-of-{count:05}{path.suffix}")
        for number in range(1, count + 1)
    )
    for each in parts:
        if not each.is_file():
            raise ModelMissing(str(each), name=each.name)
    return parts


def link(parts: tuple[Path, ...], folder: Path, name: str) -> Path:
    """Let the models folder name these files, which stay where they are; the first one's new path.

    `name` is what it is called here, without the end of a file's name; one that is taken gets a
    number. Raises ModelNotLinked where the system allows no link.
    """
    targets = _free(folder, name, len(parts))
    made: list[Path] = []
    try:
        for part, target in zip(parts, targets, strict=True):
            _link(part.resolve(), target)
            made.append(target)
    except OSError as error:
        for each in made:
            each.unlink(missing_ok=True)
        raise ModelNotLinked(error.strerror or str(error), name=parts[0].name) from error
    return targets[0]


def copy(
    parts: tuple[Path, ...],
    folder: Path,
    name: str,
    on_progress: OnProgress,
    cancel: threading.Event,
) -> Path:
    """Copy these files into the models folder; the first one's new path.

    They appear whole or not at all. Raises DiskFull, ModelUnreadable, ModelMissing, or
    DownloadCancelled once `cancel` is set.
    """
    total = sum(each.stat().st_size for each in parts)
    free = shutil.disk_usage(folder).free
    if free < total + _SPARE_BYTES:
        raise _disk_full(folder, total + _SPARE_BYTES)
    targets = _free(folder, name, len(parts))
    arriving = [
        target.with_name(f"{target.name}.{os.getpid()}-{secrets.token_hex(4)}.part")
        for target in targets
    ]
    done = 0
    try:
        for part, path in zip(parts, arriving, strict=True):
            done = _copy(part, path, done, total, on_progress, cancel)
        for path, target in zip(reversed(arriving), reversed(targets), strict=True):
            path.replace(target)  # the first file comes last: without it no other is listed
    except FileNotFoundError as error:
        raise ModelMissing(str(error), name=parts[0].name) from error
    except OSError as error:
        if error.errno in _FULL:
            raise _disk_full(folder, total) from error
        raise ModelUnreadable(error.strerror or str(error), name=parts[0].name) from error
    finally:
        for path in arriving:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
    return targets[0]


def is_linked(path: Path) -> bool:
    """Whether the models folder only names a file that lies elsewhere."""
    try:
        return path.is_symlink() or path.lstat().st_nlink > 1
    except OSError:
        return False


def _link(source: Path, target: Path) -> None:
    try:
        target.symlink_to(source)
    except OSError:
        # Windows lets few people make symbolic links; within one disk a second name does as well.
        os.link(source, target)


def _copy(
    source: Path,
    target: Path,
    done: int,
    total: int,
    on_progress: OnProgress,
    cancel: threading.Event,
) -> int:
    """Copy a file; the bytes that are done by then."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with source.open("rb") as read, os.fdopen(os.open(target, flags, 0o600), "wb") as written:
        while piece := read.read(_CHUNK):
            if cancel.is_set():
                raise DownloadCancelled(name=source.name)
            written.write(piece)
            done += len(piece)
            on_progress(done, total)
        written.flush()
        os.fsync(written.fileno())
    return done


def _free(folder: Path, name: str, count: int) -> tuple[Path, ...]:
    """Paths for all parts that nothing lies at yet."""
    name = _PART.sub("", name.removesuffix(_SUFFIX))
    stem = _UNSAFE.sub("-", name).strip(". ")[:_LONGEST_NAME] or "model"
    number, candidate = 2, stem
    while True:
        paths = tuple(
            folder / (f"{candidate}-{part:05}-of-{count:05}" if count > 1 else candidate)
            for part in range(1, count + 1)
        )
        named = tuple(path.with_name(path.name + _SUFFIX) for path in paths)
        if not any(path.is_symlink() or path.exists() for path in named):
            return named
        candidate, number = f"{stem}-{number}", number + 1


def _disk_full(folder: Path, needed: int) -> DiskFull:
    free = shutil.disk_usage(folder).free
    return DiskFull(needed=format_bytes(needed), folder=folder, free=format_bytes(free))
