"""Rows of a sheet as tables: what stands between empty rows is one, and keeps its row's number."""

from collections.abc import Iterable
from typing import Final

from app.index.parsers.building import DocumentBuilder
from app.index.parsers.csv_table import header_rows

_SAMPLE_ROWS: Final = 40


def add_rows(rows: Iterable[tuple[int, list[str]]], builder: DocumentBuilder) -> None:
    """Add a table for each stretch. Rows come with their numbers, from 1, ascending."""
    stretch: list[list[str]] = []
    first = 1
    for number, row in rows:
        if stretch and (number != first + len(stretch) or not any(row)):
            _add(stretch, first, builder)
            stretch = []
        if any(row):
            first = first if stretch else number
            stretch.append(row)
    if stretch:
        _add(stretch, first, builder)


def _add(rows: list[list[str]], first: int, builder: DocumentBuilder) -> None:
    left = min(next(at for at, text in enumerate(row) if text) for row in rows)
    rows = [row[left:] for row in rows]
    header = header_rows(rows[:_SAMPLE_ROWS])
    builder.add_table(rows, header_rows=header, first_row=first)
