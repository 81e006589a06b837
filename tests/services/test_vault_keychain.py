"""The keychain of a vault in use: what the window and the command line call."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from keychains import Entries, keychain
from keyring.errors import KeyringLocked
from vaults import CHEAP, PASSPHRASE

from app.bootstrap import Application, build
from app.domain.errors import (
    KeychainRefused,
    KeychainStale,
    KeychainUnavailable,
    VaultLocked,
    WrongPassphrase,
)
from app.domain.vault import KeychainState, VaultState
from app.security.vault import Vault

Start = Callable[[], Application]


@pytest.fixture
def entries() -> Entries:
    return Entries()


@pytest.fixture
def start(home: Path, entries: Entries) -> Iterator[Start]:
    """Starts of Snug in one home, with one keychain."""
    started: list[Application] = []

    def begin() -> Application:
        if started:
            started[-1].close()
        app = build(home, offline=True)
        app.vault._vault = Vault(home, keychain(entries))
        started.append(app)
        return app

    yield begin
    for app in started:
        app.close()


@pytest.fixture
def app(start: Start) -> Application:
    """A new vault, open."""
    app = start()
    app.vault.create(PASSPHRASE, kdf=CHEAP)
    return app


def test_it_opens_the_vault_at_the_next_start(app: Application, start: Start) -> None:
    app.history.keep_draft(None, "Whales")
    assert app.vault.keychain_state() is KeychainState.OFF
    app.vault.use_keychain(PASSPHRASE)
    later = start()
    assert later.vault.keychain_state() is KeychainState.ON
    assert later.vault.state is VaultState.LOCKED
    later.vault.unlock_with_keychain()
    assert later.vault.state is VaultState.OPEN
    assert later.history.draft(None) == "Whales"
    later.vault.unlock_with_keychain()  # open already


def test_the_passphrase_is_checked_again(app: Application, entries: Entries) -> None:
    with pytest.raises(WrongPassphrase):
        app.vault.use_keychain("not this")
    assert entries.calls == []
    app.vault.lock()
    with pytest.raises(VaultLocked):
        app.vault.use_keychain(PASSPHRASE)
    with pytest.raises(VaultLocked):
        app.vault.forget_keychain()


def test_a_changed_passphrase_keeps_it_and_a_re_encryption_ends_it(app: Application) -> None:
    app.vault.use_keychain(PASSPHRASE)
    app.vault.change_passphrase(PASSPHRASE, "new words here")
    app.vault.lock()
    app.vault.unlock_with_keychain()
    app.vault.encrypt_anew("new words here")
    assert app.vault.keychain_state() is KeychainState.OFF
    app.vault.use_keychain("new words here")
    app.vault.lock()
    app.vault.unlock_with_keychain()


def test_an_interrupted_re_encryption_asks_for_the_passphrase(
    app: Application, start: Start
) -> None:
    app.vault.use_keychain(PASSPHRASE)
    pending = app.vault._vault.begin_rekey(app.vault._open_keys)
    app.vault._open.file.rekey(pending.database_key)
    later = start()
    with pytest.raises(KeychainRefused):
        later.vault.unlock_with_keychain()
    assert later.vault.unlock(PASSPHRASE)
    assert later.vault.keychain_state() is KeychainState.OFF


def test_forgetting_and_erasing_leave_nothing(app: Application, entries: Entries) -> None:
    app.vault.use_keychain(PASSPHRASE)
    assert app.vault.forget_keychain()
    assert entries.entries == {}
    app.vault.use_keychain(PASSPHRASE)
    assert not app.vault.erase().left
    assert entries.entries == {}
    assert app.vault.keychain_state() is KeychainState.OFF


def test_a_backup_keeps_it_where_the_keychain_is_the_same(
    app: Application, entries: Entries, tmp_path: Path
) -> None:
    app.vault.use_keychain(PASSPHRASE)
    app.vault.backup(tmp_path / "backup")
    secrets = dict(entries.entries)
    app.vault.erase()
    app.vault.restore(tmp_path / "backup")
    assert app.vault.keychain_state() is KeychainState.STALE
    with pytest.raises(KeychainStale):
        app.vault.unlock_with_keychain()
    entries.entries = secrets  # as if it had not been erased here
    app.vault.unlock_with_keychain()


def test_nothing_waits_for_what_the_system_asks(app: Application, entries: Entries) -> None:
    """A keychain that asks the person must not keep the vault from being locked."""
    locked: list[VaultState] = []

    def lock_meanwhile(call: str) -> None:
        if call == "set":
            app.vault.lock()
            locked.append(app.vault.state)

    entries.before = lock_meanwhile
    with pytest.raises(VaultLocked):
        app.vault.use_keychain(PASSPHRASE)
    assert locked == [VaultState.LOCKED]


def test_without_a_keychain_the_passphrase_opens_it(app: Application, entries: Entries) -> None:
    app.vault.use_keychain(PASSPHRASE)
    app.vault.lock()
    for error, raised in ((KeyringLocked(), KeychainRefused), (OSError(), KeychainUnavailable)):
        entries.error = error
        with pytest.raises(raised):
            app.vault.unlock_with_keychain()
        assert app.vault.state is VaultState.LOCKED
    app.vault.unlock(PASSPHRASE)
