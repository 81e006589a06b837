"""The formulas of a conversation, drawn one after another beside the window's own work."""

import queue
import threading
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.gui.chat.typesetting import Drawn, Style, typeset

_KEPT: Final = 2_000
"""More than all messages in view may have, or they would be drawn again and again."""
_TOGETHER_MS: Final = 60
"""Formulas that become ready one after another are shown together."""

_Wanted = tuple[str, bool, Style]


class Formulas(QObject):
    """Draws what is asked for on a thread of its own and keeps it, in memory alone."""

    ready = Signal()
    """Some of what was asked for is drawn, or is known to be no formula."""
    _finished = Signal(int, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._known: dict[_Wanted, Drawn | None] = {}
        self._asked: set[_Wanted] = set()
        self._queue: queue.SimpleQueue[tuple[int, _Wanted]] | None = None
        self._round = 0
        self._timer = QTimer(self, singleShot=True, interval=_TOGETHER_MS)
        self._timer.timeout.connect(self.ready)
        self._finished.connect(self._keep)

    def find(self, latex: str, is_display: bool, style: Style) -> Drawn | None:
        """The formula drawn; None if it cannot be, or is not yet: see `is_pending`."""
        wanted = (latex, is_display, style)
        if wanted not in self._known and wanted not in self._asked:
            self._asked.add(wanted)
            self._line().put((self._round, wanted))
        return self._known.get(wanted)

    def is_pending(self, latex: str, is_display: bool, style: Style) -> bool:
        """Whether it is still to be drawn."""
        return (latex, is_display, style) in self._asked

    def forget(self) -> None:
        """Keep nothing of what was drawn, nor what was to be."""
        self._round += 1
        self._known.clear()
        self._asked.clear()
        self._timer.stop()
        if self._queue is not None:
            while not self._queue.empty():
                self._queue.get()

    def _line(self) -> "queue.SimpleQueue[tuple[int, _Wanted]]":
        """What waits to be drawn; the thread begins with the first formula."""
        if self._queue is None:
            self._queue = queue.SimpleQueue()
            threading.Thread(target=self._draw, args=(self._queue,), daemon=True).start()
        return self._queue

    def _draw(self, line: "queue.SimpleQueue[tuple[int, _Wanted]]") -> None:
        while True:
            asked_in, wanted = line.get()
            drawn = typeset(*wanted)
            try:
                self._finished.emit(asked_in, wanted, drawn)
            except RuntimeError:  # the window is gone
                return
            del wanted, drawn

    def _keep(self, asked_in: int, wanted: _Wanted, drawn: Drawn | None) -> None:
        """On the window's thread."""
        if asked_in != self._round:
            return
        self._asked.discard(wanted)
        if len(self._known) >= _KEPT:
            del self._known[next(iter(self._known))]
        self._known[wanted] = drawn
        if not self._timer.isActive():
            self._timer.start()
