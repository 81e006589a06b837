"""Drafts are kept soon, kept before a lock, and come back."""

from collections.abc import Iterator
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot
from vault_room import OpenRoom, Room, say, unlock

from app.domain.attachments import AttachmentKind, NewAttachment, made
from app.domain.errors import VaultDiskFull
from app.domain.ids import ConversationId, MessageId
from app.gui.chat.attachment_viewer import AttachmentViewer
from app.services.chat import ChatService


def drafts(room: Room) -> dict[object, str]:
    return dict(room.history.drafts)


def test_a_draft_is_kept_while_it_is_typed(qtbot: QtBot, opened: Room) -> None:
    qtbot.keyClicks(opened.window.page.composer.edit, "half a thought")
    qtbot.waitUntil(lambda: drafts(opened) == {None: "half a thought"})


def test_a_sent_draft_is_forgotten(qtbot: QtBot, opened: Room) -> None:
    qtbot.keyClicks(opened.window.page.composer.edit, "a thought")
    qtbot.waitUntil(lambda: drafts(opened) == {None: "a thought"})
    say(qtbot, opened, "a thought")
    qtbot.waitUntil(lambda: drafts(opened) == {})


def test_drafts_of_all_conversations_come_back_after_a_lock(qtbot: QtBot, opened: Room) -> None:
    edit = opened.window.page.composer.edit
    say(qtbot, opened, "First")
    first = opened.session.chat.current
    qtbot.keyClicks(edit, "for the first")
    opened.session.chat.new_chat()
    qtbot.keyClicks(edit, "for a new one")
    opened.controller.lock()
    unlock(qtbot, opened)
    assert drafts(opened) == {first: "for the first", None: "for a new one"}
    qtbot.waitUntil(lambda: opened.window.page.composer.draft() == "for a new one")
    assert first is not None
    opened.session.chat.open(first)
    qtbot.waitUntil(lambda: opened.window.page.composer.draft() == "for the first")


def test_a_draft_of_an_earlier_run_is_there_at_the_unlock(
    qtbot: QtBot, open_room: OpenRoom
) -> None:
    room = open_room()
    room.history.drafts[None] = "of yesterday"
    unlock(qtbot, room)
    qtbot.waitUntil(lambda: room.window.page.composer.draft() == "of yesterday")


@pytest.fixture
def slow(open_room: OpenRoom, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Room, Event]]:
    """A room with a draft of an earlier run, which is read only once the event is set."""
    room, may_read = open_room(), Event()
    room.history.drafts[None] = "kept"
    read = room.history.draft

    def slowly(conversation_id: ConversationId | None) -> str:
        assert may_read.wait(60)
        return read(conversation_id)

    monkeypatch.setattr(room.history, "draft", slowly)
    yield room, may_read
    may_read.set()


def test_what_is_typed_before_a_draft_is_read_follows_it(
    qtbot: QtBot, slow: tuple[Room, Event]
) -> None:
    room, may_read = slow
    unlock(qtbot, room)
    edit = room.window.page.composer.edit
    qtbot.keyClicks(edit, "typd")
    edit.moveCursor(QTextCursor.MoveOperation.Left)
    room.controller._drafts._keep_soon()
    assert drafts(room) == {None: "kept"}, "it would be gone"
    may_read.set()
    qtbot.waitUntil(lambda: room.window.page.composer.draft() == "kept\n\ntypd")
    qtbot.keyClicks(edit, "e")
    qtbot.waitUntil(lambda: drafts(room) == {None: "kept\n\ntyped"})


def test_what_is_typed_before_a_draft_is_read_follows_it_after_a_switch(
    qtbot: QtBot, slow: tuple[Room, Event]
) -> None:
    room, may_read = slow
    unlock(qtbot, room)
    composer, chat = room.window.page.composer, room.session.chat
    composer.edit.insertPlainText("typed")
    chat.show_begun(ConversationId("other"))
    assert composer.draft() == ""
    may_read.set()
    qtbot.waitUntil(lambda: drafts(room) == {None: "kept\n\ntyped"})
    assert composer.draft() == ""
    chat.new_chat()
    assert composer.draft() == "kept\n\ntyped"


def test_what_is_typed_before_a_draft_is_read_follows_it_when_the_window_closes(
    qtbot: QtBot, slow: tuple[Room, Event]
) -> None:
    room, may_read = slow
    unlock(qtbot, room)
    room.window.page.composer.edit.insertPlainText("typed")
    room.controller._drafts.stop()
    may_read.set()
    room.controller.close()
    assert drafts(room) == {None: "kept\n\ntyped"}


