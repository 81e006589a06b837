"""Boxes in rows, like words in a paragraph: where each one goes in a given width."""

from collections.abc import Iterable

from PySide6.QtCore import QRect, QSize


def flow(
    sizes: Iterable[QSize], width: int, gap: int, *, to_right: bool = False
) -> tuple[list[QRect], int]:
    """The places of boxes in their order, from the left or the right, and the height of all rows.

    A box that is wider than a row is cut to its width.
    """
    rows: list[list[QSize]] = [[]]
    used = 0
    for size in sizes:
        box = QSize(min(size.width(), width), size.height())
        if rows[-1] and used + box.width() > width:
            rows.append([])
            used = 0
        rows[-1].append(box)
        used += box.width() + gap
    places: list[QRect] = []
    y = 0
    for row in rows:
        length = sum(box.width() for box in row) + gap * (len(row) - 1)
        x = width - length if to_right else 0
        for box in row:
            places.append(QRect(x, y, box.width(), box.height()))
            x += box.width() + gap
        y += max((box.height() for box in row), default=0) + gap
    return places, max(0, y - gap)
