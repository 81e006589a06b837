"""A backup: one file with the key file and the encrypted history, of whichever format.

What the vault keeps is no more readable in it than in the vault. See `backup_format` for how it is
laid out and `backup_update` for how it is written.
"""

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from app.domain.errors import BackupInvalid, VaultExists, VaultNewer
from app.store.backup import move_into_place
from app.store.backup_contents import Contents, OnBytes
from app.store.backup_format import VERSION, Malformed, read_beginning
from app.store.faults import in_our_words
from app.store.first_backup import VERSION as FIRST_VERSION
from app.store.first_backup import FirstContents

AnyContents = Contents | FirstContents

_PRIVATE = 0o600


@contextlib.contextmanager
def opened(path: Path) -> Iterator[AnyContents]:
    """A backup to read from. Raises BackupInvalid, VaultNewer; so does reading on."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise _unreadable(path, error) from error
    with file:
        try:
            yield contents_of(file, path.name)
        except OSError as error:
            raise _unreadable(path, error) from error


def contents_of(file: BinaryIO, name: str) -> AnyContents:
    """What an open file holds. Raises BackupInvalid, VaultNewer."""
    facts = None
    with contextlib.suppress(Malformed):
        facts = read_beginning(file)
    if facts is None:
        return Contents(file, name)  # the slots may be sound all the same
    if facts["version"] == FIRST_VERSION:
        return FirstContents(file, name, facts)
    if facts["version"] > VERSION:
        raise VaultNewer(found=facts["version"], known=VERSION)
    return Contents(file, name)


def unpack(
    path: Path,
    database: Path,
    key_file: Path,
    on_bytes: OnBytes = lambda _done, _all: None,
) -> str:
    """Take a vault out of a backup, checked, to files that are not there yet; when it was made.

    The key file appears last, so whatever happens before leaves no vault that looks whole. Raises
    BackupInvalid, VaultNewer, VaultExists, VaultDiskFull, VaultReadOnly; then nothing stays behind.
    """
    with opened(path) as contents:
        new_database, new_keys = _unfinished(database), _unfinished(key_file)
        try:
            keys = contents.key_file()
            try:
                with _private(new_database) as out:
                    for piece in contents.pieces(on_bytes):
                        out.write(piece)
                with _private(new_keys) as out:
                    out.write(keys)
                for target in (database, key_file):
                    if target.exists():
                        raise VaultExists(folder=target.parent)
                move_into_place(new_database, database)
                try:
                    move_into_place(new_keys, key_file)
                except OSError:
                    database.unlink(missing_ok=True)
                    raise
            except OSError as error:
                raise in_our_words(error, database) from error
        finally:
            for unfinished in (new_database, new_keys):
                with contextlib.suppress(OSError):
                    unfinished.unlink(missing_ok=True)
        return contents.created_at


@contextlib.contextmanager
def _private(path: Path) -> Iterator[BinaryIO]:
    """A new file that its owner alone may read."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, _PRIVATE), "wb") as out:
        yield out


def _unfinished(target: Path) -> Path:
    return target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")


def _unreadable(path: Path, error: OSError) -> BackupInvalid:
    return BackupInvalid(error.strerror or "", file=path.name, problem="it cannot be read")
