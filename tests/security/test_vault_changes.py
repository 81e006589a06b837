"""Changing what opens a vault: nothing old opens it afterwards, nothing interrupted closes it."""

import errno
import os
import threading
from pathlib import Path

import pytest
from vaults import CHEAP, PASSPHRASE, made, names

from app.domain.errors import (
    AppError,
    KeyFileDamaged,
    VaultBusy,
    VaultDiskFull,
    VaultLocked,
    VaultReadOnly,
    WrongPassphrase,
)
from app.domain.vault import KdfParameters
from app.security import private_file
from app.security.keys import Keys
from app.security.slots import Slot
from app.security.vault import KEY_BACKUP, KEY_FILE, Vault


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "vault"


def test_a_new_passphrase_replaces_the_old_one_everywhere(folder: Path) -> None:
    new, made_keys, code = made(folder)
    new.change_passphrase(made_keys, "new words")
    for name in (KEY_FILE, KEY_BACKUP):
        copy = folder.with_name(name)
        copy.mkdir()
        (copy / KEY_FILE).write_bytes((folder / name).read_bytes())
        with pytest.raises(WrongPassphrase):
            Vault(copy).unlock(PASSPHRASE)
        assert Vault(copy).unlock("new words").keys.same_as(made_keys)
    assert Vault(folder).unlock_with_recovery(code).keys.same_as(made_keys)
    facts = new.facts()
    assert facts is not None
    assert facts.kdf == CHEAP


def test_the_cost_can_be_changed_with_the_passphrase(folder: Path) -> None:
    new, made_keys, _ = made(folder)
    dearer = KdfParameters(128, 2, 1)
    new.change_passphrase(made_keys, PASSPHRASE, kdf=dearer)
    facts = Vault(folder).facts()
    assert facts is not None
    assert facts.kdf == dearer
    Vault(folder).unlock(PASSPHRASE)


def test_a_new_recovery_code_replaces_the_old_one(folder: Path) -> None:
    new, made_keys, code = made(folder)
    second = new.new_recovery_code(made_keys)
    with pytest.raises(WrongPassphrase):
        Vault(folder).unlock_with_recovery(code)
    assert Vault(folder).unlock_with_recovery(second).keys.same_as(made_keys)
    assert Vault(folder).unlock(PASSPHRASE).keys.same_as(made_keys)


def test_the_way_to_no_protection_and_back(folder: Path) -> None:
    new, made_keys, code = made(folder)
    new.set_unprotected(made_keys)
    assert Vault(folder).unlock_unprotected().keys.same_as(made_keys)
    for attempt in (
        lambda: Vault(folder).unlock(PASSPHRASE),
        lambda: Vault(folder).unlock_with_recovery(code),
    ):
        with pytest.raises(WrongPassphrase):
            attempt()
    new.change_passphrase(made_keys, "again", kdf=CHEAP)
    with pytest.raises(VaultLocked):
        Vault(folder).unlock_unprotected()
    second = new.new_recovery_code(made_keys)
    assert Vault(folder).unlock("again").keys.same_as(made_keys)
    assert Vault(folder).unlock_with_recovery(second).keys.same_as(made_keys)


def test_wiped_keys_change_nothing(folder: Path) -> None:
    new, made_keys, _ = made(folder)
    before = (folder / KEY_FILE).read_bytes()
    new.lock()
    with pytest.raises(VaultLocked):
        new.change_passphrase(made_keys, "other")
    with pytest.raises(VaultLocked):
        new.begin_rekey(made_keys)
    assert (folder / KEY_FILE).read_bytes() == before


def test_keys_of_another_vault_change_nothing(folder: Path) -> None:
    new, made_keys, _ = made(folder)
    before = (folder / KEY_FILE).read_bytes()
    for wrong in (Keys.new(made_keys.vault_id), Keys(made_keys.vault_id, bytes(32))):
        with pytest.raises(KeyFileDamaged):
            new.change_passphrase(wrong, "other")
    assert (folder / KEY_FILE).read_bytes() == before


