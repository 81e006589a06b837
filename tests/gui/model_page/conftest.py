"""A window whose page of models fetches from a stand-in hub, and whose user has other programs."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fake_engine import FakeEngine
from hub_room import model_bytes
from model_page_room import FILE, PageRoom
from pytestqt.qtbot import QtBot
from stand_in_hub import StandInHub, running

from app.catalog import elsewhere
from app.gui.session import Session


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return model_bytes(tmp_path_factory.mktemp("made"))


@pytest.fixture
def hub(data: bytes) -> Iterator[StandInHub]:
    with running(StandInHub({FILE: data, "tiny.Q8_0.gguf": data + bytes(9_000)})) as made:
        yield made


@pytest.fixture
def user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own folder; other programs of theirs have nothing yet."""
    monkeypatch.setattr(elsewhere, "_LEAST_BYTES", 4)
    for name in ("OLLAMA_MODELS", "LLAMA_CACHE", "HF_HOME", "HF_HUB_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "user"
    folder.mkdir()
    monkeypatch.setattr(Path, "home", lambda: folder)
    return folder


@pytest.fixture
def room(
    engine: FakeEngine,
    tiny_home: Path,
    user: Path,
    hub: StandInHub,
    open_window: Callable[..., Session],
    qtbot: QtBot,
) -> PageRoom:
    session = open_window(
        "appearance.language=en", "appearance.theme=light", f"network.mirror={hub.address}"
    )
    return PageRoom(session, qtbot)
