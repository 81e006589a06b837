"""How fast a download is, over its last seconds, and how long the rest will take."""

import time
from collections import deque
from collections.abc import Callable
from typing import Final

_WINDOW_SECONDS: Final = 5.0
_LEAST_SECONDS: Final = 0.5
"""Less says nothing yet."""


class Pace:
    """Told of every step; forgets what is older than its window."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._steps: deque[tuple[float, int]] = deque()

    def step(self, done: int) -> None:
        """So many bytes are there now."""
        now = self._clock()
        self._steps.append((now, done))
        while len(self._steps) > 2 and now - self._steps[1][0] > _WINDOW_SECONDS:
            self._steps.popleft()

    def rest(self) -> None:
        """Nothing arrives for a while: what was measured before does not count after."""
        self._steps.clear()

    def bytes_per_second(self) -> float | None:
        """The mean of the window, or None while it is too short."""
        if not self._steps:
            return None
        (began, first), (ended, last) = self._steps[0], self._steps[-1]
        if ended - began < _LEAST_SECONDS:
            return None
        return (last - first) / (ended - began)

    def seconds_left(self, missing: int) -> float | None:
        """For so many bytes at this pace, or None while nothing can be said."""
        pace = self.bytes_per_second()
        return missing / pace if pace else None
