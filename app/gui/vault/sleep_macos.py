"""Sleep and a locked screen on macOS, by the C interfaces of IOKit and Core Foundation.

IORegisterForSystemPower announces a sleep and waits up to 30 seconds for IOAllowPowerChange; the
distributed notification com.apple.screenIsLocked (not documented, but used by many) tells of the
screen. Both arrive on the main thread, whose run loop is Qt's there.

What a message means is tested; none of it has ever run on macOS.
"""

import ctypes
import sys
from collections.abc import Callable
from enum import Enum, auto
from typing import Any, Final

from PySide6.QtCore import QObject

from app.gui.vault.sleep_watch import SleepWatch

CAN_SYSTEM_SLEEP: Final = 0xE0000270
SYSTEM_WILL_SLEEP: Final = 0xE0000280
SCREEN_IS_LOCKED: Final = b"com.apple.screenIsLocked"

_IOKIT: Final = "/System/Library/Frameworks/IOKit.framework/IOKit"
_CORE_FOUNDATION: Final = "/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation"
_UTF8: Final = 0x08000100
_DELIVER_AT_ONCE: Final = 4

_Pointer = ctypes.c_void_p
_OnPower = ctypes.CFUNCTYPE(None, _Pointer, ctypes.c_uint32, ctypes.c_uint32, _Pointer)
_OnNotification = ctypes.CFUNCTYPE(None, _Pointer, _Pointer, _Pointer, _Pointer, _Pointer)


class Reply(Enum):
    """What is to be done about a message of the power management."""

    NOTHING = auto()
    ALLOW = auto()
    """It asks whether it may: it may."""
    LOCK_AND_ALLOW = auto()


def reply_to(message: int) -> Reply:
    """What a message of IORegisterForSystemPower asks for."""
    return {CAN_SYSTEM_SLEEP: Reply.ALLOW, SYSTEM_WILL_SLEEP: Reply.LOCK_AND_ALLOW}.get(
        message & 0xFFFFFFFF, Reply.NOTHING
    )


class PowerListener:
    """Acts on the messages; `allow` lets the change that a message names go on."""

    def __init__(self, watch: SleepWatch, allow: Callable[[int], None]) -> None:
        self._watch = watch
        self._allow = allow

    def hear(self, message: int, change: int) -> None:
        """Take a message and the change that it names."""
        match reply_to(message):
            case Reply.ALLOW:
                self._allow(change)
            case Reply.LOCK_AND_ALLOW:
                self._watch.when_let(lambda: self._allow(change))
                self._watch.lock_wanted.emit()


class MacListener(QObject):
    """Keeps the callbacks alive as long as the watch."""

    def __init__(self, watch: SleepWatch) -> None:
        """Register; raises OSError or AttributeError where the system is another one."""
        super().__init__(watch)
        self._watch = watch
        self._kept: list[Any] = []
        if sys.platform == "darwin":
            foundation = _foundation()
            self._listen_for_sleep(foundation)
            self._listen_for_screen(foundation)

    def _listen_for_sleep(self, foundation: ctypes.CDLL) -> None:
        kit = ctypes.CDLL(_IOKIT)
        kit.IORegisterForSystemPower.restype = ctypes.c_uint32
        kit.IORegisterForSystemPower.argtypes = (_Pointer, _Pointer, _OnPower, _Pointer)
        kit.IONotificationPortGetRunLoopSource.restype = _Pointer
        kit.IONotificationPortGetRunLoopSource.argtypes = (_Pointer,)
        kit.IOAllowPowerChange.argtypes = (ctypes.c_uint32, ctypes.c_ssize_t)
        port, notifier = _Pointer(), ctypes.c_uint32()
        root = 0
        listener = PowerListener(
            self._watch, lambda change: kit.IOAllowPowerChange(root, ctypes.c_ssize_t(change))
        )
        callback = _OnPower(lambda _own, _service, kind, what: listener.hear(kind, what or 0))
        root = kit.IORegisterForSystemPower(
            None, ctypes.byref(port), callback, ctypes.byref(notifier)
        )
        self._kept += [callback, port, notifier]
        if root:
            source = kit.IONotificationPortGetRunLoopSource(port)
            modes = _Pointer.in_dll(foundation, "kCFRunLoopCommonModes")
            foundation.CFRunLoopAddSource(foundation.CFRunLoopGetMain(), source, modes)

    def _listen_for_screen(self, foundation: ctypes.CDLL) -> None:
        callback = _OnNotification(lambda *_: self._watch.lock_wanted.emit())
        name = foundation.CFStringCreateWithCString(None, SCREEN_IS_LOCKED, _UTF8)
        self._kept += [callback, name]
        foundation.CFNotificationCenterAddObserver(
            foundation.CFNotificationCenterGetDistributedCenter(),
            None, callback, name, None, _DELIVER_AT_ONCE,
        )  # fmt: skip


def _foundation() -> ctypes.CDLL:
    library = ctypes.CDLL(_CORE_FOUNDATION)
    library.CFRunLoopGetMain.restype = _Pointer
    library.CFRunLoopAddSource.argtypes = (_Pointer, _Pointer, _Pointer)
    library.CFStringCreateWithCString.restype = _Pointer
    library.CFStringCreateWithCString.argtypes = (_Pointer, ctypes.c_char_p, ctypes.c_uint32)
    library.CFNotificationCenterGetDistributedCenter.restype = _Pointer
    library.CFNotificationCenterAddObserver.argtypes = (
        _Pointer, _Pointer, _OnNotification, _Pointer, _Pointer, ctypes.c_ssize_t,
    )  # fmt: skip
    return library
