"""A vault in a network or synced folder: warned of before it is made, and once when it is open."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fake_engine import FakeEngine
from gguf_files import tiny_llama
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from vault_homes import make_vault
from vault_room import OpenRoom, unlock
from vaults import PASSPHRASE

from app.config import settings as options
from app.config.folder_kind import FolderKind
from app.gui.session import Session
from app.gui.vault.create_dialog import CreateDialog


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (FolderKind.LOCAL, ""),
        (FolderKind.NETWORK, "Two computers can write to it at once"),
        (FolderKind.SYNCED, "conversations can be lost"),
    ],
)
def test_it_is_said_before_a_vault_is_made(
    open_room: OpenRoom, place: FolderKind, words: str
) -> None:
    room = open_room(exists=False, place=place)
    room.controller.acts.create()
    note = room.window.findChildren(CreateDialog)[0].place_note
    assert note.isVisible() is bool(words)
    assert words in note.text()
    if words:
        assert "put backups there instead" in note.text()


def test_it_is_said_once_when_the_vault_is_open(qtbot: QtBot, open_room: OpenRoom) -> None:
    room = open_room(place=FolderKind.SYNCED)
    offer = room.window.page.offer
    assert not offer.isVisible()
    unlock(qtbot, room)
    assert offer.isVisible()
    assert "Another program keeps" in offer._label.text()
    qtbot.mouseClick(offer.later, Qt.MouseButton.LeftButton)
    room.controller.lock()
    unlock(qtbot, room)
    assert not offer.isVisible()


def test_a_place_of_this_computer_is_left_in_peace(qtbot: QtBot, open_room: OpenRoom) -> None:
    room = open_room()
    unlock(qtbot, room)
    assert not room.window.page.offer.isVisible()


def test_what_was_accepted_is_remembered_for_that_folder(
    qtbot: QtBot,
    engine: FakeEngine,
    open_window: Callable[..., Session],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home = tmp_path / "Dropbox" / "snug"
    (home / "models").mkdir(parents=True)
    (tmp_path / "link").symlink_to(home)
    monkeypatch.setenv("SNUG_HOME", str(tmp_path / "link"))
    tiny_llama(home / "models" / "tiny.gguf")
    make_vault(home)

    def opened() -> Session:
        session = open_window("appearance.language=en")
        page = session.vault.page
        qtbot.waitUntil(page.field.isVisible)
        page.field.setText(PASSPHRASE)
        qtbot.keyClick(page.field, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: not session.window.is_covered)
        return session

    first = opened()
    assert first.window.page.offer.isVisible()
    qtbot.mouseClick(first.window.page.offer.take, Qt.MouseButton.LeftButton)
    assert first.services.settings.get(options.PLACE_ACCEPTED) == str(home)
    first.window.close()
    second = opened()
    assert not second.window.page.offer.isVisible()
