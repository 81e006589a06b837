"""All sets of questions as a list, and one of them beside it."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.gui.chat.look import Look
from app.gui.evaluation.set_editor import FaultOf, SetEditor
from app.gui.fonts import spread
from app.gui.icons import Icons
from app.gui.model_page.parts import plain_label
from app.gui.plain_tip import plain_tip
from app.gui.text import evaluation
from app.gui.text import question_editor as words

_LIST_WIDTH: Final = 240
_WIDEST_LIST: Final = 320
_ANY: Final = (1 << 24) - 1
"""Qt's own word for no limit (QWIDGETSIZE_MAX), which its binding does not have."""
_GAP: Final = 12
_LOW_LIST: Final = 4
_ROW: Final = 13
"""Pixels around the letters of a row."""
_KEY: Final = Qt.ItemDataRole.UserRole


class SetsView(QWidget):
    """Shows sets and asks for changes; it changes nothing by itself."""

    set_chosen = Signal()
    new_requested = Signal()
    take_in_requested = Signal()

    def __init__(self, icons: Icons, fault_of: FaultOf) -> None:
        super().__init__()
        self._icons = icons
        self._is_narrow = False
        self.list = QListWidget()
        self.list.setObjectName("rows")
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentRowChanged.connect(lambda _row: self.set_chosen.emit())
        self.new, self.take_in = QPushButton(), QPushButton()
        for link in (self.new, self.take_in):
            link.setObjectName("keep")
        self.new.clicked.connect(self.new_requested)
        self.take_in.clicked.connect(self.take_in_requested)
        self.editor = SetEditor(icons, fault_of)
        self.told = plain_label(name="muted")
        self.told.hide()
        self._side = QWidget()
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.addWidget(self.list, 1)
        for link in (self.new, self.take_in):
            side.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        self._beside = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._beside.setSpacing(16)
        self._beside.addWidget(self._side)
        self._beside.addWidget(self.editor, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._beside, 1)
        column.addWidget(self.told)
        self.retranslate()

    @property
    def key(self) -> str:
        """The key of the chosen set; empty for none."""
        item = self.list.currentItem()
        return str(item.data(_KEY)) if item is not None else ""

    def show_sets(self, sets: Sequence[tuple[str, str]], chosen: str) -> None:
        """List these by key and words; `chosen` is chosen, or the first where it is not there."""
        keys = [key for key, _ in sets]
        with QSignalBlocker(self.list):
            self.list.clear()
            for key, line in sets:
                item = QListWidgetItem(line)
                item.setData(_KEY, key)
                item.setToolTip(plain_tip(line))
                self.list.addItem(item)
            self.list.setCurrentRow(keys.index(chosen) if chosen in keys else min(0, len(keys) - 1))
        self._fit_list()

    def rename(self, key: str, line: str) -> None:
        """A set is called something else by now."""
        for row in range(self.list.count()):
            item = self.list.item(row)
            if item is not None and item.data(_KEY) == key:
                item.setText(line)

    def say(self, line: str) -> None:
        """Say what came of something, or no longer."""
        self.told.setText(line)
        self.told.setVisible(bool(line))

    def fit(self, *, is_narrow: bool) -> None:
        """In a narrow window the list stands above the editor."""
        direction = QBoxLayout.Direction
        self._beside.setDirection(direction.TopToBottom if is_narrow else direction.LeftToRight)
        self._is_narrow = is_narrow
        self.editor.fit(is_narrow=is_narrow)
        self._fit_list()

    def _fit_list(self) -> None:
        """Beside the editor it is as high as that, above it a few rows."""
        rows = _LOW_LIST * (self.fontMetrics().lineSpacing() + _ROW)
        links = sum(each.sizeHint().height() + _GAP for each in (self.new, self.take_in))
        width = spread(_LIST_WIDTH, self)
        self._side.setMaximumHeight(rows + links if self._is_narrow else _ANY)
        self._side.setMaximumWidth(_ANY if self._is_narrow else width)
        self._side.setMinimumWidth(0 if self._is_narrow else min(width, _WIDEST_LIST))

    def set_look(self, look: Look) -> None:
        """Take the colours of a look."""
        self._icons.put(self.new, "plus", look.accent, 16)
        self._icons.put(self.take_in, "open", look.accent, 16)
        self.editor.set_look(look)

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self.list.setAccessibleName(evaluation.question_sets())
        self.new.setText(words.new_set())
        self.take_in.setText(words.take_in())
        self.editor.retranslate()
