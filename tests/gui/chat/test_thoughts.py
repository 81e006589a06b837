"""What a reader does with a model's thoughts: sees that there are some, opens, reads, copies."""

import dataclasses
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.generation import Role
from app.domain.ids import MessageId
from app.gui.chat.look import DARK
from app.gui.chat.message_view import MessageView
from app.gui.chat.rows import Labels, Row
from app.gui.chat.safe_browser import SafeBrowser
from app.gui.chat.transcript import Transcript

THOUGHTS = "A *plain* <b>line</b>.\n\nAnother one that is long enough to wrap. " * 6
ANSWER = Row(
    MessageId("a"), Role.ASSISTANT, "**Yes.**", thoughts=THOUGHTS, thinking_s=3.4, time="14:33"
)
OPEN = dataclasses.replace(ANSWER, shows_thoughts=True)
LIVE = dataclasses.replace(ANSWER, text="", is_live=True)


def show(view: MessageView, row: Row, width: int = 700) -> int:
    view.show_row(row)
    height = view.height_for(width)
    view.resize(width + 16, height)
    return height


# --- one message --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (dataclasses.replace(LIVE, thinking_s=0.4), "Thinking…"),
        (dataclasses.replace(LIVE, thinking_s=12.7), "Thinking… 12 s"),
        (dataclasses.replace(LIVE, text="Y"), "Thought for 3 s"),
        (ANSWER, "Thought for 3 s"),
        (dataclasses.replace(ANSWER, thinking_s=0.2), "Thought for 1 s"),
        (dataclasses.replace(ANSWER, thinking_s=0), "Thoughts"),
    ],
)
def test_the_line_says_how_it_stands(message: MessageView, row: Row, words: str) -> None:
    show(message, row)
    assert message.thoughts.line.text() == words
    assert message.thoughts.line.accessibleName() == words.replace("… 12 s", "…")
    assert message.thoughts.isVisible()
    assert not message.thoughts.browser.isVisible()


def test_a_message_without_thoughts_has_no_line(message: MessageView) -> None:
    with_line = show(message, ANSWER)
    without = show(message, dataclasses.replace(ANSWER, thoughts=""))
    assert not message.thoughts.isVisible()
    assert without < with_line
    assert message.body.y() < 20


def test_an_open_text_is_shown_whole_and_plain(message: MessageView) -> None:
    closed = show(message, ANSWER)
    assert message.thoughts.browser.toPlainText() == ""
    for width in (240, 480, 760):
        height = show(message, OPEN, width)
        browser = message.thoughts.browser
        assert browser.toPlainText() == THOUGHTS
        assert browser.document().size().height() <= browser.height()
        assert browser.document().size().width() <= browser.width() + 1
        assert message.thoughts.geometry().bottom() < message.body.y()
        assert height > closed
    assert show(message, ANSWER) == closed


def test_very_long_thoughts_are_cut(message: MessageView) -> None:
    show(message, dataclasses.replace(OPEN, thoughts="word " * 30_000))
    assert len(message.thoughts.browser.toPlainText()) < 21_000


def test_growing_thoughts_keep_the_selection_and_the_line_height(message: MessageView) -> None:
    show(message, dataclasses.replace(LIVE, thoughts="One two", shows_thoughts=True))
    browser = message.thoughts.browser
    cursor = browser.textCursor()
    cursor.setPosition(4)
    cursor.setPosition(7, QTextCursor.MoveMode.KeepAnchor)
    browser.setTextCursor(cursor)
    show(message, dataclasses.replace(LIVE, thoughts="One two three\n\nfour", shows_thoughts=True))
    assert browser.textCursor().selectedText() == "two"
    assert browser.toPlainText() == "One two three\n\nfour"
    block = browser.document().begin()
    while block.isValid():
        assert block.blockFormat().lineHeight() == 135
        block = block.next()
    assert message.is_pinned()


