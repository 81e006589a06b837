"""One window for each home."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from app.config.instance import Instance, Presence

HOLD = (
    "import sys, time; from pathlib import Path; from app.config.instance import Instance;"
    "held = Instance(Path(sys.argv[1])); print(held.acquire(), flush=True); time.sleep(60)"
)


def test_the_second_is_refused_and_asks_the_first(tmp_path: Path) -> None:
    first, second = Instance(tmp_path), Instance(tmp_path)
    assert first.acquire()
    assert not second.acquire()
    os.utime(first.file, ns=(0, 0))
    second.ask_to_show()
    assert first.file.stat().st_mtime > 0
    first.release()
    assert second.acquire()
    second.release()


def test_a_killed_process_lets_go(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == "True"
        mine = Instance(tmp_path)
        assert not mine.acquire()
        other.send_signal(signal.SIGKILL)
        other.wait()
    assert mine.acquire()
    mine.release()


def test_a_home_that_is_not_there_stops_nobody(tmp_path: Path) -> None:
    instance = Instance(tmp_path / "missing")
    assert instance.acquire()
    instance.ask_to_show()
    instance.release()


def test_presence_tells_who_comes_first_and_who_is_alone_again(tmp_path: Path) -> None:
    first, second, third = (Presence(tmp_path) for _ in range(3))
    assert first.enter()
    assert not second.enter()
    first.leave()
    assert not third.enter(), "the second is still there"
    second.leave()
    third.leave()
    assert first.enter()
    first.leave()


def test_presence_without_a_home(tmp_path: Path) -> None:
    assert not Presence(tmp_path / "missing").enter()
