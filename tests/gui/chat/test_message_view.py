import dataclasses

import pytest
from cited_answers import DEPOSIT, TWO, grounded
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from app.domain.generation import Role
from app.domain.ids import MessageId
from app.gui.chat.look import DARK, LIGHT
from app.gui.chat.message_view import MessageView
from app.gui.chat.plain_text import find_link
from app.gui.chat.rows import Labels, Row
from app.gui.chat.turn import Turn

QUESTION = Row(MessageId("q"), Role.USER, "*not* markdown\n  two <b>lines</b>", time="14:32")
ANSWER = Row(MessageId("a"), Role.ASSISTANT, "**bold**\n\n```py\nx = 1\n```\n", time="14:33")
LIVE = Row(MessageId("l"), Role.ASSISTANT, "", "Reading… 43 %", is_live=True)


def show(view: MessageView, row: Row, width: int = 700) -> int:
    view.show_row(row)
    height = view.height_for(width)
    view.resize(width + 16, height)
    return height


def test_a_question_is_shown_as_it_was_written(message: MessageView) -> None:
    show(message, QUESTION)
    assert message.body.toPlainText() == QUESTION.text


def test_a_question_is_a_bubble_at_the_right(message: MessageView) -> None:
    show(message, dataclasses.replace(QUESTION, text="words " * 200))
    body = message.body.geometry()
    assert body.width() <= 0.8 * 700
    assert 700 + 8 - body.right() < 20
    show(message, QUESTION)
    assert message.body.width() < 300


def test_an_answer_takes_the_column(message: MessageView) -> None:
    show(message, ANSWER)
    assert message.body.width() == 700
    assert message.body.toPlainText().startswith("bold\n")


@pytest.mark.parametrize("row", [QUESTION, ANSWER], ids=["question", "answer"])
def test_nothing_is_cut_off(message: MessageView, row: Row) -> None:
    for width in (200, 333, 760):
        show(message, dataclasses.replace(row, text=row.text * 5), width)
        document = message.body.document()
        assert document.size().height() <= message.body.height()
        assert document.size().width() <= message.body.width() + 1


def test_long_numbers_have_room(message: MessageView) -> None:
    show(message, dataclasses.replace(ANSWER, text="1. a"))
    assert message.body.document().indentWidth() == 24
    show(message, dataclasses.replace(ANSWER, text="123456. a"))
    number = message.body.fontMetrics().horizontalAdvance("123456.")
    assert message.body.document().indentWidth() >= number


def test_the_footer_is_always_there(message: MessageView) -> None:
    without = show(message, ANSWER)
    with_note = show(message, dataclasses.replace(ANSWER, status="Stopped"))
    assert without == with_note
    assert message.note.text() == "Stopped"


def test_a_long_note_is_shown_whole(message: MessageView) -> None:
    row = dataclasses.replace(ANSWER, status="It stopped. " * 30, is_error=True)
    assert show(message, row) > show(message, ANSWER)
    show(message, row)
    assert message.note.height() >= message.note.heightForWidth(message.note.width())
    assert message.note.palette().windowText().color().name() == LIGHT.error


@pytest.mark.parametrize("has_sources", [False, True], ids=["alone", "sources"])
def test_a_note_without_room_beside_the_buttons_has_lines_of_its_own(
    message: MessageView, has_sources: bool
) -> None:
    grounding = grounded(TWO, DEPOSIT) if has_sources else None
    turn = Turn(is_answer=True, can_go_on=True)
    said = "문서의 문장을 그대로 옮겼습니다"
    row = dataclasses.replace(ANSWER, status=said, grounding=grounding, turn=turn)
    note, button = message.note, message.sources_button
    show(message, row, 700)
    assert note.height() < 2 * note.fontMetrics().height() + message.copy_button.height()
    line = message.copy_button.geometry()
    assert note.geometry().top() <= line.center().y() <= note.geometry().bottom()
    height = show(message, row, 240)
    assert note.width() == 240
    for other in (button, message.copy_button, message.turns):
        assert other.isHidden() or not other.geometry().intersects(note.geometry())
        assert other.geometry().bottom() < height
    assert note.heightForWidth(note.width()) <= note.height()


def test_a_note_is_never_rich(message: MessageView) -> None:
    show(message, dataclasses.replace(ANSWER, status="<img src='/x.png'>"))
    assert message.note.textFormat() == Qt.TextFormat.PlainText


def test_an_answer_without_text_shows_its_status_in_its_place(message: MessageView) -> None:
    show(message, LIVE)
    assert not message.body.isVisible()
    assert message.note.text() == "Reading… 43 %"
    assert message.note.y() < 20


