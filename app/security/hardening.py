"""Protections of a process against those who would look into it; each says whether it took hold.

Sources: prctl(2), getrlimit(2), umask(2), proc(5).
"""

import ctypes
import os
import platform
import sys
from collections.abc import Callable
from typing import Any, Final

from app.domain.models import Guard

_PR_SET_DUMPABLE: Final = 4
_OWNER_ONLY: Final = 0o077


def harden_main_process() -> tuple[Guard, ...]:
    """Protect the process that will hold the keys; what holds, in order.

    Called once, before a passphrase is asked for and before files of the vault are made; children
    inherit the limit and the mask, while the Linux flag ends with exec: each child sets its own.
    With that flag no other program of the same user can attach to the process, read its memory, its
    environment or /proc/PID/root, which also stops debuggers and `py-spy`, and desktop portals that
    look there to learn who asks. /proc/PID/status stays readable, as do the process's own maps and
    descriptors; its own /proc/self/environ and /proc/self/io do not (measured on Linux 6.18).
    """
    return (
        attempt("no core dumps", no_core_dumps),
        attempt("new files are private", _private_files),
    )


def attempt(name: str, guard: Callable[[], str]) -> Guard:
    """Try a guard: its detail when it holds, else what stood in the way."""
    try:
        return Guard(name, holds=True, detail=guard())
    except (OSError, KeyError, ValueError, AttributeError) as error:
        return Guard(name, holds=False, detail=f"{type(error).__name__}: {error}")


def no_core_dumps() -> str:
    """Let a crash leave no image of the memory, and nobody attach. Raises OSError.

    A dump would hold conversations and keys in plain text.
    """
    if sys.platform == "win32":
        raise OSError(f"not available on {platform.system()}")
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform != "linux":
        return "RLIMIT_CORE 0"
    # The limit does not stop a dump that goes into a pipe, to systemd or apport; this does.
    checked(c_library().prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0), "PR_SET_DUMPABLE")
    return "RLIMIT_CORE 0, PR_SET_DUMPABLE 0"


def c_library() -> Any:
    """The C library of the process, keeping errno."""
    return ctypes.CDLL(None, use_errno=True)


def checked(result: int, what: str) -> int:
    """The result of a call of the C library. Raises OSError when it failed."""
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")
    return result


def _private_files() -> str:
    """SQLCipher makes its files readable by everyone unless the mask forbids it."""
    if sys.platform == "win32":
        raise OSError("rights come from the folder there, and the user's own is private")
    os.umask(_OWNER_ONLY)
    return f"umask {_OWNER_ONLY:03o}"
