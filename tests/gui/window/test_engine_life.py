"""What the window shows of the engine's life, and that it never waits for it."""

import time
from collections.abc import Callable

import pytest
from fake_engine import FakeEngine, Hold
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.domain.errors import AppError, EngineHangs, EngineUnstable
from app.domain.models import ModelPhase
from app.gui.session import Session


def write(qtbot: QtBot, session: Session, words: str) -> None:
    edit = session.window.page.composer.edit
    qtbot.keyClicks(edit, words)
    qtbot.keyClick(edit, Qt.Key.Key_Return)


def last_row(session: Session) -> tuple[str, str]:
    rows = session.window.page.transcript._rows
    return (rows[-1].text, rows[-1].status) if rows else ("", "")


@pytest.fixture
def watchful(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.idle_unload.CHECK_SECONDS", 0.01)


@pytest.mark.usefixtures("watchful")
@pytest.mark.parametrize(
    ("language", "chip", "tip"),
    [
        ("en", "tiny · not loaded", "Not in memory. Your next message loads it."),
        ("ko", "tiny · 불러오지 않음", "메모리에 없습니다. 다음 메시지를 보내면 불러옵니다."),
    ],
)
def test_a_model_is_unloaded_without_a_moment_of_stillness(
    qtbot: QtBot,
    tiny_home: object,
    engine: FakeEngine,
    open_window: Callable[..., Session],
    language: str,
    chip: str,
    tip: str,
) -> None:
    session = open_window(f"appearance.language={language}", "engine.idle_minutes=1")
    shown = session.window.chip
    qtbot.waitUntil(lambda: shown.property("phase") == "ready")
    engine.hold_unload.clear()
    engine.idle_for = 60.0
    qtbot.waitUntil(lambda: engine.unloads == 1)
    ticks: list[float] = []
    timer = QTimer(session.window)
    timer.timeout.connect(lambda: ticks.append(time.monotonic()))
    timer.start(5)
    qtbot.waitUntil(lambda: len(ticks) >= 20)  # the unloading goes on, and so does the window
    assert shown.property("phase") == "ready"
    engine.hold_unload.set()
    qtbot.waitUntil(lambda: shown.property("phase") == "unloaded")
    timer.stop()
    assert chip in shown.text()
    assert shown.toolTip() == tip
    assert not session.window.page.banner.isVisible()
    engine.idle_for = 0.0
    engine.says("Here I am.")
    write(qtbot, session, "Hello?")
    qtbot.waitUntil(lambda: last_row(session)[0] == "Here I am.")
    qtbot.waitUntil(lambda: shown.property("phase") == "ready")


def test_an_engine_that_hangs_is_told_in_the_answer_and_by_the_chip(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    qtbot.waitUntil(lambda: session.services.models.state.phase is ModelPhase.READY)
    error = EngineHangs("exit code -9")
    engine.says("half an", Hold, error)
    write(qtbot, session, "Go")
    qtbot.waitUntil(lambda: last_row(session)[0] == "half an")
    engine.crash()
    session.services.models.on_engine_crash(error)
    engine.go_on()
    qtbot.waitUntil(lambda: "stopped responding" in last_row(session)[1])
    assert last_row(session)[0] == "half an"
    chip = session.window.chip
    qtbot.waitUntil(lambda: chip.property("phase") == "unloaded")
    assert "stopped responding" in chip.toolTip()
    engine.says("Whole.")
    write(qtbot, session, "Again")
    qtbot.waitUntil(lambda: last_row(session)[0] == "Whole.")
    assert "responding" not in chip.toolTip()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (EngineUnstable("last words", seconds=20), "Try again in 20 seconds"),
        (EngineHangs("last words"), "stopped responding"),
    ],
)
def test_a_load_that_the_engine_does_not_survive_is_explained_with_a_next_step(
    qtbot: QtBot, session: Session, engine: FakeEngine, error: AppError, words: str
) -> None:
    qtbot.waitUntil(lambda: session.services.models.state.phase is ModelPhase.READY)
    engine.crash()
    engine.load_error = error
    write(qtbot, session, "Go")
    banner = session.window.page.banner
    qtbot.waitUntil(banner.isVisible)
    assert words in banner._sentence.text()
    assert words in last_row(session)[1]
    buttons = [button.text() for button in banner.findChildren(QPushButton)]
    assert {"Other model…", "Details"} <= set(buttons)
    assert {"Try again", "Load anyway"} & set(buttons)
    assert "could not be loaded" in session.window.chip.text()
