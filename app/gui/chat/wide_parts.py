"""Tables and code that are wider than their message: each scrolls sideways in its own place.

A text document knows no part that scrolls. It is laid out as wide as such a part needs, and the
part is then painted, and clicked, with a way to the left of its own: `shifted` lends the browser
that way through its scroll bar, which is the offset that Qt paints, hits and places by.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QTextBlock,
    QTextFrame,
    QTextLength,
    QTextTable,
    QTextTableCell,
)
from PySide6.QtWidgets import QAbstractSlider, QScrollBar, QTextBrowser

BAR: Final = 12
"""Pixels below a part, for its bar."""
_PADDING: Final = 22
"""Pixels left and right in a cell, and its edge."""
_LEAST_EMS: Final = 9
"""A column of prose is not made narrower than this."""
_EASY_EMS: Final = 18
"""As wide as a column of prose is where the table scrolls anyway."""
_STEP: Final = 48
_SPARE: Final = 6
"""Pixels for the edges of a table and for rounding."""
_FIXED: Final = QTextLength.Type.FixedLength


@dataclass(slots=True)
class WidePart:
    """Where a part is seen, in pixels of the document, and what there is of it."""

    first: int
    """Its first place in the text, and its last one. Qt's own frames go with each new layout."""
    last: int
    area: QRect
    width: int
    bar: QScrollBar

    @property
    def offset(self) -> int:
        """How many pixels of it have gone out to the left."""
        return self.bar.value()


