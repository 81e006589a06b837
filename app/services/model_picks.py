"""Three models for this computer: a small one, a balanced one, and the best that it holds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.domain.model_cards import Purpose, Use
from app.services.model_choice import (
    can_be_had,
    has_room,
    least_bytes,
    speaks,
    task_of,
    use_of,
)
from app.services.model_library import ListedModel
from app.services.model_pace import Pace

_TASKS: Final = (Purpose.CHAT, Purpose.VISION)
"""A model that also sees writes as well as another; of the same size, one that only writes goes
first, as its whole size serves that."""
_STEP: Final = 0.6
"""How large each may be beside the next one: less would hardly be felt."""


_FREEDOM: Final = (Use.ANY, Use.CONDITIONS, Use.UNKNOWN, Use.NON_COMMERCIAL)
"""What is proposed rather, among models that suit alike; what is not known may forbid a lot."""


class PickKind(StrEnum):
    """Which of the three a pick is."""

    SMALL = "small"
    BALANCED = "balanced"
    BEST = "best"


_LEAST_PACE: Final = {PickKind.BEST: 5.0, PickKind.BALANCED: 8.0, PickKind.SMALL: 15.0}
"""Tokens a second. People read four or five words in one: what is slower keeps them waiting."""


@dataclass(frozen=True, slots=True)
class Pick:
    """A model that is proposed. `bytes` is its size, or what it cannot be smaller than."""

    kind: PickKind
    model: ListedModel
    bytes: int
    tokens_per_second: float
    """About as fast as it would write here."""


def picks(
    models: Iterable[ListedModel], room_bytes: int, language: str, pace: Pace
) -> tuple[Pick, ...]:
    """Up to three models for conversation, the smallest first, each of them once.

    `room_bytes` is about how large a model's file may be here. Each of the three writes at least
    as fast as one of its kind should; where none does, the fastest is all that is proposed. Among
    those of a like size, one made for `language` is taken, and of those one that its licence
    leaves free. A model that nothing tells the size of, or that can be had from nowhere, is none
    of the three.
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
        key=lambda each: (each[0], task_of(each[1]) == Purpose.CHAT),
    )
    paces = [pace.tokens_per_second(model) for _size, model in sized]
    found: list[Pick] = []
    most = float(room_bytes)
    for kind, least in _LEAST_PACE.items():
        fitting = [
            each
            for each, rate in zip(sized, paces, strict=True)
            if each[0] <= most and rate >= least
        ]
        if fitting:
            size, model = _best(fitting, language)
            found.append(Pick(kind, model, size, pace.tokens_per_second(model)))
            most = size * _STEP
    if not found and sized:
        rate, (size, model) = max(zip(paces, sized, strict=True), key=lambda each: each[0])
        found.append(Pick(PickKind.BEST, model, size, rate))
    return tuple(reversed(found))


def _best(fitting: Sequence[tuple[int, ListedModel]], language: str) -> tuple[int, ListedModel]:
    """The largest of those that speak the language, the freest licences first.

    Only models of at least half the size of the largest stand for it: neither a language nor a
    licence makes up for more.
    """
    like = [each for each in fitting if 2 * each[0] >= fitting[-1][0]]
    fit = [each for each in like if speaks(each[1], language)] or like
    free = min(_FREEDOM.index(use_of(model)) for _size, model in fit)
    return [each for each in fit if _FREEDOM.index(use_of(each[1])) == free][-1]
