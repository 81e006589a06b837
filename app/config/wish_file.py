"""Leaving a wish in the home of the window that is open: a small file, then a touch of the lock.

The way where there is no socket between the two. That the file is gone is the answer.
"""

import contextlib
import os
import time
from pathlib import Path
from typing import Final

from app.config.instance import Instance
from app.config.wishes import MOST_BYTES, Wish, decode, encode

REQUEST_FILE: Final = "window.request"
_UNFINISHED_FILE: Final = "window.request.new"
_PRIVATE: Final = 0o600
_STALE_SECONDS: Final = 60.0


def leave_wish(home: Path, wish: Wish) -> bool:
    """Let the window of a home find a wish; False where that cannot be written.

    It is written beside its place first: a window that looks meanwhile would take, and lose, half
    a wish. Raises ValueError for one that is too long.
    """
    unfinished, line = home / _UNFINISHED_FILE, encode(wish)
    try:
        unfinished.unlink(missing_ok=True)
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
        with os.fdopen(handle, "wb") as file:
            file.write(line)
        unfinished.replace(home / REQUEST_FILE)
    except OSError:
        return False
    Instance(home).ask_to_show()
    return True


def is_left(home: Path) -> bool:
    """Whether a wish still waits to be found."""
    return (home / REQUEST_FILE).exists()


def withdraw_wish(home: Path) -> None:
    """Let nobody find what was left."""
    with contextlib.suppress(OSError):
        (home / REQUEST_FILE).unlink(missing_ok=True)


def take_wish(home: Path) -> Wish | None:
    """The wish that was left a moment ago, which is then taken; None for none."""
    request = home / REQUEST_FILE
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        is_fresh = abs(time.time() - request.lstat().st_mtime) <= _STALE_SECONDS
        with os.fdopen(os.open(request, flags), "rb") as file:
            line = file.read(MOST_BYTES + 1)
        request.unlink()
        return decode(line) if is_fresh else None
    except (OSError, ValueError):
        return None
