"""After a lock nothing of a conversation is left in the window, nor on the clipboard."""

import gc

import pytest
from fake_engine import FakeEngine, Hold
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QTextDocument
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot
from vault_room import OpenRoom, Room, say, unlock

from app.domain.errors import VaultDiskFull
from app.domain.events import ConversationChanged
from app.domain.vault import VaultState
from app.gui import clipboard
from app.gui.vault.unlock_page import Phase

SECRET = "SENTINEL"


def texts_in(window: QWidget) -> list[str]:
    """Everything that any object of the window says or holds, tooltips and models included."""
    found: list[str] = [window.windowTitle()]
    for each in [window, *window.findChildren(QObject)]:
        if isinstance(each, QWidget):
            found += [each.toolTip(), each.accessibleName(), each.windowTitle(), each.statusTip()]
        if isinstance(each, QTextDocument):
            found.append(each.toPlainText())
        if isinstance(each, QPlainTextEdit | QTextEdit):
            found.append(each.toPlainText())
        if isinstance(each, QLineEdit | QLabel):
            found.append(each.text())
        if isinstance(each, QMenu):
            found += [action.text() for action in each.actions()]
    return found


def rows_of(room: Room) -> list[str]:
    sidebar = room.window.sidebar
    models = (sidebar.model, sidebar.search.model)
    return [
        str(model.data(model.index(row))) for model in models for row in range(model.rowCount())
    ]


def leaks(room: Room) -> list[str]:
    """Where the secret still stands."""
    found = [words for words in texts_in(room.window) + rows_of(room) if SECRET in words]
    return found + [str(row) for row in room.window.page.transcript._rows if SECRET in str(row)]


def lock(qtbot: QtBot, room: Room) -> None:
    room.controller.lock()
    qtbot.waitUntil(lambda: room.controller.page.phase is Phase.ASKING)


def test_no_trace_of_a_conversation_is_left(qtbot: QtBot, opened: Room, engine: FakeEngine) -> None:
    engine.says(f"{SECRET} answer\n\n```python\n{SECRET} = 1\n```")
    say(qtbot, opened, f"{SECRET} question")
    search = opened.window.sidebar.search
    search.field.setText(SECRET)
    qtbot.waitUntil(lambda: search.model.rowCount() == 2)
    opened.window.page.composer.edit.insertPlainText(f"{SECRET} draft")
    assert len(leaks(opened)) > 8, "the control: it is all over the window"
    lock(qtbot, opened)
    QApplication.sendPostedEvents()
    gc.collect()
    assert leaks(opened) == []
    assert opened.window.windowTitle() == "Snug"
    assert opened.history.drafts[opened.controller._reopen] == f"{SECRET} draft"


def test_nothing_can_be_undone_or_pasted_back(qtbot: QtBot, opened: Room) -> None:
    edit, field = opened.window.page.composer.edit, opened.window.sidebar.search.field
    qtbot.keyClicks(edit, SECRET)
    qtbot.keyClicks(field, SECRET)
    assert edit.document().isUndoAvailable()
    assert field.isUndoAvailable()
    lock(qtbot, opened)
    assert not edit.document().isUndoAvailable()
    assert not edit.document().isRedoAvailable()
    assert not field.isUndoAvailable()
    edit.undo()
    field.undo()
    assert edit.toPlainText() == field.text() == ""


def test_a_syllable_in_the_making_goes_too(qtbot: QtBot, opened: Room) -> None:
    edit = opened.window.page.composer.edit
    QApplication.sendEvent(edit, QInputMethodEvent("한", []))
    lock(qtbot, opened)
    assert edit.textCursor().block().layout().preeditAreaText() == ""
    assert edit._preedit == ""


def test_the_window_is_empty_before_the_vault_has_locked(qtbot: QtBot, opened: Room) -> None:
    say(qtbot, opened, SECRET)
    opened.vault.hold.clear()
    opened.controller.lock()
    assert leaks(opened) == []
    assert opened.controller.page.phase is Phase.LOCKING
    opened.vault.hold.set()
    qtbot.waitUntil(lambda: opened.controller.page.phase is Phase.ASKING)


