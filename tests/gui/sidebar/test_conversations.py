"""The list of conversations: filled, renamed in place, deleted and brought back."""

import threading
from copy import copy
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from fake_engine import FakeEngine, Hold
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot
from vault_room import OpenRoom, Room, say, unlock

from app.domain.conversations import Conversation, Message, now
from app.domain.errors import VaultBusy
from app.domain.events import HistoryReloaded
from app.domain.generation import Role
from app.domain.ids import ConversationId, new_message_id
from app.gui.chat.rows import Row
from app.gui.feedback.undo_bar import UndoBar
from app.gui.sidebar.conversation_model import LONGEST_TITLE, ConversationModel
from app.services import history, turns


def conversation(name: str, minutes: int = 0) -> Conversation:
    return Conversation(ConversationId(name), name, changed_at=now() - timedelta(minutes=minutes))


def titles(room: Room) -> list[str]:
    return [each.title for each in room.window.sidebar.model.conversations()]


def row_named(room: Room, title: str) -> QModelIndex:
    model = room.window.sidebar.model
    found = next(each.id for each in model.conversations() if each.title == title)
    return model.index(model.row_of(found))


@pytest.fixture
def room(opened: Room, qtbot: QtBot) -> Room:
    """A window with two conversations, the second in view."""
    for words in ("First", "Second"):
        opened.session.chat.new_chat()
        say(qtbot, opened, words)
    qtbot.waitUntil(lambda: titles(opened) == ["Second", "First"])
    return opened


# --- the model ------------------------------------------------------------------------------


def test_conversations_stand_where_their_time_belongs(qtbot: QtBot) -> None:
    model = ConversationModel()
    for each in (conversation("b", 2), conversation("d", 4), conversation("a", 1)):
        model.put(each)
    model.put(conversation("c", 3))

    def order() -> list[object]:
        return [each.title for each in model.conversations()]

    assert order() == ["a", "b", "c", "d"]
    model.put(replace(conversation("d"), title="d, new"))
    assert order() == ["d, new", "a", "b", "c"]
    model.put(conversation("a", 5))
    assert order() == ["d, new", "b", "c", "a"]


def test_moves_are_told_as_qt_wants_them(qtbot: QtBot) -> None:
    from PySide6.QtTest import QAbstractItemModelTester

    model = ConversationModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    for minutes, name in enumerate("abcd"):
        model.put(conversation(name, minutes))
    model.put(conversation("a", 9))
    model.put(conversation("c", -1))
    model.reset([conversation("x")])
    model.remove(ConversationId("x"))
    del tester


def test_a_title_is_one_line_and_not_endless(qtbot: QtBot) -> None:
    model = ConversationModel()
    model.put(conversation("old"))
    asked: list[str] = []
    model.rename_requested.connect(lambda _id, title: asked.append(title))
    title = model.index(1)
    assert model.setData(title, "  a\n n\u202eew\t one ")
    assert model.setData(title, "x" * 999)
    assert not model.setData(title, "   ")
    assert model.setData(title, "x" * 999), "the same again is no wish"
    assert not model.setData(model.index(0), "a heading"), "a heading has no title"
    assert asked == ["a new one", "x" * LONGEST_TITLE]


# --- filling --------------------------------------------------------------------------------


def test_the_list_fills_at_the_unlock_and_when_much_has_changed(
    qtbot: QtBot, open_room: OpenRoom
) -> None:
    room = open_room()
    store = room.session.services.chat._store
    store.add(conversation("kept", 5))
    unlock(qtbot, room)
    qtbot.waitUntil(lambda: titles(room) == ["kept"])
    store.add(conversation("imported", 1))
    room.session.services.bus.publish(HistoryReloaded())
    qtbot.waitUntil(lambda: titles(room) == ["imported", "kept"])


def renew(room: Room) -> None:
    room.session.services.bus.publish(HistoryReloaded())


def test_the_list_stays_where_it_was_scrolled_to(qtbot: QtBot, opened: Room) -> None:
    store, sidebar = opened.session.services.chat._store, opened.window.sidebar
    for minutes in range(1, 200):
        store.add(conversation(str(minutes), minutes))
    renew(opened)
    qtbot.waitUntil(lambda: len(titles(opened)) == 199)
    sidebar.list.scrollTo(sidebar.model.index(150))
    top = sidebar.list.indexAt(QPoint(1, 1)).data()
    store.add(conversation("imported", 0))
    renew(opened)
    qtbot.waitUntil(lambda: len(titles(opened)) == 200)
    assert sidebar.list.indexAt(QPoint(1, 1)).data() == top


