"""Deleting in memory alone: hidden at once, brought back for a while, then gone for good."""

from collections.abc import Callable, Sequence

from app.domain.conversations import Conversation, HiddenMessages
from app.domain.ids import ConversationId, MessageId
from app.store.memory_drafts import MemoryDrafts
from app.store.memory_tree import Kept


class MemoryDeletion(MemoryDrafts):
    """The deleting half of a store in memory. Safe to use from several threads."""

    def remove(self, conversation_id: ConversationId) -> None:
        """Delete a conversation; `bring_back` undoes it until `purge`."""
        with self._lock:
            if kept := self._kept.get(conversation_id):
                kept.is_deleted = True

    def remove_all(self, conversation_ids: Sequence[ConversationId]) -> None:
        """Delete conversations in one step."""
        with self._lock:
            for each in conversation_ids:
                self.remove(each)

    def bring_back_all(self, conversation_ids: Sequence[ConversationId]) -> list[Conversation]:
        """Undo the deletion of conversations; those that are not gone for good."""
        with self._lock:
            found = [self.bring_back(each) for each in conversation_ids]
        return [each for each in found if each is not None]

    def bring_back(self, conversation_id: ConversationId) -> Conversation | None:
        """Undo the deletion of a conversation; None when it is gone for good."""
        with self._lock:
            kept = self._kept.get(conversation_id)
            if kept is None:
                return None
            kept.is_deleted = False
            return kept.conversation

    def hide_messages(
        self, conversation_id: ConversationId, message_ids: Sequence[MessageId]
    ) -> HiddenMessages | None:
        """Delete messages; what followed one follows the one before it. None when none is there.

        `bring_back_messages` undoes it until `purge`, the last deletion first.
        """
        with self._lock:
            kept = self._kept.get(conversation_id)
            return kept.hide(message_ids) if kept else None

    def bring_back_messages(self, hidden: HiddenMessages) -> bool:
        """Undo the deletion of messages; False when they are gone for good."""
        with self._lock:
            kept = self._kept.get(hidden.conversation)
            return kept is not None and kept.bring_back(hidden)

    def purge_messages(self) -> int:
        """Make deletions of single messages final; how many messages were destroyed."""
        with self._lock:
            return sum(kept.forget_hidden() for kept in self._kept.values())

    def purge(self) -> int:
        """Make deletions final: how many conversations were destroyed."""
        with self._lock:
            doomed = [each for each, kept in self._kept.items() if kept.is_deleted]
            for conversation_id in doomed:
                del self._kept[conversation_id]
                self._forget_draft(conversation_id)
        return len(doomed)

    def expire(self, is_due: Callable[[Conversation], bool]) -> list[Conversation]:
        """Destroy for good what a rule names; which conversations those were."""
        with self._lock:
            found = (each.conversation for each in self._in_order())
            doomed = [each for each in found if is_due(each)]
            for each in doomed:
                del self._kept[each.id]
                self._forget_draft(each.id)
        return doomed

    def _visible(self, conversation_id: ConversationId) -> Kept | None:
        with self._lock:
            kept = self._kept.get(conversation_id)
            return kept if kept and not kept.is_deleted else None

    def _in_order(self) -> list[Kept]:
        found = [each for each in self._kept.values() if not each.is_deleted]
        return sorted(found, key=lambda each: each.changed, reverse=True)
