"""What this machine is, as far as the build of the engine depends on it."""

from __future__ import annotations

import ctypes
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

CUDA_HOMES = ("/usr/local/cuda", "/opt/cuda")


def output_of(*command: str) -> str:
    """Return what a program prints, or an empty text where it is missing or fails."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, errors="replace", timeout=30, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout


def cuda_compiler() -> str | None:
    """Return the path of nvcc, on PATH or in one of its usual places."""
    homes = [os.environ.get("CUDA_HOME"), os.environ.get("CUDA_PATH"), *CUDA_HOMES]
    places = os.pathsep.join(str(Path(home) / "bin") for home in homes if home)
    return shutil.which("nvcc") or shutil.which("nvcc", path=places)


def has_nvidia_gpu() -> bool:
    """Tell whether a driver with a GPU of NVIDIA is there."""
    if "GPU " in output_of("nvidia-smi", "-L"):
        return True
    return Path("/dev/nvidia0").exists() and can_load("libcuda.so.1")


def can_load(library: str) -> bool:
    """Tell whether the system's loader finds a shared library and all that it needs."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def accelerators() -> list[str]:
    """Return what to build the engine for, best first; `SNUG_ACCEL` decides where it is set."""
    chosen = os.environ.get("SNUG_ACCEL")
    if chosen:
        return [chosen]
    if sys.platform == "darwin" and platform.machine() == "arm64":
        return ["metal"]
    if cuda_compiler() and has_nvidia_gpu():
        return ["cuda", "cpu"]
    return ["cpu"]


def cpu_features() -> str:
    """Return what tells processors apart that take different machine code."""
    if sys.platform == "darwin":
        return output_of("sysctl", "machdep.cpu.brand_string", "hw.optional")
    if sys.platform == "win32":
        return platform.processor()
    lines = Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines()
    wanted = ("flags", "Features", "model name", "CPU part", "isa")
    return "\n".join(sorted({line for line in lines if line.startswith(wanted)}))


def usable_cores() -> int:
    """Return on how many cores this process may run."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    else:  # noqa: RET505 - mypy knows the branch of another platform by its `else`
        return os.cpu_count() or 1


def machine_facts(accelerator: str) -> dict[str, str]:
    """Return all of this machine that decides whether a built engine runs on it."""
    facts = {
        "system": sys.platform,
        "architecture": platform.machine(),
        "libc": " ".join(platform.libc_ver()),
        "accelerator": accelerator,
        "processor": cpu_features(),
    }
    if accelerator == "cuda":
        facts["gpu"] = output_of("nvidia-smi", "--query-gpu=compute_cap", "--format=csv,noheader")
        facts["cuda"] = output_of(cuda_compiler() or "nvcc", "--version")
    return facts
