"""Whether the documents answer a question at all: a number from 0 to 1, and where it is cut.

Two signs tell: how near the best passage is to the question, and how many of the question's own
words one passage holds. A passage in another language is farther away for the same answer, and
cannot hold the words. The weights are a logistic regression's, fitted on one half of our questions
with and without an answer in the documents (`tests/bench/retrieval/decide.py`). Nearness is of one
embedder: another one needs weights of its own.
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

    `cosine` is that of the best passage, None without an embedder; `words` the largest share of the
    question's words in one passage; `is_foreign` says that the nearest passage is not in the
    question's language.
    """

    cosine: float | None
    words: float
    is_foreign: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """The weights of the signs; the last two hold where words are all there is.

    From a support of `threshold` on an answer is tried.
    """

    bias: float = -77.0
    cosine: float = 86.7
    words: float = 5.09
    foreign: float = 5.93
    bias_of_words: float = -2.47
    words_alone: float = 5.86
    threshold: float = 0.5


RULE: Final = Rule()
"""Of the starter embedder."""


def signs_of(question: str, own: Language, passages: Sequence[Passage]) -> Signs:
    """The signs of a search; `passages` the best first."""
    asked = content_of(question).words
    best = 0.0
    for passage in passages[:LOOKED_AT]:
        held = content_of(f"{passage.document.name}\n{passage.chunk.indexed}")
        if asked:
            best = max(best, sum(held.holds(word) for word in asked) / len(asked))
    near = [each for each in passages if each.ranks.cosine is not None]
    if not near:
        return Signs(None, best, is_foreign=False)
    nearest = max(near, key=lambda each: each.ranks.cosine or 0.0)
    return Signs(nearest.ranks.cosine, best, nearest.chunk.language is not own)


def support_of(signs: Signs, rule: Rule = RULE) -> float:
    """How likely it is that the documents answer, from 0 to 1."""
    if signs.cosine is None:
        evidence = rule.bias_of_words + rule.words_alone * signs.words
    else:
        evidence = (
            rule.bias
            + rule.cosine * signs.cosine
            + rule.words * signs.words
            + rule.foreign * signs.is_foreign
        )
    return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, evidence))))
