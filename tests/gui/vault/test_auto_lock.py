"""Idle minutes, sleeps and locked screens, with a clock and announcements of our own."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from app.gui.vault.auto_lock import GAP_SECONDS, AutoLock, steady_clock
from app.gui.vault.sleep_watch import SleepWatch


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Desk:
    """A window, its automatic lock, and what it asked for."""

    def __init__(self, qtbot: QtBot, minutes: float = 2) -> None:
        self.clock, self.minutes, self.asked = Clock(), minutes, 0
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.window.show()
        qtbot.waitExposed(self.window)
        self.watch = SleepWatch(self.window)
        self.lock = AutoLock(lambda: self.minutes, self.watch, self.clock, self.window)
        self.lock.lock_requested.connect(self._count)
        self.lock.start()

    def _count(self) -> None:
        self.asked += 1

    def pass_seconds(self, seconds: int) -> None:
        """As time passes: with a check every few seconds."""
        for _ in range(0, seconds, 5):
            self.clock.now += 5
            self.lock.check()


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot)


def test_it_locks_after_the_idle_minutes_and_not_before(desk: Desk) -> None:
    desk.pass_seconds(115)
    assert desk.asked == 0
    desk.pass_seconds(5)
    assert desk.asked == 1


def test_keys_and_the_mouse_count_as_use(desk: Desk) -> None:
    window = desk.window.windowHandle()
    desk.pass_seconds(100)
    QTest.keyClick(window, Qt.Key.Key_A)
    desk.pass_seconds(100)
    assert desk.asked == 0
    QTest.mouseMove(window, QPoint(5, 5))
    desk.pass_seconds(100)
    assert desk.asked == 0
    QTest.mouseClick(
        window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(5, 5)
    )
    desk.pass_seconds(100)
    assert desk.asked == 0
    desk.pass_seconds(20)
    assert desk.asked == 1


def test_use_of_a_dialog_counts(desk: Desk, qtbot: QtBot) -> None:
    dialog = QDialog(desk.window)
    dialog.open()
    qtbot.waitExposed(dialog)
    desk.lock.follow(dialog.windowHandle())
    desk.pass_seconds(100)
    QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_A)
    desk.pass_seconds(100)
    assert desk.asked == 0
    dialog.close()


def test_the_minutes_are_read_anew_and_zero_is_never(desk: Desk) -> None:
    desk.minutes = 0
    desk.pass_seconds(3600)
    assert desk.asked == 0
    desk.minutes = 1
    desk.pass_seconds(5)
    assert desk.asked == 1


def test_a_gap_in_time_is_a_sleep(desk: Desk) -> None:
    desk.minutes = 0
    desk.clock.now += GAP_SECONDS
    desk.lock.check()
    assert desk.asked == 1


@pytest.mark.parametrize("announce", ["hear_lock", "hear_sleep", "hear_saver"])
def test_announcements_lock_at_once(desk: Desk, announce: str) -> None:
    arguments = () if announce == "hear_lock" else (True,)
    getattr(desk.watch, announce)(*arguments)
    assert desk.asked == 1


def test_waking_up_and_a_screen_given_back_ask_for_nothing(desk: Desk) -> None:
    desk.watch.hear_sleep(False)
    desk.watch.hear_saver(False)
    assert desk.asked == 0


def test_stopped_it_asks_for_nothing(desk: Desk) -> None:
    desk.lock.stop()
    desk.watch.hear_lock()
    desk.pass_seconds(600)
    assert desk.asked == 0
    desk.lock.start()
    desk.pass_seconds(60)
    assert desk.asked == 0, "it counts from the start"


def test_the_clock_goes_forward() -> None:
    assert steady_clock() <= steady_clock()
