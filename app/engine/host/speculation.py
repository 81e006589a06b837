"""Guessing ahead for one answer: by lookup, by a draft model, or not at all where it does not pay.

The model checks a whole guess in one step, so what is written is what it would have written alone
(speculative decoding, arXiv 2211.17192). Whether that is quicker depends on how often guesses are
right and on what a longer step costs: both are learned as the answer goes on.
"""

from collections.abc import Sequence
from typing import Final

from app.engine.host.draft import Draft
from app.engine.host.lookup import Lookup
from app.engine.host.pace import Pace

LONGEST: Final = 32
_CLASSES: Final = ((5, 0.7), (9, 0.85), (17, 0.93))
"""Agreement below which a lookup belongs to a class, and how often its guesses are right at first.
Longer agreements begin with _SURE."""
_SURE: Final = 0.97
_DRAFTED: Final = 0.7
_TRY: Final = 2
"""Tokens of a guess that is made to see whether it would pay by now."""
_SHORTEST_PAUSE: Final = 16
_LONGEST_PAUSE: Final = 256


class _Odds:
    """How often the next guessed token is right, of one kind of guess; when to try again."""

    def __init__(self, chance: float) -> None:
        self.chance = chance
        self._pause = self._left = _SHORTEST_PAUSE

    def length(self, pace: Pace, most: int, extra: float) -> int:
        """How many tokens to guess now."""
        best = pace.best_length(self.chance, most, extra)
        if best:
            return best
        self._left -= 1
        return min(_TRY, most) if self._left <= 0 else 0

    def learn(self, guessed: int, right: int) -> None:
        """Of `guessed` tokens the first `right` were so."""
        for place in range(min(guessed, right + 1)):
            self.chance += ((place < right) - self.chance) * 0.1
        if self._left <= 0:
            self._pause = _SHORTEST_PAUSE if right else min(_LONGEST_PAUSE, self._pause * 2)
            self._left = self._pause


class Speculation:
    """Guesses for one answer, and what came of them."""

    def __init__(self, prompt: Sequence[int], pace: Pace, draft: Draft | None) -> None:
        self._lookup = Lookup(prompt)
        self._pace = pace
        self._draft = draft
        self._odds = [_Odds(chance) for _, chance in _CLASSES] + [_Odds(_SURE)]
        self._draft_odds = _Odds(_DRAFTED)
        self._guessing: _Odds | None = None
        self.guessed = 0
        self.right = 0

    def add(self, token: int) -> None:
        """One more token of the answer."""
        self._lookup.add(token)

    def guess(self, tokens: Sequence[int], most: int) -> list[int]:
        """What may follow `tokens`: at most `most`, often nothing."""
        most = min(most, LONGEST)
        guess = self._looked_up(most)
        if not guess and self._draft is not None:
            guess = self._drafted(self._draft, tokens, most)
        if not guess:
            self._guessing = None
        return guess

    def learn(self, guessed: int, right: int) -> None:
        """Of the last guess the first `right` tokens were so."""
        if self._guessing is not None and guessed:
            self._guessing.learn(guessed, right)
            self.guessed += guessed
            self.right += right

    def _looked_up(self, most: int) -> list[int]:
        agreement = self._lookup.agreement
        if not agreement:
            return []
        self._guessing = self._odds[sum(agreement >= limit for limit, _ in _CLASSES)]
        return self._lookup.guess(self._guessing.length(self._pace, most, extra=0.0))

    def _drafted(self, draft: Draft, tokens: Sequence[int], most: int) -> list[int]:
        self._guessing = self._draft_odds
        length = self._draft_odds.length(self._pace, most, draft.cost(self._pace.single))
        return draft.guess(tokens, length)
