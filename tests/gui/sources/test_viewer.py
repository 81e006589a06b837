"""From a number in an answer to the words in their document, with real documents and children."""

import os
from pathlib import Path

import pytest
from passing_time import wait
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLabel, QMenu, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from source_room import CATS, LEASE_1, LEASE_2, SourceRoom, lease

from app.domain.calendar_days import first_moment, moment_after
from app.domain.documents import DocumentKind
from app.domain.ids import CollectionId, DocumentId, MessageId
from app.domain.retrieval import AnswerBasis, CitationStatus, SearchFilter
from app.gui.chat.turn import TurnMenu
from app.gui.sources.items import PlaceButton
from app.gui.sources.wording import narrowed

DEPOSIT = "The deposit is 1,800 euros."
QUESTION = "How much is the deposit in euros?"


def marked(room: SourceRoom) -> str:
    view = room.panel.text.view
    return "".join(each.cursor.selectedText() for each in view.extraSelections())


def buttons(room: SourceRoom) -> list[PlaceButton]:
    return room.panel.list.widget().findChildren(PlaceButton)


def words_of(widget: QWidget) -> list[str]:
    return [each.text() for each in widget.findChildren(QLabel)]


@pytest.fixture
def answer(room: SourceRoom) -> MessageId:
    room.write("lease.pdf", lease())
    room.write("cats.md", CATS)
    room.read()
    number = room.number_of(DEPOSIT, QUESTION)
    return room.ask(QUESTION, f"The deposit is 1,800 euros [{number}].")


def test_a_page_is_drawn_with_the_words_marked(room: SourceRoom, answer: MessageId) -> None:
    grounding = room.grounding(answer)
    assert grounding is not None
    assert grounding.citations[0].status is CitationStatus.VERIFIED
    room.click(answer)
    room.wait_for(room.panel.page)
    canvas = room.panel.page.canvas
    room.qtbot.waitUntil(lambda: bool(canvas.marks))
    assert room.panel.page.page == 2
    assert room.panel.title.text() == "lease.pdf"
    assert room.panel.place.text() == "page 2"
    [mark] = canvas.marks
    # The sentence is the first of the two on its line, which begins at 50 of 420 points.
    scale = canvas.width() / 420
    assert abs(mark.left() - 50 * scale) < 6
    assert abs(mark.top() - (595 - 500 - 8) * scale) < 8
    whole = (50 + 5 * len(LEASE_2)) * scale
    assert mark.right() < whole / 2
    assert "1,800" in room.panel.page.area.accessibleName()
    assert not canvas.image.isNull()


def test_pages_turn_and_the_marks_stay_on_theirs(room: SourceRoom, answer: MessageId) -> None:
    room.click(answer)
    canvas = room.panel.page.canvas
    room.qtbot.waitUntil(lambda: bool(canvas.marks))
    room.panel.page.previous.click()
    room.qtbot.waitUntil(lambda: not canvas.marks)
    assert room.panel.place.text() == "page 1"
    assert not room.panel.page.previous.isEnabled()
    room.panel.page.next.click()
    room.qtbot.waitUntil(lambda: bool(canvas.marks))
    width = canvas.width()
    room.panel.page.larger.click()
    room.qtbot.waitUntil(lambda: canvas.width() > width)
    assert room.panel.page.smaller.isEnabled()


def test_the_page_follows_the_width(room: SourceRoom, answer: MessageId) -> None:
    room.click(answer)
    canvas = room.panel.page.canvas
    room.qtbot.waitUntil(lambda: bool(canvas.marks))
    before = canvas.width()
    room.session.window.resize(1600, 800)
    room.session.window.page._split.setSizes([700, 660])
    room.qtbot.waitUntil(lambda: canvas.width() > before + 50)


def test_a_file_that_changed_is_shown_as_its_text(room: SourceRoom, answer: MessageId) -> None:
    path = room.folder / "lease.pdf"
    path.write_bytes(path.read_bytes() + b"\n%more\n")
    room.click(answer)
    room.wait_for(room.panel.text)
    assert room.panel.notice.text().startswith("The file changed since it was read.")
    assert marked(room) == DEPOSIT


def test_a_file_that_was_only_touched_is_drawn(room: SourceRoom, answer: MessageId) -> None:
    os.utime(room.folder / "lease.pdf", (1, 1))
    room.click(answer)
    room.wait_for(room.panel.page)
    room.qtbot.waitUntil(lambda: bool(room.panel.page.canvas.marks))


def test_a_file_that_is_gone_is_shown_as_its_text(room: SourceRoom, answer: MessageId) -> None:
    (room.folder / "lease.pdf").unlink()
    room.click(answer)
    room.wait_for(room.panel.text)
    assert room.panel.notice.text().startswith("The file is not there any more.")
    assert marked(room) == DEPOSIT
    assert not room.panel.open_button.isVisible()


