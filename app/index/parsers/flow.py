"""Paragraphs and tables as office documents nest them, and the blocks that they become.

A table that only arranges a page (one column, or cells that hold whole articles) becomes the
paragraphs that stand in it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from app.domain.documents import BlockKind
from app.index.parsers.building import DocumentBuilder
from app.index.parsers.csv_table import header_rows
from app.index.parsers.text import add_pieces

MOST_DEPTH: Final = 24
"""Tables and text boxes inside one another; what is deeper is left out by the parsers."""
_MOST_SPAN: Final = 1_000
_MOST_CELLS: Final = 2_000_000
_CELL_CHARACTERS: Final = 1_500
"""A longer cell holds an article: the table arranges."""
_HEADING_CHARACTERS: Final = 300
"""What is longer was only styled as a heading."""


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph, an item, a heading or a note."""

    kind: BlockKind
    text: str
    level: int = 0


@dataclass(slots=True)
class Cell:
    """A cell: where it stands, how far it reaches, and what is in it."""

    row: int
    column: int
    flow: "list[Words | Grid]" = field(default_factory=list)
    across: int = 1
    down: int = 1


@dataclass(slots=True)
class Grid:
    """A table. `header_rows` is None where the document does not say it."""

    cells: list[Cell] = field(default_factory=list)
    header_rows: int | None = None


Flow = list[Words | Grid]


def add_flow(flow: Sequence[Words | Grid], builder: DocumentBuilder) -> None:
    """Add what a document holds, in order."""
    for piece in flow:
        if isinstance(piece, Grid):
            _add_grid(piece, builder)
        elif piece.kind is BlockKind.HEADING and len(piece.text) <= _HEADING_CHARACTERS:
            builder.add(BlockKind.HEADING, " ".join(piece.text.split()), level=piece.level or 1)
        else:
            kind = BlockKind.PARAGRAPH if piece.kind is BlockKind.HEADING else piece.kind
            add_pieces(piece.text, builder, kind)


def plain(flow: Sequence[Words | Grid]) -> str:
    """All words of a flow but its notes, parted by blanks."""
    return " ".join(words.text for words in _words(flow) if words.kind is not BlockKind.NOTE)


def letters_of(flow: Sequence[Words | Grid]) -> int:
    """How many letters stand in a flow, its notes included."""
    return sum(len(words.text.strip()) for words in _words(flow))


def _words(flow: Sequence[Words | Grid]) -> Iterator[Words]:
    for piece in flow:
        if isinstance(piece, Grid):
            for cell in piece.cells:
                yield from _words(cell.flow)
        else:
            yield piece


def _add_grid(grid: Grid, builder: DocumentBuilder) -> None:
    texts = [" ".join(plain(cell.flow).split()) for cell in grid.cells]
    columns = {cell.column for cell, text in zip(grid.cells, texts, strict=True) if text}
    if len(columns) < 2 or max(map(len, texts)) > _CELL_CHARACTERS:
        for cell in grid.cells:
            add_flow(cell.flow, builder)
        return
    rows = _rows(grid, texts)
    header = grid.header_rows if grid.header_rows is not None else header_rows(rows)
    header = header if header < len(rows) else int(len(rows) > 1)
    builder.add_table(rows, header_rows=header)
    for cell in grid.cells:
        for words in _words(cell.flow):
            if words.kind is BlockKind.NOTE:
                add_pieces(words.text, builder, BlockKind.NOTE)


def _rows(grid: Grid, texts: list[str]) -> list[list[str]]:
    """The cells as rows. One that reaches down stands in each of its rows."""
    placed: dict[tuple[int, int], str] = {}
    for cell, text in zip(grid.cells, texts, strict=True):
        for row in range(min(cell.down, _MOST_SPAN)):
            if text and len(placed) < _MOST_CELLS:
                placed.setdefault((cell.row + row, cell.column), text)
    first, width = min(placed)[0], max(column for _, column in placed) + 1
    if width * (max(placed)[0] - first + 1) > _MOST_CELLS:
        return _packed_rows(placed)
    rows = [[""] * width for _ in range(max(placed)[0] - first + 1)]
    for (row, column), text in placed.items():
        rows[row - first][column] = text
    return rows


def _packed_rows(placed: dict[tuple[int, int], str]) -> list[list[str]]:
    """Only what is there, where a table says that it is larger than it can be."""
    rows: dict[int, list[str]] = {}
    for (row, _), text in sorted(placed.items()):
        rows.setdefault(row, []).append(text)
    return list(rows.values())
