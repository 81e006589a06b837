"""Hears that the machine goes to sleep or its screen is locked, and has the sleep wait.

Linux: over D-Bus, where there is one: login1's PrepareForSleep and the Lock of this session, and
ActiveChanged of the screen savers of freedesktop.org and GNOME (KDE, Cinnamon and MATE answer to
one of the two). The bus is never started by us, and where it is missing nothing is heard.

Windows and macOS: what only native code hears, in `sleep_windows` and `sleep_macos`. Where a system
tells nothing, `AutoLock` notices a sleep by the gap in its clock when the machine wakes, and a
locked screen only by the idle minutes.
"""

import contextlib
import os
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import SLOT, QCoreApplication, QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

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

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._is_let = threading.Event()
        self._is_let.set()
        self._when_let: list[Callable[[], None]] = []
        self.on_hold: Callable[[], None] = lambda: None
        self.on_let: Callable[[], None] = lambda: None
        """Called from any thread."""
        self.listener: object = None
        """What hears for it, kept alive: Qt does not."""

    def hold_sleep(self) -> None:
        """There is something to lock: a sleep is to wait for it, as far as the system does."""
        self._is_let.clear()
        self.on_hold()

    def let_sleep(self) -> None:
        """It is locked, or there is nothing to lock; from any thread."""
        with self._lock:
            self._is_let.set()
            waiting, self._when_let = self._when_let, []
        self.on_let()
        for run in waiting:
            run()

    def wait_until_let(self, seconds: float) -> bool:
        """Wait until the sleep is let, but no longer; whether it was."""
        return self._is_let.wait(seconds)

    def when_let(self, run: Callable[[], None]) -> None:
        """Call `run` once the sleep is let, from any thread; at once where nothing holds it."""
        with self._lock:
            if not self._is_let.is_set():
                self._when_let.append(run)
                return
        run()

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


def watch_system(window: QWidget) -> SleepWatch:
    """A watch on what this system announces; one that hears nothing where that is nothing."""
    watch = SleepWatch(window)
    with contextlib.suppress(OSError, AttributeError):  # a system without what we ask it for
        if sys.platform == "win32":
            _watch_windows(watch, window)
        elif sys.platform == "darwin":
            from app.gui.vault.sleep_macos import MacListener

            watch.listener = MacListener(watch)
        else:
            _watch_buses(watch)
    return watch


def _watch_windows(watch: SleepWatch, window: QWidget) -> None:
    from app.gui.vault.sleep_windows import WindowsFilter, register

    listener = WindowsFilter(watch)
    watch.listener = listener
    application = QCoreApplication.instance()
    if application is not None:
        application.installNativeEventFilter(listener)
    register(int(window.winId()))


def _watch_buses(watch: SleepWatch) -> None:
    system, session = has_system_bus(os.environ), has_session_bus(os.environ)
    if not system and not session:
        return
    from PySide6.QtDBus import QDBusConnection

    system_bus = QDBusConnection.systemBus() if system else None
    watch.watch(
        _subscriber(system_bus) if system_bus is not None else None,
        _subscriber(QDBusConnection.sessionBus()) if session else None,
    )
    if system_bus is not None and system_bus.isConnected():
        delay_sleep(watch, system_bus)


def delay_sleep(watch: SleepWatch, bus: "QDBusConnection") -> None:
    """Have login1 wait with a sleep as long as the watch holds it."""
    from app.gui.vault.sleep_inhibitor import SleepInhibitor

    inhibitor = SleepInhibitor(bus, watch)
    watch.on_hold, watch.on_let = inhibitor.hold, inhibitor.let_go


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
            bus.connect(service, path, interface, name, receiver, slot)  # type: ignore[call-overload]  # not in the stubs
        )

    return subscribe
