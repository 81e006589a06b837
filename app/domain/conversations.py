"""Conversations and their messages, as values."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from app.domain.errors import AppError
from app.domain.generation import FinishReason, Role, Timing, Usage
from app.domain.ids import ConversationId, MessageId
from app.domain.tools import ToolCall


def now() -> datetime:
    """The current time, with its zone."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation.

    `finish` is None while an answer is being written, and for the user's own messages.
    `error` is set when the answer ended because something failed. `thoughts` are what the model
    reasoned before and between its text; they are never sent back to it.
    """

    id: MessageId
    role: Role
    text: str
    created_at: datetime = field(default_factory=now)
    model: str | None = None
    finish: FinishReason | None = None
    error: AppError | None = None
    usage: Usage = field(default_factory=Usage)
    timing: Timing = field(default_factory=Timing)
    thoughts: str = ""
    calls: tuple[ToolCall, ...] = ()
    """What the model wants called, of the tools that it was offered."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation without its messages, as the sidebar shows it."""

    id: ConversationId
    title: str
    created_at: datetime = field(default_factory=now)
    changed_at: datetime = field(default_factory=now)
