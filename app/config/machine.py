"""What this computer has: processor, cores, memory."""

import ctypes
import os
import platform
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.domain.models import Hardware

_INTERESTING = (
    "avx",
    "avx2",
    "avx512f",
    "avx512_bf16",
    "avx512_vnni",
    "f16c",
    "fma",
    "asimd",
    "sve",
)
_ARENA_MAX = -8
_POOLS = 2
_MAJOR_FAULTS, _USER_TICKS, _SYSTEM_TICKS = 9, 11, 12
"""Places in /proc/PID/stat, counted from the state behind the name."""


def hardware() -> Hardware:
    """Read it now; memory changes from moment to moment."""
    import psutil

    memory = psutil.virtual_memory()
    logical = os.cpu_count() or 1
    name, flags = _processor()
    return Hardware(
        system=f"{platform.system()} {platform.release()}",
        processor=name,
        cores=psutil.cpu_count(logical=False) or logical,
        logical_cores=logical,
        memory_total=int(memory.total),
        memory_available=int(memory.available),
        instruction_sets=tuple(flag for flag in _INTERESTING if flag in flags),
    )


def available_memory() -> int:
    """Bytes of memory that programs can have now."""
    import psutil

    return int(psutil.virtual_memory().available)


def private_memory(process_id: int) -> int:
    """Bytes that would be free without a process: its own, not those of mapped files; 0 unknown."""
    try:
        lines = Path(f"/proc/{process_id}/status").read_text("ascii", "replace").splitlines()
    except OSError:
        return 0
    found = next((line.split() for line in lines if line.startswith("RssAnon:")), None)
    return int(found[1]) * 1024 if found else 0


def give_memory_back() -> bool:
    """Give back to the system what this process has freed, wherever it lies; whether it can.

    Otherwise the C library keeps all that lies before anything in use (malloc_trim(3), glibc). The
    first time takes a millisecond for 30 MB, the next one nothing.
    """
    if sys.platform != "linux":
        return False
    trim = getattr(_c_library(), "malloc_trim", None)
    if trim is None:  # another C library than glibc
        return False
    trim(0)
    return True


def share_memory_pools() -> bool:
    """Let threads take memory from few pools, before there are any; whether they will.

    Of its own accord glibc gives nearly each thread one, 8 for a core, and what is freed in one is
    of no use to the others (mallopt(3), M_ARENA_MAX): 2 MB of a window with a long conversation.
    """
    if sys.platform != "linux":
        return False
    choose = getattr(_c_library(), "mallopt", None)
    return choose is not None and choose(_ARENA_MAX, _POOLS) == 1


@cache
def _c_library() -> ctypes.CDLL:
    return ctypes.CDLL(None)


@dataclass(frozen=True, slots=True)
class Effort:
    """What a process has done since it began: seconds of processor time, pages read from disk."""

    cpu_s: float
    pages_read: int


def process_effort(process_id: int) -> Effort | None:
    """The effort of a process and all its threads (proc_pid_stat(5)); None where unknown."""
    try:
        line = Path(f"/proc/{process_id}/stat").read_text("ascii", "replace")
        # The name before the bracket may hold anything, brackets and spaces too.
        fields = line.rpartition(")")[2].split()
        ticks = int(fields[_USER_TICKS]) + int(fields[_SYSTEM_TICKS])
        return Effort(ticks / os.sysconf("SC_CLK_TCK"), int(fields[_MAJOR_FAULTS]))
    except (OSError, ValueError, IndexError):
        return None


def usable_cores() -> int:
    """Physical cores that this process may run on; at least 1."""
    import psutil

    physical = psutil.cpu_count(logical=False) or os.cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        return max(1, min(physical, len(os.sched_getaffinity(0))))
    return physical


def _processor() -> tuple[str, set[str]]:
    if sys.platform != "linux":
        return platform.processor() or platform.machine(), set()
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines()
    except OSError:
        return platform.machine(), set()
    fields = {
        key.strip(): value.strip()
        for key, _, value in (line.partition(":") for line in reversed(lines))
    }
    flags = set((fields.get("flags") or fields.get("Features") or "").split())
    return fields.get("model name") or platform.machine(), flags
