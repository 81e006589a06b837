"""Tables of HTML as rows of cells; those that only arrange a page are told apart."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from selectolax.lexbor import LexborNode

_MOST_SPAN: Final = 200
_MOST_CELLS: Final = 1_000_000
_CELL_CHARACTERS: Final = 1_500
"""A longer cell holds an article: the table arranges."""
_ARRANGING: Final = frozenset(("table", "h1", "h2", "h3", "pre", "hr", "form", "article", "nav"))


@dataclass(slots=True)
class HtmlTable:
    """The rows of a table from top to bottom, and how many of them name its columns."""

    rows: list[list[str]] = field(default_factory=list)
    header_rows: int = 0
    caption: str = ""
    hidden: int = 0


CellText = Callable[[LexborNode, frozenset[str]], tuple[str, int] | None]
"""Text of an element, and how much of it is hidden; None when one of the tags is in it."""


def table_of(node: LexborNode, text_of: CellText) -> HtmlTable | None:
    """The table, or None when it arranges other things and holds no data."""
    table = HtmlTable()
    carried: dict[int, tuple[int, str]] = {}
    cells = 0
    is_head = True
    for row, in_head in _rows(node):
        if row.tag == "caption":
            table.caption = (text_of(row, frozenset()) or ("", 0))[0]
            continue
        line, names = _line(row, text_of, carried, table)
        if line is None:
            return None
        cells += len(line)
        if cells > _MOST_CELLS:
            return None
        is_head = is_head and (in_head or names)
        table.header_rows += is_head
        table.rows.append(line)
    wide = sum(len(line) > 1 for line in table.rows)
    if not wide or wide * 2 < len(table.rows):
        return None
    if table.header_rows == len(table.rows):
        table.header_rows = 0 if len(table.rows) == 1 else 1
    return table


def _rows(node: LexborNode) -> list[tuple[LexborNode, bool]]:
    found = []
    child = node.child
    while child is not None:
        if child.tag in ("tr", "caption"):
            found.append((child, False))
        elif child.tag in ("thead", "tbody", "tfoot"):
            row = child.child
            while row is not None:
                if row.tag == "tr":
                    found.append((row, child.tag == "thead"))
                row = row.next
        child = child.next
    return found


def _line(
    row: LexborNode, text_of: CellText, carried: dict[int, tuple[int, str]], table: HtmlTable
) -> tuple[list[str] | None, bool]:
    """The cells of a row and whether all of them are headers; None when it arranges."""
    line: list[str] = []
    headers = True
    cell = row.child
    while cell is not None:
        if cell.tag in ("td", "th"):
            _take_carried(line, carried)
            found = text_of(cell, _ARRANGING)
            if found is None or len(found[0]) > _CELL_CHARACTERS:
                return None, False
            text, hidden = found
            table.hidden += hidden
            headers = headers and (cell.tag == "th" or not text)
            across, down = _span(cell, "colspan"), _span(cell, "rowspan")
            if down > 1:
                carried[len(line)] = (down - 1, text)
            line.append(text)
            line.extend([""] * (across - 1))
        cell = cell.next
    _take_carried(line, carried)
    return line, headers and any(line)


def _take_carried(line: list[str], carried: dict[int, tuple[int, str]]) -> None:
    """Cells of rows above that reach down into this one."""
    while len(line) in carried:
        at = len(line)
        left, text = carried.pop(at)
        if left > 1:
            carried[at] = (left - 1, text)
        line.append(text)


def _span(cell: LexborNode, name: str) -> int:
    written = (cell.attributes.get(name) or "").strip()
    return min(_MOST_SPAN, max(1, int(written))) if written.isascii() and written.isdigit() else 1
