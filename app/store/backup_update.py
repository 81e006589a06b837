"""Writes a backup, or brings one up to date; what is no backup of this vault is left alone."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from app.domain.errors import BackupInvalid, BackupTaken, VaultNewer
from app.domain.vault import BackupReport
from app.store.backup import move_into_place
from app.store.backup_blocks import Nothing, Pages, Source, Update
from app.store.backup_contents import Contents, OnBytes
from app.store.backup_file import contents_of
from app.store.backup_format import (
    DATA_AT,
    VERSION,
    Malformed,
    encode_beginning,
    read_beginning,
)
from app.store.faults import in_our_words
from app.store.file_lock import locked

__all__ = ["Pages", "Source", "back_up"]

_PRIVATE: Final = 0o600
_UNFINISHED: Final = ".part"


def back_up(
    target: Path,
    source: Source,
    *,
    over: bool = False,
    on_bytes: OnBytes = lambda _done, _all: None,
) -> BackupReport:
    """Bring the backup of this vault at `target` up to date, or write the first one there.

    What else lies there is replaced only when `over` says so: then, or when the backup there is
    damaged or of the first format, a new file is written beside it and takes its place when it is
    whole. Raises BackupTaken, HistoryDamaged (a damaged page never replaces a sound one), VaultBusy
    (another process writes it), VaultDiskFull, VaultReadOnly.
    """
    try:
        with _earlier(target, source.vault_id, over) as contents:
            if contents is None:
                return _write_new(target, source, on_bytes)
            with locked(contents.file):
                try:
                    now = Contents(contents.file, target.name)  # as it is under the lock
                    return Update(now, source, on_bytes).run(is_new=False)
                except BackupInvalid:
                    pass  # a kept part cannot be read any more: a new file takes its place
        return _write_new(target, source, on_bytes)
    except OSError as error:
        raise in_our_words(error, target) from error
    except Malformed as error:
        raise BackupInvalid(file=target.name, problem=str(error)) from None


@contextlib.contextmanager
def _earlier(target: Path, vault_id: str, over: bool) -> Iterator[Contents | None]:
    """The backup that can be brought up to date; None where a new file is to be written."""
    try:
        file = target.open("rb+", buffering=0)
    except FileNotFoundError:
        yield None
        return
    with file:
        try:
            found = contents_of(file, target.name)
        except (BackupInvalid, VaultNewer) as error:
            if not over and not _names(file, vault_id):
                raise BackupTaken(str(error), file=target.name) from None
            found = None
        if found is not None and found.vault_id != vault_id:
            if not over:
                raise BackupTaken("of another vault", file=target.name)
            found = None
        yield found if isinstance(found, Contents) and not over else None


def _names(file: BinaryIO, vault_id: str) -> bool:
    """Whether a damaged backup says at least that it is one of this vault."""
    file.seek(0)
    with contextlib.suppress(Malformed):
        facts = read_beginning(file)
        return facts["version"] <= VERSION and facts.get("vault_id") == vault_id
    return False


def _write_new(target: Path, source: Source, on_bytes: OnBytes) -> BackupReport:
    unfinished = target.with_name(f".{target.name}{_UNFINISHED}")
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(unfinished, flags, _PRIVATE), "rb+", buffering=0) as file, locked(file):
        try:
            file.truncate(0)  # a kill may have left one
            file.write(encode_beginning(source.vault_id))
            file.truncate(DATA_AT)
            report = Update(Nothing(file, source.vault_id), source, on_bytes).run(is_new=True)
            if os.name == "posix":
                move_into_place(unfinished, target)
        except BaseException:
            with contextlib.suppress(OSError):
                file.truncate(0)
                unfinished.unlink()
            raise
    if os.name != "posix":  # Windows moves no file that is open
        move_into_place(unfinished, target)
    return report
