"""Lets one set-up run at a time on this machine, and says where its files are kept."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from setup.console import say

if sys.platform == "win32":
    import msvcrt

    def try_lock(descriptor: int) -> bool:
        """Take the lock if it is free."""
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def try_lock(descriptor: int) -> bool:
        """Take the lock if it is free."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def cache_folder() -> Path:
    """Return the folder for what can be made anew: `SNUG_CACHE`, or the platform's place."""
    chosen = os.environ.get("SNUG_CACHE")
    if chosen:
        return Path(chosen).absolute()
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
        return Path(local) / "snug" / "cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "snug"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "snug"


@contextmanager
def only_one(path: Path, patience: float = 0.5) -> Iterator[int]:
    """Hold the lock at `path`, waiting for its holder with a sentence; yield its descriptor.

    The system releases it when its last holder ends, in whatever way. Programs that are given the
    descriptor hold it too, so that nobody starts while the orphans of a killed set-up still write.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not try_lock(descriptor):
            say("Another set-up of Snug is running; waiting for it to end.")
            while not try_lock(descriptor):
                time.sleep(patience)
        yield descriptor
    finally:
        os.close(descriptor)