def test_copy_takes_the_answer_alone(message: MessageView, qtbot: QtBot) -> None:
    show(message, OPEN)
    with qtbot.waitSignal(message.copy_requested) as caught:
        message.copy_button.click()
    assert caught.args == ["**Yes.**"]


def test_the_thoughts_can_be_copied_from_their_text(message: MessageView, qtbot: QtBot) -> None:
    show(message, OPEN)
    message.thoughts.browser.selectAll()
    message.thoughts.browser.copy()
    assert QApplication.clipboard().text() == THOUGHTS


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_keys_open_them(message: MessageView, qtbot: QtBot, key: Qt.Key) -> None:
    show(message, ANSWER)
    with qtbot.waitSignal(message.thoughts.toggled) as caught:
        qtbot.keyClick(message.thoughts.line, key)
    assert caught.args == [True]


def test_one_selection_in_a_message(message: MessageView) -> None:
    show(message, OPEN)
    message.thoughts.browser.selectAll()
    message.body.selectAll()
    assert not message.thoughts.browser.has_selection()
    message.thoughts.browser.selectAll()
    assert not message.body.has_selection()
    message.clear_selection()
    assert not message.has_selection()


def test_looks_and_words_change_with_the_window(message: MessageView) -> None:
    show(message, OPEN)
    message.set_look(DARK)
    assert message.thoughts.browser.palette().text().color().name() == DARK.muted
    message.set_labels(Labels(thought_for="{seconds}초 동안 생각함"))
    assert message.thoughts.line.text() == "3초 동안 생각함"


def test_release_keeps_no_thoughts(message: MessageView) -> None:
    show(message, OPEN)
    message.release()
    assert message.thoughts.browser.toPlainText() == ""
    assert message.thoughts.line.text() == ""
    show(message, dataclasses.replace(ANSWER, id=MessageId("b"), thoughts=""))
    assert not message.thoughts.isVisible()


# --- a conversation -----------------------------------------------------------------------------


def conversation(count: int) -> list[Row]:
    rows = []
    for n in range(count):
        if n % 2:
            text = f"Answer {n}. " * 20
            row = Row(MessageId(str(n)), Role.ASSISTANT, text, thoughts=THOUGHTS, thinking_s=n)
        else:
            row = Row(MessageId(str(n)), Role.USER, f"Question {n}")
        rows.append(row)
    return rows


def shown(transcript: Transcript) -> dict[str, MessageView]:
    height = transcript.viewport().height()
    views = transcript.viewport().findChildren(MessageView)
    return {
        str(view.row.id): view
        for view in sorted(views, key=lambda view: view.y())
        if view.isVisible() and view.row and view.y() < height and view.y() + view.height() > 0
    }


def click(view: MessageView) -> None:
    QTest.mouseClick(view.thoughts.line, Qt.MouseButton.LeftButton)


def line_top(transcript: Transcript, view: MessageView) -> int:
    return view.thoughts.line.mapTo(transcript, view.thoughts.line.rect().topLeft()).y()


def follow_one_another(transcript: Transcript) -> bool:
    return all(
        above.y() + above.height() == below.y()
        for above, below in pairwise(shown(transcript).values())
    )


@pytest.mark.parametrize("place", [0.3, 0.7, 1.0])
def test_opening_and_closing_leave_the_line_where_it_is(
    transcript: Transcript, place: float
) -> None:
    transcript.set_messages(conversation(60))
    bar = transcript.verticalScrollBar()
    bar.setValue(int(bar.maximum() * place))
    view = next(v for v in shown(transcript).values() if v.row and v.row.thoughts and v.y() >= 0)
    before, height = line_top(transcript, view), view.height()
    click(view)
    assert line_top(transcript, view) == before
    assert view.height() > height
    assert follow_one_another(transcript)
    click(view)
    assert view.height() == height
    assert follow_one_another(transcript)


