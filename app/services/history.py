"""What was said before: found, renamed, deleted with a way back, taken out and brought in."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from app.domain.attachments import NewAttachment
from app.domain.conversations import Conversation, SearchHit, title_line
from app.domain.errors import AppError
from app.domain.events import (
    MANY_CONVERSATIONS,
    ConversationAdded,
    ConversationChanged,
    ConversationRemoved,
    HistoryReloaded,
)
from app.domain.ids import ConversationId
from app.domain.protocols import ConversationStore
from app.services.chat import ChatService
from app.services.event_bus import EventBus

UNDO_SECONDS: Final = 11.0
"""After a deletion, until it is final: a little longer than it is offered to be taken back."""


class HistoryService:
    """Reads and changes the conversations that are kept. Safe to use from several threads."""

    def __init__(
        self,
        store: ConversationStore,
        chat: ChatService,
        bus: EventBus,
        undo_seconds: float = UNDO_SECONDS,
    ) -> None:
        self._store = store
        self._chat = chat
        self._bus = bus
        self._undo_seconds = undo_seconds
        self._lock = threading.Lock()
        self._deleted: list[Sequence[ConversationId]] = []
        """What was deleted together comes back together."""
        self._timer: threading.Timer | None = None

    def conversations(self) -> list[Conversation]:
        """All that are not deleted, the last changed first."""
        return self._store.conversations()

    def attachment_counts(self) -> dict[ConversationId, int]:
        """How many attachments the conversations have that have any, on all branches."""
        return self._store.attachment_counts()

    def search(self, query: str, limit: int = 50, *, ranked: bool = False) -> list[SearchHit]:
        """Messages and titles with the words of a query: newest first, or the best first."""
        return self._store.search(query, limit, ranked=ranked)

    def rename(self, conversation_id: ConversationId, title: str) -> None:
        """Give a conversation another title; an empty one changes nothing."""
        title = title_line(title)
        if not title:
            return
        # Not read and then written: an answer may move the conversation up in between.
        revised = self._store.revise([conversation_id], lambda each: replace(each, title=title))
        for _, changed in revised:
            self._bus.publish(ConversationChanged(changed))

    def delete(self, conversation_id: ConversationId) -> None:
        """Delete a conversation; `undo_delete` brings it back for a while."""
        self._chat.delete(conversation_id)
        self._begin_to_wait([conversation_id])

    def delete_all(self, conversation_ids: Sequence[ConversationId]) -> None:
        """Delete conversations in one step; `undo_delete` brings all of them back for a while."""
        for each in conversation_ids:
            self._chat.stop(each)
        self._store.remove_all(conversation_ids)
        if len(conversation_ids) >= MANY_CONVERSATIONS:
            self._bus.publish(HistoryReloaded())
        else:
            for each in conversation_ids:
                self._bus.publish(ConversationRemoved(each))
        self._begin_to_wait(conversation_ids)

    def _begin_to_wait(self, deleted: Sequence[ConversationId]) -> None:
        with self._lock:
            self._deleted.append(deleted)
            if self._timer is not None:
                self._timer.cancel()
            self._timer = threading.Timer(self._undo_seconds, self._make_final)
            self._timer.daemon = True
            self._timer.start()

    def undo_delete(self) -> list[Conversation]:
        """Bring back what was deleted last; those that could be."""
        with self._lock:
            last = self._deleted.pop() if self._deleted else ()
        found = self._store.bring_back_all(last) if last else []
        if len(found) >= MANY_CONVERSATIONS:
            self._bus.publish(HistoryReloaded())
            return found
        for each in found:
            self._bus.publish(ConversationAdded(each))
        return found

    def make_final(self) -> int:
        """Destroy what was deleted; how many conversations that were."""
        with self._lock:
            self._deleted.clear()
            timer, self._timer = self._timer, None
        if timer is not None:
            timer.cancel()
        return self._store.purge()

    def draft(self, conversation_id: ConversationId | None) -> str:
        """What was typed and not sent in a conversation, or in the new one."""
        return self._store.draft(conversation_id)

    def keep_draft(self, conversation_id: ConversationId | None, text: str) -> None:
        """Keep what was typed; empty text forgets it."""
        self._store.keep_draft(conversation_id, text)

    def draft_attachments(self, conversation_id: ConversationId | None) -> list[NewAttachment]:
        """What was attached and not sent in a conversation, or in the new one."""
        return self._store.draft_attachments(conversation_id)

    def keep_draft_attachments(
        self, conversation_id: ConversationId | None, attachments: Sequence[NewAttachment]
    ) -> None:
        """Keep what was attached in place of what was kept before; none forgets it."""
        self._store.keep_draft_attachments(conversation_id, attachments)

    def close(self) -> None:
        """Destroy nothing any more by itself: what was deleted goes when the vault is locked."""
        with self._lock:
            self._deleted.clear()
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None

    def _make_final(self) -> None:
        """On the timer's thread; a vault that is locked or full makes it final later."""
        try:
            self.make_final()
        except AppError:
            return
