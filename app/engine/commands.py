"""What the engine's client and host say to each other. Both sides validate every frame."""

from dataclasses import dataclass
from typing import Final

from app.domain.adapters import AdapterKind
from app.domain.generation import FinishReason, PromptMessage, Sampling, Timing, TokenLogprob, Usage
from app.domain.models import Device, Guard
from app.domain.placement import FlashAttention, KvType
from app.workers.wire import Codec

GRAMMAR_HANGS: Final = "snug: following the grammar takes too long"
"""The last words of a child that ends itself in the middle of a grammar."""

# --- from the client to the host -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Load:
    """Load a model, in place of the one before. `gpu_layers` of -1 means all of them.

    `split` has the share of each GPU; empty leaves it to llama.cpp.
    """

    path: str
    context: int
    threads: int
    gpu_layers: int
    batch: int
    micro_batch: int
    sequences: int = 16
    kv_type: KvType = KvType.F16
    flash_attention: FlashAttention = FlashAttention.AUTO
    split: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class GivenAdapter:
    """An adapter of an answer; see Adapter. The path is absolute."""

    path: str
    scale: float
    kind: AdapterKind
    first_layer: int | None = None
    last_layer: int | None = None


@dataclass(frozen=True, slots=True)
class Generate:
    """Begin an answer. `request` is a number of the client's, unique in the child's life."""

    request: int
    messages: tuple[PromptMessage, ...]
    sampling: Sampling
    max_tokens: int | None
    stop: tuple[str, ...]
    conversation: str = ""
    """A name for what is read, to find it again; two answers may share one."""
    speculate: bool = False
    grammar: str = ""
    json_schema: str = ""
    logprobs: int = 0
    adapters: tuple[GivenAdapter, ...] = ()


@dataclass(frozen=True, slots=True)
class Cancel:
    """End an answer; it finishes as cancelled."""

    request: int


@dataclass(frozen=True, slots=True)
class CancelLoad:
    """Give up the load that is under way."""


COMMANDS: Final = Codec((Load, Generate, Cancel, CancelLoad))

# --- from the host to the client -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hello:
    """The child is up: its versions, what it found, and which guards hold."""

    binding: str
    build: str
    devices: tuple[Device, ...]
    guards: tuple[Guard, ...]


@dataclass(frozen=True, slots=True)
class Loading:
    """A load goes on. `phase` is "weights", "context" or "template"; progress from 0 to 1."""

    progress: float
    phase: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """The model is ready. `note` says why the cache has another format than was asked for."""

    description: str
    context: int
    trained_context: int
    layers: int
    gpu_layers: int
    device: str
    template: str
    template_note: str
    load_s: float
    kv_type: KvType = KvType.F16
    note: str = ""


@dataclass(frozen=True, slots=True)
class LoadFailed:
    """The model cannot be loaded. `code` is that of a domain error, `values` fill its sentence."""

    code: str
    detail: str
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` prompt tokens of an answer are read."""

    request: int
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Text:
    """More text of an answer; its tokens with their log-probabilities when asked for."""

    request: int
    text: str
    logprobs: tuple[TokenLogprob, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """An answer ended as it should, or was cancelled."""

    request: int
    reason: FinishReason
    usage: Usage
    timing: Timing


@dataclass(frozen=True, slots=True)
class GenerateFailed:
    """An answer cannot go on. `code` is that of a domain error."""

    request: int
    code: str
    detail: str
    values: dict[str, str]


REPLIES: Final = Codec((Hello, Loading, Loaded, LoadFailed, Progress, Text, Done, GenerateFailed))
