"""Carries wishes of the page of models to the services, and shows what became of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.domain.downloads import ConsentNeeded, Download, DownloadPhase
from app.domain.errors import AppError
from app.domain.events import AppEvent, DownloadChanged, DownloadRemoved, ModelChanged
from app.domain.hub import HubListing
from app.domain.network import Consent
from app.gui.commands.command import Command, Group
from app.gui.main_window import MainWindow, MenuEntry
from app.gui.model_page import wording
from app.gui.text import model_page as words
from app.gui.vault.background import Background
from app.services import model_choice
from app.services.model_library import ListedModel, ModelLibrary
from app.services.model_picks import Pick, picks

if TYPE_CHECKING:
    from app.gui.model_page.files_controller import FilesController
    from app.gui.model_page.page import ModelsPage
    from app.services.downloads import DownloadService
    from app.services.model_pace import Pace


@dataclass(frozen=True, slots=True)
class _Offer:
    """What can be had, as it was looked up together."""

    models: tuple[ListedModel, ...]
    picks: tuple[Pick, ...]
    room_bytes: int


class ModelPageController(QObject):
    """The page is made when it is first wanted; calls that wait for a disk run away from it."""

    def __init__(
        self,
        library: ModelLibrary,
        downloads: "Callable[[], DownloadService]",
        is_offline: Callable[[], bool],
        room_and_pace: "Callable[[], tuple[int, Pace]]",
        language: Callable[[], str],
        use: Callable[[str], None],
        open_link: Callable[[str], None],
        background: Background,
        window: MainWindow,
    ) -> None:
        """`is_offline`: nothing connects unless it is agreed to by name.

        `room_and_pace` tell about how large a model may be here, in bytes, and how fast it writes;
        `use` chooses one by its path.
        """
        super().__init__(window)
        self._library = library
        self._get_downloads = downloads
        self._is_offline = is_offline
        self._room_and_pace = room_and_pace
        self._language = language
        self._use = use
        self._open_link = open_link
        self._background = background
        self._window = window
        self._known: dict[str, Download] = {}
        self._models: tuple[ListedModel, ...] = ()
        self._room = 0
        self._is_asking = False
        """Whether the hub is being asked for a list."""
        self._page: ModelsPage | None = None
        self.files: FilesController | None = None
        """What is done with files on this computer; made with the page."""
        self.ways: dict[str, Callable[[str], None]] = {}
        """Where a model, by its path, can be taken from here."""
        self.make_files: Callable[[ModelsPage], FilesController] | None = None
        window.commands.add(Command("models", Group.PLACES, words.open_models, self.open))
        window.page.welcome.models_requested.connect(self.open)
        window.chip.more_requested.connect(self.open)
        window.sidebar.downloads_requested.connect(self.open)
        window.also_retranslate(self._say_in_sidebar)
        self._say_in_sidebar()

    @property
    def _downloads(self) -> "DownloadService":
        """Built when it is first asked for."""
        return self._get_downloads()

    @property
    def page(self) -> "ModelsPage | None":
        """The page, once it was shown."""
        return self._page

    def menu_entries(self) -> list[MenuEntry]:
        """What the menu offers."""
        return [MenuEntry(words.open_models(), self.open)]

    def open(self) -> None:
        """Show what can be had."""
        page = self._shown()
        page.discover.filters.search.setFocus()

    def follow_settings(self) -> None:
        """What may connect may be another by now."""
        self._say_in_sidebar()

    def bring_in(self, paths: Sequence[Path]) -> None:
        """Show what is on this computer, and ask how these files are to be used."""
        page = self._shown()
        page.show_held(is_held=True)
        if self.files is not None:
            self.files.bring_in(paths)

    def hear(self, event: AppEvent) -> None:
        """Take an event of the services, on the window's thread."""
        match event:
            case DownloadChanged(download):
                self._on_changed(download)
            case DownloadRemoved(gone):
                self._known.pop(gone, None)
                if self._page is not None:
                    self._page.downloads.remove(gone)
                self._say_in_sidebar()
            case ModelChanged(state) if self._page is not None:
                self._page.mark(state.model.path if state.model is not None else None)

    def finish(self) -> None:
        """The window goes: what reads or copies files stops."""
        if self.files is not None:
            self.files.finish()

    def load(self) -> None:
        """Look everything up again."""
        if self._page is not None:
            work = partial(self._offer, tuple(self._known.values()))
            self._background.run(self._page, work, self._show_offer, self._tell)
        if self.files is not None:
            self.files.load()

    # --- the page -------------------------------------------------------------------------------

    def _shown(self) -> "ModelsPage":
        page = self._page or self._made()
        self._window.show_page(page)
        self._window.sidebar.set_elsewhere(is_elsewhere=False)  # it marks the documents alone
        self.load()
        self._background.run(page, lambda: self._downloads.list(), self._show_downloads, self._tell)
        return page

    def _made(self) -> "ModelsPage":
        # Imported here: a start of the window does without it.
        from app.gui.model_page.page import ModelsPage

        page = self._page = ModelsPage(self._window.icons)
        self._window.add_page(page, page.set_look, page.retranslate)
        discover, box = page.discover, page.downloads
        page.left.connect(self._window.show_chat)
        discover.wished.connect(lambda _wish: self._show_models())
        discover.look_requested.connect(self.look)
        discover.picks.get_requested.connect(self.get)
        discover.picks.use_requested.connect(self._use)
        discover.card.get_requested.connect(self.get)
        discover.card.sizes_requested.connect(self.look)
        discover.card.use_requested.connect(self._use)
        discover.card.link_requested.connect(self._open_link)
        for each in (discover.card, page.held):
            each.way_requested.connect(lambda way, path: self.ways[way](path))
        box.pause.connect(lambda which: self._downloads.pause(which))
        box.resume.connect(self._resume)
        box.cancel.connect(self._cancel)
        box.forget.connect(lambda which: self._downloads.forget(which))
        box.use.connect(self._use)
        box.page.connect(self._open_link)
        self._window.covered.connect(self._withdraw)
        if self.make_files is not None:
            self.files = self.make_files(page)
        return page

    def _withdraw(self) -> None:
        from app.gui.model_page.questions import withdraw

        withdraw(self._window)

    def _offer(self, known: Sequence[Download]) -> _Offer:
        for each in known:  # what came and was removed since is offered no more
            path = each.path if each.phase is DownloadPhase.DONE else None
            if path is not None and not path.exists():
                self._downloads.forget(each.id)
        listed = self._library.list()
        models = self.files.located(listed) if self.files is not None else tuple(listed)
        room, pace = self._room_and_pace()
        return _Offer(models, picks(models, room, self._language(), pace), room)

    def _show_offer(self, offer: _Offer) -> None:
        page = self._page
        if page is None:
            return
        self._models, self._room = offer.models, offer.room_bytes
        discover = page.discover
        discover.picks.show_picks(offer.picks, offer.room_bytes)
        discover.filters.offer(offer.models)
        discover.card.set_room(offer.room_bytes)
        self._show_models()

    def _show_models(self) -> None:
        if self._page is None:
            return
        wish = self._page.discover.wish
        listed = model_choice.choose(
            self._models,
            task=wish.task,
            language=wish.language,
            licence=wish.licence,
            uses=wish.uses,
            openness=wish.openness,
            words=wish.words,
        )
        if wish.must_fit:
            listed = [each for each in listed if self._may_fit(each)]
        self._page.discover.show_models(listed)

    def _may_fit(self, model: ListedModel) -> bool:
        least = model_choice.least_bytes(model)
        return least is None or model_choice.has_room(least, self._room)

    # --- the hub --------------------------------------------------------------------------------

    def look(self, name: str) -> None:
        """Ask the hub what a repository offers, by its name or that of its card."""
        page = self._page
        if page is None:
            return
        model = next((each for each in self._models if each.id == name), None)
        if model is not None and not self._downloads.is_of_hub(name):
            page.discover.choose(name)
            return
        page.banner.dismiss()
        page.discover.set_looking(is_looking=True)

        def decline() -> None:
            page.discover.set_looking(is_looking=False)

        def ask(needed: ConsentNeeded | None) -> None:
            from app.gui.model_page.questions import ask_to_look

            if needed is None:
                self._look(name, model, Consent.GENERAL)
                return
            agree = partial(self._look, name, model, Consent.THIS_DOWNLOAD)
            ask_to_look(self._window, needed, agree, decline)

        def failed(error: AppError) -> None:
            decline()
            self._tell(error)

        needs = self._downloads.needs_consent_to_look
        self._background.run(page, lambda: needs(name), ask, failed)

    def _look(self, name: str, model: ListedModel | None, consent: Consent) -> None:
        page = self._page
        if page is None:
            return

        def set_asking(*, is_asking: bool) -> None:
            self._is_asking = is_asking
            page.discover.set_looking(is_looking=is_asking)
            self._say_in_sidebar()

        page.say(words.looking(wording.plain_name(name)))
        set_asking(is_asking=True)

        def end() -> None:
            page.say("")
            set_asking(is_asking=False)

        def done(found: tuple[HubListing, str]) -> None:
            end()
            page.discover.card.show_listing(*found, model)
            page.discover.reveal_card()

        def failed(error: AppError) -> None:
            end()
            self._tell(error)

        self._background.run(page, lambda: self._downloads.look(name, consent), done, failed)

    def get(self, wanted: str) -> None:
        """Begin a download, after the question where Snug is offline.

        It may be asked for elsewhere: then the page comes into view where that cannot be.
        """
        page = self._page or self._made()

        def begin(consent: Consent) -> None:
            work = partial(self._downloads.start, wanted, consent)
            self._background.run(page, work, failed=failed)

        def failed(error: AppError) -> None:
            if not page.isVisible():
                self.open()
            self._tell(error)

        self._with_consent(wanted, begin, failed)

    def _resume(self, download: Download) -> None:
        def begin(consent: Consent) -> None:
            self._run(lambda: self._downloads.resume(download.id, consent))

        self._with_consent(download, begin)

    def _with_consent(
        self,
        what: str | Download,
        begin: Callable[[Consent], None],
        failed: Callable[[AppError], None] | None = None,
    ) -> None:
        def ask(needed: ConsentNeeded | None) -> None:
            from app.gui.model_page.questions import ask_to_connect

            if needed is None:
                begin(Consent.GENERAL)
            else:
                ask_to_connect(self._window, needed, partial(begin, Consent.THIS_DOWNLOAD))

        if self._page is not None:
            self._page.banner.dismiss()
            self._background.run(
                self._page, lambda: self._downloads.needs_consent(what), ask, failed or self._tell
            )

    def _cancel(self, download: Download) -> None:
        from app.gui.model_page.questions import ask_to_cancel

        now = self._known.get(download.id, download)
        if now.done:
            ask_to_cancel(self._window, now, lambda: self._downloads.cancel(now.id))
        else:
            self._downloads.cancel(now.id)

    def _run(self, work: Callable[[], object]) -> None:
        if self._page is not None:
            self._background.run(self._page, work, failed=self._tell)

    # --- downloads ------------------------------------------------------------------------------

    def _show_downloads(self, downloads: tuple[Download, ...]) -> None:
        self._known = {each.id: each for each in downloads}
        if self._page is not None:
            self._page.downloads.show_downloads(downloads)
        self._say_in_sidebar()

    def _on_changed(self, download: Download) -> None:
        before = self._known.get(download.id)
        self._known[download.id] = download
        if self._page is not None:
            self._page.downloads.put(download)
        self._say_in_sidebar()
        is_new = before is None or before.phase is not download.phase
        if is_new and download.phase is DownloadPhase.DONE:
            self.load()

    def _say_in_sidebar(self) -> None:
        line = wording.all_downloads(tuple(self._known.values()))
        asking = words.download_phase("asking") if self._is_asking else ""
        self._window.sidebar.set_connection(line or asking)
        self._window.sidebar.set_may_connect(may_connect=not self._is_offline())

    def _tell(self, error: AppError) -> None:
        if self._page is not None:
            self._page.banner.show_error(error)
