"""Messages on their way into the history: kept one after the other, beside the window's thread.

Until a message is kept it belongs to the window: it counts as a draft of where it was written, and
comes back to there when it cannot be kept.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QObject

from app.domain.errors import AppError
from app.domain.ids import ConversationId
from app.domain.retrieval import SearchFilter
from app.gui.chat.draft import Draft
from app.gui.vault.background import Background
from app.services.answer import Wanted
from app.services.chat import ChatService

FINISH_S: Final = 2.0
"""The longest that the window waits for messages on their way before it locks or closes."""


@dataclass(slots=True, eq=False)
class Outgoing:
    """A message that was sent, and what has become of it."""

    written_in: ConversationId | None
    """None where it begins a conversation."""
    conversation: ConversationId
    draft: Draft = field(repr=False)
    about: SearchFilter | None = None
    forgets_draft: bool = True
    """Whether it was typed where its conversation keeps a draft."""
    is_stopped: bool = False
    """Whether somebody stopped the answer before there was one."""
    is_kept: bool = False
    error: AppError | None = None
    ended: threading.Event = field(default_factory=threading.Event)


class Sending(QObject):
    """Keeps messages in the order in which they were sent, whichever threads do it.

    `kept` and `failed` hear of each on the window's thread; `failed` also of one that was not taken
    because an answer is under way there: it has no error then.
    """

    def __init__(
        self,
        chat: ChatService,
        background: Background,
        kept: Callable[[Outgoing], object],
        failed: Callable[[Outgoing], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._chat = chat
        self._background = background
        self._kept = kept
        self._failed = failed
        self._in_turn = threading.Lock()
        self._waiting: deque[Outgoing] = deque()
        """Not begun yet; the first is taken by whichever thread has its turn."""
        self._under_way: list[Outgoing] = []
        """Of which nobody was told yet."""

    def send(self, outgoing: Outgoing) -> None:
        """Keep a message, after those before it, and have it answered."""
        self._under_way.append(outgoing)
        self._waiting.append(outgoing)
        self._background.run(self, self._keep_next, self._tell, self._tell)

    def is_under_way(self, conversation_id: ConversationId | None) -> bool:
        """Whether a message is on its way there."""
        return any(each.conversation == conversation_id for each in self._under_way)

    def stop(self, conversation_id: ConversationId) -> None:
        """End the answers to messages on their way there as soon as they begin."""
        for each in self._under_way:
            each.is_stopped = each.is_stopped or each.conversation == conversation_id

    def unkept(self) -> list[Outgoing]:
        """What is still to be kept, the first first."""
        return [each for each in self._under_way if not each.is_kept]

    def finish(self, seconds: float = FINISH_S) -> None:
        """Wait until all is kept, but not longer, and tell what came of it."""
        until = time.monotonic() + seconds
        for each in self._under_way:
            each.ended.wait(max(0.0, until - time.monotonic()))
        self._tell()

    def forget(self) -> None:
        """Begin nothing more, and tell of nothing: it is not for the window any more."""
        self._waiting.clear()
        self._under_way.clear()

    def _keep_next(self) -> None:
        """On a thread of the jobs."""
        with self._in_turn:
            try:
                outgoing = self._waiting.popleft()
            except IndexError:  # the window was locked
                return
            try:
                answer = self._chat.send(
                    outgoing.conversation,
                    outgoing.draft.text,
                    Wanted(about=outgoing.about),
                    attachments=outgoing.draft.attachments,
                    forgets_draft=outgoing.forgets_draft,
                )
                outgoing.is_kept = answer is not None
            except AppError as error:
                outgoing.error = error
            except Exception as error:  # a defect: it is told as one, and the text comes back
                outgoing.error = AppError(type(error).__name__)
                raise
            finally:
                outgoing.ended.set()

    def _tell(self, _outcome: object = None) -> None:
        """Of all that ended, in their order."""
        while self._under_way and self._under_way[0].ended.is_set():
            outgoing = self._under_way.pop(0)
            if outgoing.is_kept and outgoing.is_stopped:
                self._chat.stop_soon(outgoing.conversation)
            (self._kept if outgoing.is_kept else self._failed)(outgoing)
