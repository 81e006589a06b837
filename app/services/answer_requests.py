"""What a model is asked for an answer: the conversation so far, and how the settings want it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from app.config import settings as options
from app.config.settings import Settings
from app.domain.conversations import Message
from app.domain.generation import PRESETS, PromptMessage, Request, Role, Sampling
from app.domain.protocols import ConversationStore
from app.index.mark_filter import without_marks
from app.services.answer import Answer
from app.services.models import ModelService
from app.services.prompts import prompt_messages

_THINKS: Final = {"auto": None, "on": True, "off": False}


class AnswerRequests:
    """Makes requests for the engine. Safe to use from several threads."""

    def __init__(self, store: ConversationStore, models: ModelService, settings: Settings) -> None:
        self._store = store
        self._models = models
        self._settings = settings

    def request(self, answer: Answer) -> Request:
        """What the model is asked for an answer; raises what the store raises."""
        earlier = self._store.branch(answer.conversation_id, answer.message.id)[:-1]
        answer.has_attachments = any(each.attachments for each in earlier)
        wanted = answer.wanted
        sampling = wanted.sampling or self.sampling()
        turns = prompt_messages([self._without_marks(each) for each in earlier])
        return Request(
            messages=hinted(turns, wanted.hint),
            sampling=sampling,
            max_tokens=self._settings.get(options.MAX_TOKENS) or None,
            conversation=answer.conversation_id,
            # Whoever names a seed wants the same text again, to the last near tie.
            speculate=self._settings.get(options.SPECULATE) and sampling.seed is None,
            grammar=wanted.format.grammar,
            json_schema=wanted.format.json_schema,
            adapters=answer.adapters,
            tools=wanted.tools,
            thinks=_THINKS[self._settings.get(options.THINKING)],
            begun=answer.message.text,
        )

    def sampling(self) -> Sampling:
        """What the settings say; where they say nothing, the preset or what suits the model."""
        model = self._models.state.model
        usual = (model.entry.sampling if model and model.entry else None) or Sampling()
        usual = PRESETS.get(self._settings.get(options.PRESET), usual)
        chosen = {
            name: self._settings.chosen(setting) for name, setting in options.SAMPLING.items()
        }
        return replace(usual, **{key: value for key, value in chosen.items() if value is not None})

    def _without_marks(self, message: Message) -> Message:
        """An answer from documents as it was written: a model would imitate the numbers."""
        if message.role is not Role.ASSISTANT or "[" not in message.text:
            return message
        if self._store.documents.grounding(message.id) is None:
            return message
        return replace(message, text=without_marks(message.text))


def hinted(turns: Sequence[PromptMessage], hint: str) -> tuple[PromptMessage, ...]:
    """The turns with a hint after the last thing that was asked."""
    if not hint or not turns:
        return tuple(turns)
    last = turns[-1]
    return (*turns[:-1], replace(last, text=f"{last.text}\n\n{hint}"))
