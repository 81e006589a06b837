"""What is made of a model in the workshop, and what it was worth before and after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from app.domain.models import GgufHeader, InstalledModel

UNQUANTIZED: Final = frozenset({"F32", "F16", "BF16"})
"""Types that a model can be quantized from without losing anything twice."""
QUANTIZATIONS: Final = (
    "F32", "F16", "BF16", "Q8_0", "Q6_K", "Q5_K_M", "Q5_K_S", "Q5_1", "Q5_0", "Q4_K_M", "Q4_K_S",
    "IQ4_NL", "IQ4_XS", "Q4_1", "Q4_0", "Q3_K_L", "Q3_K_M", "Q3_K_S", "IQ3_M", "IQ3_S", "IQ3_XS",
    "IQ3_XXS", "Q2_K", "Q2_K_S", "IQ2_M", "IQ2_S", "IQ2_XS", "IQ2_XXS", "IQ1_M", "IQ1_S", "TQ2_0",
    "TQ1_0",
)  # fmt: skip
"""The types that a model can be made into, roughly from large to small.

Left out are those that a model has to be trained in (MXFP4, NVFP4, Q1_0, Q2_0).
"""
PERPLEXITY_CONTEXT: Final = 512
"""Tokens of a window; the second half of each is counted, as llama-perplexity does."""


@dataclass(frozen=True, slots=True)
class QuantizeWishes:
    """What to make. `name` of the new file without its ending; empty for the usual one.

    `requantizes`: the source may be quantized already. `importance` is a file that llama-imatrix
    made. `pruned` are layers to leave out, counted from 0. `threads` of 0 are all there are.
    """

    quantization: str
    name: str = ""
    requantizes: bool = False
    importance: Path | None = None
    pruned: tuple[int, ...] = ()
    threads: int = 0


@dataclass(frozen=True, slots=True)
class QuantizeSource:
    """A model that another is to be made of; `bytes` are those of all its parts."""

    model: InstalledModel
    quantization: str
    layers: int
    bytes: int

    @property
    def is_quantized(self) -> bool:
        """Whether making it smaller loses precision twice."""
        return self.quantization not in UNQUANTIZED


@dataclass(frozen=True, slots=True)
class QuantizePlan:
    """A quantization that may begin: the file, its header, and the new one's place."""

    source: InstalledModel
    header: GgufHeader
    target: Path
    file_type: int
    wishes: QuantizeWishes

    @property
    def source_bytes(self) -> int:
        """Of the file, or of all files that the model was split into."""
        if self.header.split_count == 1:
            return self.source.bytes
        return self.header.data_offset + self.header.tensor_bytes


@dataclass(frozen=True, slots=True)
class QuantizeOrder:
    """What the engine's workshop is to do: write `source` in another type over `target`.

    `file_type` is a number of llama.cpp's enum llama_ftype.
    """

    source: Path
    target: Path
    file_type: int
    threads: int
    requantizes: bool = False
    importance: Path | None = None
    pruned: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class QuantizeOutcome:
    """Of a quantization, done or only planned: the bytes of all tensors, rounded up.

    `fallbacks` of `tensors` got another type than was asked for: their rows do not divide.
    """

    tensor_bytes: int
    tensors: int
    fallbacks: int


@dataclass(frozen=True, slots=True)
class QuantizedModel:
    """The model that was made, in the library."""

    model: InstalledModel
    sha256: str
    source: InstalledModel
    quantization: str
    outcome: QuantizeOutcome
    seconds: float


@dataclass(frozen=True, slots=True)
class Perplexity:
    """How surprised a model is by a text: exp of the mean negative log-likelihood of its tokens.

    `error` is one standard error. `tokens` were counted, in `windows` of PERPLEXITY_CONTEXT.
    """

    value: float
    error: float
    tokens: int
    windows: int


@dataclass(frozen=True, slots=True)
class ModelFigures:
    """What one model is like here; rates in tokens a second.

    Perplexities are comparable between models that cut text alike: of one `vocabulary` in size.
    """

    model: InstalledModel
    quantization: str
    parameters: int
    vocabulary: int
    perplexity: Perplexity
    prompt_rate: float
    decode_rate: float
    memory_bytes: int

    @property
    def bits_per_weight(self) -> float:
        """The whole file's bits for each number of the model."""
        return 8 * self.model.bytes / self.parameters if self.parameters else 0.0


@dataclass(frozen=True, slots=True)
class Measured:
    """Models side by side, over the same text; `text` is its name, empty for that of Snug."""

    figures: tuple[ModelFigures, ...]
    text: str
    at: datetime

    @property
    def is_comparable(self) -> bool:
        """Whether perplexities can be compared: all cut text alike, as far as that can be told."""
        return len({each.vocabulary for each in self.figures}) <= 1


@dataclass(frozen=True, slots=True)
class QuantizePreview:
    """What a quantization would take: the new file's bytes, and those that are free for it."""

    plan: QuantizePlan
    bytes: int
    free_bytes: int
    has_room: bool


def pruned_layers(layers: Sequence[int]) -> tuple[int, ...]:
    """Layers in their order, each once: so llama.cpp wants them."""
    return tuple(sorted(set(layers)))
