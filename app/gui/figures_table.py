"""A table of figures side by side: one column for each model, read by keys and aloud."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from app.gui.plain_tip import plain_tip

_SPARE: Final = 4
_LEAST_COLUMN: Final = 90
Line = tuple[str, Sequence[str]]
"""What a line is about, and a figure for each column."""


class FiguresTable(QTableWidget):
    """As high as its lines; wide tables scroll. Nothing in it is ever taken for markup."""

    figure_chosen = Signal(int, int)
    """The line and the column of a figure that was pressed, or chosen by Enter."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("figures")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self._is_wide = False
        """Whether the figures need more room than there is."""
        self._is_chosen = False
        """Whether a figure is marked also while the keys are elsewhere."""
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setHighlightSections(False)
            header.setSectionsClickable(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.cellClicked.connect(self._choose)

    def show_figures(self, columns: Sequence[str], lines: Sequence[Line]) -> None:
        """Show these and no others; the place of the cursor stays."""
        place = self.currentRow(), self.currentColumn()
        self.setColumnCount(len(columns))
        self.setRowCount(len(lines))
        self.setHorizontalHeaderLabels(list(columns))
        self.setVerticalHeaderLabels([name for name, _ in lines])
        for at, name in enumerate(columns):
            if (head := self.horizontalHeaderItem(at)) is not None:
                head.setToolTip(plain_tip(name))
        for row, (name, figures) in enumerate(lines):
            for column, figure in enumerate(figures):
                item = QTableWidgetItem(figure)
                told = f"{columns[column]}, {name}: {figure}"
                item.setData(Qt.ItemDataRole.AccessibleTextRole, told)
                self.setItem(row, column, item)
        self.setCurrentCell(max(0, place[0]), max(0, place[1]))
        self._is_chosen = False
        if not self.hasFocus():
            self.clearSelection()
        self._spread()
        self._fit()

    def figure(self, row: int, column: int) -> str:
        """What stands in a place."""
        item = self.item(row, column)
        return item.text() if item is not None else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses the figure under the cursor."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentRow() >= 0:
            self._choose(self.currentRow(), self.currentColumn())
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keys are."""
        super().focusInEvent(event)
        if (item := self.currentItem()) is not None:
            item.setSelected(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keys are elsewhere: mark only what was chosen."""
        super().focusOutEvent(event)
        if not self._is_chosen:
            self.clearSelection()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The columns share what room there is."""
        super().resizeEvent(event)
        self._spread()
        self._fit()

    def sizeHint(self) -> QSize:
        """All of it."""
        return QSize(super().sizeHint().width(), self._height())

    def _choose(self, row: int, column: int) -> None:
        self._is_chosen = True
        self.figure_chosen.emit(row, column)

    def _spread(self) -> None:
        count = self.columnCount()
        if not count:
            return
        whole = self.viewport().width()
        wanted = [self._wanted(column) for column in range(count)]
        for column, least in enumerate(wanted):
            self.setColumnWidth(column, max(least, whole // count))
        # Said to the bar, not asked of it: it learns of the new widths only later.
        self._is_wide = sum(max(least, whole // count) for least in wanted) > whole
        policy = Qt.ScrollBarPolicy
        self.setHorizontalScrollBarPolicy(
            policy.ScrollBarAsNeeded if self._is_wide else policy.ScrollBarAlwaysOff
        )

    def _wanted(self, column: int) -> int:
        head = self.horizontalHeader().sectionSizeHint(column)
        return max(self.sizeHintForColumn(column), head, _LEAST_COLUMN)

    def _fit(self) -> None:
        self.setFixedHeight(self._height())

    def _height(self) -> int:
        lines = sum(self.rowHeight(row) for row in range(self.rowCount()))
        scroll = self.horizontalScrollBar().sizeHint().height() if self._is_wide else 0
        return self.horizontalHeader().sizeHint().height() + lines + scroll + _SPARE