def test_names_are_spoken(message: MessageView) -> None:
    show(message, QUESTION)
    assert message.accessibleName() == message.body.accessibleName() == "You, 14:32"
    show(message, ANSWER)
    assert message.accessibleName() == "Assistant, 14:33"
    message.set_labels(Labels(assistant="도우미"))
    show(message, ANSWER)
    assert message.accessibleName() == "도우미, 14:33"


def test_copy_shows_on_focus_and_takes_the_source(message: MessageView, qtbot: QtBot) -> None:
    show(message, ANSWER)
    qtbot.mouseMove(message.window(), QPoint(0, 390))
    message.body.setFocus()
    assert message.copy_button.isVisible()
    with qtbot.waitSignal(message.copy_requested) as caught:
        message.copy_button.click()
    assert caught.args == [ANSWER.text]
    assert message.copy_button.text() == "Copied"
    qtbot.waitUntil(lambda: message.copy_button.text() == "Copy")


def test_there_is_nothing_to_copy_without_text(message: MessageView) -> None:
    show(message, LIVE)
    message.copy_button.setFocus()
    message.show_row(LIVE)
    assert not message.copy_button.isVisible()


def test_code_is_copied_and_says_so(message: MessageView, qtbot: QtBot) -> None:
    show(message, ANSWER)
    with qtbot.waitSignal(message.copy_requested) as caught:
        message.body.link_activated.emit("snug:copy/0")
    assert caught.args == ["x = 1"]
    link = find_link(message.body.document(), "snug:copy/0")
    assert link is not None
    assert link.selectedText() == "Copied"
    message.show_row(dataclasses.replace(ANSWER, text=ANSWER.text + "more"))
    link = find_link(message.body.document(), "snug:copy/0")
    assert link is not None
    assert link.selectedText() == "Copied"

    def is_copy_again() -> bool:
        link = find_link(message.body.document(), "snug:copy/0")
        return link is not None and link.selectedText() == "Copy"

    qtbot.waitUntil(is_copy_again)


def test_an_address_is_asked_for(message: MessageView, qtbot: QtBot) -> None:
    show(message, ANSWER)
    with qtbot.waitSignal(message.link_requested) as caught:
        message.body.link_activated.emit("https://a.b")
    assert caught.args == ["https://a.b"]


def mark(view: MessageView, start: int, end: int) -> None:
    cursor = view.body.textCursor()
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    view.body.setTextCursor(cursor)


def test_a_selection_survives_growth(message: MessageView) -> None:
    show(message, dataclasses.replace(LIVE, text="Hello **wide** world"))
    mark(message, 6, 10)
    show(message, dataclasses.replace(LIVE, text="Hello **wide** world, and more\n\n- of it"))
    assert message.body.textCursor().selectedText() == "wide"
    assert message.is_pinned()


def test_a_selection_whose_text_is_gone_is_dropped(message: MessageView) -> None:
    show(message, dataclasses.replace(LIVE, text="Hello **wide** world"))
    mark(message, 6, 10)
    show(message, dataclasses.replace(LIVE, text="Other"))
    assert not message.body.textCursor().hasSelection()


def test_another_message_starts_without_the_selection(message: MessageView) -> None:
    show(message, dataclasses.replace(LIVE, text="Hello"))
    mark(message, 0, 5)
    show(message, dataclasses.replace(LIVE, id=MessageId("x"), text="Hello"))
    assert not message.body.textCursor().hasSelection()


def test_a_look_changes_the_colours_of_the_text(message: MessageView) -> None:
    show(message, ANSWER)
    message.set_look(DARK)
    assert DARK.link in message.body.toHtml()
    assert message.body.palette().text().color().name() == DARK.text


def test_release_keeps_nothing(message: MessageView) -> None:
    show(message, ANSWER)
    message.release()
    assert message.body.toPlainText() == ""
    assert message.accessibleName() == ""
    assert message.row is None


def test_the_menu_copies_all_with_signs_and_without(message: MessageView, qtbot: QtBot) -> None:
    show(message, dataclasses.replace(ANSWER, text="**bold** [site](https://a.b)\n\n- one"))
    _, _, _, markdown, plain, _ = message.body.make_menu().actions()
    with qtbot.waitSignal(message.copy_requested) as caught:
        markdown.trigger()
    assert caught.args == ["**bold** [site](https://a.b)\n\n- one"]
    with qtbot.waitSignal(message.copy_requested) as caught:
        plain.trigger()
    assert caught.args == ["bold site (https://a.b)\n- one"]
