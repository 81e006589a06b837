"""Two styles of the real starter model side by side, in a vault: gone on with, and broken off."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from vault_homes import make_vault

from app.bootstrap import build
from app.domain.generation import FinishReason
from app.domain.vault import VaultState
from app.gui.compare.view import CompareView
from app.gui.session import Session

pytestmark = pytest.mark.real_engine


@pytest.fixture
def open_session(
    qtbot: QtBot, qapp: QApplication, starter_home: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Session]]:
    monkeypatch.setattr("sys.excepthook", __import__("sys").excepthook)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    make_vault(starter_home, None)
    opened: list[Session] = []

    def open_one(max_tokens: int) -> Session:
        made = Session(
            qapp, None, ("appearance.language=en", f"sampling.max_tokens={max_tokens}"),
            offline=True,
        )  # fmt: skip
        opened.append(made)
        qtbot.addWidget(made.window)
        made.show()
        qtbot.waitExposed(made.window)
        wait(qtbot, lambda: made.services.vault.state is VaultState.OPEN)
        wait(qtbot, lambda: not made.window.is_covered)
        return made

    yield open_one
    for each in opened:
        each.window.close()
    qapp.setStyleSheet("")


def wait(qtbot: QtBot, condition: Callable[[], bool]) -> None:
    qtbot.waitUntil(condition)


def asked(qtbot: QtBot, session: Session) -> CompareView:
    """Ask for two styles at once, and wait until both write."""
    qtbot.keyClicks(session.window.page.composer.edit, "Name three colours.")
    session.compare.open()
    view = session.compare.view
    assert view is not None
    for column, style in zip(view.columns, ("precise", "creative"), strict=True):
        column.style_box.setCurrentIndex(column.style_box.findData(style))
    qtbot.mouseClick(view.ask, Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: view.is_asked and all(_written(view)))
    return view


def _written(view: CompareView) -> list[str]:
    return [each._row.text if each._row is not None else "" for each in view.columns]


def test_one_is_chosen_then_a_window_that_closes_in_the_middle_loses_nothing(
    qtbot: QtBot, open_session: Callable[..., Session], starter_home: Path
) -> None:
    session = open_session(12)
    view = asked(qtbot, session)
    wait(qtbot, lambda: all(each.is_over for each in view.columns))
    wanted = _written(view)[1]
    qtbot.keyClick(view, Qt.Key.Key_2)
    rows = session.window.page.transcript._rows
    wait(qtbot, lambda: bool(rows) and rows[-1].text == wanted)
    turn = rows[-1].turn
    assert turn is not None
    assert turn.of == 2
    session.services.settings.tell("sampling.max_tokens=4000")
    session.chat.new_chat()
    asked(qtbot, session)
    conversation = session.chat.current
    assert conversation is not None
    session.window.quit()
    app = build(starter_home, offline=True)
    try:
        app.vault.unlock_unprotected()
        versions = app.chat.siblings(app.chat.messages(conversation)[-1].id)
        assert len(versions) == 2
        assert all(each.text for each in versions)
        assert {each.finish for each in versions} == {FinishReason.CANCELLED}
    finally:
        app.close()
