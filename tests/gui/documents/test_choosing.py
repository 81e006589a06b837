"""Documents for a question: the list that # opens, the chips, and what is sent with them."""

import os
import threading
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from documents_window import Papers
from fake_engine import FakeEngine
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.domain.calendar_days import first_moment
from app.domain.collections import DocumentState
from app.domain.documents import DocumentKind
from app.domain.events import AnswerSearches
from app.domain.ids import ConversationId, MessageId
from app.domain.retrieval import SearchFilter
from app.gui.chat.composer import Composer
from app.gui.chat.entry_list import EntryList
from app.gui.chat.mark import Mark, mark_in
from app.gui.chat.message_edit import MessageEdit
from app.gui.chat.source import ALL, Source, SourceKind, filter_of, sources_of
from app.gui.documents.narrowing import offered as offered_narrowing
from app.gui.documents.narrowing import written
from app.services.answer import Wanted


@pytest.fixture
def leases(papers: Papers) -> Papers:
    """A collection of two files, one with a Korean name, and the conversation in view."""
    papers.write("rent.txt", "The rent is 900 euros a month.")
    papers.write("보증금.txt", "The deposit is 1,800 euros.")
    papers.open()
    papers.add()
    papers.until(lambda: papers.page.view.state.text() == "2 read")
    papers.session.window.show_chat()
    papers.until(edit(papers).hasFocus)
    return papers


def composer(papers: Papers) -> Composer:
    return papers.session.window.page.composer


def edit(papers: Papers) -> MessageEdit:
    return composer(papers).edit


def the_list(papers: Papers) -> EntryList:
    return papers.session.choosing.list


def offered(papers: Papers) -> list[str]:
    rows = the_list(papers).model
    return [str(rows.data(rows.index(row))) for row in range(rows.rowCount())]


def chips(papers: Papers) -> list[str]:
    return [each.label.text() for each in composer(papers).sources.chips]


def compose(papers: Papers, preedit: str) -> None:
    """What an input method does while a syllable is being made."""
    QApplication.sendEvent(edit(papers), QInputMethodEvent(preedit, []))


def press(papers: Papers, key: Qt.Key) -> None:
    QTest.keyClick(edit(papers), key)


USUAL = Wanted()


def sent(papers: Papers, monkeypatch: pytest.MonkeyPatch) -> list[SearchFilter | None]:
    """What messages are sent about, from now on; they are sent all the same."""
    heard: list[SearchFilter | None] = []
    chat = papers.session.services.chat
    before = chat.send

    def send(
        conversation: ConversationId, said: str, wanted: Wanted = USUAL, **more: Any
    ) -> MessageId | None:
        heard.append(wanted.about)
        return before(conversation, said, wanted, **more)

    monkeypatch.setattr(chat, "send", send)
    return heard


@pytest.mark.parametrize(
    ("line", "composed", "found"),
    [
        ("#", "", Mark(0, "")),
        ("look at #Lea", "", Mark(8, "Lea")),
        ("😀 #a", "", Mark(3, "a")),
        ("#계", "약", Mark(0, "계약")),
        ("C#", "", None),
        ("# heading", "", None),
        ("no mark", "", None),
        ("", "#", None),
    ],
)
def test_a_mark_begins_a_word(line: str, composed: str, found: Mark | None) -> None:
    assert mark_in(line, 0, composed) == found


def test_a_mark_opens_the_list_which_is_narrowed_and_chosen_from(leases: Papers) -> None:
    edit(leases).insertPlainText("How much? #")
    assert the_list(leases).isVisible()
    assert offered(leases)[:2] == ["# All documents", "# Leases"]
    assert sorted(offered(leases)[2:]) == ["rent.txt", "보증금.txt"]
    assert edit(leases).hasFocus()
    press(leases, Qt.Key.Key_Down)
    press(leases, Qt.Key.Key_Return)
    assert chips(leases) == ["# Leases"]
    assert composer(leases).draft() == "How much? "
    assert not the_list(leases).isVisible()
    edit(leases).insertPlainText("#RENT")
    assert offered(leases) == ["rent.txt"]
    press(leases, Qt.Key.Key_Return)
    assert chips(leases) == ["# Leases", "# rent.txt"]
    edit(leases).insertPlainText("#lea")
    assert not the_list(leases).isVisible()  # it is chosen already


