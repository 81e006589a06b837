"""Heights of rows with their sums: a Fenwick tree (1994, doi:10.1002/spe.4380240306)."""

from array import array
from collections.abc import Iterable, Iterator


class Heights:
    """Row heights in pixels. Change, append, offset and search cost O(log n)."""

    def __init__(self, heights: Iterable[int] = ()) -> None:
        self._heights = array("q", heights)
        self._tree = array("q", (0, *self._heights))
        for index in range(1, len(self._tree)):
            parent = index + (index & -index)
            if parent < len(self._tree):
                self._tree[parent] += self._tree[index]
        self.total = sum(self._heights)

    def __len__(self) -> int:
        return len(self._heights)

    def __iter__(self) -> Iterator[int]:
        return iter(self._heights)

    def __getitem__(self, row: int) -> int:
        return self._heights[row]

    def append(self, height: int) -> None:
        """Add a row at the end."""
        index = len(self._tree)
        first = index - (index & -index)
        below = self.offset(index - 1) - self.offset(first)
        self._heights.append(height)
        self._tree.append(height + below)
        self.total += height

    def set(self, row: int, height: int) -> None:
        """Change the height of a row."""
        change = height - self._heights[row]
        self._heights[row] = height
        self.total += change
        index = row + 1
        while index < len(self._tree):
            self._tree[index] += change
            index += index & -index

    def offset(self, row: int) -> int:
        """The sum of the heights of all rows before `row`."""
        total = 0
        while row:
            total += self._tree[row]
            row &= row - 1
        return total

    def row_at(self, offset: int) -> int:
        """The row that covers `offset`; the last row for anything beyond. At least one row."""
        row = 0
        step = 1 << (len(self._heights).bit_length())
        while step := step >> 1:
            after = row + step
            if after < len(self._tree) and self._tree[after] <= offset:
                row = after
                offset -= self._tree[after]
        return min(row, len(self._heights) - 1)
