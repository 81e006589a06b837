"""What was deleted is destroyed behind an open history; what can come back stays."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from kept_room import VaultRoom
from vault_files import raw_connection
from vaults import CHEAP, PASSPHRASE

from app.security.vault import DATABASE_FILE
from app.services import vault as vault_service


@pytest.fixture
def room(tmp_path: Path) -> Iterator[VaultRoom]:
    made = VaultRoom(tmp_path)
    made.vault.create(PASSPHRASE, kdf=CHEAP)
    yield made
    made.close()


def left_behind(room: VaultRoom, monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
    """Conversations that were deleted before a lock that had no time to destroy them."""
    for each in words:
        room.current.remove(room.said(each))
    monkeypatch.setattr(vault_service, "PURGE_SECONDS", 0)
    room.vault.lock()


def test_what_was_deleted_before_goes_behind_the_open_history(
    room: VaultRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = room.said("This one stays.")
    left_behind(room, monkeypatch, *(f"Gone {number}" for number in range(5)))
    room.vault.unlock(PASSPHRASE)
    until_idle(room)
    assert [each.id for each in room.chat.conversations()] == [kept]
    assert rows(room) == 1


def test_what_is_deleted_meanwhile_can_be_brought_back(
    room: VaultRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = room.said("This one stays.")
    left_behind(room, monkeypatch, "Gone")
    room.vault.unlock(PASSPHRASE)
    room.current.remove(kept)
    until_idle(room)
    assert room.current.bring_back(kept) is not None
    assert rows(room) == 1


def test_locking_stops_it_and_the_next_opening_goes_on(
    room: VaultRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    left_behind(room, monkeypatch, *(f"Gone {number}" for number in range(5)))
    room.vault.unlock(PASSPHRASE)
    room.vault.lock()
    room.vault.unlock(PASSPHRASE)
    until_idle(room)
    assert rows(room) == 0
    assert not any(each.name == "purging" for each in threading.enumerate())


def until_idle(room: VaultRoom) -> None:
    thread = room.vault._purging._thread
    if thread is not None:
        thread.join(60)
        assert not thread.is_alive()


def rows(room: VaultRoom) -> int:
    keys = room.vault._keys
    assert keys is not None
    connection = raw_connection(room.folder / DATABASE_FILE, keys.database_key)
    try:
        return int(connection.execute("SELECT count(*) FROM conversations").fetchone()[0])
    finally:
        connection.close()
