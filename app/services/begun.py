"""A conversation in which nothing was said yet: kept together with its first message."""

from dataclasses import dataclass, replace

from app.domain.answer_values import ConversationSettings
from app.domain.conversations import Conversation, Message
from app.domain.generation import Role
from app.domain.ids import ConversationId, new_message_id


@dataclass(frozen=True, slots=True)
class Begun:
    """What is known of it so far."""

    conversation: Conversation
    system: str = ""
    """Empty for the instructions that hold when the first message is sent."""

    @property
    def key(self) -> ConversationId | None:
        """Under what its settings wait: a temporary one has its id from the start."""
        return self.conversation.id if self.conversation.is_temporary else None

    def first(
        self, chosen: ConversationSettings, usual_system: str
    ) -> tuple[Conversation, list[Message]]:
        """The conversation with what was chosen for it, and what stands before its first message.

        `usual_system` are the instructions where neither it nor the choice has any.
        """
        system = self.system or chosen.instructions
        if system is None:
            system = usual_system
        conversation = replace(self.conversation, settings=replace(chosen, instructions=None))
        return conversation, [Message(new_message_id(), Role.SYSTEM, system)] if system else []
