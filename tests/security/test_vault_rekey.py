"""Re-encryption: wherever it stops, the key file knows the key that the database opens with."""

from collections.abc import Callable
from pathlib import Path

import pytest
import vaults
from vaults import CHEAP, PASSPHRASE

from app.domain.errors import KeyFileDamaged, VaultLocked, WrongPassphrase
from app.domain.vault import SlotKind
from app.security import private_file
from app.security.keys import Keys
from app.security.vault import DATABASE_FILE, KEY_BACKUP, KEY_FILE, Vault


@pytest.fixture
def made(tmp_path: Path) -> tuple[Vault, Keys, str]:
    return vaults.made(tmp_path / "vault")


def test_it_ends_with_new_keys_and_a_new_code(made: tuple[Vault, Keys, str]) -> None:
    vault, keys, code = made
    (vault.folder / DATABASE_FILE).write_bytes(b"x" * 5000)
    vault.note_database()
    held = keys.data_key
    pending = vault.begin_rekey(keys)
    assert pending.vault_id == keys.vault_id
    assert pending.database_key != keys.database_key
    second = vault.finish_rekey(pending, PASSPHRASE)

    assert keys.is_wiped
    assert held == bytearray(32)
    assert not pending.is_wiped
    locked = Vault(vault.folder)
    opened = locked.unlock(PASSPHRASE)
    assert opened.keys.same_as(pending)
    assert opened.pending is None
    assert locked.unlock_with_recovery(second).keys.same_as(pending)
    with pytest.raises(WrongPassphrase):
        locked.unlock_with_recovery(code)
    (vault.folder / DATABASE_FILE).unlink()
    facts = locked.facts()
    assert facts is not None
    assert (facts.has_pending_key, facts.kdf) == (False, CHEAP)
    for name in (KEY_FILE, KEY_BACKUP):  # the old data key is nowhere
        raw = (vault.folder / name).read_bytes()
        assert raw == (vault.folder / KEY_FILE).read_bytes()


def test_an_interrupted_one_tells_both_keys(made: tuple[Vault, Keys, str]) -> None:
    vault, keys, code = made
    pending = vault.begin_rekey(keys)
    again = Vault(vault.folder)
    facts = again.facts()
    assert facts is not None
    assert facts.has_pending_key
    for opened in (again.unlock(PASSPHRASE), again.unlock_with_recovery(code)):
        assert opened.keys.same_as(keys)
        assert opened.pending is not None
        assert opened.pending.same_as(pending)
    again.lock()
    assert opened.pending.is_wiped


def test_it_goes_on_with_the_same_keys(made: tuple[Vault, Keys, str]) -> None:
    vault, keys, _ = made
    pending = vault.begin_rekey(keys)
    before = (vault.folder / KEY_FILE).read_bytes()
    opened = Vault(vault.folder).unlock(PASSPHRASE)
    assert Vault(vault.folder).begin_rekey(opened.keys).same_as(pending)
    assert (vault.folder / KEY_FILE).read_bytes() == before


def test_it_can_be_given_up(made: tuple[Vault, Keys, str]) -> None:
    vault, keys, code = made
    first = vault.begin_rekey(keys)
    vault.abandon_rekey(keys)
    opened = Vault(vault.folder).unlock_with_recovery(code)
    assert opened.keys.same_as(keys)
    assert opened.pending is None
    assert not vault.begin_rekey(keys).same_as(first)


def test_a_passphrase_can_change_in_between(made: tuple[Vault, Keys, str]) -> None:
    """As whoever forgot it, and came in with the recovery code, has to."""
    vault, keys, code = made
    pending = vault.begin_rekey(keys)
    again = Vault(vault.folder)
    opened = again.unlock_with_recovery(code)
    again.change_passphrase(opened.keys, "remembered")
    assert opened.pending is not None
    again.finish_rekey(opened.pending, "remembered")
    assert Vault(vault.folder).unlock("remembered").keys.same_as(pending)
    with pytest.raises(WrongPassphrase):
        Vault(vault.folder).unlock(PASSPHRASE)


