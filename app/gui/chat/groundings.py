"""What the answers in view rest on: asked for as they come into view, shown once it is known."""

from collections.abc import Callable, Mapping, Sequence

from app.domain.conversations import Message
from app.domain.ids import ConversationId, MessageId
from app.domain.retrieval import Grounding
from app.gui.chat.message_rows import MessageRows
from app.gui.chat.transcript import Transcript


class Groundings:
    """Of the conversation in view, which `current` tells; the rows show them."""

    def __init__(
        self,
        made: MessageRows,
        transcript: Transcript,
        current: Callable[[], ConversationId | None],
    ) -> None:
        self._made = made
        self._transcript = transcript
        self._current = current
        self.on_asked: Callable[[ConversationId, Sequence[MessageId]], None] = lambda *_: None
        """Answers are in view of which nobody knows yet what they rest on."""

    def of(self, message_id: MessageId) -> Grounding | None:
        """What an answer in view rests on, as far as that is known."""
        return self._made.grounding(message_id)

    def ask(self, shown: list[Message]) -> None:
        """Messages have come into view."""
        current, answers = self._current(), self._made.are_to_be_asked(shown)
        if current is not None and answers:
            self.on_asked(current, answers)

    def show(
        self, conversation_id: ConversationId, groundings: Mapping[MessageId, Grounding]
    ) -> None:
        """Show what answers of a conversation rest on; what is known of them already stays."""
        if conversation_id != self._current():
            return
        for message_id, grounding in self._made.unknown(groundings).items():
            words = self._made.words_of(message_id, grounding)
            self._made.ground(message_id, grounding)
            self._transcript.update_message(message_id, grounding=grounding, status=words)

    def show_again(self, message_id: MessageId, grounding: Grounding) -> None:
        """More is known by now of what an answer in view rests on."""
        self._made.ground(message_id, grounding)
        self._transcript.update_message(message_id, grounding=grounding)
