"""How sure a model was: asked for in an answer's menu, shown in colours, gone on from."""

from itertools import pairwise

import pytest
from contrast import contrast
from fake_engine import FakeEngine, Hold
from judged_answers import judgement
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.domain.errors import ContextFull
from app.domain.generation import Alternative, Role, TokenLogprob
from app.domain.ids import ConversationId, DocumentId, MessageId
from app.domain.judging import Doubt, SourceChange, Stretch
from app.gui.chat.look import DARK, LIGHT
from app.gui.chat.rows import Row
from app.gui.chat.turn import TurnMenu
from app.gui.session import Session
from app.gui.text import tokens as words
from app.gui.tokens.levels import GROUNDS, format_of, level_of
from app.gui.tokens.view import TokensView, change_words, percent
from app.services.token_view import JudgedSource, Judgement

ANSWER = "Hello there you."


def answered(qtbot: QtBot, session: Session, engine: FakeEngine) -> Row:
    engine.says(ANSWER)
    session.chat.send("Hi")
    rows = session.window.page.transcript._rows
    qtbot.waitUntil(lambda: len(rows) == 2 and not rows[-1].is_live)
    return rows[-1]


def entry(session: Session, row: Row) -> list[str]:
    menu = QMenu(session.window)
    session.tokens.add_to_menu(row, menu)
    return [each.text() for each in menu.actions() if each.text()]


def shown(qtbot: QtBot, session: Session, engine: FakeEngine, row: Row) -> TokensView:
    engine.says(judgement(ANSWER, -0.05, there=-1.0, you=-3.0))
    session.tokens.show(row.id)
    view = session.tokens.view
    qtbot.waitUntil(lambda: view.text.isVisible() and not view.stop.isVisible())
    return view


