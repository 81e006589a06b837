"""Filing conversations by mouse and keys: pins, folders, tags, the archive, and the way back."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QMimeData, QModelIndex, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu
from pytestqt.qtbot import QtBot
from vault_room import Room

from app.config import settings as options
from app.domain.conversations import Conversation, Folder, now
from app.domain.events import MANY_CONVERSATIONS, ConversationsExpired, HistoryReloaded
from app.domain.ids import ConversationId, FolderId
from app.gui.sidebar.conversation_list import ConversationList
from app.gui.sidebar.dragging import MIME
from app.gui.sidebar.keep_dialog import KeepDialog
from app.gui.sidebar.name_dialog import NameDialog
from app.gui.sidebar.tag_dialog import TagDialog
from app.services.filing import FilingService

NAMES = ("Alpha", "Beta", "Gamma")
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def room(opened: Room, qtbot: QtBot) -> Room:
    """A window with three conversations, none in view."""
    store = opened.session.services.chat._store
    for minutes, name in enumerate(reversed(NAMES)):
        at = now() - timedelta(seconds=60 - minutes)
        store.add(Conversation(ConversationId(name), name, changed_at=at))
    opened.session.services.bus.publish(HistoryReloaded())
    qtbot.waitUntil(lambda: view(opened).rows.count() == 3)
    view(opened).setFocus()
    return opened


def view(room: Room) -> ConversationList:
    return room.window.sidebar.list


def filing(room: Room) -> FilingService:
    return room.session.services.filing


def shown(room: Room) -> list[str]:
    rows = view(room).rows
    return [str(rows.data(rows.index(row))) for row in range(rows.rowCount())]


def waits(qtbot: QtBot, room: Room, *rows: str) -> None:
    try:
        qtbot.waitUntil(lambda: shown(room) == list(rows))
    except Exception:
        assert shown(room) == list(rows)
        raise


def index(room: Room, name: str) -> QModelIndex:
    return view(room).rows.index(shown(room).index(name))


def choose(room: Room, *names: str) -> None:
    view(room).selectionModel().clear()
    for name in names:
        selection = view(room).selectionModel()
        selection.setCurrentIndex(index(room, name), selection.SelectionFlag.Select)
    view(room).setFocus()


def undo(qtbot: QtBot, room: Room) -> None:
    qtbot.waitUntil(room.window.sidebar.undo_bar.isVisible)
    room.window.activateWindow()
    qtbot.waitUntil(room.window.isActiveWindow)
    view(room).setFocus()
    qtbot.keyClick(view(room), Qt.Key.Key_Z, CTRL)


def menu_of(room: Room, name: str) -> QMenu:
    """The context menu of a row. It does not come up: the screen of tests has no popups."""
    return view(room).menu_at(index(room, name).row())


def take(menu: QMenu, label: str) -> None:
    """Choose an entry."""
    entry(menu, label).trigger()


def entry(menu: QMenu, label: str) -> QAction:
    return next(each for each in menu.actions() if each.text().split("\t")[0] == label)


def folder(room: Room, qtbot: QtBot, name: str, parent: FolderId | None = None) -> Folder:
    made = filing(room).add_folder(name, parent)
    qtbot.waitUntil(lambda: name in shown(room))
    return made


# --- pins and the archive ---------------------------------------------------------------------


def test_several_are_pinned_at_once_and_one_undo_takes_it_back(qtbot: QtBot, room: Room) -> None:
    choose(room, "Alpha", "Gamma")
    take(menu_of(room, "Gamma"), "Pin")
    waits(qtbot, room, "Pinned", "Alpha", "Gamma", "Today", "Beta")
    assert room.window.sidebar.undo_bar._label.text() == "2 pinned."
    undo(qtbot, room)
    waits(qtbot, room, "Today", *NAMES)


def test_a_menu_on_what_is_not_selected_means_that_row_alone(qtbot: QtBot, room: Room) -> None:
    choose(room, "Alpha", "Gamma")
    menu = menu_of(room, "Beta")
    assert entry(menu, "Delete conversation")
    take(menu, "Pin")
    waits(qtbot, room, "Pinned", "Beta", "Today", "Alpha", "Gamma")


def test_the_right_button_opens_a_menu_and_no_conversation(
    qtbot: QtBot, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    popped: list[QMenu] = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, _at: popped.append(menu))
    choose(room, "Alpha", "Gamma")
    place = view(room).visualRect(index(room, "Beta")).center()
    qtbot.mouseClick(view(room).viewport(), Qt.MouseButton.RightButton, pos=place)
    view(room).customContextMenuRequested.emit(place)
    assert [each.title for each in view(room).chosen()] == ["Alpha", "Gamma"]
    assert room.session.chat.current is None
    assert view(room)._delegate.drop_row == index(room, "Beta").row()
    popped[0].aboutToHide.emit()
    assert view(room)._delegate.drop_row == -1


@pytest.mark.parametrize(
    ("deleted", "then"), [(("Beta",), "Gamma"), (("Alpha", "Beta"), "Gamma")], ids=["one", "two"]
)
def test_the_keyboard_stays_beside_what_was_deleted(
    qtbot: QtBot, room: Room, deleted: tuple[str, ...], then: str
) -> None:
    room.window.activateWindow()
    choose(room, *deleted)
    qtbot.waitUntil(view(room).hasFocus)
    qtbot.keyClick(view(room), Qt.Key.Key_Delete)
    waits(qtbot, room, "Today", *(each for each in NAMES if each not in deleted))
    qtbot.waitUntil(room.window.sidebar.undo_bar.isVisible)
    assert view(room).hasFocus()
    assert str(view(room).currentIndex().data()) == then
    assert view(room).chosen() == []


def test_the_archive_is_one_entry_below(qtbot: QtBot, room: Room) -> None:
    sidebar = room.window.sidebar
    assert not sidebar.archive.isVisible()
    choose(room, "Beta")
    qtbot.keyClick(view(room), Qt.Key.Key_E, CTRL)
    waits(qtbot, room, "Today", "Alpha", "Gamma")
    qtbot.waitUntil(sidebar.archive.isVisible)
    assert sidebar.archive.text() == "Archived (1)"
    qtbot.mouseClick(sidebar.archive, Qt.MouseButton.LeftButton)
    waits(qtbot, room, "Today", "Beta")
    take(menu_of(room, "Beta"), "Take out of the archive")
    waits(qtbot, room)
    assert sidebar._empty.text() == "Nothing is archived."
    qtbot.mouseClick(sidebar.archive, Qt.MouseButton.LeftButton)
    waits(qtbot, room, "Today", *NAMES)
    assert not sidebar.archive.isVisible()


# --- selecting -------------------------------------------------------------------------------


def test_choosing_several_opens_none_of_them(qtbot: QtBot, room: Room) -> None:
    place = view(room).visualRect(index(room, "Alpha")).center()
    qtbot.mouseClick(view(room).viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: room.session.chat.current == "Alpha")
    qtbot.keyClick(view(room), Qt.Key.Key_Down, SHIFT)
    assert [each.id for each in view(room).chosen()] == ["Alpha", "Beta"]
    assert room.session.chat.current == "Alpha"
    room.history.rename(ConversationId("Gamma"), "Delta")
    qtbot.waitUntil(lambda: "Delta" in shown(room))
    assert len(view(room).chosen()) == 2, "what happens elsewhere leaves the selection"
    qtbot.keyClick(view(room), Qt.Key.Key_A, CTRL)
    assert [each.title for each in view(room).chosen()] == ["Alpha", "Beta", "Delta"]


def test_who_steps_through_the_list_stays_there_until_enter(qtbot: QtBot, room: Room) -> None:
    choose(room, "Alpha")
    qtbot.keyClick(view(room), Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: room.session.chat.current == "Beta")
    assert view(room).hasFocus()
    qtbot.keyClick(view(room), Qt.Key.Key_Return)
    assert room.window.page.composer.edit.hasFocus()


def test_hundreds_are_archived_in_one_step_that_can_be_taken_back(qtbot: QtBot, room: Room) -> None:
    store, bus = room.session.services.chat._store, room.session.services.bus
    names = [ConversationId(f"n{number}") for number in range(MANY_CONVERSATIONS + 50)]
    for name in names:
        store.add(Conversation(name, name))
    bus.publish(HistoryReloaded())
    qtbot.waitUntil(lambda: view(room).rows.count() == len(names) + len(NAMES))
    bar, told = room.window.sidebar.undo_bar, []
    room.session.bridge.event_received.connect(lambda _event: told.append(bar.words))
    room.session.filing.archive(names, True)
    qtbot.waitUntil(lambda: bar.words == "250 archived.")
    assert "100 of 250…" in told
    waits(qtbot, room, "Today", *NAMES)
    bar.undo()
    qtbot.waitUntil(lambda: not any(each.is_archived for each in store.conversations()))
    qtbot.waitUntil(lambda: len(shown(room)) == len(names) + len(NAMES) + 1)
    qtbot.waitUntil(lambda: not bar.isVisible())


def test_several_are_deleted_and_come_back_together(qtbot: QtBot, room: Room) -> None:
    qtbot.keyClick(view(room), Qt.Key.Key_A, CTRL)
    qtbot.keyClick(view(room), Qt.Key.Key_Delete)
    waits(qtbot, room)
    assert room.window.sidebar.undo_bar._label.text() == "3 deleted."
    undo(qtbot, room)
    waits(qtbot, room, "Today", *NAMES)


# --- folders ---------------------------------------------------------------------------------


def name_of_a_new_folder(qtbot: QtBot, room: Room, name: str) -> NameDialog:
    qtbot.waitUntil(lambda: bool(room.window.findChildren(NameDialog)))
    dialog = room.window.findChildren(NameDialog)[-1]
    dialog.field.setText(name)
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    return dialog


def test_a_folder_is_made_by_key_and_its_name_has_to_be_free(qtbot: QtBot, room: Room) -> None:
    assert "New folder…" in [each.label for each in room.session.filing.menu_entries()]
    qtbot.keyClick(room.window, Qt.Key.Key_F, CTRL | SHIFT)
    name_of_a_new_folder(qtbot, room, "Work")
    waits(qtbot, room, "Folders", "Work", "Today", *NAMES)
    room.window.sidebar.list.wishes.add_folder.emit(None)
    dialog = name_of_a_new_folder(qtbot, room, "work")
    qtbot.waitUntil(dialog.problem.isVisible)
    assert "already a folder" in dialog.problem.text()
    dialog.reject()


def test_conversations_go_to_a_new_folder_and_one_undo_takes_both_back(
    qtbot: QtBot, room: Room
) -> None:
    choose(room, "Alpha", "Beta")
    menu = menu_of(room, "Beta")
    move = entry(menu, "Move to folder").menu()
    assert isinstance(move, QMenu)
    take(move, "New folder…")
    name_of_a_new_folder(qtbot, room, "Work")
    waits(qtbot, room, "Folders", "Work", "Alpha", "Beta", "Today", "Gamma")
    undo(qtbot, room)
    waits(qtbot, room, "Today", *NAMES)
    assert filing(room).folders() == []


def test_a_folder_is_renamed_in_place_and_removed_by_key(qtbot: QtBot, room: Room) -> None:
    made = folder(room, qtbot, "Work")
    filing(room).move([ConversationId("Beta")], made.id)
    waits(qtbot, room, "Folders", "Work", "Beta", "Today", "Alpha", "Gamma")
    view(room).setCurrentIndex(index(room, "Work"))
    qtbot.keyClick(view(room), Qt.Key.Key_F2)
    editor = view(room).findChildren(QLineEdit)[-1]
    editor.setText("Play")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    waits(qtbot, room, "Folders", "Play", "Beta", "Today", "Alpha", "Gamma")
    view(room).setFocus()
    view(room).setCurrentIndex(index(room, "Play"))
    qtbot.keyClick(view(room), Qt.Key.Key_Delete)
    waits(qtbot, room, "Today", *NAMES)
    undo(qtbot, room)
    waits(qtbot, room, "Folders", "Play", "Beta", "Today", "Alpha", "Gamma")


def test_a_folder_closes_by_key_and_stays_closed(qtbot: QtBot, room: Room) -> None:
    made = folder(room, qtbot, "Work")
    filing(room).move([ConversationId("Beta")], made.id)
    waits(qtbot, room, "Folders", "Work", "Beta", "Today", "Alpha", "Gamma")
    choose(room, "Beta")
    qtbot.keyClick(view(room), Qt.Key.Key_Left)
    assert view(room).currentIndex().data() == "Work"
    qtbot.keyClick(view(room), Qt.Key.Key_Left)
    waits(qtbot, room, "Folders", "Work", "Today", "Alpha", "Gamma")
    settings = room.session.services.settings
    qtbot.waitUntil(lambda: settings.get(options.CLOSED_FOLDERS) == made.id)
    room.window.sidebar.model.set_closed(())
    room.session.services.bus.publish(HistoryReloaded())
    waits(qtbot, room, "Folders", "Work", "Today", "Alpha", "Gamma")
    place = view(room).visualRect(index(room, "Work")).center()
    qtbot.mouseClick(view(room).viewport(), Qt.MouseButton.LeftButton, pos=place)
    waits(qtbot, room, "Folders", "Work", "Beta", "Today", "Alpha", "Gamma")


def test_the_folders_are_offered_to_the_keyboard(qtbot: QtBot, room: Room) -> None:
    folder(room, qtbot, "Work")
    choose(room, "Beta")
    menu = view(room).move_menu()
    assert [each.text() for each in menu.actions()] == [
        "Work", "Outside of folders", "", "New folder…",
    ]  # fmt: skip
    take(menu, "Work")
    waits(qtbot, room, "Folders", "Work", "Beta", "Today", "Alpha", "Gamma")


def drop(room: Room, *names: str, onto: str | None) -> bool:
    """Drag rows onto another one, or onto the ground; whether they were taken."""
    choose(room, *names)
    taken = view(room).rows.folder_at(view(room).currentIndex().row())
    ids = [each.id for each in view(room).chosen()]
    view(room)._dragging.begin(ids, taken)
    data = QMimeData()
    data.setData(MIME, b"")
    ground = view(room).viewport().rect().bottomLeft() + QPoint(20, -2)
    point = view(room).visualRect(index(room, onto)).center() if onto else ground
    action, left = Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    port = view(room).viewport()
    QApplication.sendEvent(port, QDragEnterEvent(point, action, data, left, none))
    move = QDragMoveEvent(point, action, data, left, none)
    QApplication.sendEvent(port, move)
    if move.isAccepted():
        QApplication.sendEvent(port, QDropEvent(QPointF(point), action, data, left, none))
    return move.isAccepted()


def test_conversations_are_dragged_onto_a_folder_and_out_of_it(qtbot: QtBot, room: Room) -> None:
    folder(room, qtbot, "Work")
    assert drop(room, "Alpha", "Beta", onto="Work")
    waits(qtbot, room, "Folders", "Work", "Alpha", "Beta", "Today", "Gamma")
    assert drop(room, "Gamma", onto="Alpha")
    waits(qtbot, room, "Folders", "Work", *NAMES)
    assert drop(room, "Beta", onto=None)
    waits(qtbot, room, "Folders", "Work", "Alpha", "Gamma", "Today", "Beta")
    assert view(room)._delegate.drop_row == -1


def test_folders_are_dragged_into_one_another_but_not_into_themselves(
    qtbot: QtBot, room: Room
) -> None:
    work = folder(room, qtbot, "Work")
    folder(room, qtbot, "Plans")
    assert drop(room, "Plans", onto="Work")
    qtbot.waitUntil(lambda: work.id in [each.parent for each in filing(room).folders()])
    qtbot.waitUntil(lambda: shown(room)[:3] == ["Folders", "Work", "Plans"])
    assert not drop(room, "Work", onto="Plans")


# --- tags ------------------------------------------------------------------------------------


def tags(room: Room, name: str) -> tuple[str, ...]:
    found = filing(room)._store.get(ConversationId(name))
    return found.tags if found is not None else ()


def test_tags_of_several_are_edited_as_one_change(qtbot: QtBot, room: Room) -> None:
    filing(room).tag([ConversationId("Alpha")], ["Tax"])
    qtbot.waitUntil(lambda: view(room).rows.shelf.known[ConversationId("Alpha")].tags == ("Tax",))
    choose(room, "Alpha", "Beta")
    qtbot.keyClick(view(room), Qt.Key.Key_T, CTRL)
    qtbot.waitUntil(lambda: bool(room.window.findChildren(TagDialog)))
    dialog = room.window.findChildren(TagDialog)[-1]
    assert dialog.names() == ["Tax"]
    assert "only some" in dialog.flow.chips[0].toolTip()
    dialog.field.setText("나무")
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert dialog.names() == ["Tax", "나무"]
    assert dialog.isVisible(), "Enter ends the tag, not the dialog"
    qtbot.keyClick(dialog.flow.chips[0], Qt.Key.Key_Delete)
    dialog.field.setText("sea")
    dialog.action.click()
    qtbot.waitUntil(lambda: tags(room, "Beta") == ("sea", "나무"))
    assert tags(room, "Alpha") == ("sea", "나무")
    undo(qtbot, room)
    qtbot.waitUntil(lambda: tags(room, "Alpha") == ("Tax",))
    assert tags(room, "Beta") == ()


def test_a_comma_ends_a_tag(qtbot: QtBot, room: Room) -> None:
    choose(room, "Alpha")
    view(room).wishes.edit_tags.emit([ConversationId("Alpha")])
    qtbot.waitUntil(lambda: bool(room.window.findChildren(TagDialog)))
    dialog = room.window.findChildren(TagDialog)[-1]
    qtbot.keyClicks(dialog.field, "#one, two,")
    assert dialog.names() == ["one", "two"]
    dialog.reject()


# --- age -------------------------------------------------------------------------------------


def test_a_folder_deletes_what_is_old_only_when_told(qtbot: QtBot, room: Room) -> None:
    made = folder(room, qtbot, "Work")
    filing(room).move([ConversationId("Alpha"), ConversationId("Beta")], made.id)
    qtbot.waitUntil(lambda: shown(room)[1:4] == ["Work", "Alpha", "Beta"])
    take(menu_of(room, "Work"), "Delete old conversations…")
    dialog = room.window.findChildren(KeepDialog)[-1]
    assert not dialog.is_on.isChecked()
    assert dialog.meaning.text() == "Nothing is deleted here by its age."
    dialog.is_on.setChecked(True)
    dialog.days.setValue(30)
    day = (now() - timedelta(seconds=60) + timedelta(days=30)).astimezone().date().isoformat()
    assert f"The first of 2 would go on {day}." in dialog.meaning.text()
    assert "nothing brings it back" in dialog.meaning.text()
    dialog.action.click()
    qtbot.waitUntil(lambda: filing(room).folders()[0].keep_days == 30)
    undo(qtbot, room)
    qtbot.waitUntil(lambda: filing(room).folders()[0].keep_days is None)


def test_what_is_old_already_is_counted(qtbot: QtBot, room: Room) -> None:
    work, plans = Folder(FolderId("w"), "Work", None, 10), Folder(FolderId("p"), "Plans", "w")  # type: ignore[arg-type]
    old = now() - timedelta(days=20)
    said = [
        Conversation(ConversationId(name), name, changed_at=old, folder=place, is_pinned=pinned)
        for name, place, pinned in zip(
            "abc", (work.id, plans.id, work.id), (False, False, True), strict=True
        )
    ]
    dialog = KeepDialog(
        work, [work, plans], 0, said, lambda _days: None, lambda: None,
        room.controller._background, room.window,
    )  # fmt: skip
    qtbot.addWidget(dialog)
    assert "2 of 2 are that old already" in dialog.meaning.text()
    dialog.days.setValue(365)
    assert "The first of 2 would go on" in dialog.meaning.text()
    dialog.is_on.setChecked(False)
    assert dialog.wanted() is None
    inner = KeepDialog(
        plans, [work, plans], 0, said, lambda _days: None, lambda: None,
        room.controller._background, room.window,
    )  # fmt: skip
    qtbot.addWidget(inner)
    assert inner.wanted() is None, "what the folder around says is said already"
    inner.is_on.setChecked(False)
    assert inner.wanted() == 0


def test_what_was_deleted_by_age_is_told_without_an_undo(qtbot: QtBot, room: Room) -> None:
    room.session.services.bus.publish(ConversationsExpired(2, {None: 2}))
    bar = room.window.sidebar.undo_bar
    qtbot.waitUntil(bar.isVisible)
    assert bar._label.text() == "2 old conversations were deleted, as set."
    assert not bar.button.isVisible()


# --- privacy ---------------------------------------------------------------------------------


def test_a_lock_leaves_no_folder_and_no_words(qtbot: QtBot, room: Room) -> None:
    made = folder(room, qtbot, "Secret")
    filing(room).move([ConversationId("Alpha")], made.id)
    qtbot.waitUntil(lambda: shown(room)[:3] == ["Folders", "Secret", "Alpha"])
    view(room).wishes.move.emit([ConversationId("Beta")], made.id)
    qtbot.waitUntil(room.window.sidebar.undo_bar.isVisible)
    view(room).wishes.edit_keep_days.emit(made.id)
    room.controller.lock()
    assert shown(room) == []
    assert view(room).rows.shelf.folders == {}
    assert room.window.sidebar.undo_bar._label.text() == ""
    assert not [each for each in room.window.findChildren(KeepDialog) if each.isVisible()]
