"""Searching in the sidebar: at once while typing, stale results dropped, all by keyboard."""

import threading

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot
from vault_room import Room, say

from app.domain.conversations import Conversation, Message
from app.domain.errors import VaultBusy
from app.domain.generation import Role
from app.domain.ids import ConversationId, MessageId
from app.gui.sidebar.search_panel import SearchPanel


@pytest.fixture
def room(opened: Room, qtbot: QtBot) -> Room:
    """A window with two conversations, a new one in view."""
    for words in ("Names of trees", "A week by the sea"):
        opened.session.chat.new_chat()
        say(qtbot, opened, words)
    opened.session.chat.new_chat()
    return opened


def search(room: Room) -> SearchPanel:
    return room.window.sidebar.search


def find(qtbot: QtBot, room: Room, words: str, count: int) -> None:
    search(room).field.setText(words)
    qtbot.waitUntil(lambda: search(room)._shown == words)
    assert search(room).model.rowCount() == count


def first_row(room: Room) -> str:
    rows = room.window.page.transcript._rows
    return rows[0].text if rows else ""


def test_ctrl_k_finds_and_enter_opens(qtbot: QtBot, room: Room) -> None:
    qtbot.keyClick(room.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    field = search(room).field
    assert room.window.focusWidget() is field
    qtbot.keyClicks(field, "trees")
    qtbot.waitUntil(lambda: search(room).model.rowCount() == 1)
    assert not room.window.sidebar.list.isVisible()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: first_row(room) == "Names of trees")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""
    assert room.window.sidebar.list.isVisible()
    assert room.window.focusWidget() is room.window.page.composer.edit


