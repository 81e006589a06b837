"""A history that is really damaged, rescued from the locked page."""

from collections.abc import Callable
from pathlib import Path

from fake_engine import FakeEngine
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from vault_homes import make_vault, opened
from vaults import PASSPHRASE

from app.domain.conversations import Conversation, Message
from app.domain.generation import Role
from app.domain.ids import new_conversation_id, new_message_id
from app.gui.session import Session
from app.gui.vault.rescue_dialog import RescueDialog
from app.gui.vault.unlock_page import Phase

PAGE = 4096


def fill(home: Path) -> None:
    app = opened(home)
    try:
        store = app.history._store
        for number in range(40):
            conversation = Conversation(new_conversation_id(), f"Conversation {number}")
            store.add(conversation)
            message = Message(new_message_id(), Role.USER, f"words {number} " * 200)
            store.append(conversation.id, message)
    finally:
        app.close()


def damage(history: Path) -> None:
    """Break pages so that it does not open any more."""
    raw = bytearray(history.read_bytes())
    for page in (1, 2, 3, len(raw) // PAGE // 2):
        raw[page * PAGE + 100] ^= 0xFF
    history.write_bytes(raw)


def test_the_way_out_is_one_click_and_the_passphrase(
    qtbot: QtBot, engine: FakeEngine, tiny_home: Path, open_window: Callable[..., Session]
) -> None:
    make_vault(tiny_home)
    fill(tiny_home)
    damage(tiny_home / "history.db")
    session = open_window("appearance.language=en")
    page = session.vault.page
    qtbot.waitUntil(page.field.isVisible)
    page.field.setText(PASSPHRASE)
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.phase is Phase.BLOCKED)
    rescue = next(
        each for each in page.findChildren(QPushButton) if each.text().startswith("Rescue")
    )
    qtbot.mouseClick(rescue, Qt.MouseButton.LeftButton)
    dialog = session.window.findChildren(RescueDialog)[0]
    dialog.field.setText(PASSPHRASE)
    qtbot.mouseClick(dialog.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.outcome.isVisible)
    assert "kept as history.db." in dialog.outcome.text()
    qtbot.mouseClick(dialog.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not session.window.is_covered)
    qtbot.waitUntil(lambda: session.window.sidebar.model.count() > 20)
