"""A draft model: a small one with the same vocabulary, which writes ahead for a large one."""

import time
from collections.abc import Sequence
from typing import Final

from app.engine.host.batch import DECODED, Batch
from app.engine.host.binding import llama
from app.engine.host.model import Model
from app.engine.host.resting import shared_length
from app.engine.host.vocabulary import Vocabulary

_MOST_EXTRA_TOKENS: Final = 128
"""Vocabularies of one family differ by unused tokens at their end (llama.cpp's own limit)."""
_FIRST_SPECIAL: Final = 5
"""The first few tokens are special ones that families rename (llama.cpp's own rule)."""
_SEQUENCE: Final = 0
_WEIGHT: Final = 0.1


class Draft:
    """Writes ahead for one answer at a time, greedily."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._batch = Batch(model.batch_tokens)
        self._read: list[int] = []
        self._seconds = 0.0
        """Of a token, on average."""
        self._greedy = llama.llama_sampler_init_greedy()

    def cost(self, step_seconds: float) -> float:
        """Of one drafted token, in steps of the large model."""
        return self._seconds / step_seconds if step_seconds else 0.0

    def guess(self, tokens: Sequence[int], most: int) -> list[int]:
        """What this model would write after `tokens`; at most `most`, nothing after an end."""
        room = self._model.context_tokens - len(tokens) - 1
        if min(most, room) < 1 or not self._read_up_to(list(tokens)):
            return []
        guess: list[int] = []
        started = time.monotonic()
        while True:
            token = int(llama.llama_sampler_sample(self._greedy, self._model.context, -1))
            if self._model.vocabulary.ends_answer(token):
                break
            guess.append(token)
            if len(guess) == min(most, room) or not self._decode([token]):
                break
        seconds = (time.monotonic() - started) / max(1, len(guess))
        self._seconds += (seconds - self._seconds) * (_WEIGHT if self._seconds else 1)
        return guess

    def close(self) -> None:
        """Free the model."""
        llama.llama_sampler_free(self._greedy)
        self._model.close()

    def _read_up_to(self, tokens: list[int]) -> bool:
        """Read what is not read yet, the last token in any case; False when it was cut short."""
        shared = min(shared_length(self._read, tokens), len(tokens) - 1)
        shared = self._model.forget(_SEQUENCE, shared)
        del self._read[shared:]
        for start in range(shared, len(tokens), self._batch.capacity):
            if not self._decode(tokens[start : start + self._batch.capacity]):
                return False
        return True

    def _decode(self, tokens: list[int]) -> bool:
        self._batch.clear()
        self._batch.add(tokens, len(self._read), _SEQUENCE, logits=True)
        if self._model.decode(self._batch) != DECODED:
            self._model.forget(_SEQUENCE, 0)
            self._read.clear()
            return False
        self._read += tokens
        return True


def difference(one: Vocabulary, other: Vocabulary) -> str:
    """Why a model of one vocabulary cannot write ahead for the other; empty when it can."""
    if one.kind != other.kind:
        return "their vocabularies are of different kinds"
    if abs(one.size - other.size) > _MOST_EXTRA_TOKENS:
        return f"their vocabularies have {one.size} and {other.size} tokens"
    if (one.bos, one.eos, one.adds_bos) != (other.bos, other.eos, other.adds_bos):
        return "their special tokens differ"
    for token in range(_FIRST_SPECIAL, min(one.size, other.size)):
        if one.name_of(token) != other.name_of(token):
            return f"token {token} is “{one.name_of(token)}” and “{other.name_of(token)}”"
    return ""
