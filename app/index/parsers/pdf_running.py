"""Finds the lines that pages repeat at their edges: running titles, page numbers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.index.parsers.pdf_lines import PdfLine, PdfPageText

_EDGE_LINES: Final = 2
"""Lines at each edge of a page that may be running ones."""
_MARGIN: Final = 0.12
"""Share of the page at its upper and lower edge in which running lines stand."""
_NEAR: Final = 4
"""Pages to both sides that are looked at: left and right pages differ."""
_LEAST_REPEATS: Final = 2
_CHARACTERS: Final = 120
_LETTERS: Final = 3
"""A running line with as many is a title: it is kept where it is met first."""
_NUMBER: Final = re.compile(r"\d+")
_PLACE: Final = 12.0
"""Points within which two lines stand at the same height."""


@dataclass(frozen=True, slots=True)
class _Edge:
    """A line at the edge of a page: its words without their numbers, and the numbers."""

    page: int
    line: PdfLine
    words: str
    numbers: tuple[int, ...]

    def repeats(self, other: "_Edge") -> bool:
        """Whether it says the same in the same place, but for a number that counts the pages."""
        if self.words != other.words or len(self.numbers) != len(other.numbers):
            return False
        if abs(self.line.bottom - other.line.bottom) > _PLACE:
            return False
        step = other.page - self.page
        return all(
            theirs - ours in (0, step)
            for ours, theirs in zip(self.numbers, other.numbers, strict=True)
        )

    @property
    def is_title(self) -> bool:
        return sum(letter.isalpha() for letter in self.words) >= _LETTERS


def without_running(
    pages: Sequence[PdfPageText | None], numbers: Sequence[str] = ()
) -> list[list[PdfLine]]:
    """The pages without the lines at their edges that pages nearby have in the same place.

    A title is kept on the first of the pages, and marked as running. Where a page's own of
    `numbers` begins or ends a line at an edge, no other page is asked. A page that would be left
    empty is kept.
    """
    edges = [_edges(index, page) if page is not None else [] for index, page in enumerate(pages)]
    result: list[list[PdfLine]] = []
    for index, page in enumerate(pages):
        lines = page.lines if page is not None else []
        own = numbers[index] if numbers else ""
        repeated: set[int] = set()
        for edge in edges[index]:
            earlier, later = _repeats(edge, edges)
            edge.line.is_running = earlier + later >= _LEAST_REPEATS or _has_number(edge, own)
            if edge.line.is_running and (earlier or not edge.is_title):
                repeated.add(id(edge.line))
        kept = [line for line in lines if id(line) not in repeated]
        result.append(kept or lines)
    return result


def _repeats(edge: _Edge, edges: Sequence[list[_Edge]]) -> tuple[int, int]:
    """On how many pages nearby the line is repeated, before this one and after it."""
    before = edges[max(0, edge.page - _NEAR) : edge.page]
    after = edges[edge.page + 1 : edge.page + 1 + _NEAR]
    earlier, later = (
        sum(any(edge.repeats(other) for other in page) for page in pages)
        for pages in (before, after)
    )
    return earlier, later


def _has_number(edge: _Edge, own: str) -> bool:
    """Whether the number of its page stands at either end of the line."""
    words = edge.line.text.strip(" -–—|").split()
    return bool(own) and bool(words) and own in (words[0], words[-1])


def _edges(index: int, page: PdfPageText) -> list[_Edge]:
    """The uppermost and the lowest lines, wherever in the page's own order they come."""
    margin = (page.top - page.bottom) * _MARGIN
    outer = [
        line
        for line in page.lines
        if not line.turn
        and not page.bottom + margin < line.bottom + line.height / 2 < page.top - margin
    ]
    outer.sort(key=lambda line: -line.bottom)
    chosen = {id(line): line for line in outer[:_EDGE_LINES] + outer[-_EDGE_LINES:]}
    return [_edge(index, line) for line in chosen.values() if len(line.text) <= _CHARACTERS]


def _edge(index: int, line: PdfLine) -> _Edge:
    words = " ".join(_NUMBER.sub("0", line.text).split()).casefold()
    numbers = tuple(int(number[:9]) for number in _NUMBER.findall(line.text))
    return _Edge(index, line, words, numbers)