def test_ctrl_k_brings_a_hidden_sidebar_back(qtbot: QtBot, room: Room) -> None:
    room.window.toggle_sidebar()
    qtbot.keyClick(room.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert room.window.sidebar.isVisible()


def test_a_click_opens_a_hit(qtbot: QtBot, room: Room) -> None:
    find(qtbot, room, "sea", 1)
    results = search(room).results
    place = results.visualRect(results.model().index(0, 0)).center()
    qtbot.mouseClick(results.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: first_row(room) == "A week by the sea")


def test_a_hit_is_filed_and_deleted_where_it_was_found(
    qtbot: QtBot, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    menus: list[list[str]] = []
    labels = ["Delete conversation", "Pin"]

    def take(menu: QMenu, _at: QPoint) -> None:
        found = {each.text(): each for each in menu.actions()}  # no keys: those are the list's
        menus.append(list(found))
        found[labels.pop()].trigger()

    monkeypatch.setattr(QMenu, "popup", take)
    find(qtbot, room, "a", 2)
    results = search(room).results
    place = results.visualRect(search(room).model.index(1, 0)).center()
    wanted = search(room).model.hit_at(1)
    assert wanted is not None
    qtbot.mouseClick(results.viewport(), Qt.MouseButton.RightButton, pos=place)
    assert room.session.chat.current is None, "a menu opens nothing"
    results.customContextMenuRequested.emit(place)

    def is_pinned() -> bool:
        hits = [search(room).model.hit_at(row) for row in range(search(room).model.rowCount())]
        return any(each is not None and each.conversation.is_pinned for each in hits)

    qtbot.waitUntil(is_pinned)
    assert "Rename" not in menus[0], "there is no row to write in"
    results.customContextMenuRequested.emit(place)
    qtbot.waitUntil(lambda: search(room).model.rowCount() == 1)
    room.window.activateWindow()
    qtbot.waitUntil(results.hasFocus)
    qtbot.keyClick(results, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: search(room).model.rowCount() == 2)


def test_a_hit_is_brought_into_sight(qtbot: QtBot, room: Room) -> None:
    store = room.session.services.chat._store
    long = Conversation(ConversationId("long"), "Long")
    store.add(long)
    for number in range(80):
        store.append(long.id, Message(MessageId(f"m{number}"), Role.USER, f"number {number} of it"))
    find(qtbot, room, "number 12 of", 1)
    qtbot.keyClick(search(room).field, Qt.Key.Key_Return)
    transcript = room.window.page.transcript
    qtbot.waitUntil(lambda: len(transcript._rows) == 80)
    qtbot.waitUntil(lambda: not transcript._layout.is_at_end)
    top, height = transcript._layout.position(12), transcript._layout.height(12)
    assert 0 <= top <= transcript.viewport().height() - height
    assert not transcript._layout.is_at_end


def test_arrows_move_while_the_cursor_stays_in_the_field(qtbot: QtBot, room: Room) -> None:
    find(qtbot, room, "e", 4)
    field, results = search(room).field, search(room).results
    assert results.currentIndex().row() == 0
    for row in (1, 2, 3, 3):
        qtbot.keyClick(field, Qt.Key.Key_Down)
        assert results.currentIndex().row() == row
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: first_row(room) == "Names of trees")


def test_escape_in_the_field_stops_no_answer(qtbot: QtBot, room: Room) -> None:
    stopped: list[bool] = []
    room.window.page.composer.stop_requested.connect(lambda: stopped.append(True))
    search(room).enter()
    qtbot.keyClick(search(room).field, Qt.Key.Key_Escape)
    assert stopped == []


def test_typing_asks_once_it_pauses(qtbot: QtBot, room: Room) -> None:
    search(room)._timer.setInterval(300)
    qtbot.keyClicks(search(room).field, "trees")
    qtbot.waitUntil(lambda: search(room)._shown == "trees")
    assert room.history.searches == ["trees"]


def test_a_syllable_in_the_making_is_looked_for(qtbot: QtBot, room: Room) -> None:
    say(qtbot, room, "나무 이름")
    field = search(room).field
    done = QInputMethodEvent()
    done.setCommitString("나")
    for event in (done, QInputMethodEvent("무", [])):
        QApplication.sendEvent(field, event)
    qtbot.waitUntil(lambda: search(room)._shown == "나무")
    assert search(room).model.rowCount() == 1
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.whole() == ""


def test_nothing_found_is_a_sentence(qtbot: QtBot, room: Room) -> None:
    find(qtbot, room, "zebra", 0)
    assert search(room).nothing.isVisible()
    assert search(room).nothing.text() == "Nothing matches “zebra”."
    search(room).leave()
    assert not search(room).nothing.isVisible()


def test_stale_results_are_dropped_and_the_latest_wish_answered(qtbot: QtBot, room: Room) -> None:
    go_on = threading.Event()
    room.history.on_search = lambda query: None if query != "trees" else (go_on.wait(60), None)[1]
    panel = search(room)
    panel.field.setText("trees")
    qtbot.waitUntil(lambda: room.history.searches == ["trees"])
    panel.field.setText("sea and more")
    qtbot.wait(150)
    panel.field.setText("sea")
    qtbot.wait(150)
    assert room.history.searches == ["trees"], "one at a time"
    go_on.set()
    qtbot.waitUntil(lambda: panel._shown == "sea")
    assert room.history.searches == ["trees", "sea"], "what nobody wants any more is not looked for"
    assert panel.model.data(panel.model.index(0)) == "A week by the sea: A week by the sea"


def test_results_for_a_field_that_was_left_are_dropped(qtbot: QtBot, room: Room) -> None:
    go_on = threading.Event()
    room.history.on_search = lambda _query: (go_on.wait(60), None)[1]
    search(room).field.setText("trees")
    qtbot.waitUntil(lambda: room.history.searches == ["trees"])
    search(room).leave()
    go_on.set()
    qtbot.wait(100)
    assert search(room).model.rowCount() == 0


def test_a_search_that_fails_says_so_and_the_next_one_works(qtbot: QtBot, room: Room) -> None:
    room.history.error = VaultBusy()
    search(room).field.setText("trees")
    qtbot.waitUntil(room.window.page.banner.isVisible)
    assert "keeps the vault busy" in room.window.page.banner._sentence.text()
    find(qtbot, room, "sea", 1)