def test_a_typing_error_does_not_lock_anyone_out(made: tuple[Vault, Keys, str]) -> None:
    vault, keys, _ = made
    pending = vault.begin_rekey(keys)
    before = (vault.folder / KEY_FILE).read_bytes()
    for wrong in (PASSPHRASE.upper(), ""):
        with pytest.raises(WrongPassphrase):
            vault.finish_rekey(pending, wrong)
    assert (vault.folder / KEY_FILE).read_bytes() == before
    assert not keys.is_wiped


def test_other_keys_than_the_pending_ones_are_our_defect(made: tuple[Vault, Keys, str]) -> None:
    vault, keys, _ = made
    with pytest.raises(ValueError, match="under way"):
        vault.finish_rekey(keys, PASSPHRASE)
    vault.begin_rekey(keys)
    for wrong in (keys, Keys.new(keys.vault_id)):
        with pytest.raises(ValueError, match="pending"):
            vault.finish_rekey(wrong, PASSPHRASE)
    assert Vault(vault.folder).unlock(PASSPHRASE).keys.same_as(keys)


def test_locked_keys_finish_nothing(made: tuple[Vault, Keys, str]) -> None:
    vault, keys, _ = made
    pending = vault.begin_rekey(keys)
    vault.lock()
    with pytest.raises(VaultLocked):
        vault.finish_rekey(pending, PASSPHRASE)
    assert Vault(vault.folder).unlock(PASSPHRASE).pending is not None


def test_without_a_passphrase(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "vault")
    keys, _ = vault.create(None)
    pending = vault.begin_rekey(keys)
    assert vault.finish_rekey(pending, None) == ""
    assert Vault(vault.folder).unlock_unprotected().keys.same_as(pending)
    facts = vault.facts()
    assert facts is not None
    assert facts.slots == (SlotKind.NONE,)


def test_the_old_keys_change_nothing_afterwards(made: tuple[Vault, Keys, str]) -> None:
    vault, keys, _ = made
    old = Keys(keys.vault_id, keys.data_key)
    pending = vault.begin_rekey(keys)
    vault.finish_rekey(pending, PASSPHRASE)
    with pytest.raises(KeyFileDamaged):
        vault.change_passphrase(old, "other")
    vault.change_passphrase(pending, "other")


@pytest.mark.parametrize("failing_write", [1, 2])
@pytest.mark.parametrize("step", ["begin", "finish"])
def test_wherever_a_write_fails_the_key_of_the_database_is_known(
    made: tuple[Vault, Keys, str],
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    failing_write: int,
) -> None:
    vault, keys, _ = made
    pending = vault.begin_rekey(keys) if step == "finish" else None
    whole, calls = private_file.replace_whole, []

    def fail(path: Path, data: bytes, prefix: str) -> None:
        calls.append(path)
        if len(calls) == failing_write:
            raise KeyboardInterrupt
        whole(path, data, prefix)

    monkeypatch.setattr(private_file, "replace_whole", fail)
    interrupted: Callable[[], object] = (
        (lambda: vault.finish_rekey(pending, PASSPHRASE))
        if pending
        else (lambda: vault.begin_rekey(keys))
    )
    with pytest.raises(KeyboardInterrupt):
        interrupted()
    monkeypatch.undo()

    in_use = pending or keys  # that of the database: it changes over between the two steps
    again = Vault(vault.folder)
    opened = again.unlock(PASSPHRASE)
    known = [opened.keys, *([opened.pending] if opened.pending else [])]
    assert any(each.same_as(in_use) for each in known)
    if pending:
        assert opened.pending is not None
        again.finish_rekey(opened.pending, PASSPHRASE)
    else:
        resumed = again.begin_rekey(opened.keys)
        again.finish_rekey(resumed, PASSPHRASE)
    final = Vault(vault.folder).unlock(PASSPHRASE)
    assert final.pending is None
    assert (vault.folder / KEY_FILE).read_bytes() == (vault.folder / KEY_BACKUP).read_bytes()
