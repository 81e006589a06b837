"""What was sent is kept beside the window's thread, in order, or comes back; nothing is lost."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from fake_engine import FakeEngine, Hold
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from vault_room import Room, say, unlock

from app.domain.conversations import Conversation
from app.domain.errors import VaultDiskFull
from app.domain.events import ConversationRemoved
from app.domain.generation import Role
from app.domain.ids import ConversationId
from app.gui.chat.draft import Draft
from app.gui.session import Session
from app.gui.vault.unlock_page import Phase


class Disk:
    """Stands before the store: it can be held, and can be full for the next message."""

    def __init__(self, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
        self.store = session.services.vault._store.store
        self._begin_turn = self.store.begin_turn
        self.is_free = threading.Event()
        self.is_free.set()
        self.is_full = False
        self.threads: set[threading.Thread] = set()
        monkeypatch.setattr(self.store, "begin_turn", self._slowly)

    def _slowly(self, *arguments: Any, **options: Any) -> Conversation | None:
        self.threads.add(threading.current_thread())
        assert self.is_free.wait(60)
        if self.is_full:
            self.is_full = False
            raise VaultDiskFull(folder="here")
        return self._begin_turn(*arguments, **options)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nothing is kept inside."""
        self.is_free.clear()
        try:
            yield
        finally:
            self.is_free.set()

    def texts(self, conversation_id: ConversationId | None) -> list[str]:
        """What is kept of a conversation."""
        if conversation_id is None:
            return []
        messages = self.store.messages(conversation_id)
        return [each.text for each in messages if each.role is not Role.SYSTEM]


