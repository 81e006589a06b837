"""What this computer has: processor, cores, memory."""

import os
import platform
import sys
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
