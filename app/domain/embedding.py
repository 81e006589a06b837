"""Texts as vectors and pairs as scores: what is asked for, and what comes back."""

import array
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

FLOAT_BYTES = 4
"""An IEEE 754 binary32."""


class EmbedKind(StrEnum):
    """What a text is to the search; asymmetric models want a different prefix for each."""

    QUERY = "query"
    PASSAGE = "passage"
    SENTENCE = "sentence"
    """Of a passage, for an answer that somebody waits for: read like one, and before all others."""


class LongInput(StrEnum):
    """What becomes of a text that is longer than the model's window."""

    SPLIT = "split"
    """It is read in windows; their vectors are averaged, weighted by their tokens."""
    REFUSE = "refuse"
    """The call fails with InputTooLong."""


class Purpose(StrEnum):
    """What a model is loaded for; the child that embeds holds one for each."""

    EMBED = "embed"
    RANK = "rank"
    ENTAIL = "entail"


class Pooling(StrEnum):
    """How the vectors of a text's tokens become one."""

    GGUF = "gguf"
    """As the model file says; a file that says nothing is refused."""
    MEAN = "mean"
    CLS = "cls"
    LAST = "last"
    RANK = "rank"
    """Not a vector but a score, from a classification head."""


@dataclass(frozen=True, slots=True)
class EmbedderOptions:
    """A model to embed or to rank with, and how.

    `window` is the most tokens of one text read at once, its special tokens included; 0 means the
    trained context. It never exceeds the trained context (positions beyond it do not exist) nor the
    batch. A batch is computed in one piece: its size is the smaller of `batch` and `micro_batch`,
    in tokens; 512 was the fastest on CPUs, since the cost of attention grows with its square.
    `threads` of 0 takes the physical cores; `gpu_layers` of None means all, given a GPU.
    """

    path: Path
    window: int = 0
    batch: int = 512
    micro_batch: int = 512
    pooling: Pooling = Pooling.GGUF
    query_prefix: str = ""
    passage_prefix: str = ""
    flash_attention: bool = True
    threads: int = 0
    gpu_layers: int | None = None


@dataclass(frozen=True, slots=True)
class LoadedEmbedder:
    """A model that is ready to embed or to rank; `dimensions` of a ranking model is 1."""

    path: Path
    description: str
    dimensions: int
    window: int
    trained_context: int
    pooling: Pooling
    device: str
    load_s: float


@dataclass(frozen=True, slots=True)
class Embeddings:
    """Vectors of Euclidean length 1, in the order of their texts.

    `data` holds them one after another: `count` rows of `dimensions` little-endian float32.
    Raises ValueError when it does not divide into rows.
    """

    dimensions: int
    data: bytes

    def __post_init__(self) -> None:
        if self.dimensions < 1 or len(self.data) % (self.dimensions * FLOAT_BYTES):
            raise ValueError(f"{len(self.data)} bytes are no rows of {self.dimensions} floats")

    def __len__(self) -> int:
        """How many vectors there are."""
        return len(self.data) // (self.dimensions * FLOAT_BYTES)

    def row(self, index: int) -> "memoryview[float]":
        """One vector as float32, without a copy; every machine Snug runs on is little-endian."""
        if not 0 <= index < len(self):
            raise IndexError(index)
        size = self.dimensions * FLOAT_BYTES
        return memoryview(self.data)[index * size : (index + 1) * size].cast("f")

    def rows(self) -> Iterator["memoryview[float]"]:
        """Every vector in its order."""
        return (self.row(index) for index in range(len(self)))


def floats(data: bytes) -> "array.array[float]":
    """Little-endian float32 as an array; raises ValueError when bytes are left over."""
    values = array.array("f")
    values.frombytes(data)
    return values
