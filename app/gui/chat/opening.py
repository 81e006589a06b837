"""Reads a conversation beside the window's own work: its end first, then what stands before."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject

from app.domain.conversations import Message
from app.domain.errors import AppError
from app.domain.generation import Role
from app.domain.ids import ConversationId, MessageId
from app.gui.chat import markdown
from app.gui.vault.background import Background
from app.services.chat import ChatService

FIRST: Final = 40
"""Messages that are more than a window shows."""
_TOGETHER: Final = 500
"""Messages that are read, and put before the others in one step of the window's thread: 10 ms."""


class Opening(QObject):
    """One at a time: what was begun before is forgotten.

    `read_ahead` is called before, on the thread that reads. `show` gets the end of a conversation,
    `put_before` what stands before it, piece by piece from the end, and says whether it wants more.
    """

    def __init__(
        self,
        chat: ChatService,
        background: Background,
        read_ahead: Callable[[ConversationId], None],
        show: Callable[[ConversationId, list[Message]], None],
        put_before: Callable[[ConversationId, list[Message]], bool],
        failed: Callable[[AppError], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._chat = chat
        self._background = background
        self._read_ahead = read_ahead
        self._show = show
        self._put_before = put_before
        self._failed = failed
        self._round = 0
        self._waiting: list[Callable[[], None]] = []
        self._reading: ConversationId | None = None
        """Whose messages are on their way, the end of them or what stands before it."""

    def open(self, conversation_id: ConversationId) -> None:
        """Read a conversation and show it."""
        self.cancel()
        self._reading = conversation_id
        self._read(conversation_id)

    def cancel(self) -> None:
        """Show nothing of what is on its way."""
        self._round += 1
        self._reading = None
        self._waiting.clear()

    def when_whole(self, then: Callable[[], None]) -> None:
        """Do something as soon as all that is on its way is shown: at once where nothing is."""
        if self._reading is None:
            then()
        else:
            self._waiting.append(then)

    def is_opening(self, conversation_id: ConversationId | None) -> bool:
        """Whether messages of a conversation are on their way."""
        return conversation_id is not None and self._reading == conversation_id

    def _read(self, conversation_id: ConversationId) -> None:
        begun = self._round

        def done(messages: list[Message]) -> None:
            if begun != self._round:
                return
            current = self._as_now(conversation_id, messages)
            if current is None:
                self._read(conversation_id)
                return
            self._show(conversation_id, current)
            if len(messages) < FIRST:
                self._end()
            else:
                self._read_before(conversation_id, messages[0].id)

        def failed(error: AppError) -> None:
            if begun == self._round:
                self.cancel()
                self._failed(error)

        def work() -> list[Message]:
            self._read_ahead(conversation_id)
            messages = self._chat.latest_messages(conversation_id, FIRST)
            answers = (each.text for each in messages if each.role is Role.ASSISTANT)
            markdown.make_ready_for(answers)
            return messages

        self._background.run(self, work, done, failed)

    def _as_now(
        self, conversation_id: ConversationId, messages: list[Message]
    ) -> list[Message] | None:
        """With the text of an answer as it is by now; None where one ended since it was read."""
        live = self._chat.so_far(conversation_id)
        if live is None and any(
            each.role is Role.ASSISTANT and each.finish is None for each in messages
        ):
            return None
        return [live if live is not None and live.id == each.id else each for each in messages]

    def _read_before(self, conversation_id: ConversationId, first: MessageId) -> None:
        begun = self._round

        def done(messages: list[Message]) -> None:
            if begun != self._round:
                return
            is_more = len(messages) == _TOGETHER
            if messages and self._put_before(conversation_id, messages) and is_more:
                self._read_before(conversation_id, messages[0].id)
            else:
                self._end()

        def failed(error: AppError) -> None:
            if begun == self._round:
                self.cancel()
                self._failed(error)

        self._background.run(
            self,
            lambda: self._chat.earlier_messages(conversation_id, first, _TOGETHER),
            done,
            failed,
        )

    def _end(self) -> None:
        waiting = self._waiting[:]
        self.cancel()
        for then in waiting:
            then()
