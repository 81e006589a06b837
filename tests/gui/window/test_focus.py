"""Tab visits every page in the order of reading and never stays; Esc closes, the focus returns."""

from collections.abc import Callable

import pytest
from evaluation_room import result, run_of
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QDialog, QScrollArea, QWidget
from pytestqt.qtbot import QtBot
from seen_by_all import faults, named, out_of_order, parts, reached_by_tab
from vault_room import OpenRoom, Room, say

from app.gui.chat.message_view import MessageView

RESULTS = run_of(result("tiny", True, True, False, False), result("o", True, False, False, True))
_AROUND = (-14, -14, 14, 14)
"""Pixels: what is around a part may show its focus."""


def tab(qtbot: QtBot) -> Callable[[QWidget], None]:
    return lambda widget: qtbot.keyClick(widget, Qt.Key.Key_Tab)


def check(qtbot: QtBot, root: QWidget, start: QWidget) -> list[QWidget]:
    """Walk around once, from `start`: what was visited, all of what there is."""
    root.window().activateWindow()
    start.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(start.hasFocus)
    stops = reached_by_tab(tab(qtbot))
    assert out_of_order(stops) == []
    missed = [
        each
        for each in parts(root)
        if each.focusPolicy() & Qt.FocusPolicy.TabFocus
        and each.isEnabled()
        and each not in stops
        and each.focusProxy() is None
        and not any(each.isAncestorOf(stop) for stop in stops)
        and not _is_in_group(each)
    ]
    assert missed == []
    seen = [each for each in stops if each.isVisible()]  # some are shown by the focus itself
    # A page that is still being filled may put the focus elsewhere meanwhile: a second look counts.
    plain = [
        named(each)
        for each in seen
        if not _shows_focus(each, seen) and not _shows_focus(each, seen)
    ]
    assert not plain, "\n".join(plain)
    return stops


def check_page(room: Room, qtbot: QtBot, page: QWidget, start: QWidget) -> None:
    """Walk around a page; Escape leads back to the conversation."""
    qtbot.waitUntil(lambda: faults(room.window, has_whole_hints=False) == [])
    check(qtbot, page, start)
    qtbot.keyClick(start, Qt.Key.Key_Escape)
    assert not page.isVisible()
    assert room.window.page.composer.edit.hasFocus()


def _shows_focus(stop: QWidget, stops: list[QWidget]) -> bool:
    """Whether it looks another way with the focus, itself or what it stands in."""
    seen = []
    for each in (stop, next(other for other in stops if other is not stop)):
        each.setFocus(Qt.FocusReason.TabFocusReason)
        _bring_into_view(stop)
        around = QRect(stop.mapTo(stop.window(), QPoint()), stop.size()).adjusted(*_AROUND)
        seen.append(stop.window().grab(around).toImage())
    return seen[0] != seen[1]


def _bring_into_view(widget: QWidget) -> None:
    """What scrolls follows the focus when it comes by Tab; here it is put there."""
    at = widget.parentWidget()
    while at is not None:
        if isinstance(at, QScrollArea):
            at.ensureWidgetVisible(widget)
        at = at.parentWidget()
    QApplication.processEvents()


def _is_in_group(widget: QWidget) -> bool:
    """Tab goes to the one that is chosen of a group; the arrows go on."""
    group = getattr(widget, "group", lambda: None)()
    return group is not None and group.exclusive()


@pytest.fixture
def window(opened: Room) -> QWidget:
    opened.window.resize(1280, 800)
    return opened.window


def test_the_unlock_page(open_room: OpenRoom, qtbot: QtBot) -> None:
    room = open_room()
    qtbot.waitUntil(room.controller.page.field.isVisible)
    room.controller.page.field.setText("something")
    stops = check(qtbot, room.controller.page, room.controller.page.field)
    assert room.controller.page.unlock in stops


def test_a_conversation(opened: Room, window: QWidget, qtbot: QtBot) -> None:
    for words in ("One?", "Two?"):
        say(qtbot, opened, words)
    stops = check(qtbot, opened.window.page, opened.window.page.composer.edit)
    views = [each for each in stops if isinstance(each.parentWidget(), MessageView)]
    tops = [each.mapToGlobal(each.rect().topLeft()).y() for each in views]
    assert tops == sorted(tops), "message after message"


