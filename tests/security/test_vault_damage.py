"""Half a vault and a damaged one: what is said, what is put back, and what is never made up."""

import errno
import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from vaults import PASSPHRASE, made, names

from app.domain.errors import (
    HistoryMissing,
    KeyFileDamaged,
    KeyFileMissing,
    KeyFileUnreadable,
    VaultLocked,
    VaultNewer,
    WrongPassphrase,
)
from app.domain.vault import KdfParameters, SlotKind, VaultState
from app.security import private_file
from app.security.key_file import Header, decode, encode
from app.security.slots import Slot
from app.security.vault import DATABASE_FILE, KEY_BACKUP, KEY_FILE, Vault


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "vault"


def test_a_history_without_its_keys_is_said(folder: Path) -> None:
    made(folder)
    (folder / DATABASE_FILE).write_bytes(b"x" * 5000)
    (folder / KEY_FILE).unlink()
    for attempt in (lambda: Vault(folder).unlock(PASSPHRASE), lambda: Vault(folder).facts()):
        with pytest.raises(KeyFileMissing) as caught:
            attempt()
        assert caught.value.values == {"file": KEY_FILE, "backup": KEY_BACKUP}
    assert KEY_FILE not in names(folder)
    Vault(folder).restore_key_file()
    Vault(folder).unlock(PASSPHRASE)


@pytest.mark.parametrize("left", [None, b"", b"\0"])
def test_a_missing_history_is_never_made_again(folder: Path, left: bytes | None) -> None:
    new, made_keys, code = made(folder)
    (folder / DATABASE_FILE).write_bytes(b"x" * 5000)
    new.note_database()
    (folder / DATABASE_FILE).unlink()
    if left is not None:
        (folder / DATABASE_FILE).write_bytes(left)
    locked = Vault(folder)
    for attempt in (
        lambda: locked.unlock(PASSPHRASE),
        lambda: locked.unlock_with_recovery(code),
    ):
        with pytest.raises(HistoryMissing):
            attempt()
    assert locked.state() is VaultState.LOCKED
    with pytest.raises(WrongPassphrase):
        locked.unlock("wrong")
    assert locked.unlock(PASSPHRASE, needs_history=False).keys.same_as(made_keys)


def test_before_the_first_commit_no_history_is_missed(folder: Path) -> None:
    made(folder)
    Vault(folder).unlock(PASSPHRASE)


def test_a_history_is_noted_once_and_with_open_keys(folder: Path) -> None:
    new, _, _ = made(folder)
    with pytest.raises(VaultLocked):
        Vault(folder).note_database()
    new.note_database()
    before = (folder / KEY_FILE).stat().st_ino
    new.note_database()
    assert (folder / KEY_FILE).stat().st_ino == before
    (folder / DATABASE_FILE).write_bytes(b"x" * 5000)
    Vault(folder).unlock(PASSPHRASE)


def test_every_flipped_byte_gives_the_right_error(folder: Path) -> None:
    made(folder)
    path = folder / KEY_FILE
    raw = path.read_bytes()
    locked = Vault(folder)
    for place in range(len(raw)):
        path.write_bytes(raw[:place] + bytes([raw[place] ^ 1 << place % 8]) + raw[place + 1 :])
        with pytest.raises(KeyFileDamaged) as caught:
            locked.unlock(PASSPHRASE)
        assert caught.value.values == {"file": KEY_FILE, "backup": KEY_BACKUP}
    path.write_bytes(raw)
    locked.unlock(PASSPHRASE)


def test_a_forged_byte_with_a_digest_that_fits_never_gives_a_wrong_key(folder: Path) -> None:
    """What an attacker can do who writes the unkeyed digest anew."""
    _, made_keys, _ = made(folder)
    path = folder / KEY_FILE
    raw = path.read_bytes()
    locked = Vault(folder)
    for place in range(len(raw) - 32):
        content = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 : -32]
        path.write_bytes(content + hashlib.sha256(content).digest())
        try:
            opened = locked.unlock(PASSPHRASE)
        except (KeyFileDamaged, WrongPassphrase, VaultNewer):
            continue
        pytest.fail(f"opened with byte {place} changed: {opened.keys.same_as(made_keys)}")


