"""A crash outside Python: its places are written down as it happens, and found at the next start.

The file is opened before anything can go wrong and taken away when the window ends well. Python's
fault handler writes functions and lines into it, and no values.
"""

import contextlib
import faulthandler
import os
from pathlib import Path
from typing import IO, Final

CRASH_FILE: Final = "crash.log"
_PRIVATE: Final = 0o600
_MOST_BYTES: Final = 64_000


class NativeCrash:
    """Watches one run of the window in a home; the lock of its instance is held."""

    def __init__(self, home: Path) -> None:
        self._file = home / CRASH_FILE
        self._open: IO[bytes] | None = None
        self.last = self._read()
        """What the fault handler wrote when the last run ended; "" when it did not crash."""

    def watch(self) -> None:
        """Write down a crash from now on; nothing happens where that cannot be."""
        with contextlib.suppress(OSError):
            self._file.unlink(missing_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
            self._open = os.fdopen(os.open(self._file, flags, _PRIVATE), "wb")
            faulthandler.enable(self._open)

    def end(self) -> None:
        """The window ends well."""
        held, self._open = self._open, None
        if held is not None:
            faulthandler.disable()
            held.close()
            with contextlib.suppress(OSError):
                self._file.unlink()

    def _read(self) -> str:
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        try:
            with os.fdopen(os.open(self._file, flags), "rb") as file:
                return file.read(_MOST_BYTES).decode("utf-8", "replace").strip()
        except OSError:
            return ""
