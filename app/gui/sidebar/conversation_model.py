"""The conversations as a Qt list model, the last changed first."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from app.domain.conversations import Conversation
from app.domain.ids import ConversationId

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_TITLES: Final = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.EditRole,
    Qt.ItemDataRole.AccessibleTextRole,
)
LONGEST_TITLE: Final = 200
"""Characters."""


class ConversationModel(QAbstractListModel):
    """Rows are conversations. A title that is edited is shown at once, and asked for."""

    rename_requested = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[Conversation] = []
        self.is_editable = False

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """How many there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """The title, as plain text."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        if role in _TITLES:
            return self._rows[index.row()].title
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Titles can be edited where somebody keeps them."""
        usual = super().flags(index)
        return usual | Qt.ItemFlag.ItemIsEditable if self.is_editable else usual

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take a title: one line, not endless; an empty one changes nothing."""
        conversation = self.conversation_at(index.row())
        line = " ".join(str(value).split())
        title = "".join(mark for mark in line if mark.isprintable())[:LONGEST_TITLE]
        if role != Qt.ItemDataRole.EditRole or conversation is None or not title:
            return False
        if title != conversation.title:
            self._rows[index.row()] = replace(conversation, title=title)
            self.dataChanged.emit(index, index)
            self.rename_requested.emit(conversation.id, title)
        return True

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
        """Add a conversation, or move it, to where its time belongs."""
        row = self.row_of(conversation.id)
        place = self._place_of(conversation)
        if row < 0:
            self.beginInsertRows(_ROOT, place, place)
            self._rows.insert(place, conversation)
            self.endInsertRows()
            return
        if row != place:
            # Qt counts the destination with the moved row still in its old place.
            self.beginMoveRows(_ROOT, row, row, _ROOT, place + (place > row))
            del self._rows[row]
            self._rows.insert(place, conversation)
            self.endMoveRows()
        self._rows[place] = conversation
        shown = self.index(place)
        self.dataChanged.emit(shown, shown)

    def reset(self, conversations: Sequence[Conversation]) -> None:
        """Show these, in their order, and no others."""
        self.beginResetModel()
        self._rows = list(conversations)
        self.endResetModel()

    def _place_of(self, conversation: Conversation) -> int:
        """The row it has once it is there: before all that did not change later."""
        place = 0
        for each in self._rows:
            if each.id == conversation.id:
                continue
            if each.changed_at <= conversation.changed_at:
                break
            place += 1
        return place

    def remove(self, conversation_id: ConversationId) -> None:
        """Take a conversation out; nothing happens when it is not there."""
        row = self.row_of(conversation_id)
        if row >= 0:
            self.beginRemoveRows(_ROOT, row, row)
            del self._rows[row]
            self.endRemoveRows()
