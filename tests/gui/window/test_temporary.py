"""A temporary chat in the window: visibly so, asked about before it is left, kept on request."""

from collections.abc import Callable, Iterator

import pytest
from fake_engine import FakeEngine
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.gui.chat.leave_dialog import LeaveDialog
from app.gui.session import Session


def _say(qtbot: QtBot, session: Session, words: str) -> None:
    edit = session.window.page.composer.edit
    transcript = session.window.page.transcript
    before = len(transcript._rows)
    edit.setPlainText(words)
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(transcript._rows) == before + 2)
    qtbot.waitUntil(lambda: not transcript._rows[-1].is_live)


def _dialog(qtbot: QtBot, session: Session) -> LeaveDialog:
    def found() -> list[LeaveDialog]:
        return [each for each in session.window.findChildren(LeaveDialog) if each.isVisible()]

    qtbot.waitUntil(lambda: len(found()) == 1)
    return found()[0]


@pytest.fixture
def temporary(session: Session) -> Iterator[Session]:
    session.window.sidebar.temporary.click()
    assert session.temporary.current is not None
    yield session
    session.temporary.may_leave = lambda _go_on: True  # type: ignore[method-assign]  # unasked


def test_it_is_visibly_temporary_and_in_no_list(qtbot: QtBot, temporary: Session) -> None:
    page, sidebar = temporary.window.page, temporary.window.sidebar
    assert page.temporary.isVisible()
    assert page.composer.property("temporary") is True
    assert not page.temporary.keep.isVisible()
    _say(qtbot, temporary, "Hello whales")
    qtbot.waitUntil(page.temporary.keep.isVisible)
    assert temporary.services.chat.conversations() == []
    assert temporary.services.history.search("whales") == []
    assert sidebar.model.row_of(temporary.temporary.current) < 0
    temporary.set_language("ko")
    assert "임시 대화" in page.temporary.label.text()
    assert page.temporary.isVisible()
    assert [row.text for row in page.transcript._rows] == ["Hello whales", "Hello."]


def test_its_keys_and_those_of_folders_are_apart(session: Session) -> None:
    keys_of = session.window.commands.keys_of
    assert keys_of("temporary_chat") == "Ctrl+Shift+N"
    assert keys_of("new_folder") == "Ctrl+Shift+F"
    assert keys_of("answers") == "Ctrl+Shift+S"
    assert keys_of("palette") == "Ctrl+Shift+P"


def test_an_empty_one_is_left_without_a_question(temporary: Session) -> None:
    temporary.window.sidebar.new_chat.click()
    assert temporary.temporary.current is None
    assert temporary.chat.current is None
    assert not temporary.window.page.temporary.isVisible()
    assert temporary.window.page.composer.property("temporary") is False


def test_whoever_stays_loses_nothing(qtbot: QtBot, temporary: Session) -> None:
    _say(qtbot, temporary, "Hello whales")
    current = temporary.chat.current
    temporary.window.sidebar.new_chat.click()
    _dialog(qtbot, temporary).cancel.click()
    assert temporary.chat.current == current
    assert temporary.window.page.temporary.isVisible()
    temporary.window.sidebar.new_chat.click()
    _dialog(qtbot, temporary).reject()


def test_let_go_it_is_gone(qtbot: QtBot, temporary: Session) -> None:
    _say(qtbot, temporary, "Hello whales")
    current = temporary.chat.current
    temporary.window.sidebar.new_chat.click()
    _dialog(qtbot, temporary).leave.click()
    assert temporary.chat.current is None
    assert current is not None
    assert not temporary.services.chat.is_there(current)
    assert temporary.services.chat.conversations() == []
    qtbot.waitUntil(lambda: current not in temporary.chat.drafts())


def test_kept_at_the_door_it_is_in_the_list_and_the_way_goes_on(
    qtbot: QtBot, temporary: Session
) -> None:
    _say(qtbot, temporary, "Hello whales")
    current = temporary.chat.current
    assert current is not None
    temporary.window.sidebar.new_chat.click()
    _dialog(qtbot, temporary).action.click()
    qtbot.waitUntil(lambda: temporary.chat.current is None)
    qtbot.waitUntil(lambda: temporary.window.sidebar.model.row_of(current) >= 0)
    assert [each.title for each in temporary.services.chat.conversations()] == ["Hello whales"]


def test_kept_in_place_it_goes_on_as_a_conversation_like_the_others(
    qtbot: QtBot, temporary: Session, engine: FakeEngine
) -> None:
    _say(qtbot, temporary, "Hello whales")
    page, current = temporary.window.page, temporary.chat.current
    qtbot.waitUntil(page.temporary.keep.isVisible)
    page.temporary.keep.click()
    qtbot.waitUntil(lambda: not page.temporary.isVisible())
    assert temporary.chat.current == current
    _say(qtbot, temporary, "And herons")
    assert current is not None
    assert len(temporary.services.chat.messages(current)) == 5
    temporary.window.sidebar.new_chat.click()
    assert temporary.chat.current is None


def test_the_window_asks_before_it_closes(qtbot: QtBot, temporary: Session) -> None:
    _say(qtbot, temporary, "Hello whales")
    temporary.window.close()
    assert temporary.window.isVisible()
    _dialog(qtbot, temporary).leave.click()
    qtbot.waitUntil(lambda: not temporary.window.isVisible())


def test_another_temporary_one_begins_after_the_question(qtbot: QtBot, temporary: Session) -> None:
    _say(qtbot, temporary, "Hello whales")
    first = temporary.chat.current
    temporary.window.sidebar.temporary.click()
    _dialog(qtbot, temporary).leave.click()
    assert temporary.chat.current not in (None, first)
    assert temporary.temporary.current == temporary.chat.current
    assert temporary.window.page.transcript.isHidden() or not temporary.window.page._shown


def test_a_draft_of_it_is_not_kept(qtbot: QtBot, temporary: Session) -> None:
    kept: list[tuple[object, ...]] = []
    current = temporary.chat.current
    store = temporary.services.vault._store.store
    keep: Callable[..., None] = store.keep_draft
    store.keep_draft = lambda *args: (kept.append(args), keep(*args))[1]  # type: ignore[method-assign]  # a listener
    temporary.window.page.composer.edit.setPlainText("half a thought")
    assert temporary.chat.drafts()[current].text == "half a thought"
    qtbot.wait(1000)
    assert [args for args in kept if "half a thought" in args] == []
