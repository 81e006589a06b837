"""What a model's context window holds of a conversation, as values."""

from dataclasses import dataclass

from app.domain.ids import MessageId


@dataclass(frozen=True, slots=True)
class Cut:
    """Where the part of a conversation begins that the model is given word for word.

    Pinned messages above it are given all the same, and are not counted.
    """

    left_out: int = 0
    """Messages above it that the model is not given."""
    first_seen: MessageId | None = None
    """The first message below it; None when nothing is left out."""


WHOLE = Cut()


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

    @property
    def share(self) -> float:
        """How full the window is before the answer; above 1 the message does not fit."""
        return self.used / max(1, self.size)
