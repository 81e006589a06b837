"""The vault: what opens it, what never does, and what its files are like."""

import os
import stat
import sys
import threading
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from vaults import CHEAP, PASSPHRASE, made, names

from app.domain.errors import (
    FolderUnusable,
    PassphraseRefused,
    RecoveryCodeInvalid,
    VaultExists,
    VaultLocked,
    VaultMissing,
    WrongPassphrase,
)
from app.domain.vault import KdfParameters, SlotKind, VaultState
from app.security import key_file, keys
from app.security.recovery_code import format_code, new_secret
from app.security.vault import DATABASE_FILE, KEY_BACKUP, KEY_FILE, Vault

posix = pytest.mark.skipif(sys.platform == "win32", reason="rights are those of POSIX")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "vault"


def test_what_was_made_opens(folder: Path) -> None:
    _, made_keys, code = made(folder)
    opened = Vault(folder).unlock(PASSPHRASE)
    assert opened.keys.same_as(made_keys)
    assert opened.pending is None
    assert Vault(folder).unlock_with_recovery(code).keys.same_as(made_keys)
    assert names(folder) == [KEY_FILE, KEY_BACKUP]
    assert (folder / KEY_FILE).read_bytes() == (folder / KEY_BACKUP).read_bytes()


def test_two_vaults_share_nothing(tmp_path: Path) -> None:
    one, two = (made(tmp_path / name) for name in "ab")
    assert one[1].vault_id != two[1].vault_id
    assert one[1].data_key != two[1].data_key
    assert one[2] != two[2]


def test_korean_opens_from_every_keyboard(folder: Path) -> None:
    _, made_keys, _ = made(folder, unicodedata.normalize("NFD", PASSPHRASE))
    assert Vault(folder).unlock(unicodedata.normalize("NFC", PASSPHRASE)).keys.same_as(made_keys)
    assert Vault(folder).unlock(PASSPHRASE + "\n").keys.same_as(made_keys)


def test_the_state_is_told(folder: Path) -> None:
    new = Vault(folder)
    assert new.state() is VaultState.NONE
    assert new.facts() is None
    assert not folder.exists()
    made_keys, _ = new.create(PASSPHRASE, kdf=CHEAP)
    assert new.state() is VaultState.OPEN
    assert Vault(folder).state() is VaultState.LOCKED
    (folder / DATABASE_FILE).write_bytes(b"x" * 5000)
    (folder / (DATABASE_FILE + "-wal")).write_bytes(b"x" * 100)
    facts = Vault(folder).facts()
    assert facts is not None
    assert facts.vault_id == made_keys.vault_id
    assert facts.slots == (SlotKind.PASSPHRASE, SlotKind.RECOVERY)
    assert (facts.kdf, facts.database_bytes, facts.has_pending_key) == (CHEAP, 5100, False)
    new.lock()
    assert new.state() is VaultState.LOCKED
    assert made_keys.is_wiped


@posix
def test_only_the_owner_gets_in(folder: Path) -> None:
    before = os.umask(0)
    try:
        new, made_keys, _ = made(folder)
        new.change_passphrase(made_keys, "other")
    finally:
        os.umask(before)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for name in (KEY_FILE, KEY_BACKUP):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
    for name in (KEY_FILE, KEY_BACKUP):  # as a restored copy may come
        (folder / name).chmod(0o644)
    new.unlock("other")
    for name in (KEY_FILE, KEY_BACKUP):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600


def test_without_a_passphrase_anyone_opens_it(folder: Path) -> None:
    new, made_keys, code = made(folder, None)
    assert code == ""
    assert Vault(folder).unlock_unprotected().keys.same_as(made_keys)
    facts = new.facts()
    assert facts is not None
    assert (facts.slots, facts.kdf) == ((SlotKind.NONE,), None)
    with pytest.raises(WrongPassphrase):
        Vault(folder).unlock("anything")


def test_a_protected_vault_asks(folder: Path) -> None:
    made(folder)
    with pytest.raises(VaultLocked):
        Vault(folder).unlock_unprotected()


