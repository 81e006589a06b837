"""The catalog as a list: three lines each, painted without markup."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFont, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.gui.model_page import wording
from app.gui.plain_tip import plain_tip
from app.gui.sidebar.hit_delegate import one_line
from app.services.model_library import ListedModel

_Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()
_SIDE: Final = 10
_TOP: Final = 8
_GAP: Final = 2
SECOND: Final = Qt.ItemDataRole.UserRole + 1
THIRD: Final = Qt.ItemDataRole.UserRole + 2


class CardModel(QAbstractListModel):
    """Rows are models, in the order of the catalog."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[ListedModel] = []

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """How many there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The name; maker, size and languages; openness and licence."""
        model = self.at(index.row())
        if model is None:
            return None
        name = wording.plain_name(model.name)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return name
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{name}, {wording.maker_line(model)}, {wording.licence_line(model)}"
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(wording.licence_line(model))
            case _ if role == SECOND:
                return wording.maker_line(model)
            case _ if role == THIRD:
                return wording.licence_line(model)
        return None

    def at(self, row: int) -> ListedModel | None:
        """The model of a row."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def row_of(self, model_id: str) -> int:
        """The row of a model; -1 where it is not listed."""
        return next((row for row, each in enumerate(self._rows) if each.id == model_id), -1)

    def show(self, models: Sequence[ListedModel]) -> None:
        """List these."""
        self.beginResetModel()
        self._rows = list(models)
        self.endResetModel()


class CardDelegate(QStyledItemDelegate):
    """A name in bold and two quiet lines."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """The same for each."""
        return QSize(0, 2 * _TOP + 3 * option.fontMetrics.lineSpacing() + 2 * _GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Ground and three lines."""
        self.initStyleOption(option, index)
        option.text = ""
        style = option.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        painter.save()
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(option.palette.color(QPalette.ColorRole.Accent))
            painter.drawRoundedRect(QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        area = option.rect.adjusted(_SIDE, _TOP, -_SIDE, -_TOP)
        step = option.fontMetrics.lineSpacing() + _GAP
        for at, role in enumerate((Qt.ItemDataRole.DisplayRole, SECOND, THIRD)):
            font = QFont(option.font)
            font.setBold(at == 0)
            painter.setFont(font)
            role_of = QPalette.ColorRole.PlaceholderText if at else QPalette.ColorRole.Text
            painter.setPen(option.palette.color(role_of))
            place = QRect(area.left(), area.top() + at * step, area.width(), step)
            shown = painter.fontMetrics().elidedText(
                one_line(str(index.data(role) or "")), Qt.TextElideMode.ElideRight, place.width()
            )
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine, shown)
        painter.restore()
