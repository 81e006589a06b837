"""Leads through the first start: what each page asks for is done by whoever does it otherwise."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.domain.downloads import Download
from app.domain.events import AppEvent, DownloadChanged, DownloadRemoved, ModelChanged, VaultChanged
from app.domain.models import ModelPhase
from app.domain.vault import VaultState
from app.gui import text
from app.gui.commands.command import Command, Group
from app.gui.main_window import MainWindow
from app.gui.text import first_run as words
from app.gui.vault.background import Background

if TYPE_CHECKING:
    from app.gui.first_run.page import FirstRunPage
    from app.services.first_look import FirstLook


class FirstRunController(QObject):
    """Makes the pages when they are wanted, which is once, or from the palette.

    `look` finds out what is here, and may take a while.
    """

    def __init__(
        self,
        window: MainWindow,
        background: Background,
        look: "Callable[[], FirstLook]",
        *,
        language: Callable[[], str],
        vault_state: Callable[[], VaultState],
        make_vault: Callable[[], None],
        choose_model: Callable[[str], None],
        get_model: Callable[[str], None],
        add_folder: Callable[[], None],
        bring_in: Callable[[], None],
    ) -> None:
        super().__init__(window)
        self._window, self._background, self._look = window, background, look
        self._language, self._vault_state = language, vault_state
        self._make_vault, self._choose_model = make_vault, choose_model
        self._get_model = get_model
        self._wants_better = False
        self._seen: set[str] = set()
        """Downloads that were there before the recommended model was asked for."""
        self._followed = ""
        self._add_folder, self._bring_in = add_folder, bring_in
        self._page: FirstRunPage | None = None
        self._awaits_model = False
        window.commands.add(Command("first_run", Group.HELP, words.set_up, self.open))

    @property
    def page(self) -> "FirstRunPage | None":
        """The pages, once they were shown."""
        return self._page

    def open(self) -> None:
        """Show the first page, and look around meanwhile."""
        page = self._page or self._made()
        page.set_language(self._language())
        page.set_vault(has_vault=self._vault_state() is not VaultState.NONE)
        self._window.show_page(page)
        self._window.sidebar.set_elsewhere(is_elsewhere=False)  # it marks the documents alone
        page.begin()
        self._look_around(page)

    def _look_around(self, page: "FirstRunPage") -> None:
        self._background.run(page, self._look, page.show_look)

    def hear(self, event: AppEvent) -> None:
        """Take an event of the services, on the window's thread."""
        if isinstance(event, DownloadChanged):
            self._follow(event.download)
        elif isinstance(event, DownloadRemoved) and event.download_id == self._followed:
            self._unfollow()
        page = self._page
        if page is None or not page.isVisible():
            return
        if isinstance(event, VaultChanged):
            page.set_vault(has_vault=event.state is not VaultState.NONE)
        elif isinstance(event, ModelChanged) and self._awaits_model:
            phases = (ModelPhase.LOADING, ModelPhase.READY)
            if event.state.phase in phases and event.state.model is not None:
                self._awaits_model = False
                page.show_chosen(event.state.model.name)

    def _follow(self, download: Download) -> None:
        """Show how far the recommended model is: the first that comes after it was asked for."""
        if not self._wants_better:
            self._seen.add(download.id)
        elif not self._followed and download.id not in self._seen:
            self._followed = download.id
        if self._page is not None and download.id == self._followed:
            self._page.show_download(download)

    def _unfollow(self) -> None:
        """It was cancelled, or taken off the list of downloads: it can be asked for again."""
        self._followed = ""
        self._wants_better = False
        if self._page is not None:
            self._page.show_download(None)
            self._look_around(self._page)

    def _get(self, model: str) -> None:
        self._wants_better = True
        self._get_model(model)

    def _made(self) -> "FirstRunPage":
        # Imported here: every other start does without it.
        from app.gui.first_run.page import FirstRunPage

        page = self._page = FirstRunPage(text.theme_system)
        self._window.add_page(page, page.set_look, page.retranslate)
        page.language_chosen.connect(lambda choice: self._speak(choice))
        page.vault_requested.connect(self._make_vault)
        page.file_requested.connect(self._open_file)
        page.model_chosen.connect(self._choose)
        page.model_wanted.connect(self._get)
        page.folder_requested.connect(self._leave_for_folder)
        page.import_requested.connect(self._leave_for_import)
        page.left.connect(self._window.show_chat)
        return page

    def _speak(self, choice: str) -> None:
        self._window.on_language(choice)
        if self._page is not None:
            self._page.set_language(choice)

    def _open_file(self) -> None:
        self._awaits_model = True
        self._window.chip.open_file()

    def _choose(self, path: str) -> None:
        self._awaits_model = True
        self._choose_model(path)

    def _leave_for_folder(self) -> None:
        self._window.show_chat()
        self._add_folder()

    def _leave_for_import(self) -> None:
        self._window.show_chat()
        self._bring_in()
