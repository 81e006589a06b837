"""Backups of a vault in use: real keys, a real encrypted database, a file that grows by changes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from kept_room import VaultRoom
from old_backups import write_first
from vaults import CHEAP, PASSPHRASE, names

from app.domain.errors import (
    BackupInvalid,
    BackupTaken,
    VaultExists,
    VaultLocked,
    WrongPassphrase,
)
from app.domain.vault import VaultState
from app.security.vault import DATABASE_FILE, KEY_FILE

OTHER = "another one entirely"


@pytest.fixture
def room(tmp_path: Path) -> Iterator[VaultRoom]:
    made = VaultRoom(tmp_path / "home")
    made.vault.create(PASSPHRASE, kdf=CHEAP)
    yield made
    made.close()


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "all.snugbackup"


def check(room: VaultRoom, target: Path, passphrase: str = PASSPHRASE) -> list[str]:
    before = names(room.folder)
    found = room.vault.verify_backup(target, lambda: passphrase)
    assert names(room.folder) == before  # what was taken out to look at is gone
    return found


def restored(target: Path, folder: Path, passphrase: str = PASSPHRASE) -> VaultRoom:
    other = VaultRoom(folder)
    other.vault.restore(target)
    assert other.vault.state is VaultState.LOCKED
    other.vault.unlock(passphrase)
    return other


def test_a_backup_is_brought_up_to_date_and_restored(
    room: VaultRoom, target: Path, tmp_path: Path
) -> None:
    conversation = room.said("Whales")
    told: list[float] = []
    first = room.vault.backup(target, on_progress=told.append)
    assert (first.is_new, told[-1]) == (True, 1.0)
    room.said("Herons")
    second = room.vault.backup(target)
    assert not second.is_new
    assert second.vault_id == first.vault_id
    assert check(room, target) == []
    with pytest.raises(VaultExists):
        room.vault.restore(target)
    other = restored(target, tmp_path / "other")
    assert other.texts(conversation) == ["Whales", "Hello."]
    assert len(other.chat.conversations()) == 2
    other.close()


def test_only_an_open_vault_is_backed_up(room: VaultRoom, target: Path) -> None:
    room.vault.lock()
    with pytest.raises(VaultLocked):
        room.vault.backup(target)
    assert not target.exists()


def test_the_keys_of_then_open_what_is_in_it(room: VaultRoom, target: Path, tmp_path: Path) -> None:
    room.said("Whales")
    room.vault.backup(target)
    room.vault.change_passphrase(PASSPHRASE, OTHER)
    with pytest.raises(WrongPassphrase):
        check(room, target, OTHER)
    assert check(room, target) == []
    room.vault.backup(target)
    with pytest.raises(WrongPassphrase):
        check(room, target)
    assert check(room, target, OTHER) == []
    room.vault.encrypt_anew(OTHER)
    assert check(room, target, OTHER) == []  # still that of the old keys
    assert not room.vault.backup(target).is_new
    assert check(room, target, OTHER) == []
    restored(target, tmp_path / "other", OTHER).close()


def test_a_vault_without_a_passphrase_asks_for_none(tmp_path: Path, target: Path) -> None:
    room = VaultRoom(tmp_path / "home")
    room.vault.create(None)
    room.vault.backup(target)

    def ask() -> str:
        raise AssertionError

    assert room.vault.verify_backup(target, ask) == []
    room.close()


def test_a_check_needs_no_vault_here(room: VaultRoom, target: Path, tmp_path: Path) -> None:
    room.said("Whales")
    room.vault.backup(target)
    other = VaultRoom(tmp_path / "other")
    assert other.vault.verify_backup(target, lambda: PASSPHRASE) == []
    assert other.vault.state is VaultState.NONE
    other.close()


def test_damage_is_told(room: VaultRoom, target: Path) -> None:
    room.said("Whales")
    room.vault.backup(target)
    sound = target.read_bytes()
    for at, told in ((9000, "a slot"), (-100_000, "history in it")):
        raw = bytearray(sound)
        raw[at] ^= 1
        target.write_bytes(raw)
        assert [each for each in check(room, target) if told in each]
    target.write_bytes(sound[:40_000])
    with pytest.raises(BackupInvalid):
        check(room, target)


def test_old_parts_under_a_forged_list_are_told(room: VaultRoom, target: Path) -> None:
    """Somebody without the keys can make a list that fits, but not its seal."""
    room.said("Whales")
    keys = room.vault._open_keys
    sealed = keys._backup[:]
    keys._backup[:] = bytes(32)
    room.vault.backup(target)
    keys._backup[:] = sealed
    assert check(room, target) == ["its list of blocks was not written by this vault"]


def test_the_backup_of_another_vault_is_left_alone(
    room: VaultRoom, target: Path, tmp_path: Path
) -> None:
    other = VaultRoom(tmp_path / "other")
    other.vault.create(OTHER, kdf=CHEAP)
    other.vault.backup(target)
    other.close()
    with pytest.raises(BackupTaken):
        room.vault.backup(target)
    assert room.vault.backup(target, over=True).is_new
    assert check(room, target) == []


def test_a_backup_of_an_old_release_restores(room: VaultRoom, target: Path, tmp_path: Path) -> None:
    conversation = room.said("Whales")
    facts = room.vault.facts()
    assert facts is not None
    room.vault.lock()
    files = [(name, (room.folder / name).read_bytes()) for name in (DATABASE_FILE, KEY_FILE)]
    write_first(target, files, vault_id=facts.vault_id, created_at="then")
    assert check(room, target) == []
    other = restored(target, tmp_path / "other")
    assert other.texts(conversation) == ["Whales", "Hello."]
    other.close()
    room.vault.unlock(PASSPHRASE)
    assert room.vault.backup(target).is_new
    assert check(room, target) == []
