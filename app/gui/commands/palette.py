"""The palette: a field over the window that finds commands, conversations and models by name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QListView, QVBoxLayout, QWidget

from app.gui.commands.matching import fitness
from app.gui.commands.palette_delegate import HINT_ROLE, PaletteDelegate
from app.gui.fonts import spread
from app.gui.sidebar.search_field import SearchField
from app.gui.text import commands as words

_WIDTH: Final = 560
_MARGIN: Final = 16
_TOP: Final = 72
_MOST_SHOWN: Final = 50
_ROWS_SHOWN: Final = 9
_LONGEST: Final = 200
_LONGEST_NAME: Final = 120
Index = QModelIndex


@dataclass(frozen=True, slots=True)
class Found:
    """Something that the palette can do or show."""

    name: str
    run: Callable[[], object]
    hint: str = ""
    """Keys, or what kind of thing it is."""
    also: str = ""
    """Words that find it besides its name."""


def ranked(query: str, everything: Sequence[Found]) -> list[Found]:
    """What fits, the best first; equals stay in the order they came in."""
    scored = []
    for each in everything:
        scores = [fitness(query, each.name), fitness(query, each.also) if each.also else None]
        best = max((score for score in scores if score is not None), default=None)
        if best is not None:
            scored.append((best, each))
    scored.sort(key=lambda pair: -pair[0])
    return [each for _, each in scored[:_MOST_SHOWN]]


class _FoundModel(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Found] = []

    def put(self, found: list[Found]) -> None:
        self.beginResetModel()
        self.found = found
        self.endResetModel()

    def rowCount(self, parent: object = None) -> int:
        return 0 if isinstance(parent, Index) and parent.isValid() else len(self.found)

    def data(self, index: object, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not isinstance(index, Index) or not index.isValid():
            return None
        found = self.found[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return _one_line(found.name)
        if role == HINT_ROLE:
            return found.hint
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(filter(None, (_one_line(found.name), found.hint)))
        return None


class Palette(QFrame):
    """Lies over its window while it is open. `gather` lists everything that could be found."""

    def __init__(self, window: QWidget, gather: Callable[[], list[Found]]) -> None:
        super().__init__(window)
        self.setObjectName("palette")
        self._window = window
        self._gather = gather
        self._everything: list[Found] = []
        self._before: QWidget | None = None
        self.field = SearchField()
        self.field.setMaxLength(_LONGEST)
        self.model = _FoundModel()
        self.list = QListView()
        self.list.setObjectName("paletteList")
        self.list.setModel(self.model)
        self.list.setItemDelegate(PaletteDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.nothing = QLabel()
        self.nothing.setObjectName("muted")
        self._column = layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 10)
        layout.setSpacing(6)
        for part in (self.field, self.nothing, self.list):
            layout.addWidget(part)
        self.field.typed.connect(self._search)
        self.field.moved.connect(self._move)
        self.field.chosen.connect(self._choose)
        self.field.left.connect(self.close_again)
        self.list.clicked.connect(lambda _index: self._choose())
        self.field.installEventFilter(self)
        window.installEventFilter(self)
        self.hide()

    def set_picture(self, picture: QPixmap) -> None:
        """What stands in front of the field."""
        self.field.set_picture(picture)

    def open(self) -> None:
        """Show everything, what was chosen last above."""
        window = self._window
        self._before = window.focusWidget()
        self._everything = self._gather()
        self.field.setPlaceholderText(words.palette_prompt())
        self.field.setAccessibleName(words.palette_prompt())
        self.list.setAccessibleName(words.palette_results())
        self.nothing.setText(words.nothing_fits())
        self.field.forget()
        self._search()
        self.show()
        self.raise_()
        self.field.setFocus()

    def close_again(self) -> None:
        """Hide it and forget what it showed; the focus is where it was."""
        before, self._before = self._before, None
        self.forget()
        if before is not None:
            before.setFocus()

    def forget(self) -> None:
        """Hide it and keep nothing of what it showed."""
        self._everything = []
        self._before = None
        self.hide()
        self.field.forget()
        self.model.put([])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """It closes when the focus goes elsewhere, and stays in the middle of its window."""
        if watched is self.field and event.type() is QEvent.Type.FocusOut and self.isVisible():
            window = self._window
            if window.isActiveWindow() and window.focusWidget() is not self.field:
                self.forget()
        elif watched is self._window and event.type() is QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _search(self) -> None:
        self.model.put(ranked(self.field.whole(), self._everything))
        is_empty = not self.model.found
        self.list.setVisible(not is_empty)
        self.nothing.setVisible(is_empty)
        if not is_empty:
            self.list.setCurrentIndex(self.model.index(0))
        self._place()

    def _move(self, step: int) -> None:
        count = len(self.model.found)
        if count:
            row = self.list.currentIndex().row() + step
            row = row % count if abs(step) == 1 else max(0, min(count - 1, row))
            self.list.setCurrentIndex(self.model.index(row))

    def _choose(self) -> None:
        row = self.list.currentIndex().row()
        if 0 <= row < len(self.model.found):
            run = self.model.found[row].run
            self.close_again()  # what is done may move the focus itself
            run()

    def _place(self) -> None:
        window = self._window
        width = min(spread(_WIDTH, self), window.width() - 2 * _MARGIN)
        rows = min(_ROWS_SHOWN, len(self.model.found))
        height = rows * max(1, self.list.sizeHintForRow(0)) + 2 * self.list.frameWidth()
        top = min(_TOP, max(_MARGIN, (window.height() - height) // 4))
        room = window.height() - top - 2 * _MARGIN - self.field.sizeHint().height() - 26
        self.list.setFixedHeight(max(0, min(height, room)))
        self._column.activate()
        self.resize(width, self._column.sizeHint().height())
        self.move((window.width() - width) // 2, top)


def _one_line(name: str) -> str:
    """Titles and file names are untrusted: one line, printable, not endless."""
    line = "".join(letter if letter.isprintable() else " " for letter in name[:_LONGEST_NAME])
    return " ".join(line.split())
