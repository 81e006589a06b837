"""A screen without a monitor, and what a person does on it: look, type, press, close."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from setup.console import SetupError
from smoke.system import DISPLAYS

TOOLS = {"Xvfb": "xvfb", "xdotool": "xdotool", "import": "imagemagick", "openbox": "openbox"}
SIZE = "1280x800x24"
STILL = 0.7
"""Seconds between two looks: a cursor blinks in them, or it does not."""
PATIENCE = 120.0
"""Seconds: a machine that does other things too must not fail the trial."""


def missing_tools() -> list[str]:
    """Return the packages of the programs that are absent here."""
    return [package for name, package in TOOLS.items() if shutil.which(name) is None]


class Screen:
    """An X server of our own with a window manager."""

    def __init__(self, number: int) -> None:
        self.name = f":{number}"
        self.environment = {**os.environ, "DISPLAY": self.name}

    def act(self, *arguments: str) -> str:
        """Let xdotool do something; return what it says."""
        done = subprocess.run(
            ["xdotool", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout.strip()

    def window(self) -> str:
        """Return the number of Snug's window, or nothing while there is none."""
        return self.act("search", "--onlyvisible", "--name", "Snug").partition("\n")[0]

    def picture(self, path: Path) -> None:
        """Keep what is to be seen."""
        command = ["import", "-window", "root", str(path)]
        subprocess.run(command, env=self.environment, check=True, capture_output=True)

    def colours(self) -> int:
        """Return how many colours are to be seen; an empty screen has one."""
        command = ["import", "-window", "root", "-format", "%k", "info:"]
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False
        )
        return int(done.stdout.strip() or 0)

    def digest(self) -> str:
        """Return the digest of what is to be seen."""
        command = ["import", "-window", "root", "-format", "%#", "info:"]
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False
        )
        return done.stdout.strip()

    def settle(self) -> None:
        """Wait until two looks in a row see the same."""
        last = ""

        def is_still() -> bool:
            nonlocal last
            before, last = last, self.digest()
            time.sleep(STILL)
            return before == last

        wait_for(is_still, "a window that stands still")


@contextlib.contextmanager
def screen() -> Iterator[Screen]:
    """Start a screen, and end it."""
    number = next(number for number in range(90, 190) if not (DISPLAYS / f"X{number}").exists())
    found = Screen(number)
    programs = [
        subprocess.Popen(
            ["Xvfb", found.name, "-screen", "0", SIZE, "-nolisten", "tcp"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    ]
    try:
        wait_for(lambda: (DISPLAYS / f"X{number}").exists(), "the screen")
        programs.append(
            subprocess.Popen(
                ["openbox"],
                env=found.environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )
        yield found
    finally:
        for program in reversed(programs):
            program.terminate()
            program.wait()


def wait_for(is_there: Callable[[], object], what: str, patience: float = PATIENCE) -> float:
    """Wait for something; return the seconds it took. Raises SetupError when it never comes."""
    started = time.monotonic()
    while not is_there():
        if time.monotonic() - started > patience:
            raise SetupError(f"In {patience:.0f} seconds this did not come: {what}.")
        time.sleep(0.05)
    return time.monotonic() - started
