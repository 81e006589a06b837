"""Chooses among the models of the list: by task, language, licence, and by what memory allows."""

from collections.abc import Iterable, Iterator
from typing import Final

from app.catalog.architectures import known_architectures
from app.catalog.fit import PROGRAM_BYTES
from app.catalog.ggml_types import TENSOR_TYPES
from app.catalog.gguf import read_header
from app.catalog.placement import plan_load
from app.config.machine import hardware
from app.domain.errors import AppError
from app.domain.model_cards import ModelCard, Quantization, Use
from app.domain.openness import OpennessClass
from app.domain.placement import Wishes
from app.services.model_library import ListedModel

_BITS: Final = {each.name: 8 * each.bytes / each.elements for each in TENSOR_TYPES.values()}
_MIXTURES: Final = ("_S", "_M", "_L")
_SEVERAL: Final = "mul"
FOR_TRADE: Final = frozenset({Use.ANY, Use.CONDITIONS})
"""What those may be used for who earn money with it."""


def choose(
    models: Iterable[ListedModel],
    *,
    task: str | None = None,
    language: str | None = None,
    licence: str | None = None,
    uses: frozenset[Use] | None = None,
    openness: OpennessClass | None = None,
    words: str = "",
) -> list[ListedModel]:
    """Those of which everything that is asked for is known to hold, in their order.

    A language matches its regional forms, and a licence any that begins with it, without case;
    `uses` are what a licence may allow. A model whose makers list no languages ("mul") is left out:
    what it speaks is not known. Each of the `words` must be in the name, the family, the maker or
    the id.
    """
    wanted = words.casefold().split()
    return [
        model
        for model in models
        if (task is None or task_of(model) == task)
        and (language is None or speaks(model, language))
        and (licence is None or licence_of(model).lower().startswith(licence.lower()))
        and (uses is None or use_of(model) in uses)
        and (openness is None or openness_of(model) is openness)
        and all(word in _described(model) for word in wanted)
    ]


def that_fit(models: Iterable[ListedModel]) -> list[ListedModel]:
    """Those that the memory which is free now can hold, as far as their size is known."""
    free = hardware().memory_available
    return [model for model in models if (need := memory_needed(model)) is None or need <= free]


def memory_needed(model: ListedModel) -> int | None:
    """Bytes of memory that a model takes at least; None where nothing tells its size.

    For a file on this computer it is the plan of a load on the processor; else the smallest form
    of the weights and the program around it, without a context.
    """
    if model.path is not None:
        try:
            plan = plan_load(read_header(model.path), hardware(), (), Wishes(1))
        except AppError:
            return None
        return plan.total_bytes
    least = least_bytes(model)
    return least + PROGRAM_BYTES if least is not None else None


def least_bytes(model: ListedModel) -> int | None:
    """Bytes of the file, or those that the smallest form on the model's card cannot go below."""
    if model.bytes is not None or model.card is None:
        return model.bytes
    return min(_sizes(model.card), default=None)


def task_of(model: ListedModel) -> str | None:
    """What the model is for; None for a file of the user's own."""
    if model.entry is not None:
        return str(model.entry.task)
    return str(model.card.task) if model.card is not None else None


def has_room(size: int, room_bytes: int) -> bool:
    """Whether a file of this size, and the program around it, fit into so much memory."""
    return size + PROGRAM_BYTES <= room_bytes


def is_run_here(architecture: str) -> bool:
    """Whether the engine knows an architecture; True where none is told."""
    return not architecture or architecture in known_architectures()


def can_be_had(model: ListedModel) -> bool:
    """Whether it is here, or there is a place to fetch it from."""
    if model.path is not None or model.entry is not None:
        return True
    return model.card is not None and model.card.gguf_repository is not None


def speaks(model: ListedModel, language: str) -> bool:
    """Whether its makers name this language, or a regional form of it."""
    return any(_matches(tag, language) for tag in languages_of(model))


def openness_of(model: ListedModel) -> OpennessClass | None:
    """The class that its card allows; None where there is no card."""
    return model.card.openness.openness_class if model.card is not None else None


def _described(model: ListedModel) -> str:
    card = model.card
    told = (card.family, card.maker) if card is not None else ()
    return "\n".join((model.name, model.id, *told)).casefold()


def _sizes(card: ModelCard) -> Iterator[int]:
    for form in card.quantizations:
        if form.bytes is not None:
            yield form.bytes
        elif card.parameters is not None and (bits := _least_bits(form)) is not None:
            yield int(card.parameters * bits / 8)


def _least_bits(form: Quantization) -> float | None:
    """Bits of a weight in the format that a mixture is named after; its other formats have more."""
    name = form.type
    if name.endswith(_MIXTURES) and name[:-2] in _BITS:
        name = name[:-2]
    return _BITS.get(name)


def languages_of(model: ListedModel) -> tuple[str, ...]:
    """BCP 47 tags; empty where nothing is known."""
    source = model.entry or model.card
    return source.languages if source is not None else ()


def _matches(tag: str, language: str) -> bool:
    spoken, wanted = tag.lower(), language.lower()
    return spoken != _SEVERAL and (spoken == wanted or spoken.startswith(f"{wanted}-"))


def licence_of(model: ListedModel) -> str:
    """Its name; empty where it is not known."""
    if model.entry is not None:
        return model.entry.licence
    return model.card.licence.name if model.card is not None else ""


def use_of(model: ListedModel) -> Use:
    """What its licence lets anybody do, as far as a card tells."""
    return model.card.licence.use if model.card is not None else Use.UNKNOWN
