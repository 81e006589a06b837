"""Rows of an OpenDocument sheet: what repeats is said once there, and written out here.

Source: OpenDocument 1.3 part 3, 9.1 and 19.675 (table:number-rows-repeated).
"""

from typing import Final

from lxml import etree

from app.domain.documents import NoteKind
from app.index.parsers.building import DocumentBuilder
from app.index.parsers.office_xml import attribute, name_of
from app.index.parsers.opendocument_text import OpenText, number_of, table_rows

_MOST_ROWS: Final = 1 << 20
_MOST_COLUMNS: Final = 16_384
_MOST_COPIES: Final = 100
"""Of a row or a cell that holds something."""
_MOST_CELLS: Final = 1_000_000


def sheet_rows(
    table: etree._Element, text: OpenText, builder: DocumentBuilder
) -> list[tuple[int, list[str]]]:
    """The rows that hold something, each with its number, from 1."""
    rows: list[tuple[int, list[str]]] = []
    number = 1
    cells = 0
    carried: dict[int, tuple[int, str]] = {}
    for row, _ in table_rows(table):
        repeated = number_of(row, "number-rows-repeated", _MOST_ROWS)
        line = _line(row, text, carried)
        if line:
            for copy in range(min(repeated, _MOST_COPIES)):
                cells += len(line)
                if cells > _MOST_CELLS:
                    builder.note(NoteKind.CUT_SHORT)
                    return rows
                rows.append((number + copy, line))
            if repeated > _MOST_COPIES:
                builder.note(NoteKind.CUT_SHORT)
        number += repeated
    return rows


def _line(row: etree._Element, text: OpenText, carried: dict[int, tuple[int, str]]) -> list[str]:
    """The cells of a row, without the empty ones at its end."""
    line: list[str] = []
    column = 0
    for cell in row:
        name = name_of(cell)
        if name not in ("table-cell", "covered-table-cell"):
            continue
        repeated = number_of(cell, "number-columns-repeated", _MOST_COLUMNS)
        said = ""
        left, above = carried.get(column, (0, ""))
        if name == "table-cell":
            said = text.cell_text(cell) or attribute(cell, "value")
            down = number_of(cell, "number-rows-spanned", _MOST_ROWS)
            carried[column] = (down - 1, said)
        elif left:
            said = above
            carried[column] = (left - 1, above)
        if said and column < _MOST_COLUMNS:
            line.extend([""] * (column - len(line)))
            line.extend([said] * min(repeated, _MOST_COPIES, _MOST_COLUMNS - column))
        column += repeated
    return line
