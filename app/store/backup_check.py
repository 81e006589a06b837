"""Whether the history in a backup opens and holds together, found out without readable text."""

import contextlib
import secrets
from collections.abc import Sequence
from pathlib import Path

from app.domain.errors import AppError
from app.store import cipher
from app.store.backup_contents import OnBytes
from app.store.backup_file import AnyContents
from app.store.database import VAULT_ID
from app.store.faults import told_with_files

_BUSY_S = 1.0


def check_inside(
    contents: AnyContents,
    keys: Sequence[bytes | bytearray],
    folder: Path,
    on_bytes: OnBytes = lambda _done, _all: None,
) -> list[str]:
    """What is wrong with the history in a backup, which opens under one of these keys.

    It is taken out, encrypted as it is, to a file in `folder` that is gone afterwards. Raises
    BackupInvalid where a block is damaged, VaultDiskFull, VaultReadOnly.
    """
    copy = folder / f".backup-{secrets.token_hex(4)}.db"
    try:
        with told_with_files(copy):
            cipher.make_file(copy)
            with copy.open("wb") as out:
                for piece in contents.pieces(on_bytes):
                    out.write(piece)
        found = ["its history does not open with its keys"]
        for key in keys:
            with contextlib.suppress(AppError):
                return _problems(copy, cipher.Key(key), contents.vault_id)
        return found
    finally:
        with contextlib.suppress(OSError):
            cipher.remove_file(copy)


def _problems(copy: Path, key: cipher.Key, vault_id: str) -> list[str]:
    with told_with_files(copy):
        cipher.check_file(copy)
        connection = cipher.connect(copy, key, _BUSY_S)
        with contextlib.closing(connection):
            query = "SELECT value FROM about WHERE key=?"
            row = connection.execute(query, (VAULT_ID,)).fetchone()
            if row is None or row[0] != vault_id:
                return ["its history is that of another vault"]
            return cipher.problems_of(connection, thorough=True)
