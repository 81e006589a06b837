"""What a safety model found, in memory alone, beside the answers that it judged."""

from collections.abc import Mapping

from app.domain.ids import ConversationId, MessageId
from app.domain.safety import SafetyReport, Verdict
from app.store.memory_tree import Kept


class MemoryVerdicts:
    """A VerdictShelf that forgets with its conversations. Safe to use from several threads."""

    def __init__(self, kept: Mapping[ConversationId, Kept]) -> None:
        """`kept` are the conversations of the store, as they are then."""
        self._kept = kept

    def of(self, conversation_id: ConversationId) -> dict[MessageId, SafetyReport]:
        """What was found in a conversation, by the answers that were judged."""
        kept = self._kept.get(conversation_id)
        return dict(kept.verdicts) if kept else {}

    def put(
        self, conversation_id: ConversationId, message_id: MessageId, report: SafetyReport
    ) -> None:
        """Keep what was found in place of what was; nothing happens when the message is gone."""
        kept = self._kept.get(conversation_id)
        if kept is not None and kept.has(message_id):
            kept.verdicts[message_id] = report

    def passages(self) -> tuple[Verdict, ...]:
        """The verdicts on all passages that are known again."""
        reports = [each for kept in list(self._kept.values()) for each in kept.verdicts.values()]
        return tuple(verdict for each in reports for verdict in each.passages)
