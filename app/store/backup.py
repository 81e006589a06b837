"""Copies of the database: whole, encrypted with the same key, and never by copying files.

A copy of the file alone would lack what is still in the WAL.
"""

import contextlib
import os
from pathlib import Path
from typing import Any, Final

from app.store.cipher import make_file, remove_file

_UNFINISHED: Final = ".part"
_BEFORE: Final = ".before-"


def write_copy(connection: Any, target: Path) -> None:
    """Write the database of a driver's connection, as it is now, to `target`.

    VACUUM INTO gives one consistent file without the pages of what was deleted; others may go on
    writing meanwhile. The target appears when it is whole. Raises OSError (FileExistsError when
    there is such a file) and the driver's errors.
    """
    if target.exists():
        raise FileExistsError
    unfinished = target.with_name(target.name + _UNFINISHED)
    remove_file(unfinished)
    try:
        make_file(unfinished)
        connection.execute("VACUUM INTO ?", (str(unfinished.absolute()),))
        move_into_place(unfinished, target)
    except BaseException:
        remove_file(unfinished)
        raise


def move_into_place(unfinished: Path, target: Path) -> None:
    """Give a finished file its name, so that it is whole under it even after a power cut."""
    with unfinished.open("rb+") as file:
        os.fsync(file.fileno())
    unfinished.replace(target)
    if os.name == "posix":  # Windows cannot open folders, and needs none of this
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def copy_before(path: Path, version: int) -> Path:
    """Where the copy lies that is made of a database before it leaves schema `version`."""
    return path.with_name(f"{path.name}{_BEFORE}{version}")


def copies_before(path: Path) -> list[Path]:
    """All copies that were made before migrations, and the beginnings of such."""
    return sorted(path.parent.glob(f"{path.name}{_BEFORE}*"))


def forget_copies_before(path: Path) -> None:
    """Remove the copies: the database has opened with its new schema."""
    for copy in copies_before(path):
        with contextlib.suppress(OSError):
            copy.unlink()
