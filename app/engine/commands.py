"""What the engine's client and host say to each other. Both sides validate every frame."""

from dataclasses import dataclass
from typing import Final

from app.domain.adapters import AdapterKind
from app.domain.generation import FinishReason, PromptMessage, Sampling, Timing, TokenLogprob, Usage
from app.domain.models import Device, Guard, SkippedBackend
from app.domain.placement import FlashAttention, KvType
from app.domain.tools import Tool, ToolCall
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
    draft: str = ""
    """The path of a small model that writes ahead, or nothing."""
    resting_bytes: int = 0
    """For what was read of conversations that had to leave the context."""
    kv_type: KvType = KvType.F16
    flash_attention: FlashAttention = FlashAttention.AUTO
    split: tuple[float, ...] = ()
    device_sampling: bool = False
    """Choose tokens where the logits are, in place of copying them to the processor."""


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
    tools: tuple[Tool, ...] = ()
    thinks: bool | None = None
    ignore_end: bool = False
    begun: str = ""
    judged: str = ""
    is_measured: bool = False


@dataclass(frozen=True, slots=True)
class Cancel:
    """End an answer; it finishes as cancelled."""

    request: int


@dataclass(frozen=True, slots=True)
class CancelLoad:
    """Give up the load that is under way."""


@dataclass(frozen=True, slots=True)
class Unload:
    """Free the model and its context, and give the memory back to the system."""


@dataclass(frozen=True, slots=True)
class TakeSnapshot:
    """Send out what is remembered of a conversation, as pieces; it stays remembered."""

    request: int
    conversation: str


@dataclass(frozen=True, slots=True)
class GiveSnapshot:
    """A piece of a snapshot to bring back; its bytes are the raw part of the frame.

    `total` bytes come in pieces in their order, each with the `offset` of its first byte.
    """

    request: int
    conversation: str
    key: str
    total: int
    offset: int


COMMANDS: Final = Codec((Load, Generate, Cancel, CancelLoad, Unload, TakeSnapshot, GiveSnapshot))

MAX_SNAPSHOT_BYTES: Final = 1 << 36
SNAPSHOT_PIECE_BYTES: Final = 4 << 20
"""Tokens of running answers travel between the pieces."""

# --- from the host to the client -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hello:
    """The child is up: its versions, what it found, and which guards hold."""

    binding: str
    build: str
    devices: tuple[Device, ...]
    guards: tuple[Guard, ...]
    skipped: tuple[SkippedBackend, ...] = ()


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
class Unloaded:
    """There is no model any more."""


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
class Thinking:
    """More text of the reasoning before or between the text of an answer."""

    request: int
    text: str


@dataclass(frozen=True, slots=True)
class Called:
    """An answer calls a tool."""

    request: int
    call: ToolCall


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


@dataclass(frozen=True, slots=True)
class SnapshotPiece:
    """A piece of a snapshot, as in GiveSnapshot; a `total` of 0: nothing is remembered."""

    request: int
    key: str
    tokens: int
    total: int
    offset: int


@dataclass(frozen=True, slots=True)
class SnapshotTaken:
    """A snapshot is back in the context."""

    request: int


@dataclass(frozen=True, slots=True)
class SnapshotFailed:
    """A snapshot cannot be brought back. `code` is that of a domain error."""

    request: int
    code: str
    detail: str


REPLIES: Final = Codec(
    (
        Hello,
        Loading,
        Loaded,
        LoadFailed,
        Unloaded,
        Progress,
        Text,
        Thinking,
        Called,
        Done,
        GenerateFailed,
        SnapshotPiece,
        SnapshotTaken,
        SnapshotFailed,
    )
)
