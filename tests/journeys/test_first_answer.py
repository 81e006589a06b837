"""From a fresh home to an answer of the real starter model, in the window and after a crash."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.models import ModelPhase
from app.gui.chat.rows import Row
from app.gui.session import Session

pytestmark = pytest.mark.real_engine
GREEDY = ("sampling.temperature=0", "appearance.language=en")


@pytest.fixture
def session(
    qtbot: QtBot,
    qapp: QApplication,
    starter_home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Session]:
    monkeypatch.setattr("sys.excepthook", __import__("sys").excepthook)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    made = Session(qapp, None, GREEDY, offline=True)
    qtbot.addWidget(made.window)
    made.show()
    qtbot.waitExposed(made.window)
    yield made
    made.close()


def rows(session: Session) -> list[Row]:
    return session.window.page.transcript._rows


def write(qtbot: QtBot, session: Session, words: str) -> None:
    edit = session.window.page.composer.edit
    qtbot.keyClicks(edit, words)
    qtbot.keyClick(edit, Qt.Key.Key_Return)


def wait(qtbot: QtBot, condition: Callable[[], bool]) -> None:
    qtbot.waitUntil(condition)


def test_the_first_question_is_answered(qtbot: QtBot, session: Session) -> None:
    write(qtbot, session, "What is the capital of France?")
    wait(qtbot, lambda: len(rows(session)) == 2 and not rows(session)[1].is_live)
    assert "Paris" in rows(session)[1].text
    assert "ready on" in session.window.chip.text()


def test_a_killed_engine_costs_one_answer_and_nothing_else(qtbot: QtBot, session: Session) -> None:
    write(qtbot, session, "Write a long story about a cat that travels the world.")
    wait(qtbot, lambda: len(rows(session)) == 2 and len(rows(session)[1].text) > 40)
    os.kill(session.services.engine.pid, signal.SIGKILL)
    wait(qtbot, lambda: not rows(session)[1].is_live)
    partial = rows(session)[1]
    assert len(partial.text) > 40
    assert partial.is_error
    assert "stopped unexpectedly" in partial.status
    assert session.window.isVisible()
    session.window.sidebar.new_chat.click()
    write(qtbot, session, "What is the capital of France?")
    wait(qtbot, lambda: len(rows(session)) == 2 and not rows(session)[1].is_live)
    assert "Paris" in rows(session)[1].text


def test_stop_in_the_middle_of_a_real_answer(qtbot: QtBot, session: Session) -> None:
    write(qtbot, session, "Write a long story about a cat that travels the world.")
    wait(qtbot, lambda: len(rows(session)) == 2 and len(rows(session)[1].text) > 40)
    qtbot.keyClick(session.window.page.composer.edit, Qt.Key.Key_Escape)
    wait(qtbot, lambda: not rows(session)[1].is_live)
    assert rows(session)[1].status == "Stopped"
    assert session.services.models.state.phase is ModelPhase.READY


def test_closing_the_window_ends_the_engine(qtbot: QtBot, session: Session) -> None:
    write(qtbot, session, "Write a long story about a cat that travels the world.")
    wait(qtbot, lambda: len(rows(session)) == 2 and bool(rows(session)[1].text))
    session.window.close()
    assert session.services.engine.pid == 0
