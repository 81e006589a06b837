"""Starting with the session: an entry in the place where each system looks for such.

Linux: https://specifications.freedesktop.org/autostart-spec/latest/. macOS: a launch agent
(launchd.plist(5)). Windows: the Run key of the user. The entry itself is what counts: whoever takes
it away in the system's own settings has turned it off here, too.
"""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Protocol

from app.config.identity import APPLICATION_ID, COMMAND
from app.domain.errors import AutostartFailed

_HIDDEN: Final = "--hidden"
_RUN_KEY: Final = r"Software\Microsoft\Windows\CurrentVersion\Run"
_RUN_NAME: Final = "Snug"
_MOST_BYTES: Final = 64 << 10


class Autostart(Protocol):
    """The entry of one system. Its methods raise AutostartFailed."""

    @property
    def place(self) -> str:
        """Where the entry is, for people."""

    def is_on(self) -> bool:
        """Whether there is an entry that is in force."""

    def turn_on(self, command: Sequence[str]) -> None:
        """Write the entry, in the place of an older one."""

    def turn_off(self) -> None:
        """Take the entry away; nothing happens without one."""


class DesktopEntry:
    """A .desktop file in the user's autostart folder."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / f"{APPLICATION_ID}.desktop"

    @property
    def place(self) -> str:
        """Where the entry is."""
        return str(self._file)

    def is_on(self) -> bool:
        """Whether there is one that no desktop has switched off."""
        lines = {line.strip() for line in _read(self._file).splitlines()}
        off = {"Hidden=true", "X-GNOME-Autostart-enabled=false"}
        return "[Desktop Entry]" in lines and not lines & off

    def turn_on(self, command: Sequence[str]) -> None:
        """Write the entry."""
        lines = (
            "[Desktop Entry]",
            "Type=Application",
            "Name=Snug",
            f"Icon={APPLICATION_ID}",
            # Desktops pass over the entry once the program is gone.
            f"TryExec={_escaped(command[0])}",
            f"Exec={' '.join(map(_argument, command))}",
            "Terminal=false",
            "X-GNOME-Autostart-enabled=true",
        )
        _write(self._file, "\n".join(lines).encode() + b"\n")

    def turn_off(self) -> None:
        """Take it away."""
        _remove(self._file)


class LaunchAgent:
    """A property list in the user's LaunchAgents folder."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / f"{APPLICATION_ID}.plist"

    @property
    def place(self) -> str:
        """Where the entry is."""
        return str(self._file)

    def is_on(self) -> bool:
        """Whether there is one."""
        return self._file.is_file()

    def turn_on(self, command: Sequence[str]) -> None:
        """Write the entry; it holds from the next login on."""
        import plistlib  # with all of XML: other systems need none

        value = {
            "Label": APPLICATION_ID,
            "ProgramArguments": list(command),
            "RunAtLoad": True,
            "ProcessType": "Interactive",
        }
        _write(self._file, plistlib.dumps(value))

    def turn_off(self) -> None:
        """Take it away."""
        _remove(self._file)


class Registry(Protocol):
    """The values of one key; each method raises OSError."""

    def read(self, name: str) -> str | None:
        """A value; None for none."""

    def write(self, name: str, value: str) -> None:
        """Set a value."""

    def delete(self, name: str) -> None:
        """Delete a value."""


class RunKey:
    """A value below the Run key of the user."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    @property
    def place(self) -> str:
        """Where the entry is."""
        return f"HKEY_CURRENT_USER\\{_RUN_KEY}\\{_RUN_NAME}"

    def is_on(self) -> bool:
        """Whether there is one."""
        try:
            return self._registry.read(_RUN_NAME) is not None
        except OSError:
            return False

    def turn_on(self, command: Sequence[str]) -> None:
        """Write the entry."""
        try:
            self._registry.write(_RUN_NAME, subprocess.list2cmdline(command))
        except OSError as error:
            raise AutostartFailed(str(error), place=self.place) from error

    def turn_off(self) -> None:
        """Take it away."""
        try:
            if self._registry.read(_RUN_NAME) is not None:
                self._registry.delete(_RUN_NAME)
        except OSError as error:
            raise AutostartFailed(str(error), place=self.place) from error


def autostart_of_system(environment: Mapping[str, str] = os.environ) -> Autostart:
    """The entry of the system that this runs on."""
    if sys.platform == "win32":
        return RunKey(_UserRegistry())
    if sys.platform == "darwin":
        return LaunchAgent(Path.home() / "Library" / "LaunchAgents")
    config = environment.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return DesktopEntry(Path(config) / "autostart")


def start_command(home: Path | None, environment: Mapping[str, str] = os.environ) -> list[str]:
    """What starts this very program out of sight; `home` where it is not the usual one.

    Raises AutostartFailed where the program is not installed in a way that can be started by name.
    """
    options = [_HIDDEN] if home is None else ["--home", str(home), _HIDDEN]
    if getattr(sys, "frozen", False):
        # An AppImage runs from a folder that is gone after it.
        return [environment.get("APPIMAGE") or sys.executable, *options]
    suffix = ".exe" if sys.platform == "win32" else ""
    script = Path(sys.executable).with_name(f"{COMMAND}{suffix}")
    if not script.is_file():
        raise AutostartFailed(f"{script} is not there", place=str(script))
    return [str(script), *options]


def _escaped(text: str) -> str:
    """A string as a value of the Desktop Entry Specification has it."""
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")


def _argument(text: str) -> str:
    """An argument of Exec: quoted by the specification's rules, then escaped as a value."""
    for mark in '\\"`$':
        text = text.replace(mark, f"\\{mark}")
    return _escaped(f'"{text}"').replace("%", "%%")


def _read(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            return opened.read(_MOST_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""


def _write(file: Path, data: bytes) -> None:
    beside = file.with_name(f".{file.name}.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside.write_bytes(data)
        beside.replace(file)
    except OSError as error:
        raise AutostartFailed(str(error), place=str(file)) from error


def _remove(file: Path) -> None:
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        raise AutostartFailed(str(error), place=str(file)) from error


class _UserRegistry:
    """The Run key, by the standard library's module, which other systems have not."""

    def __init__(self) -> None:
        import winreg

        self._winreg: Any = winreg

    def read(self, name: str) -> str | None:
        """A value; None for none."""
        try:
            with self._winreg.OpenKey(self._winreg.HKEY_CURRENT_USER, _RUN_KEY) as key:
                return str(self._winreg.QueryValueEx(key, name)[0])
        except FileNotFoundError:
            return None

    def write(self, name: str, value: str) -> None:
        """Set a value."""
        with self._winreg.CreateKey(self._winreg.HKEY_CURRENT_USER, _RUN_KEY) as key:
            self._winreg.SetValueEx(key, name, 0, self._winreg.REG_SZ, value)

    def delete(self, name: str) -> None:
        """Delete a value."""
        access = self._winreg.KEY_SET_VALUE
        with self._winreg.OpenKey(self._winreg.HKEY_CURRENT_USER, _RUN_KEY, 0, access) as key:
            self._winreg.DeleteValue(key, name)