def test_of_a_document_that_was_removed_the_words_are_left(
    room: SourceRoom, answer: MessageId
) -> None:
    room.documents.ingest.remove_collection(room.collection.id)
    room.click(answer)
    room.wait_for(room.panel.text)
    assert room.panel.text.view.toPlainText().strip() == DEPOSIT
    assert room.panel.notice.text().startswith("Snug does not have this document any more.")


def test_words_that_moved_are_found_again(room: SourceRoom) -> None:
    room.write("cats.txt", CATS)
    room.read()
    number = room.number_of("They hunt at dawn.", "When do cats hunt?")
    answer = room.ask("When do cats hunt?", f"They hunt at dawn [{number}].")
    room.write("cats.txt", "Something new stands here now.\n\n" + CATS)
    room.documents.ingest.refresh()
    assert room.documents.ingest.wait_idle(20)
    room.click(answer)
    room.wait_for(room.panel.text)
    assert marked(room) == "They hunt at dawn."
    assert room.panel.notice.text() == ""
    room.write("cats.txt", "Cats do not hunt at all, they say.")
    room.documents.ingest.refresh()
    assert room.documents.ingest.wait_idle(20)
    room.click(answer)
    room.qtbot.waitUntil(lambda: "is not in it any more" in room.panel.notice.text())
    assert marked(room) == "They hunt at dawn."


def test_esc_closes_and_the_keyboard_goes_back(room: SourceRoom, answer: MessageId) -> None:
    body = room.view(answer).body
    body.setFocus()
    room.click(answer)
    room.wait_for(room.panel.page)
    assert room.panel.page.area.hasFocus()
    shift = Qt.KeyboardModifier.ShiftModifier  # the window's: it leads to the message field
    room.qtbot.keyClick(room.panel.page.area, Qt.Key.Key_Escape, shift)
    assert room.panel.isVisible()
    room.qtbot.keyClick(room.panel.page.area, Qt.Key.Key_Escape)
    assert not room.panel.isVisible()
    assert body.hasFocus()
    assert room.panel.page.canvas.image.isNull()
    assert room.panel.title.text() == ""


def test_the_list_leads_to_the_document_and_back(room: SourceRoom, answer: MessageId) -> None:
    room.view(answer).sources_button.click()
    assert room.panel.stack.currentWidget() is room.panel.list
    [button] = buttons(room)
    assert button.hasFocus()
    assert words_of(button) == ["1 · page 2 · verified", DEPOSIT]
    assert "lease.pdf" in words_of(room.panel.list.widget())
    room.qtbot.keyClick(button, Qt.Key.Key_Space)
    room.wait_for(room.panel.page)
    room.panel.back.click()
    assert room.panel.stack.currentWidget() is room.panel.list


def test_why_these_passages(room: SourceRoom, answer: MessageId) -> None:
    room.view(answer).sources_button.click()
    why = room.panel.list.why
    assert why.text() == "Why these passages?"
    why.click()
    said = [each.text() for each in room.panel.list.findChildren(QLabel)]
    assert any(each.startswith("Searched for: ") for each in said)
    found = buttons(room)
    assert len(found) > 1
    assert any("words: rank 1" in each for each in words_of(found[1]))
    found[1].click()
    room.qtbot.waitUntil(lambda: room.panel.stack.currentWidget() is not room.panel.list)


def test_what_the_documents_do_not_say(room: SourceRoom, answer: MessageId) -> None:
    other = room.ask("Who won the deposit of the football championship in Brazil?")
    grounding = room.grounding(other)
    assert grounding is not None
    assert grounding.basis is AnswerBasis.NOT_SAID
    view = room.view(other)
    assert view.body.toPlainText() == "Your documents don't say."
    assert view.sources_button.text() == "Nearest passages"
    view.sources_button.click()
    assert "These come nearest to the question. None of them answers it." in words_of(
        room.panel.list.widget()
    )
    assert buttons(room)
    menu = QMenu()
    room.session.turns._fill_with(other, TurnMenu.AGAIN, menu)
    assert "Answer without documents" in [each.text() for each in menu.actions()]
    room.engine.says("Nobody knows.")
    room.panel.list.without.click()
    assert not room.panel.isVisible()
    rows = room.session.window.page.transcript._rows
    room.qtbot.waitUntil(lambda: rows[-1].text == "Nobody knows." and not rows[-1].is_live)

    def place() -> tuple[int, int] | None:
        turn = rows[-1].turn
        return turn and (turn.place, turn.of)

    room.qtbot.waitUntil(lambda: place() == (2, 2))
    assert room.session.services.chat.grounding(rows[-1].id) is None


