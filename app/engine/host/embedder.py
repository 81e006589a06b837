"""A model that turns token sequences into one vector or one score each, many in one batch."""

import time
from collections.abc import Sequence
from typing import Any, Final

from app.domain.embedding import Pooling, Purpose
from app.engine.embedding_commands import LoadEmbedder
from app.engine.host.batch import Batch
from app.engine.host.binding import has_tensor, llama
from app.engine.host.native_log import NativeLog
from app.engine.host.output_room import give_back_logits
from app.engine.host.pairs import TEMPLATE_KEY, PairFrame, pair_frame, premise_frame
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

_NATIVE_POOLING: Final = {
    Pooling.GGUF: -1, Pooling.MEAN: 1, Pooling.CLS: 2, Pooling.LAST: 3, Pooling.RANK: 4,
}  # fmt: skip
"""enum llama_pooling_type"""
_FLASH_AUTO, _FLASH_OFF = -1, 0
"""enum llama_flash_attn_type; auto: wherever the backend can."""
_MAX_SEQUENCES: Final = 64
"""In one batch. Recurrent models keep a state for each, and llama.cpp knows at most 256."""
_MAX_BATCH: Final = 1 << 17
_MIN_WINDOW: Final = 8
_FEWEST_CLASSES: Final = 2
_HEADS: Final = (b"cls.output.weight", b"cls.weight")


class EmbeddingModel:
    """Weights, vocabulary and a context that pools.

    The whole batch is one micro-batch: pooling cannot be cut, and llama.cpp ends the process when
    an encoder is given more tokens than a micro-batch holds. No sequence is longer than `window`,
    which never exceeds the trained context: beyond it there may be no positions, and looking one
    up ends the process as well.
    """

    def __init__(
        self, wanted: LoadEmbedder, log: NativeLog, abort: Abort, on_loading: OnLoading
    ) -> None:
        """Load; raises LoadRefused. Nothing stays allocated when it does."""
        started = time.monotonic()
        self._context: Any = None
        self.entailment = 0
        """Which of a row's numbers is of the class "entailment", where a row has one a class."""
        self._weights: Any = load_weights(wanted.path, wanted.gpu_layers, log, on_loading)
        try:
            _require_vectors(self._weights)
            self.trained_context: int = llama.llama_model_n_ctx_train(self._weights)
            self.window = _window(wanted, self.trained_context)
            on_loading(1.0, "context")
            self._context = _make_context(self._weights, wanted, log)
            llama.llama_set_abort_callback(self._context, abort.callback, abort.data)
            self.pooling = _pooling(self._context, wanted)
            self.vocabulary = Vocabulary(self._weights)
            if wanted.purpose is Purpose.ENTAIL:
                self.entailment = _entailment(self._weights)
        except BaseException:
            self.close()
            raise
        self._memory: Any = llama.llama_get_memory(self._context)
        self._batch = Batch(min(llama.llama_n_batch(self._context), _batch_tokens(wanted)))
        self.sequences: int = llama.llama_n_seq_max(self._context)
        is_ranking = self.pooling is Pooling.RANK
        self.dimensions = 1 if is_ranking else int(llama.llama_model_n_embd_out(self._weights))
        self._row_length = self.dimensions
        if wanted.purpose is Purpose.ENTAIL:
            self._row_length = int(llama.llama_model_n_cls_out(self._weights))
        self.prefixes = (wanted.query_prefix, wanted.passage_prefix)
        self._pair_template = meta(self._weights, TEMPLATE_KEY) if is_ranking else None
        self.description = describe(self._weights)
        layers = llama.llama_model_n_layer(self._weights)
        self.device = placement(wanted.gpu_layers, layers).device
        if not self._memory and self.device == "CPU":
            self._make_room_once(abort)
        self.load_s = time.monotonic() - started

    @property
    def batch_tokens(self) -> int:
        """How many tokens one computation takes."""
        return self._batch.capacity

    def compute(self, sequences: Sequence[Sequence[int]]) -> tuple[int, list[list[float]]]:
        """Pool each sequence: llama.cpp's outcome and, when it is DECODED, one row for each.

        At most `sequences` of them, `batch_tokens` tokens together; a row is `dimensions` floats,
        not normalised.
        """
        self._batch.clear()
        for number, tokens in enumerate(sequences):
            self._batch.add_all(tokens, 0, number)
        if self._memory:
            llama.llama_memory_clear(self._memory, False)
            outcome = int(llama.llama_decode(self._context, self._batch.native))
        else:
            outcome = int(llama.llama_encode(self._context, self._batch.native))
        rows = [] if outcome else [self._row(number) for number in range(len(sequences))]
        return outcome, rows

    def pair_frame(self, query: str) -> PairFrame:
        """The tokens around a passage that is to be judged for a query."""
        return pair_frame(self.vocabulary, self._pair_template, query)

    def premise_frame(self, hypothesis: str) -> PairFrame:
        """The tokens around a premise from which the hypothesis may follow."""
        return premise_frame(self.vocabulary, hypothesis)

    def close(self) -> None:
        """Free context and weights."""
        if self._context is not None:
            llama.llama_free(self._context)
            self._context = None
        if self._weights is not None:
            llama.llama_model_free(self._weights)
            self._weights = None

    def _make_room_once(self, abort: Abort) -> None:
        """Have llama.cpp make room for the largest batch now, and give back what it wastes of it.

        Otherwise it makes room anew for every batch that is larger than all before. Nothing is
        computed: the batch is stopped before its first step.
        """
        largest = min(self._batch.capacity, self.sequences * self.window)
        whole, rest = divmod(largest, self.window)
        abort.raise_flag()
        self.compute([[0] * self.window] * whole + ([[0] * rest] if rest else []))
        abort.lower_flag()
        give_back_logits(self._context, largest, self.vocabulary.size)

    def _row(self, sequence: int) -> list[float]:
        pointer = llama.llama_get_embeddings_seq(self._context, sequence)
        return list(pointer[: self._row_length]) if pointer else [0.0] * self._row_length


