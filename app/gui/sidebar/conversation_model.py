"""The conversations as a Qt list model, the last changed first."""

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from app.domain.conversations import Conversation
from app.domain.ids import ConversationId

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class ConversationModel(QAbstractListModel):
    """Rows are conversations."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[Conversation] = []

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """How many there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """The title, as plain text."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._rows[index.row()].title
        return None

    def conversation_at(self, row: int) -> Conversation | None:
        """The conversation of a row."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def row_of(self, conversation_id: ConversationId | None) -> int:
        """The row of a conversation, or -1."""
        for row, conversation in enumerate(self._rows):
            if conversation.id == conversation_id:
                return row
        return -1

    def put(self, conversation: Conversation) -> None:
        """Add a conversation on top, or move it there with its new title."""
        row = self.row_of(conversation.id)
        if row < 0:
            self.beginInsertRows(_ROOT, 0, 0)
            self._rows.insert(0, conversation)
            self.endInsertRows()
            return
        if row > 0:
            self.beginMoveRows(_ROOT, row, row, _ROOT, 0)
            del self._rows[row]
            self._rows.insert(0, conversation)
            self.endMoveRows()
        self._rows[0] = conversation
        top = self.index(0)
        self.dataChanged.emit(top, top)

    def remove(self, conversation_id: ConversationId) -> None:
        """Take a conversation out; nothing happens when it is not there."""
        row = self.row_of(conversation_id)
        if row >= 0:
            self.beginRemoveRows(_ROOT, row, row)
            del self._rows[row]
            self.endRemoveRows()
