"""Three models for this computer: a small one, a balanced one, and the best that it holds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.domain.model_cards import Purpose
from app.services.model_choice import can_be_had, has_room, least_bytes, speaks, task_of
from app.services.model_library import ListedModel

_TASKS: Final = (Purpose.CHAT, Purpose.VISION)
"""A model that also sees writes as well as another."""
_STEP: Final = 0.6
"""How large each may be beside the next one: less would hardly be felt."""


class PickKind(StrEnum):
    """Which of the three a pick is."""

    SMALL = "small"
    BALANCED = "balanced"
    BEST = "best"


@dataclass(frozen=True, slots=True)
class Pick:
    """A model that is proposed. `bytes` is its size, or what it cannot be smaller than."""

    kind: PickKind
    model: ListedModel
    bytes: int


def picks(models: Iterable[ListedModel], room_bytes: int, language: str) -> tuple[Pick, ...]:
    """Up to three models for conversation, the smallest first, each of them once.

    `room_bytes` is about how large a model's file may be here. Among those of a like size, one
    made for `language` is taken. A model that nothing tells the size of, or that can be had from
    nowhere, is none of the three.
    """
    sized = sorted(
        (
            (size, model)
            for model in models
            if task_of(model) in _TASKS
            and can_be_had(model)
            and (size := least_bytes(model)) is not None
            and has_room(size, room_bytes)
        ),
        key=lambda each: each[0],
    )
    found: list[Pick] = []
    most = float(room_bytes)
    for kind in (PickKind.BEST, PickKind.BALANCED, PickKind.SMALL):
        if fitting := [each for each in sized if each[0] <= most]:
            size, model = _best(fitting, language)
            found.append(Pick(kind, model, size))
            most = size * _STEP
    return tuple(reversed(found))


def _best(fitting: Sequence[tuple[int, ListedModel]], language: str) -> tuple[int, ListedModel]:
    """The largest; one of at least half its size that is made for the language before it."""
    largest = fitting[-1]
    spoken = [each for each in fitting if speaks(each[1], language) and 2 * each[0] >= largest[0]]
    return spoken[-1] if spoken else largest
