"""How full the context window would be with the message that is being written."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.config import settings as options
from app.config.settings import Settings
from app.domain.attachments import NewAttachment
from app.domain.context import ContextUse
from app.domain.conversations import Message
from app.domain.errors import AppError
from app.domain.events import (
    AnswerGrew,
    AnswerProgress,
    AnswerThought,
    AppEvent,
    DocumentsProgressed,
    ModelChanged,
)
from app.domain.generation import Role
from app.domain.ids import ConversationId, new_message_id
from app.services.answer import Wanted
from app.services.chat import ChatService
from app.services.context_window import (
    Fitted,
    answer_room,
    guessed,
    reach,
    reaches_further,
    with_count,
)
from app.services.event_bus import EventBus
from app.services.prompts import given_text

if TYPE_CHECKING:
    from app.services.asking import AskService

_SAME = (AnswerGrew, AnswerProgress, AnswerThought, DocumentsProgressed, ModelChanged)
"""After these the messages are as they were, but for the answer under way."""


@dataclass(frozen=True, slots=True)
class Writing:
    """What is being written, and how it is to be answered."""

    text: str = field(default="", repr=False)
    attachments: Sequence[NewAttachment] = ()
    asks_documents: bool = False
    wanted: Wanted = field(default_factory=Wanted, repr=False)
    """In a conversation that nothing was said in yet: how an answer is wanted there."""


class ContextMeter:
    """Counts. Calls block for some milliseconds; safe from any thread."""

    def __init__(self, chat: ChatService, settings: Settings, bus: EventBus) -> None:
        self._chat = chat
        self._settings = settings
        self._lock = threading.Lock()
        self._changes = 0
        self._known: tuple[ConversationId, int, list[Message]] | None = None
        """The conversation, the size of the window, and its messages as far as they may fit."""
        self.asking: Callable[[], AskService] | None = None
        """What answers from documents; made when it is first needed."""
        bus.subscribe(self._hear)

    def use(self, conversation_id: ConversationId | None, writing: Writing) -> ContextUse | None:
        """How full it would be; None while no model is loaded. Raises what the store raises."""
        size = self._chat.window.size
        if size is None:
            return None
        wanted = writing.wanted
        if conversation_id is not None:
            wanted = self._chat.usual(conversation_id)
        if writing.asks_documents or wanted.about is not None:
            return self._of_documents(size, writing)
        messages = self._messages(conversation_id, wanted.system, size)
        is_written = bool(writing.text.strip() or writing.attachments)
        if is_written:
            beside = tuple(each.attachment for each in writing.attachments)
            last = Message(new_message_id(), Role.USER, writing.text, attachments=beside)
            messages = [*messages, last]
        room = answer_room(size, self._settings.get(options.MAX_TOKENS) or None)
        if all(each.role is Role.SYSTEM for each in messages):
            words = sum(guessed(each.text) for each in messages)
            return ContextUse(size, round(words), answer=room, is_counted=False)
        fitted = self._fitted(conversation_id, messages, wanted)
        if fitted is not None and conversation_id is not None and reaches_further(fitted):
            whole = self._chat.messages(conversation_id)
            whole += messages[len(messages) - is_written :]
            fitted = self._fitted(conversation_id, whole, wanted)
        return None if fitted is None else _shared_out(size, room, fitted, writing)

    def _fitted(
        self, conversation_id: ConversationId | None, messages: list[Message], wanted: Wanted
    ) -> Fitted | None:
        wish = self._chat.requests.wish(conversation_id, messages, wanted)
        try:
            return self._chat.window.fit(with_count(wish))
        except AppError:  # a template that cannot say this: the answer will tell
            return None

    def _of_documents(self, size: int, writing: Writing) -> ContextUse | None:
        """Of the conversation only the questions count then; how much is read is a limit."""
        if self.asking is None:
            return None
        budget = self.asking().budget()
        words = round(guessed(writing.text))
        room = answer_room(size, self._settings.get(options.MAX_TOKENS) or None)
        return ContextUse(size, documents=budget, writing=words, answer=room, is_counted=False)

    def _messages(
        self, conversation_id: ConversationId | None, system: str, size: int
    ) -> list[Message]:
        """All of them; the text of those that a window of this size cannot hold is not kept."""
        if conversation_id is None:
            system = system or self._settings.get(options.SYSTEM_PROMPT)
            return [Message(new_message_id(), Role.SYSTEM, system)] if system else []
        with self._lock:
            changes, known = self._changes, self._known
        if known is not None and known[:2] == (conversation_id, size):
            return known[2]
        messages = self._chat.messages_in_brief(conversation_id, reach(size))
        with self._lock:
            if changes == self._changes:
                self._known = (conversation_id, size, messages)
        return messages

    def _hear(self, event: AppEvent) -> None:
        if not isinstance(event, _SAME):
            with self._lock:
                self._changes += 1
                self._known = None


def _shared_out(size: int, room: int, fitted: Fitted, writing: Writing) -> ContextUse:
    """The count, divided among the parts by what each was guessed to have."""
    turns = fitted.kept[:-1] if writing.text.strip() or writing.attachments else fitted.kept
    parts = {
        "instructions": sum(guessed(each.text) for each in turns if each.role is Role.SYSTEM),
        "conversation": sum(guessed(each.text) for each in turns if each.role is not Role.SYSTEM),
        "attachments": sum(
            guessed(given_text(each)) - guessed(each.text)
            for each in fitted.kept
            if each.attachments
        ),
        "writing": guessed(writing.text),
    }
    guess = sum(parts.values())
    tokens = fitted.tokens or 0
    rate = tokens / guess if guess else 0.0
    shares = {name: round(part * rate) for name, part in parts.items()}
    largest = max(shares, key=lambda name: shares[name])
    shares[largest] += tokens - sum(shares.values())
    return ContextUse(
        size,
        shares["instructions"],
        shares["conversation"],
        shares["attachments"],
        writing=shares["writing"],
        answer=room,
        cut=fitted.cut,
    )
