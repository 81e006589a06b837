"""Asks the system to wait with its sleep until the vault is locked (login1's delay locks).

See "Inhibitor Locks" of systemd: whoever holds a delay lock hears PrepareForSleep first, and the
system sleeps when the lock is let go, or after InhibitDelayMaxSec, which is five seconds mostly.
Where login1 refuses, or there is none, the system does not wait.
"""

import os
import threading

from PySide6.QtCore import QObject
from PySide6.QtDBus import (
    QDBusConnection,
    QDBusMessage,
    QDBusPendingCallWatcher,
    QDBusUnixFileDescriptor,
)

_LOGIN = "org.freedesktop.login1"
_LOGIN_PATH = "/org/freedesktop/login1"
_WHY = "Locks the conversations"
"""Shown by systemd-inhibit --list; says nothing of what they hold."""


class SleepInhibitor(QObject):
    """Holds the lock between `hold` and `let_go`, as soon as the system has given it."""

    def __init__(self, bus: QDBusConnection, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bus = bus
        self._lock = threading.Lock()
        self._is_wanted = self._is_asking = False
        self._descriptor: int | None = None

    def hold(self) -> None:
        """Ask for the lock; on the thread of the bus, the answer comes later."""
        with self._lock:
            self._is_wanted = True
            if self._is_asking or self._descriptor is not None:
                return
            self._is_asking = True
        message = QDBusMessage.createMethodCall(_LOGIN, _LOGIN_PATH, f"{_LOGIN}.Manager", "Inhibit")
        message.setArguments(["sleep", "Snug", _WHY, "delay"])
        message.setAutoStartService(False)
        watcher = QDBusPendingCallWatcher(self._bus.asyncCall(message), self)
        watcher.finished.connect(self._on_answer)

    def let_go(self) -> None:
        """Let the system sleep; from any thread."""
        with self._lock:
            self._is_wanted = False
            descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)

    def _on_answer(self, watcher: QDBusPendingCallWatcher) -> None:
        found = watcher.reply().arguments()
        # A copy: Qt closes its own with the last of the objects that know of it.
        given = [
            os.dup(each.fileDescriptor())
            for each in found
            if isinstance(each, QDBusUnixFileDescriptor) and each.isValid()
        ]
        watcher.deleteLater()
        with self._lock:
            self._is_asking = False
            if given and self._is_wanted:
                self._descriptor = given.pop()
        for descriptor in given:
            os.close(descriptor)
