"""When a child that keeps ending may be started again."""

import collections
import time
from collections.abc import Callable
from typing import Final

MANY_ENDS: Final = 3
WINDOW_SECONDS: Final = 60.0
"""So many ends in so short a time, and the next start has to wait."""
FIRST_WAIT_SECONDS: Final = 5.0
LONGEST_WAIT_SECONDS: Final = 60.0
HEALTHY_SECONDS: Final = 60.0
"""A child that lived this long ended for a reason of its own."""


class Backoff:
    """Counts how often a child ended unasked, and says how long the next start has to wait.

    The wait doubles with each further end; a child that lived for a while, or did its work,
    makes all of it forgotten. Not safe on several threads: the client calls it under its lock.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._ends: collections.deque[float] = collections.deque(maxlen=MANY_ENDS)
        self._wait = 0.0
        self._started = self._until = clock()

    def seconds_left(self) -> float:
        """How long the next start has to wait; 0 when it may be now."""
        return max(0.0, self._until - self._clock())

    def child_started(self) -> None:
        """A child is being started."""
        self._started = self._clock()

    def child_ended(self) -> None:
        """The child ended without being asked to."""
        now = self._clock()
        if now - self._started >= HEALTHY_SECONDS:
            self.child_is_well()
        self._ends.append(now)
        is_many = len(self._ends) == MANY_ENDS and now - self._ends[0] <= WINDOW_SECONDS
        if is_many or self._wait:
            self._wait = min(LONGEST_WAIT_SECONDS, 2 * self._wait or FIRST_WAIT_SECONDS)
            self._until = now + self._wait

    def child_is_well(self) -> None:
        """The child did what it was asked to: what came before is forgotten."""
        self._ends.clear()
        self._wait = 0.0
        self._until = self._clock()