def test_locking_during_a_change_never_seals_with_zeros(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new, made_keys, _ = made(folder)
    wrap = Slot.wrap

    def wrap_while_locking(*arguments: object) -> Slot:
        new.lock()
        return wrap(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Slot, "wrap", wrap_while_locking)
    new.change_passphrase(made_keys, "other")
    monkeypatch.undo()
    assert made_keys.is_wiped
    assert any(Vault(folder).unlock("other").keys.data_key)


@pytest.mark.parametrize(
    ("code", "kind"), [(errno.ENOSPC, VaultDiskFull), (errno.EROFS, VaultReadOnly)]
)
@pytest.mark.parametrize("failing_write", [1, 2])
def test_a_change_that_cannot_be_written_leaves_the_old_one(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    code: int,
    kind: type[AppError],
    failing_write: int,
) -> None:
    new, made_keys, _ = made(folder)
    whole, calls = private_file.replace_whole, []

    def fail(path: Path, data: bytes, prefix: str) -> None:
        calls.append(path)
        if len(calls) == failing_write:
            raise OSError(code, "no")
        whole(path, data, prefix)

    monkeypatch.setattr(private_file, "replace_whole", fail)
    with pytest.raises(kind):
        new.change_passphrase(made_keys, "other")
    monkeypatch.undo()
    assert Vault(folder).unlock(PASSPHRASE).keys.same_as(made_keys)
    assert (folder / KEY_FILE).read_bytes() == (folder / KEY_BACKUP).read_bytes()


def test_an_unlock_finishes_what_a_kill_left(folder: Path) -> None:
    new, made_keys, _ = made(folder)
    sound = (folder / KEY_FILE).read_bytes()
    (folder / ".vault-key-left").write_bytes(b"x")
    os.utime(folder / ".vault-key-left", (0, 0))
    new.change_passphrase(made_keys, "other")
    halfway = (folder / KEY_FILE).read_bytes()
    (folder / KEY_FILE).write_bytes(sound)  # killed between the backup and the file
    for backup in (halfway, b"noise", None):
        if backup is None:
            (folder / KEY_BACKUP).unlink()
        else:
            (folder / KEY_BACKUP).write_bytes(backup)
        Vault(folder).unlock(PASSPHRASE)
        assert (folder / KEY_BACKUP).read_bytes() == sound
    assert names(folder) == [KEY_FILE, KEY_BACKUP]


def test_a_backup_under_other_keys_is_left_alone(folder: Path, tmp_path: Path) -> None:
    made(folder)
    made(tmp_path / "other", "other")
    others = (tmp_path / "other" / KEY_FILE).read_bytes()
    (folder / KEY_BACKUP).write_bytes(others)
    Vault(folder).unlock(PASSPHRASE)
    assert (folder / KEY_BACKUP).read_bytes() == others


def test_a_folder_that_cannot_be_written_still_opens(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, made_keys, _ = made(folder)
    (folder / KEY_BACKUP).unlink()

    def refuse(*_: object) -> None:
        raise OSError(errno.EROFS, "read-only")

    monkeypatch.setattr(private_file, "replace_whole", refuse)
    assert Vault(folder).unlock(PASSPHRASE).keys.same_as(made_keys)


def test_threads_change_it_one_after_another(folder: Path) -> None:
    new, made_keys, _ = made(folder)
    failures: list[BaseException] = []

    def change(number: int) -> None:
        try:
            for turn in range(4):
                new.change_passphrase(made_keys, f"{number} {turn}")
                new.new_recovery_code(made_keys)
                new.facts()
                new.state()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=change, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    opened = 0
    for number in range(4):
        try:
            opened += Vault(folder).unlock(f"{number} 3").keys.same_as(made_keys)
        except WrongPassphrase:
            continue
    assert opened == 1
    assert names(folder) == [KEY_FILE, KEY_BACKUP]


def test_a_change_by_another_process_is_not_undone(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new, made_keys, _ = made(folder)
    other = Vault(folder)
    other_keys = other.unlock(PASSPHRASE).keys
    wrap, begun = Slot.wrap, []

    def wrap_while_another_changes(*arguments: object) -> Slot:
        if not begun:
            begun.append(True)
            other.change_passphrase(other_keys, "theirs")
        return wrap(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Slot, "wrap", wrap_while_another_changes)
    with pytest.raises(VaultBusy):
        new.change_passphrase(made_keys, "ours")
    assert Vault(folder).unlock("theirs").keys.same_as(made_keys)
    new.change_passphrase(made_keys, "ours")
    assert Vault(folder).unlock("ours").keys.same_as(made_keys)
