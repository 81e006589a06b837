"""The real starter model is made smaller in the window, then both are tested, briefly."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from vault_homes import make_vault

from app.bootstrap import build
from app.domain.evaluation import EvaluationSet, Question
from app.domain.models import ModelPhase
from app.domain.vault import VaultState
from app.gui.session import Session

pytestmark = pytest.mark.real_engine
SET = EvaluationSet(
    "",
    "Hello",
    "en",
    "",
    (
        Question("Say hello.", pattern="[A-Za-z]", max_tokens=12),
        Question("What is 1 + 1?", choices=("A kettle of fish", "2"), answer=1),
    ),
)


@pytest.fixture
def session(
    qtbot: QtBot, qapp: QApplication, starter_home: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Session]:
    monkeypatch.setattr("sys.excepthook", __import__("sys").excepthook)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    make_vault(starter_home, None)
    made = Session(qapp, None, ("appearance.language=en",), offline=True)
    qtbot.addWidget(made.window)
    made.show()
    qtbot.waitExposed(made.window)
    wait(qtbot, lambda: made.services.vault.state is VaultState.OPEN)
    wait(qtbot, lambda: not made.window.is_covered)
    wait(qtbot, lambda: made.services.models.state.phase is ModelPhase.READY)
    yield made
    made.window.close()
    qapp.setStyleSheet("")


def wait(qtbot: QtBot, condition: Callable[[], bool]) -> None:
    qtbot.waitUntil(condition)


def test_a_model_is_made_smaller_and_both_are_tested(
    qtbot: QtBot, session: Session, starter_home: Path
) -> None:
    session.workshop.open()
    page = session.workshop.page
    wait(qtbot, lambda: page.make.source is not None)
    page.make.type.setCurrentText("Q4_0")
    page.make.agree.click()
    page.make.measures.click()  # that takes minutes where much goes on
    wait(qtbot, page.make.make.isEnabled)
    qtbot.mouseClick(page.make.make, Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: page.result.made is not None)
    made = page.result.made
    assert made is not None
    assert made.model.model.bytes < made.source.bytes
    assert page.result.table.figure(0, 1) == "Q4_0"
    assert session.services.models.state.phase is ModelPhase.READY, "one can go on talking"
    kept = session.services.measuring.sets.keep(SET)
    page.result.test.click()
    ask = session.evaluation.page.ask
    wait(qtbot, lambda: kept.id in ask.own.boxes and len(ask.models.chosen) == 1)
    ask.models.choose(list(ask.models.boxes))
    ask.own.choose([kept.id])
    qtbot.mouseClick(ask.start, Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: ask.results.run is not None)
    assert ask.results.table.columnCount() == 2
    assert " of 2 · " in ask.results.table.figure(0, 0)
    session.window.close()
    app = build(starter_home, offline=True)
    try:
        app.vault.unlock_unprotected()
        (run,) = app.measuring.runs.all()
        assert [each.sets[0].score.total for each in run.results] == [2, 2]
        assert all(each.sets[0].outcomes[0].is_right for each in run.results)
        assert [each.name for each in app.measuring.sets.own()] == ["Hello"]
    finally:
        app.close()
