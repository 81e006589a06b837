"""What a model is asked for an answer: the conversation so far, and how the settings want it."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from app.config import settings as options
from app.config.settings import Settings
from app.domain.adapters import Adapter
from app.domain.answer_values import NOTHING_SET
from app.domain.conversations import Message
from app.domain.generation import AnswerFormat, PromptMessage, Request, Role
from app.domain.ids import ConversationId, new_message_id
from app.domain.protocols import ConversationStore
from app.index.mark_filter import without_marks
from app.services.answer import Answer, Wanted
from app.services.context_window import (
    ContextWindow,
    Fitted,
    Wish,
    answer_room,
    reach,
    reaches_further,
)
from app.services.prompts import prompt_messages, with_summary
from app.services.value_layers import ValueLayers

_THINKS: Final = {"auto": None, "on": True, "off": False}


class AnswerRequests:
    """Makes requests for the engine. Safe to use from several threads."""

    def __init__(
        self,
        store: ConversationStore,
        settings: Settings,
        layers: ValueLayers,
        window: ContextWindow,
    ) -> None:
        self._store = store
        self._settings = settings
        self._layers = layers
        self._window = window

    def request(self, answer: Answer) -> Request:
        """What the model is asked for an answer, as much as its window holds; blocks.

        The answer is told what was left out. Raises what the store and the engine raise.
        """
        conversation_id, message_id = answer.conversation_id, answer.message.id
        size, fitted = self._window.size, None
        if size is not None:
            near = self._store.branch_in_brief(conversation_id, message_id, reach(size))
            fitted = self._fitted(answer, near[:-1])
        if fitted is None or reaches_further(fitted):
            fitted = self._fitted(answer, self._store.branch(conversation_id, message_id)[:-1])
        answer.has_attachments = any(each.attachments for each in fitted.kept)
        answer.cut = fitted.cut
        return fitted.request

    def _fitted(self, answer: Answer, earlier: Sequence[Message]) -> Fitted:
        wish = self.wish(
            answer.conversation_id, earlier, answer.wanted, answer.adapters, answer.message.text
        )
        return self._window.fit(wish, answer.cancelled)

    def wish(
        self,
        conversation_id: ConversationId | None,
        messages: Sequence[Message],
        wanted: Wanted,
        adapters: Sequence[Adapter] = (),
        begun: str = "",
    ) -> Wish:
        """A conversation and how it is to be answered, to be fitted into the window.

        `begun` is what there is of the answer already.
        """
        conversation = self._store.get(conversation_id) if conversation_id is not None else None
        own = conversation.settings if conversation is not None else NOTHING_SET
        holding = self._layers.for_conversation(conversation)
        sampling = wanted.sampling or holding.sampling
        limit = holding.max_tokens if wanted.max_tokens is None else wanted.max_tokens
        has_format = wanted.format != AnswerFormat() or bool(wanted.tools)
        request = Request(
            messages=(),
            sampling=sampling,
            max_tokens=limit or None,
            conversation=conversation_id or "",
            # Whoever names a seed wants the same text again, to the last near tie.
            speculate=self._settings.get(options.SPECULATE) and sampling.seed is None,
            grammar=wanted.format.grammar,
            json_schema=wanted.format.json_schema if has_format else own.json_schema,
            adapters=tuple(adapters),
            tools=wanted.tools,
            thinks=_THINKS[holding.thinking],
            begun=begun,
        )
        messages = _instructed(messages, wanted.system, own.instructions)
        first, summary = self._summed_up(conversation_id, messages)
        return Wish(
            conversation_id,
            messages,
            partial(self._with_turns, request, wanted.hint, summary),
            answer_room(self._window.size or 0, limit or None),
            first=first,
            summary=summary,
            beside=f"{wanted.hint}{wanted.tools or ''}{summary}{begun}",
        )

    def _summed_up(
        self, conversation_id: ConversationId | None, messages: Sequence[Message]
    ) -> tuple[int, str]:
        """How many of the messages are summed up, and by what; the last summary counts."""
        kept = self._store.summaries.of(conversation_id) if conversation_id is not None else {}
        if kept:
            for place in range(len(messages) - 1, -1, -1):
                if summary := kept.get(messages[place].id):
                    return place + 1, summary
        return 0, ""

    def _with_turns(
        self, request: Request, hint: str, summary: str, kept: Sequence[Message]
    ) -> Request:
        turns = prompt_messages([self._without_marks(each) for each in kept])
        turns = with_summary(turns, summary)
        return replace(request, messages=hinted(turns, hint))

    def _without_marks(self, message: Message) -> Message:
        """An answer from documents as it was written: a model would imitate the numbers."""
        if message.role is not Role.ASSISTANT or "[" not in message.text:
            return message
        if self._store.grounding(message.id) is None:
            return message
        return replace(message, text=without_marks(message.text))


def _instructed(
    messages: Sequence[Message], system: str, instructions: str | None
) -> Sequence[Message]:
    """The messages after other instructions than they began with, where there are some.

    `system` takes the place of their own; `instructions` stand where they have none.
    """
    has_own = bool(messages) and messages[0].role is Role.SYSTEM
    chosen = system or ("" if has_own else instructions or "")
    if not chosen:
        return messages
    said = (each for each in messages if each.role is not Role.SYSTEM)
    return (Message(new_message_id(), Role.SYSTEM, chosen), *said)


def hinted(turns: Sequence[PromptMessage], hint: str) -> tuple[PromptMessage, ...]:
    """The turns with a hint after the last thing that was asked."""
    if not hint or not turns:
        return tuple(turns)
    last = turns[-1]
    return (*turns[:-1], replace(last, text=f"{last.text}\n\n{hint}"))
