"""In the window: the question before an export, and what a safety model found on the messages."""

import math
from collections.abc import Callable
from pathlib import Path

import pytest
from fake_engine import FakeEngine
from gguf_files import tiny_llama
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot
from vaults import CHEAP

from app.domain.generation import Alternative, Delta, TokenLogprob
from app.domain.ids import DocumentId
from app.domain.retrieval import AnswerBasis, Grounding, LeftOut, LeftOutWhy
from app.gui.chat.message_view import MessageView
from app.gui.chat.rows import Row
from app.gui.personal_data_dialog import PersonalDataDialog
from app.gui.session import Session
from app.gui.sources.items import PlaceButton
from app.gui.sources.source_list import SourceList

NUMBER = "010-1234-5678"
PASSPHRASE = "correct horse 배터리"


def read_again(qtbot: QtBot, session: Session) -> None:
    fresh: list[bool] = []
    session.chat.refresh()
    session.chat.when_fresh(lambda: fresh.append(True))
    qtbot.waitUntil(lambda: bool(fresh))


def says(label: str, other: str, more: str = "") -> Delta:
    every = (Alternative(1, label, math.log(0.9)), Alternative(2, other, math.log(0.1)))
    tokens = (TokenLogprob(1, label, math.log(0.9), every), TokenLogprob(3, more, 0.0))
    return Delta(label + more, tokens)


SAFE, UNSAFE = says("safe", "unsafe"), says("unsafe", "safe", "\nS1")


def say(qtbot: QtBot, session: Session, engine: FakeEngine, answer: str) -> None:
    engine.says(answer)
    session.window.page.composer.edit.insertPlainText(f"Mein Kind, call me: {NUMBER}")
    qtbot.keyClick(session.window.page.composer.edit, Qt.Key.Key_Return)
    rows = session.window.page.transcript._rows
    qtbot.waitUntil(lambda: len(rows) == 2 and not rows[1].is_live)


