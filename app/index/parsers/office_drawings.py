"""What office documents draw from data: charts as tables, diagrams as items.

Sources: ECMA-376 part 1, 21.2 (charts) and 21.4 (diagrams).
"""

from typing import Final

from lxml import etree

from app.domain.documents import BlockKind, Refusal
from app.index.parsers.flow import Cell, Flow, Grid, Words
from app.index.parsers.office_xml import OfficePackage, Relations, attribute, child, name_of
from app.index.parsers.refusing import Refused

_MOST_POINTS: Final = 5_000
_MOST_SERIES: Final = 100
_MOST_TEXTS: Final = 5_000


def drawn(package: OfficePackage, relations: Relations, element: etree._Element) -> Flow:
    """The chart or the diagram that an element names; nothing where it is missing or damaged."""
    is_chart = name_of(element) == "chart"
    path = relations.path(attribute(element, "id" if is_chart else "dm"))
    if not path:
        return []
    try:
        root = package.tree(path)
    except Refused as refusal:
        if refusal.reason is Refusal.BOMB:
            raise
        return []
    return _chart(root) if is_chart else _diagram(root)


def drawing_text(element: etree._Element) -> str:
    """The text of a body as drawings have it (a:p, a:r, a:t, a:br), a line for each paragraph."""
    lines = []
    for paragraph in element.iter("{*}p"):
        line = ""
        for each in paragraph.iter("{*}t", "{*}br"):
            line += (each.text or "") if name_of(each) == "t" else " "
        lines.append(line)
    return "\n".join(lines)


def _chart(root: etree._Element) -> Flow:
    flow: Flow = []
    title = child(root, "chart", "title")
    if title is not None and drawing_text(title).strip():
        flow.append(Words(BlockKind.PARAGRAPH, drawing_text(title)))
    grid = Grid(header_rows=1)
    for column, series in enumerate(list(root.iter("{*}ser"))[:_MOST_SERIES], 1):
        name = child(series, "tx")
        _put(grid, 0, column, "" if name is None else _first_value(name))
        for place, names in ((0, ("cat", "xVal")), (column, ("val", "yVal"))):
            values = next((each for each in series if name_of(each) in names), None)
            for at, value in _points(values):
                if place or column == 1:
                    _put(grid, at + 1, place, value)
    if grid.cells:
        flow.append(grid)
    return flow


def _put(grid: Grid, row: int, column: int, text: str) -> None:
    grid.cells.append(Cell(row, column, [Words(BlockKind.PARAGRAPH, text)]))


def _first_value(element: etree._Element) -> str:
    value = next(element.iter("{*}v"), None)
    return (value.text or "") if value is not None else drawing_text(element)


def _points(values: etree._Element | None) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for point in () if values is None else values.iter("{*}pt"):
        at = attribute(point, "idx")
        if at.isascii() and at.isdigit() and len(at) < 6 and int(at) < _MOST_POINTS:
            found.append((int(at), _first_value(point)))
    return found[:_MOST_POINTS]


def _diagram(root: etree._Element) -> Flow:
    texts = []
    for point in root.iter("{*}pt"):
        body = child(point, "t")
        if body is not None and (text := drawing_text(body).strip()):
            texts.append(Words(BlockKind.ITEM, text))
    return list(texts[:_MOST_TEXTS])
