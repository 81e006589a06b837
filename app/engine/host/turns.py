"""Turns of answers with different adapters: those in force hold for a whole batch."""

import time
from collections.abc import Callable
from typing import Final

from app.engine.host.adapters import AdapterSet
from app.engine.host.slots import Slot

TURN_SECONDS: Final = 0.1
TURN_STEPS: Final = 32
"""Of one set while another waits, whichever comes first. To change sets takes llama.cpp about half
a step of a small model on a processor (measured: 4 to 7 ms beside steps of 11 ms)."""


class Turns:
    """Lets one set of adapters compute at a time; the set that waited longest is next."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._ends = 0.0
        self._steps = 0
        self._number = 0
        self._last: dict[AdapterSet, int] = {}
        """The number of the turn that a set had last."""
        self.adapters: AdapterSet = ()
        """Those whose turn it is."""

    def of(self, busy: list[Slot]) -> list[Slot]:
        """Of the slots with an answer, of which there is one at least, those to compute now."""
        current = self.adapters
        same = [slot for slot in busy if slot.adapters == current]
        if len(same) == len(busy):
            return same
        now = self._clock()
        if same and self._steps and now < self._ends:
            self._steps -= 1
            return same
        waiting = dict.fromkeys(slot.adapters for slot in busy if slot.adapters != current)
        self._number += 1
        self._last = {one: last for one, last in self._last.items() if one in waiting}
        self._last[current] = self._number
        self.adapters = min(waiting, key=lambda each: self._last.get(each, 0))
        self._ends, self._steps = now + TURN_SECONDS, TURN_STEPS - 1
        return [slot for slot in busy if slot.adapters == self.adapters]
