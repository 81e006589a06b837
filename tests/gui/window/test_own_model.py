"""A conversation that was given a model of its own, opened again in the window."""

from pathlib import Path

from fake_engine import FakeEngine
from gguf_files import tiny_llama
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.domain.errors import OwnModelMissing
from app.domain.ids import ConversationId
from app.gui.session import Session


def say(qtbot: QtBot, session: Session, words: str) -> ConversationId:
    """Send a message, and wait for its answer."""
    session.window.page.composer.send_requested.emit(words)
    rows = session.window.page.transcript._rows
    qtbot.waitUntil(lambda: bool(rows) and not rows[-1].is_live and len(rows) > 1)
    assert session.chat.current is not None
    return session.chat.current


def model(session: Session) -> str:
    chosen = session.services.models.state.model
    assert chosen is not None
    return chosen.path.stem


def test_it_answers_again_where_it_was_chosen(
    qtbot: QtBot, session: Session, engine: FakeEngine, tiny_home: Path
) -> None:
    other = tiny_llama(tiny_home / "models" / "other.gguf")
    first = say(qtbot, session, "Hi")
    session.models.choose(str(other))
    qtbot.waitUntil(lambda: session.services.conversation_settings.of(first).model == str(other))
    session.chat.new_chat()
    session.models.choose("tiny")
    second = say(qtbot, session, "Hello")
    session.chat.open(first)
    qtbot.waitUntil(lambda: session.chat.current == first and model(session) == "other")
    qtbot.waitUntil(lambda: "other" in session.window.chip.text())
    other.unlink()
    session.chat.open(second)
    qtbot.waitUntil(lambda: session.chat.current == second and model(session) == "tiny")
    session.chat.open(first)
    banner = session.window.page.banner
    qtbot.waitUntil(lambda: isinstance(banner._error, OwnModelMissing))
    assert model(session) == "tiny"
    assert "other.gguf" in banner._sentence.text()
    session.chat.open(second)
    qtbot.waitUntil(lambda: banner._error is None)


def test_the_menu_of_models_says_how_often_each_was_chosen(
    session: Session, tiny_home: Path
) -> None:
    tiny_llama(tiny_home / "models" / "other.gguf")
    names = [each.id for each in session.services.models.installed()]
    session.services.comparing.tally.count("other", names)
    menu = session.window.chip.menu()
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    shown = [each.text() for each in menu.actions() if "chosen" in each.text()]
    assert len(shown) == 2
    assert any(each.startswith("other") and "chosen 1 of 1 times" in each for each in shown)