@pytest.mark.parametrize("length", [0, 1, 7, 8, 16, 47, 80, 200, -32, -1])
def test_a_cut_key_file_is_damaged(folder: Path, length: int) -> None:
    made(folder)
    path = folder / KEY_FILE
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(KeyFileDamaged):
        Vault(folder).unlock(PASSPHRASE)
    with pytest.raises(KeyFileDamaged):
        Vault(folder).facts()
    Vault(folder).restore_key_file()
    Vault(folder).unlock(PASSPHRASE)
    assert KEY_FILE + ".damaged" in names(folder)


def test_a_folder_in_its_place_is_damage(folder: Path) -> None:
    made(folder)
    (folder / KEY_FILE).unlink()
    (folder / KEY_FILE).mkdir()
    with pytest.raises((KeyFileDamaged, KeyFileUnreadable)):
        Vault(folder).unlock(PASSPHRASE)


def test_a_key_file_that_may_not_be_read_is_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(folder)

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "denied")

    monkeypatch.setattr(private_file, "read_bounded", refuse)
    with pytest.raises(KeyFileUnreadable) as caught:
        Vault(folder).unlock(PASSPHRASE)
    assert KEY_FILE in str(caught.value)


def test_a_backup_that_would_not_help_is_not_named(folder: Path) -> None:
    made(folder)
    for name in (KEY_FILE, KEY_BACKUP):
        (folder / name).write_bytes(b"noise")
    with pytest.raises(KeyFileDamaged) as caught:
        Vault(folder).unlock(PASSPHRASE)
    assert caught.value.values["backup"] != KEY_BACKUP
    with pytest.raises(KeyFileDamaged):
        Vault(folder).restore_key_file()
    assert names(folder) == [KEY_FILE, KEY_BACKUP]


def test_a_sound_key_file_is_not_restored_over(folder: Path) -> None:
    new, made_keys, _ = made(folder)
    old = (folder / KEY_FILE).read_bytes()
    new.change_passphrase(made_keys, "new")
    (folder / KEY_BACKUP).write_bytes(old)
    new.restore_key_file()
    Vault(folder).unlock("new")


def test_a_newer_vault_is_left_alone(folder: Path) -> None:
    made(folder)
    path = folder / KEY_FILE
    raw = path.read_bytes()
    content = raw[:8] + (2).to_bytes(4, "little") + raw[12:-32]
    newer = content + hashlib.sha256(content).digest()
    path.write_bytes(newer)
    for attempt in (
        lambda: Vault(folder).unlock(PASSPHRASE),
        lambda: Vault(folder).facts(),
        lambda: Vault(folder).restore_key_file(),
    ):
        with pytest.raises(VaultNewer):
            attempt()
    assert path.read_bytes() == newer


def resealed(folder: Path, change: Callable[[Header], Header], data_key: bytes) -> None:
    path = folder / KEY_FILE
    path.write_bytes(encode(change(decode(path.read_bytes()).header), data_key))


def test_a_slot_taken_out_or_put_in_is_refused(folder: Path) -> None:
    _, made_keys, _ = made(folder)
    raw = (folder / KEY_FILE).read_bytes()
    own = Slot.wrap(SlotKind.RECOVERY, b"attacker's own secret"[:20], bytes(32), made_keys.vault_id)
    for change in (
        lambda header: header.without_slot(SlotKind.RECOVERY),
        lambda header: header.with_slot(own),
    ):
        (folder / KEY_FILE).write_bytes(raw)
        resealed(folder, change, b"not the data key, 32 bytes long.")
        with pytest.raises(KeyFileDamaged):
            Vault(folder).unlock(PASSPHRASE)


def test_a_cheaper_cost_is_refused(folder: Path) -> None:
    made(folder)

    def cheaper(header: Header) -> Header:
        slot = header.slot(SlotKind.PASSPHRASE)
        assert slot is not None
        return header.with_slot(replace(slot, kdf=KdfParameters(8, 1, 1)))

    resealed(folder, cheaper, bytes(32))
    with pytest.raises(WrongPassphrase):
        Vault(folder).unlock(PASSPHRASE)


def test_a_bomb_is_refused_before_it_goes_off(folder: Path) -> None:
    made(folder)
    bomb = KdfParameters(1 << 40, 1, 4)

    def armed(header: Header) -> Header:
        slot = header.slot(SlotKind.PASSPHRASE)
        assert slot is not None
        return header.with_slot(replace(slot, kdf=bomb))

    resealed(folder, armed, bytes(32))
    with pytest.raises(KeyFileDamaged):
        Vault(folder).unlock(PASSPHRASE)
