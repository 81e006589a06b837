"""What the workshop's client and host say to each other. Both sides validate every frame.

A child of the workshop does one thing and is ended. Hello and Loading are those of the engine.
"""

import os
from dataclasses import dataclass
from typing import Final

from app.engine.commands import Hello, Loading
from app.workers.wire import Codec

WRITES: Final = "SNUG_WORKSHOP_WRITES"
"""The setting of the child that names the one file which it may write."""
MAX_TEXT_BYTES: Final = 8 << 20


def writable() -> tuple[str, ...]:
    """The one file that this child may write, as its parent said at its start; often none."""
    path = os.environ.get(WRITES)
    return (path,) if path else ()


# --- from the client to the host -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Quantize:
    """Write a model in another type; see QuantizeOrder. `only_plans`: tell what it would come to.

    `importance` is a path, or nothing.
    """

    source: str
    target: str
    file_type: int
    threads: int
    requantizes: bool
    importance: str
    pruned: tuple[int, ...]
    only_plans: bool


@dataclass(frozen=True, slots=True)
class MeasurePerplexity:
    """Read the text in the frame's raw part. `gpu_layers` of -1 means all of them."""

    path: str
    context: int
    threads: int
    gpu_layers: int


WORKSHOP_COMMANDS: Final = Codec((Quantize, MeasurePerplexity))

# --- from the host to the client -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Quantized:
    """It is written, or planned; see QuantizeOutcome."""

    tensor_bytes: int
    tensors: int
    fallbacks: int


@dataclass(frozen=True, slots=True)
class Read:
    """`done` of `total` windows of the text are read."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class PerplexityFound:
    """The text is read to its end; see Perplexity."""

    value: float
    error: float
    tokens: int
    windows: int


@dataclass(frozen=True, slots=True)
class WorkFailed:
    """What was asked for cannot be done. `code` is that of a domain error."""

    code: str
    detail: str
    values: dict[str, str]


WORKSHOP_REPLIES: Final = Codec((Hello, Loading, Quantized, Read, PerplexityFound, WorkFailed))
