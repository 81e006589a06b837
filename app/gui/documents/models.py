"""Collections and files as Qt list models; rows are painted, so that thousands cost nothing."""

from collections.abc import Callable, Sequence
from enum import Enum, auto
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from app.domain.collections import DocumentState, StoredDocument
from app.domain.ids import CollectionId, DocumentId
from app.gui.documents import wording
from app.gui.documents.known import KnownCollection
from app.gui.plain_tip import plain_tip

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
SECOND: Final = Qt.ItemDataRole.UserRole + 1
"""The second line."""
IS_TROUBLE: Final = Qt.ItemDataRole.UserRole + 2
LONGEST_NAME: Final = 100
"""Characters of a collection's name."""


class CollectionModel(QAbstractListModel):
    """Rows are collections. A name that is edited is asked for."""

    rename_requested = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[KnownCollection] = ()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """How many there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The name, and what became of the files."""
        known = self.at(index.row())
        if known is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return known.collection.name
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{known.collection.name}, {wording.state_of(known)}"
            case _ if role == SECOND:
                return wording.state_of(known)
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Names can be edited."""
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Ask for another name: one line, not endless; an empty one changes nothing."""
        known = self.at(index.row())
        line = " ".join(str(value).split())
        name = "".join(mark for mark in line if mark.isprintable())[:LONGEST_NAME]
        if role != Qt.ItemDataRole.EditRole or known is None or not name:
            return False
        if name != known.collection.name:
            self.rename_requested.emit(known.collection.id, name)
        return True

    def at(self, row: int) -> KnownCollection | None:
        """The collection of a row."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def row_of(self, collection_id: CollectionId | None) -> int:
        """The row of a collection, or -1."""
        ids = [each.collection.id for each in self._rows]
        return ids.index(collection_id) if collection_id in ids else -1

    def show(self, rows: Sequence[KnownCollection]) -> None:
        """Show these, in their order."""
        before = [each.collection.id for each in self._rows]
        if before == [each.collection.id for each in rows]:
            self._rows = rows
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()


class Shown(Enum):
    """Which files of a collection are listed."""

    ALL = auto()
    NOT_READ = auto()
    NOTED = auto()

    def holds(self, file: StoredDocument) -> bool:
        """Whether a file is among them."""
        if self is Shown.NOT_READ:
            return file.state is DocumentState.REFUSED
        return self is Shown.ALL or bool(file.notes)


class FileModel(QAbstractListModel):
    """Rows are files of a collection, those that are to be shown."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[StoredDocument] = ()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """How many there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The name, and what became of it."""
        file = self.at(index.row())
        if file is None:
            return None
        answers: dict[int, Callable[[], object]] = {
            Qt.ItemDataRole.DisplayRole: lambda: file.name,
            Qt.ItemDataRole.AccessibleTextRole: lambda: f"{file.name}, {wording.about_file(file)}",
            Qt.ItemDataRole.ToolTipRole: lambda: plain_tip("\n".join(wording.details_of(file))),
            SECOND: lambda: wording.about_file(file),
            IS_TROUBLE: lambda: file.state is DocumentState.REFUSED,
        }
        return answers[role]() if role in answers else None

    def at(self, row: int) -> StoredDocument | None:
        """The file of a row."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def row_of(self, document_id: DocumentId) -> int:
        """The row of a file, or -1."""
        return next((row for row, each in enumerate(self._rows) if each.id == document_id), -1)

    def files(self) -> Sequence[StoredDocument]:
        """All that are shown."""
        return self._rows

    def show(self, rows: Sequence[StoredDocument]) -> bool:
        """Show these, in their order; whether the rows are others than before."""
        before = [each.id for each in self._rows]
        if before == [each.id for each in rows]:
            self._rows = rows
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return False
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()
        return True
