"""What a step of one answer costs by its number of tokens, learned from the steps themselves.

On a GPU ten tokens take hardly longer than one; on two processor cores each further token can cost
half a step. How far ahead it pays to guess depends on nothing but this and on how often guesses are
right (Leviathan and others, arXiv 2211.17192, section 3.3).
"""

from typing import Final

_USUAL_COST: Final = 0.3
"""Of a further token, in steps of one token, until it is measured."""
_WEIGHT: Final = 0.1
_LEAST_GAIN: Final = 1.05
"""A guess that promises less is not made: the estimate is not that good."""


class Pace:
    """The cost of a further token in a step, in units of a step of one token."""

    def __init__(self) -> None:
        self._single = 0.0
        self._further = 0.0

    @property
    def single(self) -> float:
        """Seconds of a step of one token; 0 before the first."""
        return self._single

    @property
    def cost(self) -> float:
        """Of one more token in a step."""
        if not self._single or not self._further:
            return _USUAL_COST
        return self._further / self._single

    def learn(self, tokens: int, seconds: float) -> None:
        """A step of one answer took so long."""
        if tokens == 1:
            self._single += ((seconds - self._single) * _WEIGHT) if self._single else seconds
        elif self._single:
            further = max(1e-6, (seconds - self._single) / (tokens - 1))
            self._further += ((further - self._further) * _WEIGHT) if self._further else further

    def best_length(self, chance: float, most: int, extra: float = 0.0) -> int:
        """How many tokens to guess when each is right with `chance`; 0 when it does not pay.

        `extra` is what making the guess costs for each of its tokens, in steps.
        """
        cost = self.cost + extra
        best, best_rate = 0, _LEAST_GAIN
        expected, reached = 1.0, 1.0
        for length in range(1, most + 1):
            reached *= chance
            expected += reached
            rate = expected / (1 + cost * length)
            if rate > best_rate:
                best, best_rate = length, rate
        return best
