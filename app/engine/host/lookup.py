"""Prompt lookup: guess what comes next from where the same words stood before.

An answer that quotes its documents repeats stretches of its own prompt. The last few tokens are
looked up among all earlier ones, and what followed there is proposed. After Saxena, Prompt Lookup
Decoding (2023), without its search: an index is kept as the text grows, and a place that was right
is followed on, as in suffix decoding (arXiv 2411.04975).
"""

from collections.abc import Sequence
from typing import Final

_KEY: Final = 3
"""Tokens that must agree before a guess is made."""
_PLACES: Final = 4
"""The latest places of a key that are compared; the one with the longest agreement wins."""
_LONGEST: Final = 32
"""Tokens of agreement that are counted when a place is found; following it counts on."""


class Lookup:
    """The tokens of one conversation, and where in it the same words stood before."""

    def __init__(self, prompt: Sequence[int]) -> None:
        self._tokens: list[int] = []
        self._followed: dict[tuple[int, ...], list[int]] = {}
        self._source: int | None = None
        self.agreement = 0
        """How many tokens before the end agree with those before the guess."""
        for token in prompt:
            self._append(token)
        self._find()

    def add(self, token: int) -> None:
        """One more token of the conversation."""
        source = self._source
        if source is not None and self._tokens[source] == token:
            self._source = source + 1
            self.agreement += 1
            self._append(token)
        else:
            self._append(token)
            self._find()

    def guess(self, most: int) -> list[int]:
        """What followed the last tokens at an earlier place; at most `most`, often nothing."""
        if self._source is None or most < 1:
            return []
        return self._tokens[self._source : self._source + most]

    def _append(self, token: int) -> None:
        tokens = self._tokens
        tokens.append(token)
        if len(tokens) > _KEY:  # what followed the key that ends before this token
            places = self._followed.setdefault(tuple(tokens[-_KEY - 1 : -1]), [])
            places.append(len(tokens) - 1)
            if len(places) > _PLACES:
                del places[0]

    def _find(self) -> None:
        """Look for the end of the text among what stood before it."""
        places = self._followed.get(tuple(self._tokens[-_KEY:]), ())
        self._source, self.agreement = None, 0
        for place in reversed(places):
            agreement = self._agreement(place)
            if agreement > self.agreement:
                self._source, self.agreement = place, agreement

    def _agreement(self, place: int) -> int:
        """How many tokens before `place` are those before the end; at least the key."""
        tokens, end = self._tokens, len(self._tokens)
        length = _KEY
        while (
            length < min(place, _LONGEST) and tokens[place - length - 1] == tokens[end - length - 1]
        ):
            length += 1
        return length
