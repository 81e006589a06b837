"""The conversations as a Qt list model: headings, folders and conversations are rows of one list.

A list, not a tree: with rows of one height Qt lays out a list once, where a tree asks for every row
again. Laying out asks thrice for the number of rows at each of them, so that this number is kept by
a model of Qt's own: 20,000 rows take 70 ms when Python answers, and a few when it does not.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QStringListModel, Qt, Signal

from app.domain.conversations import Conversation, Folder, title_line
from app.domain.filing import LONGEST_NAME, folder_name
from app.domain.ids import ConversationId, FolderId
from app.gui.sidebar.shelf import Arrangement, Shelf
from app.gui.sidebar.shelf_rows import Key, RowKind, ShelfRow
from app.gui.sidebar.wording import conversation_tip, folder_tip, row_spoken, row_words

_Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()
_Role = Qt.ItemDataRole
ROW: Final = int(_Role.UserRole)
COUNT: Final = ROW + 1
"""How many conversations stand in a folder itself."""
LONGEST_TITLE: Final = 200
"""Characters."""


def _today() -> date:
    return datetime.now().astimezone().date()


class ConversationModel(QStringListModel):
    """Shows a shelf. A name that is edited is shown at once, and asked for."""

    rename_requested = Signal(str, str)
    folder_rename_requested = Signal(str, str)
    folder_toggled = Signal(str, bool)
    """A folder was opened or closed by somebody; the new state of it."""

    rebuilding = Signal()
    """All rows are about to be others."""

    def __init__(self) -> None:
        super().__init__()
        self.shelf = Shelf(_today())
        self.is_editable = False
        self._next: Callable[[], object] = lambda: None
        """What becomes of the shelf once Qt has counted, before anyone else hears of it."""
        for told in (self.rowsInserted, self.rowsRemoved, self.rowsMoved, self.modelReset):
            told.connect(lambda *_: self._next())

    # --- what Qt asks --------------------------------------------------------------------------

    def data(self, index: _Index, role: int = _Role.DisplayRole) -> object:
        """The row for the painter, and its words as plain text."""
        row = self.row_at(index.row()) if index.isValid() else None
        if row is None:
            return None
        if role == ROW:
            return row
        if role in (_Role.DisplayRole, _Role.EditRole):
            return row_words(row, self.shelf.today.year)
        if role == COUNT and row.folder is not None:
            return self.shelf.counts[row.folder.id]
        if role == _Role.AccessibleTextRole:
            return self._spoken(row)
        if role == _Role.ToolTipRole:
            return self._tip(row)
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Conversations alone are selected; names can be edited where somebody keeps them."""
        row = self.row_at(index.row())
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
        if row is None:
            return Qt.ItemFlag.NoItemFlags
        if row.kind is not RowKind.HEADING and self.is_editable:
            flags |= Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsDragEnabled
        if row.kind is RowKind.CONVERSATION:
            flags |= Qt.ItemFlag.ItemIsSelectable
        return flags

    def setData(self, index: _Index, value: object, role: int = _Role.EditRole) -> bool:
        """Take a name: one line, not endless; an empty one changes nothing."""
        row = self.row_at(index.row())
        if role != _Role.EditRole or row is None:
            return False
        if row.folder is not None:
            return self._rename_folder(row.folder, folder_name(str(value))[:LONGEST_NAME])
        line = title_line(str(value))
        title = "".join(mark for mark in line if mark.isprintable())[:LONGEST_TITLE]
        conversation = row.conversation
        if conversation is None or not title:
            return False
        if title != conversation.title:
            self.put(replace(conversation, title=title))
            self.rename_requested.emit(conversation.id, title)
        return True

    # --- rows ----------------------------------------------------------------------------------

    def row_at(self, row: int) -> ShelfRow | None:
        """What a row is."""
        return self.shelf.rows[row] if 0 <= row < len(self.shelf.rows) else None

    def conversation_at(self, row: int) -> Conversation | None:
        """The conversation of a row; None for a heading or a folder."""
        found = self.row_at(row)
        return None if found is None else found.conversation

    def folder_at(self, row: int) -> Folder | None:
        """The folder of a row; None for anything else."""
        found = self.row_at(row)
        return None if found is None else found.folder

    def row_of(self, conversation_id: ConversationId | None) -> int:
        """The row of a conversation, or -1."""
        return self.shelf.row_of(conversation_id)

    def conversations(self) -> Iterator[Conversation]:
        """Those in sight, in their order."""
        return (each.conversation for each in self.shelf.rows if each.conversation is not None)

    def count(self) -> int:
        """How many conversations there are, in sight or not."""
        return len(self.shelf.known)

    def is_open(self, folder_id: FolderId) -> bool:
        """Whether a folder shows what is in it."""
        return folder_id not in self.shelf.closed

    # --- changes -------------------------------------------------------------------------------

    def put(self, conversation: Conversation) -> None:
        """Add a conversation, or move it, to where it belongs."""
        before = self.shelf.known.get(conversation.id)
        old = self.row_of(conversation.id)
        row = self.shelf.learn(conversation)
        if row is None:
            self._take(old)
        elif old < 0:
            self._insert(row)
        elif self.shelf.rows[old].key == row.key:
            self.shelf.rows.replace(old, row)
            self._changed(old)
        else:
            self._move(old, row)
        self._recount({each.folder for each in (before, conversation) if each is not None})

    def remove(self, conversation_id: ConversationId) -> None:
        """Take a conversation out; nothing happens when it is not there."""
        row, known = self.row_of(conversation_id), self.shelf.known.get(conversation_id)
        self.shelf.forget(conversation_id)
        self._take(row)
        self._recount({known.folder} if known is not None else set())

    def arrangement(self) -> Arrangement:
        """How a shelf has to be arranged that is to be shown."""
        return replace(self.shelf.arrangement, today=_today())

    def show(self, shelf: Shelf) -> None:
        """Show a shelf that was built elsewhere in place of the one before."""
        arrangement = self.arrangement()
        if shelf.arrangement != arrangement:  # something was moved meanwhile
            shelf = Shelf.arranged(arrangement, shelf.known.values())
        self.rebuilding.emit()
        self.shelf = shelf
        self._tell_rebuilt()

    def reset(self, conversations: Sequence[Conversation]) -> None:
        """Show these and no others."""
        self.show(Shelf.arranged(self.arrangement(), conversations))

    def set_folders(self, folders: Iterable[Folder]) -> None:
        """Show these folders and no others."""
        folders = list(folders)
        if list(self.shelf.folders.values()) == folders:
            return
        self._rebuild(lambda: self.shelf.use_folders(folders))

    def set_closed(self, folders: Collection[FolderId]) -> None:
        """Show these folders closed, and all others open."""
        if self.shelf.closed != set(folders):
            self._rebuild(lambda: self.shelf.close_only(folders))

    def show_archive(self, *, is_shown: bool) -> None:
        """Show what is archived in place of the rest, or the rest again."""
        if self.shelf.shows_archive != is_shown:
            self._rebuild(lambda: self.shelf.show_archive(is_shown=is_shown))

    def follow_day(self) -> None:
        """Another day may have begun: then the headings are others."""
        today = _today()
        if today != self.shelf.today:
            self._rebuild(lambda: self.shelf.use_day(today))

    def toggle(self, folder_id: FolderId, *, is_open: bool) -> None:
        """Open or close a folder; what is in it comes or goes, and nothing else moves."""
        row = self.shelf.row_of_folder(folder_id)
        if row < 0 or self.is_open(folder_id) == is_open:
            return
        if is_open:
            self.shelf.closed.discard(folder_id)
            rows = self.shelf.within(folder_id)
            if rows:
                self._next = lambda: self.shelf.insert_run(rows)
                self.insertRows(row + 1, len(rows))
        else:
            last = self.shelf.end_of(self.shelf.rows[row].key) - 1
            self.shelf.closed.add(folder_id)
            self._take_rows(row + 1, last)
        self._changed(row)
        self.folder_toggled.emit(folder_id, is_open)

    # --- inside --------------------------------------------------------------------------------

    def _insert(self, row: ShelfRow) -> None:
        self._raise_heading(row.key)
        self._put_row(row)

    def _put_row(self, row: ShelfRow) -> None:
        self._next = lambda: self.shelf.insert(row)
        self.insertRows(self.shelf.place(row.key), 1)

    def _take_rows(self, first: int, last: int) -> None:
        if last >= first:
            self._next = lambda: self.shelf.take(first, last)
            self.removeRows(first, last - first + 1)

    def _rebuild(self, change: Callable[[], object]) -> None:
        """All rows anew; Qt hears of the reset when the shelf is done."""
        self.rebuilding.emit()
        change()
        self.shelf.build()
        self._tell_rebuilt()

    def _tell_rebuilt(self) -> None:
        self._next = lambda: None
        self.setStringList([""] * len(self.shelf.rows))

    def _raise_heading(self, key: Key) -> None:
        heading = self.shelf.heading_over(key)
        if heading is not None and self.shelf.index(heading.key) < 0:
            self._put_row(heading)

    def _move(self, old: int, row: ShelfRow) -> None:
        """As a move, so that what is selected stays selected."""
        assert row.conversation is not None
        key = self.shelf.rows.keys[old]
        self._raise_heading(row.key)
        old = self.shelf.index(key)
        place = self.shelf.place(row.key)
        # Qt counts the destination with the moved row still in its old place; right before or
        # after itself is no move.

        def move() -> None:
            self.shelf.take(old, old)
            self.shelf.insert(row)

        if place in (old, old + 1):
            move()
        else:
            self._next = move
            self.moveRows(_ROOT, old, 1, _ROOT, place)
        self._changed(self.row_of(row.conversation.id))
        self._drop_heading(key)

    def _take(self, row: int) -> None:
        if row < 0:
            return
        key = self.shelf.rows[row].key
        self._take_rows(row, row)
        self._drop_heading(key)

    def _drop_heading(self, key: Key) -> None:
        heading = self.shelf.heading_over(key)
        row = self.shelf.index(heading.key) if heading is not None else -1
        if row >= 0 and self.shelf.is_bare(row):
            self._take_rows(row, row)

    def _changed(self, row: int) -> None:
        shown = self.index(row)
        self.dataChanged.emit(shown, shown)

    def _recount(self, folders: Iterable[FolderId | None]) -> None:
        for each in folders:
            row = -1 if each is None else self.shelf.row_of_folder(each)
            if row >= 0:
                self._changed(row)

    def _rename_folder(self, folder: Folder, name: str) -> bool:
        if not name:
            return False
        if name != folder.name:
            self.folder_rename_requested.emit(folder.id, name)
        return True

    def _spoken(self, row: ShelfRow) -> str:
        folder, year = row.folder, self.shelf.today.year
        if folder is None:
            return row_spoken(row, year, 0, is_open=False)
        return row_spoken(row, year, self.shelf.counts[folder.id], is_open=self.is_open(folder.id))

    def _tip(self, row: ShelfRow) -> str | None:
        if row.conversation is not None:
            return conversation_tip(row.conversation, self._path(row.conversation))
        return None if row.folder is None else folder_tip(row.folder)

    def _path(self, conversation: Conversation) -> str:
        """The names of the folder of a conversation and those around it."""
        names: list[str] = []
        at = self.shelf.folders.get(conversation.folder) if conversation.folder else None
        while at is not None and len(names) < len(self.shelf.folders):
            names.insert(0, at.name)
            at = self.shelf.folders.get(at.parent) if at.parent else None
        return " / ".join(names)
