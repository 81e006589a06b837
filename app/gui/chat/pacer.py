"""When to show what has changed: soon, but never at the price of a busy window."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

SHORTEST_MS = 33
_COST_FACTOR = 4
"""A flush of 50 ms is followed by a rest of 200: rendering takes a fifth of a core at most."""


class Pacer(QObject):
    """Calls `flush` once after any number of requests, at intervals that follow its cost."""

    def __init__(self, flush: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._flush = flush
        self._interval_ms = float(SHORTEST_MS)
        self._last = 0.0
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.flush_now)

    @property
    def interval_ms(self) -> float:
        """The least time between two flushes at present."""
        return self._interval_ms

    def request(self) -> None:
        """Flush as soon as the interval allows."""
        if not self._timer.isActive():
            elapsed_ms = (time.monotonic() - self._last) * 1000
            self._timer.start(max(0, round(self._interval_ms - elapsed_ms)))

    def flush_now(self) -> None:
        """Flush at once and learn what it costs."""
        self._timer.stop()
        start = time.monotonic()
        self._flush()
        self._last = time.monotonic()
        self._interval_ms = max(SHORTEST_MS, _COST_FACTOR * (self._last - start) * 1000)

    def cancel(self) -> None:
        """Forget what was requested."""
        self._timer.stop()
        self._interval_ms = SHORTEST_MS