def test_a_message_sent_before_a_draft_is_read_leaves_the_draft(
    qtbot: QtBot, slow: tuple[Room, Event]
) -> None:
    room, may_read = slow
    unlock(qtbot, room)
    say(qtbot, room, "sent at once")
    begun = room.session.chat.current
    assert drafts(room) == {None: "kept"}
    may_read.set()
    room.session.chat.new_chat()
    qtbot.waitUntil(lambda: room.window.page.composer.draft() == "kept")
    qtbot.waitUntil(lambda: room.controller._drafts.knows(None))
    assert begun is not None
    assert drafts(room) == {None: "kept"}


def test_only_what_is_known_to_be_written_out_is_forgotten_with_its_message(
    qtbot: QtBot, slow: tuple[Room, Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    room, may_read = slow
    unlock(qtbot, room)
    forgotten: list[bool] = []
    send = ChatService.send

    def noted(*args: Any, forgets_draft: bool = True, **more: Any) -> MessageId | None:
        forgotten.append(forgets_draft)
        return send(*args, forgets_draft=forgets_draft, **more)

    monkeypatch.setattr(ChatService, "send", noted)
    say(qtbot, room, "first")
    room.history.drafts[room.session.chat.current] = "for later"
    say(qtbot, room, "second")
    may_read.set()
    room.session.chat.on_shown()
    qtbot.waitUntil(lambda: room.window.page.composer.draft() == "for later")
    say(qtbot, room, "third")
    assert forgotten == [False, False, True]


def test_a_draft_that_could_not_be_kept_is_tried_again(qtbot: QtBot, opened: Room) -> None:
    edit = opened.window.page.composer.edit
    opened.history.error = VaultDiskFull(folder="/x")
    qtbot.keyClicks(edit, "a")
    qtbot.waitUntil(lambda: opened.history.error is None)
    assert drafts(opened) == {}
    qtbot.keyClick(edit, Qt.Key.Key_B)
    qtbot.waitUntil(lambda: drafts(opened) == {None: "ab"})


def test_what_was_typed_last_is_kept_when_the_window_closes(qtbot: QtBot, opened: Room) -> None:
    opened.window.page.composer.edit.insertPlainText("last words")
    opened.controller.close()
    assert drafts(opened) == {None: "last words"}


def test_without_a_vault_nothing_is_kept(qtbot: QtBot, open_room: OpenRoom) -> None:
    room = open_room(exists=False)
    qtbot.keyClicks(room.window.page.composer.edit, "draft")
    assert not room.controller._drafts._timer.isActive()
    assert drafts(room) == {}


def letter() -> NewAttachment:
    return made(AttachmentKind.FILE, "letter.txt", "The deposit", "The deposit".encode("utf-16"))


def test_what_is_attached_is_kept_and_comes_back_after_a_lock(qtbot: QtBot, opened: Room) -> None:
    new = letter()
    composer = opened.window.page.composer
    opened.session.chat.attach(None, new)
    qtbot.waitUntil(lambda: opened.history.drafted.get(None) == [new])
    composer.edit.insertPlainText("with words")
    opened.controller.lock()
    assert composer.chips.attachments() == ()
    assert not composer.chips.isVisible()
    unlock(qtbot, opened)
    qtbot.waitUntil(lambda: composer.chips.attachments() == (new,))
    assert composer.draft() == "with words"


def test_what_is_attached_is_written_only_when_it_changed(qtbot: QtBot, opened: Room) -> None:
    opened.session.chat.attach(None, letter())
    qtbot.waitUntil(lambda: len(opened.history.drafted.get(None, [])) == 1)
    opened.history.drafted.clear()
    qtbot.keyClicks(opened.window.page.composer.edit, "and words")
    qtbot.waitUntil(lambda: drafts(opened) == {None: "and words"})
    assert opened.history.drafted == {}


def test_sent_attachments_are_no_draft_any_more(qtbot: QtBot, opened: Room) -> None:
    opened.session.chat.attach(None, letter())
    qtbot.waitUntil(lambda: len(opened.history.drafted.get(None, [])) == 1)
    say(qtbot, opened, "a thought")
    qtbot.waitUntil(lambda: opened.history.drafted.get(None) == [])


def test_a_lock_closes_what_shows_an_attachment(qtbot: QtBot, opened: Room) -> None:
    opened.session.attaching.show_new(letter())
    (viewer,) = opened.window.findChildren(AttachmentViewer)
    text = viewer.body.document()
    assert text.toPlainText() == "The deposit"
    opened.controller.lock()
    assert text.isEmpty()
    qtbot.waitUntil(lambda: not opened.window.findChildren(AttachmentViewer))


def test_what_is_read_while_the_window_locks_is_not_attached(opened: Room) -> None:
    opened.controller.lock()
    opened.session.chat.attach(None, letter())
    assert opened.window.page.composer.chips.attachments() == ()
