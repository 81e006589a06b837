"""Hears that the machine goes to sleep or its screen is locked.

Linux: over D-Bus, where there is one: login1's PrepareForSleep and the Lock of this session, and
ActiveChanged of the screen savers of freedesktop.org and GNOME (KDE, Cinnamon and MATE answer to
one of the two). The bus is never started by us, and where it is missing nothing is heard.

Windows and macOS announce both only to native code (WTSRegisterSessionNotification and
WM_POWERBROADCAST; NSWorkspace and the distributed com.apple.screenIsLocked), which Qt does not pass
on: `applicationStateChanged` tells only that another window has the focus. There, and without a
bus, `AutoLock` notices a sleep by the gap in its clock when the machine wakes, and a locked screen
only by the idle minutes.
"""

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import SLOT, QObject, Signal, Slot

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusConnection

_LOGIN: Final = "org.freedesktop.login1"
_LOGIN_PATH: Final = "/org/freedesktop/login1"
_SAVERS: Final = (
    ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"),
    ("org.freedesktop.ScreenSaver", "/ScreenSaver"),
    ("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver"),
    ("org.cinnamon.ScreenSaver", "/org/cinnamon/ScreenSaver"),
    ("org.mate.ScreenSaver", "/org/mate/ScreenSaver"),
)
_SYSTEM_SOCKETS: Final = ("/run/dbus/system_bus_socket", "/var/run/dbus/system_bus_socket")

Subscribe = Callable[[str, str, str, str, QObject, str], bool]
"""Service, path, interface, signal, receiver, slot; whether it worked."""


class SleepWatch(QObject):
    """`lock_wanted` when the machine is about to sleep, or its screen was locked."""

    lock_wanted = Signal()

    def watch(self, system: Subscribe | None, session: Subscribe | None) -> int:
        """Subscribe on the buses that there are; to how many announcements."""
        count = 0
        if system is not None:
            path = session_path(os.environ)
            count += system(
                _LOGIN, _LOGIN_PATH, f"{_LOGIN}.Manager", "PrepareForSleep",
                self, SLOT("hear_sleep(bool)"),
            )  # fmt: skip
            if path:
                count += system(
                    _LOGIN, path, f"{_LOGIN}.Session", "Lock", self, SLOT("hear_lock()")
                )
        if session is not None:
            for name, path in _SAVERS:
                count += session(name, path, name, "ActiveChanged", self, SLOT("hear_saver(bool)"))
        return count

    @Slot(bool)
    def hear_sleep(self, is_going: bool) -> None:
        """login1: true before the sleep, false after it."""
        if is_going:
            self.lock_wanted.emit()

    @Slot()
    def hear_lock(self) -> None:
        """login1: this session is to be locked."""
        self.lock_wanted.emit()

    @Slot(bool)
    def hear_saver(self, is_active: bool) -> None:
        """A screen saver took the screen, or gave it back."""
        if is_active:
            self.lock_wanted.emit()


def watch_system(parent: QObject) -> SleepWatch:
    """A watch on what this system announces; one that hears nothing where that is nothing."""
    watch = SleepWatch(parent)
    if sys.platform == "linux":
        system, session = has_system_bus(os.environ), has_session_bus(os.environ)
        if system or session:
            from PySide6.QtDBus import QDBusConnection

            watch.watch(
                _subscriber(QDBusConnection.systemBus()) if system else None,
                _subscriber(QDBusConnection.sessionBus()) if session else None,
            )
    return watch


def has_system_bus(environment: Mapping[str, str]) -> bool:
    """Whether there is something to connect to."""
    return bool(environment.get("DBUS_SYSTEM_BUS_ADDRESS")) or any(
        Path(socket).exists() for socket in _SYSTEM_SOCKETS
    )


def has_session_bus(environment: Mapping[str, str]) -> bool:
    """Whether there is one; asking without an address could start one."""
    runtime = environment.get("XDG_RUNTIME_DIR", "")
    has_socket = bool(runtime) and (Path(runtime) / "bus").exists()
    return bool(environment.get("DBUS_SESSION_BUS_ADDRESS")) or has_socket


def session_path(environment: Mapping[str, str]) -> str:
    """The object of this login session, or "" where the session has no name.

    Names are written into paths as sd_bus_path_encode(3) does.
    """
    name = environment.get("XDG_SESSION_ID", "")
    escaped = "".join(
        letter
        if letter.isascii() and (letter.isalpha() or (letter.isdigit() and place > 0))
        else "".join(f"_{byte:02x}" for byte in letter.encode())
        for place, letter in enumerate(name)
    )
    return f"{_LOGIN_PATH}/session/{escaped}" if escaped else ""


def _subscriber(bus: "QDBusConnection") -> Subscribe | None:
    if not bus.isConnected():
        return None

    def subscribe(
        service: str, path: str, interface: str, name: str, receiver: QObject, slot: str
    ) -> bool:
        # The types of PySide6 ask for bytes here, and the call refuses them: text is what it takes.
        return bool(
            bus.connect(service, path, interface, name, receiver, slot)  # type: ignore[call-overload]
        )

    return subscribe
