"""Summaries of conversations in memory alone, beside the messages up to which they sum up."""

from collections.abc import Mapping

from app.domain.ids import ConversationId, MessageId
from app.store.memory_tree import Kept
from app.store.stored_text import storable


class MemorySummaries:
    """A SummaryShelf that forgets with its conversations. Safe to use from several threads."""

    def __init__(self, kept: Mapping[ConversationId, Kept]) -> None:
        """`kept` are the conversations of the store, as they are then."""
        self._kept = kept

    def of(self, conversation_id: ConversationId) -> dict[MessageId, str]:
        """The summaries of a conversation, by the last message that each sums up."""
        kept = self._kept.get(conversation_id)
        return dict(kept.summaries) if kept else {}

    def put(self, conversation_id: ConversationId, message_id: MessageId, text: str) -> None:
        """Keep a summary; an empty one is removed. Nothing happens when the message is gone."""
        kept = self._kept.get(conversation_id)
        if kept is None or not kept.has(message_id):
            return
        if text:
            kept.summaries[message_id] = storable(text)
        else:
            kept.summaries.pop(message_id, None)
