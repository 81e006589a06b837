"""How many bytes of something are done, as a line that moves."""

import time
from typing import Final

from app.cli.output import Output
from app.domain.sizes import format_bytes

_SECONDS: Final = 0.1


class ByteProgress:
    """Redraws its line a few times a second, and at the end."""

    def __init__(self, beginning: str, out: Output) -> None:
        """`beginning` stands before the figures."""
        self._beginning = beginning
        self._out = out
        self._drawn_at = 0.0

    def __call__(self, done: int, total: int) -> None:
        """So many bytes of all are done; a `total` of 0 is not known."""
        now = time.monotonic()
        if now - self._drawn_at < _SECONDS and done < total:
            return
        self._drawn_at = now
        share = f" of {format_bytes(total)} ({done * 100 // total} %)" if total else ""
        self._out.progress(f"{self._beginning}{format_bytes(done)}{share}")
