"""The system waits with its sleep until the vault is locked: over a bus and a login1 of our own."""

import queue
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from vault_room import OpenRoom, unlock

from app.domain.vault import VaultState
from app.gui.vault.sleep_watch import SleepWatch, _subscriber, delay_sleep

pytest.importorskip("jeepney")
QtDBus = pytest.importorskip("PySide6.QtDBus")
pytestmark = pytest.mark.skipif(
    shutil.which("dbus-daemon") is None, reason="there is no bus to start"
)
TESTS = Path(__file__).parents[2]


class Login:
    """The login1 process, and what it said."""

    def __init__(self, address: str, *options: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(TESTS / "fake_logind.py"), address, *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.said: list[str] = []
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        assert self._lines.get(timeout=60) == "ready"

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line.strip())
            self._lines.put(line.strip())

    def announce(self, word: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()

    def end(self) -> None:
        self.process.kill()
        self._reader.join()
        with self.process:
            pass


@pytest.fixture
def address() -> Iterator[str]:
    with subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as daemon:
        assert daemon.stdout is not None
        yield daemon.stdout.readline().strip()
        daemon.kill()


@pytest.fixture
def start_login(address: str) -> Iterator[Callable[..., Login]]:
    started: list[Login] = []

    def start(*options: str) -> Login:
        started.append(Login(address, *options))
        return started[-1]

    yield start
    for each in started:
        each.end()


@pytest.fixture
def listen(address: str, qtbot: QtBot) -> Iterator[Callable[[SleepWatch], None]]:
    """Connects a watch with the bus."""
    name = "snug-test"
    bus = QtDBus.QDBusConnection.connectToBus(address, name)
    assert bus.isConnected()

    def connect(watch: SleepWatch) -> None:
        watch.watch(_subscriber(bus), None)
        delay_sleep(watch, bus)

    yield connect
    QtDBus.QDBusConnection.disconnectFromBus(name)


def test_the_lock_is_held_from_hold_to_let(
    qtbot: QtBot,
    start_login: Callable[..., Login],
    listen: Callable[[SleepWatch], None],
) -> None:
    login, watch = start_login(), SleepWatch()
    listen(watch)
    for count in (1, 2):
        watch.hold_sleep()
        watch.hold_sleep()
        qtbot.waitUntil(lambda count=count: len(login.said) == 2 * count)  # type: ignore[misc]
        assert login.said[-1] == "inhibit sleep Snug Locks the conversations delay"
        qtbot.wait(100)
        assert len(login.said) == 2 * count, "it is held, and once only"
        threading.Thread(target=watch.let_sleep).start()
        qtbot.waitUntil(lambda count=count: len(login.said) == 2 * count + 1)  # type: ignore[misc]
        assert login.said[-1] == "released"


def test_a_lock_that_is_given_too_late_is_let_go_at_once(
    qtbot: QtBot,
    start_login: Callable[..., Login],
    listen: Callable[[SleepWatch], None],
) -> None:
    login, watch = start_login(), SleepWatch()
    listen(watch)
    watch.hold_sleep()
    watch.let_sleep()
    qtbot.waitUntil(lambda: login.said[-1] == "released")


def test_a_system_that_refuses_does_not_wait_and_is_no_trouble(
    qtbot: QtBot,
    start_login: Callable[..., Login],
    listen: Callable[[SleepWatch], None],
) -> None:
    login, watch = start_login("--refuse"), SleepWatch()
    listen(watch)
    watch.hold_sleep()
    qtbot.waitUntil(lambda: login.said[-1] == "refused")
    qtbot.wait(50)
    watch.let_sleep()


def test_the_vault_is_locked_before_the_system_may_sleep(
    qtbot: QtBot,
    start_login: Callable[..., Login],
    listen: Callable[[SleepWatch], None],
    open_room: OpenRoom,
) -> None:
    login = start_login()
    room = open_room()
    listen(room.watch)
    assert login.said == ["ready"], "there is nothing to lock yet"
    unlock(qtbot, room)
    qtbot.waitUntil(lambda: login.said[-1].startswith("inhibit"))
    room.vault.hold.clear()
    login.announce("sleep")
    qtbot.waitUntil(lambda: room.vault.calls[-1] == "lock")
    qtbot.wait(100)
    assert room.window.is_covered
    assert room.vault.state is VaultState.OPEN
    assert login.said[-1].startswith("inhibit"), "it still waits"
    room.vault.hold.set()
    qtbot.waitUntil(lambda: login.said[-1] == "released")
    assert room.vault.state is VaultState.LOCKED
    login.announce("wake")
    unlock(qtbot, room)
    qtbot.waitUntil(lambda: login.said[-1].startswith("inhibit"))
    room.watch.let_sleep()
    qtbot.waitUntil(lambda: login.said[-1] == "released")


def test_closing_the_window_lets_the_system_sleep(
    qtbot: QtBot,
    start_login: Callable[..., Login],
    listen: Callable[[SleepWatch], None],
    open_room: OpenRoom,
) -> None:
    login = start_login()
    room = open_room()
    listen(room.watch)
    unlock(qtbot, room)
    qtbot.waitUntil(lambda: login.said[-1].startswith("inhibit"))
    room.controller.close()
    qtbot.waitUntil(lambda: login.said[-1] == "released")
