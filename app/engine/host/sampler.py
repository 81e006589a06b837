"""Sampler chains: how the next token is chosen, in C, one chain for each answer.

The order is llama.cpp's own: penalties, top-k, top-p, min-p, temperature, draw.
"""

import secrets
from typing import Any, Final

from app.domain.generation import Sampling
from app.engine.host.binding import llama

_PENALTY_WINDOW: Final = 64
_KEEP: Final = 1


class Sampler:
    """A chain of llama.cpp's samplers; free it when the answer is done."""

    def __init__(self, wanted: Sampling, vocabulary_size: int) -> None:
        params = llama.llama_sampler_chain_default_params()
        params.no_perf = True
        self._chain: Any = llama.llama_sampler_chain_init(params)
        for part in _parts(wanted, vocabulary_size):
            llama.llama_sampler_chain_add(self._chain, part)

    def sample(self, context: Any, output: int) -> int:
        """Choose a token from the logits of the batch's row `output`, and remember it."""
        return int(llama.llama_sampler_sample(self._chain, context, output))

    def free(self) -> None:
        """Give the chain back to llama.cpp; the object is of no use afterwards."""
        if self._chain is not None:
            llama.llama_sampler_free(self._chain)
            self._chain = None


def _parts(wanted: Sampling, vocabulary_size: int) -> list[Any]:
    parts: list[Any] = []
    if wanted.repeat_penalty != 1.0:
        parts.append(
            llama.llama_sampler_init_penalties(
                vocabulary_size, _PENALTY_WINDOW, wanted.repeat_penalty, 0.0, 0.0
            )
        )
    if wanted.temperature <= 0:
        return [*parts, llama.llama_sampler_init_greedy()]
    if 0 < wanted.top_k < vocabulary_size:
        parts.append(llama.llama_sampler_init_top_k(wanted.top_k))
    if wanted.top_p < 1:
        parts.append(llama.llama_sampler_init_top_p(wanted.top_p, _KEEP))
    if wanted.min_p > 0:
        parts.append(llama.llama_sampler_init_min_p(wanted.min_p, _KEEP))
    parts.append(llama.llama_sampler_init_temp(wanted.temperature))
    seed = secrets.randbits(32) if wanted.seed is None else wanted.seed
    parts.append(llama.llama_sampler_init_dist(seed & 0xFFFFFFFF))
    return parts
