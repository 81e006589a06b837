"""Log-probabilities of a token and its alternatives, as the model gives them before sampling."""

import math
from typing import Any

from app.domain.generation import MAX_LOGPROBS, Alternative, TokenLogprob
from app.engine.host.binding import llama
from app.engine.host.candidates import Candidates
from app.engine.host.vocabulary import Vocabulary


class LogprobReader:
    """Softmax over the whole vocabulary in C; Python sees only the likeliest tokens."""

    def __init__(self, vocabulary: Vocabulary, alternatives: int) -> None:
        self._vocabulary = vocabulary
        self._candidates = Candidates(vocabulary.size)
        # llama.cpp's own softmax is part of its draw; what it draws here is not looked at.
        self._softmax: Any = llama.llama_sampler_init_dist(0)
        self._likeliest: Any = llama.llama_sampler_init_top_k(min(alternatives, MAX_LOGPROBS))

    def read(self, context: Any, row: int, token: int) -> TokenLogprob:
        """The log-probability of `token` at a row of the batch, and the likeliest tokens there."""
        logits = self._candidates.fill(context, row)
        chosen = logits[token]
        self._candidates.apply(self._softmax)
        self._candidates.apply(self._likeliest)
        top = self._candidates.first(MAX_LOGPROBS)
        # The likeliest probability is far from the end of a float's range: its logit and its
        # probability give the logarithm of the sum, from which all others follow.
        log_sum = top[0][1] - math.log(top[0][2])
        return TokenLogprob(
            token,
            self._text(token),
            chosen - log_sum,
            tuple(Alternative(id_, self._text(id_), logit - log_sum) for id_, logit, _ in top),
        )

    def free(self) -> None:
        """Give the samplers back to llama.cpp."""
        for sampler in (self._softmax, self._likeliest):
            llama.llama_sampler_free(sampler)

    def _text(self, token: int) -> str:
        return self._vocabulary.bytes_of(token).decode("utf-8", "replace")
