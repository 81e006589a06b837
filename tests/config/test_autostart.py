"""Starting with the session: what each system's entry says, and that it goes away again."""

import plistlib
import shlex
import sys
from pathlib import Path

import pytest

from app.config.autostart import (
    Autostart,
    DesktopEntry,
    LaunchAgent,
    RunKey,
    autostart_of_system,
    start_command,
)
from app.config.identity import APPLICATION_ID
from app.domain.errors import AutostartFailed

AWKWARD = ["/opt/My Apps/sn%ug", "--home", '/home/가 "나"/$x`\\', "--hidden"]


class Values:
    def __init__(self) -> None:
        self.values: dict[str, str] = {}

    def read(self, name: str) -> str | None:
        return self.values.get(name)

    def write(self, name: str, value: str) -> None:
        self.values[name] = value

    def delete(self, name: str) -> None:
        del self.values[name]


class Refused(Values):
    def write(self, name: str, value: str) -> None:
        raise PermissionError("no")


@pytest.mark.parametrize("kind", [DesktopEntry, LaunchAgent, RunKey])
def test_on_and_off_again(kind: type, tmp_path: Path) -> None:
    entry: Autostart = RunKey(Values()) if kind is RunKey else kind(tmp_path / "new" / "folder")
    assert not entry.is_on()
    entry.turn_off()
    entry.turn_on(AWKWARD)
    entry.turn_on(["/usr/bin/snug", "--hidden"])
    assert entry.is_on()
    entry.turn_off()
    assert not entry.is_on()
    assert not [each for each in tmp_path.rglob("*") if each.is_file()]


def test_the_desktop_entry_is_one_that_desktops_read(tmp_path: Path) -> None:
    DesktopEntry(tmp_path).turn_on(AWKWARD)
    file = tmp_path / f"{APPLICATION_ID}.desktop"
    lines = file.read_text("utf-8").splitlines()
    assert lines[:3] == ["[Desktop Entry]", "Type=Application", "Name=Snug"]
    written = next(each for each in lines if each.startswith("Exec="))[len("Exec=") :]
    value = written.replace("\\\\", "\\").replace("%%", "%")
    for mark in "$`":  # which the shell's own splitting leaves escaped
        value = value.replace(f"\\{mark}", mark)
    assert shlex.split(value) == AWKWARD


@pytest.mark.parametrize("off", ["Hidden=true", "X-GNOME-Autostart-enabled=false"])
def test_what_a_desktop_switched_off_is_off(tmp_path: Path, off: str) -> None:
    entry = DesktopEntry(tmp_path)
    entry.turn_on(["/usr/bin/snug", "--hidden"])
    file = tmp_path / f"{APPLICATION_ID}.desktop"
    text = file.read_text().replace("X-GNOME-Autostart-enabled=true", "")
    file.write_text(f"{text}{off}\n")
    assert not entry.is_on()


def test_the_launch_agent_runs_at_login(tmp_path: Path) -> None:
    LaunchAgent(tmp_path).turn_on(AWKWARD)
    value = plistlib.loads((tmp_path / f"{APPLICATION_ID}.plist").read_bytes())
    assert value["ProgramArguments"] == AWKWARD
    assert (value["RunAtLoad"], value["Label"]) == (True, APPLICATION_ID)


def test_the_run_key_has_a_command_line() -> None:
    values = Values()
    RunKey(values).turn_on(["C:\\Program Files\\Snug\\snug.exe", "--hidden"])
    assert values.values == {"Snug": '"C:\\Program Files\\Snug\\snug.exe" --hidden'}


def test_what_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "autostart").touch()
    for entry in (DesktopEntry(tmp_path / "autostart"), RunKey(Refused())):
        with pytest.raises(AutostartFailed):
            entry.turn_on(["snug"])
        assert not entry.is_on()


def test_the_folder_is_that_of_the_session(tmp_path: Path) -> None:
    place = autostart_of_system({"XDG_CONFIG_HOME": str(tmp_path)}).place
    assert place == str(tmp_path / "autostart" / f"{APPLICATION_ID}.desktop")


def test_the_command_starts_this_very_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = tmp_path / "bin" / "python"
    python.parent.mkdir()
    monkeypatch.setattr(sys, "executable", str(python))
    with pytest.raises(AutostartFailed):
        start_command(None)
    (tmp_path / "bin" / "snug").touch()
    assert start_command(None) == [str(tmp_path / "bin" / "snug"), "--hidden"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert start_command(tmp_path)[:3] == [str(python), "--home", str(tmp_path)]
    appimage = {"APPIMAGE": "/home/me/Snug.AppImage"}
    assert start_command(None, appimage) == ["/home/me/Snug.AppImage", "--hidden"]
