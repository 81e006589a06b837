"""Reads a conversation beside the window's own work: its end first, then what stands before."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer

from app.domain.conversations import Message
from app.domain.errors import AppError
from app.domain.generation import Role
from app.domain.ids import ConversationId
from app.gui.vault.background import Background
from app.services.chat import ChatService

FIRST: Final = 40
"""Messages that are more than a window shows."""
_TOGETHER: Final = 500
"""Messages that are put before the others in one step of the window's thread, some 10 ms."""


class Opening(QObject):
    """One at a time: what was begun before is forgotten.

    `show` gets the end of a conversation, `put_before` what stands before it, piece by piece from
    the end, and says whether it wants more.
    """

    def __init__(
        self,
        chat: ChatService,
        background: Background,
        show: Callable[[ConversationId, list[Message]], None],
        put_before: Callable[[ConversationId, list[Message]], bool],
        failed: Callable[[AppError], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._chat = chat
        self._background = background
        self._show = show
        self._put_before = put_before
        self._failed = failed
        self._round = 0
        self._waiting: list[Callable[[], None]] = []
        self._rest: list[Message] = []
        self._reading: ConversationId | None = None
        """Whose messages are on their way, the end of them or what stands before it."""
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._put_some)

    def open(self, conversation_id: ConversationId) -> None:
        """Read a conversation and show it."""
        self.cancel()
        self._reading = conversation_id
        self._read(conversation_id)

    def cancel(self) -> None:
        """Show nothing of what is on its way."""
        self._round += 1
        self._reading = None
        self._rest = []
        self._waiting.clear()
        self._timer.stop()

    def when_whole(self, then: Callable[[], None]) -> None:
        """Do something as soon as all that is on its way is shown: at once where nothing is."""
        if self._reading is None:
            then()
        else:
            self._waiting.append(then)

    def is_opening(self, conversation_id: ConversationId) -> bool:
        """Whether messages of a conversation are on their way."""
        return self._reading == conversation_id

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
                self._read_rest(conversation_id, messages)

        def failed(error: AppError) -> None:
            if begun == self._round:
                self.cancel()
                self._failed(error)

        self._background.run(
            self, lambda: self._chat.latest_messages(conversation_id, FIRST), done, failed
        )

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

    def _read_rest(self, conversation_id: ConversationId, shown: list[Message]) -> None:
        begun = self._round

        def done(messages: list[Message]) -> None:
            if begun != self._round:
                return
            ids = [each.id for each in messages]
            self._rest = messages[: ids.index(shown[0].id)] if shown[0].id in ids else []
            self._put_some()

        def failed(error: AppError) -> None:
            if begun == self._round:
                self.cancel()
                self._failed(error)

        self._background.run(self, lambda: self._chat.messages(conversation_id), done, failed)

    def _put_some(self) -> None:
        some, self._rest = self._rest[-_TOGETHER:], self._rest[:-_TOGETHER]
        conversation_id = self._reading
        if conversation_id is None:
            return
        if some and self._put_before(conversation_id, some) and self._rest:
            self._timer.start()
        else:
            self._end()

    def _end(self) -> None:
        waiting = self._waiting[:]
        self.cancel()
        for then in waiting:
            then()
