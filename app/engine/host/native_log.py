"""llama.cpp's own log: kept short for error messages, passed on to standard error.

The log never holds prompt text: it speaks of files, tensors and buffers.
"""

import collections
import sys
from typing import Any, Final

from app.engine.host.binding import send_log_to

_LEVEL_WARN, _LEVEL_ERROR, _LEVEL_CONTINUE = 3, 4, 5
_KEPT: Final = 40


class NativeLog:
    """Collects llama.cpp's warnings and errors, until there is another."""

    def __init__(self) -> None:
        self._errors: collections.deque[str] = collections.deque(maxlen=_KEPT)
        self._last_level = 0
        send_log_to(self._receive)

    def _receive(self, level: int, text: bytes | None, _user: Any) -> None:
        if level != _LEVEL_CONTINUE:
            self._last_level = level
        if self._last_level not in (_LEVEL_WARN, _LEVEL_ERROR):
            return
        line = (text or b"").decode("utf-8", "replace").strip()
        if line:
            self._errors.append(line)
            sys.stderr.write(line + "\n")

    def forget(self) -> None:
        """Start afresh, before a step whose errors are to be told apart."""
        self._errors.clear()

    def errors(self) -> str:
        """What was said since, newest last."""
        return "\n".join(self._errors)