def _require_vectors(weights: Any) -> None:
    if llama.llama_model_has_encoder(weights) and llama.llama_model_has_decoder(weights):
        raise LoadRefused("model_not_for_embedding", "an encoder with a decoder behind it")


def _batch_tokens(wanted: LoadEmbedder) -> int:
    return max(_MIN_WINDOW, min(wanted.batch, wanted.micro_batch, _MAX_BATCH))


def _window(wanted: LoadEmbedder, trained: int) -> int:
    limits = [limit for limit in (wanted.window, trained) if limit > 0]
    return max(_MIN_WINDOW, min(_batch_tokens(wanted), *limits))


def _make_context(weights: Any, wanted: LoadEmbedder, log: NativeLog) -> Any:
    batch = _batch_tokens(wanted)
    params = llama.llama_context_default_params()
    params.n_ctx = params.n_batch = params.n_ubatch = batch
    params.n_seq_max = min(_MAX_SEQUENCES, batch, llama.llama_max_parallel_sequences())
    params.kv_unified = True
    params.embeddings = True
    params.pooling_type = _NATIVE_POOLING[wanted.pooling]
    params.flash_attn_type = _FLASH_AUTO if wanted.flash_attention else _FLASH_OFF
    params.n_threads = params.n_threads_batch = max(1, wanted.threads)
    params.no_perf = True
    log.forget()
    context = llama.llama_init_from_model(weights, params)
    if not context:
        raise LoadRefused("out_of_memory", log.errors() or "the context could not be made")
    return context


def _pooling(context: Any, wanted: LoadEmbedder) -> Pooling:
    """How the context pools; raises LoadRefused when that does not serve the purpose."""
    native = llama.llama_pooling_type(context)
    found = next((each for each, number in _NATIVE_POOLING.items() if number == native), None)
    if wanted.purpose is Purpose.RANK:
        if found is not Pooling.RANK or not has_tensor(wanted.path, *_HEADS):
            raise LoadRefused("model_not_for_ranking", f"pooling type {native}, or no head")
        return found
    if wanted.purpose is Purpose.ENTAIL:
        if found is not Pooling.RANK or not has_tensor(wanted.path, *_HEADS):
            raise LoadRefused("model_not_for_entailment", f"pooling type {native}, or no head")
        return found
    if found is None or found is Pooling.RANK:
        raise LoadRefused("model_not_for_embedding", f"pooling type {native}")
    return found


def _entailment(weights: Any) -> int:
    """The place of the class "entailment"; raises LoadRefused when the file names none."""
    count = int(llama.llama_model_n_cls_out(weights))
    names = [(llama.llama_model_cls_label(weights, each) or b"").lower() for each in range(count)]
    places = [place for place, name in enumerate(names) if name.startswith(b"entail")]
    if count < _FEWEST_CLASSES or len(places) != 1:
        raise LoadRefused("model_not_for_entailment", f"{count} classes, {len(places)} of them so")
    return places[0]
