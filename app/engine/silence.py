"""Tells a child that hangs from one that is slow."""

import time
from collections.abc import Callable
from typing import Final

from app.config.machine import Effort

STALL_SECONDS: Final = 60.0
"""Without a frame, and without effort: the child hangs."""
STALL_CPU_SECONDS: Final = 1.0
"""Less processor time than this within STALL_SECONDS is no effort."""
STALL_PAGES: Final = 64
"""Fewer pages read from disk within STALL_SECONDS are none: weights on a slow disk come by pages,
and hardly any processor time passes."""
LONGEST_SILENCE_SECONDS: Final = 900.0
"""Without a frame, whatever the effort. A prompt is told of at each step of some hundred tokens."""
LONGEST_LOAD_SILENCE_SECONDS: Final = 300.0
"""The same for a load, which is told of at each hundredth."""
HELD_UP_SECONDS: Final = 10.0
"""Between two looks: then this process itself stood still (a stopped terminal job, a machine that
slept), and the child with it."""


class Silence:
    """Looks at a child that has work, again and again, until it has been silent for too long."""

    def __init__(
        self, effort: Callable[[], Effort | None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`effort` reads that of the child; None where the system does not tell."""
        self._read_effort = effort
        self._clock = clock
        self._effort = effort()
        self._began = self._still_since = self._looked = clock()

    def is_too_long(self, heard: float, longest: float) -> bool:
        """Whether the child hangs; `heard` is when its last frame came, by the same clock.

        `longest` is how long a silence may last, in seconds, however busy the child is.
        """
        now, effort = self._clock(), self._read_effort()
        if now - self._looked > HELD_UP_SECONDS:
            self._began = now
        self._looked = now
        if max(heard, self._began) > self._still_since or self._has_worked(effort):
            self._still_since, self._effort = now, effort
        return now - self._still_since >= STALL_SECONDS or self.is_past(heard, longest)

    def is_past(self, since: float, seconds: float) -> bool:
        """Whether so much time has passed, at the last look, in which this process was awake."""
        return self._looked - max(since, self._began) >= seconds

    def _has_worked(self, effort: Effort | None) -> bool:
        before = self._effort
        if effort is None or before is None:  # where it cannot be seen, it is not doubted
            return True
        return (
            effort.cpu_s - before.cpu_s >= STALL_CPU_SECONDS
            or effort.pages_read - before.pages_read >= STALL_PAGES
        )
