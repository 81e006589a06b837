"""The up arrow in an empty field brings back what was said; nothing is lost on the way."""

import pytest
from fake_engine import FakeEngine
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.attachments import AttachmentKind, made
from app.domain.generation import Role
from app.domain.ids import new_message_id
from app.gui.chat.message_edit import MessageEdit
from app.gui.chat.rows import Row
from app.gui.session import Session


@pytest.fixture
def edit(session: Session, qtbot: QtBot) -> MessageEdit:
    """The field of a conversation in which three things were said."""
    rows = []
    for said in ("first", "zwei\nZeilen", "세 번째"):
        rows.append(Row(new_message_id(), Role.USER, said))
        rows.append(Row(new_message_id(), Role.ASSISTANT, "An answer."))
    session.window.page.set_messages(rows)
    field = session.window.page.composer.edit
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    return field


def press(edit: MessageEdit, *keys: Qt.Key) -> str:
    for key in keys:
        QTest.keyClick(edit, key)
    return edit.toPlainText()


UP, DOWN, ESC = Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Escape


def test_up_goes_back_and_down_forward(edit: MessageEdit) -> None:
    assert press(edit, UP) == "세 번째"
    assert press(edit, UP) == "zwei\nZeilen"
    assert press(edit, UP) == "zwei\nZeilen", "inside a text the cursor moves first"
    assert press(edit, UP) == "first"
    assert press(edit, UP) == "first", "there is nothing before"
    assert press(edit, DOWN) == "zwei\nZeilen"
    assert press(edit, DOWN) == "세 번째"
    assert press(edit, DOWN) == ""
    assert press(edit, DOWN) == ""


def test_escape_goes_back_to_what_was_being_written(edit: MessageEdit, session: Session) -> None:
    stopped = []
    session.window.page.composer.stop_requested.connect(lambda: stopped.append(1))
    file = made(AttachmentKind.FILE, "a.txt", "words")
    session.window.page.composer.chips.add(file)
    press(edit, UP, UP)
    assert press(edit, ESC) == ""
    assert stopped == [], "and stops no answer"
    assert session.window.page.composer.chips.attachments() == (file,)
    press(edit, ESC)
    assert stopped == [1], "the next one does"


def test_a_text_that_is_being_written_is_left_alone(edit: MessageEdit) -> None:
    edit.setPlainText("mine")
    edit.moveCursor(edit.textCursor().MoveOperation.Start)
    assert press(edit, UP, UP) == "mine"


def test_what_is_changed_is_a_draft(edit: MessageEdit) -> None:
    press(edit, UP, UP, UP)
    edit.insertPlainText("!")
    changed = edit.toPlainText()
    assert "!" in changed
    assert press(edit, DOWN, DOWN, DOWN, UP, UP, UP) == changed
    edit.undo()
    assert "!" not in edit.toPlainText()


def test_every_step_can_be_undone(edit: MessageEdit) -> None:
    press(edit, UP)
    QTest.keySequence(edit, QKeySequence(QKeySequence.StandardKey.Undo))
    assert edit.toPlainText() == ""


def test_a_syllable_in_the_making_keeps_its_arrows(edit: MessageEdit) -> None:
    QApplication.sendEvent(edit, QInputMethodEvent("ㅎ", []))
    assert press(edit, UP) == ""
    QApplication.sendEvent(edit, QInputMethodEvent())


def test_a_new_conversation_has_nothing(edit: MessageEdit, session: Session) -> None:
    press(edit, UP)
    session.chat.new_chat()
    session.window.page.composer.set_draft("")
    assert press(edit, UP) == ""


def test_recalled_words_are_sent_like_any(
    edit: MessageEdit, session: Session, engine: FakeEngine, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: engine.loaded() is not None)
    sent: list[str] = []
    session.window.page.composer.send_requested.connect(sent.append)
    press(edit, UP, Qt.Key.Key_Return)
    assert sent == ["세 번째"]
    assert edit.toPlainText() == ""
    assert not session.window.page.recall.is_active
