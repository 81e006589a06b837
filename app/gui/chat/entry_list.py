"""The small list that opens above the composer at a mark: it never takes the focus."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QColor, QPainter, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.gui.fonts import grown, spread
from app.gui.sidebar.hit_delegate import one_line

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_NOTE: Final = Qt.ItemDataRole.UserRole + 1
_COLOUR: Final = Qt.ItemDataRole.UserRole + 2
_DOT: Final = 9
_SIDE: Final = 10
_TOP: Final = 6
_GAP: Final = 6
_USUAL_WIDTH: Final = 440
_EDGES: Final = 28
"""Pixels that the frame and a scroll bar take."""
_MOST_ROWS: Final = 8
_NOTE_SHARE: Final = 0.4
"""Of a row, at least, for what is said beside a name."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be chosen. `note` stands at the other end of its line."""

    shown: str = field(repr=False)
    value: object
    note: str = field(default="", repr=False)
    spoken: str = field(default="", repr=False)
    """What a screen reader says in place of what is shown."""
    colour: str = ""
    """`#rrggbb` of a dot before it; empty for none."""


class _Model(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[Entry] = ()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not 0 <= index.row() < len(self.rows):
            return None
        entry = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.shown
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (entry.spoken or entry.shown, entry.note) if part)
        if role == _COLOUR:
            return entry.colour
        return one_line(entry.note) if role == _NOTE else None

    def show(self, rows: Sequence[Entry]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()


class _Delegate(QStyledItemDelegate):
    """The name, and at the other end of the line what is said beside it."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(0, 2 * _TOP + option.fontMetrics.lineSpacing())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        self.initStyleOption(option, index)
        option.text = ""
        style = option.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        area = option.rect.adjusted(_SIDE, 0, -_SIDE, 0)
        metrics, elide = option.fontMetrics, Qt.TextElideMode
        name = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        left = area.width() - metrics.horizontalAdvance(name) - 2 * _SIDE
        left -= grown(_DOT) + _SIDE if index.data(_COLOUR) else 0
        note = metrics.elidedText(
            str(index.data(_NOTE) or ""),
            elide.ElideRight,
            max(left, int(area.width() * _NOTE_SHARE)),
        )
        taken = metrics.horizontalAdvance(note) + (2 * _SIDE if note else 0)
        room = QRect(area.left(), area.top(), area.width() - taken, area.height())
        middle, single = Qt.AlignmentFlag.AlignVCenter, Qt.TextFlag.TextSingleLine
        painter.save()
        if colour := str(index.data(_COLOUR) or ""):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            dot = grown(_DOT)
            top = room.center().y() - dot // 2
            painter.drawEllipse(QRect(room.left(), top, dot, dot))
            room.adjust(dot + _SIDE, 0, 0, 0)
        painter.setFont(option.font)
        painter.setPen(option.palette.color(QPalette.ColorRole.Text))
        shown = metrics.elidedText(name, elide.ElideMiddle, room.width())
        painter.drawText(room, middle | Qt.AlignmentFlag.AlignLeft | single, shown)
        painter.setPen(option.palette.color(QPalette.ColorRole.PlaceholderText))
        painter.drawText(area, middle | Qt.AlignmentFlag.AlignRight | single, note)
        painter.restore()


class EntryList(QFrame):
    """Shows what fits what is being written. The keys come from the field that is written in."""

    chosen = Signal(object)
    """The value of an entry."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._page = parent
        self._announced = ""
        self.setObjectName("sourceList")
        self.model = _Model()
        self.list = QListView(self)
        self.list.setModel(self.model)
        self.list.setItemDelegate(_Delegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.clicked.connect(lambda _index: self.take())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(self.list)
        self.hide()

    def show_entries(self, entries: Sequence[Entry], above: QWidget, name: str) -> None:
        """Show these above a widget, the first of them marked; none hides the list.

        `name` says what they are to those who do not see it.
        """
        if not entries:
            self.leave()
            return
        if tuple(entries) != tuple(self.model.rows):
            self.model.show(entries)
            self.list.setCurrentIndex(self.model.index(0))
        self.list.setAccessibleName(name)
        rows = min(len(entries), _MOST_ROWS)
        height = rows * (2 * _TOP + self.list.fontMetrics().lineSpacing()) + 2 * 4 + 2
        corner = above.mapTo(self._page, QPoint(0, 0))
        height = min(height, max(60, corner.y() - 2 * _GAP))
        width = min(max(spread(_USUAL_WIDTH, self), self._wanted(entries)), above.width())
        self.setGeometry(corner.x(), corner.y() - height - _GAP, width, height)
        self.show()
        self.raise_()
        self._announce()

    def _wanted(self, entries: Sequence[Entry]) -> int:
        """Pixels in which everything can be read whole."""
        wide = self.list.fontMetrics().horizontalAdvance
        longest = max(
            wide(each.shown)
            + (wide(one_line(each.note)) + 2 * _SIDE if each.note else 0)
            + (grown(_DOT) + _SIDE if each.colour else 0)
            for each in entries
        )
        return longest + 2 * _SIDE + _EDGES

    def step(self, by: int) -> None:
        """Mark the next one (1) or the one before (-1); behind the last comes the first."""
        row = (self.list.currentIndex().row() + by) % self.model.rowCount()
        self.list.setCurrentIndex(self.model.index(row))
        self._announce()

    def leap(self, by: int) -> None:
        """As many further (1) or back (-1) as are seen at once; at an end it stays."""
        row = self.list.currentIndex().row() + by * _MOST_ROWS
        last = self.model.rowCount() - 1
        self.list.setCurrentIndex(self.model.index(max(0, min(row, last))))
        self._announce()

    def _announce(self) -> None:
        """Tell a screen reader what is marked: the focus stays in the message."""
        words = str(self.list.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole) or "")
        if words and words != self._announced:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))
        self._announced = words

    def take(self) -> None:
        """Choose the one that is marked."""
        row = self.list.currentIndex().row()
        if 0 <= row < len(self.model.rows):
            self.chosen.emit(self.model.rows[row].value)

    def leave(self) -> None:
        """Hide, and keep nothing."""
        self.hide()
        self._announced = ""
        self.model.show(())
