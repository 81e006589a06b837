"""Adapters: small files that change how a loaded model writes, with a strength each."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from app.domain.adapter_faults import AdapterFault
from app.domain.errors import AdapterInvalid, Reason, SamplingInvalid

MAX_ADAPTERS: Final = 8
MAX_SCALE: Final = 10.0
MAX_LAYER: Final = 512


class AdapterKind(StrEnum):
    """What an adapter changes."""

    LORA = "lora"
    """Products of two thin matrices, added to the weights (arXiv 2106.09685)."""
    CONTROL = "control"
    """A direction for each layer, added to what the layer passes on (arXiv 2310.01405)."""


@dataclass(frozen=True, slots=True)
class Adapter:
    """A file in GGUF format and how strongly it counts, from -10 to 10; 0 is as if absent.

    `first_layer` and `last_layer`, both included and counted from 1, narrow a control vector.
    """

    path: Path
    scale: float = 1.0
    kind: AdapterKind = AdapterKind.LORA
    first_layer: int | None = None
    last_layer: int | None = None


def check_adapters(adapters: Iterable[Adapter]) -> tuple[Adapter, ...]:
    """The adapters that count, in no order; raises SamplingInvalid or AdapterInvalid."""
    given = tuple(adapters)
    if len(given) > MAX_ADAPTERS:
        _refuse("the number of adapters", len(given), 0, MAX_ADAPTERS)
    for place, each in enumerate(given):
        if not -MAX_SCALE <= each.scale <= MAX_SCALE:  # also refuses NaN
            _refuse("the scale of an adapter", each.scale, -MAX_SCALE, MAX_SCALE)
        _check_layers(each)
        if any((each.kind, each.path) == (other.kind, other.path) for other in given[:place]):
            raise AdapterInvalid(name=each.path.name, problem=Reason(AdapterFault.TWICE))
    return tuple(each for each in given if each.scale)


def _check_layers(adapter: Adapter) -> None:
    first, last = adapter.first_layer, adapter.last_layer
    if adapter.kind is AdapterKind.LORA and (first, last) != (None, None):
        problem = Reason(AdapterFault.LAYERS_OF_LORA)
        raise AdapterInvalid(name=adapter.path.name, problem=problem)
    if first is not None and not 1 <= first <= MAX_LAYER:
        _refuse("the first layer", first, 1, MAX_LAYER)
    if last is not None and not (first or 1) <= last <= MAX_LAYER:
        _refuse("the last layer", last, first or 1, MAX_LAYER)


def _refuse(name: str, value: float, low: float, high: float) -> None:
    raise SamplingInvalid(name=name, value=value, low=f"{low:g}", high=f"{high:g}")
