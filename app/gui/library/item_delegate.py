"""Paints a prompt or an assistant: two lines, and the assistant's colour at their beginning."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from app.gui.documents.two_lines import TwoLineDelegate
from app.gui.library.item_model import COLOUR

_Index = QModelIndex | QPersistentModelIndex
_WIDTH: Final = 4
_LEFT: Final = 2
_ABOVE: Final = 8


class ItemDelegate(TwoLineDelegate):
    """A bar in the margin, so that names stand below one another with and without one."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Ground, two lines and the bar."""
        super().paint(painter, option, index)
        colour = index.data(COLOUR)
        if not colour:
            return
        area = QRectF(option.rect)
        bar = QRectF(area.left() + _LEFT, area.top() + _ABOVE, _WIDTH, area.height() - 2 * _ABOVE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(str(colour)))
        painter.drawRoundedRect(bar, _WIDTH / 2, _WIDTH / 2)
        painter.restore()
