"""Perplexity of a text, by the method of llama.cpp's own llama-perplexity (tools/perplexity).

The tokens are cut into windows of the context's length that do not overlap, each read afresh with
the beginning-of-sequence token in its first place where the model wants one. Of each window the
second half is counted, so that every token that counts has at least half a window before it.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.engine.host.batch import DECODED, Batch
from app.engine.host.binding import llama
from app.engine.host.native_log import NativeLog
from app.engine.host.vocabulary import Vocabulary
from app.engine.host.weights import LoadRefused, load_weights
from app.engine.workshop_commands import MeasurePerplexity, PerplexityFound

_SEQUENCE: Final = 0
_ROWS: Final = 32
"""Of logits that are looked at together."""
_LEAST_WINDOWS: Final = 2


def measure_perplexity(
    wanted: MeasurePerplexity,
    text: str,
    log: NativeLog,
    on_loading: Callable[[float, str], bool],
    on_read: Callable[[int, int], None],
) -> PerplexityFound:
    """Load the model and read the text; raises LoadRefused."""
    weights = load_weights(wanted.path, wanted.gpu_layers, log, on_loading)
    context: Any = None
    try:
        if llama.llama_model_has_encoder(weights) or not llama.llama_model_has_decoder(weights):
            raise LoadRefused("model_not_for_chat", "the model has no decoder of its own")
        context = _context(weights, wanted, log)
        vocabulary = Vocabulary(weights)
        windows = windows_of(_tokens(vocabulary, text), wanted.context)
        losses = [
            loss
            for number, window in enumerate(windows, 1)
            for loss in _losses(context, _begun(vocabulary, window), number, len(windows), on_read)
        ]
    finally:
        if context is not None:
            llama.llama_free(context)
        llama.llama_model_free(weights)
    return found(losses, len(windows))


def windows_of(tokens: Sequence[int], length: int) -> list[Sequence[int]]:
    """The windows, whole ones alone; raises LoadRefused where there are fewer than two."""
    count = len(tokens) // length
    if count < _LEAST_WINDOWS:
        needed = str(_LEAST_WINDOWS * length)
        raise LoadRefused("text_too_short", "", tokens=str(len(tokens)), needed=needed)
    return [tokens[start : start + length] for start in range(0, count * length, length)]


def found(losses: Sequence[float], windows: int) -> PerplexityFound:
    """The perplexity of negative log-likelihoods; raises LoadRefused where they are no numbers."""
    mean = math.fsum(losses) / len(losses)
    spread = math.fsum((loss - mean) ** 2 for loss in losses) / len(losses)
    error = math.sqrt(spread / max(1, len(losses) - 1))
    try:
        value = math.exp(mean)
    except OverflowError:
        value = math.inf
    if not math.isfinite(value):
        raise LoadRefused("model_damaged", "the model computes what is not a number")
    return PerplexityFound(value, error * value, len(losses), windows)


def _tokens(vocabulary: Vocabulary, text: str) -> list[int]:
    tokens = vocabulary.text_tokens(text)
    return [vocabulary.bos, *tokens] if _has_beginning(vocabulary) else tokens


def _begun(vocabulary: Vocabulary, window: Sequence[int]) -> list[int]:
    return [vocabulary.bos, *window[1:]] if _has_beginning(vocabulary) else list(window)


def _has_beginning(vocabulary: Vocabulary) -> bool:
    return vocabulary.adds_bos and vocabulary.bos >= 0


def _context(weights: Any, wanted: MeasurePerplexity, log: NativeLog) -> Any:
    log.forget()
    params = llama.llama_context_default_params()
    params.n_ctx = params.n_batch = params.n_ubatch = wanted.context
    params.n_outputs_max = wanted.context
    params.n_seq_max = 1
    params.n_threads = params.n_threads_batch = wanted.threads
    params.no_perf = True
    context = llama.llama_init_from_model(weights, params)
    if not context:
        raise LoadRefused("out_of_memory", log.errors() or "the context could not be made")
    return context


def _losses(
    context: Any, tokens: list[int], number: int, total: int, on_read: Callable[[int, int], None]
) -> list[float]:
    """The negative log-likelihoods of the tokens in the second half of a window but its first."""
    llama.llama_memory_clear(llama.llama_get_memory(context), True)
    half = len(tokens) // 2
    batch = Batch(len(tokens))
    batch.add(tokens[:half], 0, _SEQUENCE, logits=False)
    batch.add_all(tokens[half:], half, _SEQUENCE)
    if llama.llama_decode(context, batch.native) != DECODED:
        raise LoadRefused("engine_error", "a window could not be computed")
    width = llama.llama_vocab_n_tokens(llama.llama_model_get_vocab(llama.llama_get_model(context)))
    rows = len(tokens) - half
    logits = np.ctypeslib.as_array(llama.llama_get_logits(context), shape=(rows, width))
    # What the last row would say lies beyond the window.
    targets = np.asarray(tokens[half + 1 :])
    losses: list[float] = []
    for start in range(0, rows - 1, _ROWS):
        part = slice(start, min(start + _ROWS, rows - 1))
        losses += _negative_log_likelihoods(logits[part], targets[part])
    on_read(number, total)
    return losses


def _negative_log_likelihoods(logits: NDArray[Any], targets: NDArray[Any]) -> list[float]:
    """Minus the log-softmax at the targets: logits of shape (rows, vocabulary)."""
    values = logits.astype(np.float64)
    values -= values.max(axis=1, keepdims=True)
    sums = np.log(np.exp(values).sum(axis=1))
    found: NDArray[Any] = sums - values[np.arange(len(targets)), targets]
    return [float(each) for each in found]
