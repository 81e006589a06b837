"""A long conversation: its end is seen at once, the rest comes by and by, and nothing is lost."""

import threading

import pytest
from fake_engine import FakeEngine, Hold
from pytestqt.qtbot import QtBot

from app.domain.conversations import Conversation, Message
from app.domain.generation import FinishReason, Role
from app.domain.ids import ConversationId, MessageId
from app.gui.chat.opening import FIRST
from app.gui.session import Session

COUNT = 1_300
LONG = ConversationId("long")
OTHER = ConversationId("other")


def fill(session: Session, conversation_id: ConversationId, count: int) -> None:
    store = session.services.chat._store
    store.add(Conversation(conversation_id, conversation_id))
    for number in range(count):
        role = Role.ASSISTANT if number % 2 else Role.USER
        finish = FinishReason.STOP if number % 2 else None
        message = Message(MessageId(f"{conversation_id}{number}"), role, f"Says {number}")
        store.append(conversation_id, Message(message.id, role, message.text, finish=finish))


def shown(session: Session) -> list[str]:
    return [row.id for row in session.window.page.transcript._rows]


@pytest.fixture
def long(session: Session) -> Session:
    fill(session, LONG, COUNT)
    fill(session, OTHER, 2)
    return session


@pytest.fixture
def held(long: Session, monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """More than the end of a conversation is read only once it is set."""
    go_on, read = threading.Event(), long.services.chat.earlier_messages

    def slowly(conversation_id: ConversationId, first: MessageId, count: int) -> list[Message]:
        go_on.wait(60)
        return read(conversation_id, first, count)

    monkeypatch.setattr(long.services.chat, "earlier_messages", slowly)
    return go_on


def test_the_end_is_seen_before_the_rest_is_read(
    long: Session, held: threading.Event, qtbot: QtBot
) -> None:
    long.chat.open(LONG)
    qtbot.waitUntil(lambda: len(shown(long)) == FIRST)
    assert shown(long)[-1] == f"long{COUNT - 1}"
    transcript = long.window.page.transcript
    place = {row: transcript._views[at].y() for at, row in enumerate(shown(long)) if at in
             transcript._views}  # fmt: skip
    held.set()
    qtbot.waitUntil(lambda: len(shown(long)) == COUNT)
    assert shown(long) == [f"long{number}" for number in range(COUNT)]
    after = {shown(long)[at]: view.y() for at, view in transcript._views.items()}
    assert place == after, "what is read stays where it is"
    transcript.verticalScrollBar().setValue(0)
    assert transcript._views[0].row is not None
    assert transcript._views[0].row.text == "Says 0"


def test_what_waits_for_the_whole_is_done_then(
    long: Session, held: threading.Event, qtbot: QtBot
) -> None:
    done: list[int] = []
    long.chat.open(LONG, lambda: done.append(len(shown(long))))
    qtbot.waitUntil(lambda: len(shown(long)) == FIRST)
    assert done == []
    held.set()
    qtbot.waitUntil(lambda: done == [COUNT])
    long.chat.open(LONG, lambda: done.append(0))
    assert done == [COUNT, 0], "it is there already"


def test_nothing_comes_of_a_conversation_that_was_left(
    long: Session, held: threading.Event, qtbot: QtBot
) -> None:
    done: list[str] = []
    long.chat.open(LONG, lambda: done.append("long"))
    qtbot.waitUntil(lambda: len(shown(long)) == FIRST)
    long.chat.open(OTHER, lambda: done.append("other"))
    qtbot.waitUntil(lambda: long.chat.current == OTHER)
    held.set()
    qtbot.waitUntil(lambda: done == ["other"])
    qtbot.wait(100)
    assert shown(long) == ["other0", "other1"]
    long.chat.open(LONG)
    long.chat.new_chat()
    qtbot.wait(100)
    assert shown(long) == []


def test_what_is_said_meanwhile_stands_at_the_end(
    long: Session, engine: FakeEngine, held: threading.Event, qtbot: QtBot
) -> None:
    engine.says("Yes", Hold, ", indeed.")
    long.chat.open(LONG)
    qtbot.waitUntil(lambda: len(shown(long)) == FIRST)
    long.chat.send("And?")
    rows = long.window.page.transcript._rows
    qtbot.waitUntil(lambda: rows[-1].text == "Yes")
    held.set()
    qtbot.waitUntil(lambda: len(rows) == COUNT + 2)
    engine.go_on()
    qtbot.waitUntil(lambda: rows[-1].text == "Yes, indeed.")
    assert [row.text for row in rows[-3:-1]] == [f"Says {COUNT - 1}", "And?"]


def test_an_answer_that_ended_while_it_was_read_is_shown_ended(
    long: Session, engine: FakeEngine, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.says("Yes", Hold, ", indeed.")
    long.chat.open(OTHER)
    qtbot.waitUntil(lambda: long.chat.current == OTHER)
    long.chat.send("And?")
    rows = long.window.page.transcript._rows
    qtbot.waitUntil(lambda: rows[-1].text == "Yes")
    long.chat.new_chat()
    read = long.services.chat.latest_messages

    def late(conversation_id: ConversationId, count: int) -> list[Message]:
        messages = read(conversation_id, count)
        engine.go_on()
        assert long.services.chat.wait_idle(5)
        return messages

    monkeypatch.setattr(long.services.chat, "latest_messages", late)
    long.chat.open(OTHER)
    qtbot.waitUntil(lambda: bool(rows) and rows[-1].text == "Yes, indeed.")
    assert not rows[-1].is_live


def test_an_answer_that_was_cut_off_can_go_on_when_the_rest_is_there(
    long: Session, held: threading.Event, qtbot: QtBot
) -> None:
    cut = Message(MessageId("cut"), Role.ASSISTANT, "And", finish=FinishReason.CANCELLED)
    store = long.services.chat._store
    store.append(LONG, Message(MessageId("asked"), Role.USER, "And?"))  # what answers go on from
    store.append(LONG, cut)
    long.chat.open(LONG)
    qtbot.waitUntil(lambda: len(shown(long)) == FIRST)
    held.set()
    qtbot.waitUntil(lambda: len(shown(long)) == COUNT + 2)
    rows = long.window.page.transcript._rows
    assert [row.id for row in rows if row.turn is not None and row.turn.can_go_on] == ["cut"]
    assert all(row.turn is not None for row in rows)
