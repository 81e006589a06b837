"""The keychain as a way into a vault: what it keeps, and what is left of it whenever it ends."""

import shutil
from pathlib import Path

import pytest
from keychains import Entries, keychain
from keyring.errors import KeyringLocked
from vaults import CHEAP, PASSPHRASE

from app.domain.errors import KeychainRefused, KeychainStale, KeychainUnavailable, VaultLocked
from app.domain.vault import KeychainState, SlotKind
from app.security.keys import Keys
from app.security.vault import KEYCHAIN_ENTRY, Vault


class Rig:
    """A vault whose keychain is `entries`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.entries = Entries()
        self.vault = self.again()
        self.keys, self.code = self.vault.create(PASSPHRASE, kdf=CHEAP)

    def again(self, folder: Path | None = None) -> Vault:
        """As another start of Snug sees it."""
        return Vault(folder or self.folder, keychain(self.entries))

    def opened(self) -> Keys:
        vault = self.again()
        return vault.unlock_with_keychain(vault.keychain_secret()).keys

    @property
    def state(self) -> KeychainState:
        return self.again().keychain_state()

    def slots(self) -> tuple[SlotKind, ...]:
        facts = self.again().facts()
        assert facts is not None
        return facts.slots


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    return Rig(tmp_path / "vault")


def test_it_is_off_until_somebody_asks_for_it(rig: Rig) -> None:
    assert rig.state is KeychainState.OFF
    assert rig.entries.entries == {}
    with pytest.raises(KeychainRefused):
        rig.vault.keychain_secret()
    assert Vault(rig.folder / "empty", keychain(rig.entries)).keychain_state() is KeychainState.OFF


def test_a_locked_keychain_is_not_said_to_open_what_it_was_not_asked_for(rig: Rig) -> None:
    rig.entries.error = KeyringLocked()
    assert rig.state is KeychainState.OFF
    rig.entries.error = None
    rig.vault.use_keychain(rig.keys)
    rig.entries.error = KeyringLocked()
    assert rig.state is KeychainState.ON


def test_it_opens_the_vault_with_the_same_keys(rig: Rig) -> None:
    rig.vault.use_keychain(rig.keys)
    assert rig.state is KeychainState.ON
    assert rig.opened().same_as(rig.keys)
    assert rig.again().unlock(PASSPHRASE).keys.same_as(rig.keys)
    assert rig.again().unlock_with_recovery(rig.code).keys.same_as(rig.keys)


def test_it_holds_neither_the_data_key_nor_the_passphrase_nor_the_id(rig: Rig) -> None:
    rig.vault.use_keychain(rig.keys)
    ((service, name), secret) = next(iter(rig.entries.entries.items()))
    assert service == "Snug"
    for hidden in (rig.keys.vault_id, PASSPHRASE, bytes(rig.keys.data_key).hex()):
        assert hidden not in name + secret
    raw = rig.vault.keychain_secret()
    assert len(raw) == 32
    assert raw != bytes(rig.keys.data_key)
    assert raw.hex() not in (rig.folder / "vault.key").read_bytes().hex()


def test_each_time_it_is_another_secret(rig: Rig) -> None:
    rig.vault.use_keychain(rig.keys)
    before = rig.vault.keychain_secret()
    rig.vault.use_keychain(rig.keys)
    assert rig.vault.keychain_secret() != before
    with pytest.raises(KeychainStale):
        rig.again().unlock_with_keychain(before)
    assert rig.opened().same_as(rig.keys)
    assert len(rig.entries.entries) == 1


def test_a_new_passphrase_and_a_new_code_leave_it_alone(rig: Rig) -> None:
    rig.vault.use_keychain(rig.keys)
    rig.vault.change_passphrase(rig.keys, "new words here")
    rig.vault.new_recovery_code(rig.keys)
    assert rig.state is KeychainState.ON
    assert rig.opened().same_as(rig.keys)


def test_forgetting_leaves_nothing(rig: Rig) -> None:
    rig.vault.use_keychain(rig.keys)
    assert rig.vault.forget_keychain(rig.keys)
    assert rig.entries.entries == {}
    assert SlotKind.KEYCHAIN not in rig.slots()
    assert rig.state is KeychainState.OFF


def test_it_can_be_turned_off_where_there_is_no_keychain_any_more(rig: Rig) -> None:
    rig.vault.use_keychain(rig.keys)
    rig.entries.error = OSError("no bus")
    assert rig.state is KeychainState.UNAVAILABLE
    assert not rig.vault.forget_keychain(rig.keys)
    assert SlotKind.KEYCHAIN not in rig.slots()


def test_a_copy_on_another_computer_is_stale(rig: Rig, tmp_path: Path) -> None:
    rig.vault.use_keychain(rig.keys)
    copy = shutil.copytree(rig.folder, tmp_path / "copy")
    elsewhere = Vault(copy, keychain(Entries()))
    assert elsewhere.keychain_state() is KeychainState.STALE
    with pytest.raises(KeychainStale):
        elsewhere.keychain_secret()
    keys = elsewhere.unlock(PASSPHRASE).keys
    elsewhere.use_keychain(keys)
    assert elsewhere.keychain_state() is KeychainState.ON
    assert rig.state is KeychainState.ON


@pytest.mark.parametrize("kept", ["", "not base64!", "c2hvcnQ=", "A" * 43 + "="])
def test_what_does_not_fit_is_stale(rig: Rig, kept: str) -> None:
    rig.vault.use_keychain(rig.keys)
    rig.entries.entries = dict.fromkeys(rig.entries.entries, kept)
    assert rig.state is KeychainState.STALE
    with pytest.raises(KeychainStale):
        rig.opened()
    assert rig.again().unlock(PASSPHRASE).keys.same_as(rig.keys)


def test_a_re_encryption_ends_it(rig: Rig) -> None:
    rig.vault.use_keychain(rig.keys)
    pending = rig.vault.begin_rekey(rig.keys)
    with pytest.raises(KeychainRefused):  # the passphrase has to come, to finish or take it back
        rig.again().keychain_secret()
    rig.vault.finish_rekey(pending, PASSPHRASE)
    assert rig.entries.entries == {}
    assert rig.state is KeychainState.OFF
    assert rig.again().unlock(PASSPHRASE).keys.same_as(pending)


def test_a_re_encryption_that_was_given_up_leaves_it(rig: Rig) -> None:
    rig.vault.use_keychain(rig.keys)
    rig.vault.begin_rekey(rig.keys)
    rig.vault.abandon_rekey(rig.keys)
    assert rig.opened().same_as(rig.keys)


def test_going_without_protection_ends_it(rig: Rig) -> None:
    rig.vault.use_keychain(rig.keys)
    rig.vault.set_unprotected(rig.keys)
    assert rig.entries.entries == {}
    assert rig.slots() == (SlotKind.NONE,)


def test_an_erasure_takes_it_along(rig: Rig) -> None:
    rig.vault.use_keychain(rig.keys)
    done = rig.vault.destroy()
    assert rig.entries.entries == {}
    assert KEYCHAIN_ENTRY in done.removed
    assert done.left == ()


def test_an_erasure_knows_the_entry_even_of_a_damaged_key_file(rig: Rig) -> None:
    rig.vault.use_keychain(rig.keys)
    (rig.folder / "vault.key").write_bytes(b"damaged")
    assert KEYCHAIN_ENTRY in rig.again().destroy().removed
    assert rig.entries.entries == {}


def test_an_erasure_says_what_a_keychain_keeps_and_is_not_held_up(rig: Rig) -> None:
    rig.vault.use_keychain(rig.keys)
    rig.entries.hold.clear()
    done = Vault(rig.folder, keychain(rig.entries, is_patient=False)).destroy()
    rig.entries.hold.set()
    assert done.left == (KEYCHAIN_ENTRY,)
    assert not (rig.folder / "vault.key").exists()


def test_an_erasure_without_it_does_not_touch_the_keychain(rig: Rig) -> None:
    done = rig.vault.destroy()
    assert rig.entries.calls == []
    assert KEYCHAIN_ENTRY not in done.removed


def test_a_vault_that_is_locked_meanwhile_keeps_nothing(rig: Rig) -> None:
    rig.entries.before = lambda call: rig.vault.lock() if call == "set" else None
    with pytest.raises(VaultLocked):
        rig.vault.use_keychain(rig.keys)
    assert rig.entries.entries == {}
    assert rig.state is KeychainState.OFF


def test_a_refused_secret_changes_nothing(rig: Rig) -> None:
    rig.entries.error, rig.entries.failing = OSError("broken"), {"set"}
    before = (rig.folder / "vault.key").read_bytes()
    with pytest.raises(KeychainUnavailable):
        rig.vault.use_keychain(rig.keys)
    assert (rig.folder / "vault.key").read_bytes() == before