def test_the_conversation_in_view_follows_the_history(qtbot: QtBot, opened: Room) -> None:
    say(qtbot, opened, "hello")
    edit, page = opened.window.page.composer.edit, opened.window.page
    edit.insertPlainText("half a thought")
    current = opened.session.chat.current
    assert current is not None
    store = opened.session.services.chat._store
    store.append(current, Message(new_message_id(), Role.USER, "brought in"))
    renew(opened)
    qtbot.waitUntil(lambda: page.transcript._rows[-1].text == "brought in")
    assert opened.session.chat.current == current
    assert edit.toPlainText() == "half a thought"


def test_a_conversation_that_is_gone_makes_room_for_a_new_one(qtbot: QtBot, opened: Room) -> None:
    say(qtbot, opened, "hello")
    current = opened.session.chat.current
    assert current is not None
    opened.session.chat.new_chat()
    opened.window.page.composer.edit.insertPlainText("for a new one")
    opened.session.chat.open(current)
    qtbot.waitUntil(lambda: opened.session.chat.current == current)
    opened.window.page.composer.edit.insertPlainText("half a thought")
    opened.session.services.chat._store.remove(current)
    opened.session.services.chat._store.purge()
    renew(opened)
    qtbot.waitUntil(lambda: opened.session.chat.current is None)
    assert opened.window.page.transcript._rows == []
    assert opened.window.page.composer.draft() == "for a new one\n\nhalf a thought"


def test_an_answer_under_way_goes_on(qtbot: QtBot, opened: Room, engine: FakeEngine) -> None:
    engine.says("one ", Hold, "two")
    edit = opened.window.page.composer.edit
    edit.setPlainText("go on")
    qtbot.keyClick(edit, Qt.Key.Key_Return)

    def rows() -> list[Row]:
        return opened.window.page.transcript._rows

    qtbot.waitUntil(lambda: len(rows()) == 2 and rows()[-1].text == "one ")
    renew(opened)
    qtbot.wait(50)
    assert rows()[-1].is_live
    engine.go_on()
    qtbot.waitUntil(lambda: rows()[-1].text == "one two" and not rows()[-1].is_live)


def test_what_is_looked_for_is_looked_for_again(qtbot: QtBot, opened: Room) -> None:
    search = opened.window.sidebar.search
    search.field.setText("brought")
    qtbot.waitUntil(lambda: opened.history.searches == ["brought"])
    renew(opened)
    qtbot.waitUntil(lambda: opened.history.searches == ["brought", "brought"])


def test_what_is_being_looked_for_is_looked_for_again(qtbot: QtBot, opened: Room) -> None:
    is_renewed = threading.Event()
    opened.history.on_search = lambda _query: is_renewed.wait(60)
    opened.window.sidebar.search.field.setText("brought")
    qtbot.waitUntil(lambda: opened.history.searches == ["brought"])
    opened.controller.history.hear(HistoryReloaded())
    is_renewed.set()
    qtbot.waitUntil(lambda: opened.history.searches == ["brought", "brought"])


def test_a_list_that_was_read_before_a_change_is_read_again(qtbot: QtBot, opened: Room) -> None:
    read = opened.session.services.chat.conversations
    late = conversation("late")

    def slow() -> list[Conversation]:
        found = read()
        if not found:  # the change comes between reading and showing
            opened.session.services.chat._store.add(late)
            from app.domain.events import ConversationAdded

            opened.session.services.bus.publish(ConversationAdded(late))
        return found

    opened.session.services.chat.conversations = slow  # type: ignore[method-assign]
    opened.controller.history.reload()
    qtbot.waitUntil(lambda: titles(opened) == ["late"])
    qtbot.wait(50)
    assert titles(opened) == ["late"]


def test_of_lists_that_are_read_side_by_side_the_last_counts(qtbot: QtBot, opened: Room) -> None:
    read, numbers = opened.session.services.chat.conversations, count()
    first_goes_on, first_is_read = threading.Event(), threading.Event()

    def slow_at_first() -> list[Conversation]:
        number, found = next(numbers), read()
        if number == 0:
            first_goes_on.wait()
            first_is_read.set()
        return found

    opened.session.services.chat.conversations = slow_at_first  # type: ignore[method-assign]
    opened.controller.history.reload()
    qtbot.waitUntil(lambda: next(copy(numbers)) >= 1)
    opened.session.services.chat._store.add(conversation("late"))
    renew(opened)
    qtbot.waitUntil(lambda: titles(opened) == ["late"])
    first_goes_on.set()
    qtbot.waitUntil(first_is_read.is_set)
    qtbot.wait(50)
    assert titles(opened) == ["late"]


