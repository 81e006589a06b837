"""Prompts or assistants as a list: two lines each, those that match what is searched."""

import unicodedata
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from app.domain.assistants import Assistant
from app.domain.ids import LibraryId
from app.domain.library import LibraryItem
from app.gui import text
from app.gui.documents.models import SECOND
from app.gui.library.dot import PAINTS

_Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()
COLOUR: Final = Qt.ItemDataRole.UserRole + 9
"""What an assistant is marked with, as `#rrggbb`."""


class ItemModel(QAbstractListModel):
    """Rows are items; what is not saved yet says so."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[LibraryItem] = []
        self._unsaved: frozenset[LibraryId] = frozenset()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """How many there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The name, what it is for, and whether it came with Snug."""
        item = self.at(index.row())
        if item is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return item.name
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{item.name}, {self._second(item)}"
            case _ if role == COLOUR and isinstance(item, Assistant):
                return PAINTS[item.colour]
            case _ if role == SECOND:
                return self._second(item)
        return None

    def _second(self, item: LibraryItem) -> str:
        if item.id in self._unsaved:
            return text.not_saved()
        if item.is_included:
            return text.included_about(item.about) if item.about else text.included()
        return item.about

    def at(self, row: int) -> LibraryItem | None:
        """The item of a row."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def row_of(self, item_id: LibraryId | None) -> int:
        """The row of an item; -1 where it is not listed."""
        return next((row for row, each in enumerate(self._rows) if each.id == item_id), -1)

    def put_written(self, item: LibraryItem) -> None:
        """An item of the list is written anew, and not saved yet; it stays in its place."""
        row = self.row_of(item.id)
        if row >= 0:
            self._rows[row] = item
            self._unsaved |= {item.id}
            self.dataChanged.emit(self.index(row), self.index(row))

    def show(self, items: Sequence[LibraryItem], unsaved: frozenset[LibraryId], words: str) -> None:
        """List the items that have all of the words in their name, purpose or text."""
        wanted = _folded(words).split()
        self.beginResetModel()
        self._unsaved = unsaved
        self._rows = [each for each in items if _has(each, wanted)]
        self.endResetModel()


def _has(item: LibraryItem, wanted: Sequence[str]) -> bool:
    found = _folded("\n".join((item.name, item.about, item.text)))
    return all(word in found for word in wanted)


def _folded(words: str) -> str:
    return unicodedata.normalize("NFC", words).casefold()
