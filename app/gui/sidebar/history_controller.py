"""The conversations in the sidebar: filled, searched, renamed, deleted and brought back."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer

from app.domain.conversations import Conversation, SearchHit
from app.domain.errors import AppError
from app.domain.events import (
    MANY_CONVERSATIONS,
    AppEvent,
    ConversationAdded,
    ConversationChanged,
    ConversationRemoved,
    HistoryReloaded,
)
from app.domain.ids import ConversationId
from app.gui import text
from app.gui.chat.controller import ChatController
from app.gui.main_window import MainWindow
from app.gui.sidebar.shelf import Shelf
from app.gui.text import filing
from app.gui.vault.background import Background
from app.gui.vault.services import History

_CHANGES = (ConversationAdded, ConversationChanged, ConversationRemoved)


class HistoryController(QObject):
    """Carries wishes of the sidebar to the history."""

    def __init__(
        self,
        history: History,
        chat: ChatController,
        background: Background,
        window: MainWindow,
    ) -> None:
        super().__init__(window)
        self._history = history
        self._chat = chat
        self._background = background
        self._window = window
        self._sidebar = window.sidebar
        self._is_on = True
        self._changes = 0
        """Of the list, so that one that was read meanwhile is not taken for the latest."""
        self._reads = 0
        """Of the list, of which only the last counts: two at a time may end in either order."""
        self._is_searching = False
        self._is_stale = False
        """Whether something else may be found than by the search under way."""
        self._deleted: ConversationId | None = None
        """The conversation that was in view when it was deleted."""
        self._reload_timer = QTimer(self, singleShot=True, interval=0)
        self._reload_timer.timeout.connect(self._reload)
        sidebar, search = window.sidebar, window.sidebar.search
        sidebar.offer_history()
        search.query_changed.connect(self.search)
        search.hit_chosen.connect(self.open_hit)
        search.left.connect(window.page.composer.setFocus)
        sidebar.rename_requested.connect(self.rename)
        sidebar.undo_requested.connect(self.undo_delete)
        sidebar.list.wishes.delete.connect(self.delete_all)
        chat.on_delete = self.delete

    def start(self) -> None:
        """There are conversations to show."""
        self._is_on = True
        self.reload()

    def stop(self) -> None:
        """Show nothing more, whatever is on its way."""
        self._is_on = False
        self._reload_timer.stop()
        self._changes += 1
        self._deleted = None

    def hear(self, event: AppEvent) -> None:
        """Take an event of the services, on the window's thread."""
        if isinstance(event, _CHANGES):
            self._changes += 1
            self._look_again()
        elif isinstance(event, HistoryReloaded):
            self.reload()
            if self._is_on:
                self._chat.refresh()
                self._look_again()

    def reload(self) -> None:
        """Fill the list anew; once, however many ask for it in one turn."""
        if self._is_on:
            self._reload_timer.start()

    def _reload(self) -> None:
        self._reads += 1
        seen, read = self._changes, self._reads
        arrangement = self._sidebar.model.arrangement()

        def show(shelf: Shelf) -> None:
            if read != self._reads:
                return  # it was read again since, and that may be here already
            if seen != self._changes:
                self.reload()
            elif self._is_on:
                self._sidebar.set_shelf(shelf)
                self._sidebar.select(self._chat.current)

        def work() -> Shelf:
            return Shelf.arranged(arrangement, self._chat.conversations())

        self._background.run(self, work, show, self._tell)

    # --- search ---------------------------------------------------------------------------------

    def search(self, query: str) -> None:
        """Look for something: one search at a time, and after it the latest wish."""
        if not query or self._is_searching:
            return
        self._is_searching = True
        self._background.run(
            self,
            lambda: self._history.search(query),
            lambda hits: self._show_hits(query, hits),
            lambda error: self._search_failed(query, error),
        )

    def open_hit(self, hit: SearchHit) -> None:
        """Open the conversation of a hit, at its message."""
        message = hit.message

        def show() -> None:
            if message is not None and self._chat.current == hit.conversation.id:
                self._window.page.transcript.show_message(message)

        self._chat.open(hit.conversation.id, show)

    def _show_hits(self, query: str, hits: list[SearchHit]) -> None:
        self._is_searching = False
        if self._is_on:
            self._sidebar.search.show_hits(query, hits)
            self._search_again(query)

    def _search_failed(self, query: str, error: AppError) -> None:
        self._is_searching = False
        if self._is_on:
            self._tell(error)
            self._search_again(query)

    def _look_again(self) -> None:
        """Something else may be found by now."""
        if self._is_on:
            self._is_stale = self._is_searching
            self.search(self._sidebar.search.query())

    def _search_again(self, query: str) -> None:
        wanted = self._sidebar.search.query()
        if wanted != query or self._is_stale:
            self._is_stale = False
            self.search(wanted)

    # --- changes --------------------------------------------------------------------------------

    def rename(self, conversation_id: str, title: str) -> None:
        """Give a conversation another title; the list shows it already."""
        self._background.run(
            self,
            lambda: self._history.rename(ConversationId(conversation_id), title),
            failed=self._tell_and_reload,
        )

    def delete(self, conversation_id: ConversationId) -> None:
        """Remove a conversation, and offer to undo it."""
        self.delete_all([conversation_id])

    def delete_all(self, ids: Sequence[ConversationId]) -> None:
        """Remove conversations, and offer to undo it."""
        current = self._chat.current
        count = len(ids)
        beside = self._sidebar.list.beside(ids)

        def offer(_nothing: None) -> None:
            if self._is_on:
                self._deleted = current if current in ids else None
                words = text.deleted if count == 1 else lambda: filing.deleted_some(count)
                self._sidebar.undo_bar.offer(words)
                # So that Ctrl+Z is heard there.
                if self._sidebar.search.is_searching():
                    self._sidebar.search.results.setFocus()
                else:
                    self._sidebar.list.stand_at(beside)

        def work() -> None:
            if count == 1:
                self._history.delete(ids[0])
            else:
                self._history.delete_all(ids)

        if count > 1:
            self._sidebar.list.forget_choice()
        if count >= MANY_CONVERSATIONS:
            self._sidebar.undo_bar.tell_progress(lambda: filing.deleting_some(count))
        self._background.run(self, work, offer, self._tell)

    def undo_delete(self) -> None:
        """Take the last deletion back."""

        def reopen(back: list[Conversation]) -> None:
            if self._is_on and self._deleted in [each.id for each in back]:
                assert self._deleted is not None
                self._chat.open(self._deleted)

        self._background.run(self, self._history.undo_delete, reopen, self._tell)

    def _tell_and_reload(self, error: AppError) -> None:
        self._tell(error)
        self.reload()

    def _tell(self, error: AppError) -> None:
        if self._sidebar.undo_bar.is_busy:
            self._sidebar.undo_bar.dismiss()
        if self._is_on:
            self._window.page.banner.show_error(error)
