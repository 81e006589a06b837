"""The quick window asks over everything else; what is not kept leaves nothing behind."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fake_engine import FakeEngine, Hold
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot
from vault_room import OpenRoom, Room, unlock

from app.config import settings as options
from app.config.instance import Instance
from app.config.wish_file import REQUEST_FILE, leave_wish
from app.config.wishes import Act, Wish
from app.domain.conversations import Conversation
from app.domain.errors import VaultDiskFull
from app.gui.quick.controller import QuickController
from app.gui.quick.settings_dialog import QuickSettings
from app.gui.quick.tray import Tray
from app.gui.session import Session

# The offscreen platform has no tray; its menu is real all the same.
pytestmark = pytest.mark.qt_log_ignore("systemTrayWindowChanged", extend=True)


def opened_quick(session: Session, qtbot: QtBot) -> QuickController:
    session.window.commands.run("quick")
    quick = session.standby.quick
    qtbot.waitUntil(quick.view.isVisible)
    return quick


def ask(qtbot: QtBot, quick: QuickController, words: str) -> None:
    quick.view.edit.insertPlainText(words)
    qtbot.keyClick(quick.view.edit, Qt.Key.Key_Return)


def texts(quick: QuickController) -> list[str]:
    return [row.text for row in quick.view.transcript._rows]


def wait_for_answer(qtbot: QtBot, quick: QuickController) -> None:
    rows = quick.view.transcript._rows
    qtbot.waitUntil(lambda: len(rows) > 1 and not rows[-1].is_live)


def test_it_is_not_made_before_it_is_wanted(session: Session) -> None:
    assert session.standby._quick is None


def test_it_comes_in_the_middle_and_then_where_it_was_left(qtbot: QtBot, session: Session) -> None:
    view = opened_quick(session, qtbot).view
    room = view.screen().availableGeometry()
    assert abs(view.geometry().center().x() - room.center().x()) < 10  # the frame is not ours
    assert room.top() < view.y() < room.center().y()
    view.move(30, 40)
    view.close()
    view.come()
    assert view.pos() == QPoint(30, 40)


def test_an_answer_that_is_not_kept_is_gone_with_the_window(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    engine.says("Forty ", "crowns.")
    quick = opened_quick(session, qtbot)
    ask(qtbot, quick, "얼마?")
    wait_for_answer(qtbot, quick)
    assert texts(quick) == ["얼마?", "Forty crowns."]
    assert quick.view.opening.isHidden()
    assert session.services.chat.conversations() == []
    assert session.window.sidebar.model.rowCount() == 0
    temporary = session.services.quick_chat.chat
    assert len(temporary.conversations()) == 1
    qtbot.keyClick(quick.view.edit, Qt.Key.Key_Escape)
    assert not quick.view.isVisible()
    assert texts(quick) == []
    qtbot.waitUntil(lambda: temporary.conversations() == [])


def test_a_second_question_goes_on_and_a_new_one_begins_anew(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    engine.says("One.").says("Two.").says("Three.")
    quick = opened_quick(session, qtbot)
    ask(qtbot, quick, "a")
    wait_for_answer(qtbot, quick)
    ask(qtbot, quick, "b")
    qtbot.waitUntil(lambda: texts(quick) == ["a", "One.", "b", "Two."])
    quick.view.anew.click()
    assert texts(quick) == []
    ask(qtbot, quick, "c")
    qtbot.waitUntil(lambda: texts(quick) == ["c", "Three."])


def test_a_kept_one_goes_on_in_the_window(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    engine.says("Kept.")
    quick = opened_quick(session, qtbot)
    quick.view.keep.setChecked(True)
    ask(qtbot, quick, "Keep this")
    wait_for_answer(qtbot, quick)
    assert not quick.view.keep.isEnabled()
    assert session.chat.current is None
    quick.view.opening.click()
    assert not quick.view.isVisible()
    rows = session.window.page.transcript._rows
    qtbot.waitUntil(lambda: [row.text for row in rows] == ["Keep this", "Kept."])
    assert len(session.services.chat.conversations()) == 1


def test_escape_stops_first_and_closes_then(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    engine.says("half", Hold, "never")
    quick = opened_quick(session, qtbot)
    ask(qtbot, quick, "Go")
    qtbot.waitUntil(lambda: texts(quick) == ["Go", "half"])
    qtbot.keyClick(quick.view.edit, Qt.Key.Key_Escape)
    wait_for_answer(qtbot, quick)
    assert quick.view.isVisible()
    assert quick.view.transcript._rows[-1].status == "Stopped"
    qtbot.keyClick(quick.view.edit, Qt.Key.Key_Escape)
    assert not quick.view.isVisible()


class SlowStore:
    """Stands before the store of what the quick window says, and can be held or full."""

    def __init__(self, store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        self.is_free, self.is_full = threading.Event(), False
        self.threads: set[threading.Thread] = set()
        self._begin_turn = store.begin_turn
        monkeypatch.setattr(store, "begin_turn", self._slowly)

    def _slowly(self, *arguments: Any, **options: Any) -> Conversation | None:
        self.threads.add(threading.current_thread())
        assert self.is_free.wait(60)
        if self.is_full:
            raise VaultDiskFull(folder="here")
        kept: Conversation | None = self._begin_turn(*arguments, **options)
        return kept


@pytest.fixture
def slow(session: Session, monkeypatch: pytest.MonkeyPatch) -> SlowStore:
    return SlowStore(session.services.quick_chat.store, monkeypatch)


def test_on_a_slow_disk_the_window_goes_on(
    qtbot: QtBot, session: Session, engine: FakeEngine, slow: SlowStore
) -> None:
    quick = opened_quick(session, qtbot)
    ask(qtbot, quick, "Go")
    qtbot.waitUntil(lambda: bool(slow.threads))
    assert slow.threads.isdisjoint({threading.main_thread()})
    assert quick.view.edit.toPlainText() == ""
    ask(qtbot, quick, "more")
    assert quick.view.edit.toPlainText() == "more", "the first is on its way"
    slow.is_free.set()
    wait_for_answer(qtbot, quick)
    assert texts(quick) == ["Go", "Hello."]


def test_what_cannot_be_kept_comes_back(
    qtbot: QtBot, session: Session, engine: FakeEngine, slow: SlowStore
) -> None:
    slow.is_full = True
    quick = opened_quick(session, qtbot)
    ask(qtbot, quick, "Go")
    quick.view.edit.insertPlainText("and more")
    slow.is_free.set()
    qtbot.waitUntil(lambda: quick.view.edit.toPlainText() == "Go\n\nand more")
    assert "full" in quick.view.note.text()
    assert not quick.view.is_answering()
    assert engine.requests == []


def test_what_is_put_away_on_its_way_is_gone(
    qtbot: QtBot, session: Session, engine: FakeEngine, slow: SlowStore
) -> None:
    temporary = session.services.quick_chat.chat
    quick = opened_quick(session, qtbot)
    ask(qtbot, quick, "Go")
    qtbot.waitUntil(lambda: bool(slow.threads))
    quick.view.close()
    slow.is_free.set()
    sending = quick._sendings[temporary]
    qtbot.waitUntil(lambda: not sending.unkept() and temporary.conversations() == [])
    quick.open()
    assert quick.view.edit.toPlainText() == ""


def test_what_is_written_and_not_sent_stays(qtbot: QtBot, session: Session) -> None:
    quick = opened_quick(session, qtbot)
    quick.view.edit.insertPlainText("not yet")
    quick.view.close()
    quick.open()
    assert quick.view.edit.toPlainText() == "not yet"


def test_a_question_that_comes_before_the_answer_to_the_last_one_waits(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    engine.says("Yes", Hold, ".").says("Again.")
    quick = opened_quick(session, qtbot)
    ask(qtbot, quick, "a")
    ask(qtbot, quick, "b")  # the window has heard of no answer yet
    assert quick.view.edit.toPlainText() == "b"
    engine.go_on()
    wait_for_answer(qtbot, quick)
    qtbot.keyClick(quick.view.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: texts(quick) == ["a", "Yes.", "b", "Again."])


def test_locking_empties_it(qtbot: QtBot, opened: Room, engine: FakeEngine) -> None:
    engine.says("Secret.")
    quick = opened_quick(opened.session, qtbot)
    ask(qtbot, quick, "SENTINEL")
    wait_for_answer(qtbot, quick)
    quick.view.edit.insertPlainText("SENTINEL draft")
    opened.controller.lock()
    qtbot.waitUntil(lambda: opened.window.is_covered)
    assert texts(quick) == []
    assert quick.view.edit.toPlainText() == ""
    assert quick.view.edit.isHidden() or not quick.view.edit.isVisible()
    assert quick.view.note.text() == "Snug is locked."
    temporary = opened.session.services.quick_chat.chat
    qtbot.waitUntil(lambda: temporary.conversations() == [])
    unlock(qtbot, opened)
    assert quick.view.edit.isVisible()


def test_opened_while_locked_it_leads_to_the_window(qtbot: QtBot, open_room: OpenRoom) -> None:
    room = open_room()
    qtbot.waitUntil(lambda: room.window.is_covered)
    quick = opened_quick(room.session, qtbot)
    assert not quick.view.edit.isVisible()
    quick.view.unlock.click()
    assert not quick.view.isVisible()
    assert room.window.isVisible()


def test_another_start_asks_for_it(qtbot: QtBot, session: Session, home: Path) -> None:
    instance = Instance(home)
    assert instance.acquire()
    watcher = session.listen_to_others(instance)
    leave_wish(home, Wish(Act.QUICK))
    qtbot.waitUntil(lambda: session.standby._quick is not None)
    assert session.standby.quick.view.isVisible()
    assert not (home / REQUEST_FILE).exists()
    watcher.deleteLater()
    instance.release()


def test_it_speaks_the_language_of_the_window(qtbot: QtBot, session: Session) -> None:
    quick = opened_quick(session, qtbot)
    session.set_language("ko")
    assert quick.view.windowTitle() == "빠른 질문"
    assert quick.view.keep.text() == "대화 기록에 남기기"


# --- the tray -----------------------------------------------------------------------------------


@pytest.fixture
def tray(session: Session) -> Tray:
    """A tray that this platform does not have; its menu is real."""
    session.standby._tray = Tray(session.window, session._come_to_front)
    return session.standby._tray


def labels(menu: QMenu) -> list[str]:
    menu.aboutToShow.emit()
    return [each.text() for each in menu.actions()]


def test_the_tray_offers_what_can_be_done(session: Session, tray: Tray) -> None:
    assert labels(tray.menu) == ["Show Snug", "New chat", "Quick question", "Quit"]


def test_the_tray_locks_and_offers_little_then(qtbot: QtBot, opened: Room) -> None:
    tray = Tray(opened.window, opened.session._come_to_front)
    opened.session.standby._tray = tray
    assert "Lock now" in labels(tray.menu)
    next(each for each in tray.menu.actions() if each.text() == "Lock now").trigger()
    qtbot.waitUntil(lambda: opened.window.is_covered)
    assert labels(tray.menu) == ["Show Snug", "Quick question", "Quit"]


def test_closing_ends_snug_unless_it_is_to_stay_in_the_tray(session: Session, tray: Tray) -> None:
    assert not session.standby.stays()
    session.services.settings.set(options.KEEP_IN_TRAY, True)
    session.window.close()
    assert not session.window.isVisible()
    assert not session.has_ended
    session._come_to_front()
    assert session.window.isVisible()
    session.window.commands.run("quit")
    assert session.has_ended


def test_without_a_tray_closing_always_ends(
    open_window: Callable[..., Session], tiny_home: object, engine: FakeEngine
) -> None:
    session = open_window("window.keep_in_tray=on", "appearance.language=en")
    session.window.close()
    assert session.has_ended


def test_the_settings_say_what_this_platform_allows(qtbot: QtBot, session: Session) -> None:
    session.window.commands.run("quick_settings")
    (dialog,) = session.window.findChildren(QuickSettings)
    assert "snug --quick" in dialog.note.text()
    assert not dialog.keys.isVisible()
    assert not dialog.stays.isEnabled()
    session.window.commands.run("quick_settings")
    assert session.window.findChildren(QuickSettings) == [dialog], "not a second one"
    dialog.accept()
    qtbot.waitUntil(lambda: not session.window.findChildren(QuickSettings))
    session.window.commands.run("quick_settings")
    assert session.window.findChildren(QuickSettings)
