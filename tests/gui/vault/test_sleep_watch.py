"""What is subscribed to, where there is a bus, and that its absence is no trouble."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.gui.vault import sleep_watch
from app.gui.vault.sleep_watch import SleepWatch, has_session_bus, has_system_bus, session_path


class Bus:
    """Takes subscriptions, as a connection does."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, ...]] = []

    def __call__(
        self, service: str, path: str, interface: str, name: str, receiver: QObject, slot: str
    ) -> bool:
        method = slot.lstrip("1").split("(")[0]
        assert receiver.metaObject().indexOfSlot(slot.lstrip("1")) >= 0, slot
        self.taken.append((service, path, interface, name, method))
        return True


def test_sleep_session_lock_and_screen_savers_are_listened_to(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_SESSION_ID", "2")
    system, session = Bus(), Bus()
    watch = SleepWatch()
    assert watch.watch(system, session) == len(system.taken) + len(session.taken)
    login = "org.freedesktop.login1"
    assert system.taken == [
        (login, "/org/freedesktop/login1", f"{login}.Manager", "PrepareForSleep", "hear_sleep"),
        (login, "/org/freedesktop/login1/session/_32", f"{login}.Session", "Lock", "hear_lock"),
    ]
    assert {service for service, *_ in session.taken} >= {
        "org.freedesktop.ScreenSaver",
        "org.gnome.ScreenSaver",
    }
    assert {name for _, _, _, name, _ in session.taken} == {"ActiveChanged"}


def test_without_a_session_there_is_no_lock_of_others_to_obey(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_SESSION_ID", raising=False)
    system = Bus()
    assert SleepWatch().watch(system, None) == 1
    assert system.taken[0][3] == "PrepareForSleep"


@pytest.mark.parametrize(
    ("name", "end"), [("2", "_32"), ("c1", "c1"), ("12", "_312"), ("a-b", "a_2db"), ("", "")]
)
def test_sessions_are_named_as_in_sd_bus(name: str, end: str) -> None:
    path = session_path({"XDG_SESSION_ID": name})
    assert path == (f"/org/freedesktop/login1/session/{end}" if name else "")


def test_a_bus_is_asked_for_only_where_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sleep_watch, "_SYSTEM_SOCKETS", (str(tmp_path / "system"),))
    assert not has_system_bus({})
    assert not has_session_bus({"XDG_RUNTIME_DIR": str(tmp_path)})
    (tmp_path / "system").touch()
    (tmp_path / "bus").touch()
    assert has_system_bus({})
    assert has_session_bus({"XDG_RUNTIME_DIR": str(tmp_path)})
    assert has_session_bus({"DBUS_SESSION_BUS_ADDRESS": "unix:path=/x"})


@pytest.mark.parametrize("address", ["", "unix:path=/nowhere/at/all", "nonsense"])
def test_a_missing_bus_is_no_trouble_and_no_noise(address: str, tmp_path: Path) -> None:
    program = (
        "from PySide6.QtCore import QCoreApplication\n"
        "application = QCoreApplication([])\n"
        "from app.gui.vault.sleep_watch import watch_system\n"
        "watch_system(application)\n"
        "print('quiet')\n"
    )
    environment = {"PATH": "", "XDG_RUNTIME_DIR": str(tmp_path)}
    if address:
        environment["DBUS_SESSION_BUS_ADDRESS"] = address
        environment["DBUS_SYSTEM_BUS_ADDRESS"] = address
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[3],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "quiet", "")
