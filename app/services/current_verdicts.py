"""What a safety model found, in whichever store holds the conversation."""

from collections.abc import Callable

from app.domain.ids import ConversationId, MessageId
from app.domain.protocols import ConversationStore
from app.domain.safety import SafetyReport, Verdict


class CurrentVerdicts:
    """A VerdictShelf: what was found in a temporary conversation goes with it."""

    def __init__(
        self, store: ConversationStore, of: Callable[[ConversationId], ConversationStore]
    ) -> None:
        """`store` is the one that holds, `of` tells where a conversation is."""
        self._store = store
        self._of = of

    def of(self, conversation_id: ConversationId) -> dict[MessageId, SafetyReport]:
        """What was found in a conversation, by the answers that were judged."""
        return self._of(conversation_id).verdicts.of(conversation_id)

    def put(
        self, conversation_id: ConversationId, message_id: MessageId, report: SafetyReport
    ) -> None:
        """Keep what was found in place of what was; nothing happens when the message is gone."""
        self._of(conversation_id).verdicts.put(conversation_id, message_id, report)

    def passages(self) -> tuple[Verdict, ...]:
        """The verdicts on all passages that are known again in what is kept."""
        return self._store.verdicts.passages()
