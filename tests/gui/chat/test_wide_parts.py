"""Wide tables, and code that is not wrapped, scroll sideways in themselves."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.generation import Role
from app.domain.ids import MessageId
from app.gui.chat.look import LIGHT
from app.gui.chat.markdown import WRAP_LINK
from app.gui.chat.message_view import MessageView
from app.gui.chat.rows import Row
from app.gui.chat.transcript import Transcript

WORDS = [f"Column{number}withalongname" for number in range(8)]
WIDE = "Before.\n\n|" + "|".join(WORDS) + "|\n|" + "---|" * 8 + "\n|" + "cell|" * 8 + "\n\nAfter."
PROSE = "|A|B|\n|---|---|\n|" + "some words and " * 20 + "|" + "others again " * 20 + "|"
CODE = "```python\nx = [" + "1000, " * 60 + "]\n```\n\nAfter."
ID = MessageId("answer")


def show(message: MessageView, text: str, width: int = 600) -> MessageView:
    message.show_row(Row(ID, Role.ASSISTANT, text))
    message.resize(width + 2 * message.side_margin, message.height_for(width))
    QApplication.processEvents()
    return message


def test_a_wide_table_is_not_squeezed(message: MessageView) -> None:
    show(message, WIDE)
    (part,) = message.body.wide.parts
    assert part.width > 600 >= part.area.right()
    assert part.bar.isVisible()
    assert part.bar.maximum() == part.width - part.area.width()
    assert message.body.geometry().width() == 600, "the message itself is no wider"


@pytest.mark.parametrize("text", ["|A|B|\n|---|---|\n|1|2|", PROSE, CODE])
def test_what_can_be_wrapped_has_no_bar(message: MessageView, text: str) -> None:
    show(message, text)
    assert message.body.wide.parts == []


def test_prose_in_a_table_gets_the_room_that_there_is(message: MessageView) -> None:
    show(message, PROSE)
    layout = message.body.document().documentLayout()
    table = message.body.document().rootFrame().childFrames()[0]
    assert 560 < layout.frameBoundingRect(table).width() <= 602


def test_what_is_seen_is_what_is_pressed_and_painted(message: MessageView) -> None:
    body = show(message, WIDE).body
    (part,) = body.wide.parts
    before = body.viewport().grab(part.area).toImage()
    at = QPoint(part.area.left() + 30, part.area.top() + 16)
    assert body.cursorForPosition(at).block().text() == WORDS[0]
    part.bar.setValue(part.bar.maximum())
    assert body.cursorForPosition(at).block().text() != WORDS[0]
    end = QPoint(part.area.right() - 30, part.area.top() + 16)
    assert body.cursorForPosition(end).block().text() == WORDS[-1]
    assert body.viewport().grab(part.area).toImage() != before
    assert body.cursorForPosition(QPoint(2, 4)).block().text() == "Before.", "only the table moves"


def test_a_selection_is_drawn_over_what_was_scrolled_to(message: MessageView) -> None:
    body = show(message, WIDE).body
    (part,) = body.wide.parts
    part.bar.setValue(part.bar.maximum())
    at = QPoint(part.area.right() - 60, part.area.top() + 16)
    QTest.mouseDClick(body.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert body.textCursor().selectedText() == WORDS[-1]


def test_keys_scroll_it(message: MessageView, qtbot: QtBot) -> None:
    body = show(message, WIDE).body
    (part,) = body.wide.parts
    qtbot.keyClick(body, Qt.Key.Key_Right)
    assert part.offset > 0
    qtbot.keyClick(body, Qt.Key.Key_Left)
    assert part.offset == 0


def test_it_stays_where_it_was_while_the_answer_grows(message: MessageView) -> None:
    show(message, WIDE)
    message.body.wide.parts[0].bar.setValue(120)
    show(message, WIDE + " And more.")
    assert message.body.wide.parts[0].offset == 120
    message.show_row(Row(MessageId("other"), Role.ASSISTANT, WIDE))
    message.height_for(600)
    assert message.body.wide.parts[0].offset == 0


def test_a_word_that_was_found_comes_into_sight(message: MessageView) -> None:
    body = show(message, WIDE).body
    body.mark_found("column7", 0, LIGHT)
    assert body.wide.parts[0].offset > 0


def test_the_height_has_room_for_the_bar_once(message: MessageView) -> None:
    first = show(message, WIDE).height()
    assert [message.height_for(600) for _ in range(3)] == [first] * 3


def test_in_a_list_and_in_a_quotation(message: MessageView) -> None:
    listed = "- item\n\n" + "\n".join(f"  {line}" for line in WIDE.split("\n"))
    quoted = "\n".join(f"> {line}" for line in WIDE.split("\n"))
    show(message, f"{listed}\n\ntext\n\n{quoted}")
    first, second = message.body.wide.parts
    assert first.area.left() > 0
    assert max(first.area.right(), second.area.right()) < 600


def test_code_is_wrapped_or_not_as_the_reader_wants(transcript: Transcript) -> None:
    other = MessageId("other")
    transcript.set_messages([Row(ID, Role.ASSISTANT, CODE), Row(other, Role.ASSISTANT, CODE)])
    first, second = (transcript._views[place] for place in (0, 1))
    wrapped = first.height()
    assert "Do not wrap" in first.body.toPlainText()
    first.body.link_activated.emit(f"{WRAP_LINK}0")
    assert first.body.wide.parts
    assert second.body.wide.parts
    assert "Wrap lines" in second.body.toPlainText()
    assert first.height() < wrapped
    transcript.append(Row(MessageId("later"), Role.ASSISTANT, CODE))
    assert transcript._views[2].body.wide.parts, "it holds for what comes"
    first.body.link_activated.emit(f"{WRAP_LINK}0")
    assert not first.body.wide.parts
    assert first.height() == wrapped


def test_code_is_copied_whole_where_it_is_not_wrapped(message: MessageView) -> None:
    message.body._wrap.toggle()
    body = show(message, CODE).body
    assert "1000, " * 60 in body.plain_text()
    assert body.copy_code("snug:copy/0")
    assert "Copied" in body.toPlainText()
