"""Whether the documents answer a question at all: a number from 0 to 1, and where it is cut.

Two signs tell: how near the best passage is to the question, and how many of the question's own
words one passage holds. A passage in another language is farther away for the same answer, and
cannot hold the words. The weights are a logistic regression's, fitted on one half of our questions
with and without an answer in the documents (`tests/bench/retrieval/decide.py`), moved by a third so
that as few answered questions are refused as before vectors were compared without their language.
Nearness is of one embedder: another one needs weights of its own.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.domain.collections import Language
from app.domain.retrieval import Passage
from app.index.content_words import Content, content_of, held_in
from app.index.sentences import sentences

_DEGREE: Final = re.compile(
    r"\bhow (?:high|low|large|big|long|tall|wide|deep|old|often|far|fast|late|early|soon)\b", re.I
)
"""Asks for a measure: no answer has to hold these words."""
_MOST_KEYWORDS: Final = 3
_FEWEST_WORDS: Final = 2
_NAMED: Final = 0.6
"""Support where a passage holds all that was asked for by name, or typed as keywords, or one
sentence all words of a question."""
LOOKED_AT: Final = 5
"""Passages whose words are looked at."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What tells whether a question is answered.

    `cosine` is that of the best passage, None without an embedder; `words` the largest share of the
    question's words in one passage; `is_foreign` says that the nearest passage is not in the
    question's language. `is_named`: one passage holds every word of a question that names one or
    more things, or of a few keywords, or one of its sentences holds every word of any question.
    """

    cosine: float | None
    words: float
    is_foreign: bool
    is_named: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """The weights of the signs; the last two hold where words are all there is.

    From a support of `threshold` on an answer is tried.
    """

    bias: float = -9.82
    cosine: float = 28.3
    words: float = 1.88
    foreign: float = 0.97
    bias_of_words: float = -2.47
    words_alone: float = 5.86
    threshold: float = 0.5


RULE: Final = Rule()
"""Of the starter embedder."""


def signs_of(question: str, own: Language, passages: Sequence[Passage]) -> Signs:
    """The signs of a search; `passages` the best first."""
    content = content_of(_DEGREE.sub(" ", question))
    asked = content.words
    best = 0.0
    is_named = False
    by_name = bool(content.names) or _are_keywords(question)
    for passage in passages[:LOOKED_AT]:
        if asked:
            read = f"{passage.document.name}\n{passage.chunk.indexed}"
            count, has_numbers = held_in(read, content)
            share = count / len(asked)
            best = max(best, share)
            if share == 1.0 and has_numbers:
                is_named |= by_name or _says_it_all(content, passage.text)
    near = [each for each in passages if each.ranks.cosine is not None]
    if not near:
        return Signs(None, best, is_foreign=False, is_named=is_named)
    nearest = max(near, key=lambda each: each.ranks.cosine or 0.0)
    is_foreign = nearest.chunk.language not in (own, Language.BOTH)
    return Signs(nearest.ranks.cosine, best, is_foreign, is_named)


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
    likely = 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, evidence))))
    return max(likely, _NAMED) if signs.is_named else likely


def _says_it_all(asked: Content, text: str) -> bool:
    """Whether one sentence holds every word of a question, if those are a few."""
    if len(asked.words) < _FEWEST_WORDS:
        return False
    found = (content_of(text[start:end]) for start, end in sentences(text))
    return any(
        asked.numbers <= each.numbers and all(each.holds(word) for word in asked.words)
        for each in found
    )


def _are_keywords(question: str) -> bool:
    """Whether it is no sentence: a name, a term or two, as one types them into a search."""
    words = question.split()
    return (
        len(words) <= _MOST_KEYWORDS
        and not question.rstrip().endswith(("?", "？", "요", "까"))
        and all(content_of(word).words or content_of(word).numbers for word in words)
    )