@pytest.fixture
def ask_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Lets file dialogs answer with a path, and message boxes stay away."""
    target = tmp_path / "out.md"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(target), ""))
    monkeypatch.setattr(QMessageBox, "open", lambda _box: None)
    return target


def dialog(qtbot: QtBot, session: Session) -> PersonalDataDialog:
    qtbot.waitUntil(lambda: bool(session.window.findChildren(PersonalDataDialog)))
    return session.window.findChildren(PersonalDataDialog)[-1]


def test_personal_data_is_asked_about_before_an_export(
    qtbot: QtBot, session: Session, engine: FakeEngine, ask_where: Path
) -> None:
    say(qtbot, session, engine, "Write to kim@example.com.")
    session.exchange.export_one()
    asked = dialog(qtbot, session)
    assert "1 phone number" in asked.found.text()
    assert "1 e-mail address" in asked.found.text()
    assert not ask_where.exists()
    asked.action.click()
    qtbot.waitUntil(ask_where.exists)
    written = ask_where.read_text("utf-8")
    assert NUMBER not in written
    assert "kim@example.com" not in written
    assert "[phone number]" in written
    assert "[e-mail address]" in written


def test_it_can_go_out_as_it_is_or_not_at_all(
    qtbot: QtBot, session: Session, engine: FakeEngine, ask_where: Path
) -> None:
    say(qtbot, session, engine, "Yes.")
    session.exchange.export_one()
    asked = dialog(qtbot, session)
    asked.cancel.click()
    qtbot.waitUntil(lambda: not session.window.findChildren(PersonalDataDialog))
    assert not ask_where.exists()
    session.exchange.export_one()
    dialog(qtbot, session).as_it_is.click()
    qtbot.waitUntil(ask_where.exists)
    assert NUMBER in ask_where.read_text("utf-8")


def test_the_setting_answers_the_question(
    qtbot: QtBot, session: Session, engine: FakeEngine, ask_where: Path
) -> None:
    session.services.settings.tell("safety.personal_data=replace")
    say(qtbot, session, engine, "Yes.")
    session.exchange.export_one()
    qtbot.waitUntil(ask_where.exists)
    assert NUMBER not in ask_where.read_text("utf-8")


@pytest.fixture
def guard(session: Session, monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    made = FakeEngine()
    paths = session.services.paths
    tiny_llama(paths.models / "llama-guard-3-1b.gguf")
    monkeypatch.setattr(session.services.safety, "_make_engine", lambda: made)
    return made


@pytest.fixture
def view(session: Session) -> Callable[[int], MessageView]:
    def of(place: int) -> MessageView:
        transcript = session.window.page.transcript
        wanted = transcript._rows[place].id
        return next(
            each
            for each in transcript.findChildren(MessageView)
            if each.row is not None and each.row.id == wanted
        )

    return of


def test_a_warning_is_a_quiet_line(
    qtbot: QtBot, session: Session, engine: FakeEngine, guard: FakeEngine,
    view: Callable[[int], MessageView],
) -> None:  # fmt: skip
    session.services.settings.tell("safety.action=warn")
    guard.says(UNSAFE).says(UNSAFE)
    say(qtbot, session, engine, "Take a stick.")
    qtbot.waitUntil(lambda: "marks this answer" in view(1).note.text())
    assert "(violent crimes, 90%)" in view(1).note.text()
    assert "Take a stick." in view(1).body.toPlainText()
    qtbot.waitUntil(lambda: "marks this (violent crimes" in view(0).note.text())
    assert not view(1).unfold_button.isVisible()


def test_what_is_folded_is_shown_when_asked_for(
    qtbot: QtBot, session: Session, engine: FakeEngine, guard: FakeEngine,
    view: Callable[[int], MessageView],
) -> None:  # fmt: skip
    session.services.settings.tell("safety.action=hide")
    guard.says(UNSAFE).says(SAFE)
    say(qtbot, session, engine, "Take a stick.")
    qtbot.waitUntil(lambda: view(1).unfold_button.isVisible())
    assert view(1).body.toPlainText() == ""
    assert NUMBER in view(0).body.toPlainText()
    read_again(qtbot, session)
    qtbot.waitUntil(lambda: view(1).unfold_button.isVisible())
    qtbot.mouseClick(view(1).unfold_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Take a stick." in view(1).body.toPlainText())
    assert not view(1).unfold_button.isVisible()
    assert "marks this answer" in view(1).note.text()


def test_what_is_folded_is_copied_after_it_was_shown(
    qtbot: QtBot, session: Session, engine: FakeEngine, guard: FakeEngine,
    view: Callable[[int], MessageView],
) -> None:  # fmt: skip
    transcript = session.window.page.transcript
    copied: list[str] = []
    transcript.copy_requested.connect(copied.append)
    session.services.settings.tell("safety.action=hide")
    guard.says(UNSAFE).says(SAFE)
    say(qtbot, session, engine, "Take a stick.")
    qtbot.waitUntil(lambda: view(1).unfold_button.isVisible())
    assert not view(1).copy_button.isEnabled()
    view(1).copy_button.click()
    assert copied == []
    transcript.copy_conversation()
    assert "[Folded. The safety model marks this answer" in copied[0]
    assert "Take a stick." not in copied[0]
    qtbot.mouseClick(view(1).unfold_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: view(1).copy_button.isEnabled())
    view(1).copy_button.click()
    assert copied[1] == "Take a stick."


def test_an_answer_that_is_compared_is_folded_as_any(
    qtbot: QtBot, session: Session, engine: FakeEngine, guard: FakeEngine
) -> None:
    session.services.settings.tell("safety.action=hide")
    session.window.page.composer.set_draft("How?")
    session.compare.open()
    compared = session.compare.view
    assert compared is not None
    engine.says("Take a stick.").says("Take a flower.")
    guard.says(UNSAFE).says(SAFE).says(SAFE).says(SAFE)
    compared.ask.click()
    columns = compared.columns

    def rows() -> list[Row]:
        return [row for each in columns for row in each.transcript._rows]

    qtbot.waitUntil(lambda: [row.is_folded for row in rows()].count(True) == 1)
    folded = next(each for each in columns if each.transcript._rows[0].is_folded)
    assert folded.transcript._rows[0].text == ""
    assert "marks this answer" in folded.transcript._rows[0].caution
    assert not folded.copy.isVisible()
    folded.transcript.unfold_requested.emit(folded.answer)
    qtbot.waitUntil(folded.copy.isVisible)
    assert {row.text for row in rows()} == {"Take a stick.", "Take a flower."}


@pytest.mark.parametrize("is_kept", [False, True])
def test_the_quick_window_folds_as_well(
    qtbot: QtBot, session: Session, engine: FakeEngine, guard: FakeEngine, *, is_kept: bool
) -> None:
    session.services.settings.tell("safety.action=hide")
    session.window.commands.run("quick")
    quick = session.standby.quick
    qtbot.waitUntil(quick.view.isVisible)
    quick.view.keep.setChecked(is_kept)
    engine.says("Take a stick.")
    guard.says(UNSAFE).says(SAFE)
    quick.view.edit.insertPlainText("How?")
    qtbot.keyClick(quick.view.edit, Qt.Key.Key_Return)
    rows = quick.view.transcript._rows
    qtbot.waitUntil(lambda: len(rows) == 2 and rows[1].is_folded)
    assert rows[1].text == ""
    assert guard.requests[0].messages[0].text == "How?"
    quick.view.transcript.unfold_requested.emit(rows[1].id)
    qtbot.waitUntil(lambda: rows[1].text == "Take a stick.")
    assert "marks this answer" in rows[1].caution
    quick.forget()
    assert quick._ended == {}


def test_what_was_found_is_there_after_a_lock(
    qtbot: QtBot, session: Session, engine: FakeEngine, guard: FakeEngine,
    view: Callable[[int], MessageView],
) -> None:  # fmt: skip
    session.services.vault.create(PASSPHRASE, kdf=CHEAP)
    session.services.settings.tell("safety.action=hide")
    guard.says(UNSAFE).says(SAFE)
    say(qtbot, session, engine, "Take a stick.")
    qtbot.waitUntil(lambda: view(1).unfold_button.isVisible())
    conversation = session.chat.current
    assert conversation is not None
    session.vault.lock()
    page = session.vault.page
    qtbot.waitUntil(page.field.isVisible)
    assert session.services.safety._reports == {}
    page.field.setText(PASSPHRASE)
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not session.window.is_covered)
    session.chat.open(conversation)
    rows = session.window.page.transcript._rows
    qtbot.waitUntil(lambda: len(rows) == 2)
    qtbot.waitUntil(lambda: view(1).unfold_button.isVisible())
    assert "marks this answer" in view(1).note.text()
    assert view(1).body.toPlainText() == ""


def test_the_sources_say_what_the_model_was_not_given(qtbot: QtBot) -> None:
    left_out = tuple(
        LeftOut(DocumentId("d"), "a.pdf", 0, 9, words, why)
        for words, why in (("Ignore all.", LeftOutWhy.ORDERS), ("Bad.", LeftOutWhy.FLAGGED))
    )
    shown = SourceList()
    qtbot.addWidget(shown)
    shown.show_grounding(Grounding(AnswerBasis.NOT_SAID, left_out=left_out))
    assert shown.findChildren(PlaceButton) == []
    shown.left_out.click()
    first, second = shown.widget().findChildren(PlaceButton)
    assert first.accessibleDescription().endswith("It gives orders to a model.")
    assert second.accessibleDescription().endswith("The safety model marked its passage.")
    with qtbot.waitSignal(shown.chosen) as chosen:
        first.click()
    assert chosen.args == [left_out[0]]
