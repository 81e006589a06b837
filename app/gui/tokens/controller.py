"""From "How sure was it?" in an answer's menu to the view beside the conversation."""

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from app.domain.errors import AppError
from app.domain.generation import Role
from app.domain.ids import ConversationId, DocumentId, MessageId
from app.domain.judging import SourceChange, Stretch
from app.gui import text
from app.gui.chat.chat_page import ChatPage
from app.gui.chat.controller import ChatController
from app.gui.chat.look import Look
from app.gui.chat.rows import Row
from app.gui.text import tokens as words
from app.gui.tokens.view import TokensView
from app.gui.vault.background import Background
from app.services.read_so_far import ReadSoFar
from app.services.token_view import Judgement, TokenView


class TokensController(QObject):
    """Has answers read away from the window's thread; what comes too late is left alone."""

    def __init__(
        self,
        service: TokenView,
        chat: ChatController,
        background: Background,
        page: ChatPage,
        look: Look,
    ) -> None:
        super().__init__(page)
        self._service = service
        self._chat = chat
        self._background = background
        self._page = page
        self._cancel = threading.Event()
        self._judgement: Judgement | None = None
        self.on_branched: Callable[[ConversationId, MessageId], None] = lambda *_: None
        """An answer is written anew beside the one that was read."""
        self.view = TokensView(look)
        self.view.continue_requested.connect(self.go_on)
        self.view.without_requested.connect(self.read_without)
        self.view.stopped.connect(page.close_panel)
        page.panel_closed.connect(self.forget)
        page.panel.stack.currentChanged.connect(lambda _place: self._on_other())

    def set_look(self, look: Look) -> None:
        """Take the colours of a look."""
        self.view.set_look(look)

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self.view.retranslate()
        if not self._page.panel.isHidden() and self._is_shown():
            self._page.panel.show_other(words.how_sure(), self.view)

    # --- intentions -----------------------------------------------------------------------------

    def show(self, message_id: MessageId) -> None:
        """Read an answer of the conversation in view, and show it."""
        conversation = self._chat.current
        if conversation is None:
            return
        self.forget()
        cancel = self._cancel
        self._page.show_panel()
        self._page.panel.show_other(words.how_sure(), self.view)
        self.view.show_waiting()
        self.view.stop.setFocus()

        def done(found: Judgement | None) -> None:
            if found is not None and not cancel.is_set():
                self._judgement = found
                focus = self._page.window().focusWidget()
                is_here = focus is not None and self.view.isAncestorOf(focus)
                self.view.show_judgement(found)
                if is_here:
                    self.view.text.setFocus()

        def failed(error: AppError) -> None:
            if not cancel.is_set():
                self.view.clear()
                self.view.say(f"{text.error_sentence(error)} {text.error_hint(error)}")

        def read_on(so_far: ReadSoFar) -> None:
            if not cancel.is_set():
                self.view.show_so_far(so_far)

        def hear(so_far: ReadSoFar) -> None:
            self._background.tell(self, lambda: read_on(so_far))

        self._background.run(
            self, lambda: self._service.judge(conversation, message_id, cancel, hear), done, failed
        )

    def read_without(self, document: str) -> None:
        """Read the answer again without the sentences of a document."""
        judgement, cancel = self._judgement, self._cancel
        if judgement is None:
            return
        source = DocumentId(document)
        name = next(each.name for each in judgement.sources if each.document == source)
        self.view.show_reading_without(name)

        def done(change: SourceChange | None) -> None:
            if not cancel.is_set():
                self.view.show_change(change)

        def failed(error: AppError) -> None:
            if not cancel.is_set():
                self.view.show_change(None)
                self._page.banner.show_error(error)

        self._background.run(
            self, lambda: self._service.without(judgement, source, cancel), done, failed
        )

    def go_on(self, stretch: Stretch, instead: str) -> None:
        """Have the answer written anew from a word on; the new version comes into view."""
        judgement = self._judgement
        if judgement is None:
            return
        try:
            made = self._service.go_on_from(judgement, stretch, instead)
        except AppError as error:
            self._page.banner.show_error(error)
            return
        if made is None:
            self.view.say(words.answering_meanwhile())
        else:
            self._page.close_panel()
            self.on_branched(judgement.conversation, judgement.message)

    def forget(self) -> None:
        """Keep nothing of an answer, and let nothing come late."""
        self._cancel.set()
        self._cancel = threading.Event()
        self._judgement = None
        self.view.clear()

    # --- where it is asked for --------------------------------------------------------------------

    def add_to_menu(self, row: Row, menu: QMenu) -> None:
        """Offer it for an answer that has ended."""
        if row.role is not Role.ASSISTANT or row.is_live or not row.text:
            return
        menu.addSeparator()
        entry = menu.addAction(words.how_sure())
        entry.triggered.connect(lambda: self.show(row.id))

    def _on_other(self) -> None:
        """Something else is shown in the panel."""
        if not self._is_shown():
            self.forget()

    def _is_shown(self) -> bool:
        return self._page.panel.stack.currentWidget() is self.view
