"""Stories of RTF: the body, a note, a box, a header, each with its paragraphs and its tables.

Source: Rich Text Format (RTF) Specification 1.9.1, "Paragraph Text" and "Table Definitions".
"""

from dataclasses import dataclass, field

from app.domain.documents import BlockKind
from app.index.parsers.flow import Cell, Flow, Grid, Words


@dataclass(slots=True)
class Story:
    """The body, a note, a header: its blocks, and the paragraph and the row being read."""

    kind: str = ""
    flow: Flow = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    after: Flow = field(default_factory=list)
    number: str = ""
    is_item: bool = False
    level: int = 0
    in_table: bool = False
    grid: Grid | None = None
    above: dict[int, Cell] = field(default_factory=dict)
    cell: Flow = field(default_factory=list)
    cells: list[Flow] = field(default_factory=list)
    rows: int = 0
    merged: list[bool] = field(default_factory=list)
    is_merged: bool = False
    author: str = ""

    def shape(self, word: str, value: int | None, levels: dict[int, int]) -> bool:
        """Follow a word that ends or shapes paragraphs, cells and rows; False for any other.

        `levels` are those of the styles that head.
        """
        if word in ("par", "sect", "nestrow"):
            self.end_paragraph()
        elif word in ("cell", "nestcell"):
            self.end_paragraph()
            if word == "cell":
                self.in_table = True
                self.cells.append(self.cell)
                self.cell = []
        elif word == "row":
            self._end_row()
        elif word == "pard":
            self.in_table, self.is_item, self.level, self.number = False, False, 0, ""
        elif word == "intbl":
            self.in_table = True
        elif word == "trowd":
            self.merged, self.is_merged = [], False
        elif word == "trhdr" and (self.grid is None or self.grid.header_rows == self.rows):
            self.grid = self.grid or Grid()
            self.grid.header_rows = self.rows + 1
        elif word == "clvmrg":
            self.is_merged = True
        elif word == "cellx":
            self.merged.append(self.is_merged)
            self.is_merged = False
        elif word == "s":
            self.level = levels.get(value or 0, 0)
        elif word == "outlinelevel" and value is not None:
            self.level = value + 1 if 0 <= value < 9 else 0
        elif word == "ls":
            self.is_item = bool(value)
        else:
            return False
        return True

    def end_paragraph(self) -> None:
        """A paragraph ends: it goes to its cell, or to the blocks."""
        text = whole("".join(self.text))
        found: Flow = []
        if text.strip():
            number = self.number.strip()
            if not any(map(str.isalnum, number)):
                number = ""
            kind = BlockKind.ITEM if self.is_item else BlockKind.PARAGRAPH
            kind = BlockKind.HEADING if self.level else kind
            found.append(Words(kind, f"{number} {text}" if number else text, self.level))
        found.extend(self.after)
        self.text, self.after, self.number = [], [], ""
        if not found:
            return
        if self.in_table:
            self.cell.extend(found)
        else:
            self.end_table()
            self.flow.extend(found)

    def _end_row(self) -> None:
        self.end_paragraph()
        if self.cell:
            self.cells.append(self.cell)
        self.grid = self.grid or Grid()
        for column, flow in enumerate(self.cells):
            is_merged = column < len(self.merged) and self.merged[column]
            if is_merged and not flow and column in self.above:
                self.above[column].down += 1
            else:
                self.above[column] = Cell(self.rows, column, flow)
                self.grid.cells.append(self.above[column])
        self.rows += 1
        self.cells, self.cell = [], []

    def end_table(self) -> None:
        """No row follows."""
        for flow in (*self.cells, self.cell):
            self.flow.extend(flow)  # a row that never ended
        self.cells, self.cell = [], []
        if self.grid is not None:
            self.flow.append(self.grid)
        self.grid, self.rows, self.above = None, 0, {}


def whole(text: str) -> str:
    """Halves of characters beyond the first plane put together."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
