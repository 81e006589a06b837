"""Which part of a long document is shown at once: some blocks around a place, never all of it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.domain.documents import Block, BlockKind

REACH: Final = 12_000
"""Characters before and after the place."""
MOST_LINES: Final = 200
MOST_CELLS: Final = 600
"""Of tables; each costs as much as a paragraph."""
_MOST_PLACE: Final = 8_000
"""Of a place that is longer, its beginning is shown."""
_SNAP: Final = 1_000
"""A block that begins so near to the edge is shown from its beginning."""
_BREAK: Final = re.compile(r"[\n\s]")


@dataclass(frozen=True, slots=True)
class Window:
    """What is shown: text[start:end] of a document that is `length` characters long."""

    start: int
    end: int
    length: int

    @property
    def has_more_before(self) -> bool:
        """Whether something comes before."""
        return self.start > 0

    @property
    def has_more_after(self) -> bool:
        """Whether something follows."""
        return self.end < self.length


def window_around(text: str, blocks: Sequence[Block], start: int, end: int) -> Window:
    """The stretch that shows a place, cut between blocks or words."""
    length = len(text)
    start = max(0, min(start, length))
    end = max(start, min(end, start + _MOST_PLACE, length))
    first = _cut_before(text, blocks, _back(text, start))
    last = _cut_after(text, blocks, _on(text, end))
    return Window(first, last, length)


def window_before(text: str, blocks: Sequence[Block], window: Window) -> Window:
    """What comes before a window."""
    first = _cut_before(text, blocks, _back(text, window.start, times=2))
    return Window(first, window.start, window.length)


def window_after(text: str, blocks: Sequence[Block], window: Window) -> Window:
    """What follows a window."""
    last = _cut_after(text, blocks, _on(text, window.end, times=2))
    return Window(window.end, last, window.length)


def blocks_in(blocks: Sequence[Block], window: Window) -> Iterator[Block]:
    """The blocks of a window, those at its edges cut; one of all text where nothing is known."""
    if not blocks:
        yield Block(BlockKind.PARAGRAPH, window.start, window.end)
        return
    first = max(0, bisect_right(blocks, window.start, key=lambda block: block.start) - 1)
    for block in blocks[first : bisect_left(blocks, window.end, key=lambda block: block.start)]:
        start, end = max(block.start, window.start), min(block.end, window.end)
        if start < end:
            yield replace(block, start=start, end=end)


def whole_block(blocks: Sequence[Block], part: Block) -> Block:
    """The block that a piece was cut from."""
    at = bisect_right(blocks, part.start, key=lambda block: block.start) - 1
    return blocks[at] if at >= 0 else part


def _back(text: str, at: int, times: int = 1) -> int:
    """So far back as there are not too many letters, lines or cells."""
    lines = text[max(0, at - times * REACH) : at].split("\n")
    return at - _reach_of(lines[::-1], times)


def _on(text: str, at: int, times: int = 1) -> int:
    """So far on, likewise."""
    return at + _reach_of(text[at : at + times * REACH].split("\n"), times)


def _reach_of(lines: Sequence[str], times: int) -> int:
    """The length of the first lines, the one at the edge included, until there are enough."""
    length = cells = 0
    for count, line in enumerate(lines):
        cells += line.count("\t") + 1
        if count > times * MOST_LINES or (count and cells > times * MOST_CELLS):
            break
        length += len(line) + bool(count)
    return length


def _cut_before(text: str, blocks: Sequence[Block], wanted: int) -> int:
    if wanted <= 0:
        return 0
    at = bisect_right(blocks, wanted, key=lambda block: block.start) - 1
    if at >= 0 and wanted - blocks[at].start <= _SNAP:
        return blocks[at].start
    return _space_after(text, wanted)


def _cut_after(text: str, blocks: Sequence[Block], wanted: int) -> int:
    if wanted >= len(text):
        return len(text)
    at = bisect_right(blocks, wanted, key=lambda block: block.start) - 1
    if at >= 0 and 0 <= blocks[at].end - wanted <= _SNAP:
        return blocks[at].end
    return _space_after(text, wanted)


def _space_after(text: str, at: int) -> int:
    newline = text.find("\n", at, at + _SNAP)
    if newline >= 0:
        return newline + 1
    space = _BREAK.search(text, at, min(len(text), at + _SNAP))
    return space.end() if space else at
