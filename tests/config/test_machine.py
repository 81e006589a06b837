"""What is read about processes: effort and memory, and nothing where there is nothing to read."""

import ctypes
import os
import platform
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


def test_memory_that_was_freed_before_what_is_in_use_is_given_back() -> None:
    code = """
import ctypes, os
from app.config.machine import give_memory_back, private_memory
library = ctypes.CDLL(None)
library.malloc.restype = ctypes.c_void_p
blocks = [library.malloc(50_000) for _ in range(400)]
for each in blocks:
    ctypes.memset(each, 1, 50_000)
for each in blocks[:-1]:
    library.free(ctypes.c_void_p(each))
before = private_memory(os.getpid())
can = give_memory_back()
print(can, before - private_memory(os.getpid()))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    can, given = done.stdout.split()
    if can == "False":
        pytest.skip("another C library than glibc")
    assert int(given) > 15 << 20


def test_the_c_library_takes_the_number_of_pools() -> None:
    code = "from app.config.machine import share_memory_pools; print(share_memory_pools())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    is_glibc = platform.libc_ver()[0] == "glibc"
    assert done.stdout.strip() == str(is_glibc)
