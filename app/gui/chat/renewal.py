"""Reads the conversation in view again, as it is by now, beside the window's own work."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.domain.conversations import Message
from app.domain.errors import AppError
from app.domain.ids import ConversationId
from app.gui.vault.background import Background
from app.services.chat import ChatService


class Renewal(QObject):
    """One at a time, and once more where something has changed meanwhile.

    `read_ahead` is called before, on the thread that reads; `show` gets the messages, or None for a
    conversation that is there no more.
    """

    def __init__(
        self,
        chat: ChatService,
        background: Background,
        read_ahead: Callable[[ConversationId], None],
        show: Callable[[ConversationId, list[Message] | None], None],
        failed: Callable[[AppError], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._chat = chat
        self._background = background
        self._read_ahead = read_ahead
        self._show = show
        self._failed = failed
        self._round = 0
        self._reading: ConversationId | None = None
        self._is_stale = False
        self._waiting: list[Callable[[], None]] = []

    def renew(self, conversation_id: ConversationId) -> None:
        """Show a conversation anew, as it is now or later."""
        if self._reading == conversation_id:
            self._is_stale = True
            return
        self.cancel()
        self._reading = conversation_id
        self._read(conversation_id)

    def note_change(self) -> None:
        """Something was said in the conversation: what is being read may not hold it."""
        self._is_stale = True

    def cancel(self) -> None:
        """Show nothing of what is being read: another conversation comes into view."""
        self._round += 1
        self._reading = None
        self._waiting.clear()

    def when_fresh(self, then: Callable[[], None]) -> None:
        """Do something as soon as what is in view is as it is kept: at once where it is."""
        if self._reading is None:
            then()
        else:
            self._waiting.append(then)

    def _read(self, conversation_id: ConversationId) -> None:
        begun, self._is_stale = self._round, False

        def work() -> list[Message] | None:
            self._read_ahead(conversation_id)
            messages = self._chat.messages(conversation_id)
            return messages if messages or self._chat.is_there(conversation_id) else None

        def done(messages: list[Message] | None) -> None:
            if begun != self._round:
                return
            if self._is_stale:
                self._read(conversation_id)
                return
            self._reading = None
            waiting, self._waiting = self._waiting, []
            self._show(conversation_id, self._as_now(conversation_id, messages))
            for then in waiting:
                then()

        def failed(error: AppError) -> None:
            if begun == self._round:
                self.cancel()
                self._failed(error)

        self._background.run(self, work, done, failed)

    def _as_now(
        self, conversation_id: ConversationId, messages: list[Message] | None
    ) -> list[Message] | None:
        """With the text of an answer as it is by now. The end of one is told by its own event."""
        live = self._chat.so_far(conversation_id)
        if live is None or messages is None:
            return messages
        return [live if each.id == live.id else each for each in messages]
