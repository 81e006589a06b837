"""A loaded model and its context: the weights, the memory of what was read, and the batch."""

import ctypes
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.engine.commands import Load
from app.engine.host.binding import devices, llama
from app.engine.host.chat_template import ChatTemplate
from app.engine.host.native_log import NativeLog
from app.engine.host.vocabulary import Vocabulary

_ALL_LAYERS: Final = 1_000_000
_TEMPLATE_KEY: Final = b"tokenizer.chat_template"
_META_BYTES: Final = 1 << 20
DECODED, NO_ROOM, ABORTED = 0, 1, 2
"""What llama_decode returns; a negative number is a failure."""

OnLoading = Callable[[float, str], bool]
"""Called with progress and phase; False gives up."""


class LoadRefused(Exception):
    """The model cannot be loaded. `code` is that of a domain error."""

    def __init__(self, code: str, detail: str, **values: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.values = values


class Abort:
    """A flag that llama.cpp polls while it computes, without calling into Python.

    The callback is the C library's own strlen: on an empty string it returns 0, go on; on a string
    of one character 1, stop. A Python callback would be called, lock and all, at every node of
    every token's graph.
    """

    def __init__(self) -> None:
        self._flag = ctypes.create_string_buffer(2)
        library = ctypes.CDLL(None) if os.name == "posix" else ctypes.CDLL("msvcrt")
        self.callback = ctypes.cast(library.strlen, llama.ggml_abort_callback)
        self.data = ctypes.cast(self._flag, ctypes.c_void_p)

    def raise_flag(self) -> None:
        """Stop what is being computed; callable from any thread."""
        self._flag[0] = b"!"

    def lower_flag(self) -> None:
        """Let the next computation run."""
        self._flag[0] = b"\0"


class Batch:
    """The tokens of one step, of any mix of sequences, in arrays that llama.cpp reads directly."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.length = 0
        self._tokens = (llama.llama_token * capacity)()
        self._positions = (llama.llama_pos * capacity)()
        self._counts = (ctypes.c_int32 * capacity)(*([1] * capacity))
        self._sequences = (llama.llama_seq_id * capacity)()
        self._wants_logits = (ctypes.c_int8 * capacity)()
        size = ctypes.sizeof(llama.llama_seq_id)
        base = ctypes.addressof(self._sequences)
        pointer = ctypes.POINTER(llama.llama_seq_id)
        self._pointers = (pointer * capacity)(
            *(ctypes.cast(base + index * size, pointer) for index in range(capacity))
        )
        self.native = self._native()

    def _native(self) -> Any:
        native = llama.llama_batch()
        native.n_tokens = 0
        native.token = ctypes.cast(self._tokens, ctypes.POINTER(llama.llama_token))
        native.embd = None
        native.pos = ctypes.cast(self._positions, ctypes.POINTER(llama.llama_pos))
        native.n_seq_id = ctypes.cast(self._counts, ctypes.POINTER(ctypes.c_int32))
        native.seq_id = ctypes.cast(
            self._pointers, ctypes.POINTER(ctypes.POINTER(llama.llama_seq_id))
        )
        native.logits = ctypes.cast(self._wants_logits, ctypes.POINTER(ctypes.c_int8))
        return native

    @property
    def room(self) -> int:
        """How many tokens still fit."""
        return self.capacity - self.length

    def clear(self) -> None:
        """Start a new step."""
        self.length = 0

    def add(self, tokens: Sequence[int], position: int, sequence: int, *, logits: bool) -> int:
        """Add a stretch of one sequence; `logits` of its last token. Returns that token's row."""
        start, end = self.length, self.length + len(tokens)
        self._tokens[start:end] = tokens
        self._positions[start:end] = range(position, position + len(tokens))
        self._sequences[start:end] = [sequence] * len(tokens)
        self._wants_logits[start:end] = [0] * len(tokens)
        self._wants_logits[end - 1] = 1 if logits else 0
        self.length = end
        self.native.n_tokens = end
        return end - 1

    def add_all(self, tokens: Sequence[int], position: int, sequence: int) -> int:
        """Add a stretch with the logits of every token; the row of the first."""
        start = self.length
        last = self.add(tokens, position, sequence, logits=True)
        self._wants_logits[start:last] = [1] * (last - start)
        return start


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a model's layers went."""

    device: str
    gpu_layers: int


class Model:
    """Weights, vocabulary, template and one context with room for several sequences."""

    def __init__(self, wanted: Load, log: NativeLog, abort: Abort, on_loading: OnLoading) -> None:
        """Load; raises LoadRefused. Nothing stays allocated when it does."""
        started = time.monotonic()
        self._abort = abort
        self._context: Any = None
        self._weights: Any = _load_weights(wanted, log, on_loading)
        try:
            on_loading(1.0, "context")
            self._context = _make_context(self._weights, wanted, log)
            llama.llama_set_abort_callback(self._context, abort.callback, abort.data)
            self.memory: Any = llama.llama_get_memory(self._context)
            self.vocabulary = Vocabulary(self._weights)
            on_loading(1.0, "template")
            self.template = ChatTemplate(self._meta(_TEMPLATE_KEY), self.vocabulary)
        except BaseException:
            self.close()
            raise
        self.context_tokens: int = llama.llama_n_ctx(self._context)
        self.batch_tokens: int = llama.llama_n_batch(self._context)
        self.layers: int = llama.llama_model_n_layer(self._weights)
        self.trained_context: int = llama.llama_model_n_ctx_train(self._weights)
        self.description = self._describe()
        self.placement = _placement(wanted, self.layers)
        self.load_s = time.monotonic() - started

    @property
    def context(self) -> Any:
        """llama.cpp's context, for sampling."""
        return self._context

    def decode(self, batch: Batch) -> int:
        """Compute a batch: DECODED, NO_ROOM, ABORTED, or a negative number for a failure."""
        return int(llama.llama_decode(self._context, batch.native))

    def forget(self, sequence: int, from_position: int) -> int:
        """Drop what a sequence remembers from a position on; the position it really goes on at.

        Recurrent and sliding-window models cannot always cut: they forget everything.
        """
        if llama.llama_memory_seq_rm(self.memory, sequence, from_position, -1):
            return from_position
        llama.llama_memory_seq_rm(self.memory, sequence, -1, -1)
        return 0

    def copy(self, source: int, target: int, length: int) -> None:
        """Let `target` remember the first `length` positions of `source`; the room is shared."""
        llama.llama_memory_seq_cp(self.memory, source, target, 0, length)

    @property
    def can_go_back(self) -> bool:
        """Whether part of what was read can be forgotten: not so for recurrent models."""
        return not (
            llama.llama_model_is_recurrent(self._weights)
            or llama.llama_model_is_hybrid(self._weights)
        )

    def close(self) -> None:
        """Free context and weights."""
        if self._context is not None:
            llama.llama_free(self._context)
            self._context = None
        if self._weights is not None:
            llama.llama_model_free(self._weights)
            self._weights = None

    def _meta(self, key: bytes) -> str | None:
        buffer = ctypes.create_string_buffer(_META_BYTES)
        count = llama.llama_model_meta_val_str(self._weights, key, buffer, _META_BYTES)
        return buffer.value.decode("utf-8", "replace") if count > 0 else None

    def _describe(self) -> str:
        buffer = ctypes.create_string_buffer(256)
        llama.llama_model_desc(self._weights, buffer, len(buffer))
        return buffer.value.decode("utf-8", "replace")


def _load_weights(wanted: Load, log: NativeLog, on_loading: OnLoading) -> Any:
    gave_up = False

    def progress(fraction: float, _user: Any) -> bool:
        nonlocal gave_up
        gave_up = not on_loading(min(1.0, max(0.0, fraction)), "weights")
        return not gave_up

    params = llama.llama_model_default_params()
    params.n_gpu_layers = _ALL_LAYERS if wanted.gpu_layers < 0 else wanted.gpu_layers
    callback = llama.llama_progress_callback(progress)
    params.progress_callback = callback
    log.forget()
    weights = llama.llama_model_load_from_file(os.fsencode(wanted.path), params)
    if not weights:
        if gave_up:
            raise LoadRefused("load_cancelled", "given up on request")
        raise _refusal(log.errors())
    if llama.llama_model_has_encoder(weights) or not llama.llama_model_has_decoder(weights):
        llama.llama_model_free(weights)
        raise LoadRefused("model_not_for_chat", "the model has no decoder of its own")
    return weights


def _refusal(errors: str) -> LoadRefused:
    """Tell llama.cpp's reasons apart by its own words; there is no error code."""
    said = errors.lower()
    if "unknown model architecture" in said:
        name = errors.split("unknown model architecture:")[-1].strip(" '\n").split("'")[0]
        return LoadRefused("model_unsupported", errors, architecture=name[:60] or "unknown")
    if "out of memory" in said or "unable to allocate" in said or "failed to allocate" in said:
        return LoadRefused("out_of_memory", errors)
    if any(hint in said for hint in ("not within the file bounds", "corrupted", "failed to read")):
        return LoadRefused("model_damaged", errors)
    return LoadRefused("model_refused", errors or "llama.cpp gave no reason")


def _make_context(weights: Any, wanted: Load, log: NativeLog) -> Any:
    params = llama.llama_context_default_params()
    params.n_ctx = wanted.context
    params.n_batch = min(wanted.batch, wanted.context)
    params.n_ubatch = min(wanted.micro_batch, params.n_batch)
    params.n_seq_max = wanted.sequences
    params.kv_unified = True
    params.n_threads = params.n_threads_batch = wanted.threads
    params.no_perf = True
    log.forget()
    context = llama.llama_init_from_model(weights, params)
    if not context:
        raise LoadRefused("out_of_memory", log.errors() or "the context could not be made")
    return context


def _placement(wanted: Load, layers: int) -> Placement:
    gpus = [device for device in devices() if device.kind in ("gpu", "igpu")]
    # llama.cpp counts the output layer too.
    offloaded = min(layers + 1, wanted.gpu_layers if wanted.gpu_layers >= 0 else _ALL_LAYERS)
    if not gpus or offloaded == 0:
        return Placement("CPU", 0)
    return Placement(", ".join(gpu.description or gpu.name for gpu in gpus), offloaded)
