"""Confinement of what reads documents: a parent that forks, and a child for each document.

The parent (which imported the parsers, and reads nothing itself) opens no socket and starts no
program. The child beyond that opens no file at all, makes no process, signals nobody, and has
bounds of memory and time. Sources: getrlimit(2), prctl(2), seccomp(2), landlock(7).
"""

import errno
import math
import os
import platform
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.domain.models import Guard
from app.security.hardening import attempt, no_core_dumps
from app.workers.landlock import EVERYTHING, READ, WRITE, restrict_files
from app.workers.sandbox import die_with_parent, prove_no_socket
from app.workers.system_calls import (
    FILE_CHANGES,
    MESSAGES,
    NETWORK_AND_PROGRAMS,
    OPENING,
    PROCESSES,
    SIGNALS,
    refuse_system_calls,
)

_MOST_DESCRIPTORS: Final = 64
_SPARE_SECONDS: Final = 2
"""Of processor time beyond the bound: the clock on the wall comes first."""

Guarding = tuple[str, Callable[[], str]]


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one document may cost; `memory_bytes` beyond what the process has already."""

    memory_bytes: int
    seconds: float


def confine_forking_parent(parent: int) -> tuple[Guard, ...]:
    """Confine the process that forks a child for each document; Linux. Call after all imports.

    `parent` is the process that made it.
    """
    return _attempts(
        ("no core dumps", no_core_dumps),
        ("ends with its parent", lambda: die_with_parent(parent)),
        (
            "no sockets, no new programs",
            lambda: refuse_system_calls(NETWORK_AND_PROGRAMS, processes=False),
        ),
    )


def confine_document(
    bounds: Bounds, parent: int, readable: Sequence[str] = (), writable: Sequence[str] = ()
) -> tuple[Guard, ...]:
    """Confine the calling process for good before it reads a document; what holds, in order.

    `parent` is the process that made it. Below `readable` files may be read, and the `writable`
    devices written to, where Landlock keeps the rest out of reach; without it nothing is opened at
    all.
    """
    if platform.system() != "Linux":
        return _confine_elsewhere(bounds)
    guards = list(
        _attempts(
            ("no core dumps", no_core_dumps),
            ("ends with its parent", lambda: die_with_parent(parent)),
            ("bounds of memory and time", lambda: _set_limits(bounds)),
        )
    )
    rules = [(path, READ) for path in readable] + [(path, READ | WRITE) for path in writable]
    files = attempt("no files", lambda: restrict_files(EVERYTHING, rules, network=True))
    opening = frozenset() if files.holds and rules else OPENING
    refused = NETWORK_AND_PROGRAMS | PROCESSES | SIGNALS | MESSAGES | FILE_CHANGES | opening
    calls = attempt(
        "no sockets, no programs, no opening",
        lambda: refuse_system_calls(refused, others_signals=os.getpid()),
    )
    return (*guards, files, calls)


def prove_confinement() -> tuple[Guard, ...]:
    """Try what a document must not be able to do; call it in a process that is confined."""
    return _attempts(
        ("network test", prove_no_socket),
        ("file test", _prove_no_file),
        ("process test", _prove_no_process),
    )


def _attempts(*guards: Guarding) -> tuple[Guard, ...]:
    return tuple(attempt(name, guard) for name, guard in guards)


def _confine_elsewhere(bounds: Bounds) -> tuple[Guard, ...]:
    system = platform.system()
    missing = Guard("no sockets, no files", holds=False, detail=f"not available on {system}")
    if sys.platform == "win32":
        return (missing,)
    return (
        *_attempts(
            ("no core dumps", no_core_dumps),
            ("bounds of time", lambda: _set_limits(bounds)),
        ),
        missing,
    )


def _set_limits(bounds: Bounds) -> str:
    if sys.platform == "win32":
        raise OSError(errno.ENOSYS, "not available on Windows")
    import resource

    seconds = math.ceil(bounds.seconds) + _SPARE_SECONDS
    _limit(resource.RLIMIT_CPU, seconds, seconds + 1)
    _limit(resource.RLIMIT_FSIZE, 0, 0)
    _limit(resource.RLIMIT_NOFILE, _MOST_DESCRIPTORS, _MOST_DESCRIPTORS)
    held = _address_space()
    if held:
        _limit(resource.RLIMIT_AS, held + bounds.memory_bytes, held + bounds.memory_bytes)
    memory = f"{bounds.memory_bytes >> 20} MiB, " if held else ""
    return f"{memory}{seconds} s of processor time, no file grows"


def _limit(kind: int, soft: int, hard: int) -> None:
    import resource

    if sys.platform == "win32":
        return
    _, most = resource.getrlimit(kind)
    if most != resource.RLIM_INFINITY:
        soft, hard = min(soft, most), min(hard, most)
    resource.setrlimit(kind, (soft, hard))


def _address_space() -> int:
    """Bytes of addresses that this process takes already; 0 where that is not told."""
    try:
        pages = Path("/proc/self/statm").read_bytes().split()[0]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def _prove_no_file() -> str:
    try:
        os.close(os.open(sys.executable, os.O_RDONLY))  # it is there, wherever this runs
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.EACCES):
            raise
        return "open() is refused"
    raise OSError(errno.EPROTO, "a file opened")


def _prove_no_process() -> str:
    if sys.platform == "win32":
        raise OSError(errno.ENOSYS, "not available on Windows")
    try:
        pid = os.fork()
    except OSError as error:
        if error.errno != errno.EPERM:
            raise
        return "fork() is refused"
    if not pid:
        os._exit(0)
    os.waitpid(pid, 0)
    raise OSError(errno.EPROTO, "a process was made")
