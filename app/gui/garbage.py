"""Garbage in cycles: collected on the window's thread, the young often, all of it while none waits.

Left to itself, Python looks through everything it holds whenever a quarter more has come, in
whichever thread that happens, and all threads wait: with 20,000 conversations and a long one open
100 ms each time, several times for every conversation that is opened. It would also destroy what
belongs to Qt in threads that must not touch it.

What came and went is given back to the system afterwards: with a long conversation open it was 40
MB of 260.
"""

import gc
import linecache
import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer

from app.config.machine import give_memory_back

EVERY_MS: Final = 300
YOUNG: Final = 1_000
"""Objects more than before that are worth a look."""
SOONEST_S: Final = 10.0
LATEST_S: Final = 600.0
"""How long all of it waits for somebody to look away."""
GIVE_BACK_S: Final = 2.0
"""Memory that was freed is given back so often; where there is none that takes no time."""


class GarbageCollector(QObject):
    """Collects from its making on until `stop`; `is_watched` says whether somebody would wait."""

    def __init__(
        self,
        is_watched: Callable[[], bool],
        parent: QObject,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._is_watched = is_watched
        self._clock = clock
        self._all_at = self._given_back_at = clock()
        gc.disable()
        gc.freeze()  # the program itself does not have to be looked through again
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.collect_some)
        self._timer.start()

    def collect_some(self) -> None:
        """Collect as much as is due."""
        young, _, rounds = gc.get_count()
        if rounds and self._may_stop_everybody():
            gc.collect()  # with much in memory 100 ms
            self._all_at = self._clock()
        elif young >= YOUNG:
            gc.collect(1)  # what is new since the last time, and nothing twice
            # PySide reads the source of every module that is imported, and Python keeps its lines.
            linecache.clearcache()
        elif self._clock() - self._given_back_at >= GIVE_BACK_S:
            give_memory_back()
            self._given_back_at = self._clock()

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    def _may_stop_everybody(self) -> bool:
        waited = self._clock() - self._all_at
        return waited >= (LATEST_S if self._is_watched() else SOONEST_S)
