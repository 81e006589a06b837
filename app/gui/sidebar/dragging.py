"""What is being dragged in the list, and what becomes of it where it falls."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QDrag
from PySide6.QtWidgets import QWidget

from app.domain.conversations import Folder
from app.domain.ids import ConversationId, FolderId
from app.gui.sidebar.conversation_model import ConversationModel
from app.gui.sidebar.shelf import PINNED
from app.gui.sidebar.shelf_rows import RowKind
from app.gui.sidebar.wishes import Wishes

MIME: Final = "application/x-snug-rows"


class Dragging:
    """Conversations, or one folder. What is carried says nothing: no title leaves the window."""

    def __init__(self, rows: ConversationModel, wishes: Wishes) -> None:
        self._rows = rows
        self._wishes = wishes
        self._ids: list[ConversationId] = []
        self._folder: Folder | None = None

    def begin(self, ids: Sequence[ConversationId], folder: Folder | None) -> None:
        """Take these by the hand."""
        self._ids, self._folder = list(ids), folder if not ids else None

    def carry(self, source: QWidget) -> None:
        """Until the button is let go; nothing happens when there is nothing to carry."""
        if self._ids or self._folder is not None:
            drag, data = QDrag(source), QMimeData()
            data.setData(MIME, b"")
            drag.setMimeData(data)
            drag.exec(Qt.DropAction.MoveAction)
            self._ids, self._folder = [], None

    def is_ours(self, data: QMimeData) -> bool:
        """Whether it comes from this list."""
        return data.hasFormat(MIME) and bool(self._ids or self._folder is not None)

    def can_fall(self, row: int) -> bool:
        """Whether it may be let go over a row; -1 is the empty ground below all of them."""
        if self._rows.shelf.shows_archive:
            return False
        if self._folder is None:
            return True
        return not self._is_pinned(row) and self._folder.id not in self._around(self._place(row))

    def fall(self, row: int) -> None:
        """Ask for what that means: into a folder, out of all, or to what is pinned."""
        if self._folder is not None:
            self._wishes.move_folder.emit(self._folder.id, self._place(row))
        elif self._is_pinned(row):
            self._wishes.pin.emit(self._ids, True)
        else:
            self._wishes.move.emit(self._ids, self._place(row))

    def _is_pinned(self, row: int) -> bool:
        found = self._rows.row_at(row)
        return found is not None and found.key[:1] == PINNED

    def _place(self, row: int) -> FolderId | None:
        """The folder that a row is, or stands in."""
        found = self._rows.row_at(row)
        if found is None or found.kind is RowKind.HEADING:
            return None
        if found.folder is not None:
            return found.folder.id
        conversation = found.conversation
        return conversation.folder if conversation is not None and found.depth else None

    def _around(self, folder_id: FolderId | None) -> set[FolderId]:
        """A folder and those around it."""
        known, found = self._rows.shelf.folders, set()
        while folder_id in known and folder_id not in found:
            found.add(folder_id)
            folder_id = known[folder_id].parent
        return found
