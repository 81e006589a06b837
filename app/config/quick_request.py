"""Asking the window that is open for its quick window: a small file, then a touch of the lock.

The same way as a request to lock, without an answer: whoever asks is gone by then.
"""

import contextlib
import os
import time
from pathlib import Path
from typing import Final

from app.config.instance import Instance

REQUEST_FILE: Final = "quick.request"
_PRIVATE: Final = 0o600
_STALE_SECONDS: Final = 60.0


def ask_for_quick(home: Path) -> None:
    """Let the window of a home show its quick window; it comes to the front where that fails."""
    request = home / REQUEST_FILE
    with contextlib.suppress(OSError):
        request.unlink(missing_ok=True)
        os.close(os.open(request, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE))
    Instance(home).ask_to_show()


def take_quick(home: Path) -> bool:
    """Whether somebody asked a moment ago; it is then no wish any more."""
    request = home / REQUEST_FILE
    try:
        is_fresh = abs(time.time() - request.lstat().st_mtime) <= _STALE_SECONDS
        request.unlink()
    except OSError:
        return False
    return is_fresh
