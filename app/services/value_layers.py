"""What holds for an answer: its conversation's values over those of assistant, model, settings."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

from app.config import settings as options
from app.config.sampling_settings import SAMPLING
from app.config.settings import Settings
from app.domain.answer_values import (
    AnswerValues,
    max_tokens_of,
    models_from_text,
    sampling_of,
    thinking_of,
)
from app.domain.assistants import AssistantUse
from app.domain.conversations import Conversation
from app.domain.generation import PRESETS, RANGES, Sampling
from app.services.models import ModelService


@dataclass(frozen=True, slots=True)
class Holding:
    """The values that hold."""

    sampling: Sampling
    max_tokens: int
    """0 is without a limit."""
    thinking: str
    preset: str
    """The one that the numbers come from; empty for what suits the model."""


class ValueLayers:
    """Puts what was chosen in its order. Safe to use from several threads."""

    def __init__(self, models: ModelService, settings: Settings) -> None:
        self._models = models
        self._settings = settings
        self.assistant_of: Callable[[Conversation], AssistantUse | None] = lambda _each: None
        """Who answers in a conversation, where assistants are known."""

    def for_conversation(self, conversation: Conversation | None) -> Holding:
        """What holds in a conversation; without one, what the assistant-less rest says."""
        below = [*self._below_model(), self._of_model(), *self._of_assistant(conversation)]
        own = conversation.settings.values if conversation is not None else AnswerValues()
        return self._holding([*below, own])

    def below_conversation(self, conversation: Conversation | None) -> Holding:
        """What would hold in a conversation if it had no values of its own."""
        below = [*self._below_model(), self._of_model(), *self._of_assistant(conversation)]
        return self._holding(below)

    def below_model(self) -> Holding:
        """What would hold for the chosen model if it had no values of its own."""
        return self._holding(self._below_model())

    def model_id(self) -> str:
        """The chosen model; empty for none."""
        model = self._models.state.model
        return model.id if model is not None else ""

    def _holding(self, layers: Sequence[AnswerValues]) -> Holding:
        model = self._models.state.model
        usual = (model.entry.sampling if model and model.entry else None) or Sampling()
        presets = [each.preset for each in layers if each.preset]
        return Holding(
            sampling_of(usual, layers),
            max_tokens_of(self._settings.get(options.MAX_TOKENS), layers),
            thinking_of(self._settings.get(options.THINKING), layers),
            presets[-1] if presets else "",
        )

    def _below_model(self) -> list[AnswerValues]:
        preset = self._settings.get(options.PRESET)
        chosen = {name: self._settings.chosen(setting) for name, setting in SAMPLING.items()}
        numbers = tuple((name, each) for name, each in chosen.items() if each is not None)
        return [AnswerValues(preset if preset in PRESETS else "", numbers)]

    def _of_model(self) -> AnswerValues:
        known = models_from_text(self._settings.get(options.MODEL_VALUES))
        return known.get(self.model_id(), AnswerValues())

    def _of_assistant(self, conversation: Conversation | None) -> list[AnswerValues]:
        use = self.assistant_of(conversation) if conversation is not None else None
        if use is None or use.sampling is None:
            return []
        sampling = use.sampling
        named = [name for name, preset in PRESETS.items() if preset == sampling]
        if named:
            return [AnswerValues(preset=named[0])]
        numbers = [each.name for each in fields(sampling) if each.name in RANGES]
        return [AnswerValues(sampling=tuple((each, getattr(sampling, each)) for each in numbers))]
