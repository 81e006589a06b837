"""What is read about processes: effort and memory, and nothing where there is nothing to read."""

import ctypes
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.config import machine
from app.config.machine import Effort, private_memory, process_effort

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="read from Linux's /proc")
NOBODY = 2**22 + 1
"""Above the highest process id there can be."""


def test_effort_grows_with_work() -> None:
    before = process_effort(os.getpid())
    assert before is not None
    started = os.times()
    while os.times().user - started.user < 0.1:
        sum(range(10_000))
    after = process_effort(os.getpid())
    assert after is not None
    assert 0.08 <= after.cpu_s - before.cpu_s < 5


def test_a_process_that_sleeps_makes_no_effort() -> None:
    with subprocess.Popen(["sleep", "60"]) as sleeper:
        effort = process_effort(sleeper.pid)
        sleeper.kill()
    assert effort is not None
    assert effort.cpu_s < 1


def test_a_name_with_brackets_and_spaces_does_not_mislead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """proc_pid_stat(5): the second field is the program's name, and it may hold anything."""
    line = f"7 (a) 9 9 (b) S 1 2 3 4 5 6 70 80 90 100 {250} {150} 0 0"
    monkeypatch.setattr(Path, "read_text", lambda *_: line)
    ticks = os.sysconf("SC_CLK_TCK")
    assert process_effort(7) == Effort(400 / ticks, 90)


def test_of_a_process_that_is_gone_nothing_is_known() -> None:
    assert process_effort(NOBODY) is None
    assert private_memory(NOBODY) == 0


def test_private_memory_is_what_was_written_to() -> None:
    before = private_memory(os.getpid())
    block = ctypes.create_string_buffer(64 << 20)
    ctypes.memset(block, 1, len(block))
    assert private_memory(os.getpid()) - before > 60 << 20
    assert machine.usable_cores() >= 1
