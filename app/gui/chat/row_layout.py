"""Where the rows of a transcript stand: which are in view, and what stays put when heights change.

Heights are estimates until a row is measured, which happens before it is seen. The view hangs on
an anchor, the topmost visible row and how much of it lies above the edge, never on an offset from
the start; so a corrected height above moves nothing that is in view.
"""

from collections.abc import Callable, Iterable

from app.gui.chat.heights import Heights

AT_END = 4
"""Pixels from the end that count as being there."""

TAIL = 16
"""Pixels left free below the last row."""


class RowLayout:
    """The arithmetic of a virtual list. Knows no widgets: `measure` gives a row's true height."""

    def __init__(self, measure: Callable[[int], int]) -> None:
        self._measure = measure
        self._heights = Heights()
        self._is_exact = bytearray()
        self._top = 0
        self._above = 0
        self.viewport = 0
        self.is_following = True

    def __len__(self) -> int:
        return len(self._heights)

    # --- the rows -------------------------------------------------------------------------------

    def reset(self, estimates: Iterable[int]) -> None:
        """Begin with other rows, at their end."""
        self._heights = Heights(estimates)
        self._is_exact = bytearray(len(self._heights))
        self._top = self._above = 0
        self.is_following = True

    def put_before(self, estimates: Iterable[int]) -> None:
        """Add rows at the start; the view hangs on the row that it hung on."""
        before = list(estimates)
        self._heights = Heights([*before, *self._heights])
        self._is_exact[:0] = bytes(len(before))
        self._top += len(before)

    def append(self, estimate: int) -> None:
        """Add a row at the end."""
        self._heights.append(estimate)
        self._is_exact.append(0)

    def forget(self, row: int, estimate: int | None = None) -> None:
        """A row has changed: it is measured again before it is seen."""
        self._is_exact[row] = 0
        if estimate is not None:
            self._heights.set(row, estimate)

    def reflow(self) -> None:
        """All heights changed, as with another width. What was being read stays where it was.

        What was known of them is taken for guesses until `guess` brings better ones.
        """
        anchor, y = self._reading_anchor()
        hidden_share = -y / self._heights[anchor] if len(self) and y < 0 else 0.0
        self._is_exact = bytearray(len(self._heights))
        if not len(self):
            return
        self._top = anchor
        self._above = int(hidden_share * self._exact(anchor)) if y < 0 else -y

    def guess(self, row: int, estimate: int) -> None:
        """A better guess at the height of a row, unless it was measured."""
        if not self._is_exact[row] and self._heights[row] != estimate:
            self._heights.set(row, estimate)

    @property
    def anchor(self) -> tuple[int, int]:
        """What the view hangs on: the first row whose top is in view, and where that top is."""
        return self._reading_anchor()

    def hang_on(self, row: int, y: int) -> None:
        """Put the top of a row to `y` in the view, and follow the end no more."""
        self.is_following = False
        self._top, self._above = row, -y
        self.settle()

    def _reading_anchor(self) -> tuple[int, int]:
        """The first row whose top is in view, and where that top is; else the row that fills it."""
        y = -self._above
        for row in range(self._top, len(self)):
            if y >= self.viewport:
                break
            if y >= 0:
                return row, y
            y += self._heights[row]
        return self._top, -self._above

    def _exact(self, row: int) -> int:
        """The true height of a row."""
        if not self._is_exact[row]:
            self._heights.set(row, self._measure(row))
            self._is_exact[row] = 1
        return self._heights[row]

    # --- moving ---------------------------------------------------------------------------------

    def scroll(self, pixels: int) -> None:
        """Move by what is seen, however wrong the estimates are. Upwards lets go of the end."""
        self._above += pixels
        self._after_move(is_upward=pixels < 0)

    def jump(self, offset: int) -> None:
        """Move to an offset from the start, by estimate."""
        if not len(self):
            return
        is_upward = offset < self.offset
        row = self._heights.row_at(max(0, offset))
        above = offset - self._heights.offset(row)
        share = above / max(1, self._heights[row])
        self._top, self._above = row, int(share * self._exact(row))
        self._after_move(is_upward)

    def _after_move(self, is_upward: bool) -> None:
        """Settle without following, then see whether the reader has come back to the end."""
        self.is_following = False
        self.settle()
        self.is_following = not is_upward and self.is_at_end

    def jump_to_row(self, row: int) -> None:
        """Put the top of a row to the top of the view."""
        self._top, self._above = row, 0
        self._after_move(is_upward=True)

    def settle(self) -> None:
        """Bring the anchor into order after anything changed: measured, and within the content."""
        if not len(self):
            self._top = self._above = 0
            return
        self._top = min(self._top, len(self) - 1)
        if self.is_following:
            self._top = len(self) - 1
            self._above = self._exact(self._top) + TAIL - self.viewport
        self._walk()
        missing = self._missing_below()
        if missing > 0:
            self._above -= missing
            self._walk()

    def _walk(self) -> None:
        """Move the anchor to the row at the upper edge, measuring what is passed."""
        while self._above < 0 and self._top > 0:
            self._top -= 1
            self._above += self._exact(self._top)
        self._above = max(0, self._above)
        while self._above >= self._exact(self._top) and self._top < len(self) - 1:
            self._above -= self._exact(self._top)
            self._top += 1

    def _missing_below(self) -> int:
        """The pixels that stay empty below everything."""
        y = TAIL - self._above
        for row in range(self._top, len(self)):
            y += self._exact(row)
            if y >= self.viewport:
                return 0
        return self.viewport - y

    # --- what is seen ---------------------------------------------------------------------------

    @property
    def offset(self) -> int:
        """Pixels from the start to the upper edge, as far as they are known."""
        return self._heights.offset(self._top) + self._above

    @property
    def total(self) -> int:
        """The height of everything, as far as it is known."""
        return self._heights.total + TAIL if len(self) else 0

    @property
    def is_at_end(self) -> bool:
        """Whether the last line is in view, or nearly."""
        return self.total - self.viewport - self.offset <= AT_END

    @property
    def first_in_view(self) -> int:
        """The first row whose top is in view; else the one that fills it."""
        return self._reading_anchor()[0]

    def position(self, row: int) -> int:
        """The y of a row in the view."""
        return self._heights.offset(row) - self.offset

    def height(self, row: int) -> int:
        """The height of a row, as far as it is known."""
        return self._heights[row]

    def visible(self, overscan: int) -> range:
        """The rows in view and within `overscan` pixels around it, all of them measured."""
        first, y = self._top, -self._above
        while first > 0 and y > -overscan:
            first -= 1
            y -= self._exact(first)
        last, y = self._top, -self._above
        while last < len(self) and y < self.viewport + overscan:
            y += self._exact(last)
            last += 1
        return range(first, last)
