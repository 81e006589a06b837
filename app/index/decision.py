"""Whether the documents answer a question at all: a number from 0 to 1, and where it is cut.

The cosines of this kind of embedder say nothing by themselves: any two texts are near each other.
What tells is how far the best passage stands out among all of its language, and how many of the
question's own words it holds. The weights are a logistic regression's, fitted on questions with and
without an answer in the documents (`tests/bench/retrieval`).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.domain.collections import Language
from app.domain.retrieval import Passage
from app.index.content_words import content_of

LOOKED_AT: Final = 5
"""Passages whose words are looked at."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What tells whether a question is answered.

    `standing` is that of the best vector, in standard deviations of its language; `words` the
    largest share of the question's words in one passage; `is_foreign` says that the best passage is
    not in the question's language, whose words it cannot hold.
    """

    standing: float
    words: float
    is_foreign: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """The weights of the signs, and the support from which on an answer is tried."""

    bias: float = -6.0
    standing: float = 1.2
    words: float = 3.0
    foreign: float = 1.0
    threshold: float = 0.5


RULE: Final = Rule()


def signs_of(question: str, own: Language, passages: Sequence[Passage], standing: float) -> Signs:
    """The signs of a search; `passages` the best first."""
    asked = content_of(question).words
    best = 0.0
    for passage in passages[:LOOKED_AT]:
        held = content_of(f"{passage.document.name}\n{passage.chunk.indexed}")
        if asked:
            best = max(best, sum(held.holds(word) for word in asked) / len(asked))
    is_foreign = bool(passages) and passages[0].chunk.language is not own
    return Signs(standing, best, is_foreign)


def support_of(signs: Signs, rule: Rule = RULE) -> float:
    """How likely it is that the documents answer, from 0 to 1."""
    sum_ = (
        rule.bias
        + rule.standing * signs.standing
        + rule.words * signs.words
        + rule.foreign * signs.is_foreign
    )
    return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, sum_))))
