"""Paints the rows of the list: quiet headings, folders with their number, conversations."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPalette, QPen
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QWidget

from app.gui.fonts import grown
from app.gui.icons import Icons
from app.gui.sidebar.conversation_model import COUNT, ROW, ConversationModel
from app.gui.sidebar.hit_delegate import one_line
from app.gui.sidebar.shelf_rows import RowKind, ShelfRow
from app.gui.sidebar.title_delegate import TitleDelegate

_Index = QModelIndex | QPersistentModelIndex
_SIDE: Final = 10
_ABOVE: Final = 8
_STEP: Final = 14
"""How far what lies in a folder stands further in."""
_DEEPEST: Final = 5
_ICON: Final = 14
_GAP: Final = 6
_RADIUS: Final = 8.0
_FLAGS: Final = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine


class RowDelegate(TitleDelegate):
    """All rows have one height; F2 edits titles and names of folders."""

    def __init__(self, parent: QWidget, icons: Icons) -> None:
        super().__init__(parent)
        self._icons = icons
        self.drop_row = -1
        """The row onto which something would fall now, or -1."""
        self.is_framed = False
        """Whether the keyboard is in the list by keys: the row is framed, selected or not."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """The same for each, so that a long list costs nothing."""
        return QSize(0, option.fontMetrics.height() + 2 * _ABOVE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Ground, then words."""
        row = index.data(ROW)
        if not isinstance(row, ShelfRow):
            return
        painter.save()
        if row.kind is RowKind.HEADING:
            self._paint_heading(painter, option, index)
        else:
            self._paint_ground(painter, option, index)
            self._paint_words(painter, option, index, row)
        self._paint_frame(painter, option, index)
        painter.restore()

    def _paint_heading(
        self, painter: QPainter, option: QStyleOptionViewItem, index: _Index
    ) -> None:
        font = QFont(option.font)
        font.setWeight(QFont.Weight.DemiBold)
        font.setPointSizeF(option.font.pointSizeF() * 0.88)
        painter.setFont(font)
        painter.setPen(option.palette.color(QPalette.ColorRole.PlaceholderText))
        area = option.rect.adjusted(_SIDE, _ABOVE // 2, -_SIDE, 0)
        painter.drawText(area, _FLAGS | Qt.AlignmentFlag.AlignLeft, str(index.data()))

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        ground = QStyleOptionViewItem(option)
        self.initStyleOption(ground, index)
        ground.text = ""
        style = option.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, ground, painter, option.widget)

    def _paint_words(
        self, painter: QPainter, option: QStyleOptionViewItem, index: _Index, row: ShelfRow
    ) -> None:
        palette, metrics = option.palette, option.fontMetrics
        muted = palette.color(QPalette.ColorRole.PlaceholderText)
        inset = _SIDE + _STEP * min(row.depth, _DEEPEST)
        area = option.rect.adjusted(inset, 0, -_SIDE, 0)
        if row.folder is not None:
            area = self._paint_folder(painter, area, index, row, muted)
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        words = metrics.elidedText(
            one_line(str(index.data())), Qt.TextElideMode.ElideRight, area.width()
        )
        painter.drawText(area, _FLAGS | Qt.AlignmentFlag.AlignLeft, words)

    def _paint_folder(
        self, painter: QPainter, area: QRect, index: _Index, row: ShelfRow, muted: QColor
    ) -> QRect:
        """The chevron and the number; what is left between them."""
        model = index.model()
        is_open = (
            isinstance(model, ConversationModel)
            and row.folder is not None
            and model.is_open(row.folder.id)
        )
        name = "chevron" if is_open else "chevron-right"
        side = grown(_ICON)
        place = QRect(area.left(), area.center().y() - side // 2, side, side)
        self._icons.icon(name, muted.name(), _ICON).paint(painter, place)
        count = index.data(COUNT)
        area = area.adjusted(side + _GAP, 0, 0, 0)
        if count:
            painter.setPen(muted)
            painter.drawText(area, _FLAGS | Qt.AlignmentFlag.AlignRight, str(count))
            width = painter.fontMetrics().horizontalAdvance(str(count))
            area = area.adjusted(0, 0, -width - _GAP, 0)
        return area

    def _paint_frame(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Where the keyboard is, unless the selection shows it; and where something would fall."""
        state = QStyle.StateFlag
        has_focus = bool(option.state & state.State_HasFocus)
        is_selected = bool(option.state & state.State_Selected) and not self.is_framed
        is_target = self.drop_row == index.row()
        if not is_target and (not has_focus or is_selected):
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent = option.palette.color(QPalette.ColorRole.Accent)
        painter.setPen(QPen(accent, 2.0 if is_target else 1.0))
        painter.drawRoundedRect(
            QRectF(option.rect).adjusted(1.0, 1.0, -1.0, -1.0), _RADIUS, _RADIUS
        )
