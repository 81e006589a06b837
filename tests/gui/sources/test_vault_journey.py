"""With a real vault: locking takes every source off the screen, and unlocking brings them back."""

from collections.abc import Callable
from pathlib import Path

from fake_engine import FakeEngine
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMessageBox
from pytestqt.qtbot import QtBot
from source_room import SourceRoom, lease
from vault_homes import make_vault
from vaults import PASSPHRASE

from app.domain.vault import VaultState
from app.gui.application import Session

PATIENCE = 30_000
QUESTION = "How much is the deposit in euros?"


def unlock(qtbot: QtBot, session: Session) -> None:
    field = session.vault.page.field
    qtbot.waitUntil(field.isVisible, timeout=PATIENCE)
    field.setText(PASSPHRASE)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not session.window.is_covered, timeout=PATIENCE)


def test_sources_are_gone_with_the_lock_and_there_again_after_it(
    tiny_home: Path,
    engine: FakeEngine,
    open_window: Callable[..., Session],
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    make_vault(tiny_home)
    session = open_window("appearance.language=en", "documents.answers=written")
    unlock(qtbot, session)
    session.window.resize(1280, 800)
    room = SourceRoom(session, engine, tmp_path / "papers", qtbot)
    room.write("lease.pdf", lease())
    room.read()
    number = room.number_of("The deposit is 1,800 euros.", QUESTION)
    answer = room.ask(QUESTION, f"The deposit is 1,800 euros [{number}].")
    conversation = session.chat.current
    assert conversation is not None
    room.click(answer)
    qtbot.waitUntil(lambda: bool(room.panel.page.canvas.marks), timeout=PATIENCE)
    room.panel.open_button.click()
    assert session.window.findChild(QMessageBox, "openFile") is not None
    qtbot.waitUntil(lambda: session.vault.can_lock, timeout=PATIENCE)
    session.vault.lock()
    assert not room.panel.isVisible()
    assert room.panel.page.canvas.image.isNull()
    assert room.grounding(answer) is None
    qtbot.waitUntil(lambda: session.window.findChild(QMessageBox, "openFile") is None)
    shown = [each.text() for each in session.window.findChildren(QLabel) if "lease" in each.text()]
    assert shown == []
    qtbot.waitUntil(lambda: session.services.vault.state is VaultState.LOCKED, timeout=PATIENCE)
    unlock(qtbot, session)
    session.chat.open(conversation)
    qtbot.waitUntil(lambda: room.grounding(answer) is not None, timeout=PATIENCE)
    room.view(answer).sources_button.click()
    # What the search found is kept nowhere.
    assert not room.panel.list.why.isVisible()
    room.click(answer)
    qtbot.waitUntil(lambda: bool(room.panel.page.canvas.marks), timeout=PATIENCE)
