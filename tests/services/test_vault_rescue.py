"""A vault with a damaged history is rescued and opened; a sound one is only opened."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from kept_room import VaultRoom
from vault_files import flip_a_bit_beside
from vaults import CHEAP, PASSPHRASE, names

from app.config.instance import Presence
from app.domain.errors import (
    HistoryMissing,
    NothingToRescue,
    VaultBusy,
    WrongPassphrase,
)
from app.domain.vault import VaultState
from app.security.vault import DATABASE_FILE

PAGE = 4096


@pytest.fixture
def room(tmp_path: Path) -> Iterator[VaultRoom]:
    made = VaultRoom(tmp_path / "home")
    made.vault.create(PASSPHRASE, kdf=CHEAP)
    yield made
    made.close()


def spoil(room: VaultRoom) -> None:
    """Overwrite the schema and the roots of some tables."""
    path = room.folder / DATABASE_FILE
    raw = bytearray(path.read_bytes())
    raw[PAGE : 20 * PAGE] = os.urandom(19 * PAGE)
    path.write_bytes(raw)


def test_what_can_be_read_is_rescued_and_open(room: VaultRoom) -> None:
    conversation = room.said("Whales")
    room.vault.lock()
    spoil(room)
    told: list[float] = []
    report = room.vault.rescue(PASSPHRASE, told.append)
    assert room.vault.state is VaultState.OPEN
    assert room.texts(conversation) == ["Whales", "Hello."] or report.cut_conversations
    assert report.messages == 3
    assert report.set_aside in names(room.folder)
    assert told[-1] == 1.0
    assert room.vault.verify() == []
    assert room.said("Herons")


def test_a_flipped_bit_is_turned_back(room: VaultRoom) -> None:
    conversation = room.said("Whales and herons")
    key = bytes(room.vault._open_keys.database_key)
    room.vault.lock()
    flip_a_bit_beside(room.folder / DATABASE_FILE, "Whales and herons", key)
    report = room.vault.rescue(PASSPHRASE)
    assert (report.conversations, report.cut_conversations, report.lost_messages) == (1, 0, 0)
    assert room.texts(conversation) == ["Whales and herons", "Hello."]


def test_a_sound_one_is_only_opened(room: VaultRoom) -> None:
    conversation = room.said("Whales")
    for _ in range(2):
        report = room.vault.rescue(PASSPHRASE)
        assert report.set_aside == ""
        assert (report.conversations, report.messages) == (1, 3)
        assert room.texts(conversation) == ["Whales", "Hello."]
    assert not list(room.folder.glob("history.db.*damaged*"))


def test_a_wrong_passphrase_changes_nothing(room: VaultRoom) -> None:
    room.said("Whales")
    room.vault.lock()
    spoil(room)
    before = (room.folder / DATABASE_FILE).read_bytes()
    with pytest.raises(WrongPassphrase):
        room.vault.rescue("not this")
    assert (room.folder / DATABASE_FILE).read_bytes() == before
    assert room.vault.state is VaultState.LOCKED


def test_noise_is_left_as_it_is(room: VaultRoom) -> None:
    room.said("Whales")
    room.vault.lock()
    noise = os.urandom(50 * PAGE)
    (room.folder / DATABASE_FILE).write_bytes(noise)
    with pytest.raises(NothingToRescue):
        room.vault.rescue(PASSPHRASE)
    assert (room.folder / DATABASE_FILE).read_bytes() == noise
    assert room.vault.state is VaultState.LOCKED
    (room.folder / DATABASE_FILE).unlink()
    with pytest.raises(HistoryMissing):
        room.vault.rescue(PASSPHRASE)


def test_a_vault_that_is_open_elsewhere_is_not_touched(room: VaultRoom) -> None:
    room.said("Whales")
    room.vault.lock()
    other = Presence(room.folder)
    other.enter()
    with pytest.raises(VaultBusy):
        room.vault.rescue(PASSPHRASE)
    other.leave()
    room.vault.rescue(PASSPHRASE)


def test_after_an_interrupted_change_of_keys_either_key_may_fit(room: VaultRoom) -> None:
    conversation = room.said("Whales")
    pending = room.vault._vault.begin_rekey(room.vault._open_keys)
    room.vault._open.file.rekey(pending.database_key)
    room.vault.lock()
    path = room.folder / DATABASE_FILE
    raw = bytearray(path.read_bytes())
    raw[-3 * PAGE : -2 * PAGE] = os.urandom(PAGE)
    path.write_bytes(raw)
    assert room.vault.rescue(PASSPHRASE).messages == 3
    assert room.texts(conversation) == ["Whales", "Hello."]


def test_a_vault_without_a_passphrase_is_rescued_too(tmp_path: Path) -> None:
    room = VaultRoom(tmp_path / "other")
    room.vault.create(None)
    room.said("Whales")
    room.vault.lock()
    spoil(room)
    assert room.vault.rescue("").messages == 3
    room.close()


def test_what_was_set_aside_goes_with_the_vault(room: VaultRoom) -> None:
    room.said("Whales")
    room.vault.lock()
    spoil(room)
    room.vault.rescue(PASSPHRASE)
    room.vault.erase()
    assert not list(room.folder.glob("history.db*"))