@pytest.fixture
def disk(session: Session, monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(session, monkeypatch)


def send(qtbot: QtBot, session: Session, words: str) -> None:
    edit = session.window.page.composer.edit
    edit.setPlainText(words)
    qtbot.keyClick(edit, Qt.Key.Key_Return)


def draft(session: Session) -> str:
    return session.window.page.composer.draft()


def shown(session: Session) -> list[str]:
    return [row.text for row in session.window.page.transcript._rows]


def test_on_a_slow_disk_the_window_goes_on_and_the_text_stays_the_window_s(
    qtbot: QtBot, session: Session, engine: FakeEngine, disk: Disk
) -> None:
    composer = session.window.page.composer
    with disk.held():
        send(qtbot, session, "Say it")
        qtbot.waitUntil(lambda: bool(disk.threads))
        assert composer.is_answering
        assert draft(session) == ""
        assert session.chat.drafts()[None] == Draft("Say it")
        assert engine.requests == [], "the model sees nothing that is not kept"
        composer.edit.insertPlainText("and more")
        assert draft(session) == "and more"
    qtbot.waitUntil(lambda: shown(session) == ["Say it", "Hello."])
    qtbot.waitUntil(lambda: not composer.is_answering)
    assert threading.main_thread() not in disk.threads
    assert disk.texts(session.chat.current) == ["Say it", "Hello."]
    assert session.chat.drafts()[None] == Draft()
    assert draft(session) == "and more"


def test_what_cannot_be_kept_stands_before_what_was_written_since(
    qtbot: QtBot, session: Session, engine: FakeEngine, disk: Disk
) -> None:
    disk.is_full = True
    with disk.held():
        send(qtbot, session, "Say it")
        session.window.page.composer.edit.insertPlainText("and more")
    qtbot.waitUntil(lambda: draft(session) == "Say it\n\nand more")
    assert "The disk is full" in session.window.page.banner._title.text()
    assert session.chat.current is None
    assert not session.window.page.composer.is_answering
    assert engine.requests == []
    assert disk.store.conversations() == []


def test_what_cannot_be_kept_waits_in_its_own_conversation(
    qtbot: QtBot, session: Session, disk: Disk
) -> None:
    send(qtbot, session, "First")
    qtbot.waitUntil(lambda: not session.window.page.composer.is_answering)
    first = session.chat.current
    assert first is not None
    disk.is_full = True
    with disk.held():
        send(qtbot, session, "Second")
        session.chat.new_chat()
        session.window.page.composer.edit.insertPlainText("elsewhere")
        assert not session.window.page.composer.is_answering
    qtbot.waitUntil(session.window.page.banner.isVisible)
    assert draft(session) == "elsewhere"
    session.chat.open(first)
    qtbot.waitUntil(lambda: draft(session) == "Second")


def test_of_two_quick_sends_the_second_waits_in_the_composer(
    qtbot: QtBot, session: Session, engine: FakeEngine, disk: Disk
) -> None:
    with disk.held():
        send(qtbot, session, "One")
        send(qtbot, session, "Two")
        assert draft(session) == "Two"
        session.chat.send("Three")
        assert draft(session) == "Three\n\nTwo"
    qtbot.waitUntil(lambda: shown(session) == ["One", "Hello."])
    qtbot.waitUntil(lambda: not session.window.page.composer.is_answering)
    assert len(disk.store.conversations()) == 1
    engine.says("Again.")
    qtbot.keyClick(session.window.page.composer.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shown(session)[2:] == ["Three\n\nTwo", "Again."])


def test_messages_to_two_conversations_are_kept_in_the_order_in_which_they_were_sent(
    qtbot: QtBot, session: Session, disk: Disk
) -> None:
    with disk.held():
        send(qtbot, session, "To the first")
        first = session.chat.current
        session.chat.new_chat()
        send(qtbot, session, "To the second")
        second = session.chat.current
    qtbot.waitUntil(lambda: len(disk.store.conversations()) == 2)
    assert [each.id for each in disk.store.conversations()] == [second, first]
    qtbot.waitUntil(lambda: shown(session) == ["To the second", "Hello."])
    assert disk.texts(first)[0] == "To the first"


def test_an_answer_that_is_stopped_before_it_began_ends_at_once(
    qtbot: QtBot, session: Session, engine: FakeEngine, disk: Disk
) -> None:
    engine.says("never", Hold, "seen")
    with disk.held():
        send(qtbot, session, "Say it")
        session.window.page.composer.stop_requested.emit()
    qtbot.waitUntil(lambda: len(shown(session)) == 2)
    qtbot.waitUntil(lambda: not session.window.page.composer.is_answering)
    assert "seen" not in shown(session)[1]
    engine.go_on()


def test_in_a_conversation_that_is_deleted_meanwhile_the_text_is_not_lost(
    qtbot: QtBot, session: Session, disk: Disk
) -> None:
    send(qtbot, session, "First")
    qtbot.waitUntil(lambda: not session.window.page.composer.is_answering)
    first = session.chat.current
    assert first is not None
    with disk.held():
        send(qtbot, session, "Second")
        disk.store.remove(first)
        session.services.bus.publish(ConversationRemoved(first))
        qtbot.waitUntil(lambda: session.chat.current is None)
    qtbot.waitUntil(lambda: draft(session) == "Second")


def test_a_message_on_its_way_is_kept_before_the_vault_locks(
    qtbot: QtBot, opened: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(opened.session, monkeypatch)
    disk.is_free.clear()
    send(qtbot, opened.session, "Say it")
    threading.Timer(0.2, disk.is_free.set).start()
    opened.controller.lock()
    qtbot.waitUntil(lambda: opened.controller.page.phase is Phase.ASKING)
    [conversation] = disk.store.conversations()
    assert disk.texts(conversation.id)[0] == "Say it"
    assert opened.history.drafts == {}


def test_a_message_that_is_not_kept_before_the_lock_is_a_draft(
    qtbot: QtBot, opened: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(opened.session, monkeypatch)
    disk.is_full = True
    send(qtbot, opened.session, "Say it")
    opened.controller.lock()
    unlock(qtbot, opened)
    qtbot.waitUntil(lambda: draft(opened.session) == "Say it")
    assert disk.store.conversations() == []
    say(qtbot, opened, "Say it")
    assert len(disk.store.conversations()) == 1


def test_on_a_disk_that_hangs_the_window_locks_all_the_same(
    qtbot: QtBot, opened: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.gui.chat.sending.Sending.finish.__defaults__", (0.01,))
    disk = Disk(opened.session, monkeypatch)
    with disk.held():
        send(qtbot, opened.session, "Say it")
        opened.controller.lock()
        assert opened.window.is_covered
        qtbot.waitUntil(lambda: opened.controller.page.phase is Phase.ASKING)
        assert opened.history.drafts == {None: "Say it"}


# --- a conversation that is read again -----------------------------------------------------------


@pytest.fixture
def reads(session: Session, monkeypatch: pytest.MonkeyPatch) -> list[threading.Thread]:
    """The threads on which all messages of a conversation were read."""
    threads: list[threading.Thread] = []
    read: Callable[..., Any] = session.services.chat.messages

    def noted(conversation_id: ConversationId) -> Any:
        threads.append(threading.current_thread())
        return read(conversation_id)

    monkeypatch.setattr(session.services.chat, "messages", noted)
    return threads


def test_what_is_said_while_it_is_read_again_stays(
    qtbot: QtBot, session: Session, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(qtbot, session, "First")
    qtbot.waitUntil(lambda: not session.window.page.composer.is_answering)
    go_on, read = threading.Event(), session.services.chat.messages

    def late(conversation_id: ConversationId) -> Any:
        messages = read(conversation_id)
        assert go_on.wait(60)
        return messages

    monkeypatch.setattr(session.services.chat, "messages", late)
    fresh: list[str] = []
    session.chat.refresh()
    session.chat.when_fresh(lambda: fresh.extend(shown(session)))
    engine.says("Again.")
    send(qtbot, session, "Second")
    qtbot.waitUntil(lambda: shown(session)[2:] == ["Second", "Again."])
    assert not fresh
    go_on.set()
    qtbot.waitUntil(lambda: bool(fresh))
    assert fresh == shown(session) == ["First", "Hello.", "Second", "Again."]


def test_it_is_read_beside_the_window_and_not_shown_in_another_conversation(
    qtbot: QtBot, session: Session, reads: list[threading.Thread]
) -> None:
    send(qtbot, session, "First")
    qtbot.waitUntil(lambda: not session.window.page.composer.is_answering)
    session.chat.refresh()
    session.chat.new_chat()
    qtbot.waitUntil(lambda: bool(reads))
    qtbot.waitUntil(lambda: session.services.chat.wait_idle(1))
    assert threading.main_thread() not in reads
    assert shown(session) == []
    assert session.chat.current is None
