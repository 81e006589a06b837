"""What is typed and not sent, in memory alone, beside the conversations that it belongs to."""

import threading
from collections.abc import Sequence

from app.domain.attachments import NewAttachment
from app.domain.ids import ConversationId
from app.store.memory_tree import Kept
from app.store.stored_text import storable


class MemoryDrafts:
    """The drafts of a store in memory. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._kept: dict[ConversationId, Kept] = {}
        self._drafts: dict[ConversationId | None, str] = {}
        self._drafted: dict[ConversationId | None, tuple[NewAttachment, ...]] = {}

    def draft(self, conversation_id: ConversationId | None) -> str:
        """What was typed and not sent in a conversation, or in the new one."""
        with self._lock:
            return self._drafts.get(conversation_id, "")

    def keep_draft(self, conversation_id: ConversationId | None, text: str) -> None:
        """Keep what was typed; empty text forgets it."""
        with self._lock:
            self._drafts.pop(conversation_id, None)
            if text and (conversation_id is None or conversation_id in self._kept):
                self._drafts[conversation_id] = storable(text)

    def draft_attachments(self, conversation_id: ConversationId | None) -> list[NewAttachment]:
        """What was attached and not sent in a conversation, or in the new one."""
        with self._lock:
            return list(self._drafted.get(conversation_id, ()))

    def keep_draft_attachments(
        self, conversation_id: ConversationId | None, attachments: Sequence[NewAttachment]
    ) -> None:
        """Keep what was attached in place of what was kept before; none forgets it."""
        with self._lock:
            self._drafted.pop(conversation_id, None)
            if attachments and (conversation_id is None or conversation_id in self._kept):
                self._drafted[conversation_id] = tuple(attachments)

    def _forget_draft(self, conversation_id: ConversationId | None) -> None:
        self._drafts.pop(conversation_id, None)
        self._drafted.pop(conversation_id, None)
