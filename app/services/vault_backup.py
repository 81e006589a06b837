"""Backups of the vault: written or brought up to date, checked, taken out again."""

from collections.abc import Callable
from pathlib import Path

from app.domain.conversations import now
from app.domain.vault import BackupReport
from app.security.keys import Keys
from app.security.private_file import read_bounded
from app.security.sealed_keys import needs_passphrase, open_sealed
from app.security.vault import KEY_FILE, Vault
from app.services.open_vault import VaultFile

OnProgress = Callable[[float], None]
"""Told how much is done, from 0 to 1."""

_MOST_KEY_BYTES = 64 << 10


def write_backup(
    vault: Vault,
    file: VaultFile,
    keys: Keys,
    target: Path,
    *,
    over: bool = False,
    on_progress: OnProgress = lambda _done: None,
) -> BackupReport:
    """Bring the vault's backup at `target` up to date, or write the first; see `back_up`."""
    from app.store.backup_update import Source, back_up

    key_file = read_bounded(vault.folder / KEY_FILE, _MOST_KEY_BYTES)
    when = now().isoformat(timespec="seconds")
    with file.still() as pages:
        source = Source(keys.vault_id, when, pages, key_file, bytes(keys.backup_key))
        return back_up(
            target, source, over=over, on_bytes=lambda done, total: on_progress(done / total)
        )


def take_out(vault: Vault, source: Path) -> str:
    """Put what a backup holds where the vault belongs; when the backup was made."""
    from app.store.backup_file import unpack

    vault.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return unpack(source, vault.database, vault.folder / KEY_FILE)


def check_backup(
    vault: Vault,
    source: Path,
    passphrase: Callable[[], str],
    on_progress: OnProgress = lambda _done: None,
) -> list[str]:
    """What is wrong with a backup: each byte of it, its seal, and the history inside.

    `passphrase` is asked for when the keys in the backup want one. Raises BackupInvalid where it
    cannot be read at all, WrongPassphrase.
    """
    from app.store.backup_check import check_inside
    from app.store.backup_file import opened

    with opened(source) as contents:
        raw = contents.key_file()
        keys = open_sealed(raw, passphrase() if needs_passphrase(raw) else "")
        try:
            found = contents.flaws(lambda done, total: on_progress(done / total / 2))
            seals = [contents.is_sealed_with(each.backup_key) for each in keys]
            if not any(seal is not False for seal in seals):
                found.append("its list of blocks was not written by this vault")
            if not any("history in it" in each for each in found):
                vault.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                found += check_inside(
                    contents,
                    [each.database_key for each in keys],
                    vault.folder,
                    lambda done, total: on_progress((1 + done / total) / 2),
                )
            return found
        finally:
            for each in keys:
                each.wipe()