class WideParts:
    """Those of one browser; `fit` finds them each time the document has got its width."""

    def __init__(self, browser: QTextBrowser) -> None:
        self._browser = browser
        self.parts: list[WidePart] = []
        self._bars: list[QScrollBar] = []
        self._fitted: tuple[int, int] | None = None
        self._gaps: dict[int, float] = {}
        """Margins below frames as they were before there was a bar, by their place in the text."""

    def forget(self) -> None:
        """The text is another one."""
        self._fitted = None
        self._gaps.clear()
        for bar in self._bars:
            bar.setValue(0)
        self._hide_from(0)

    def renewed(self) -> None:
        """The same text is to be laid out anew: its parts stay as far to the left as they are."""
        self.parts = []
        self._fitted = None
        self._gaps.clear()

    def fit(self, width: int) -> None:
        """Lay tables out in a width of `width` pixels; those that need more become parts."""
        document = self._browser.document()
        if self._fitted == (width, document.revision()):
            return
        found = [
            (table, need)
            for table in _tables(document.rootFrame())
            if (need := self._lay_out(table, width)) is not None
        ]
        self.parts = []
        for index, (table, need) in enumerate(found):
            area = _area(table, width)
            place = table.firstPosition(), table.lastPosition()
            self.parts.append(WidePart(*place, area, need, self._bar(index)))
        self._hide_from(len(self.parts))
        for part in self.parts:
            self._place(part)
        self._fitted = (width, document.revision())

    def _lay_out(self, table: QTextTable, width: int) -> int | None:
        """Give the table's columns their widths; what it needs if that is more than there is."""
        room = width - round(_left_of(table))
        need = self._code_width(table, room) if _is_code(table) else self._grid_width(table, room)
        self._make_room(table, has_bar=need is not None)
        return need

    def _make_room(self, table: QTextTable, *, has_bar: bool) -> None:
        form = table.format()
        gap = self._gaps.setdefault(table.firstPosition(), form.bottomMargin())
        wanted = gap + BAR if has_bar else gap
        if form.bottomMargin() != wanted:
            form.setBottomMargin(wanted)
            table.setFormat(form)

    def _grid_width(self, table: QTextTable, room: int) -> int | None:
        font = self._browser.document().defaultFont()
        whole, longest = _measure(table, font)
        em = QFontMetricsF(font).height()
        least = [
            max(word, min(all_of, _LEAST_EMS * em))
            for word, all_of in zip(longest, whole, strict=True)
        ]
        if sum(whole) + _SPARE <= room:
            _constrain(table, [])
            return None
        if sum(least) + _SPARE <= room:
            over = sum(whole) - sum(least)
            share = (room - _SPARE - sum(least)) / over if over else 0.0
            widths = [a + (b - a) * max(0.0, share) for a, b in zip(least, whole, strict=True)]
            _constrain(table, widths)
            return None
        easy = [
            max(word, min(all_of, _EASY_EMS * em))
            for word, all_of in zip(longest, whole, strict=True)
        ]
        _constrain(table, easy)
        return round(sum(easy)) + _SPARE

    def _code_width(self, table: QTextTable, room: int) -> int | None:
        """Qt makes the table as wide as its longest line by itself."""
        need = (
            round(max(map(_line_width, _blocks(table.cellAt(0, 0))), default=0.0))
            + _PADDING
            + _SPARE
        )
        return need if need > room else None

    # --- bars -----------------------------------------------------------------------------------

    def _bar(self, index: int) -> QScrollBar:
        while len(self._bars) <= index:
            bar = QScrollBar(Qt.Orientation.Horizontal, self._browser.viewport())
            bar.setSingleStep(_STEP)
            bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            bar.setCursor(Qt.CursorShape.ArrowCursor)
            bar.valueChanged.connect(lambda _value: self._browser.viewport().update())
            self._bars.append(bar)
        return self._bars[index]

    def _place(self, part: WidePart) -> None:
        part.bar.setRange(0, max(0, part.width - part.area.width()))
        part.bar.setPageStep(part.area.width())
        part.bar.setGeometry(part.area.left(), part.area.bottom() + 1, part.area.width(), BAR)
        part.bar.show()

    def _hide_from(self, index: int) -> None:
        for bar in self._bars[index:]:
            bar.hide()
        del self.parts[index:]

    # --- the way to the left --------------------------------------------------------------------

    def at(self, point: QPoint) -> WidePart | None:
        """The part that is seen at a point of the viewport."""
        return next((each for each in self.parts if each.area.contains(point)), None)

    @contextmanager
    def shifted(self, part: WidePart | None) -> Iterator[None]:
        """What Qt paints and hits meanwhile is what the part shows."""
        if part is None or not part.offset:
            yield
            return
        bar = self._browser.horizontalScrollBar()
        was_blocked = bar.blockSignals(True)
        bar.setRange(0, part.width)
        bar.setValue(part.offset)
        try:
            yield
        finally:
            bar.setValue(0)
            bar.blockSignals(was_blocked)

    def step(self, by: int) -> bool:
        """Scroll the parts by keys, to the right (1) or to the left (-1); whether there are any."""
        action = QAbstractSlider.SliderAction
        for part in self.parts:
            part.bar.triggerAction(action.SliderSingleStepAdd if by > 0 else
                                   action.SliderSingleStepSub)  # fmt: skip
        return bool(self.parts)

    def reveal(self, position: int) -> None:
        """Bring a place of the text into sight, where it stands in a part."""
        for part in self.parts:
            if part.first <= position <= part.last:
                cursor = self._browser.textCursor()
                cursor.setPosition(position)
                x = self._browser.cursorRect(cursor).left() - part.area.left()
                if not part.offset <= x - _STEP <= x + _STEP <= part.offset + part.area.width():
                    part.bar.setValue(x - part.area.width() // 2)


def _tables(frame: QTextFrame) -> Iterator[QTextTable]:
    """Tables of cells, and code, at any depth; quotations are tables, too, but of prose."""
    for child in frame.childFrames():
        if isinstance(child, QTextTable) and (child.format().border() or _is_code(child)):
            yield child
        else:
            yield from _tables(child)


def _is_code(table: QTextTable) -> bool:
    """Whether it holds code that is not wrapped."""
    return (
        not table.format().border()
        and table.columns() == 1
        and _first_block(table.cellAt(0, 0)).blockFormat().nonBreakableLines()
    )


def _area(table: QTextTable, width: int) -> QRect:
    """Where a table is seen in a document of `width` pixels, without its margins.

    The place that Qt tells of a table is that of the text in its first cell.
    """
    layout, form, cell = table.document().documentLayout(), table.format(), table.cellAt(0, 0)
    edges = form.border() * 2
    top = layout.blockBoundingRect(_first_block(cell)).top() - edges
    top -= cell.format().toTableCellFormat().topPadding()
    height = layout.frameBoundingRect(table).height() - form.topMargin() - form.bottomMargin()
    left = round(_left_of(table))
    return QRect(left, math.floor(top), width - left, math.ceil(height))


def _left_of(frame: QTextFrame) -> float:
    """Where it begins, as far as its indents say."""
    above: QTextFrame | None = frame.parentFrame()
    return frame.frameFormat().leftMargin() + (_left_of(above) if above is not None else 0.0)


def _first_block(cell: QTextTableCell) -> QTextBlock:
    return cell.firstCursorPosition().block()


def _blocks(cell: QTextTableCell) -> Iterator[QTextBlock]:
    block, last = _first_block(cell), cell.lastCursorPosition().block()
    while block.isValid():
        yield block
        if block == last:
            return
        block = block.next()


def _line_width(block: QTextBlock) -> float:
    """Pixels of the text of a block on one line, each piece in its own font."""
    width, at = 0.0, block.begin()
    while not at.atEnd():
        fragment = at.fragment()
        metrics = QFontMetricsF(fragment.charFormat().font())
        width += metrics.horizontalAdvance(fragment.text())
        at += 1
    return width


def _measure(table: QTextTable, font: QFont) -> tuple[list[float], list[float]]:
    """For each column the width of its longest cell on one line, and of its longest word."""
    columns = range(table.columns())
    whole, longest = [1.0 for _ in columns], [1.0 for _ in columns]
    bold = QFont(font)
    bold.setBold(True)
    plain, strong = QFontMetricsF(font), QFontMetricsF(bold)
    for row in range(table.rows()):
        metrics = strong if row == 0 else plain
        for column in columns:
            for block in _blocks(table.cellAt(row, column)):
                words = block.text()
                whole[column] = max(whole[column], metrics.horizontalAdvance(words))
                for word in words.split():
                    longest[column] = max(longest[column], metrics.horizontalAdvance(word))
    return [each + _PADDING for each in whole], [each + _PADDING for each in longest]


def _constrain(table: QTextTable, widths: list[float]) -> None:
    """Fix the widths of columns; none lets Qt choose them."""
    form = table.format()
    wanted = [QTextLength(_FIXED, each) for each in widths]
    now = [each.rawValue() for each in form.columnWidthConstraints() if each.type() == _FIXED]
    if now == widths:
        return
    if wanted:
        form.setColumnWidthConstraints(wanted)
    else:
        form.clearColumnWidthConstraints()
    table.setFormat(form)
