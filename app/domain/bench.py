"""What a benchmark measures and what it found."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """What can be measured by itself."""

    LOAD = "load"
    PROMPT = "prompt"
    DECODE = "decode"
    PARALLEL = "parallel"
    REUSE = "reuse"
    SNAPSHOT = "snapshot"
    SPECULATION = "speculation"


@dataclass(frozen=True, slots=True)
class BenchWishes:
    """What to measure. `repeat` of None is as often as is usual."""

    parts: frozenset[Part] = frozenset(Part)
    quick: bool = False
    repeat: int | None = None


@dataclass(frozen=True, slots=True)
class BenchStep:
    """What is being measured now; `size` in tokens, or in answers of PARALLEL."""

    part: Part
    size: int = 0


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of several measurements, and the lowest and the highest of them."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Iterable[float]) -> "Spread":
        """That of at least one value."""
        from statistics import median  # with decimal numbers and fractions: a window needs none

        found = list(values)
        return cls(median(found), min(found), max(found))

    @property
    def width(self) -> float:
        """How far lowest and highest lie apart, as a share of the median."""
        return (self.high - self.low) / self.median if self.median else 0.0


@dataclass(frozen=True, slots=True)
class PromptRate:
    """Tokens of a prompt read in a second, from asking to the first text."""

    tokens: int
    tokens_per_s: Spread


@dataclass(frozen=True, slots=True)
class DecodeRate:
    """Tokens written in a second, from the first text to the end, after `depth` tokens."""

    depth: int
    tokens: int
    tokens_per_s: Spread


@dataclass(frozen=True, slots=True)
class ParallelRate:
    """Tokens that many answers at once write in a second, all together."""

    sequences: int
    tokens_per_s: Spread


@dataclass(frozen=True, slots=True)
class Reuse:
    """Seconds to the first text of a short question after a short and after a long history.

    Of a history and the first words of its answer, `cached` tokens were not computed again.
    """

    short_tokens: int
    short_cached: int
    short_first_token_s: Spread
    long_tokens: int
    long_cached: int
    long_first_token_s: Spread

    @property
    def ratio(self) -> float:
        """Long by short: 1 when a long history costs nothing."""
        return _ratio(self.long_first_token_s, self.short_first_token_s)


@dataclass(frozen=True, slots=True)
class SnapshotFigures:
    """A conversation of `tokens` put away in `bytes` and taken back.

    `out_s` is the time to put it away; `in_s` from taking it back to the first text of an answer,
    with `cached` tokens not computed again; `compute_s` to that text without the snapshot.
    """

    tokens: int
    cached: int
    bytes: int
    out_s: Spread
    in_s: Spread
    compute_s: Spread

    @property
    def ratio(self) -> float:
        """Taking back by computing again: below 1 when a snapshot saves time."""
        return _ratio(self.in_s, self.compute_s)


@dataclass(frozen=True, slots=True)
class SpeculationRates:
    """Tokens written in a second of an answer that quotes, without and with guessing ahead.

    `quoted` is the share of the answer's words that stand so in what it was to quote. Of all
    `guessed_tokens`, in every run together, `right_guesses` became part of the answer.
    """

    tokens: int
    quoted: float
    guessed_tokens: int
    right_guesses: int
    off_tokens_per_s: Spread
    on_tokens_per_s: Spread

    @property
    def ratio(self) -> float:
        """With by without: above 1 when guessing saves time."""
        return _ratio(self.on_tokens_per_s, self.off_tokens_per_s)

    @property
    def right_share(self) -> float:
        """The share of guesses that were right."""
        return self.right_guesses / self.guessed_tokens if self.guessed_tokens else 0.0


@dataclass(frozen=True, slots=True)
class BenchSettings:
    """Under which circumstances the figures hold."""

    snug: str
    binding: str
    """The version of llama-cpp-python."""
    build: str
    """llama.cpp's own line about how it was built."""
    system: str
    processor: str
    cores: int
    memory_bytes: int
    device: str
    """Where the model runs: "CPU", or the names of GPUs."""
    description: str
    """llama.cpp's own line about the model."""
    model_bytes: int
    context: int
    threads: int
    layers: int
    gpu_layers: int
    kv_type: str
    flash_attention: str
    device_sampling: bool
    draft: str
    """The model that writes ahead, by the name of its file; empty without one."""
    quick: bool
    repeat: int
    spread: float
    """The widest spread of all figures: how noisy the measurement was."""


@dataclass(frozen=True, slots=True)
class BenchReport:
    """What was found. A part that was not measured is empty or None."""

    model: str
    load_s: float
    prompt: tuple[PromptRate, ...]
    decode: tuple[DecodeRate, ...]
    parallel: tuple[ParallelRate, ...]
    reuse: Reuse | None
    snapshot: SnapshotFigures | None
    speculation: SpeculationRates | None
    settings: BenchSettings


def _ratio(over: Spread, under: Spread) -> float:
    return over.median / under.median if under.median else 0.0
