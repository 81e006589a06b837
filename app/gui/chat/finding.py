"""Finding words in a conversation: how often they stand in which message, and which is looked at.

The rows are gone through in slices between the window's own work, so that ten thousand of them
hold nothing up.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.generation import Role
from app.gui.chat.folding import folded, without_signs
from app.gui.chat.rows import Row

_SLICE_S: Final = 0.008


@dataclass(frozen=True, slots=True)
class Found:
    """One of the places found: the `nth` in the row, counted through thoughts and then text."""

    place: int
    nth: int


@dataclass(frozen=True, slots=True)
class _Count:
    thoughts: int
    text: int


class Finding(QObject):
    """Knows rows, not widgets. What was found is the reader's own text: `forget` it in time."""

    changed = Signal()
    """Other counts, or another place that is looked at."""
    arrived = Signal()
    """The place that is looked at is to be brought into view."""

    def __init__(self, rows: Sequence[Row], parent: QObject) -> None:
        super().__init__(parent)
        self._rows = rows
        self.needle = ""
        self._texts: dict[int, tuple[Row, str, str]] = {}
        self._counts: dict[int, _Count] = {}
        self._next = 0
        self._near = 0
        self._moves = False
        self.current: Found | None = None
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._go_on)

    @property
    def is_done(self) -> bool:
        """Whether all rows were gone through."""
        return self._next >= len(self._rows)

    @property
    def total(self) -> int:
        """How many places are known by now."""
        return sum(each.thoughts + each.text for each in self._counts.values())

    @property
    def index(self) -> int:
        """Which of them is looked at, from 1; 0 for none."""
        if self.current is None:
            return 0
        before = sum(
            each.thoughts + each.text
            for place, each in self._counts.items()
            if place < self.current.place
        )
        return before + self.current.nth + 1

    def look_for(self, words: str, near: int, *, moves: bool = True) -> None:
        """Begin anew; the first place at or behind the row `near` is then looked at."""
        self.needle = folded(words)
        self._counts.clear()
        self._near, self._moves = near, moves
        self.current = None
        self._next = 0 if self.needle else len(self._rows)
        self.changed.emit()
        if self.needle:
            self._timer.start()

    def look_again(self, place: int) -> None:
        """A row has changed, or is new."""
        if not self.needle or place >= self._next:
            if self.needle and not self._timer.isActive():
                self._timer.start()
            return
        self._count(place)
        if self.current is not None and self.current.place == place:
            most = self._in_row(place)
            nth = min(self.current.nth, most - 1)
            self.current = Found(place, nth) if most else None
        self.changed.emit()

    def step(self, step: int) -> None:
        """Look at the next place, or the one before; after the last comes the first."""
        places = sorted(self._counts)
        if not places:
            return
        if self.current is None:
            place = places[0] if step > 0 else places[-1]
            self._arrive(Found(place, 0 if step > 0 else self._in_row(place) - 1))
            return
        place, nth = self.current.place, self.current.nth + step
        if not 0 <= nth < self._in_row(place):
            at = (places.index(place) + step) % len(places)
            place = places[at]
            nth = 0 if step > 0 else self._in_row(place) - 1
        self._arrive(Found(place, nth))

    def is_in_thoughts(self, found: Found) -> bool:
        """Whether a place is in the thoughts of its message."""
        count = self._counts.get(found.place)
        return count is not None and found.nth < count.thoughts

    def nth_in_text(self, found: Found) -> int:
        """Which of those in the text of its message a place is; negative in the thoughts."""
        count = self._counts.get(found.place)
        return found.nth - (count.thoughts if count is not None else 0)

    def forget(self) -> None:
        """Look for nothing, and keep nothing of the texts."""
        self._timer.stop()
        self.needle = ""
        self._texts.clear()
        self._counts.clear()
        self.current = None
        self._next = 0
        self.changed.emit()

    def _arrive(self, found: Found) -> None:
        self.current = found
        self.changed.emit()
        self.arrived.emit()

    def _in_row(self, place: int) -> int:
        count = self._counts.get(place)
        return 0 if count is None else count.thoughts + count.text

    def _go_on(self) -> None:
        """A slice of the rows."""
        if not self.needle:
            return
        until = time.monotonic() + _SLICE_S
        while self._next < len(self._rows) and time.monotonic() < until:
            self._count(self._next)
            self._next += 1
        if self._next < len(self._rows):
            self._timer.start()
            return
        self.changed.emit()
        if self._moves:
            QTimer.singleShot(0, self, self._arrive_first)

    def _arrive_first(self) -> None:
        """Look at the first place from where the reader is."""
        places = sorted(self._counts)
        if places and self.current is None:
            place = next((each for each in places if each >= self._near), places[-1])
            self._arrive(Found(place, 0))

    def _count(self, place: int) -> None:
        row = self._rows[place]
        known = self._texts.get(place)
        if known is None or (known[0].text, known[0].thoughts) != (row.text, row.thoughts):
            text = row.text if row.role is Role.USER else without_signs(row.text)
            known = self._texts[place] = (row, folded(row.thoughts), folded(text))
        count = _Count(known[1].count(self.needle), known[2].count(self.needle))
        if count.thoughts or count.text:
            self._counts[place] = count
        else:
            self._counts.pop(place, None)
