"""Files of strangers on their way into the library: regular files alone, and a bounded number."""

import os
import stat
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from app.domain.errors import (
    AppError,
    LibraryFileLarge,
    LibraryFileOther,
    LibraryFilesMany,
    LibraryFileUnreadable,
)
from app.domain.library import T
from app.domain.library_files import ENDING, LARGEST_FILE, read

MOST_FILES: Final = 500
"""Of a folder."""


def read_files(sources: Sequence[Path], kind: type[T]) -> Iterator[tuple[str, T | AppError]]:
    """Each file with what it holds, or why it was refused; folders are not looked into deeper.

    In a folder, what is of another kind is passed over. Raises LibraryFilesMany.
    """
    for source in sources:
        if source.is_dir():
            for path in _files_of(source):
                outcome = _read(path, kind)
                if outcome is not None:
                    yield path.name, outcome
        else:
            name = _shown(source)
            yield source.name, _read(source, kind) or LibraryFileOther(file=name)


def _files_of(folder: Path) -> list[Path]:
    """The Markdown files of a folder; a link is none, it may lead anywhere."""
    found = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.lower().endswith(ENDING) and entry.is_file(follow_symlinks=False):
                    found.append(folder / entry.name)
                if len(found) > MOST_FILES:
                    raise LibraryFilesMany(most=MOST_FILES)
    except OSError as error:
        raise LibraryFileUnreadable(str(error.strerror), file=_shown(folder)) from None
    return sorted(found)


def _read(path: Path, kind: type[T]) -> T | AppError | None:
    """What a file holds, why it was refused, or None for what is of another kind."""
    try:
        item = read(_bytes(path), _shown(path))
    except AppError as error:
        return error
    return item if isinstance(item, kind) else None


def _bytes(path: Path) -> bytes:
    """All of a regular file; never waits for a pipe."""
    name = _shown(path)
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        descriptor = os.open(path, flags | getattr(os, "O_CLOEXEC", 0))
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise LibraryFileUnreadable(file=name)
            data = file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:  # a ValueError is a path with a zero byte in it
        raise LibraryFileUnreadable(type(error).__name__, file=name) from None
    if len(data) > LARGEST_FILE:
        raise LibraryFileLarge(file=name)
    return data


def _shown(path: Path) -> str:
    name = unicodedata.normalize("NFC", path.name)
    return "".join(mark if mark.isprintable() else "\ufffd" for mark in name)
