"""Which part of a document a place in its text lies in."""

from bisect import bisect_right

from app.domain.collections import Layout
from app.domain.documents import Part


def part_at(layout: Layout | None, offset: int) -> Part | None:
    """The page, sheet or the like that holds a place; None where nothing is known of parts."""
    if layout is None or not layout.parts:
        return None
    starts = [part.start for part in layout.parts]
    return layout.parts[max(0, bisect_right(starts, offset) - 1)]
