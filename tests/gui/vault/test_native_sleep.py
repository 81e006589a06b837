"""What messages of Windows and macOS mean. Whether they come, only those systems can tell."""

import ctypes
import threading
import time

import pytest
from PySide6.QtCore import QByteArray
from pytestqt.qtbot import QtBot

from app.gui.vault import sleep_macos, sleep_windows
from app.gui.vault.sleep_macos import MacListener, PowerListener, Reply, reply_to
from app.gui.vault.sleep_watch import SleepWatch
from app.gui.vault.sleep_windows import Message, Notice, WindowsFilter, notice_of, register

MSG = b"windows_generic_MSG"


class Heard:
    """A watch, and how often it wanted a lock."""

    def __init__(self) -> None:
        self.watch, self.count = SleepWatch(), 0
        self.watch.lock_wanted.connect(self._note)

    def _note(self) -> None:
        self.count += 1


@pytest.fixture
def heard(qtbot: QtBot) -> Heard:
    return Heard()


# --- Windows ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("message", "parameter", "notice"),
    [
        (0x218, 4, Notice.SLEEP),
        (0x218, 7, None),  # it woke
        (0x218, 18, None),
        (0x218, 0x8013, None),  # the battery, or the lid
        (0x2B1, 7, Notice.AWAY),
        (0x2B1, 8, None),  # it was unlocked
        (0x2B1, 1, None),
        (0x2B1, 2, Notice.AWAY),  # another user takes the screen
        (0x2B1, 4, Notice.AWAY),
        (0x2B1, 6, Notice.AWAY),
        (0x0F, 4, None),
        (0x0F, 7, None),
    ],
)
def test_messages_of_windows(message: int, parameter: int, notice: Notice | None) -> None:
    assert notice_of(message, parameter) is notice


def test_they_are_read_where_qt_hands_them_over(heard: Heard) -> None:
    watcher = WindowsFilter(heard.watch)
    lock = Message(None, 0x2B1, 7, 1)
    for kind in (MSG, b"windows_dispatcher_MSG", QByteArray(MSG)):
        assert watcher.nativeEventFilter(kind, ctypes.addressof(lock)) == (False, 0)
    assert heard.count == 3
    assert watcher.nativeEventFilter(b"xcb_generic_event_t", ctypes.addressof(lock)) == (False, 0)
    assert watcher.nativeEventFilter(MSG, 0) == (False, 0)
    other = Message(None, 0x200, 7, 1)
    watcher.nativeEventFilter(MSG, ctypes.addressof(other))
    assert heard.count == 3


def test_the_beginning_of_msg_is_laid_out_as_there() -> None:
    pointer = ctypes.sizeof(ctypes.c_void_p)
    assert Message.message.offset == pointer
    assert Message.wParam.offset == 2 * pointer
    assert Message.lParam.offset == 3 * pointer


def test_the_answer_waits_until_it_is_locked(heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sleep_windows, "ANSWER_SECONDS", 60)
    sleep = Message(None, 0x218, 4, 0)
    heard.watch.hold_sleep()
    locked = threading.Event()

    def lock() -> None:
        locked.set()
        heard.watch.let_sleep()

    heard.watch.lock_wanted.connect(lambda: threading.Timer(0.2, lock).start())
    begin = time.monotonic()
    WindowsFilter(heard.watch).nativeEventFilter(MSG, ctypes.addressof(sleep))
    assert locked.is_set()
    assert time.monotonic() - begin < 30


def test_it_does_not_wait_for_ever_nor_for_nothing(
    heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sleep_windows, "ANSWER_SECONDS", 60)
    sleep = Message(None, 0x218, 4, 0)
    begin = time.monotonic()
    WindowsFilter(heard.watch).nativeEventFilter(MSG, ctypes.addressof(sleep))
    assert time.monotonic() - begin < 30, "nothing is open"
    monkeypatch.setattr(sleep_windows, "ANSWER_SECONDS", 0.2)
    heard.watch.hold_sleep()
    WindowsFilter(heard.watch).nativeEventFilter(MSG, ctypes.addressof(sleep))
    assert time.monotonic() - begin >= 0.2
    heard.watch.let_sleep()


def test_elsewhere_nothing_is_registered() -> None:
    register(0)


# --- macOS ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("message", "reply"),
    [
        (0xE0000270, Reply.ALLOW),
        (0xE0000280, Reply.LOCK_AND_ALLOW),
        (0xE0000280 - (1 << 32), Reply.LOCK_AND_ALLOW),  # read with a sign
        (0xE0000300, Reply.NOTHING),  # it woke
        (0xE0000290, Reply.NOTHING),  # it does not sleep after all
        (0, Reply.NOTHING),
    ],
)
def test_messages_of_macos(message: int, reply: Reply) -> None:
    assert reply_to(message) is reply


def test_a_sleep_is_allowed_once_it_is_locked(heard: Heard) -> None:
    allowed: list[int] = []
    listener = PowerListener(heard.watch, allowed.append)
    heard.watch.hold_sleep()
    listener.hear(sleep_macos.CAN_SYSTEM_SLEEP, 1)
    assert (allowed, heard.count) == ([1], 0)
    listener.hear(sleep_macos.SYSTEM_WILL_SLEEP, 2)
    assert (allowed, heard.count) == ([1], 1)
    heard.watch.let_sleep()
    assert allowed == [1, 2]
    heard.watch.let_sleep()
    listener.hear(sleep_macos.SYSTEM_WILL_SLEEP, 3)
    assert allowed == [1, 2, 3], "with nothing to lock it is allowed at once"


def test_elsewhere_it_hears_nothing(heard: Heard) -> None:
    assert MacListener(heard.watch)._kept == []
