"""Snug is quit and started again at once: there is a window in the end. Real processes."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.config.instance import Instance
from app.config.wish_socket import Reply, tell
from app.config.wishes import Wish

ROOT = Path(__file__).parents[3]
PATIENCE_S = 60
PROGRAM = """
import sys, time
from pathlib import Path
from app.cli.main import run
from app.gui.session import Session

home = Path(sys.argv[1])
close = Session.close

def slowly(session):
    close(session)
    (home / "ends").touch()
    while not (home / "may_end").exists():
        time.sleep(0.01)

Session.close = slowly
sys.exit(run(["--home", str(home), "--set", "start.introduce=false"]))
"""


class Starts:
    """Processes of Snug on one home."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self.started: list[subprocess.Popen[bytes]] = []
        self._environment = {
            **os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT),
        }  # fmt: skip

    def start(self, program: str = "", *options: str) -> subprocess.Popen[bytes]:
        """Start Snug, or a program that is given the home."""
        usual = ["-m", "app", "--home", str(self._home), "--set", "start.introduce=false"]
        usual += options
        command = ["-c", program, str(self._home)] if program else usual
        process = subprocess.Popen([sys.executable, *command], env=self._environment)
        self.started.append(process)
        return process

    def wait_for_window(self, process: subprocess.Popen[bytes]) -> None:
        """Until a process has a window that answers."""
        until = time.monotonic() + PATIENCE_S
        while tell(self._home, Wish()) is not Reply.TAKEN:
            assert process.poll() is None, "it ended, and there is no window"
            assert time.monotonic() < until
            time.sleep(0.02)
        assert process.poll() is None


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder with a short name: the address of a socket is limited."""
    with tempfile.TemporaryDirectory(prefix="w") as folder:
        yield Path(folder)


@pytest.fixture
def starts(home: Path) -> Iterator[Starts]:
    starts = Starts(home)
    yield starts
    for process in starts.started:
        process.kill()
        process.wait()


@pytest.mark.parametrize("options", [(), ("--hidden",)])
def test_a_start_waits_for_a_window_that_ends_and_takes_its_place(
    home: Path, starts: Starts, options: tuple[str, ...]
) -> None:
    first = starts.start(PROGRAM)
    starts.wait_for_window(first)
    first.send_signal(signal.SIGTERM)
    while not (home / "ends").exists():
        time.sleep(0.02)
    second = starts.start("", *options)
    with pytest.raises(subprocess.TimeoutExpired):
        second.wait(1)
    (home / "may_end").touch()
    assert first.wait(PATIENCE_S) == 0
    starts.wait_for_window(second)
    assert not Instance(home).acquire()


def test_whenever_it_is_started_again_there_is_a_window(home: Path, starts: Starts) -> None:
    before = starts.start()
    starts.wait_for_window(before)
    for delay_s in (0.0, 0.2):
        before.send_signal(signal.SIGTERM)
        time.sleep(delay_s)
        after = starts.start()
        assert before.wait(PATIENCE_S) == 0
        starts.wait_for_window(after)
        before = after


def test_a_start_that_is_not_to_be_seen_leaves_a_window_that_stays(starts: Starts) -> None:
    first = starts.start()
    starts.wait_for_window(first)
    assert starts.start("", "--hidden").wait(PATIENCE_S) == 0
    starts.wait_for_window(first)
