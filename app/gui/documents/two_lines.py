"""Paints a row of two lines: a name, and what there is to say of it. Without markup."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtWidgets import (
    QLineEdit,
    QStyle,
    QStyleOptionViewItem,
    QWidget,
)

from app.gui import text
from app.gui.documents.models import IS_TROUBLE, LONGEST_NAME, SECOND
from app.gui.sidebar.hit_delegate import one_line
from app.gui.sidebar.title_delegate import TitleDelegate

_Index = QModelIndex | QPersistentModelIndex
_SIDE: Final = 10
_TOP: Final = 6


class TwoLineDelegate(TitleDelegate):
    """F2 and a double click edit the name, where the model lets it be edited."""

    trouble = QColor("#a8281f")
    """The second line of what went wrong."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """The same for each."""
        return QSize(0, 2 * _TOP + 2 * option.fontMetrics.lineSpacing() + 2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Ground and two lines."""
        self.initStyleOption(option, index)
        option.text = ""
        style = option.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(option.palette.color(QPalette.ColorRole.Accent))
            painter.drawRoundedRect(QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
            painter.restore()
        area = option.rect.adjusted(_SIDE, _TOP, -_SIDE, -_TOP)
        line = option.fontMetrics.lineSpacing()
        muted = option.palette.color(QPalette.ColorRole.PlaceholderText)
        first = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        second = str(index.data(SECOND) or "")
        painter.save()
        painter.setFont(option.font)
        for at, (words, colour, elide) in enumerate(
            (
                (
                    first,
                    option.palette.color(QPalette.ColorRole.Text),
                    Qt.TextElideMode.ElideMiddle,
                ),
                (
                    second,
                    self.trouble if index.data(IS_TROUBLE) else muted,
                    Qt.TextElideMode.ElideRight,
                ),
            )
        ):
            painter.setPen(colour)
            place = QRect(area.left(), area.top() + at * (line + 2), area.width(), line)
            shown = option.fontMetrics.elidedText(one_line(words), elide, place.width())
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine, shown)
        painter.restore()

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, _index: _Index
    ) -> QWidget:
        """A plain field; the model takes what is written."""
        editor = QLineEdit(parent)
        editor.setMaxLength(LONGEST_NAME)
        editor.setAccessibleName(text.collection_name())
        return editor

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, _index: _Index
    ) -> None:
        """The upper part of the row."""
        height = min(option.rect.height(), editor.sizeHint().height())
        editor.setGeometry(
            QRect(option.rect.left(), option.rect.top() + 2, option.rect.width(), height)
        )
