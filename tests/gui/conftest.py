"""A real window around a fake engine, and a way to wait for what it shows."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fake_engine import FakeEngine
from fake_vault import FakeHistory, FakeVault
from gguf_files import tiny_llama
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from vault_room import PASSPHRASE, OpenRoom, Room, unlock

from app import bootstrap
from app.gui.chat.look import LIGHT
from app.gui.chat.rows import Labels
from app.gui.chat.transcript import Transcript
from app.gui.session import Session
from app.gui.vault.controller import VaultController
from app.gui.vault.sleep_watch import SleepWatch


@pytest.fixture
def transcript(qtbot: QtBot) -> Transcript:
    """A shown transcript of 900 × 600."""
    view = Transcript(LIGHT, Labels())
    qtbot.addWidget(view)
    view.resize(900, 600)
    view.show()
    qtbot.waitExposed(view)
    return view


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
    # Views made ahead of the first conversation take a fifth of a window's time, and few are used.
    monkeypatch.setattr("app.gui.chat.row_area._READY", 0)

    def open_one(*assignments: str, is_hidden: bool = False) -> Session:
        session = Session(qapp, None, assignments, offline=True)
        opened.append(session)
        qtbot.addWidget(session.window)
        if is_hidden:
            session.start_hidden()
            return session
        session.show()
        qtbot.waitExposed(session.window)
        return session

    yield open_one
    for session in opened:
        session.window.close()
        session.frame.translations.speak("en")
    # Widgets that stay cost each later change of style time: hundreds of windows, hundredfold.
    for widget in qapp.topLevelWidgets():
        widget.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
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


class _NoController:
    """Takes the place of a window's own VaultController, where a test makes one for its fakes."""

    def __init__(self, *_services: object, **_options: object) -> None: ...

    def hear(self, _event: object) -> None: ...

    def close(self) -> None: ...


@pytest.fixture
def open_room(
    engine: FakeEngine,
    tiny_home: object,
    open_window: Callable[..., Session],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> OpenRoom:
    """Opens windows; `passphrase` None is a vault that needs none, `exists` one that is locked."""

    def open_one(
        passphrase: str | None = PASSPHRASE, *, exists: bool = True, **options: object
    ) -> Room:
        with monkeypatch.context() as patch:
            patch.setattr("app.gui.vault.wiring.VaultController", _NoController)
            session = open_window("appearance.language=en", "appearance.theme=light")
        bus, store = session.services.bus, session.services.chat._store
        vault = FakeVault(bus, passphrase if exists else None, exists=exists)
        room = Room(session, vault, FakeHistory(store, bus), SleepWatch(session.window))  # type: ignore[arg-type]
        room.controller = VaultController(
            vault, room.history, session.services.jobs, session.bridge, session.window,
            session.chat, watch=room.watch, **options,  # type: ignore[arg-type]
        )  # fmt: skip
        session.bridge.event_received.connect(room.controller.hear)
        return room

    return open_one


@pytest.fixture
def opened(open_room: OpenRoom, qtbot: QtBot) -> Room:
    """A vault that was unlocked with its passphrase."""
    room = open_room()
    unlock(qtbot, room)
    return room
