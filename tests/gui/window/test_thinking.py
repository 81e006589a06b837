"""A thinking answer in a real window: a line while it thinks, the seconds, the text on a click."""

import re
import time
from types import SimpleNamespace

import pytest
from fake_engine import FakeEngine, Hold
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.errors import EngineCrashed
from app.domain.generation import Thought
from app.gui.chat import thinking_clock
from app.gui.chat.message_view import MessageView
from app.gui.session import Session


def answer(session: Session) -> MessageView:
    views = session.window.page.transcript._views
    return views[max(views)]


def ask(session: Session, qtbot: QtBot) -> None:
    edit = session.window.page.composer.edit
    qtbot.keyClicks(edit, "Rain?")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(session.window.page.transcript._views) == 2)


def test_thoughts_come_before_the_answer(
    session: Session, engine: FakeEngine, qtbot: QtBot
) -> None:
    engine.says(Thought("Is it "), Thought("raining?"), Hold, "It is dry.")
    ask(session, qtbot)
    view = answer(session)
    qtbot.waitUntil(view.thoughts.isVisible)
    assert view.thoughts.line.text() == "Thinking…"
    assert view.note.text() == ""
    qtbot.waitUntil(lambda: view.row is not None and view.row.thoughts == "Is it raining?")
    QTest.mouseClick(view.thoughts.line, Qt.MouseButton.LeftButton)
    assert view.thoughts.browser.toPlainText() == "Is it raining?"
    engine.go_on()
    qtbot.waitUntil(lambda: view.row is not None and not view.row.is_live)
    assert view.thoughts.line.text() == "Thought for 3 s"
    assert view.body.toPlainText().strip() == "It is dry."
    assert view.thoughts.browser.isVisible()


def test_the_seconds_run_while_it_thinks(
    session: Session, engine: FakeEngine, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = SimpleNamespace(monotonic=lambda: time.monotonic() * 50)
    monkeypatch.setattr(thinking_clock, "time", quick)
    session.chat._live.thinking._timer.setInterval(10)
    engine.says(Thought("Is it raining?"), Hold, "It is dry.")
    ask(session, qtbot)
    seen = set[str]()

    def seconds_pass() -> bool:
        seen.add(answer(session).thoughts.line.text())
        return len(seen - {"", "Thinking…"}) > 2

    qtbot.waitUntil(seconds_pass)
    assert all(re.fullmatch(r"(Thinking…( \d+ s)?)?", each) for each in seen)
    assert answer(session).thoughts.line.accessibleName() == "Thinking…"
    session.chat.refresh()
    qtbot.waitUntil(lambda: answer(session).thoughts.line.text() not in seen)
    engine.go_on()
    qtbot.waitUntil(lambda: answer(session).thoughts.line.text() == "Thought for 3 s")
    assert not session.chat._live.thinking._timer.isActive()


def test_an_answer_under_way_is_found_again_with_its_thoughts(
    session: Session, engine: FakeEngine, qtbot: QtBot
) -> None:
    engine.says(Thought("Is it raining?"), Hold, "It is dry.")
    ask(session, qtbot)
    qtbot.waitUntil(answer(session).thoughts.isVisible)
    controller = session.chat
    current = controller._current
    assert current is not None
    controller.new_chat()
    controller.open(current)
    qtbot.waitUntil(lambda: len(session.window.page.transcript._views) == 2)
    view = answer(session)
    assert view.row is not None
    assert view.row.thoughts == "Is it raining?"
    assert view.thoughts.line.text() == "Thinking…"
    engine.go_on()
    qtbot.waitUntil(lambda: view.row is not None and not view.row.is_live)
    assert view.row.thoughts == "Is it raining?"
    assert view.thoughts.line.text() == "Thought for 3 s"


def test_thoughts_that_were_cut_short_are_kept_with_the_reason(
    session: Session, engine: FakeEngine, qtbot: QtBot
) -> None:
    engine.says(Thought("Is it"), EngineCrashed())
    ask(session, qtbot)
    qtbot.waitUntil(lambda: bool(answer(session).row and answer(session).row.is_error))
    view = answer(session)
    assert view.thoughts.line.text() == "Thoughts"
    assert "stopped unexpectedly" in view.note.text()
