"""Temporary conversations in view: begun, left after a question, kept on request."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog

from app.domain.conversations import Conversation
from app.domain.errors import AppError, ConversationGone
from app.domain.events import AppEvent, MessageAppended
from app.domain.ids import ConversationId
from app.gui.chat.controller import ChatController
from app.gui.chat.leave_dialog import LeaveDialog
from app.gui.main_window import MainWindow, MenuEntry
from app.gui.text import temporary as words
from app.gui.vault.background import Background
from app.services.temporary import TemporaryService

KEYS = "Ctrl+Shift+N"


class TemporaryController(QObject):
    """There is one at most: it is gone when it is left."""

    def __init__(
        self,
        service: TemporaryService,
        chat: ChatController,
        background: Background,
        window: MainWindow,
    ) -> None:
        super().__init__(window)
        self._service = service
        self._chat = chat
        self._background = background
        self._window = window
        self._current: ConversationId | None = None
        self._dialog: QDialog | None = None
        self._closes_window = window.may_close
        window.may_close = self._may_close
        chat.may_leave = self.may_leave
        chat.also_on_shown(self._follow)
        window.covered.connect(self._follow)
        window.temporary_requested.connect(self.begin)
        window.page.temporary.keep_requested.connect(self.keep)

    @property
    def current(self) -> ConversationId | None:
        """The temporary conversation in view, or None."""
        return self._current

    def menu_entries(self) -> list[MenuEntry]:
        """What the menu offers."""
        return [MenuEntry(words.new_temporary(), self.begin, KEYS)]

    def begin(self) -> None:
        """Show a new temporary conversation."""
        if self._window.is_covered or not self.may_leave(self.begin):
            return
        self._window.show_chat()
        try:
            begun = self._service.begin()
        except AppError as error:
            self._window.page.banner.show_error(error)
            return
        self._current = begun
        self._chat.show_begun(begun)
        self._follow()

    def keep(self) -> None:
        """Let the one in view become a conversation like the others."""
        kept = self._current
        if kept is not None:
            self._background.run(
                self,
                lambda: self._service.keep(kept),
                self._on_kept,
                self._window.page.banner.show_error,
            )

    def may_leave(self, go_on: Callable[[], object]) -> bool:
        """Whether another conversation may come into view; else it is asked, and `go_on` later."""
        left = self._current
        if left is None or self._chat.current != left:
            return True
        if not (self._service.has_content(left) or self._chat.is_sending(left)):
            self._let_go(left)
            return True
        if self._dialog is None:
            self._ask(left, go_on)
        return False

    def hear(self, event: AppEvent) -> None:
        """Take an event of the services, on the window's thread."""
        if isinstance(event, MessageAppended) and event.conversation_id == self._current:
            self._follow()

    # --- inside ----------------------------------------------------------------------------------

    def _ask(self, left: ConversationId, go_on: Callable[[], object]) -> None:
        def keep() -> Conversation:
            return self._service.keep(left)

        def leave() -> None:
            self._current = None
            self._follow()
            go_on()

        dialog = self._dialog = LeaveDialog(
            keep, lambda: self._let_go(left), leave, self._background, self._window
        )
        dialog.finished.connect(self._on_answered)
        dialog.open()

    def _on_answered(self) -> None:
        self._dialog = None
        self._chat.select_current()

    def _let_go(self, left: ConversationId) -> None:
        self._current = None
        try:
            self._service.let_go(left)
        except ConversationGone:  # with the lock
            return

    def _on_kept(self, kept: Conversation) -> None:
        if self._current == kept.id:
            self._current = None
        self._follow()
        self._chat.select_current()

    def _follow(self) -> None:
        """Say of the conversation in view whether it is one."""
        current = self._chat.current
        if self._current is not None and self._current != current:
            self._current = None
        is_one = self._current is not None
        page = self._window.page
        page.set_temporary(is_temporary=is_one)
        if self._current is not None:
            page.temporary.set_keepable(self._service.has_content(self._current))

    def _may_close(self) -> bool:
        """Whether the window may go: what is lost with it is asked about first."""
        if not self._closes_window():
            return False
        return self._window.is_covered or self.may_leave(self._window.close)
