"""How many threads compute: all of them, or fewer while other programs want the processor.

llama.cpp's threads wait for each other several hundred times in a token, spinning. On an idle
machine that is the quickest way. When another program holds one of the cores, every wait lasts as
long as that program's turn: on two cores with others at work, two threads wrote 8 tokens a second
where one thread wrote 40. So a step that takes far longer than it could is answered by a trial with
fewer threads, and from time to time by one with more.
"""

import time
from collections.abc import Callable
from typing import Final

_SUSPICIOUS: Final = 1.8
"""Times the quickest step of its kind: from here on fewer threads are tried."""
_TRIAL_STEPS: Final = 4
_BETTER: Final = 0.85
_WEIGHT: Final = 0.3
_FIRST_PAUSE: Final = 1.0
_LONGEST_PAUSE: Final = 10.0
_FORGETTING: Final = 1.001
"""With all threads the quickest step is a little slower each time: contexts grow."""


class ThreadChoice:
    """Learns from the time of each step how many threads the next one should have."""

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._counts = [most]
        while self._counts[-1] > 1:
            self._counts.append(self._counts[-1] // 2)
        self._place = 0
        self._from: int | None = None
        """Where a trial came from, while one is under way."""
        self._has_tried = False
        self._steps = 0
        self._slowness = [1.0] * len(self._counts)
        self._quickest: dict[int, float] = {}
        self._pause = _FIRST_PAUSE
        self._not_before = 0.0

    @property
    def count(self) -> int:
        """Threads for the next step."""
        return self._counts[self._place]

    def learn(self, tokens: int, seconds: float) -> None:
        """A step with `count` threads and so many tokens took so long."""
        quickest = self._quickest.get(tokens, seconds)
        if self._place == 0:
            quickest *= _FORGETTING
        self._quickest[tokens] = min(quickest, seconds)
        slowness = seconds / self._quickest[tokens]
        self._steps += 1
        if self._from is not None and self._steps == 1:
            return  # the first step with another number of threads makes or wakes them
        place = self._place
        is_fresh = self._from is not None and self._steps == 2
        weight = 1.0 if is_fresh else _WEIGHT
        self._slowness[place] += (slowness - self._slowness[place]) * weight
        if self._from is not None:
            self._judge(self._from)
        elif self._clock() >= self._not_before:
            self._try_another()

    def _try_another(self) -> None:
        last = len(self._counts) - 1
        is_slow = self._slowness[self._place] > _SUSPICIOUS
        # Once for every model: nobody knows yet what its steps could take.
        is_first = not self._has_tried and self._steps > _TRIAL_STEPS
        if (is_slow or is_first) and self._place < last:
            self._has_tried = True
            self._begin_trial(self._place + 1)
        elif self._place > 0:
            self._begin_trial(self._place - 1)

    def _begin_trial(self, place: int) -> None:
        self._from, self._place, self._steps = self._place, place, 0

    def _judge(self, origin: int) -> None:
        """End a trial after its steps, or earlier when it is hopeless."""
        tried, before = self._slowness[self._place], self._slowness[origin]
        is_hopeless = tried > before * 2
        if self._steps <= _TRIAL_STEPS and not is_hopeless:
            return
        self._from = None
        if tried < before * _BETTER:
            self._pause = _FIRST_PAUSE
        else:
            self._place = origin
            self._pause = min(_LONGEST_PAUSE, self._pause * 2)
        self._not_before = self._clock() + self._pause
