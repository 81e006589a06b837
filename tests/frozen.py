"""Stops a process as a hung one is: alive, and answering nothing.

kill(2) returns before another processor has taken notice of the signal, so that a process may still
read and answer for a moment. Here it has stopped when the call returns (proc(5): state T).
"""

import os
import signal
import sys
import time
from pathlib import Path
from typing import Final

PATIENCE_S: Final = 60.0


def freeze(pid: int) -> None:
    """Stop all threads of `pid`."""
    os.kill(pid, signal.SIGSTOP)
    deadline = time.monotonic() + PATIENCE_S
    while sys.platform == "linux" and not _is_stopped(pid):
        assert time.monotonic() < deadline, f"{pid} does not stop"
        time.sleep(0.001)


def _is_stopped(pid: int) -> bool:
    """Whether no thread runs: in each, what follows the name in /proc/PID/task/TID/stat is T."""
    threads = list(Path(f"/proc/{pid}/task").glob("*/stat"))
    states = {each.read_text("utf-8", "replace").rpartition(")")[2].split()[0] for each in threads}
    return states == {"T"}
