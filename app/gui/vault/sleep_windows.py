"""Sleep and a locked session on Windows, by the messages that its windows get.

WM_WTSSESSION_CHANGE comes after WTSRegisterSessionNotification, WM_POWERBROADCAST by itself and,
on machines with modern standby, after RegisterSuspendResumeNotification. Before a sleep the system
waits about two seconds for the message to be answered, so the answer waits for the lock.

What a message means is tested; none of it has ever run on Windows.
"""

import ctypes
import sys
from enum import Enum, auto
from typing import Any, Final

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray

from app.gui.vault.sleep_watch import SleepWatch

WM_POWERBROADCAST: Final = 0x0218
PBT_APMSUSPEND: Final = 0x0004
WM_WTSSESSION_CHANGE: Final = 0x02B1
WTS_CONSOLE_DISCONNECT: Final = 0x2
WTS_REMOTE_DISCONNECT: Final = 0x4
WTS_SESSION_LOGOFF: Final = 0x6
WTS_SESSION_LOCK: Final = 0x7

ANSWER_SECONDS: Final = 1.5
"""The system goes on after about two."""
_MESSAGES: Final = (b"windows_generic_MSG", b"windows_dispatcher_MSG")
_AWAY: Final = frozenset(
    {WTS_CONSOLE_DISCONNECT, WTS_REMOTE_DISCONNECT, WTS_SESSION_LOGOFF, WTS_SESSION_LOCK}
)


class Notice(Enum):
    """What a message announces."""

    SLEEP = auto()
    AWAY = auto()
    """The session was locked, or nobody looks at it any more."""


class Message(ctypes.Structure):
    """The beginning of MSG (winuser.h)."""

    _fields_ = (
        ("hwnd", ctypes.c_void_p),
        ("message", ctypes.c_uint),
        ("wParam", ctypes.c_size_t),
        ("lParam", ctypes.c_ssize_t),
    )


def notice_of(message: int, parameter: int) -> Notice | None:
    """What a message with its wParam announces; None for all that is of no interest here."""
    if message == WM_POWERBROADCAST and parameter == PBT_APMSUSPEND:
        return Notice.SLEEP
    if message == WM_WTSSESSION_CHANGE and parameter in _AWAY:
        return Notice.AWAY
    return None


class WindowsFilter(QAbstractNativeEventFilter):
    """Looks at every message of the application's windows, and takes none away."""

    def __init__(self, watch: SleepWatch) -> None:
        super().__init__()
        self._watch = watch

    def nativeEventFilter(
        self, kind: QByteArray | bytes | bytearray | memoryview, message: Any
    ) -> tuple[bool, int]:
        """Lock before a sleep and when nobody is there."""
        name = bytes(kind.data()) if isinstance(kind, QByteArray) else bytes(kind)
        if name not in _MESSAGES or not int(message):
            return False, 0
        found = Message.from_address(int(message))
        notice = notice_of(found.message, found.wParam or 0)
        if notice is not None:
            self._watch.lock_wanted.emit()
        if notice is Notice.SLEEP:
            self._watch.wait_until_let(ANSWER_SECONDS)
        return False, 0


def register(window: int) -> None:
    """Have both messages sent to a window, by its handle; what the system refuses is not heard."""
    if sys.platform == "win32":
        this_session, to_window = 0, 0
        ctypes.WinDLL("wtsapi32").WTSRegisterSessionNotification(
            ctypes.c_void_p(window), this_session
        )
        ctypes.WinDLL("user32").RegisterSuspendResumeNotification(
            ctypes.c_void_p(window), to_window
        )
