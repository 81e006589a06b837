"""What a model is asked for an answer: the conversation so far, and how the settings want it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from app.config import settings as options
from app.config.settings import Settings
from app.domain.answer_values import NOTHING_SET
from app.domain.conversations import Message
from app.domain.generation import AnswerFormat, PromptMessage, Request, Role
from app.domain.ids import new_message_id
from app.domain.protocols import ConversationStore
from app.index.mark_filter import without_marks
from app.services.answer import Answer
from app.services.prompts import prompt_messages
from app.services.value_layers import ValueLayers

_THINKS: Final = {"auto": None, "on": True, "off": False}


class AnswerRequests:
    """Makes requests for the engine. Safe to use from several threads."""

    def __init__(self, store: ConversationStore, settings: Settings, layers: ValueLayers) -> None:
        self._store = store
        self._settings = settings
        self._layers = layers

    def request(self, answer: Answer) -> Request:
        """What the model is asked for an answer; raises what the store raises."""
        earlier = self._store.branch(answer.conversation_id, answer.message.id)[:-1]
        answer.has_attachments = any(each.attachments for each in earlier)
        wanted = answer.wanted
        conversation = self._store.get(answer.conversation_id)
        own = conversation.settings if conversation is not None else NOTHING_SET
        holding = self._layers.for_conversation(conversation)
        sampling = wanted.sampling or holding.sampling
        limit = holding.max_tokens if wanted.max_tokens is None else wanted.max_tokens
        has_format = wanted.format != AnswerFormat() or bool(wanted.tools)
        said = _instructed(earlier, own.instructions)
        turns = prompt_messages([self._without_marks(each) for each in said])
        return Request(
            messages=hinted(turns, wanted.hint),
            sampling=sampling,
            max_tokens=limit or None,
            conversation=answer.conversation_id,
            # Whoever names a seed wants the same text again, to the last near tie.
            speculate=self._settings.get(options.SPECULATE) and sampling.seed is None,
            grammar=wanted.format.grammar,
            json_schema=wanted.format.json_schema if has_format else own.json_schema,
            adapters=answer.adapters,
            tools=wanted.tools,
            thinks=_THINKS[holding.thinking],
            begun=answer.message.text,
        )

    def _without_marks(self, message: Message) -> Message:
        """An answer from documents as it was written: a model would imitate the numbers."""
        if message.role is not Role.ASSISTANT or "[" not in message.text:
            return message
        if self._store.grounding(message.id) is None:
            return message
        return replace(message, text=without_marks(message.text))


def _instructed(earlier: Sequence[Message], instructions: str | None) -> list[Message]:
    """The messages with instructions before them, where they begin with none of their own."""
    has_own = bool(earlier) and earlier[0].role is Role.SYSTEM
    if not instructions or has_own:
        return list(earlier)
    return [Message(new_message_id(), Role.SYSTEM, instructions), *earlier]


def hinted(turns: Sequence[PromptMessage], hint: str) -> tuple[PromptMessage, ...]:
    """The turns with a hint after the last thing that was asked."""
    if not hint or not turns:
        return tuple(turns)
    last = turns[-1]
    return (*turns[:-1], replace(last, text=f"{last.text}\n\n{hint}"))