def test_the_list_is_read_once_however_many_ask(qtbot: QtBot, opened: Room) -> None:
    read, reads = opened.session.services.chat.conversations, count()

    def counted() -> list[Conversation]:
        next(reads)
        return read()

    opened.session.services.chat.conversations = counted  # type: ignore[method-assign]
    opened.session.services.chat._store.add(conversation("new"))
    for _ in range(5):
        opened.controller.history.reload()
    qtbot.waitUntil(lambda: titles(opened) == ["new"])
    qtbot.wait(50)
    assert next(reads) <= 2  # one that was asked for before may still have been to come


# --- renaming -------------------------------------------------------------------------------


def editor_of(room: Room) -> QLineEdit:
    return room.window.sidebar.list.findChildren(QLineEdit)[-1]


def test_f2_renames_in_place(qtbot: QtBot, room: Room) -> None:
    view = room.window.sidebar.list
    view.setFocus()
    view.setCurrentIndex(row_named(room, "First"))
    qtbot.keyClick(view, Qt.Key.Key_F2)
    editor = editor_of(room)
    assert editor.text() == "First"
    assert editor.height() >= editor.fontMetrics().height() + 4, "letters are not cut"
    editor.setText("Names of trees")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: titles(room) == ["Second", "Names of trees"])
    store = room.session.services.chat._store
    qtbot.waitUntil(lambda: "Names of trees" in [each.title for each in store.conversations()])
    qtbot.wait(50)
    assert titles(room) == ["Second", "Names of trees"], "it stays where it was"


def test_what_is_written_of_a_title_stays_while_its_conversation_changes(
    qtbot: QtBot, room: Room
) -> None:
    view, model = room.window.sidebar.list, room.window.sidebar.model
    view.setFocus()
    view.setCurrentIndex(row_named(room, "Second"))
    qtbot.keyClick(view, Qt.Key.Key_F2)
    editor_of(room).setText("Names of")
    changed = next(model.conversations())
    assert changed is not None
    model.put(replace(changed, changed_at=now()))
    assert editor_of(room).text() == "Names of"
    qtbot.keyClick(editor_of(room), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: titles(room) == ["Names of", "First"])


def test_escape_leaves_the_title(qtbot: QtBot, room: Room) -> None:
    view = room.window.sidebar.list
    view.edit(row_named(room, "Second"))
    editor_of(room).setText("other")
    qtbot.keyClick(editor_of(room), Qt.Key.Key_Escape)
    assert titles(room) == ["Second", "First"]


def test_a_title_that_cannot_be_kept_goes_back(qtbot: QtBot, room: Room) -> None:
    room.history.error = VaultBusy()
    model = room.window.sidebar.model
    model.setData(row_named(room, "Second"), "other")
    qtbot.waitUntil(room.window.page.banner.isVisible)
    qtbot.waitUntil(lambda: titles(room) == ["Second", "First"])


# --- deleting -------------------------------------------------------------------------------


def test_a_deletion_can_be_undone_by_key(qtbot: QtBot, room: Room) -> None:
    sidebar = room.window.sidebar
    sidebar.list.setFocus()
    qtbot.keyClick(sidebar.list, Qt.Key.Key_Delete)
    qtbot.waitUntil(sidebar.undo_bar.isVisible)
    assert titles(room) == ["First"]
    qtbot.keyClick(sidebar.list, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: titles(room) == ["Second", "First"])
    assert not sidebar.undo_bar.isVisible()
    transcript = room.window.page.transcript
    qtbot.waitUntil(lambda: [row.text for row in transcript._rows][:1] == ["Second"])


def test_a_deletion_can_be_undone_by_button(qtbot: QtBot, room: Room) -> None:
    sidebar = room.window.sidebar
    sidebar.delete_requested.emit(str(list(sidebar.model.conversations())[1].id))
    qtbot.waitUntil(sidebar.undo_bar.isVisible)
    qtbot.mouseClick(sidebar.undo_bar.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: titles(room) == ["Second", "First"])
    assert room.window.page.transcript._rows[0].text == "Second", "what was in view stays"


def test_the_offer_to_undo_ends(qtbot: QtBot) -> None:
    bar = UndoBar()
    qtbot.addWidget(bar)
    asked: list[bool] = []
    bar.undo_requested.connect(lambda: asked.append(True))
    assert bar._timer.interval() / 1000 < min(history.UNDO_SECONDS, turns.UNDO_SECONDS)
    bar._timer.setInterval(20)
    bar.offer()
    assert bar.isVisible()
    qtbot.waitUntil(lambda: not bar.isVisible())
    bar.undo()
    assert asked == []


def test_a_deletion_that_fails_is_told(qtbot: QtBot, room: Room) -> None:
    room.history.error = VaultBusy()
    sidebar = room.window.sidebar
    sidebar.delete_requested.emit(str(next(sidebar.model.conversations()).id))
    qtbot.waitUntil(room.window.page.banner.isVisible)
    assert titles(room) == ["Second", "First"]
    assert not sidebar.undo_bar.isVisible()
