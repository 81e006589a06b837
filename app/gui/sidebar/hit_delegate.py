"""Paints a search hit: its title, and an excerpt with the found words in bold. Without markup."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPalette, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.domain.conversations import SearchHit
from app.gui.sidebar.search_model import HIT, shown_excerpt

_Index = QModelIndex | QPersistentModelIndex
_SIDE: Final = 10
_TOP: Final = 6
_EXCERPT_LINES: Final = 2


def one_line(words: str) -> str:
    """The same number of characters, none of which breaks a line or turns its direction."""
    return "".join(letter if letter.isprintable() else " " for letter in words)


def bold_ranges(
    words: str, marks: Sequence[tuple[int, int]], font: QFont
) -> list[QTextLayout.FormatRange]:
    """Places of found words, in the UTF-16 units in which Qt counts; what lies outside is left out.

    `marks` are pairs of start and end in characters.
    """
    bold = QTextCharFormat()
    bold.setFont(font)
    bold.setFontWeight(QFont.Weight.Bold)
    ranges = []
    for start, end in marks:
        if not 0 <= start < end <= len(words):
            continue
        place = QTextLayout.FormatRange()
        place.start = _units(words[:start])
        place.length = _units(words[start:end])
        place.format = bold
        ranges.append(place)
    return ranges


def _units(words: str) -> int:
    return len(words.encode("utf-16-le", "surrogatepass")) // 2


class HitDelegate(QStyledItemDelegate):
    """Three lines a hit: the title, and two of the excerpt."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """The same for each, so that a long list costs nothing."""
        lines = 1 + _EXCERPT_LINES
        return QSize(0, 2 * _TOP + lines * option.fontMetrics.lineSpacing())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Ground, title, excerpt."""
        hit = index.data(HIT)
        if not isinstance(hit, SearchHit):
            return
        self.initStyleOption(option, index)
        option.text = ""
        style = option.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        area = option.rect.adjusted(_SIDE, _TOP, -_SIDE, -_TOP)
        line = option.fontMetrics.lineSpacing()
        palette = option.palette
        painter.save()
        painter.setClipRect(area)
        painter.setFont(option.font)
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        if hit.message is None:
            self._draw(painter, area, option.font, hit.excerpt, hit.marks)
        else:
            title = option.fontMetrics.elidedText(
                one_line(hit.conversation.title), Qt.TextElideMode.ElideRight, area.width()
            )
            place = QRect(area.left(), area.top(), area.width(), line)
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft, title)
            painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
            words, marks = shown_excerpt(hit)
            self._draw(painter, area.adjusted(0, line, 0, 0), option.font, words, marks)
        painter.restore()

    @staticmethod
    def _draw(
        painter: QPainter,
        area: QRect,
        font: QFont,
        words: str,
        marks: Sequence[tuple[int, int]],
    ) -> None:
        """Words with bold places, two lines of them."""
        laid_out(one_line(words), marks, font, area.width()).draw(painter, QPointF(area.topLeft()))


def laid_out(words: str, marks: Sequence[tuple[int, int]], font: QFont, width: int) -> QTextLayout:
    """As many lines as are shown; where there are more words, "…" tells of them."""
    layout, shown = _lines(words, marks, font, width)
    while shown < _units(words):
        words = _first_units(words, max(0, shown - 2)).rstrip() + "…"
        layout, shown = _lines(words, marks, font, width)
    return layout


def _first_units(words: str, units: int) -> str:
    return words.encode("utf-16-le", "surrogatepass")[: 2 * units].decode("utf-16-le", "ignore")


def _lines(
    words: str, marks: Sequence[tuple[int, int]], font: QFont, width: int
) -> tuple[QTextLayout, int]:
    """As many lines as are shown, and how many UTF-16 units of the words are in them."""
    layout = QTextLayout(words, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.setFormats(bold_ranges(words, marks, font))
    layout.beginLayout()
    y, shown = 0.0, 0
    for _ in range(_EXCERPT_LINES):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        line.setPosition(QPointF(0, y))
        y += line.height()
        shown = line.textStart() + line.textLength()
    layout.endLayout()
    return layout, shown
