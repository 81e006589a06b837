"""Finding words in a conversation, as a reader does it."""

import dataclasses
import unicodedata

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.domain.generation import Role
from app.domain.ids import MessageId
from app.gui.chat.folding import folded, places
from app.gui.chat.look import LIGHT
from app.gui.chat.rows import Labels, Row
from app.gui.chat.transcript import Transcript


def rows(count: int, words: dict[int, str]) -> list[Row]:
    return [
        Row(
            MessageId(str(n)),
            Role.ASSISTANT if n % 2 else Role.USER,
            words.get(n, f"nothing at all, number {n}\n\nand more of it"),
        )
        for n in range(count)
    ]


def look(transcript: Transcript, words: str, qtbot: QtBot) -> None:
    transcript.open_find()
    transcript.find_bar.field.setText(words)
    qtbot.waitUntil(lambda: transcript._finding.is_done)
    qtbot.wait(60)


def marked(transcript: Transcript) -> list[tuple[int, str]]:
    """All that is marked in the views, with its row."""
    return [
        (place, each.cursor.selectedText())
        for place, view in sorted(transcript._views.items())
        for browser in (view.thoughts.browser, view.body)
        for each in browser.extraSelections()
    ]


def current(transcript: Transcript) -> tuple[int, str] | None:
    """What is marked as looked at, within what can be seen."""
    for place, view in transcript._views.items():
        for browser in (view.thoughts.browser, view.body):
            for each in browser.extraSelections():
                if each.format.background().color().name() == LIGHT.accent:
                    rect = browser.cursorRect(each.cursor)
                    top = browser.mapTo(transcript.viewport(), rect.topLeft())
                    assert transcript.viewport().rect().contains(top)
                    return place, each.cursor.selectedText()
    return None


@pytest.mark.parametrize(
    ("text", "needle", "expected"),
    [
        ("Straße STRASSE", "strasse", ["Straße", "STRASSE"]),
        ("고래 " + unicodedata.normalize("NFD", "고래"), "고래", None),
        ("고래", unicodedata.normalize("NFD", "고"), ["고"]),
        ("🐋 whale 🐋", "🐋", ["🐋", "🐋"]),
        ("e\u0301t\u00e9", "É", ["e\u0301", "\u00e9"]),
        ("aaaa", "aa", ["aa", "aa"]),
        ("a", "", []),
    ],
)
def test_places_count_as_qt_counts(text: str, needle: str, expected: list[str] | None) -> None:
    units = text.encode("utf-16-le")
    found = [
        units[2 * start : 2 * end].decode("utf-16-le")
        for start, end in places(text, folded(needle))
    ]
    assert found == (expected if expected is not None else text.split())


