"""What a test leaves open: descriptors, child processes, threads and temporary files.

A snapshot is taken before and after. What a fixture of a module or of the whole session opened
while the test ran is its own until that fixture ends; with such a fixture the test is judged at the
end of its module. Linux, where /proc tells. Source of the names: proc(5).
"""

import contextlib
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

IS_COUNTED: Final = sys.platform == "linux"
_PATIENCE_S: Final = 5.0
"""For what ends by itself: a thread that was asked to, a process that was killed."""
_GLANCE_S: Final = 0.01
_KEPT: Final = (
    "/dev/urandom",
    "/dev/null",
    "/proc/",
    "/sys/",
    "/usr/share/mime/",  # Qt's types of files
    "anon_inode:[eventfd]",  # one for each thread of Qt's own pools, which rest for half a minute
)
"""Opened by libraries, for good or for a while of their own."""


def snapshot() -> frozenset[str]:
    """What this process has open at this moment, each as a line that says what it is."""
    return frozenset().union(_descriptors(), _children(), _threads(), _temporary())


@contextlib.contextmanager
def lives_on() -> Iterator[None]:
    """What is opened here is shared by all tests, and stays."""
    before = snapshot()
    yield
    _lives_on.update(snapshot() - before)


_lives_on: set[str] = set()


def left_since(before: frozenset[str], allowed: frozenset[str] = frozenset()) -> frozenset[str]:
    """What was not open `before`, is not `allowed`, and does not go away by itself."""
    deadline = time.monotonic() + _PATIENCE_S
    while (left := snapshot() - before - allowed - _lives_on) and time.monotonic() < deadline:
        time.sleep(_GLANCE_S)
    return left


def _descriptors() -> frozenset[str]:
    found = set()
    for link in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):
            target = str(link.readlink())
            if not target.startswith(_KEPT):
                found.add(f"descriptor {link.name}: {target}")
    return frozenset(found)


def _children() -> frozenset[str]:
    """Processes whose parent this one is, by the fourth field of /proc/PID/stat."""
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:  # there is none, which the system tells much sooner than /proc
        return frozenset()
    found = set()
    mine = str(os.getpid())
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                stat = (entry / "stat").read_text("utf-8", "replace")
                if stat.rpartition(")")[2].split()[1] == mine:
                    command = (entry / "cmdline").read_text("utf-8", "replace").replace("\0", " ")
                    found.add(f"process {entry.name}: {command[:200]}")
    return frozenset(found)


def _threads() -> frozenset[str]:
    return frozenset(
        f"thread {thread.name} {thread.ident}"
        for thread in threading.enumerate()
        if not thread.daemon and thread is not threading.main_thread()
    )


def _temporary() -> frozenset[str]:
    return frozenset(f"temporary {each.name}" for each in Path(tempfile.gettempdir()).iterdir())
