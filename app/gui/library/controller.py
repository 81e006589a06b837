"""Carries wishes of the page of prompts and assistants to the services, and shows what came of it.

What is written and not saved stays beside the item until it is saved or the window locks.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from app.domain.assistants import Assistant
from app.domain.errors import AppError
from app.domain.events import (
    AppEvent,
    AssistantsChanged,
    CollectionsChanged,
    PromptsChanged,
    VaultChanged,
)
from app.domain.ids import CollectionId, LibraryId
from app.domain.library import LibraryItem
from app.domain.prompt_library import Prompt
from app.gui import text
from app.gui.library.fill_dialog import FillDialog
from app.gui.library.library_page import LibraryPage
from app.gui.main_window import MainWindow, MenuEntry
from app.gui.text.moments import moment
from app.gui.vault.background import Background
from app.services.assistants import AssistantService
from app.services.library import LibraryImport, LibraryService
from app.services.prompt_library import PromptLibrary

R = TypeVar("R")
_NEW: Final = LibraryId("new")
_KINDS: Final = (PromptsChanged, AssistantsChanged, CollectionsChanged, VaultChanged)


class LibraryController(QObject):
    """Calls of the services wait for a disk: none is made on the window's thread."""

    filled = Signal(object)
    """A prompt was filled in: a Filled, for the message that is being written."""

    def __init__(
        self,
        prompts: PromptLibrary,
        assistants: AssistantService,
        models: Callable[[], Mapping[str, str]],
        collections: Callable[[], Mapping[CollectionId, str]],
        language: Callable[[], str],
        background: Background,
        window: MainWindow,
    ) -> None:
        """`models` and `collections`, which blocks, are names by ids."""
        super().__init__(window)
        self._prompts = prompts
        self._assistants = assistants
        self._models = models
        self._collections = collections
        self._language = language
        self._background = background
        self._window = window
        self._items: list[LibraryItem] = []
        self._written: dict[LibraryId, LibraryItem] = {}
        self._versions: list[LibraryItem] = []
        self._wanted: LibraryId | None = None
        self._shows_assistants = False
        self._dialog: FillDialog | None = None
        self.marked: Callable[[], str] = str
        """What is marked where a prompt is used; "" for nothing."""
        self.page = LibraryPage(window.icons)
        window.add_page(self.page, self.page.set_look, self.retranslate)
        self._connect()

    def _connect(self) -> None:
        page, editor = self.page, self.page.editor
        page.left.connect(self._window.show_chat)
        page.kind_chosen.connect(self._show_kind)
        page.chosen.connect(self._on_chosen)
        page.searched.connect(self._show)
        page.new_requested.connect(self.make)
        page.take_in_requested.connect(self._choose_files)
        page.undo.undo_requested.connect(self._undo_remove)
        editor.edited.connect(self._on_edited)
        editor.save_requested.connect(self.save)
        editor.copy_requested.connect(self._copy)
        editor.use_requested.connect(self.use)
        editor.menu.aboutToShow.connect(self._fill_menu)
        self._window.covered.connect(self._forget)

    @property
    def _service(self) -> LibraryService[Any]:
        return self._assistants if self._shows_assistants else self._prompts

    def menu_entries(self) -> list[MenuEntry]:
        """What the menu offers."""
        return [MenuEntry(text.library(), self.open)]

    def hear(self, event: AppEvent) -> None:
        """Take an event of the services, on the window's thread."""
        if isinstance(event, _KINDS) and self.page.isVisible():
            self._load()

    def retranslate(self) -> None:
        """Say everything again; what came with Snug comes in that language."""
        self.page.retranslate()
        if self.page.isVisible():
            self._load()

    def open(self) -> None:
        """Show the page."""
        self._window.show_page(self.page)
        self._window.sidebar.set_elsewhere(is_elsewhere=False)  # it marks the documents alone
        self.page.editor.set_models(self._models())
        self._load()
        self.page.search.setFocus()

    # --- wishes ---------------------------------------------------------------------------------

    def make(self) -> None:
        """Begin a new one; it is kept when it is saved."""
        name = text.new_assistant() if self._shows_assistants else text.new_prompt()
        kind = Assistant if self._shows_assistants else Prompt
        self._written.setdefault(_NEW, kind(id=_NEW, name=name, text=""))
        self.page.search.clear()
        self._wanted = _NEW
        self._show()
        self.page.editor.focus()

    def save(self) -> None:
        """Keep what is written as another version."""
        item = self.page.editor.item()
        if item is None or item.is_included:
            return
        service, is_new = self._service, item.id == _NEW
        self._run(
            lambda: service.add(item) if is_new else service.edit(item),
            partial(self._on_saved, item),
        )

    def use(self) -> None:
        """Fill in the prompt that is shown, as it is written now."""
        item = self.page.editor.item()
        if isinstance(item, Prompt):
            self.fill_in(item)

    def fill_in(self, prompt: Prompt) -> None:
        """Ask for what a prompt leaves open; one that leaves nothing open is ready at once."""
        try:
            dialog = FillDialog(prompt, self.marked(), self._window)
        except AppError:
            return  # the editor says what is wrong
        self._dialog = dialog
        dialog.filled.connect(self._on_filled)
        dialog.destroyed.connect(partial(self._let_go, dialog))
        if dialog.has_fields:
            dialog.open()
        else:
            dialog.action.click()

    def _copy(self) -> None:
        item = self.page.current
        if item is not None:
            service = self._service
            self._run(lambda: service.copy(item.id), lambda made: self._choose(made.id))

    def _remove(self) -> None:
        item = self.page.current
        if item is None:
            return
        self._written.pop(item.id, None)
        if item.id == _NEW:
            self._show()
            return
        service = self._service
        self._run(lambda: service.remove(item.id), lambda _nothing: self.page.undo.offer())

    def _undo_remove(self) -> None:
        service = self._service
        self._run(service.undo_remove, lambda back: self._choose(back.id if back else None))

    def _restore(self, version: LibraryItem) -> None:
        service = self._service
        self._written.pop(version.id, None)
        self._run(
            lambda: service.restore(version.id, version.version),
            lambda kept: self._choose(kept.id),
        )

    def _choose_files(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(
            self._window, text.take_in_files(), str(Path.home()), text.library_files()
        )
        if chosen:
            self.take_in([Path(each) for each in chosen])

    def take_in(self, paths: Sequence[Path]) -> None:
        """Add what files hold."""
        service = self._service
        self._run(lambda: service.take_in(paths), self._on_taken_in)

    def _export(self) -> None:
        item = self.page.current
        if item is None:
            return
        service = self._service
        suggested = str(Path.home() / service.suggested_name(item))
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, text.export_item(), suggested, text.library_files()
        )
        if chosen:
            self._run(
                lambda: service.export_one(item, Path(chosen)),
                lambda _nothing: self.page.say(text.export_written()),
            )

    def _fill_menu(self) -> None:
        menu, item = self.page.editor.menu, self.page.current
        menu.clear()
        if item is None:
            return
        if len(self._versions) > 1:
            earlier = menu.addMenu(text.earlier_versions())
            for each in self._versions[1:]:
                when = moment(each.changed_at)
                earlier.addAction(text.version(each.version, when), partial(self._restore, each))
        if item.id != _NEW:
            menu.addAction(text.make_copy(), self._copy)
            menu.addAction(text.export_item(), self._export)
        if not item.is_included:
            menu.addSeparator()
            menu.addAction(text.remove(), self._remove)

    # --- outcomes -------------------------------------------------------------------------------

    def _on_saved(self, asked: LibraryItem, kept: LibraryItem) -> None:
        if self._written.get(asked.id) == asked:  # else more was written meanwhile
            del self._written[asked.id]
        self._choose(kept.id)

    def _on_taken_in(self, report: "LibraryImport[Any]") -> None:
        words = [text.taken_in(len(report.added))]
        if report.known:
            words.append(text.known_already(report.known))
        self.page.say(" ".join(words))
        if report.refused:
            self.page.banner.show_error(report.refused[0][1])
        self._choose(report.added[0].id if report.added else None)

    def _on_filled(self, filled: object) -> None:
        self._window.show_chat()
        self.filled.emit(filled)

    def _let_go(self, dialog: FillDialog) -> None:
        if self._dialog is dialog:
            self._dialog = None

    def _on_edited(self) -> None:
        item = self.page.editor.item()
        if item is not None:
            self._written[item.id] = item
            self.page.model.put_written(item)

    def _on_chosen(self) -> None:
        self._wanted = self.page.current.id if self.page.current else None
        self._show_current()

    def _show_kind(self, shows_assistants: bool) -> None:
        if shows_assistants != self._shows_assistants:
            self._shows_assistants = shows_assistants
            self._written.pop(_NEW, None)
            self._wanted = None
            self.page.say("")
            self.page.undo.dismiss()
            self.page.retranslate()
            self._load()

    # --- inside ---------------------------------------------------------------------------------

    def _run(self, work: Callable[[], R], done: Callable[[R], object]) -> None:
        self.page.banner.dismiss()
        self._background.run(self, work, done, self._tell)

    def _tell(self, error: AppError) -> None:
        if not self._window.is_covered:
            self.page.banner.show_error(error)

    def _choose(self, item_id: LibraryId | None) -> None:
        self._wanted = item_id or self._wanted
        self._load()

    def _load(self) -> None:
        service, language = self._service, self._language()
        wants_collections = self._shows_assistants

        def work() -> tuple[list[LibraryItem], Mapping[CollectionId, str]]:
            items = list(service.all(language))
            return items, self._collections() if wants_collections else {}

        def done(found: tuple[list[LibraryItem], Mapping[CollectionId, str]]) -> None:
            if service is self._service and not self._window.is_covered:
                self._items, known = found
                self.page.editor.documents.set_known(known)
                self._show()

        self._background.run(self, work, done, self._tell)

    def _listed(self) -> list[LibraryItem]:
        new = self._written.get(_NEW)
        kept = [self._written.get(each.id, each) for each in self._items]
        return [new, *kept] if new is not None else kept

    def _show(self) -> None:
        self.page.show_items(self._listed(), frozenset(self._written), self._wanted)
        self._show_current()

    def _show_current(self) -> None:
        """Show what is chosen, but leave alone what is shown already: somebody may be writing."""
        item = self.page.current
        editor = self.page.editor
        is_written = item is not None and item.id in self._written
        if editor.item() != item or editor.save.isEnabled() != is_written:
            editor.show_item(item, is_changed=is_written)
        self._versions = []
        if item is not None and item.id != _NEW and not item.is_included:
            service = self._service

            def done(versions: list[LibraryItem]) -> None:
                if self.page.current is not None and self.page.current.id == item.id:
                    self._versions = versions

            self._background.run(self, lambda: list(service.versions(item.id)), done)

    def _forget(self) -> None:
        """The window locks: nothing of any item stays."""
        if self._dialog is not None:
            self._dialog.reject()
        self._items, self._versions, self._wanted = [], [], None
        self._written.clear()
        self.page.clear()
        self.page.editor.documents.set_known({})
        self._window.show_chat()
