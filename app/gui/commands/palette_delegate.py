"""A row of the palette: the name, and quietly at the end the keys or what kind of thing it is."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

HINT_ROLE = Qt.ItemDataRole.UserRole + 1
_GAP = 16
_PADDING = 10
_HEIGHT = 32
Index = QModelIndex | QPersistentModelIndex


class PaletteDelegate(QStyledItemDelegate):
    """Draws plain text only: titles come from models."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Every row is as high."""
        lines = option.fontMetrics.height() + 14
        return QSize(super().sizeHint(option, index).width(), max(_HEIGHT, lines))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The name, cut where the hint needs the room."""
        styled = QStyleOptionViewItem(option)
        self.initStyleOption(styled, index)
        name, hint = styled.text, str(index.data(HINT_ROLE) or "")
        styled.text = ""
        widget = styled.widget
        widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, styled, painter, widget)
        palette: QPalette = styled.palette
        metrics = styled.fontMetrics
        box = styled.rect.adjusted(_PADDING, 0, -_PADDING, 0)
        painter.save()
        painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box, right, hint)
        taken = metrics.horizontalAdvance(hint) + _GAP if hint else 0
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        room = box.adjusted(0, 0, -taken, 0)
        shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()
