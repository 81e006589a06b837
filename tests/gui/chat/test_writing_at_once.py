"""Who writes stays with what they write, whichever conversation is being opened meanwhile."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from fake_engine import FakeEngine, Hold
from PySide6.QtCore import QObject, Qt
from pytestqt.qtbot import QtBot
from vault_room import Room, unlock

from app.domain.conversations import Conversation, Message
from app.domain.errors import AppError
from app.domain.generation import FinishReason, Role
from app.domain.ids import ConversationId, MessageId
from app.gui.chat.opening import Opening
from app.gui.chat.sending import Sending
from app.gui.session import Session

OLD = ConversationId("old")
OTHER = ConversationId("other")
PATIENCE_S = 60


class Gate:
    """Stands between what was done beside the window and the window that is to hear of it."""

    def __init__(self, part: Opening | Sending, patch: pytest.MonkeyPatch) -> None:
        self._background = part._background
        self._is_open = False
        self._waiting: list[Callable[[], object]] = []
        patch.setattr(part, "_background", self)

    @property
    def is_somebody_there(self) -> bool:
        """Whether something was done, and waits to be told."""
        return bool(self._waiting)

    def open(self) -> None:
        """Let all of it through, and what comes later."""
        self._is_open = True
        waiting, self._waiting = self._waiting, []
        for outcome in waiting:
            outcome()

    def close(self) -> None:
        self._is_open = False

    def run(
        self,
        owner: QObject,
        work: Callable[[], Any],
        done: Callable[[Any], object],
        failed: Callable[[AppError], object],
    ) -> None:
        """What Background does, with the gate before its outcome."""

        def come(result: Any) -> None:
            if self._is_open:
                done(result)
            else:
                self._waiting.append(lambda: done(result))

        self._background.run(owner, work, come, failed)


@pytest.fixture
def gate(session: Session, monkeypatch: pytest.MonkeyPatch) -> Gate:
    """Two conversations are kept; what is read of them is held."""
    for each in (OLD, OTHER):
        fill(session, each)
    return Gate(session.chat._opening, monkeypatch)


def fill(session: Session, conversation_id: ConversationId) -> None:
    store = session.services.chat._store
    store.add(Conversation(conversation_id, conversation_id))
    said = (("asks", Role.USER, None), ("answers", Role.ASSISTANT, FinishReason.STOP))
    for word, role, finish in said:
        text = f"{conversation_id} {word}"
        store.append(conversation_id, Message(MessageId(text), role, text, finish=finish))


def shown(session: Session) -> list[str]:
    return [row.text for row in session.window.page.transcript._rows]


def write(qtbot: QtBot, session: Session, words: str) -> None:
    edit = session.window.page.composer.edit
    edit.setPlainText(words)
    qtbot.keyClick(edit, Qt.Key.Key_Return)


def marked(session: Session) -> str:
    return str(session.window.sidebar.list.currentIndex().data(Qt.ItemDataRole.DisplayRole))


def test_a_message_that_begins_a_conversation_stays_in_view(
    qtbot: QtBot, session: Session, engine: FakeEngine, gate: Gate
) -> None:
    session.chat.open(OLD)
    qtbot.waitUntil(lambda: gate.is_somebody_there)
    write(qtbot, session, "Say it")
    begun = session.chat.current
    assert begun is not None
    qtbot.waitUntil(lambda: shown(session) == ["Say it", "Hello."])
    gate.open()
    assert session.chat.current == begun
    assert shown(session) == ["Say it", "Hello."]


def test_a_message_that_is_still_being_kept_comes_into_view_where_it_was_written(
    qtbot: QtBot, session: Session, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = session.services.vault._store.store
    may_keep, keep = threading.Event(), store.begin_turn

    def slowly(*arguments: object, **options: object) -> object:
        assert may_keep.wait(PATIENCE_S)
        return keep(*arguments, **options)

    monkeypatch.setattr(store, "begin_turn", slowly)
    session.chat.open(OLD)
    qtbot.waitUntil(lambda: gate.is_somebody_there)
    write(qtbot, session, "Say it")
    gate.open()
    assert shown(session) == []
    may_keep.set()
    qtbot.waitUntil(lambda: shown(session) == ["Say it", "Hello."])


def test_a_message_to_the_conversation_in_view_keeps_it_there(
    qtbot: QtBot, session: Session, gate: Gate
) -> None:
    gate.open()
    session.chat.open(OTHER)
    qtbot.waitUntil(lambda: session.chat.current == OTHER)
    gate.close()
    session.chat.open(OLD)
    qtbot.waitUntil(lambda: gate.is_somebody_there)
    write(qtbot, session, "Say it")
    gate.open()
    expected = ["other asks", "other answers", "Say it", "Hello."]
    qtbot.waitUntil(lambda: shown(session) == expected)
    assert session.chat.current == OTHER
    assert [each.text for each in session.services.chat.messages(OLD)][-1] == "old answers"


def test_a_conversation_chosen_while_the_answer_is_written_is_shown_and_so_is_the_way_back(
    qtbot: QtBot, session: Session, engine: FakeEngine, gate: Gate
) -> None:
    engine.says("Yes", Hold, ", indeed.")
    session.chat.open(OLD)
    qtbot.waitUntil(lambda: gate.is_somebody_there)
    write(qtbot, session, "Say it")
    begun = session.chat.current
    assert begun is not None
    qtbot.waitUntil(lambda: shown(session) == ["Say it", "Yes"])
    session.chat.open(OLD)
    gate.open()
    qtbot.waitUntil(lambda: shown(session) == ["old asks", "old answers"])
    assert not session.window.page.composer.is_answering
    engine.go_on()
    session.chat.open(begun)
    qtbot.waitUntil(lambda: shown(session) == ["Say it", "Yes, indeed."])
    assert session.chat.current == begun


def test_what_is_said_in_a_quick_window_does_not_hold_up_what_is_opened(
    qtbot: QtBot, session: Session, gate: Gate
) -> None:
    session.chat.open(OLD)
    qtbot.waitUntil(lambda: gate.is_somebody_there)
    quick = session.standby.quick
    quick.open()
    quick.view.keep.setChecked(True)
    quick.view.edit.setPlainText("Quickly")
    qtbot.keyClick(quick.view.edit, Qt.Key.Key_Return)
    rows = quick.view.transcript._rows
    qtbot.waitUntil(lambda: [row.text for row in rows] == ["Quickly", "Hello."])
    gate.open()
    qtbot.waitUntil(lambda: shown(session) == ["old asks", "old answers"])
    assert [row.text for row in rows] == ["Quickly", "Hello."]


def test_a_message_stays_in_view_while_one_of_a_quick_window_is_being_opened(
    qtbot: QtBot, session: Session, engine: FakeEngine, gate: Gate
) -> None:
    engine.says("Quick.").says("Slow.")
    quick = session.standby.quick
    quick.open()
    quick.view.keep.setChecked(True)
    quick.view.edit.setPlainText("Quickly")
    qtbot.keyClick(quick.view.edit, Qt.Key.Key_Return)
    rows = quick.view.transcript._rows
    qtbot.waitUntil(lambda: len(rows) == 2 and not rows[-1].is_live)
    quick.view.opening.click()
    qtbot.waitUntil(lambda: gate.is_somebody_there)
    write(qtbot, session, "Say it")
    gate.open()
    qtbot.waitUntil(lambda: shown(session) == ["Say it", "Slow."])


def test_after_the_vault_opens_the_message_stays_and_not_what_was_in_view_before(
    qtbot: QtBot, opened: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = opened.session
    fill(session, OLD)
    gate = Gate(session.chat._opening, monkeypatch)
    gate.open()
    session.chat.open(OLD)
    qtbot.waitUntil(lambda: session.chat.current == OLD)
    gate.close()
    opened.controller.lock()
    unlock(qtbot, opened)
    qtbot.waitUntil(lambda: gate.is_somebody_there)
    write(qtbot, session, "Say it")
    gate.open()
    qtbot.waitUntil(lambda: shown(session) == ["Say it", "Hello."])
    qtbot.waitUntil(lambda: marked(session) == "Say it")


def test_a_message_that_follows_an_answer_at_once_is_taken(
    qtbot: QtBot, session: Session, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer has come to its end before the window was told that its question is kept."""
    Gate(session.chat._sending, monkeypatch)
    engine.says("One.").says("Two.")
    write(qtbot, session, "First")
    qtbot.waitUntil(lambda: shown(session) == ["First", "One."])
    qtbot.waitUntil(lambda: not session.window.page.transcript._rows[-1].is_live)
    write(qtbot, session, "Second")
    qtbot.waitUntil(lambda: shown(session)[2:] == ["Second", "Two."])
