"""What the model sees of the conversation in view: the meter, and the divider in the transcript."""

from PySide6.QtCore import QObject, QTimer

from app.domain.assistants import use_of
from app.domain.context import ContextUse
from app.domain.errors import AppError
from app.domain.events import (
    AnswerEnded,
    AppEvent,
    BranchChanged,
    ContextCut,
    ConversationChanged,
    ModelChanged,
    VaultChanged,
)
from app.gui.chat.chat_page import ChatPage
from app.gui.chat.controller import ChatController
from app.gui.chat.rows import Divider
from app.gui.vault.background import Background
from app.services.answer import Wanted
from app.services.context_meter import ContextMeter, Writing
from app.services.usual import wanted_by

PAUSE_MS = 350
"""Counted once nobody has typed for so long."""


class ContextController(QObject):
    """Has it counted away from the window's thread, one count at a time."""

    def __init__(
        self, meter: ContextMeter, chat: ChatController, page: ChatPage, background: Background
    ) -> None:
        super().__init__(page)
        self._meter = meter
        self._chat = chat
        self._page = page
        self._background = background
        self._is_counting = self._is_stale = False
        self._timer = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._timer.timeout.connect(self._count)
        composer = page.composer
        composer.draft_changed.connect(self.look)
        composer.sources.changed.connect(self.look)
        composer.assistant.changed.connect(self.look)
        page.conversation_shown.connect(self._on_shown)

    def look(self) -> None:
        """Something changed: count soon."""
        self._timer.start()

    def hear(self, event: AppEvent) -> None:
        """Take an event of the services, on the window's thread."""
        match event:
            case ContextCut(conversation_id, cut=cut) if conversation_id == self._chat.current:
                self._page.transcript.set_divider(cut.first_seen, Divider(cut.left_out))
            case AnswerEnded() | BranchChanged() | ConversationChanged() | ModelChanged():
                self.look()
            case VaultChanged():
                self._forget()
                self.look()

    def _on_shown(self) -> None:
        """Another conversation is in view: what was counted is not its."""
        self._forget()
        self.look()

    def _forget(self) -> None:
        self._page.composer.meter.show_use(None)
        self._page.transcript.set_divider(None)

    def _count(self) -> None:
        if self._is_counting:
            self._is_stale = True
            return
        conversation = self._chat.current
        if self._page.composer.is_answering:
            return  # it is counted once the answer has ended
        writing = self._writing()
        self._is_counting, self._is_stale = True, False

        def done(use: ContextUse | None) -> None:
            self._is_counting = False
            if self._is_stale or conversation != self._chat.current:
                self.look()
            elif not self._page.composer.is_answering:
                self._show(use)

        def failed(_error: AppError) -> None:
            done(None)

        self._background.run(self, lambda: self._meter.use(conversation, writing), done, failed)

    def _writing(self) -> Writing:
        composer = self._page.composer
        assistant = composer.assistant.assistant
        return Writing(
            composer.draft(),
            composer.chips.attachments(),
            bool(composer.sources.sources()),
            wanted_by(Wanted(), None if assistant is None else use_of(assistant)),
        )

    def _show(self, use: ContextUse | None) -> None:
        self._page.composer.meter.show_use(use)
        cut = use.cut if use is not None else None
        if cut is not None and cut.first_seen is not None:
            self._page.transcript.set_divider(cut.first_seen, Divider(cut.left_out))
        elif use is not None and not use.documents:
            self._page.transcript.set_divider(None)
