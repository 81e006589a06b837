"""Tables as text: which sign parts the cells, and whether the first row names the columns."""

import csv
import io
import re
from collections import Counter
from typing import BinaryIO, Final

from app.index.parsers.building import DocumentBuilder
from app.index.parsers.encodings import prepare as prepare_encodings
from app.index.parsers.encodings import read_text
from app.index.parsers.text import add_text

_DELIMITERS: Final = ",\t;|"
_SAMPLE_CHARACTERS: Final = 1 << 16
_SAMPLE_ROWS: Final = 100
_LEAST_SHARE: Final = 0.7
"""Of the rows that have as many cells as most: below it is no table."""
_HEAD_ROWS: Final = 20
_MOST_ABOVE: Final = 5
_NAME_CHARACTERS: Final = 120
_FIELD_CHARACTERS: Final = 1 << 20
_SEPARATOR_LINE: Final = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_VALUE: Final = re.compile(
    r"[\s(]*[-+−]?[$€£¥₩]?\s*\d[\d.,:/\-\s '’eE+]*\s*[%)€$₩원년월일]*\s*\Z"
    r"|(?:true|false|null|n/?a)\Z",
    re.IGNORECASE,
)
"""What stands in rows and names no column: numbers, dates, sums, yes and no."""


def prepare() -> None:
    """Load what could not be opened later."""
    prepare_encodings()


def parse(file: BinaryIO, builder: DocumentBuilder) -> None:
    """Fill the builder with one table, or with text when it turns out to be none."""
    text = read_text(file, builder)
    said = _SEPARATOR_LINE.match(text)
    if said:
        text = text[said.end() :]
    delimiter = said[1] if said and said[1] in _DELIMITERS else _delimiter(text)
    if not delimiter:
        add_text(text, builder)
        return
    header = header_rows(_sample(text, delimiter))
    csv.field_size_limit(_FIELD_CHARACTERS)
    try:
        builder.add_table(
            csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), header_rows=header
        )
    except csv.Error:  # a quotation mark that is never closed
        add_text(text, builder)


def _delimiter(text: str) -> str:
    """The sign for which most rows have the same number of cells, two or more; "" for none."""
    best, found = 0.0, ""
    for delimiter in _DELIMITERS:
        widths = Counter(len(row) for row in _sample(text, delimiter) if any(row))
        if not widths:
            continue
        width, count = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
        share = count / widths.total()
        if width < 2 or share < _LEAST_SHARE:
            continue
        # Where two fit, the one that makes more cells parts them; commas also stand in numbers.
        score = share + min(width, 50) / 100
        if score > best:
            best, found = score, delimiter
    return found


def _sample(text: str, delimiter: str) -> list[list[str]]:
    head = text[:_SAMPLE_CHARACTERS]
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(head, newline=""), delimiter=delimiter):
            rows.append(row)
            if len(rows) >= _SAMPLE_ROWS:
                return rows
    except csv.Error:
        pass
    # The last row may be cut.
    return rows[:-1] if len(text) > len(head) and len(rows) > 1 else rows


def header_rows(rows: list[list[str]]) -> int:
    """How many rows stand until the names of the columns, these included; 0 when there are none.

    Above the names there may be a title and empty rows.
    """
    rows = [[cell.strip() for cell in row] for row in rows[:_HEAD_ROWS]]
    width = Counter(sum(map(bool, row)) for row in rows if any(row)).most_common(1)
    for at, row in enumerate(rows[:-1]):
        told = [name for name in row if name]
        if len(told) > 1 and len(told) >= 0.7 * width[0][0]:
            return at + 1 if _are_names(told) else 0
        if at >= _MOST_ABOVE:
            break
    return 0


def _are_names(cells: list[str]) -> bool:
    if len(set(cells)) < 0.9 * len(cells) or any(len(cell) > _NAME_CHARACTERS for cell in cells):
        return False
    return sum(map(_is_value, cells)) <= 0.2 * len(cells)


def _is_value(cell: str) -> bool:
    return _VALUE.match(cell) is not None