def test_a_wrong_secret_is_one_constant_error_and_touches_nothing(folder: Path) -> None:
    made(folder)
    (folder / DATABASE_FILE).write_bytes(b"encrypted" * 1000)
    before = {path.name: (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_atime_ns)
              for path in folder.iterdir() if path.name == DATABASE_FILE}  # fmt: skip
    key_bytes = (folder / KEY_FILE).read_bytes()
    locked = Vault(folder)
    attempts: list[Callable[[], object]] = [
        lambda: locked.unlock("wrong"),
        lambda: locked.unlock(""),
        lambda: locked.unlock("\ud800"),
        lambda: locked.unlock(PASSPHRASE.upper()),
        lambda: locked.unlock(" " + PASSPHRASE),
        lambda: locked.unlock_with_recovery(format_code(new_secret())),
    ]
    seen = set()
    for attempt in attempts:
        with pytest.raises(WrongPassphrase) as caught:
            attempt()
        error = caught.value
        assert error.__cause__ is None
        seen.add((type(error), error.args, error.detail, str(error), tuple(error.values)))
    assert len(seen) == 1
    assert locked.state() is VaultState.LOCKED
    assert before == {
        path.name: (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_atime_ns)
        for path in folder.iterdir() if path.name == DATABASE_FILE
    }  # fmt: skip
    assert (folder / KEY_FILE).read_bytes() == key_bytes


def test_a_typing_error_in_the_code_derives_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, _, code = made(folder)

    def refuse(*_: object) -> None:
        raise AssertionError("a key was derived")

    monkeypatch.setattr("app.security.slots.derive", refuse)
    wrong = ("2" if code[0] != "2" else "3") + code[1:]
    with pytest.raises(RecoveryCodeInvalid):
        Vault(folder).unlock_with_recovery(wrong)


def test_the_right_and_a_wrong_passphrase_derive_once_each(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(folder)
    calls = []

    def counted(secret: bytes, salt: bytes, cost: KdfParameters) -> bytes:
        calls.append(cost)
        return keys.stretch(secret, salt, cost)

    monkeypatch.setattr("app.security.slots.stretch", counted)
    Vault(folder).unlock(PASSPHRASE)
    with pytest.raises(WrongPassphrase):
        Vault(folder).unlock("wrong")
    assert calls == [CHEAP, CHEAP]


@pytest.mark.parametrize(
    "name", [KEY_FILE, KEY_BACKUP, DATABASE_FILE, DATABASE_FILE + "-wal", KEY_FILE + ".damaged"]
)
def test_nothing_is_made_over_a_part_of_a_vault(folder: Path, name: str) -> None:
    folder.mkdir()
    (folder / name).write_bytes(b"")
    with pytest.raises(VaultExists):
        Vault(folder).create(PASSPHRASE, kdf=CHEAP)
    assert names(folder) == [name]
    assert Vault(folder).state() is VaultState.LOCKED


def test_of_two_who_make_one_at_a_time_one_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.security.key_store.KeyStore.is_empty", lambda self: True)
    _, made_keys, _ = made(folder)
    with pytest.raises(VaultExists):
        made(folder, "another")
    assert Vault(folder).unlock(PASSPHRASE).keys.same_as(made_keys)


def test_a_refused_passphrase_makes_nothing(folder: Path) -> None:
    with pytest.raises(PassphraseRefused):
        Vault(folder).create("", kdf=CHEAP)
    assert not folder.exists()


def test_no_vault_is_said(folder: Path) -> None:
    for attempt in (lambda: Vault(folder).unlock("x"), lambda: Vault(folder).unlock_unprotected()):
        with pytest.raises(VaultMissing):
            attempt()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(FolderUnusable):
        Vault(tmp_path / "file" / "vault").create(PASSPHRASE, kdf=CHEAP)


def test_the_state_is_told_while_a_passphrase_is_being_worked_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(folder)
    locked = Vault(folder)
    entered, leave = threading.Event(), threading.Event()

    def slow(secret: bytes, salt: bytes, cost: KdfParameters) -> bytes:
        entered.set()
        assert leave.wait(60)
        return keys.stretch(secret, salt, cost)

    monkeypatch.setattr("app.security.slots.stretch", slow)
    thread = threading.Thread(target=locked.unlock, args=(PASSPHRASE,))
    thread.start()
    assert entered.wait(60)
    assert locked.state() is VaultState.LOCKED
    assert locked.facts() is not None
    leave.set()
    thread.join()
    assert locked.state() is VaultState.OPEN


def test_no_secret_is_in_the_files(folder: Path) -> None:
    new, made_keys, code = made(folder)
    new.change_passphrase(made_keys, "second words")
    secrets = [PASSPHRASE.encode(), b"second words", bytes(made_keys.data_key), code.encode(),
               bytes(made_keys.database_key), bytes(made_keys.backup_key)]  # fmt: skip
    for path in folder.iterdir():
        raw = path.read_bytes()
        for secret in secrets:
            assert secret not in raw
            assert secret.hex().encode() not in raw
    assert len((folder / KEY_FILE).read_bytes()) < 1500 < key_file.MAX_BYTES