def test_the_list_is_there_again_when_one_comes_back_to_the_mark(leases: Papers) -> None:
    edit(leases).insertPlainText("#Lea")
    leases.session.window.sidebar.search.field.setFocus()
    leases.until(lambda: not the_list(leases).isVisible())
    edit(leases).setFocus()
    assert the_list(leases).isVisible()
    press(leases, Qt.Key.Key_Return)
    assert chips(leases) == ["# Leases"]
    assert composer(leases).draft() == ""
    edit(leases).insertPlainText("#re")
    press(leases, Qt.Key.Key_Escape)
    leases.session.window.sidebar.search.field.setFocus()
    edit(leases).setFocus()
    assert not the_list(leases).isVisible()  # nobody wanted it


def test_escape_leaves_the_mark_as_it_is_written(leases: Papers) -> None:
    stopped: list[bool] = []
    composer(leases).stop_requested.connect(lambda: stopped.append(True))
    edit(leases).insertPlainText("#re")
    assert the_list(leases).isVisible()
    press(leases, Qt.Key.Key_Escape)
    assert not the_list(leases).isVisible()
    assert not stopped
    edit(leases).insertPlainText("n")
    assert not the_list(leases).isVisible()
    assert composer(leases).draft() == "#ren"
    press(leases, Qt.Key.Key_Escape)
    assert stopped


def test_a_heading_is_written_as_ever(leases: Papers) -> None:
    edit(leases).insertPlainText("#")
    assert the_list(leases).isVisible()
    edit(leases).insertPlainText(" A heading")
    assert not the_list(leases).isVisible()
    assert chips(leases) == []


def test_korean_is_looked_for_while_it_is_being_made(leases: Papers) -> None:
    edit(leases).insertPlainText("#보증")
    compose(leases, "그")
    assert not the_list(leases).isVisible()
    compose(leases, "금")
    assert offered(leases) == ["보증금.txt"]
    press(leases, Qt.Key.Key_Return)
    assert chips(leases) == ["# 보증금.txt"]
    assert composer(leases).draft() == ""
    assert edit(leases)._preedit == ""  # the syllable went with the name
    assert not leases.session.window.page.transcript._rows


def test_candidates_of_an_input_method_keep_their_enter(leases: Papers) -> None:
    edit(leases).insertPlainText("#re")
    compose(leases, "か")
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
    assert not edit(leases)._is_taken(event)


def test_what_was_read_meanwhile_is_offered(leases: Papers) -> None:
    leases.known._timer.stop()  # as if the page was left long ago
    leases.reader.hold.clear()
    leases.write("first.txt", "one")
    leases.session.services.documents.ingest.refresh()
    leases.until(lambda: leases.known.collections[0].progress is not None)
    leases.session.services.documents.ingest._documents.store.put_files(
        [
            replace(each, state=DocumentState.INDEXED, name="read.txt")
            for each in leases.known.collections[0].files[:1]
        ]
    )
    edit(leases).insertPlainText("#read.")
    leases.until(lambda: offered(leases) == ["read.txt"])
    leases.reader.hold.set()
    leases.settle()


