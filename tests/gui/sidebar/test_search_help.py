"""Help while a search is typed: the operators, names that complete one, and what is wrong."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from vault_room import Room

from app.domain.conversations import Conversation
from app.domain.events import HistoryReloaded
from app.domain.ids import ConversationId
from app.gui.sidebar.search_panel import SearchPanel


@pytest.fixture
def panel(opened: Room, qtbot: QtBot) -> SearchPanel:
    """A search where there are two folders and two tags."""
    services = opened.session.services
    services.chat._store.add(Conversation(ConversationId("a"), "a", tags=("tax", "나무")))
    services.bus.publish(HistoryReloaded())
    services.filing.add_folder("My work")
    services.filing.add_folder("Home")
    found = opened.window.sidebar.search
    qtbot.waitUntil(lambda: len(found._names.get("in", ())) == 2)
    found.enter()
    qtbot.waitUntil(lambda: len(found._names.get("tag", ())) == 2)
    return found


def offered(panel: SearchPanel) -> list[str]:
    values = panel.suggestions._values.stringList()
    return values if panel.suggestions.isVisible() else []


def test_the_operators_are_listed_until_something_is_typed(
    qtbot: QtBot, panel: SearchPanel, opened: Room
) -> None:
    assert panel.hint.isVisible()
    assert "before:2026-03" in panel.hint.text()
    assert panel.field.accessibleDescription() == panel.hint.text()
    qtbot.keyClicks(panel.field, "a")
    assert not panel.hint.isVisible()
    panel.field.clear()
    assert panel.hint.isVisible()
    opened.window.page.composer.edit.setFocus()
    assert not panel.hint.isVisible()


def test_names_of_folders_complete_by_tab_and_by_enter(qtbot: QtBot, panel: SearchPanel) -> None:
    qtbot.keyClicks(panel.field, "sea in:")
    assert offered(panel) == ["Home", "My work"]
    qtbot.keyClicks(panel.field, "wo")
    assert offered(panel) == ["My work"]
    QTest.keyClick(panel.field, Qt.Key.Key_Tab)
    assert panel.field.text() == 'sea in:"My work" '
    assert panel.field.hasFocus()
    assert offered(panel) == []
    qtbot.keyClicks(panel.field, "tag:")
    assert offered(panel) == ["tax", "나무"]
    qtbot.keyClick(panel.field, Qt.Key.Key_Down)
    qtbot.keyClick(panel.field, Qt.Key.Key_Return)
    assert panel.field.text() == 'sea in:"My work" tag:나무 '


def test_korean_operators_complete_as_well(panel: SearchPanel) -> None:
    panel.field.setText("안에:ho")
    assert offered(panel) == ["Home"]
    panel.field.setText("상태:")
    assert offered(panel) == ["pinned", "archived"]
    panel.field.setText("이전:")
    assert len(offered(panel)) >= 4
    panel.field.setText("안에:home")
    assert offered(panel) == [], "it is there already"


def test_a_click_completes(qtbot: QtBot, panel: SearchPanel) -> None:
    panel.field.setText("in:")
    index = panel.suggestions.model().index(1, 0)
    place = panel.suggestions.visualRect(index).center()
    qtbot.mouseClick(panel.suggestions.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert panel.field.text() == 'in:"My work" '


def test_what_is_no_operator_is_explained_after_a_while(qtbot: QtBot, panel: SearchPanel) -> None:
    panel._explain_timer.setInterval(50)
    panel.field.setText("before:tomorrow")
    assert not panel.note.isVisible(), "nobody is corrected while typing"
    qtbot.waitUntil(panel.note.isVisible)
    assert "names no day" in panel.note.text()
    panel.field.setText("before:2026-03")
    assert not panel.note.isVisible()
    panel.field.setText("folder:work")
    qtbot.waitUntil(panel.note.isVisible)
    assert "“folder:” is no operator" in panel.note.text()
    panel.clear()
    assert panel.note.text() == ""


def test_a_lock_leaves_no_name(panel: SearchPanel, opened: Room) -> None:
    panel.field.setText("in:")
    opened.controller.lock()
    assert [name for names in panel._names.values() for name in names] == []
    assert panel.suggestions._values.stringList() == []
