"""Locks when nobody has used the window for a while, and when the machine sleeps.

Use is any key, click, wheel, touch or movement of the mouse over a window of the application. Time
is that of a clock that nobody can set and that, where the system has one, also runs while the
machine sleeps.
"""

import sys
import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

from app.gui.vault.sleep_watch import SleepWatch

CHECK_SECONDS: Final = 5
GAP_SECONDS: Final = 60
"""A check that comes so late was held up by a sleep."""
_CLOCKS: Final = {"linux": "CLOCK_BOOTTIME", "darwin": "CLOCK_MONOTONIC"}
_USE: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletPress,
        QEvent.Type.TabletMove,
        QEvent.Type.NativeGesture,
    }
)


def steady_clock() -> float:
    """Seconds of a clock that nobody sets, with those of a sleep where the system counts them.

    Linux: CLOCK_BOOTTIME. macOS: CLOCK_MONOTONIC, which goes on in a sleep there. Windows:
    `time.monotonic`, whose counter does.
    """
    name = _CLOCKS.get(sys.platform)
    return time.monotonic() if name is None else time.clock_gettime(getattr(time, name))


class AutoLock(QObject):
    """Asks for the lock; `minutes` are read at every check, 0 means never for idleness."""

    lock_requested = Signal()

    def __init__(
        self,
        minutes: Callable[[], float],
        watch: SleepWatch | None = None,
        clock: Callable[[], float] = steady_clock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._minutes = minutes
        self._clock = clock
        self._is_on = False
        self._last_use = self._last_check = clock()
        self._timer = QTimer(self, interval=CHECK_SECONDS * 1000)
        self._timer.timeout.connect(self.check)
        if watch is not None:
            watch.lock_wanted.connect(self._request)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self.follow)

    def follow(self, window: QWindow | None) -> None:
        """Hear the use of a window: those of the application are few, its widgets many."""
        if window is not None:
            window.removeEventFilter(self)  # never twice
            window.installEventFilter(self)
            self._last_use = self._clock()

    def start(self) -> None:
        """Count from now on."""
        self._is_on = True
        self._last_use = self._last_check = self._clock()
        for window in QGuiApplication.topLevelWindows():
            self.follow(window)
        self._timer.start()

    def stop(self) -> None:
        """Ask for nothing: it is locked already, or there is nothing to lock."""
        self._is_on = False
        self._timer.stop()

    def check(self) -> None:
        """Ask for the lock if it is time."""
        now = self._clock()
        gap, self._last_check = now - self._last_check, now
        minutes = self._minutes()
        is_idle = minutes > 0 and now - self._last_use >= minutes * 60
        if is_idle or gap >= GAP_SECONDS:
            self._request()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Note the use, and let it pass."""
        if event.type() in _USE:
            self._last_use = self._clock()
        return False

    def _request(self) -> None:
        if self._is_on:
            self.lock_requested.emit()
