"""A transcript, and a real window whose documents were read by the real children."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Callable
from pathlib import Path

import pytest
from fake_engine import FakeEngine
from pytestqt.qtbot import QtBot
from source_room import SourceRoom

from app.gui.session import Session


@pytest.fixture
def room(
    qtbot: QtBot,
    tiny_home: Path,
    engine: FakeEngine,
    open_window: Callable[..., Session],
    tmp_path: Path,
) -> SourceRoom:
    """A window of 1280 × 800 and a folder for documents."""
    session = open_window(
        "appearance.language=en", "appearance.theme=light", "documents.answers=written"
    )
    session.window.resize(1280, 800)
    return SourceRoom(session, engine, tmp_path / "papers", qtbot)
