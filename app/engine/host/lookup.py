"""Prompt lookup: guess what comes next from where the same words stood before.

An answer that quotes its documents repeats stretches of its own prompt. The last few tokens are
looked up among all earlier ones, and what followed there is proposed; the model checks a whole
proposal in one step. After Saxena, Prompt Lookup Decoding (2023), without its search: an index is
kept as the text grows.
"""

from collections.abc import Sequence
from typing import Final

_KEY: Final = 3
"""Tokens that must agree before a guess is made."""
_FIRST: Final = 4
_LONGEST: Final = 16
_SHORTEST_PAUSE: Final = 16
_LONGEST_PAUSE: Final = 256


class Lookup:
    """The tokens of one conversation and a guess at the next, with back-off where guesses fail."""

    def __init__(self, prompt: Sequence[int]) -> None:
        self._tokens: list[int] = []
        self._followed: dict[tuple[int, ...], int] = {}
        self._length = _FIRST
        self._pause = 0
        self._next_pause = _SHORTEST_PAUSE
        for token in prompt:
            self.add(token)

    def add(self, token: int) -> None:
        """One more token of the conversation."""
        tokens = self._tokens
        if len(tokens) >= _KEY:
            self._followed[tuple(tokens[-_KEY:])] = len(tokens)
        tokens.append(token)
        if self._pause:
            self._pause -= 1

    def guess(self, most: int) -> list[int]:
        """What followed the last tokens the last time; at most `most`, often nothing."""
        if self._pause or len(self._tokens) < _KEY or most < 1:
            return []
        start = self._followed.get(tuple(self._tokens[-_KEY:]))
        if start is None:
            return []
        return self._tokens[start : start + min(self._length, most)]

    def learn(self, guessed: int, right: int) -> None:
        """Of `guessed` tokens the first `right` were so: guess longer, shorter, or wait a while."""
        if not guessed:
            return
        if right == guessed:
            self._length = min(_LONGEST, self._length * 2)
            self._next_pause = _SHORTEST_PAUSE
        elif right * 2 < guessed:
            self._length = max(_FIRST, self._length // 2)
        if right == 0:
            self._pause = self._next_pause
            self._next_pause = min(_LONGEST_PAUSE, self._next_pause * 2)
