"""A real window around a fake engine, and a way to wait for what it shows."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fake_engine import FakeEngine
from gguf_files import tiny_llama
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import bootstrap
from app.gui.application import Session


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    """Takes the place of the real one in the next session."""
    fake = FakeEngine()
    monkeypatch.setattr(bootstrap, "EngineClient", lambda: fake)
    return fake


@pytest.fixture
def open_window(
    qtbot: QtBot, qapp: QApplication, home: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Session]]:
    """Opens windows; closes them, and puts the hooks back, at the end."""
    opened: list[Session] = []
    monkeypatch.setattr("sys.excepthook", __import__("sys").excepthook)
    monkeypatch.setattr("signal.signal", lambda *_: None)

    def open_one(*assignments: str) -> Session:
        session = Session(qapp, None, assignments, offline=True)
        opened.append(session)
        qtbot.addWidget(session.window)
        session.show()
        qtbot.waitExposed(session.window)
        return session

    yield open_one
    for session in opened:
        session.window.close()
        session._translations.speak("en")
    qapp.setStyleSheet("")


@pytest.fixture
def tiny_home(home: Path) -> Path:
    """A home with a tiny model, for sessions with a fake engine."""
    (home / "models").mkdir(parents=True)
    tiny_llama(home / "models" / "tiny.gguf")
    return home


@pytest.fixture
def session(engine: FakeEngine, tiny_home: Path, open_window: Callable[..., Session]) -> Session:
    """A window with a tiny model and a fake engine."""
    return open_window("appearance.language=en", "appearance.theme=light")
