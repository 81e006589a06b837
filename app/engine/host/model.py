"""A loaded model and its context: the weights and the memory of what was read."""

import ctypes
import math
import time
from pathlib import Path
from typing import Any, Final

from app.domain.placement import STEP_OUTPUTS, FlashAttention, KvType
from app.engine.commands import Load
from app.engine.host.adapters import Adapters
from app.engine.host.batch import Batch
from app.engine.host.binding import llama
from app.engine.host.chat_template import ChatTemplate
from app.engine.host.native_log import NativeLog
from app.engine.host.resting import State
from app.engine.host.snapshots import fingerprint, snapshot_key
from app.engine.host.vocabulary import Vocabulary
from app.engine.host.weights import (
    Abort,
    LoadRefused,
    OnLoading,
    describe,
    load_weights,
    meta,
    placement,
)

_TEMPLATE_KEY: Final = b"tokenizer.chat_template"
_TOOL_TEMPLATE_KEY: Final = b"tokenizer.chat_template.tool_use"
_KV_TYPES: Final = {KvType.F16: 1, KvType.Q8_0: 8, KvType.Q4_0: 2}
"""enum ggml_type"""
_FLASH: Final = {FlashAttention.AUTO: -1, FlashAttention.OFF: 0, FlashAttention.ON: 1}
"""enum llama_flash_attn_type"""


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
            self._context, self.kv_type, self.note = _make_context(self._weights, wanted, log)
            llama.llama_set_abort_callback(self._context, abort.callback, abort.data)
            self.memory: Any = llama.llama_get_memory(self._context)
            self.adapters = Adapters(self._weights, self._context, wanted.path, log)
            self.vocabulary = Vocabulary(self._weights)
            on_loading(1.0, "template")
            source, tool_source = (
                meta(self._weights, key) for key in (_TEMPLATE_KEY, _TOOL_TEMPLATE_KEY)
            )
            self.template = ChatTemplate(source, self.vocabulary, tool_source)
        except BaseException:
            self.close()
            raise
        self.context_tokens: int = llama.llama_n_ctx(self._context)
        self.samples_on_device = wanted.device_sampling
        self.threads = self._threads = wanted.threads
        self.batch_tokens: int = llama.llama_n_batch(self._context)
        self.layers: int = llama.llama_model_n_layer(self._weights)
        self.trained_context: int = llama.llama_model_n_ctx_train(self._weights)
        self.description = describe(self._weights)
        self.placement = placement(wanted.gpu_layers, self.layers)
        self.snapshot_key = snapshot_key(
            fingerprint(Path(wanted.path)),
            self.kv_type,
            wanted.flash_attention,
            self.context_tokens,
        )
        """Snapshots of another key are not of this model, this cache or this build."""
        self.load_s = time.monotonic() - started

    @property
    def context(self) -> Any:
        """llama.cpp's context, for sampling."""
        return self._context

    def decode(self, batch: Batch) -> int:
        """Compute a batch: DECODED, NO_ROOM, ABORTED, or a negative number for a failure."""
        return int(llama.llama_decode(self._context, batch.native))

    def use_threads(self, count: int) -> None:
        """Compute with so many threads from now on."""
        if count != self._threads:
            self._threads = count
            llama.llama_set_n_threads(self._context, count, count)

    def has_numbers(self, batch: Batch) -> bool:
        """Whether what a batch computed is made of numbers: one that is none makes all so."""
        rows = (llama.llama_get_logits_ith(self._context, row) for row in batch.outputs)
        return not any(math.isnan(row[0]) for row in rows)

    def wipe(self) -> None:
        """Forget every sequence and write zeros over what was remembered."""
        llama.llama_memory_clear(self.memory, True)

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

    def state_bytes(self, sequence: int) -> int:
        """The size of `state`."""
        return int(llama.llama_state_seq_get_size(self._context, sequence))

    def state(self, sequence: int) -> State:
        """Everything that is remembered of a sequence; empty when llama.cpp cannot tell it."""
        state = bytearray(self.state_bytes(sequence))
        size = len(state)
        buffer = (ctypes.c_uint8 * size).from_buffer(state)
        written = llama.llama_state_seq_get_data(self._context, buffer, size, sequence)
        return state if written == size else bytearray()

    def restore(self, sequence: int, state: State) -> bool:
        """Let an empty sequence remember a state; False when it is not one of this model's."""
        size = len(state)
        buffer = (ctypes.c_uint8 * size).from_buffer(state)
        read = llama.llama_state_seq_set_data(self._context, buffer, size, sequence)
        if read != size:
            llama.llama_memory_seq_rm(self.memory, sequence, -1, -1)
        return bool(read == size)

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


def _load_weights(wanted: Load, log: NativeLog, on_loading: OnLoading) -> Any:
    weights = load_weights(wanted.path, wanted.gpu_layers, log, on_loading, wanted.split)
    if llama.llama_model_has_encoder(weights) or not llama.llama_model_has_decoder(weights):
        llama.llama_model_free(weights)
        raise LoadRefused("model_not_for_chat", "the model has no decoder of its own")
    return weights


def _make_context(weights: Any, wanted: Load, log: NativeLog) -> tuple[Any, KvType, str]:
    """The context, the format of its cache, and why it is not the one that was asked for.

    A model that cannot have a quantized cache gets a plain one: quantized values need flash
    attention, and heads that divide into blocks.
    """
    log.forget()
    wants_plain = wanted.kv_type is KvType.F16
    reason = ""
    if not wants_plain:
        reason = "a quantized cache needs flash attention, which is off"
        if wanted.flash_attention is not FlashAttention.OFF:
            context = _try_context(weights, wanted, wanted.kv_type)
            if context:
                return context, wanted.kv_type, ""
            reason = log.errors()
    context = _try_context(weights, wanted, KvType.F16)
    if not context:
        raise LoadRefused("out_of_memory", log.errors() or "the context could not be made")
    return context, KvType.F16, reason


def _try_context(weights: Any, wanted: Load, kv_type: KvType) -> Any:
    params = llama.llama_context_default_params()
    params.n_ctx = wanted.context
    params.n_batch = min(wanted.batch, wanted.context)
    params.n_ubatch = min(wanted.micro_batch, params.n_batch)
    params.n_seq_max = wanted.sequences
    params.n_outputs_max = max(wanted.sequences, min(STEP_OUTPUTS, params.n_batch))
    if wanted.device_sampling:
        params.n_outputs_max_per_seq = params.n_outputs_max
    params.kv_unified = True
    params.n_threads = params.n_threads_batch = wanted.threads
    params.type_k = params.type_v = _KV_TYPES[kv_type]
    params.flash_attn_type = _FLASH[wanted.flash_attention]
    params.no_perf = True
    return llama.llama_init_from_model(weights, params)
