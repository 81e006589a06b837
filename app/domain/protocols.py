"""What the services need from the skills below them, said as protocols."""

from collections.abc import Callable
from typing import Protocol

from app.domain.conversations import Conversation, Message
from app.domain.generation import GenerationEvent, Request
from app.domain.ids import ConversationId, MessageId
from app.domain.models import EngineReport, LoadedModel, LoadRequest


class Generation(Protocol):
    """One answer in the making."""

    def cancel(self) -> None:
        """Ask for the end; the answer finishes as cancelled with the text so far."""


class Engine(Protocol):
    """A model engine: one model at a time, many answers."""

    def report(self) -> EngineReport:
        """Start the engine if need be; what it found on this machine. Raises EngineUnavailable."""

    def load(self, request: LoadRequest, on_progress: Callable[[float], None]) -> LoadedModel:
        """Load a model, replacing the one before; blocks. Raises an AppError."""

    def cancel_load(self) -> None:
        """Give up a load that is under way; `load` raises LoadCancelled."""

    def loaded(self) -> LoadedModel | None:
        """The model that is ready, or None: never loaded, failed, or the engine crashed."""

    def memory_held(self) -> int:
        """Bytes of memory that unloading the model would give back."""

    def generate(self, request: Request, on_event: Callable[[GenerationEvent], None]) -> Generation:
        """Begin an answer; events come on an engine thread, the last is Finished or Failed."""

    def close(self) -> None:
        """End the engine, whatever it is doing; within seconds."""


class ConversationStore(Protocol):
    """Where conversations live."""

    def add(self, conversation: Conversation) -> None:
        """Add a conversation."""

    def get(self, conversation_id: ConversationId) -> Conversation | None:
        """One conversation, or None."""

    def conversations(self) -> list[Conversation]:
        """All conversations, the last changed first."""

    def update(self, conversation: Conversation) -> None:
        """Replace title and times."""

    def remove(self, conversation_id: ConversationId) -> None:
        """Remove a conversation and its messages."""

    def append(self, conversation_id: ConversationId, message: Message) -> None:
        """Add a message at the end."""

    def replace(self, conversation_id: ConversationId, message: Message) -> None:
        """Replace the message of the same id."""

    def messages(self, conversation_id: ConversationId) -> list[Message]:
        """The messages in their order."""

    def message(self, conversation_id: ConversationId, message_id: MessageId) -> Message | None:
        """One message, or None."""
