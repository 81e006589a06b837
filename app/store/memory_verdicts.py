"""What a safety model found, in memory alone: it goes with the process."""

from app.domain.ids import ConversationId, MessageId
from app.domain.safety import SafetyReport, Verdict


class MemoryVerdicts:
    """A VerdictShelf that forgets everything at the end. Safe to use from several threads."""

    def __init__(self) -> None:
        self._kept: dict[ConversationId, dict[MessageId, SafetyReport]] = {}

    def of(self, conversation_id: ConversationId) -> dict[MessageId, SafetyReport]:
        """What was found in a conversation, by the answers that were judged."""
        return dict(self._kept.get(conversation_id, {}))

    def put(
        self, conversation_id: ConversationId, message_id: MessageId, report: SafetyReport
    ) -> None:
        """Keep what was found in place of what was."""
        self._kept[conversation_id] = {**self.of(conversation_id), message_id: report}

    def passages(self) -> tuple[Verdict, ...]:
        """The verdicts on all passages that are known again."""
        reports = [each for kept in list(self._kept.values()) for each in kept.values()]
        return tuple(verdict for each in reports for verdict in each.passages)
