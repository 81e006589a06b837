"""Finds the lines that pages repeat at their edges: running titles, page numbers."""

import re
from collections.abc import Sequence
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
_NUMBER: Final = re.compile(r"\d+|\b[ivxlc]+\b")
_PLACE: Final = 12.0
"""Points within which two lines stand at the same height."""


Edge = tuple[str, PdfLine]


def without_running(
    pages: Sequence[PdfPageText | None], numbers: Sequence[str] = ()
) -> list[list[PdfLine]]:
    """The pages without the lines at their edges that pages nearby have in the same place.

    Numbers count as alike, so that page numbers are found; where a page's own of `numbers` stands
    alone at an edge, no other page is asked. A page that would be left empty is kept.
    """
    edges = [_edges(page) if page is not None else [] for page in pages]
    result: list[list[PdfLine]] = []
    for index, page in enumerate(pages):
        lines = page.lines if page is not None else []
        nearby = edges[max(0, index - _NEAR) : index] + edges[index + 1 : index + 1 + _NEAR]
        running = {
            id(line)
            for key, line in edges[index]
            if line.text.strip(" -–—") == (numbers[index] if numbers else None)
            or sum(_has(other, key, line) for other in nearby) >= _LEAST_REPEATS
        }
        kept = [line for line in lines if id(line) not in running]
        result.append(kept or lines)
    return result


def _edges(page: PdfPageText) -> list[Edge]:
    """The uppermost and the lowest lines, wherever in the page's own order they come."""
    margin = (page.top - page.bottom) * _MARGIN
    upright = sorted(
        (
            line
            for line in page.lines
            if not line.turn
            and not page.bottom + margin < line.bottom + line.height / 2 < page.top - margin
        ),
        key=lambda line: -line.bottom,
    )
    chosen = {id(line): line for line in upright[:_EDGE_LINES] + upright[-_EDGE_LINES:]}
    return [
        (_NUMBER.sub("0", " ".join(line.text.split()).casefold()), line)
        for line in chosen.values()
        if len(line.text) <= _CHARACTERS
    ]


def _has(page: Sequence[Edge], key: str, line: PdfLine) -> bool:
    return any(key == other and abs(line.bottom - there.bottom) <= _PLACE for other, there in page)
