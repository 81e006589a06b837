"""Answers that are compared: chosen by model and style, streamed side by side, gone on with."""

from pathlib import Path

import pytest
from fake_engine import FakeEngine, Hold
from gguf_files import tiny_llama
from pytestqt.qtbot import QtBot

from app.domain.events import VaultChanged
from app.domain.vault import VaultState
from app.gui.application import Session
from app.gui.compare.dialog import CompareDialog
from app.gui.text import compare as words
from app.services.comparing import Seat


def opened(session: Session, question: str = "Hi") -> CompareDialog:
    session.window.page.composer.set_draft(question)
    session.compare.action.trigger()
    dialog = session.compare.dialog
    assert dialog is not None
    return dialog


def test_two_styles_stream_and_one_is_gone_on_with(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    dialog = opened(session)
    dialog.columns[1].style_box.setCurrentIndex(dialog.columns[1].style_box.findData("creative"))
    engine.says("One ", Hold, "is done.").says("Two ", Hold, "is done.")
    dialog.ask.click()
    qtbot.waitUntil(lambda: all(each.text.toPlainText() for each in dialog.columns))
    assert dialog.columns[0].status.text() == words.writing()
    qtbot.waitUntil(lambda: dialog.columns[0].note.text() == words.from_same_weights())
    assert not dialog.columns[0].go_on.isEnabled()
    assert session.window.page.composer.draft() == ""
    assert session.window.page.composer._is_answering
    engine.go_on()
    qtbot.waitUntil(lambda: all(each.go_on.isEnabled() for each in dialog.columns))
    shown = sorted(each.text.toPlainText() for each in dialog.columns)
    assert shown == ["One is done.", "Two is done."]
    wanted = dialog.columns[0].text.toPlainText()
    dialog.columns[0].go_on.click()
    rows = session.window.page.transcript._rows
    qtbot.waitUntil(lambda: bool(rows) and rows[-1].text == wanted)
    assert session.compare.dialog is None
    assert len(rows) == 2
    assert rows[-1].turn is not None
    assert rows[-1].turn.of == 2
    qtbot.waitUntil(lambda: not session.window.page.composer._is_answering)


def test_two_to_four_answers_of_the_models_that_are_there(
    session: Session, tiny_home: Path
) -> None:
    tiny_llama(tiny_home / "models" / "other.gguf")
    names = sorted(each.id for each in session.services.models.installed())
    session.services.comparing.tally.count(names[0], names)
    dialog = opened(session)
    assert not dialog.remove.isEnabled()
    for _ in range(2):
        dialog.add.click()
    assert len(dialog.columns) == 4
    assert not dialog.add.isEnabled()
    dialog.remove.click()
    assert len(dialog.columns) == 3
    column = dialog.chosen()
    assert [bool(each.model) for each in column] == [False, True, True]
    shown = [dialog.columns[0].model.itemText(n) for n in range(2)]
    assert sum("of 1)" in each for each in shown) == 2
    dialog.reset.click()
    assert session.services.comparing.tally.all() == {}
    assert not any("of 1)" in dialog.columns[0].model.itemText(n) for n in range(2))


def test_without_a_question_nothing_is_asked(session: Session) -> None:
    dialog = opened(session, "")
    assert not dialog.ask.isEnabled()
    dialog.question.setPlainText("Hi")
    assert dialog.ask.isEnabled()


def test_what_could_not_be_asked_stays_written(
    qtbot: QtBot, session: Session, engine: FakeEngine, tiny_home: Path
) -> None:
    tiny_llama(tiny_home / "models" / "other.gguf")
    dialog = opened(session)
    (tiny_home / "models" / "other.gguf").unlink()
    dialog.ask.click()
    qtbot.waitUntil(lambda: bool(dialog.problem.text()))
    assert dialog.ask.isEnabled()
    assert session.window.page.composer.draft() == "Hi"
    assert engine.requests == []


def test_who_takes_a_turn_is_told(
    qtbot: QtBot,
    session: Session,
    engine: FakeEngine,
    tiny_home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tiny_llama(tiny_home / "models" / "other.gguf")
    monkeypatch.setattr(session.services.comparing, "_fits", lambda _name: False)
    dialog = opened(session)
    engine.says("Mine").says("Theirs")
    dialog.ask.click()
    qtbot.waitUntil(lambda: all(each.go_on.isEnabled() for each in dialog.columns))
    qtbot.waitUntil(lambda: dialog.columns[1].note.text() == words.takes_its_turn())
    assert [each.text.toPlainText() for each in dialog.columns] == ["Mine", "Theirs"]
    current = session.services.comparing.current
    assert current is not None
    assert current.seats == (Seat.TOGETHER, Seat.IN_TURN)


def test_closing_stops_what_is_written(qtbot: QtBot, session: Session, engine: FakeEngine) -> None:
    dialog = opened(session)
    engine.says("One ", Hold).says("Two ", Hold)
    dialog.ask.click()
    qtbot.waitUntil(lambda: all(each.text.toPlainText() for each in dialog.columns))
    qtbot.waitUntil(dialog.stop.isVisible)
    dialog.leave.click()
    qtbot.waitUntil(lambda: session.services.comparing.current is None)
    qtbot.waitUntil(lambda: not session.window.page.composer._is_answering)
    rows = session.window.page.transcript._rows
    assert rows[-1].text in ("One ", "Two ", "One", "Two")


def test_a_lock_closes_it(qtbot: QtBot, session: Session) -> None:
    opened(session)
    session.compare.hear(VaultChanged(VaultState.LOCKED))
    assert session.compare.dialog is None
