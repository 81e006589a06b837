"""What a model's context window holds of a conversation, as values."""

from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from app.domain.ids import ConversationId, MessageId

LEFT_OUT: Final = "…"
"""Stands for the text of a message of which nobody needs to know more than that it has some."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Where the part of a conversation begins that the model is given word for word.

    Pinned messages above it are given all the same, and are not counted.
    """

    left_out: int = 0
    """Messages above it that the model is not given."""
    first_seen: MessageId | None = None
    """The first message below it; None when nothing is left out."""
    summary: str = field(default="", repr=False)
    """What the model is given in place of what is left out, or of the beginning of that."""
    summed_up_to: MessageId | None = None
    """The last message that the summary sums up."""
    is_summed_up: bool = False
    """Whether the summary is of everything that is left out."""
    pinned: int = 0
    """Pinned messages above it."""


WHOLE = Cut()


class SummaryShelf(Protocol):
    """Keeps what sums up the older part of conversations."""

    def of(self, conversation_id: ConversationId) -> dict[MessageId, str]:
        """The summaries of a conversation, by the last message that each sums up."""

    def put(self, conversation_id: ConversationId, message_id: MessageId, text: str) -> None:
        """Keep a summary in place of the one before; an empty one is removed.

        Nothing happens when the message is gone.
        """


@dataclass(frozen=True, slots=True)
class ContextUse:
    """How the next message would fill the context window, in tokens.

    The sum was counted by the model where `is_counted`; its parts are shares of it by their length.
    """

    size: int
    instructions: int = 0
    conversation: int = 0
    attachments: int = 0
    documents: int = 0
    writing: int = 0
    answer: int = 0
    """The room that is kept for the answer."""
    is_counted: bool = True
    cut: Cut = WHOLE

    @property
    def used(self) -> int:
        """Tokens of the prompt."""
        return (
            self.instructions + self.conversation + self.attachments + self.documents + self.writing
        )

    def with_answer(self, prompt: int, written: float) -> "ContextUse":
        """The same while an answer is written: `prompt` tokens were read, about `written` came.

        What was being written has been asked by now. A prompt of 0 is not known yet.
        """
        others = self.instructions + self.attachments + self.documents
        asked = max(0, prompt - others) if prompt else self.conversation + self.writing
        tokens = round(written)
        return replace(
            self,
            conversation=asked + tokens,
            writing=0,
            answer=max(0, self.answer - tokens),
            is_counted=False,
        )

    @property
    def share(self) -> float:
        """How full the window is before the answer; above 1 the message does not fit."""
        return self.used / max(1, self.size)
