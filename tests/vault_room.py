"""A window with a vault, and what a person does in it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from fake_vault import FakeHistory, FakeVault
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.gui.main_window import MainWindow
from app.gui.session import Session
from app.gui.vault.controller import VaultController
from app.gui.vault.sleep_watch import SleepWatch

PASSPHRASE = "correct horse 배터리"


@dataclass
class Room:
    """What a test of the vault touches."""

    session: Session
    vault: FakeVault
    history: FakeHistory
    watch: SleepWatch
    controller: VaultController = field(init=False)

    @property
    def window(self) -> MainWindow:
        return self.session.window


OpenRoom = Callable[..., Room]


def unlock(qtbot: QtBot, room: Room, passphrase: str = PASSPHRASE) -> None:
    """Type the passphrase and wait for the conversations."""
    page = room.controller.page
    qtbot.waitUntil(page.field.isVisible)
    page.field.setText(passphrase)
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not room.window.is_covered)
    qtbot.waitUntil(lambda: room.controller._has_passphrase is True)


def menu_labels(room: Room) -> list[str]:
    """Everything that the menu offers, its submenus included."""
    return [action.text() for action in _actions(room)]


def choose(room: Room, label: str) -> None:
    """Take an entry of the menu."""
    next(each for each in _actions(room) if each.text() == label).trigger()


def _actions(room: Room) -> list[QAction]:
    room.window._fill_menu()
    found: list[QAction] = []
    menus = [room.window._menu]
    while menus:
        for action in menus.pop().actions():
            found.append(action)
            submenu = action.menu()
            if isinstance(submenu, QMenu):
                menus.append(submenu)
    return found


def say(qtbot: QtBot, room: Room, words: str) -> None:
    """Send a message and wait for its answer."""
    edit = room.window.page.composer.edit
    edit.setPlainText(words)
    qtbot.waitUntil(room.window.page.composer.button.isEnabled)
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    transcript = room.window.page.transcript
    qtbot.waitUntil(lambda: any(row.text == words for row in transcript._rows[-2:-1]))
    qtbot.waitUntil(lambda: not transcript._rows[-1].is_live)