def test_what_is_open_stays_open_out_of_sight(transcript: Transcript) -> None:
    transcript.set_messages(conversation(60))
    bar = transcript.verticalScrollBar()
    click(shown(transcript)["59"])
    heights = shown(transcript)["59"].height()
    bar.setValue(0)
    assert "59" not in shown(transcript)
    assert not any(view.row.shows_thoughts for view in shown(transcript).values() if view.row)
    bar.setValue(bar.maximum())
    assert shown(transcript)["59"].height() == heights
    assert shown(transcript)["59"].thoughts.browser.isVisible()


def test_open_thoughts_of_an_answer_that_is_written_are_followed(transcript: Transcript) -> None:
    transcript.set_messages([*conversation(10), LIVE])
    bar = transcript.verticalScrollBar()
    click(shown(transcript)["a"])
    bar.setValue(bar.maximum())
    for _ in range(20):
        transcript.grow_thoughts(LIVE.id, "More of it. " * 10)
        transcript._pacer.flush_now()
        assert bar.value() == bar.maximum()
        assert follow_one_another(transcript)
    transcript.update_message(LIVE.id, text="Yes.", thinking_s=9.0, is_live=False)
    assert shown(transcript)["a"].thoughts.line.text() == "Thought for 9 s"
    assert bar.value() == bar.maximum()


def test_closed_thoughts_that_grow_move_nothing(transcript: Transcript) -> None:
    transcript.set_messages([*conversation(10), LIVE])
    before = {name: (view.y(), view.height()) for name, view in shown(transcript).items()}
    for _ in range(5):
        transcript.grow_thoughts(LIVE.id, "More of it. " * 50)
        transcript._pacer.flush_now()
    assert before == {name: (v.y(), v.height()) for name, v in shown(transcript).items()}


def test_a_click_leaves_no_frame_behind(transcript: Transcript) -> None:
    transcript.set_messages(conversation(2))
    click(shown(transcript)["1"])
    assert not shown(transcript)["1"].thoughts.line.hasFocus()


def focus(transcript: Transcript) -> tuple[str, str]:
    widget = QApplication.focusWidget()
    for name, view in shown(transcript).items():
        for part in ("line", "thoughts", "text", "copy"):
            parts = (view.thoughts.line, view.thoughts.browser, view.body, view.copy_button)
            if parts[("line", "thoughts", "text", "copy").index(part)] is widget:
                return name, part
    return "", type(widget).__name__


def test_tab_goes_through_the_parts_of_a_message(transcript: Transcript, qtbot: QtBot) -> None:
    transcript.set_messages(conversation(2))
    transcript.activateWindow()
    transcript.setFocus()
    qtbot.waitUntil(transcript.hasFocus)
    way = []
    for _ in range(5):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        way.append(focus(transcript))
    assert way == [("0", "text"), ("0", "copy"), ("1", "line"), ("1", "text"), ("1", "copy")]
    click(shown(transcript)["1"])
    shown(transcript)["1"].copy_button.show()
    shown(transcript)["1"].copy_button.setFocus()
    for part in ("text", "thoughts", "line"):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab)
        assert focus(transcript) == ("1", part)


def test_a_focused_line_out_of_sight_is_brought_into_sight(
    transcript: Transcript, qtbot: QtBot
) -> None:
    transcript.set_messages(conversation(30))
    transcript.verticalScrollBar().setValue(0)
    transcript.activateWindow()
    transcript.setFocus()
    qtbot.waitUntil(transcript.hasFocus)
    for _ in range(40):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        name, part = focus(transcript)
        assert name
        widget = QApplication.focusWidget()
        top = widget.mapTo(transcript.viewport(), widget.rect().topLeft()).y()
        assert -1 <= top < transcript.viewport().height(), (name, part)


def test_a_mark_in_thoughts_ends_a_mark_elsewhere(transcript: Transcript) -> None:
    transcript.set_messages(conversation(4))
    click(shown(transcript)["3"])
    shown(transcript)["1"].body.selectAll()
    shown(transcript)["3"].thoughts.browser.selectAll()
    marked = [each for each in transcript.findChildren(SafeBrowser) if each.has_selection()]
    assert marked == [shown(transcript)["3"].thoughts.browser]