def test_an_extract_says_that_it_is_one(room: SourceRoom) -> None:
    room.write("lease.pdf", lease())
    room.read()
    room.session.services.settings.tell("documents.answers=extract")
    answer = room.ask(QUESTION)
    assert room.view(answer).note.text().startswith("Sentences of your documents, word for word")
    assert room.view(answer).sources_button.isVisible()


def test_an_answer_says_that_words_alone_were_searched(room: SourceRoom) -> None:
    assert not room.documents.embedder.is_there()
    room.write("lease.pdf", lease())
    room.read()
    room.session.services.settings.tell("documents.answers=extract")
    view = room.view(room.ask(QUESTION))
    note = "Searched by words only: the search model is missing or didn't start."
    assert view.note.text() == f"Sentences of your documents, word for word · {note}"
    view.sources_button.click()
    room.panel.list.why.click()
    assert any(each.startswith(note) for each in words_of(room.panel.list.widget()))


def test_sources_are_read_again_with_their_conversation(
    room: SourceRoom, answer: MessageId
) -> None:
    conversation = room.session.chat.current
    assert conversation is not None
    room.session.chat.new_chat()
    assert room.grounding(answer) is None
    room.session.chat.open(conversation)
    room.qtbot.waitUntil(lambda: room.grounding(answer) is not None)
    room.qtbot.waitUntil(lambda: room.view(answer).sources_button.isVisible())
    room.click(answer)
    room.wait_for(room.panel.page)


def test_another_conversation_closes_the_panel(room: SourceRoom, answer: MessageId) -> None:
    room.click(answer)
    room.wait_for(room.panel.page)
    room.session.chat.new_chat()
    assert not room.panel.isVisible()


def test_what_comes_late_is_not_shown(room: SourceRoom, answer: MessageId) -> None:
    room.click(answer)
    room.session.chat.lock()
    room.qtbot.wait(600)
    assert not room.panel.isVisible()
    assert room.panel.page.canvas.image.isNull()
    assert room.panel.text.view.toPlainText() == ""


def test_locking_leaves_nothing_on_the_screen(room: SourceRoom, answer: MessageId) -> None:
    room.click(answer)
    canvas = room.panel.page.canvas
    room.qtbot.waitUntil(lambda: bool(canvas.marks))
    room.session.chat.lock()
    assert not room.panel.isVisible()
    assert canvas.image.isNull()
    assert canvas.marks == ()
    assert room.panel.title.text() == room.panel.place.text() == ""
    assert room.panel.accessibleName() == room.panel.page.area.accessibleName() == ""
    assert buttons(room) == []
    assert room.session.sources._opened is None


@pytest.mark.parametrize(
    ("name", "label", "opened"),
    [
        ("lease.pdf", "Open in its own application", "lease.pdf"),
        ("lease.cmd", "Show in its folder", "papers"),
    ],
)
def test_its_own_application_is_asked_for(
    room: SourceRoom,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    label: str,
    opened: str,
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: asked.append(url.toLocalFile()))
    room.write(name, lease())
    room.read()
    number = room.number_of(DEPOSIT, QUESTION)
    answer = room.ask(QUESTION, f"The deposit is 1,800 euros [{number}].")
    room.click(answer)
    room.qtbot.waitUntil(room.panel.open_button.isVisible)
    assert room.panel.open_button.accessibleName() == label
    room.panel.open_button.click()
    box = room.session.window.findChild(QMessageBox, "openFile")
    assert box is not None
    assert opened in box.text()
    assert asked == []
    next(each for each in box.buttons() if each.text() == label).click()
    assert [Path(each).name for each in asked] == [opened]


def test_a_narrow_window_gives_its_room_to_the_document(
    room: SourceRoom, answer: MessageId
) -> None:
    room.session.window.resize(900, 640)
    room.click(answer)
    room.wait_for(room.panel.page)
    page = room.session.window.page
    assert not page.transcript.isVisible()
    room.session.window.resize(1280, 800)
    room.qtbot.waitUntil(page.transcript.isVisible)
    assert room.panel.isVisible()
    room.session.window.resize(900, 640)
    room.qtbot.waitUntil(lambda: not page.transcript.isVisible())
    assert room.session.window.width() == 900
    room.panel.close_button.click()
    assert page.transcript.isVisible()
    room.session.window.resize(480, 420)
    assert room.session.window.width() == 480


