"""What the first sight of a conversation needs is done beside the window, and done once."""

import threading

import pygments.lexers
import pytest
from pytestqt.qtbot import QtBot

from app.domain.conversations import Conversation, Message
from app.domain.generation import FinishReason, Role
from app.domain.ids import ConversationId, MessageId
from app.gui.chat import highlighter
from app.gui.session import Session

CODED = ConversationId("coded")
TEXT = "As follows:\n\n```python\ndef double(it):\n    return 2 * it\n```\n"


@pytest.fixture
def coded(session: Session) -> Session:
    store = session.services.chat._store
    store.add(Conversation(CODED, "Code"))
    store.append(CODED, Message(MessageId("q"), Role.USER, "How?"))
    answer = Message(MessageId("a"), Role.ASSISTANT, TEXT, finish=FinishReason.STOP)
    store.append(CODED, answer)
    return session


def test_the_rules_that_colour_code_are_loaded_in_another_thread(
    coded: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    loading: list[threading.Thread] = []
    load = pygments.lexers.get_lexer_by_name

    def noted(name: str) -> object:
        loading.append(threading.current_thread())
        return load(name)

    monkeypatch.setattr(pygments.lexers, "get_lexer_by_name", noted)
    highlighter._lexer.cache_clear()
    highlighter.forget()
    coded.chat.open(CODED)
    transcript = coded.window.page.transcript
    qtbot.waitUntil(lambda: len(transcript._rows) == 2)
    assert "def double" in transcript._views[1].body.toPlainText()
    assert coded.window.look.syntax.keyword in transcript._views[1].body.toHtml()
    assert len(loading) == 1
    assert loading[0] is not threading.main_thread()


def test_the_first_conversation_is_laid_out_in_the_size_in_which_it_is_seen(
    coded: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    transcript = coded.window.page.transcript
    widths: list[int] = []
    measure = transcript._layout._measure

    def noted(place: int) -> int:
        widths.append(transcript._column)
        return measure(place)

    monkeypatch.setattr(transcript._layout, "_measure", noted)
    coded.chat.open(CODED)
    qtbot.waitUntil(lambda: len(transcript._rows) == 2)
    assert len(widths) == 2
    assert set(widths) == {transcript._column}
