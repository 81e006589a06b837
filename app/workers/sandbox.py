"""Confinement of a child process: each guard is tried, then tested, and reported as it is.

A guard narrows what a hostile model file or document could do after it took over the process.
On Linux: seccomp (no sockets, no new programs, no peeking into other processes), Landlock (no file
written anywhere but devices), resource limits, no core dumps. Other systems get what they have.
"""

import errno
import os
import platform
import socket
import sys
from collections.abc import Sequence
from typing import Final

from app.domain.models import Guard
from app.security.hardening import attempt, c_library, checked, no_core_dumps
from app.workers.landlock import CHANGES, WRITE, restrict_files
from app.workers.system_calls import NETWORK_AND_PROGRAMS, PROCESSES, refuse_system_calls

_PR_SET_PDEATHSIG: Final = 1
_SIGKILL: Final = 9
_WRITABLE: Final = ("/dev", "/proc/self")
"""GPU drivers write to their devices, threads name themselves under /proc."""

_DOWNLOADER_BYTES: Final = 2 << 30
_CONNECTING: Final = frozenset({"socket", "connect", "sendto", "sendmsg", "sendmmsg", "bind"})
"""What a download and the look-up of names need."""


def confine_engine(parent: int, writable: Sequence[str] = ()) -> tuple[Guard, ...]:
    """Confine the calling process for good, as an engine child needs it; what holds, in order.

    `parent` is the process that made it; `writable` are files that are there, and that it may
    write all the same.
    """
    if platform.system() == "Linux":
        files = "writes one file" if writable else "writes no files"
        return tuple(
            attempt(name, guard)
            for name, guard in (
                ("no core dumps", no_core_dumps),
                ("ends with its parent", lambda: die_with_parent(parent)),
                (files, lambda: _no_writes(writable)),
                ("no sockets, no new programs", _refuse_sockets_and_programs),
                ("network test", prove_no_socket),
            )
        )
    guards = [attempt("no core dumps", no_core_dumps)] if os.name == "posix" else []
    missing = Guard("no sockets", holds=False, detail=f"not available on {platform.system()}")
    return (*guards, missing)


def confine_downloader(parent: int, folder: str) -> tuple[Guard, ...]:
    """Confine the calling process for good, as a download needs it; what holds, in order.

    `parent` is the process that made it. It reaches the network, and changes files below `folder`
    alone.
    """
    if platform.system() != "Linux":
        guards = [attempt("no core dumps", no_core_dumps)] if os.name == "posix" else []
        missing = Guard("writes only models", holds=False, detail=f"not on {platform.system()}")
        return (*guards, missing)
    writable = [(folder, CHANGES), ("/dev/null", WRITE)]
    refused = (NETWORK_AND_PROGRAMS | PROCESSES) - _CONNECTING
    return tuple(
        attempt(name, guard)
        for name, guard in (
            ("no core dumps", no_core_dumps),
            ("ends with its parent", lambda: die_with_parent(parent)),
            ("bounds of memory", _bound_memory),
            ("writes only models", lambda: restrict_files(CHANGES, writable)),
            ("no new programs", lambda: refuse_system_calls(refused)),
        )
    )


def _bound_memory() -> str:
    """What a hub says is read into memory: a hostile one must not fill it."""
    if sys.platform == "win32":
        raise OSError(errno.ENOSYS, "not available on Windows")
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (_DOWNLOADER_BYTES, _DOWNLOADER_BYTES))
    return f"{_DOWNLOADER_BYTES >> 20} MiB"


def die_with_parent(parent: int) -> str:
    """Have the system end this process when the thread that made it ends. Raises OSError.

    `parent` is the process of that thread, taken before the fork: when it has ended since then, the
    signal never comes (prctl(2)), and this process ends here.
    """
    checked(c_library().prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0), "PR_SET_PDEATHSIG")
    if os.getppid() != parent:
        os._exit(0)
    return "PR_SET_PDEATHSIG"


def _no_writes(writable: Sequence[str]) -> str:
    """The child reads what it may, and changes nothing but devices and what it is to write."""
    return restrict_files(CHANGES, [(path, WRITE) for path in (*_WRITABLE, *writable)])


def _refuse_sockets_and_programs() -> str:
    return refuse_system_calls(NETWORK_AND_PROGRAMS | PROCESSES)


def prove_no_socket() -> str:
    """Try what the promise forbids, through Python and through the C library. Raises OSError."""
    for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX):
        try:
            socket.socket(family, socket.SOCK_STREAM).close()
        except OSError as error:
            if error.errno not in (errno.EPERM, errno.EAFNOSUPPORT):
                raise
        else:
            raise OSError(errno.EPROTO, f"a socket of family {family.name} opened")
    if c_library().socket(int(socket.AF_INET), int(socket.SOCK_DGRAM), 0) >= 0:
        raise OSError(errno.EPROTO, "a socket opened through the C library")
    return "socket() is refused"