def test_the_panel_and_back(opened: Room, window: QWidget, qtbot: QtBot) -> None:
    say(qtbot, opened, "One?")
    page = opened.window.page
    page.composer.edit.setFocus()
    opened.window.answers_requested.emit()
    qtbot.waitUntil(page.answers.length.isEnabled)
    check(qtbot, page.answers, page.answers.close_button)
    qtbot.keyClick(page.answers.length, Qt.Key.Key_Escape)
    assert page.answers.isHidden()
    assert page.composer.edit.hasFocus()


@pytest.mark.parametrize("name", ["documents", "library"])
def test_the_pages(opened: Room, window: QWidget, qtbot: QtBot, name: str) -> None:
    controller = getattr(opened.session, name)
    controller.open()
    check_page(opened, qtbot, controller.page, controller.page.back)


@pytest.mark.parametrize("is_held", [False, True], ids=["to get", "here"])
def test_the_page_of_models(opened: Room, window: QWidget, qtbot: QtBot, is_held: bool) -> None:
    controller = opened.session.model_page
    controller.open()
    page = controller.page
    assert page is not None
    qtbot.waitUntil(lambda: bool(page.held.rows) and page.discover.model.rowCount() > 0)
    page.show_held(is_held=is_held)
    check_page(opened, qtbot, page, page.back)


@pytest.mark.parametrize("is_comparing", [False, True], ids=["smaller", "compare"])
def test_the_workshop(opened: Room, window: QWidget, qtbot: QtBot, is_comparing: bool) -> None:
    opened.session.workshop.open()
    page = opened.session.workshop.page
    qtbot.waitUntil(lambda: page.make.source is not None and bool(page.compare.models.boxes))
    page.show_compare(is_shown=is_comparing)
    page.make.more.setChecked(True)
    check_page(opened, qtbot, page, page.back)


@pytest.mark.parametrize("is_editing", [False, True], ids=["asking", "editing"])
def test_models_are_tested(opened: Room, window: QWidget, qtbot: QtBot, is_editing: bool) -> None:
    opened.session.services.measuring.runs.keep(RESULTS)
    opened.session.evaluation.open()
    page = opened.session.evaluation.page
    qtbot.waitUntil(lambda: page.sets.list.count() > 0 and page.ask.results.run is not None)
    page.show_sets(is_shown=is_editing)
    if is_editing:
        page.sets.new.click()
    check_page(opened, qtbot, page, page.back)


def test_the_palette_gives_the_focus_back(opened: Room, window: QWidget, qtbot: QtBot) -> None:
    window.activateWindow()
    field = opened.window.sidebar.search.field
    field.setFocus()
    opened.session.commands.open()
    palette = opened.session.commands.palette
    qtbot.waitUntil(palette.field.hasFocus)
    assert faults(palette, has_whole_hints=False) == []
    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    assert not palette.isVisible()
    assert field.hasFocus()


def test_dialogs(opened: Room, window: QWidget, qtbot: QtBot) -> None:
    acts = opened.controller.acts
    window.activateWindow()
    edit = opened.window.page.composer.edit
    edit.setFocus()
    for opens in (acts.change_passphrase, acts.erase, opened.window.change_keys,
                  opened.window.show_sheet):  # fmt: skip
        opens()
        dialog = opened.window.findChildren(QDialog)[-1]
        qtbot.waitUntil(dialog.isVisible)
        dialog.activateWindow()
        start = dialog.focusWidget() or dialog.findChild(QScrollArea)
        assert start is not None
        check(qtbot, dialog, start)
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: not opened.window.findChildren(QDialog))
        window.activateWindow()
        qtbot.waitUntil(edit.hasFocus)


def test_the_tree_has_messages_in_their_order(opened: Room, window: QWidget, qtbot: QtBot) -> None:
    """Views are lent to whichever rows are in view; those who hear the window hear the order."""
    transcript = opened.window.page.transcript
    for number in range(8):
        say(qtbot, opened, f"Message {number}?\n" + "more\n" * 12 + "end")
    for key in (Qt.Key.Key_Home, Qt.Key.Key_PageDown, Qt.Key.Key_End, Qt.Key.Key_PageUp):
        qtbot.keyClick(transcript, key)
        QApplication.processEvents()
        shown = [
            each
            for each in transcript.viewport().children()
            if isinstance(each, MessageView) and each.isVisible()
        ]
        tops = [each.y() for each in shown]
        assert tops == sorted(tops)
