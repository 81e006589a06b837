"""About how fast a model would write here, before it is fetched.

Each token reads every weight that works on it once, and reading them from memory takes the longest.
So the pace is that of the memory over the bytes that are read, as in the roofline model (Williams,
Waterman, Patterson 2009). An estimate to choose by: `snug bench` measures.
"""

from dataclasses import dataclass
from typing import Final

from app.domain.models import Device, Hardware
from app.services.model_choice import least_bytes
from app.services.model_library import ListedModel

SHARE_OF_GPU: Final = 0.85
"""What a model may take of a GPU's memory, so that its context has room there as well."""
_A_CORE: Final = 6e9
"""Bytes a second: the starter model of 98 MB wrote 124 tokens a second on two cores."""
_PROCESSOR: Final = 24e9
"""What more cores do not go beyond: two channels of the memory that most computers have."""
_GPU: Final = 200e9
"""Of a modest graphics card."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Bytes of weights that are read in a second: by the processor, and by a GPU where one is."""

    processor: float
    gpu: float = 0.0
    gpu_bytes: int = 0
    """What has room in the memory of the GPU."""

    @classmethod
    def of(cls, machine: Hardware, gpu: Device | None) -> "Pace":
        """The pace of a computer with this hardware."""
        processor = min(machine.cores * _A_CORE, _PROCESSOR)
        if gpu is None:
            return cls(processor)
        return cls(processor, _GPU, int(gpu.total_bytes * SHARE_OF_GPU))

    def tokens_per_second(self, model: ListedModel) -> float:
        """About so many, in the smallest form of its weights; 0 where nothing tells its size."""
        size = least_bytes(model)
        if not size:
            return 0.0
        share = min(1.0, self.gpu_bytes / size)
        seconds = size * (1 - share) / self.processor
        if share:
            seconds += size * share / self.gpu
        return 1 / (seconds * _active(model))


def _active(model: ListedModel) -> float:
    """Of each weight, how much works on a token: less than 1 for a mixture of experts."""
    card = model.card
    if card is None or card.active_parameters is None or not card.parameters:
        return 1.0
    return card.active_parameters / card.parameters
