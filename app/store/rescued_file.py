"""Rescues a damaged database file: a new one is made beside it and takes its place when whole.

The damaged file is set aside with its WAL under a name of its own, as it was. Until the new one has
taken its place, whatever ends the rescue leaves the damaged one where it lay.
"""

import contextlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from app.domain.errors import HistoryDamaged, HistoryMissing, NothingToRescue
from app.store import cipher
from app.store.backup import move_into_place
from app.store.damaged_file import DamagedFile
from app.store.database import Database
from app.store.faults import told_with_files
from app.store.rescue import Rescue, Rescued
from app.store.salvage import Salvage

_UNFINISHED: Final = ".rescue"
_ASIDE: Final = ".damaged-"
_READING_SHARE: Final = 0.3


def is_sound(path: Path, key: bytes | bytearray) -> bool:
    """Whether every page proves to be what was written; its connections tell the rest."""
    with told_with_files(path):
        _undo_half_a_swap(path)
        if not path.exists():
            raise HistoryMissing(file=path.name)
        with contextlib.closing(DamagedFile(path, key, mends=False)) as file:
            pages = range(1, file.count + 1)
            return all(file.content(number) is not None for number in pages)


def rescue(
    path: Path,
    key: bytes | bytearray,
    vault_id: str,
    on_progress: Callable[[float], None] = lambda _share: None,
) -> tuple[Rescued, bool, Path]:
    """Make a new database of what can be read; what it holds, whether all was proven, its path.

    Nobody may have the damaged one open. Raises NothingToRescue, HistoryMissing, VaultDiskFull,
    VaultReadOnly; then nothing stays behind.
    """
    new = path.with_name(path.name + _UNFINISHED)
    with told_with_files(path):
        _undo_half_a_swap(path)
        _remove(new)  # of a rescue that was cut off
        if not path.exists():
            raise HistoryMissing(file=path.name)
        file = DamagedFile(path, key)
        with contextlib.closing(file):
            salvage = Salvage(file, lambda share: on_progress(share * _READING_SHARE))
            found = Rescue(salvage)
            if found.is_empty:
                raise NothingToRescue(file=path.name)
            is_proven = file.is_proven
        try:
            database = Database(new, key, vault_id=vault_id, create=True, ballast_bytes=0)
            with contextlib.closing(database):
                done = found.write(
                    database,
                    lambda share: on_progress(_READING_SHARE + share * (1 - _READING_SHARE)),
                )
                if problems := database.verify():
                    raise HistoryDamaged(problems[0], file=new.name)
        except BaseException:
            _remove(new)
            raise
    return done, is_proven, new


def put_in_place(new: Path, path: Path) -> str:
    """Let the new database take the place of the damaged one; the name under which that lies now.

    The WAL goes first: beside the new file it would be taken for its own. Raises VaultReadOnly.
    """
    with told_with_files(path):
        aside = _free_name(path)
        try:
            aside.hardlink_to(path)
        except OSError:  # a file system without links
            path.rename(aside)
        for end in cipher.COMPANIONS:
            with contextlib.suppress(FileNotFoundError):
                path.with_name(path.name + end).rename(aside.with_name(aside.name + end))
        move_into_place(new, path)
    return aside.name


def _free_name(path: Path) -> Path:
    moment = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    number = 0
    while True:
        ending = f"-{number}" if number else ""
        aside = path.with_name(f"{path.name}{_ASIDE}{moment}{ending}")
        if not aside.exists():
            return aside
        number += 1


def _undo_half_a_swap(path: Path) -> None:
    """Put back what a kill in the middle of `put_in_place` left under the other name."""
    for aside in sorted(path.parent.glob(f"{path.name}{_ASIDE}*"), reverse=True):
        if aside.name.endswith(cipher.COMPANIONS):
            continue
        if not path.exists():
            aside.rename(path)
        elif path.samefile(aside):
            aside.unlink()
        else:
            continue
        for end in cipher.COMPANIONS:
            kept, own = (each.with_name(each.name + end) for each in (aside, path))
            if kept.exists() and not own.exists():
                kept.rename(own)
        return


def _remove(new: Path) -> None:
    for file in new.parent.glob(new.name + "*"):
        file.unlink(missing_ok=True)