def test_all_is_counted_and_marked_and_gone_through(transcript: Transcript, qtbot: QtBot) -> None:
    words = {10: "a Whale", 101: "one **whale**, two whales", 299: "WHALE"}
    transcript.set_messages(rows(300, words))
    look(transcript, "whale", qtbot)
    assert transcript.find_bar.count.text() == "4 of 4"
    assert current(transcript) == (299, "WHALE")
    seen = []
    for _ in range(4):
        qtbot.keyClick(transcript.find_bar.field, Qt.Key.Key_Return)
        seen.append((transcript.find_bar.count.text(), current(transcript)))
    assert seen == [
        ("1 of 4", (10, "Whale")),
        ("2 of 4", (101, "whale")),
        ("3 of 4", (101, "whale")),
        ("4 of 4", (299, "WHALE")),
    ]
    transcript.find_next(-1)
    assert current(transcript) == (101, "whale")
    assert [each for each in marked(transcript) if each[0] == 101] == [(101, "whale")] * 2
    qtbot.keyClick(transcript.find_bar.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert transcript.find_bar.count.text() == "2 of 4"


def test_rows_that_come_into_view_are_marked(transcript: Transcript, qtbot: QtBot) -> None:
    transcript.set_messages(rows(300, {0: "whale"}))
    look(transcript, "number", qtbot)
    transcript.verticalScrollBar().setValue(0)
    assert {place for place, _ in marked(transcript)} >= {1, 2, 3}


def test_thoughts_open_for_what_is_in_them(transcript: Transcript, qtbot: QtBot) -> None:
    all_rows = rows(60, {31: "the whale"})
    all_rows[31] = dataclasses.replace(all_rows[31], thoughts="Hm, a whale.\n" + "x\n" * 30)
    transcript.set_messages(all_rows)
    look(transcript, "whale", qtbot)
    assert transcript.find_bar.count.text() == "1 of 2"
    assert transcript._views[31].thoughts.browser.isVisible()
    assert current(transcript) == (31, "whale")
    transcript.find_next(1)
    assert transcript.find_bar.count.text() == "2 of 2"
    assert len(transcript._views[31].body.extraSelections()) == 1
    assert current(transcript) == (31, "whale")


def test_folded_code_opens_for_what_is_in_it(transcript: Transcript, qtbot: QtBot) -> None:
    code = "```\n" + "\n".join(f"x = {n}" for n in range(300)) + "\nwhale\n```"
    transcript.set_messages(rows(20, {11: code}))
    look(transcript, "whale", qtbot)
    assert current(transcript) == (11, "whale")


def test_what_is_being_written_is_found_too(transcript: Transcript, qtbot: QtBot) -> None:
    live = Row(MessageId("live"), Role.ASSISTANT, "a whale", is_live=True)
    transcript.set_messages([*rows(4, {}), live])
    look(transcript, "whale", qtbot)
    transcript.grow(MessageId("live"), " and a whale")
    transcript._pacer.flush_now()
    assert transcript.find_bar.count.text() == "1 of 2"
    assert len(marked(transcript)) == 2
    transcript.append(Row(MessageId("new"), Role.USER, "whale"))
    qtbot.waitUntil(lambda: transcript.find_bar.count.text() == "1 of 3")


def test_nothing_found_is_said_and_nothing_moves(transcript: Transcript, qtbot: QtBot) -> None:
    transcript.set_messages(rows(100, {}))
    before = tops(transcript)
    look(transcript, "whale", qtbot)
    assert transcript.find_bar.count.text() == "Not found"
    assert tops(transcript) == before
    assert marked(transcript) == []


def tops(transcript: Transcript) -> dict[int, int]:
    """Where the rows in view lie, in pixels from the top of the window."""
    return {
        place: top
        for place, view in transcript._views.items()
        if 60 <= (top := view.mapTo(transcript, QPoint(0, 0)).y()) < transcript.height()
    }


def test_the_bar_covers_no_message_and_what_is_read_stays(
    transcript: Transcript, qtbot: QtBot
) -> None:
    transcript.set_messages(rows(100, {0: "whale", 50: "whale"}))
    transcript._layout.jump_to_row(40)
    transcript._place()
    before = tops(transcript)
    transcript.open_find()
    assert tops(transcript) == before
    transcript.end_find()
    assert tops(transcript) == before
    transcript._layout.jump(0)
    transcript._place()
    look(transcript, "whale", qtbot)
    first = transcript._views[0].mapTo(transcript, QPoint(0, 0)).y()
    assert first >= transcript.find_bar.geometry().bottom()
    assert current(transcript) == (0, "whale")
    transcript.end_find()
    assert transcript._views[0].mapTo(transcript, QPoint(0, 0)).y() == 0


def test_escape_gives_the_focus_back_and_keeps_nothing(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 640)
    transcript, field = Transcript(LIGHT, Labels(), parent=window), QLineEdit(window)
    transcript.setGeometry(0, 0, 900, 600)
    field.move(0, 605)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    transcript.set_messages(rows(10, {4: "whale"}))
    field.setFocus()
    look(transcript, "whale", qtbot)
    assert transcript.find_bar.field.hasFocus()
    qtbot.keyClick(transcript.find_bar.field, Qt.Key.Key_Escape)
    assert field.hasFocus()
    assert not transcript.find_bar.isVisible()
    assert marked(transcript) == []
    assert not transcript._finding._texts


def test_a_cleared_conversation_leaves_no_words(transcript: Transcript, qtbot: QtBot) -> None:
    transcript.set_messages(rows(10, {4: "whale"}))
    look(transcript, "whale", qtbot)
    transcript.clear()
    assert transcript.find_bar.field.text() == ""
    assert not transcript._finding._texts
    assert not transcript.find_bar.isVisible()


def test_ten_thousand_messages_hold_nothing_up(transcript: Transcript, qtbot: QtBot) -> None:
    transcript.set_messages(rows(10_000, {5000: "고래 " * 50}))
    transcript.open_find()
    finding = transcript._finding
    slices: list[None] = []
    finding._timer.timeout.connect(lambda: slices.append(None))
    transcript.find_bar.field.setText("고래")
    qtbot.waitUntil(lambda: finding.current is not None)
    assert transcript.find_bar.count.text() == "1 of 50"
    assert len(slices) > 2, "not all at once"
