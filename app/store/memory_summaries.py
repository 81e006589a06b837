"""Summaries of conversations in memory alone: they go with the process."""

from app.domain.ids import ConversationId, MessageId
from app.store.stored_text import storable


class MemorySummaries:
    """A SummaryShelf that forgets everything at the end. Safe to use from several threads."""

    def __init__(self) -> None:
        self._kept: dict[ConversationId, dict[MessageId, str]] = {}

    def of(self, conversation_id: ConversationId) -> dict[MessageId, str]:
        """The summaries of a conversation, by the last message that each sums up."""
        return dict(self._kept.get(conversation_id, {}))

    def put(self, conversation_id: ConversationId, message_id: MessageId, text: str) -> None:
        """Keep a summary; an empty one is removed."""
        others = {key: each for key, each in self.of(conversation_id).items() if key != message_id}
        self._kept[conversation_id] = {**others, message_id: storable(text)} if text else others
