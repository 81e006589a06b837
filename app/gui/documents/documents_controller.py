"""Carries wishes of the page of documents to the service, and shows what became of them."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QPushButton

from app.domain.collections import StoredDocument
from app.domain.errors import AppError, RecognitionMissing
from app.domain.events import (
    AppEvent,
    DocumentsFailed,
    DocumentsProgressed,
    DocumentsRecovered,
)
from app.domain.ids import CollectionId
from app.domain.vault import VaultState
from app.gui import text
from app.gui.chat.message_edit import models_apart
from app.gui.documents.documents_page import DocumentsPage
from app.gui.documents.known import KnownDocuments
from app.gui.feedback.banner import Action
from app.gui.main_window import MainWindow
from app.gui.vault.background import Background

if TYPE_CHECKING:
    from app.bootstrap import DocumentServices
    from app.services.ingest import IngestService

T = TypeVar("T")


class DocumentsController(QObject):
    """Every call of the service waits for a disk or a thread: none is made on the window's."""

    def __init__(
        self,
        documents: "DocumentServices",
        known: KnownDocuments,
        background: Background,
        window: MainWindow,
        vault_state: Callable[[], VaultState],
    ) -> None:
        super().__init__(window)
        self._documents = documents
        self._known = known
        self._background = background
        self._window = window
        self._vault_state = vault_state
        self._error: AppError | None = None
        self._to_choose: CollectionId | None = None
        self._to_add: tuple[Path, ...] = ()
        """What was dropped before it was known what there is."""
        self._wants_focus = False
        self.on_models: Callable[[Sequence[Path]], None] | None = None
        """Takes model files, which are no documents."""
        self._is_new = False
        """Whether the name of the one to choose is to be written."""
        self.page = DocumentsPage(window.icons)
        window.add_page(self.page, self.page.set_look, self.page.retranslate)
        self._connect()
        if window.is_covered:
            known.stop()

    def _connect(self) -> None:
        page, view, known, window = self.page, self.page.view, self._known, self._window
        known.changed.connect(self._show)
        known.progressed.connect(lambda _collection: self._show_progress())
        known.failed.connect(self._tell)
        window.sidebar.documents_requested.connect(self.toggle)
        window.covered.connect(self._forget)
        window.uncovered.connect(known.start)
        page.watched.connect(self._on_watched)
        page.left.connect(window.show_chat)
        page.new_requested.connect(self.make)
        page.rename_requested.connect(self._rename)
        page.files_dropped.connect(self._on_dropped)
        page.vault_requested.connect(window.sidebar.keep_requested)
        view.add_files_requested.connect(self._choose_files)
        view.add_folder_requested.connect(self._choose_folder)
        view.pause_requested.connect(self._pause)
        view.pictures_requested.connect(self._read_pictures)
        view.remove_requested.connect(self._ask_to_remove)
        view.take_out_requested.connect(self._take_out)
        view.try_again_requested.connect(self._try_again)

    def hear(self, event: AppEvent) -> None:
        """Take an event of the services, on the window's thread."""
        self._known.hear(event)
        if isinstance(event, DocumentsFailed):
            self._tell(event.error, (text.try_again, self._look_again))
        elif isinstance(event, DocumentsProgressed | DocumentsRecovered):
            self.page.banner.withdraw(self._error)

    # --- wishes ---------------------------------------------------------------------------------

    def toggle(self) -> None:
        """Show the page, or the conversation again."""
        if self.page.isVisible():
            self._window.show_chat()
        else:
            self.open()

    def open(self) -> None:
        """Show the page."""
        self._window.show_page(self.page)
        if self._known.is_known:
            self.page.focus()
        else:
            self._wants_focus = True
            self.page.setFocus()

    def begin_with_folder(self) -> None:
        """Show the page, and let a folder be chosen for it."""
        self.open()
        self._choose_folder()

    def make(self) -> None:
        """Make an empty collection, whose name is written next."""
        taken = {each.collection.name for each in self._known.collections}
        name = text.new_collection()
        number = 1
        while name in taken:
            number += 1
            name = f"{text.new_collection()} {number}"
        self._make(name, (), is_new=True)

    def add(self, paths: Sequence[Path]) -> None:
        """Add files and folders to the collection that is shown, or to a new one."""
        current = self.page.current
        if not paths:
            return
        if not self._known.is_known:
            self._to_add += tuple(paths)
            return
        if current is None:
            name = paths[0].name if len(paths) == 1 and paths[0].is_dir() else ""
            self._make(name or text.documents(), paths)
        else:
            chosen = current.collection.id
            self._run(lambda ingest: ingest.add(chosen, paths))

    def _on_dropped(self, paths: Sequence[Path]) -> None:
        models, others = models_apart(paths)
        if models and self.on_models is not None:
            self.on_models(models)
            paths = others
        self.add(paths)

    def _make(self, name: str, paths: Sequence[Path], *, is_new: bool = False) -> None:
        def work(ingest: "IngestService") -> CollectionId:
            made = ingest.add_collection(name)
            if paths:
                ingest.add(made.id, paths)
            return made.id

        def choose(made: CollectionId) -> None:
            self._to_choose, self._is_new = made, is_new
            self._known.want()

        self._run(work, choose)

    def _choose_files(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(
            self.page, text.add_files(), str(Path.home()), text.all_files()
        )
        self.add([Path(each) for each in chosen])

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self.page, text.add_folder(), str(Path.home()))
        self.add([Path(chosen)] if chosen else [])

    def _rename(self, collection: str, name: str) -> None:
        self._run(lambda ingest: ingest.rename_collection(CollectionId(collection), name))

    def _pause(self, is_paused: bool) -> None:
        current = self.page.current
        if current is None:
            return
        chosen = current.collection.id

        def work(ingest: "IngestService") -> None:
            ingest.pause(chosen, is_paused=is_paused)
            if not is_paused:
                ingest.refresh()

        self.page.view.pause.setEnabled(False)  # until what is being read has come to its end
        self._run(work, anyway=lambda: self.page.view.pause.setEnabled(True))

    def _read_pictures(self, reads_pictures: bool) -> None:
        current = self.page.current
        if current is None:
            return
        chosen = current.collection.id

        def work(ingest: "IngestService") -> None:
            if reads_pictures and not self._documents.reader.can_recognise:
                raise RecognitionMissing
            ingest.read_pictures(chosen, reads_pictures=reads_pictures)

        self._run(work)

    def _try_again(self, files: Sequence[StoredDocument]) -> None:
        self._run(lambda ingest: ingest.read_again(*files))

    def _take_out(self, root: str) -> None:
        current = self.page.current
        if current is not None:
            chosen = current.collection.id
            self._run(lambda ingest: ingest.remove(chosen, [Path(root)]))

    def _ask_to_remove(self) -> None:
        current = self.page.current
        if current is None:
            return
        chosen = current.collection
        box = QMessageBox(self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(text.remove_collection())
        box.setText(text.remove_collection_title(chosen.name))
        box.setInformativeText(text.remove_collection_text())
        remove, cancel = QPushButton(text.remove(), box), QPushButton(text.cancel(), box)
        remove.setObjectName("danger")
        cancel.setObjectName("plain")
        box.addButton(remove, QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(cancel, QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(cancel)
        remove.clicked.connect(
            lambda: self._run(lambda ingest: ingest.remove_collection(chosen.id))
        )
        box.open()

    # --- outcomes -------------------------------------------------------------------------------

    def _run(
        self,
        work: "Callable[[IngestService], T]",
        done: Callable[[T], object] = lambda _result: None,
        anyway: Callable[[], object] = lambda: None,
    ) -> None:
        """Ask the service; what there is then is shown."""

        def on_done(result: T) -> None:
            anyway()
            done(result)
            self._known.want()

        def on_failed(error: AppError) -> None:
            anyway()
            self._tell(error)
            self._known.want()

        self._background.run(self, lambda: work(self._documents.ingest), on_done, on_failed)

    def _show(self) -> None:
        known = self._known
        if not known.is_known:
            self.page.clear()
            return
        self.page.show_collections(known.collections)
        is_kept = self._vault_state() is VaultState.OPEN
        self.page.show_notices(is_kept=is_kept, embedder=known.missing_model)
        if self._to_choose is not None and known.get(self._to_choose) is not None:
            self.page.choose(self._to_choose)
            if self._is_new and self.page.isVisible():
                self.page.edit_name()
            self._to_choose, self._is_new = None, False
        elif self._wants_focus and self.page.isVisible():
            self.page.focus()
        self._wants_focus = False
        if self._to_add:
            dropped, self._to_add = self._to_add, ()
            self.add(dropped)

    def _show_progress(self) -> None:
        self.page.show_progress(self._known.collections)

    def _on_watched(self, is_watched: bool) -> None:
        self._known.is_watched = is_watched
        if is_watched:
            self._known.want()

    def _forget(self) -> None:
        """The window locks: nothing of any document stays."""
        self._error = None
        self._to_choose, self._is_new = None, False
        self._to_add = ()
        self._known.stop()
        self._window.show_chat()

    def _look_again(self) -> None:
        """What stood in the way is gone, somebody thinks."""
        self.page.banner.dismiss()
        self._run(lambda ingest: ingest.refresh())

    def _tell(self, error: AppError, *actions: Action) -> None:
        if not self._window.is_covered:
            self._error = error
            self.page.banner.show_error(error, *actions)
