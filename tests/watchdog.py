"""How long the window's thread keeps everybody waiting: a watchdog that tests switch on."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal

EVERY_S = 0.004
LOOK_AFTER_S = 0.02
"""A step that takes longer has its stack looked at."""
_DEPTH = 10


@dataclass(frozen=True, slots=True)
class Step:
    """What the window's thread did between two times that it answered.

    `wall_ms` is how long it kept the watchdog waiting, `cpu_ms` what it computed meanwhile: the
    difference is the machine's, or a disk's. `stack` is where it was seen, the innermost frame
    last; empty for a short step.
    """

    wall_ms: float = 0.0
    cpu_ms: float = 0.0
    stack: str = ""


class Watchdog(QObject):
    """Asks the thread that made it, again and again, and notes how long the answer takes."""

    _asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._asked.connect(self._answer, Qt.ConnectionType.QueuedConnection)
        self._watched = threading.get_ident()
        self._answered = threading.Event()
        self._ends = threading.Event()
        self._asked_at = 0.0
        self._cpu = 0.0
        self._stack = ""
        self._steps: list[Step] = []
        self._thread: threading.Thread | None = None

    @contextmanager
    def watching(self) -> Iterator[list[Step]]:
        """Watch; the list fills with the steps, of which the last is there when it is left."""
        self._steps = []
        self._cpu = time.thread_time()
        self._ends.clear()
        self._answered.set()
        self._thread = threading.Thread(target=self._ask, daemon=True)
        self._thread.start()
        try:
            yield self._steps
        finally:
            # What ends the watch, a test that waits perhaps, may itself have blocked.
            if self._asked_at:
                self._answer()
            self._ends.set()
            self._answered.set()
            self._thread.join()

    def _ask(self) -> None:
        while not self._ends.wait(EVERY_S):
            self._answered.clear()
            self._stack = ""
            self._asked_at = time.perf_counter()
            self._asked.emit()
            while not self._answered.wait(LOOK_AFTER_S) and not self._ends.is_set():
                self._stack = stack_of(self._watched)

    def _answer(self) -> None:
        if not self._asked_at:
            return
        cpu = time.thread_time()
        wall = time.perf_counter() - self._asked_at
        self._steps.append(Step(wall * 1000, (cpu - self._cpu) * 1000, self._stack))
        self._cpu, self._asked_at = cpu, 0.0
        self._answered.set()


def stack_of(thread: int) -> str:
    """Where a thread is, the innermost line last.

    Its frames are let go of at once: what is held keeps its locals alive, and a painter that
    outlives its paint event is a defect of the watchdog's making.
    """
    lines = []
    frame = sys._current_frames().get(thread)
    while frame is not None and len(lines) < _DEPTH:
        code = frame.f_code
        lines.append(f"  {code.co_filename}:{frame.f_lineno} {code.co_name}\n")
        frame = frame.f_back
    del frame
    return "".join(reversed(lines))


def longest(steps: list[Step]) -> Step:
    """The step that kept the most waiting."""
    return max(steps, key=lambda each: each.wall_ms, default=Step())


def busiest(steps: list[Step]) -> Step:
    """The step that computed the most."""
    return max(steps, key=lambda each: each.cpu_ms, default=Step())
