"""What sums up conversations, in whichever store holds them."""

from collections.abc import Callable

from app.domain.ids import ConversationId, MessageId
from app.domain.protocols import ConversationStore


class CurrentSummaries:
    """A SummaryShelf: what sums up a temporary conversation goes with it."""

    def __init__(self, of: Callable[[ConversationId], ConversationStore]) -> None:
        """`of` tells where a conversation is."""
        self._of = of

    def of(self, conversation_id: ConversationId) -> dict[MessageId, str]:
        """The summaries of a conversation, by the last message that each sums up."""
        return self._of(conversation_id).summaries.of(conversation_id)

    def put(self, conversation_id: ConversationId, message_id: MessageId, text: str) -> None:
        """Keep a summary; an empty one is removed. Nothing happens when the message is gone."""
        self._of(conversation_id).summaries.put(conversation_id, message_id, text)
