"""A window whose documents are read without children and without a model."""

from collections.abc import Callable
from pathlib import Path

import pytest
from documents_window import Embedder, Papers, Reader
from fake_engine import FakeEngine
from pytestqt.qtbot import QtBot

from app import bootstrap
from app.gui.session import Session


@pytest.fixture
def open_papers(
    engine: FakeEngine,
    tiny_home: Path,
    open_window: Callable[..., Session],
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[..., Papers]:
    """Opens windows; `has_embedder` says whether meaning can be searched."""

    def open_one(*, has_embedder: bool = True) -> Papers:
        reader, embedder = Reader(), Embedder(is_there=has_embedder)
        monkeypatch.setattr(bootstrap, "ReaderClient", lambda: reader)
        monkeypatch.setattr(bootstrap, "EmbedderService", lambda *_: embedder)
        folder = tmp_path / "Leases"
        folder.mkdir(exist_ok=True)
        session = open_window("appearance.language=en", "appearance.theme=light")
        return Papers(session, qtbot, folder, reader, embedder)

    return open_one


@pytest.fixture
def papers(open_papers: Callable[..., Papers]) -> Papers:
    """A window with an embedder."""
    return open_papers()
