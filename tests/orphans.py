"""Whether processes that somebody else made have come to their end."""

import contextlib
import time
from collections.abc import Sequence

import psutil


def alive_after(processes: Sequence[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Those that still run after so long; a zombie has ended, whoever was to collect it."""
    deadline = time.monotonic() + seconds
    while (running := [each for each in processes if _runs(each)]) and time.monotonic() < deadline:
        time.sleep(0.01)
    return running


def _runs(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False
