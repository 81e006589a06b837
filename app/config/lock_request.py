"""Asking the window that is open to lock the vault, and its answer: two small files in the home.

The request appears, then the time of the window's lock file changes, which the window watches. The
answer names the request that it answers. Nobody else can write into the home, and neither file says
anything about the vault but whether it was locked.
"""

import contextlib
import os
import secrets
import time
from enum import StrEnum
from pathlib import Path
from typing import Final

from app.config.instance import Instance

REQUEST_FILE: Final = "lock.request"
ANSWER_FILE: Final = "lock.answer"
_PRIVATE: Final = 0o600
_MOST_BYTES: Final = 100
_STALE_SECONDS: Final = 60.0
"""A request that its process left behind is no wish any more."""
_POLL_SECONDS: Final = 0.02


class LockOutcome(StrEnum):
    """What became of a request."""

    LOCKED = "locked"
    NOTHING = "nothing"
    """There is no vault, or one that would open again by itself."""
    FAILED = "failed"


def ask_to_lock(home: Path, seconds: float) -> LockOutcome | None:
    """Have the window of a home lock its vault; None when it does not answer in time.

    Whether there is a window is for the caller to find out. Raises OSError.
    """
    name = secrets.token_hex(16)
    request, answer = home / REQUEST_FILE, home / ANSWER_FILE
    request.unlink(missing_ok=True)
    answer.unlink(missing_ok=True)
    _write_new(request, name)
    try:
        Instance(home).ask_to_show()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            told, _, outcome = _read(answer).partition(" ")
            if told == name and outcome in tuple(LockOutcome):
                return LockOutcome(outcome)
            time.sleep(_POLL_SECONDS)
        return None
    finally:
        request.unlink(missing_ok=True)
        answer.unlink(missing_ok=True)


def take_request(home: Path) -> str | None:
    """The request that waits, which is then taken; None when there is none."""
    request = home / REQUEST_FILE
    try:
        is_stale = abs(time.time() - request.lstat().st_mtime) > _STALE_SECONDS
    except OSError:
        return None
    name = _read(request)
    with contextlib.suppress(OSError):
        request.unlink()
    return None if is_stale or not name else name


def answer_request(home: Path, name: str, outcome: LockOutcome) -> None:
    """Tell whoever asked; nothing happens when that cannot be written."""
    beside = home / f".{ANSWER_FILE}-{secrets.token_hex(4)}"
    try:
        _write_new(beside, f"{name} {outcome}")
        beside.replace(home / ANSWER_FILE)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink()


def _write_new(path: Path, words: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(words)


def _read(path: Path) -> str:
    """What a file says; "" for none, and for what is none of ours."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        with os.fdopen(os.open(path, flags), "rb") as file:
            return file.read(_MOST_BYTES).decode("ascii", "ignore")
    except OSError:
        return ""
