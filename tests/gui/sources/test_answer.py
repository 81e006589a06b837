"""An answer with sources in the transcript: its numbers, the card, the button, what is copied."""

from dataclasses import replace

import pytest
from cited_answers import TWO, TWO_GROUNDING, row
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain.ids import MessageId
from app.domain.retrieval import AnswerBasis, Found
from app.gui.chat.look import DARK
from app.gui.chat.message_view import MessageView
from app.gui.chat.plain_text import find_link
from app.gui.chat.transcript import Transcript

ANSWER = row(TWO, TWO_GROUNDING)


def view(transcript: Transcript) -> MessageView:
    return transcript._views[0]


def place(transcript: Transcript, index: int) -> QPoint:
    """Where the number of a source stands in the viewport of its browser."""
    body = view(transcript).body
    cursor = find_link(body.document(), f"snug:source/{index}")
    assert cursor is not None
    cursor.setPosition(cursor.selectionStart() + 2)
    return body.cursorRect(cursor).center() - QPoint(2, 0)


@pytest.fixture
def shown(transcript: Transcript) -> Transcript:
    transcript.set_messages([ANSWER])
    return transcript


def test_a_click_asks_for_the_source(shown: Transcript, qtbot: QtBot) -> None:
    with qtbot.waitSignal(shown.source_requested) as asked:
        qtbot.mouseClick(
            view(shown).body.viewport(), Qt.MouseButton.LeftButton, pos=place(shown, 1)
        )
    assert asked.args == [ANSWER.id, 1]


def test_verified_and_located_look_different(shown: Transcript) -> None:
    document = view(shown).body.document()
    formats = []
    for index in range(2):
        cursor = find_link(document, f"snug:source/{index}")
        assert cursor is not None
        formats.append(cursor.charFormat())
    assert formats[0].background().style() != formats[1].background().style()
    assert (formats[0].fontUnderline(), formats[1].fontUnderline()) == (False, True)


def test_a_screen_reader_hears_what_was_checked(shown: Transcript) -> None:
    assert view(shown).body.accessibleDescription() == (
        "Source 1: lease.txt, page 1, verified; Source 2: cats.txt, page 1, located"
    )


def test_the_pointer_brings_the_card_and_takes_it_away(shown: Transcript, qtbot: QtBot) -> None:
    body, card = view(shown).body, shown._card
    qtbot.mouseMove(body.viewport(), place(shown, 1))
    qtbot.waitUntil(card.isVisible)
    assert card.name.text() == "cats.txt, page 1"
    assert card.sentence.text() == "They hunt at dawn."
    assert card.status.text().startswith("located: the words stand there; whether")
    qtbot.mouseMove(body.viewport(), QPoint(3, 3))
    assert not card.isVisible()
    assert card.sentence.text() == ""


def test_a_sentence_without_a_source_says_so(shown: Transcript, qtbot: QtBot) -> None:
    body = view(shown).body
    cursor = body.document().find("rains")
    cursor.setPosition(cursor.selectionStart())
    qtbot.mouseMove(body.viewport(), body.cursorRect(cursor).center())
    qtbot.waitUntil(shown._card.isVisible)
    assert shown._card.status.text() == "No source was found for this sentence."


def test_the_keyboard_reaches_a_number(shown: Transcript, qtbot: QtBot) -> None:
    body = view(shown).body
    shown.setFocus()
    shown.focusNextPrevChild(True)
    assert body.hasFocus()
    body.focusNextPrevChild(True)
    body.focusNextPrevChild(True)
    qtbot.keyClick(body, Qt.Key.Key_Space)
    assert shown._card.isVisible()
    assert shown._card.name.text() == "cats.txt, page 1"
    qtbot.keyClick(body, Qt.Key.Key_Escape)
    assert not shown._card.isVisible()
    with qtbot.waitSignal(shown.source_requested) as asked:
        qtbot.keyClick(body, Qt.Key.Key_Return)
    assert asked.args == [ANSWER.id, 1]


def test_the_card_goes_with_the_conversation(shown: Transcript, qtbot: QtBot) -> None:
    qtbot.mouseMove(view(shown).body.viewport(), place(shown, 0))
    qtbot.waitUntil(shown._card.isVisible)
    shown.clear()
    assert not shown._card.isVisible()
    assert shown._card.name.text() == shown._card.sentence.text() == ""


def test_the_button_lists_the_sources(shown: Transcript, qtbot: QtBot) -> None:
    button = view(shown).sources_button
    assert button.isVisible()
    assert button.text() == "2 sources"
    with qtbot.waitSignal(shown.sources_requested) as asked:
        button.click()
    assert asked.args == [ANSWER.id]


def test_tab_reaches_the_button(shown: Transcript) -> None:
    def focused() -> QWidget | None:
        return shown.window().focusWidget()

    view(shown).body.setFocus()
    shown.focusNextPrevChild(True)
    assert focused() is view(shown).sources_button
    shown.focusNextPrevChild(True)
    assert focused() is view(shown).copy_button


@pytest.mark.parametrize(
    "other",
    [
        None,
        replace(
            TWO_GROUNDING,
            basis=AnswerBasis.NOT_SAID,
            citations=(),
            found=Found("Rent?"),
        ),
    ],
    ids=["ordinary", "nothing found"],
)
def test_an_answer_without_sources_has_no_button(transcript: Transcript, other: object) -> None:
    transcript.set_messages([replace(ANSWER, grounding=other)])  # type: ignore[arg-type]
    assert not view(transcript).sources_button.isVisible()


def test_a_grounding_that_comes_later_moves_nothing(transcript: Transcript) -> None:
    many = [replace(ANSWER, id=MessageId(str(at)), grounding=None) for at in range(40)]
    transcript.set_messages(many)
    transcript.show_message(MessageId("20"))
    before = {at: each.y() for at, each in transcript._views.items() if each.isVisible()}
    for each in many:
        transcript.update_message(each.id, grounding=TWO_GROUNDING)
    transcript._pacer.flush_now()
    after = {at: each.y() for at, each in transcript._views.items() if each.isVisible()}
    assert {at: after[at] for at in before if at in after} == before
    assert "[1]" not in view_of(transcript, 20).body.toPlainText()


def view_of(transcript: Transcript, at: int) -> MessageView:
    return transcript._views[at]


def test_copying_takes_the_numbers_and_the_list(shown: Transcript, qtbot: QtBot) -> None:
    with qtbot.waitSignal(shown.copy_requested) as copied:
        view(shown).copy_button.click()
    assert copied.args == [
        f"{TWO}\n\nSources:\n"
        "[1] lease.txt, page 1: “The deposit is 1,800 euros.”\n"
        "[2] cats.txt, page 1: “They hunt at dawn.”"
    ]


def test_a_selection_keeps_the_numbers(shown: Transcript) -> None:
    body = view(shown).body
    body.selectAll()
    assert body.createMimeDataFromSelection().text() == TWO
    cursor = body.textCursor()
    cursor.setPosition(0)
    cursor.movePosition(QTextCursor.MoveOperation.NextWord, QTextCursor.MoveMode.KeepAnchor)
    body.setTextCursor(cursor)
    assert body.createMimeDataFromSelection().text() == "The "


def test_another_look_keeps_the_numbers(shown: Transcript) -> None:
    shown.set_look(DARK)
    assert find_link(view(shown).body.document(), "snug:source/1") is not None
