"""How answers are wanted: what was chosen for one conversation or one model, and what then holds.

What nobody chose is left out, so that it goes on following what lies below: a conversation's own
values come first, then its assistant's, then its model's, then the settings, then what is usual.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from app.domain.generation import PRESETS, RANGES, Sampling
from app.domain.question_about import about_as_json, about_from_json
from app.domain.retrieval import SearchFilter

THINKING: Final = ("auto", "on", "off")
MOST_TOKENS: Final = 1_048_576
LONGEST_INSTRUCTIONS: Final = 64_000
LONGEST_SCHEMA: Final = 128 * 1024
"""Characters."""

_USUAL: Final = Sampling()


@dataclass(frozen=True, slots=True)
class AnswerValues:
    """What was chosen of how answers are written; what is empty was not."""

    preset: str = ""
    """One of PRESETS: it takes the place of every number below it."""
    sampling: tuple[tuple[str, float], ...] = ()
    """Numbers of their own, by the names of RANGES, in the order of the names."""
    max_tokens: int | None = None
    """The longest answer; 0 is without a limit."""
    thinking: str = ""
    """One of THINKING."""

    def number(self, name: str) -> float | None:
        """The number that was chosen under a name of RANGES, or None."""
        return dict(self.sampling).get(name)

    def with_number(self, name: str, value: float | None) -> "AnswerValues":
        """The same with another number, or with none; ValueError when it is out of its range."""
        numbers = dict(self.sampling)
        numbers.pop(name, None)
        if value is not None:
            numbers[name] = checked_number(name, value)
        return replace(self, sampling=tuple(sorted(numbers.items())))


@dataclass(frozen=True, slots=True)
class ConversationSettings:
    """What holds in one conversation alone."""

    values: AnswerValues = field(default_factory=AnswerValues)
    instructions: str | None = field(default=None, repr=False)
    """In the place of its system message, where it has none of its own; None: as usual."""
    json_schema: str = field(default="", repr=False)
    """Every answer follows it; empty for answers in words."""
    model: str = ""
    """The model that answers, by its id or the path of its file; empty for the usual one."""
    about: SearchFilter | None = None
    """The documents that its next question is answered from; None for none."""


NOTHING_SET: Final = ConversationSettings()


def is_whole(name: str) -> bool:
    """Whether a number of RANGES has no decimals."""
    return isinstance(getattr(_USUAL, name), int)


def checked_number(name: str, value: float) -> float:
    """The number as Sampling takes it; ValueError when there is none such, or out of its range."""
    if name not in RANGES:
        raise ValueError(f"there is no {name}")
    low, high = RANGES[name]
    if not low <= value <= high:  # also refuses NaN
        raise ValueError(f"{name} lies between {low:g} and {high:g}")
    return int(value) if is_whole(name) else float(value)


def sampling_of(base: Sampling, layers: Iterable[AnswerValues]) -> Sampling:
    """The sampling that holds; of `layers` the last one comes first."""
    for layer in layers:
        base = PRESETS.get(layer.preset, base)
        base = replace(base, **dict(layer.sampling))  # type: ignore[arg-type]  # names of RANGES
    return base


def max_tokens_of(base: int, layers: Iterable[AnswerValues]) -> int:
    """The longest answer that holds; 0 is without a limit."""
    chosen = [each.max_tokens for each in layers if each.max_tokens is not None]
    return chosen[-1] if chosen else base


def thinking_of(base: str, layers: Iterable[AnswerValues]) -> str:
    """Whether the model reasons first: one of THINKING."""
    chosen = [each.thinking for each in layers if each.thinking]
    return chosen[-1] if chosen else base


# --- as text ----------------------------------------------------------------------------------


def values_as_json(values: AnswerValues) -> dict[str, Any]:
    """What was chosen, and nothing else."""
    found: dict[str, Any] = {}
    if values.preset:
        found["preset"] = values.preset
    if values.sampling:
        found["sampling"] = dict(values.sampling)
    if values.max_tokens is not None:
        found["max_tokens"] = values.max_tokens
    if values.thinking:
        found["thinking"] = values.thinking
    return found


def values_from_json(found: object) -> AnswerValues:
    """What `values_as_json` gave; what is not accepted any more is left out."""
    if not isinstance(found, Mapping):
        return AnswerValues()
    preset, thinking = found.get("preset"), found.get("thinking")
    values = AnswerValues(
        preset=preset if isinstance(preset, str) and preset in PRESETS else "",
        max_tokens=_tokens(found.get("max_tokens")),
        thinking=thinking if isinstance(thinking, str) and thinking in THINKING else "",
    )
    numbers = found.get("sampling")
    for name, value in numbers.items() if isinstance(numbers, Mapping) else ():
        if isinstance(name, str) and isinstance(value, int | float) and _is_accepted(name, value):
            values = values.with_number(name, value)
    return values


def settings_as_text(settings: ConversationSettings) -> str:
    """The settings of a conversation as JSON; `{}` for none."""
    found = values_as_json(settings.values)
    if settings.instructions is not None:
        found["instructions"] = settings.instructions
    for name in ("json_schema", "model"):
        if value := getattr(settings, name):
            found[name] = value
    if settings.about is not None:
        found["documents"] = about_as_json(settings.about)
    return json.dumps(found, ensure_ascii=False)


def settings_from_text(text: str) -> ConversationSettings:
    """What `settings_as_text` gave; what is not accepted any more is left out."""
    if text == "{}":
        return NOTHING_SET
    try:
        found = json.loads(text)
    except ValueError:
        return NOTHING_SET
    if not isinstance(found, dict):
        return NOTHING_SET
    instructions = found.get("instructions")
    return ConversationSettings(
        values=values_from_json(found),
        instructions=instructions if isinstance(instructions, str) else None,
        json_schema=_text(found.get("json_schema")),
        model=_text(found.get("model")),
        about=_about(found.get("documents")),
    )


def models_as_text(models: Mapping[str, AnswerValues]) -> str:
    """The values of every model that has some, by its id."""
    found = {key: values_as_json(each) for key, each in sorted(models.items())}
    return json.dumps({key: each for key, each in found.items() if each})


def models_from_text(text: str) -> dict[str, AnswerValues]:
    """What `models_as_text` gave."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {key: values_from_json(each) for key, each in found.items()}


def _tokens(value: object) -> int | None:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and isinstance(value, int) and 0 <= value <= MOST_TOKENS else None


def _is_accepted(name: str, value: float) -> bool:
    try:
        checked_number(name, value)
    except (ValueError, OverflowError):
        return False
    return True


def _about(value: object) -> SearchFilter | None:
    if not isinstance(value, Mapping):
        return None
    try:
        return about_from_json(value)
    except (TypeError, ValueError):
        return None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
