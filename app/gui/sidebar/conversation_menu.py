"""The menus of the list: for conversations, for a folder, for the ground."""

from collections.abc import Callable, Sequence

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from app.domain.conversations import Conversation, Folder
from app.domain.filing import path_names
from app.domain.ids import ConversationId, FolderId
from app.gui.sidebar.conversation_model import ConversationModel
from app.gui.sidebar.hit_delegate import one_line
from app.gui.sidebar.wishes import Wishes
from app.gui.text import filing as text
from app.gui.text import sidebar as words


class ConversationMenu:
    """Fills menus; what is chosen is asked for. `edit` opens the field in a row."""

    def __init__(
        self, rows: ConversationModel, wishes: Wishes, edit: Callable[[int], None]
    ) -> None:
        self._rows = rows
        self._wishes = wishes
        self._edit = edit
        self.keys_of: Callable[[str], str] = lambda _command: ""
        """The keys that are shown beside a command, as this system writes them."""
        self.is_complete = False
        """Whether more can be done than to delete."""

    def fill(self, menu: QMenu, row: int, targets: Sequence[Conversation]) -> None:
        """What can be done with a row; `targets` are the conversations that it means."""
        folder = self._rows.folder_at(row)
        if targets:
            self._fill_conversations(menu, row, targets)
        elif self.is_complete and folder is not None:
            self._fill_folder(menu, row, folder)
        elif self.is_complete:
            menu.addAction(text.new_folder(), lambda: self._wishes.add_folder.emit(None))

    def fill_found(self, menu: QMenu, conversation: Conversation) -> None:
        """What can be done with a conversation that a search found, wherever its row is."""
        self._fill_conversations(menu, -1, [conversation])

    def fill_places(self, menu: QMenu, targets: Sequence[Conversation]) -> None:
        """Every folder, none, and a new one."""
        ids = [each.id for each in targets]
        here = {each.folder for each in targets}
        for folder_id, name in self._places():
            self._add_place(menu, name, ids, folder_id, is_here=here == {folder_id})
        if menu.actions():
            self._add_place(menu, text.no_folder(), ids, None, is_here=here == {None})
            menu.addSeparator()
        menu.addAction(text.new_folder(), lambda: self._wishes.move_to_new.emit(ids))

    def fill_outer(self, menu: QMenu, folder: Folder) -> None:
        """Every folder into which this one may be moved."""
        for folder_id, name in self._places():
            if not self._lies_in(folder_id, folder.id):
                self._add_outer(menu, name, folder, folder_id)
        if folder.parent is not None:
            self._add_outer(menu, text.no_folder(), folder, None)

    # --- inside ------------------------------------------------------------------------------

    def _fill_conversations(self, menu: QMenu, row: int, targets: Sequence[Conversation]) -> None:
        ids, wishes = [each.id for each in targets], self._wishes
        # Keys are for what is chosen in the list: what was found there is none of it.
        keys_of = self.keys_of if row >= 0 else lambda _command: ""
        if self.is_complete:
            if len(targets) == 1 and row >= 0:
                _add(menu, words.rename(), "F2", lambda: self._edit(row))
            is_pinned = all(each.is_pinned for each in targets)
            is_archived = all(each.is_archived for each in targets)
            pin = text.unpin() if is_pinned else text.pin()
            _add(menu, pin, keys_of("pin"), lambda: wishes.pin.emit(ids, not is_pinned))
            self.fill_places(menu.addMenu(_with(text.move_to(), keys_of("move"))), targets)
            _add(menu, text.tags_entry(), keys_of("tags"), lambda: wishes.edit_tags.emit(ids))
            archive = text.unarchive() if is_archived else text.archive()
            _add(
                menu,
                archive,
                keys_of("archive"),
                lambda: wishes.archive.emit(ids, not is_archived),
            )
            menu.addAction(text.export(), lambda: wishes.export.emit(ids))
            menu.addSeparator()
        label = (
            words.delete_conversation() if len(ids) == 1 else text.delete_conversations(len(ids))
        )
        delete = QKeySequence(QKeySequence.StandardKey.Delete).toString() if row >= 0 else ""
        _add(menu, label, delete, lambda: wishes.delete.emit(ids))

    def _fill_folder(self, menu: QMenu, row: int, folder: Folder) -> None:
        wishes = self._wishes
        _add(menu, words.rename(), "F2", lambda: self._edit(row))
        menu.addAction(text.new_folder_inside(), lambda: wishes.add_folder.emit(folder.id))
        outer = QMenu(_with(text.move_to(), self.keys_of("move")), menu)
        self.fill_outer(outer, folder)
        if outer.actions():
            menu.addMenu(outer)
        menu.addAction(text.keep_days(), lambda: wishes.edit_keep_days.emit(folder.id))
        menu.addSeparator()
        delete = QKeySequence(QKeySequence.StandardKey.Delete).toString()
        _add(menu, text.remove_folder(), delete, lambda: wishes.remove_folder.emit(folder.id))

    def _places(self) -> list[tuple[FolderId, str]]:
        """Folders with their paths, in the order of those."""
        found = path_names(self._rows.shelf.folders.values())
        return sorted(found.items(), key=lambda each: each[1].casefold())

    def _lies_in(self, inner: FolderId, outer: FolderId) -> bool:
        """Whether a folder is another one, or lies in it."""
        at: FolderId | None = inner
        known, seen = self._rows.shelf.folders, set[FolderId]()
        while at in known and at not in seen:
            if at == outer:
                return True
            seen.add(at)
            at = known[at].parent
        return False

    def _add_place(
        self,
        menu: QMenu,
        name: str,
        ids: list[ConversationId],
        folder_id: FolderId | None,
        *,
        is_here: bool,
    ) -> None:
        action = menu.addAction(_plain(name), lambda: self._wishes.move.emit(ids, folder_id))
        action.setCheckable(True)
        action.setChecked(is_here)

    def _add_outer(self, menu: QMenu, name: str, folder: Folder, outer: FolderId | None) -> None:
        action = menu.addAction(
            _plain(name), lambda: self._wishes.move_folder.emit(folder.id, outer)
        )
        action.setCheckable(True)
        action.setChecked(folder.parent == outer)


def _add(menu: QMenu, label: str, keys: str, run: Callable[[], object]) -> QAction:
    return menu.addAction(_with(label, keys), lambda: run())


def _with(label: str, keys: str) -> str:
    """An entry with the keys that do the same."""
    return f"{label}\t{keys}" if keys else label


def _plain(name: str) -> str:
    """A name in a menu: an ampersand of its own is no key of ours."""
    return one_line(name).replace("&", "&&")