def test_of_a_large_text_the_part_around_the_words_is_shown(room: SourceRoom) -> None:
    filler = "Nothing of importance is said in this line of the long text.\n\n"
    text = filler * 4_000 + "The deposit is 1,800 euros.\n\n" + filler * 4_000
    room.write("long.txt", text)
    room.read()
    number = room.number_of(DEPOSIT, QUESTION)
    answer = room.ask(QUESTION, f"The deposit is 1,800 euros [{number}].")
    room.click(answer)
    wait(lambda: room.panel.stack.currentWidget() is room.panel.text, 15)
    assert marked(room) == DEPOSIT
    view = room.panel.text.view
    assert view.document().characterCount() < 60_000
    assert view.viewport().rect().contains(view.cursorRect().center())
    assert room.panel.text.earlier.isVisible()
    room.panel.text.earlier.click()
    assert marked(room) == ""
    room.panel.text.later.click()
    assert marked(room) == DEPOSIT


def test_esc_closes_the_card_and_stops_no_answer(
    room: SourceRoom, answer: MessageId, qtbot: QtBot
) -> None:
    stopped: list[bool] = []
    room.session.window.page.composer.stop_requested.connect(lambda: stopped.append(True))
    room.session.window.activateWindow()
    body = room.view(answer).body
    body.setFocus()
    body.focusNextPrevChild(True)
    qtbot.keyClick(body, Qt.Key.Key_Space)
    card = room.session.window.page.transcript._card
    assert card.isVisible()
    qtbot.keyClick(body, Qt.Key.Key_Escape)
    assert not card.isVisible()
    assert stopped == []


def test_another_language_keeps_the_sources(room: SourceRoom, answer: MessageId) -> None:
    room.click(answer)
    canvas = room.panel.page.canvas
    room.qtbot.waitUntil(lambda: bool(canvas.marks))
    room.session.set_language("ko")
    assert room.view(answer).sources_button.text() == "출처 1개"
    assert room.panel.isVisible()
    assert room.panel.close_button.accessibleName() == "출처 닫기"
    assert canvas.marks


def test_a_file_that_changes_meanwhile_falls_back_to_its_text(
    room: SourceRoom, answer: MessageId
) -> None:
    room.click(answer)
    room.qtbot.waitUntil(lambda: bool(room.panel.page.canvas.marks))
    room.write("lease.pdf", lease() + b"\n%more\n")
    room.panel.page.previous.click()
    room.wait_for(room.panel.text)
    assert room.panel.notice.text().startswith("The file changed since it was read.")
    assert room.panel.page.canvas.image.isNull()
    assert marked(room) == DEPOSIT


def test_a_file_that_changed_or_is_gone_is_said_to_be_so(room: SourceRoom) -> None:
    path = room.write("lease.txt", f"{LEASE_1}\n\n{LEASE_2}")
    room.read()
    number = room.number_of("The deposit is 1,800 euros.", "How much is the deposit?")
    answer = room.ask("How much is the deposit?", f"The deposit is 1,800 euros [{number}].")
    assert room.view(answer).sources_button.text() == "1 source"
    ingest = room.documents.ingest
    (file,) = ingest.documents(room.collection.id)
    path.write_text("The deposit is 2,000 euros.", "utf-8")
    list_view = room.panel.list

    def lines() -> list[str]:
        return [each.text() for each in list_view.widget().findChildren(QLabel)]

    room.session.sources.show_list(answer)
    room.qtbot.waitUntil(lambda: "The file has changed since it was read." in lines())
    (again,) = [
        each
        for each in list_view.widget().findChildren(QPushButton)
        if each.text() == "Read it again"
    ]
    again.click()

    def is_read() -> bool:
        (now,) = ingest.documents(room.collection.id)
        return ingest.wait_idle(0) and now.bytes != file.bytes

    room.qtbot.waitUntil(is_read)
    path.unlink()
    room.session.sources.show_list(answer)
    room.qtbot.waitUntil(lambda: "The file isn’t at its place any more." in lines())
    later = room.ask("How much is the deposit?", "The deposit is 2,000 euros [1].")
    grounding = room.grounding(later)
    assert grounding is not None
    assert grounding.citations
    assert room.view(later).sources_button.text() == "1 source · 1 file isn’t there any more"


def test_the_inspector_tells_what_a_search_was_narrowed_to() -> None:
    where = SearchFilter(
        frozenset({CollectionId("c")}),
        frozenset({DocumentId("d"), DocumentId("e")}),
        frozenset({DocumentKind.PDF, DocumentKind.EML}),
        first_moment("2026-01"),
        moment_after("2026-02"),
    )
    assert narrowed(SearchFilter()) == ""
    assert narrowed(where) == (
        "Only this was searched: 1 collection · 2 files · PDF · Mail"
        " · Changed since 2026-01-01 · Changed until 2026-02-28."
    )