def test_the_menu_of_an_answer_has_it_and_no_other(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    row = answered(qtbot, session, engine)
    assert entry(session, row) == ["How sure was it?"]
    assert entry(session, session.window.page.transcript._rows[0]) == []
    assert entry(session, Row(MessageId("x"), Role.ASSISTANT, "Hel", is_live=True)) == []


def test_the_text_of_a_message_tells_of_its_menu(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    answered(qtbot, session, engine)
    row = session.window.page.transcript._rows[1]
    menu = QMenu(session.window)
    session.turns._fill_with(row.id, TurnMenu.MORE, menu)
    assert menu.actions()[-1].text() == "How sure was it?"
    engine.says(judgement(ANSWER))
    menu.actions()[-1].trigger()
    qtbot.waitUntil(session.tokens.view.text.isVisible)


def test_words_are_coloured_and_underlined_by_their_probability(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    row = answered(qtbot, session, engine)
    view = shown(qtbot, session, engine, row)
    assert view.text.toPlainText() == ANSWER
    looks: list[tuple[str, QTextCharFormat.UnderlineStyle]] = []
    for end in view.text._ends:
        cursor = QTextCursor(view.text.document())
        cursor.setPosition(end)
        style = cursor.charFormat()
        looks.append((style.background().color().name(), style.underlineStyle()))
    lines = QTextCharFormat.UnderlineStyle
    assert [each[1] for each in looks] == [
        lines.NoUnderline,
        lines.DashUnderline,
        lines.SingleUnderline,
        lines.NoUnderline,
    ]
    assert looks[1][0] == GROUNDS[False][2]
    assert view.doubts.text() == ""
    assert "%" in view.summary.text()


def test_arrows_and_clicks_show_the_alternatives(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    row = answered(qtbot, session, engine)
    view = shown(qtbot, session, engine, row)
    assert view.text.hasFocus() or not session.window.isActiveWindow()
    qtbot.keyClick(view.text, Qt.Key.Key_Right)
    qtbot.keyClick(view.text, Qt.Key.Key_Right)
    assert view.text.place == 1
    assert "there" in view.chosen.text()
    assert "37 %" in view.chosen.text()
    items = [view.alternatives.item(n).text() for n in range(view.alternatives.count())]
    assert items == ["there  –  82 %", "else  –  22 %"]
    qtbot.keyClick(view.text, Qt.Key.Key_End)
    assert view.text.place == 3
    cursor = QTextCursor(view.text.document())
    cursor.setPosition(8)
    spot = view.text.cursorRect(cursor).center()
    qtbot.mouseClick(view.text.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert view.text.place == 1


def test_an_alternative_makes_a_branch(qtbot: QtBot, session: Session, engine: FakeEngine) -> None:
    row = answered(qtbot, session, engine)
    view = shown(qtbot, session, engine, row)
    view.text.choose(1)
    assert not view.go_on.isEnabled()
    view.alternatives.setCurrentRow(1)
    assert view.go_on.isEnabled()
    engine.says(" was written.")
    view.go_on.click()
    rows = session.window.page.transcript._rows
    qtbot.waitUntil(lambda: rows[-1].text == "Hello else was written." and not rows[-1].is_live)
    assert engine.requests[-1].begun == "Hello else"
    assert session.window.page.panel.isHidden()
    assert session.window.page.composer.edit.hasFocus()
    assert view.text.toPlainText() == ""
    bar = session.window.page.undo_bar
    assert bar.words == "Answered again"
    bar.undo()
    qtbot.waitUntil(lambda: rows[-1].text == row.text)


def test_nothing_stays_and_nothing_comes_late_after_closing(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    row = answered(qtbot, session, engine)
    engine.says(Hold, judgement(ANSWER))
    session.tokens.show(row.id)
    assert session.tokens.view.stop.isVisible()
    qtbot.waitUntil(lambda: len(engine.requests) == 2)
    session.tokens.view.stop.click()
    assert session.window.page.panel.isHidden()
    qtbot.wait(300)
    assert session.tokens.view.text.toPlainText() == ""
    view = shown(qtbot, session, engine, row)
    session.chat.new_chat()
    assert view.text.toPlainText() == ""
    assert view.summary.text() == ""


def test_a_long_answer_comes_bit_by_bit(qtbot: QtBot, session: Session, engine: FakeEngine) -> None:
    row = answered(qtbot, session, engine)
    engine.says(judgement("Hello there", there=-1.0), Hold, judgement(" you."))
    session.tokens.show(row.id)
    view = session.tokens.view
    qtbot.waitUntil(lambda: view.text.toPlainText() == "Hello")
    assert view.text.isVisible()
    assert view.stop.isVisible()
    assert view.note.text().startswith("Reading the answer again… ")
    assert view.note.text().endswith(" %")
    view.text.choose(0)
    assert "Hello" in view.chosen.text()
    assert view.alternatives.count() == 2
    assert not view.go_on.isVisible(), "not before all of it was read"
    view.set_look(DARK)
    assert view.text.place == 0
    engine.go_on()
    qtbot.waitUntil(lambda: not view.stop.isVisible())
    assert view.text.toPlainText() == ANSWER
    assert view.text.place == 0, "what was chosen stays chosen"
    assert view.go_on.isVisible()
    assert not view.note.isVisible()


def test_what_failed_on_the_way_leaves_nothing_half_read(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    row = answered(qtbot, session, engine)
    engine.says(judgement("Hello there"), Hold, ContextFull(needed="9,000", available="8,192"))
    session.tokens.show(row.id)
    view = session.tokens.view
    qtbot.waitUntil(view.text.isVisible)
    engine.go_on()
    qtbot.waitUntil(lambda: not view.stop.isVisible() and bool(view.note.text()))
    assert not view.text.isVisible()


def test_what_failed_is_said_in_the_view(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    row = answered(qtbot, session, engine)
    engine.says(ContextFull(needed="9,000", available="8,192"))
    session.tokens.show(row.id)
    view = session.tokens.view
    qtbot.waitUntil(lambda: not view.stop.isVisible() and bool(view.note.text()))
    assert not view.text.isVisible()


# --- the view by itself ---------------------------------------------------------------------------


def token(text: str, logprob: float = -0.1) -> TokenLogprob:
    return TokenLogprob(1, text, logprob, (Alternative(1, text, logprob), Alternative(2, "", -3)))


def from_documents() -> Judgement:
    return Judgement(
        ConversationId("c"),
        MessageId("m"),
        "Tiny",
        (
            Stretch(0, "🙂", (token("\ufffd"), token("\ufffd"))),
            Stretch(1, " 한", (token(" 한", -2),)),
            Stretch(3, " [1]", (token(" [7]"),), is_mark=True),
        ),
        (Doubt.SEARCHED_AGAIN,),
        (JudgedSource(DocumentId("d"), "lease.txt", True),),
        is_from_documents=True,
    )


@pytest.fixture
def view(qtbot: QtBot) -> TokensView:
    made = TokensView(LIGHT)
    qtbot.addWidget(made)
    made.resize(400, 600)
    made.show()
    return made


def test_an_answer_from_documents(view: TokensView, qtbot: QtBot) -> None:
    view.show_judgement(from_documents())
    assert view.doubts.text() == words.doubt(Doubt.SEARCHED_AGAIN)
    assert view.sources.count() == 1
    with qtbot.waitSignal(view.without_requested) as asked:
        view.without.click()
    assert asked.args == ["d"]
    view.show_reading_without("lease.txt")
    assert not view.without.isEnabled()
    view.show_change(SourceChange("lease.txt", 10, -5, -25))
    assert "7.4 times" in view.change.text()
    assert "-0.50 with it, -2.50 without it" in view.numbers.text()
    view.text.choose(0)
    assert not view.go_on.isVisible()
    assert view.hint.text() == words.not_continued()
    view.text.choose(2)
    assert view.chosen.text() == words.is_source_number()


def test_characters_outside_the_first_plane_keep_their_places(view: TokensView) -> None:
    view.show_judgement(from_documents())
    assert view.text._ends == [2, 4, 8]
    assert [view.text.place_at(n) for n in (0, 1, 2, 4, 99)] == [0, 0, 1, 2, 2]


def test_changes_in_words() -> None:
    assert change_words(SourceChange("a", 10, -5.0, -5.1)) == words.change_hardly("a")
    assert change_words(SourceChange("a", 10, -15.0, -5.0)) == words.change_less("a", "2.7")
    assert [percent(p) for p in (1, 0.999, 0.5, 0.051, 0.0001)] == [
        "100 %", "100 %", "50 %", "5.1 %", "< 0.1 %",
    ]  # fmt: skip


def test_words_stay_readable_and_steps_apart() -> None:
    for look in (LIGHT, DARK):
        grounds = [each or look.window for each in GROUNDS[look.is_dark]]
        assert all(contrast(look.text, each) >= 4.5 for each in grounds)
        assert all(contrast(a, b) >= 1.1 for a, b in pairwise(grounds))
        lines = {format_of(level, look).underlineStyle() for level in range(4)}
        assert len(lines) == 4
    assert [level_of(p) for p in (1, 0.8, 0.79, 0.5, 0.2, 0.19, 0)] == [0, 0, 1, 1, 2, 3, 3]


def test_another_look_keeps_what_is_chosen(view: TokensView) -> None:
    view.show_judgement(from_documents())
    view.text.choose(1)
    view.alternatives.setCurrentRow(1)
    view.set_look(DARK)
    assert view.text.place == 1
    assert view.alternatives.currentRow() == 1
    assert view.chosen.text() != ""


def test_the_panel_speaks_another_language(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    row = answered(qtbot, session, engine)
    view = shown(qtbot, session, engine, row)
    session.set_language("ko")
    assert session.window.page.panel.accessibleName() == "얼마나 확신했나요?"
    assert view.text.toPlainText() == ANSWER
