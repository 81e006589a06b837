"""Wishes of the list are carried to the service that files conversations, and what changes back."""

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from PySide6.QtCore import QObject

from app.domain.conversations import Conversation, Folder
from app.domain.errors import AppError
from app.domain.events import (
    AppEvent,
    ConversationsExpired,
    FilingProgressed,
    FoldersChanged,
    HistoryReloaded,
    VaultChanged,
)
from app.domain.ids import ConversationId, FolderId
from app.domain.vault import VaultState
from app.gui.main_window import MainWindow, MenuEntry
from app.gui.sidebar.keep_dialog import KeepDialog
from app.gui.sidebar.name_dialog import NameDialog
from app.gui.sidebar.tag_dialog import TagDialog
from app.gui.text import filing as text
from app.gui.vault.background import Background
from app.services.filing import FilingService

T = TypeVar("T")
_Ids = list[ConversationId]
MANY: Final = 50
"""From so many on nothing stays selected: Qt would carry the selection through every change."""


class FilingController(QObject):
    """Every change is made away from the window's thread and offered to be taken back."""

    def __init__(
        self,
        filing: FilingService,
        background: Background,
        window: MainWindow,
        *,
        closed_folders: Callable[[], str],
        keep_closed: Callable[[str], None],
        usual_days: Callable[[], int],
        model_names: Callable[[], Sequence[str]],
        export: Callable[[Sequence[ConversationId]], None],
    ) -> None:
        """`closed_folders` are ids between spaces; the two after it may wait for the disk."""
        super().__init__(window)
        self._filing, self._background, self._window = filing, background, window
        self._closed_folders, self._keep_closed = closed_folders, keep_closed
        self._usual_days, self._model_names = usual_days, model_names
        self._list = window.sidebar.list
        self._bar = window.sidebar.undo_bar
        self._reads = 0
        self._is_filing = 0
        """How many changes are under way."""
        self._turn = 0
        """Counts locks and openings, so that what was asked before shows nothing after."""
        wishes = self._list.wishes
        wishes.pin.connect(self.pin)
        wishes.archive.connect(self.archive)
        wishes.move.connect(self.move)
        wishes.move_to_new.connect(self.move_to_new)
        wishes.edit_tags.connect(self.edit_tags)
        wishes.export.connect(export)
        wishes.add_folder.connect(self.add_folder)
        wishes.remove_folder.connect(self.remove_folder)
        wishes.move_folder.connect(self.move_folder)
        wishes.edit_keep_days.connect(self.edit_keep_days)
        self._list.rows.folder_rename_requested.connect(self.rename_folder)
        self._list.rows.folder_toggled.connect(lambda *_: self._remember_closed())
        window.sidebar.search.names_wanted.connect(self._offer_more_names)
        window.covered.connect(self._end_turn)
        self.reload()

    def hear(self, event: AppEvent) -> None:
        """Take an event of the services, on the window's thread."""
        match event:
            case FoldersChanged(folders):
                if not self._window.is_covered:
                    self._list.rows.set_folders(folders)
                    self._offer_names(folders)
            case FilingProgressed(done, total):
                if not self._window.is_covered and self._is_filing:
                    self._bar.tell_progress(lambda: text.filing_some(done, total))
            case HistoryReloaded():
                self.reload()
            case VaultChanged(VaultState.OPEN | VaultState.NONE):
                self._end_turn()
                self.reload()
            case ConversationsExpired(count):
                if not self._window.is_covered:
                    self._bar.tell(lambda: text.expired(count))

    def reload(self) -> None:
        """Read the folders anew, where they can be read."""
        self._reads += 1
        read = self._reads

        def show(found: tuple[list[Folder], str]) -> None:
            if read != self._reads:
                return  # they are read once more
            folders, closed = found
            self._list.rows.set_closed({FolderId(each) for each in closed.split()})
            self._list.rows.set_folders(folders)
            self._offer_names(folders)

        self._run(lambda: (self._filing.folders(), self._closed_folders()), show, is_quiet=True)

    def menu_entries(self) -> list[MenuEntry]:
        """What the menu offers."""
        return [MenuEntry(text.new_folder(), lambda: self.add_folder(None), "Ctrl+Shift+F")]

    # --- conversations ---------------------------------------------------------------------------

    def pin(self, ids: _Ids, is_pinned: bool) -> None:
        """Pin conversations, or unpin them."""
        words = text.pinned_some if is_pinned else text.unpinned_some
        self._change_many(ids, lambda: self._filing.pin(ids, is_pinned=is_pinned), words)

    def archive(self, ids: _Ids, is_archived: bool) -> None:
        """Put conversations away, or take them back."""
        words = text.archived_some if is_archived else text.unarchived_some
        self._change_many(ids, lambda: self._filing.archive(ids, is_archived=is_archived), words)

    def move(self, ids: _Ids, folder_id: FolderId | None) -> None:
        """Put conversations into a folder, or outside of all."""
        folder = self._folder(folder_id)
        name = folder.name if folder is not None else ""

        def words(count: int) -> str:
            return text.moved_some(count, name) if name else text.moved_out(count)

        self._change_many(ids, lambda: self._filing.move(ids, folder_id), words)

    def move_to_new(self, ids: _Ids) -> None:
        """Ask for a name, and put conversations into a folder of that name."""
        self._ask_name(
            lambda name: self._filing.move_to_new(ids, name),
            lambda folder: text.moved_some(len(ids), folder.name),
        )

    def edit_tags(self, ids: _Ids) -> None:
        """Show the tags of conversations, to be changed."""
        known = self._list.rows.shelf.known
        targets = [known[each] for each in ids if each in known]
        if not targets:
            return

        def save(added: list[str], removed: list[str]) -> int:
            return len(self._filing.retag(ids, added, removed))

        def done(count: int) -> None:
            self._offer(text.tagged_some, count)

        def show(tags: dict[str, int]) -> None:
            TagDialog(targets, tags, save, done, self._background, self._window).open()

        self._run(self._filing.tags, show)

    # --- folders ---------------------------------------------------------------------------------

    def add_folder(self, parent: FolderId | None) -> None:
        """Ask for a name, and make a folder of it."""
        self._ask_name(
            lambda name: self._filing.add_folder(name, parent),
            lambda folder: text.folder_made(folder.name),
        )

    def rename_folder(self, folder_id: str, name: str) -> None:
        """Give a folder another name."""
        self._change_folder(
            lambda: self._filing.rename_folder(FolderId(folder_id), name), text.folder_renamed
        )

    def move_folder(self, folder_id: FolderId, parent: FolderId | None) -> None:
        """Put a folder into another one, or outside of all."""
        self._change_folder(lambda: self._filing.move_folder(folder_id, parent), text.folder_moved)

    def remove_folder(self, folder_id: FolderId) -> None:
        """Remove a folder; what is in it goes up into the one around it."""
        folder = self._folder(folder_id)
        if folder is not None:
            self._run(
                lambda: self._filing.remove_folder(folder_id),
                lambda _moved: self._bar.offer(
                    lambda: text.folder_removed(folder.name), self._undo
                ),
            )

    def edit_keep_days(self, folder_id: FolderId) -> None:
        """Ask for how long a folder keeps what nobody changes."""
        folder, shelf = self._folder(folder_id), self._list.rows.shelf
        if folder is None:
            return
        KeepDialog(
            folder,
            list(shelf.folders.values()),
            self._usual_days(),
            list(shelf.known.values()),
            lambda days: self._filing.set_keep_days(folder_id, days),
            lambda: self._bar.offer(lambda: text.time_changed(folder.name), self._undo),
            self._background,
            self._window,
        ).open()

    # --- inside ----------------------------------------------------------------------------------

    def _folder(self, folder_id: FolderId | None) -> Folder | None:
        return self._list.rows.shelf.folders.get(folder_id) if folder_id is not None else None

    def _offer_names(self, folders: Sequence[Folder]) -> None:
        names = sorted((each.name for each in folders), key=str.casefold)
        self._window.sidebar.search.set_names("in", names)

    def _offer_more_names(self) -> None:
        """Tags and models, once somebody is about to search."""
        search = self._window.sidebar.search

        def show(found: tuple[dict[str, int], Sequence[str]]) -> None:
            tags, models = found
            search.set_names("tag", sorted(tags, key=lambda name: -tags[name]))
            search.set_names("model", models)

        self._run(lambda: (self._filing.tags(), self._model_names()), show, is_quiet=True)

    def _ask_name(self, make: Callable[[str], Folder], words: Callable[[Folder], str]) -> None:
        def done(folder: Folder) -> None:
            self._bar.offer(lambda: words(folder), self._undo)

        NameDialog(make, done, self._background, self._window).open()

    def _change_many(
        self, ids: _Ids, work: Callable[[], list[Conversation]], words: Callable[[int], str]
    ) -> None:
        if len(ids) > MANY:
            self._list.forget_choice()
        self._file(work, lambda changed: self._offer(words, len(changed)))

    def _change_folder(self, work: Callable[[], Folder], words: Callable[[str], str]) -> None:
        self._run(work, lambda folder: self._bar.offer(lambda: words(folder.name), self._undo))

    def _offer(self, words: Callable[[int], str], count: int) -> None:
        if count:
            self._bar.offer(lambda: words(count), self._undo)

    def _undo(self) -> None:
        self._file(self._filing.undo, lambda _done: None)

    def _file(self, work: Callable[[], T], done: Callable[[T], object]) -> None:
        """Change conversations; how far it is with many is shown meanwhile."""
        self._is_filing += 1

        def end() -> None:
            self._is_filing -= 1
            if self._bar.is_busy:
                self._bar.dismiss()

        self._run(work, done, anyway=end)

    def _remember_closed(self) -> None:
        closed = " ".join(sorted(self._list.rows.shelf.closed & set(self._list.rows.shelf.folders)))
        self._run(lambda: self._keep_closed(closed), lambda _nothing: None)

    def _run(
        self,
        work: Callable[[], T],
        done: Callable[[T], object],
        *,
        is_quiet: bool = False,
        anyway: Callable[[], object] = lambda: None,
    ) -> None:
        turn = self._turn

        def go_on(result: T) -> None:
            anyway()
            if turn == self._turn:
                done(result)

        def fail(error: AppError) -> None:
            anyway()
            if turn == self._turn and not is_quiet:
                self._window.page.banner.show_error(error)

        self._background.run(self, work, go_on, fail)

    def _end_turn(self) -> None:
        self._turn += 1