def test_a_question_is_asked_about_what_is_chosen(
    leases: Papers, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = sent(leases, monkeypatch)
    searches: list[object] = []
    leases.session.services.bus.subscribe(
        lambda event: searches.append(event) if isinstance(event, AnswerSearches) else None
    )
    edit(leases).insertPlainText("#Leases")
    press(leases, Qt.Key.Key_Return)
    assert not composer(leases).button.isEnabled()
    edit(leases).insertPlainText("How much is the deposit?")
    press(leases, Qt.Key.Key_Return)
    rows = leases.session.window.page.transcript._rows
    leases.until(lambda: len(rows) == 2 and not rows[-1].is_live)
    collection = leases.known.collections[0].collection.id
    assert heard == [SearchFilter(frozenset({collection}))]
    assert len(searches) == 1
    assert not rows[-1].is_error
    assert chips(leases) == ["# Leases"]  # they stay for the next question
    leases.session.chat.new_chat()
    assert chips(leases) == []
    first = leases.session.window.sidebar.model.conversation_at(1)
    assert first is not None
    leases.session.chat.open(first.id)
    leases.qtbot.waitUntil(lambda: chips(leases) == ["# Leases"])


def test_the_answer_says_that_documents_are_looked_through(
    leases: Papers, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    asking = leases.session.services.documents.asking
    prepare = asking.prepare

    def slowly(*given: Any, **more: Any) -> object:
        assert go_on.wait(60)
        return prepare(*given, **more)

    monkeypatch.setattr(asking, "prepare", slowly)
    edit(leases).insertPlainText("#")
    press(leases, Qt.Key.Key_Return)
    assert chips(leases) == ["# All documents"]
    edit(leases).insertPlainText("Rent?")
    press(leases, Qt.Key.Key_Return)
    rows = leases.session.window.page.transcript._rows
    leases.until(lambda: bool(rows) and rows[-1].status == "Looking in your documents…")
    fresh: list[bool] = []
    leases.session.chat.refresh()
    leases.session.chat.when_fresh(lambda: fresh.append(True))
    leases.until(lambda: bool(fresh))
    assert rows[-1].status == "Looking in your documents…"
    go_on.set()
    leases.until(lambda: not leases.session.window.page.transcript._rows[-1].is_live)


def test_the_button_does_the_same_and_leaves_nothing_behind(leases: Papers) -> None:
    edit(leases).insertPlainText("Rent?")
    QTest.mouseClick(composer(leases).documents, Qt.MouseButton.LeftButton)
    assert the_list(leases).isVisible()
    press(leases, Qt.Key.Key_Escape)
    assert not the_list(leases).isVisible()
    assert composer(leases).draft().strip() == "Rent?"
    QTest.mouseClick(composer(leases).documents, Qt.MouseButton.LeftButton)
    rect = the_list(leases).list.visualRect(the_list(leases).model.index(1))
    QTest.mouseClick(the_list(leases).list.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert chips(leases) == ["# Leases"]
    assert composer(leases).draft().strip() == "Rent?"
    QTest.mouseClick(composer(leases).sources.chips[0].remove, Qt.MouseButton.LeftButton)
    assert chips(leases) == []


def test_the_button_leads_to_the_page_while_there_is_nothing(papers: Papers) -> None:
    QTest.mouseClick(composer(papers).documents, Qt.MouseButton.LeftButton)
    papers.until(papers.page.isVisible)
    assert composer(papers).draft() == ""


def test_a_mark_leads_to_the_page_while_there_is_nothing(papers: Papers) -> None:
    papers.open()
    papers.session.window.show_chat()
    papers.until(edit(papers).hasFocus)
    QTest.keyClicks(edit(papers), "#")
    papers.until(lambda: offered(papers) == ["No documents yet"])
    QTest.keyClicks(edit(papers), "1")
    assert offered(papers) == []
    press(papers, Qt.Key.Key_Backspace)
    press(papers, Qt.Key.Key_Return)
    assert papers.page.isVisible()
    assert edit(papers).toPlainText() == ""
    assert papers.session.window.focusWidget() is not edit(papers)


def test_chips_follow_their_documents(leases: Papers) -> None:
    for name in ("Leases", "rent"):
        edit(leases).insertPlainText(f"#{name}")
        press(leases, Qt.Key.Key_Return)
    collection = leases.known.collections[0].collection.id
    ingest = leases.session.services.documents.ingest
    ingest.rename_collection(collection, "Flats")
    leases.until(lambda: chips(leases) == ["# Flats", "# rent.txt"])
    (leases.folder / "rent.txt").unlink()
    ingest.refresh()
    leases.until(lambda: chips(leases) == ["# Flats"])
    ingest.remove_collection(collection)
    leases.until(lambda: chips(leases) == [])


def test_chips_are_reached_and_removed_by_keys(leases: Papers) -> None:
    for name in ("Leases", "rent"):
        edit(leases).insertPlainText(f"#{name}")
        press(leases, Qt.Key.Key_Return)
    press(leases, Qt.Key.Key_Backspace)
    first, last = composer(leases).sources.chips
    assert last.hasFocus()
    QTest.keyClick(last, Qt.Key.Key_Left)
    assert first.hasFocus()
    assert "Leases" in first.accessibleName()
    QTest.keyClick(first, Qt.Key.Key_Delete)
    assert chips(leases) == ["# rent.txt"]
    assert composer(leases).sources.chips[0].hasFocus()
    QTest.keyClick(composer(leases).sources.chips[0], Qt.Key.Key_Escape)
    assert edit(leases).hasFocus()


def test_nothing_stays_when_the_window_locks(leases: Papers) -> None:
    edit(leases).insertPlainText("#rent")
    press(leases, Qt.Key.Key_Return)
    leases.session.documents.open()
    leases.choose("rent.txt")
    leases.session.chat.lock()
    leases.session.window.cover(leases.session.vault.page)
    assert chips(leases) == []
    assert leases.known.collections == ()
    assert leases.page.model.rowCount() == leases.page.view.model.rowCount() == 0
    view = leases.page.view
    texts = (view.name, view.state, view.card.title, view.card.path, view.card.words)
    assert {each.text() for each in texts} == {""}
    leases.session.window.uncover()
    leases.session.chat.unlock()


def test_all_documents_are_no_filter() -> None:
    assert filter_of(()) is None
    assert filter_of((ALL,)) == SearchFilter()
    one = Source(SourceKind.DOCUMENT, "d", "a.txt")
    assert filter_of((one, Source(SourceKind.COLLECTION, "c", "C"))) == SearchFilter(
        frozenset({"c"}),
        frozenset({"d"}),  # type: ignore[arg-type]
    )


def test_kinds_and_days_narrow_what_is_chosen(papers: Papers) -> None:
    rent = papers.write("rent.txt", "The rent is 900 euros a month.")
    papers.write("deposit.txt", "The deposit is 1,800 euros.")
    os.utime(rent, (946_684_800, 946_684_800))
    papers.open()
    papers.add()
    papers.until(lambda: papers.page.view.state.text() == "2 read")
    papers.session.window.show_chat()
    papers.until(edit(papers).hasFocus)
    row = composer(papers).sources
    edit(papers).insertPlainText("#since")
    assert [each for each in offered(papers) if each.startswith("# Changed since ")]
    edit(papers).insertPlainText(":2026-01")
    assert offered(papers) == ["# Changed since 2026-01"]
    press(papers, Qt.Key.Key_Return)
    edit(papers).insertPlainText("#2025")
    assert offered(papers)[:2] == ["# Changed since 2025", "# Changed until 2025"]
    press(papers, Qt.Key.Key_Return)
    assert chips(papers) == ["# Changed since 2025"]  # one day gives way to another
    row.add(Source(SourceKind.GROUP, "mail"))
    row.add(ALL)
    assert chips(papers) == ["# Changed since 2025", "# Mail", "# All documents"]
    where = filter_of(row.sources())
    assert where is not None
    assert where.kinds == {DocumentKind.EML, DocumentKind.MBOX, DocumentKind.MSG}
    assert where.changed_after == first_moment("2025")
    assert not where.collections
    papers.known.want()
    papers.settle()
    assert len(chips(papers)) == 3
    QTest.keyClick(row.chips[0], Qt.Key.Key_Delete)
    assert chips(papers) == ["# Mail", "# All documents"]


def test_only_what_would_leave_something_out_is_offered(leases: Papers) -> None:
    known = leases.known.collections[0]
    today = date(2026, 11, 26)
    assert offered_narrowing(known.files, date(2000, 1, 1)) == []
    files = [
        replace(known.files[0], kind=DocumentKind.PDF, changed_ns=0),
        replace(known.files[1], changed_ns=10**19),
    ]
    found = [(each.kind, each.id) for each in offered_narrowing(files, today)]
    assert found == [
        (SourceKind.GROUP, "pdf"),
        (SourceKind.GROUP, "text"),
        (SourceKind.SINCE, "2026-10-27"),
        (SourceKind.SINCE, "2026-01-01"),
    ]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("since:2026-01", [SourceKind.SINCE]),
        ("2026-01까지", [SourceKind.UNTIL]),
        ("2026-01-31부터", [SourceKind.SINCE]),
        ("2026", [SourceKind.SINCE, SourceKind.UNTIL]),
        ("2026-13", []),
        ("lease-2026", []),
    ],
)
def test_days_are_understood_as_they_are_written(words: str, found: list[SourceKind]) -> None:
    assert [each.kind for each in written(words)] == found


@pytest.mark.parametrize(
    "chosen",
    [
        (ALL,),
        (Source(SourceKind.COLLECTION, "c", "Letters"), Source(SourceKind.DOCUMENT, "d", "a.pdf")),
        (Source(SourceKind.GROUP, "word"), Source(SourceKind.SINCE, "2026-01-31")),
        (Source(SourceKind.DOCUMENT, "d", "a.pdf"), Source(SourceKind.UNTIL, "2025-12-31")),
    ],
)
def test_what_is_kept_is_found_again(chosen: tuple[Source, ...]) -> None:
    about = filter_of(chosen)
    assert about is not None
    assert sources_of(about, {"c": "Letters", "d": "a.pdf"}) == chosen


def test_of_what_is_gone_nothing_wider_is_left() -> None:
    gone = Source(SourceKind.COLLECTION, "c", "Letters")
    about = filter_of([gone, Source(SourceKind.GROUP, "word")])
    assert about is not None
    assert sources_of(about, {}) == ()