def test_news_of_conversations_do_not_fill_a_locked_window(
    qtbot: QtBot, opened: Room, engine: FakeEngine
) -> None:
    engine.says(f"{SECRET} one ", Hold, "two")
    edit = opened.window.page.composer.edit
    qtbot.keyClicks(edit, f"{SECRET} question")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    transcript = opened.window.page.transcript
    qtbot.waitUntil(lambda: len(transcript._rows) == 2 and bool(transcript._rows[1].text))
    lock(qtbot, opened)
    conversation = opened.session.services.chat.conversations()[0]
    engine.go_on()
    opened.session.services.bus.publish(ConversationChanged(conversation))
    qtbot.waitUntil(lambda: not opened.session.services.chat.is_answering(conversation.id))
    qtbot.wait(80)
    assert leaks(opened) == []
    unlock(qtbot, opened)
    qtbot.waitUntil(lambda: len(transcript._rows) == 2)
    assert transcript._rows[1].text.startswith(SECRET)


def test_what_the_window_copied_leaves_the_clipboard(qtbot: QtBot, opened: Room) -> None:
    clipboard.copy(SECRET)
    lock(qtbot, opened)
    assert QGuiApplication.clipboard().text() == ""


def test_what_others_copied_stays_on_the_clipboard(qtbot: QtBot, opened: Room) -> None:
    clipboard.copy(SECRET)
    QGuiApplication.clipboard().setText("of another program")
    lock(qtbot, opened)
    assert QGuiApplication.clipboard().text() == "of another program"


@pytest.mark.qt_log_ignore("does not support", extend=True)  # the offscreen platform, of popups
def test_dialogs_and_menus_close(qtbot: QtBot, opened: Room) -> None:
    opened.session._links.ask(f"https://example.org/{SECRET}")
    opened.controller.acts.change_passphrase()
    menu = QMenu(opened.window)
    menu.addAction(SECRET)
    menu.popup(opened.window.mapToGlobal(opened.window.rect().center()))
    assert opened.window.findChildren(QMessageBox)
    lock(qtbot, opened)
    qtbot.waitUntil(lambda: not opened.window.findChildren(QMessageBox))
    assert not menu.isVisible()
    assert QApplication.activeModalWidget() is None


def test_a_file_dialog_that_is_waited_for_closes_too(qtbot: QtBot, opened: Room) -> None:
    QTimer.singleShot(0, opened.controller.lock)
    opened.window.chip.open_file()  # does not return before its dialog has closed
    qtbot.waitUntil(lambda: opened.vault.state is VaultState.LOCKED)
    assert not opened.window.findChildren(QFileDialog)


def test_ctrl_l_and_the_menu_lock(qtbot: QtBot, opened: Room) -> None:
    opened.window._fill_menu()
    labels = [action.text() for action in opened.window._menu.actions()]
    assert "Lock now\tCtrl+L" in labels
    qtbot.keyClick(opened.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: opened.vault.state is VaultState.LOCKED)


def test_without_a_vault_there_is_nothing_to_lock(qtbot: QtBot, open_room: OpenRoom) -> None:
    room = open_room(exists=False)
    qtbot.keyClick(room.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert room.vault.calls == []
    assert not room.window.is_covered
    room.window._fill_menu()
    labels = [action.text() for action in room.window._menu.actions()]
    assert "Keep my conversations…" in labels
    assert not [label for label in labels if label.startswith("Lock now")]


def test_a_draft_that_cannot_be_kept_does_not_keep_it_open(qtbot: QtBot, opened: Room) -> None:
    qtbot.keyClicks(opened.window.page.composer.edit, "draft")
    opened.history.error = VaultDiskFull(folder="/x")
    lock(qtbot, opened)
    assert opened.vault.state is VaultState.LOCKED
    unlock(qtbot, opened)
    assert "The disk is full" in opened.window.page.banner._title.text()


def test_a_lock_that_fails_can_be_tried_again(qtbot: QtBot, opened: Room) -> None:
    opened.vault.error = VaultDiskFull(folder="/x")
    opened.controller.lock()
    page = opened.controller.page
    qtbot.waitUntil(lambda: page.phase is Phase.BLOCKED)
    qtbot.mouseClick(page.unlock, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.phase is Phase.ASKING)
    assert opened.vault.state is VaultState.LOCKED


def test_a_lock_from_elsewhere_empties_the_window(qtbot: QtBot, opened: Room) -> None:
    say(qtbot, opened, SECRET)
    opened.session.services.jobs.start(opened.vault.lock)
    qtbot.waitUntil(lambda: opened.controller.page.phase is Phase.ASKING)
    assert leaks(opened) == []


@pytest.mark.parametrize("minutes", [0, 5])
def test_the_machines_sleep_locks_whatever_the_idle_minutes(
    qtbot: QtBot, open_room: OpenRoom, minutes: int
) -> None:
    room = open_room(idle_minutes=lambda: minutes)
    unlock(qtbot, room)
    room.watch.hear_sleep(True)
    qtbot.waitUntil(lambda: room.vault.state is VaultState.LOCKED)
