"""A text in place of what would be drawn: it is read to see how likely the model finds it."""

from collections.abc import Sequence
from typing import Any, Final

from app.domain.generation import TokenLogprob
from app.engine.host.logprobs import LogprobReader
from app.engine.host.vocabulary import Vocabulary

LONGEST: Final = 32
"""Tokens that are read in one step, each with the probabilities of the whole vocabulary."""


class Given:
    """Stands where a sampler and its guesses stand; every guess is right."""

    def __init__(self, text: str, vocabulary: Vocabulary, alternatives: int) -> None:
        self._tokens = vocabulary.text_tokens(text)
        self._reader = LogprobReader(vocabulary, max(1, alternatives))
        self._is_freed = False
        self._place = 0
        self.logprob: TokenLogprob | None = None
        """Of the token that was read last."""
        self.guessed = self.right = 0
        """Nothing is speculated."""

    def __len__(self) -> int:
        return len(self._tokens)

    # --- as a sampler ------------------------------------------------------------------------

    def sample(self, context: Any, row: int) -> int:
        """The next token of the text, judged by the logits of the batch's row."""
        token = self._tokens[self._place]
        self._place += 1
        self.logprob = self._reader.read(context, row, token)
        return token

    def attach(self, context: Any, sequence: int) -> None:
        """All logits are needed here."""

    def detach(self) -> None:
        """Nothing was attached."""

    def free(self) -> None:
        """Give everything back to llama.cpp."""
        if not self._is_freed:
            self._is_freed = True
            self._reader.free()

    # --- as guesses --------------------------------------------------------------------------

    def guess(self, _tokens: Sequence[int], most: int) -> list[int]:
        """What follows what was read so far."""
        return self._tokens[self._place : self._place + min(most, LONGEST)]

    def add(self, token: int) -> None:
        """One more token was read."""

    def learn(self, guessed: int, right: int) -> None:
        """They all were right."""
