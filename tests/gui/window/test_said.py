"""What is said to those who hear the window: the end of an answer, a stop, trouble."""

import pytest
from fake_engine import FakeEngine, Hold
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from pytestqt.qtbot import QtBot

from app.domain.errors import EngineCrashed
from app.gui.session import Session


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is announced."""
    heard: list[str] = []

    def take(event: QAccessibleAnnouncementEvent) -> None:
        heard.append(event.message())

    monkeypatch.setattr(QAccessible, "updateAccessibility", take)
    return heard


def test_an_answer_in_sentences_and_its_end(
    qtbot: QtBot, session: Session, engine: FakeEngine, said: list[str]
) -> None:
    engine.says("It ", "is so. ", "And that ", "is all")
    session.chat.send("Is it?")
    qtbot.waitUntil(lambda: "Answer finished" in said)
    assert "\n".join(said) == "It is so.\nAnd that is all\nAnswer finished"


def test_a_stop(qtbot: QtBot, session: Session, engine: FakeEngine, said: list[str]) -> None:
    engine.says("Some words. ", "and more ", Hold)
    session.chat.send("Go on?")
    qtbot.waitUntil(lambda: "Some words." in said)
    session.chat.stop()
    qtbot.waitUntil(lambda: said[-1] == "Stopped")
    assert "Answer finished" not in said


def test_trouble(qtbot: QtBot, session: Session, engine: FakeEngine, said: list[str]) -> None:
    engine.says(EngineCrashed())
    session.chat.send("Go on?")
    qtbot.waitUntil(lambda: any(EngineCrashed.sentence in each for each in said))
    assert "Answer finished" not in said


def test_korean_words(qtbot: QtBot, session: Session, engine: FakeEngine, said: list[str]) -> None:
    session.set_language("ko")
    engine.says("그렇습니다.", "끝입니다")
    session.chat.send("그래?")
    qtbot.waitUntil(lambda: "답변이 끝났습니다" in said)
    assert "\n".join(said[:-1]).split("\n") == ["그렇습니다.", "끝입니다"]


def test_nothing_while_another_page_is_shown(
    qtbot: QtBot, session: Session, engine: FakeEngine, said: list[str]
) -> None:
    engine.says("Unheard. ", "Still unheard.")
    session.library.open()
    session.chat.send("Go on?")
    page = session.window.page
    qtbot.waitUntil(lambda: bool(page.transcript._rows) and not page.transcript._rows[-1].is_live)
    assert said == []
