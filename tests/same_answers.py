"""Whether two greedy answers are the same, as far as a backend's arithmetic can tell.

The last bits of a sum depend on how it was cut up: on the size of the batch, on the number of
threads, on how full the memory of other sequences is. Equal arithmetic writes equal text. Elsewhere
the log-probabilities must agree within a tolerance, token for token, up to the first token that
differs; and there both tokens must have been so close in both answers that the tolerance, of the
one up and of the other down, decides between them.
"""

from dataclasses import dataclass
from typing import Final

from answers import Answer
from families import Family

from app.domain.generation import TokenLogprob

ALTERNATIVES: Final = 20
"""To ask for: among fewer, the other token of a near tie might not be found."""
PLAIN: Final = 0.1
"""For weights of 32 bits, with keys and values rounded to 16. Measured on two cores: at most 0.026
in twenty answers of up to 60 tokens (alone, as a branch, guessing ahead, beside 15 others)."""
QUANTIZED: Final = 0.5
"""For weights in few bits: activations are rounded to eight bits before they are multiplied, so
that a last bit decides between neighbours that are a hundredth apart, at every layer. Measured: at
most 0.14 in twenty answers of the starter model."""


@dataclass(frozen=True)
class Comparison:
    """How far two answers are apart. Log-probabilities are natural logarithms."""

    tokens: int
    """That both have in common from the beginning."""
    worst: float
    """Of the differences between the log-probabilities of the same tokens."""
    tie: float | None
    """At the first token that differs: how far apart both were, in the answer where they were
    further apart; None when the answers are the same, infinity when one token was not among the
    alternatives."""


def tolerance_of(family: Family) -> float:
    """How far the log-probabilities of a family may be apart."""
    return QUANTIZED if family.is_trained else PLAIN


def compare(one: Answer, other: Answer) -> Comparison:
    """Compare two answers that were asked for with log-probabilities."""
    worst = 0.0
    for place, (mine, yours) in enumerate(zip(one.logprobs, other.logprobs, strict=False)):
        if mine.token != yours.token:
            return Comparison(place, worst, max(_gap(mine, yours.token), _gap(yours, mine.token)))
        worst = max(worst, abs(mine.logprob - yours.logprob))
    shorter, longer = sorted((len(one.logprobs), len(other.logprobs)))
    if shorter == longer:
        return Comparison(shorter, worst, None)
    went_on = max(one, other, key=lambda each: len(each.logprobs)).logprobs[shorter]
    return Comparison(shorter, worst, _gap_to_end(went_on))


def assert_same(one: Answer, other: Answer, tolerance: float) -> Comparison:
    """Fail unless the answers are the same within a tolerance of their log-probabilities."""
    found = compare(one, other)
    assert found.worst <= tolerance, found
    if found.tie is None:
        assert one.text == other.text
        assert one.finished().reason is other.finished().reason
    else:
        assert found.tie <= 2 * tolerance, found
    return found


def _gap_to_end(chosen: TokenLogprob) -> float:
    """How far the token was from an end of the turn in its place, which has no text."""
    ends = (each.logprob for each in chosen.alternatives if not each.text)
    return abs(chosen.logprob - next(ends, float("-inf")))


def _gap(chosen: TokenLogprob, other: int) -> float:
    beside = (each.logprob for each in chosen.alternatives if each.token == other)
    return abs(chosen.logprob - next(beside, float("-inf")))
