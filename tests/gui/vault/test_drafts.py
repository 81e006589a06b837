"""Drafts are kept soon, kept before a lock, and come back."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from vault_room import OpenRoom, Room, say, unlock

from app.domain.attachments import AttachmentKind, NewAttachment, made
from app.domain.errors import VaultDiskFull
from app.gui.chat.attachment_viewer import AttachmentViewer
from app.gui.chat.draft import Draft


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


def test_what_is_typed_goes_before_what_was_kept(qtbot: QtBot, opened: Room) -> None:
    opened.window.page.composer.edit.insertPlainText("typed")
    opened.session.chat.take_draft(None, Draft("kept"))
    assert opened.window.page.composer.draft() == "typed"


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
