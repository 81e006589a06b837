"""Keeps the documents that were chosen for a conversation with it, and finds them again."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.domain.answer_values import ConversationSettings
from app.domain.errors import AppError, VaultLocked
from app.domain.ids import ConversationId
from app.domain.retrieval import SearchFilter
from app.gui.chat.chosen_sources import Key
from app.gui.chat.controller import ChatController
from app.gui.chat.source import Source, sources_of
from app.gui.keeper import Keeper
from app.gui.main_window import MainWindow
from app.gui.vault.background import Background
from app.services.conversation_settings import ConversationSettingsService

if TYPE_CHECKING:
    from app.bootstrap import DocumentServices


class KeptChoice(QObject):
    """Writes soon and away from the window's thread, in the settings of the conversation."""

    def __init__(
        self,
        service: ConversationSettingsService,
        documents: "DocumentServices",
        chat: ChatController,
        background: Background,
        window: MainWindow,
    ) -> None:
        super().__init__(window)
        self._service = service
        self._documents = documents
        self._banner = window.page.banner
        self._keeper = Keeper(background, self._tell, self)
        chat.sources.read_kept = self._read
        chat.sources.keep = self._keep
        window.covered.connect(self._keeper.flush)

    def finish(self) -> None:
        """Keep what is on its way before the window goes; blocks for a moment."""
        try:
            self._keeper.write()
        except AppError:
            return  # there is no window left to say so in

    def _keep(self, key: Key, about: SearchFilter | None) -> None:
        def choose(settings: ConversationSettings) -> ConversationSettings:
            return replace(settings, about=about)

        if key is None:  # nothing is written yet, and the first message may follow at once
            self._service.revise(None, choose)
        else:
            self._keeper.put((key,), lambda: self._service.revise(key, choose))

    def _read(self, key: ConversationId) -> Sequence[Source]:
        """On a thread that may wait."""
        try:
            about = self._service.of(key).about
            return () if about is None else sources_of(about, self._names(about))
        except AppError:  # the conversation is shown all the same, and says what is wrong
            return ()

    def _names(self, about: SearchFilter) -> dict[str, str]:
        """Of those that are there still, by their id."""
        store = self._documents.current.store
        found = [store.document(each) for each in about.documents]
        names = {str(each.id): each.name for each in found if each is not None}
        return names | {
            str(each.id): each.name for each in store.collections() if each.id in about.collections
        }

    def _tell(self, error: AppError) -> None:
        if not isinstance(error, VaultLocked):
            self._banner.show_error(error)
