"""Sentences that stand for documents: what is quoted when somebody asks for a summary.

The nearer a sentence is to all the others, the more it says of what they say; the first sentences
of a document say it more often than later ones, and one that repeats a chosen one says nothing new.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from app.domain.embedding import Embeddings
from app.index.citing import Cited
from app.index.content_words import content_of
from app.index.evidence import Evidence, Sentence
from app.index.extract import Extract, quoted, rows_of, spread, telling

EmbedSentences = Callable[[Sequence[str]], Embeddings]
"""Vectors of length 1 of sentences."""

MOST_SENTENCES: Final = 5
CONSIDERED: Final = 64
"""Sentences that are compared with each other, spread over all there are."""
_LEAD: Final = 0.2
"""Added to the first sentence of a passage, half of it to the second …"""
_REPEATS: Final = 0.5
"""Taken away for being like a chosen one, times how much."""
_USUAL_CHARACTERS: Final = 40
"""A shorter sentence stands for less, in proportion."""

_ASKS: Final = re.compile(
    r"\b(?:summar(?:y|ies|i[sz]e[ds]?|i[sz]ing)|tl;?dr|overview|main points|key points|gist)\b"
    r"|\bin (?:short|brief|a nutshell)\b"
    r"|\bwhat(?:'s| is| are| does) (?:this|these|it|the (?:document|file|text|page|paper)s?)"
    r"(?: (?:document|file|text|page|paper)s?)?(?: all)? (?:about|say)\b"
    r"|요약|간추려|정리해|줄거리|개요|핵심|(?:무슨|어떤|무엇에 (?:관|대)한) ?(?:내용|문서|파일|글)",
    re.IGNORECASE,
)


def asks_for_summary(question: str) -> bool:
    """Whether somebody asks for what documents say as a whole."""
    return _ASKS.search(question) is not None


def summarised(evidence: Evidence, embed: EmbedSentences | None) -> Extract:
    """The sentences that stand for the evidence, in their order; none from nothing."""
    every = telling(evidence)
    step = max(1.0, len(every) / CONSIDERED)
    candidates = [every[int(at * step)] for at in range(min(len(every), CONSIDERED))]
    if not candidates:
        return Extract((), Cited("", (), (), 0))
    likeness = _likeness(candidates, embed)
    scores = spread(likeness.mean(axis=1)) + _leads(candidates)
    scores *= np.array([min(1.0, len(each.text) / _USUAL_CHARACTERS) for each in candidates])
    left = list(range(len(candidates)))
    chosen: list[int] = []
    while left and len(chosen) < MOST_SENTENCES:
        best = max(left, key=lambda at: float(scores[at]) - _repeats(likeness, at, chosen))
        chosen.append(best)
        left.remove(best)
    found = [candidates[at] for at in sorted(chosen)]
    return Extract(tuple(found), quoted(found, evidence), candidates[chosen[0]])


def _likeness(
    candidates: Sequence[Sentence], embed: EmbedSentences | None
) -> npt.NDArray[np.float32]:
    """How like every two sentences are; by their words where there is no embedder."""
    texts = [each.text for each in candidates]
    rows = _by_words(texts) if embed is None else rows_of(embed(texts))
    return np.asarray(rows @ rows.T, np.float32)


def _by_words(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    words = [content_of(text).words for text in texts]
    counts = Counter(word for each in words for word in each)
    places = {word: place for place, word in enumerate(counts)}
    rows = np.zeros((len(texts), len(places) + 1), np.float32)
    rows[:, -1] = 1e-3
    for row, each in zip(rows, words, strict=True):
        row[[places[word] for word in each]] = 1.0
    norms = np.sqrt((rows * rows).sum(axis=1, keepdims=True))
    return np.asarray(rows / norms, np.float32)


def _leads(candidates: Sequence[Sentence]) -> npt.NDArray[np.float32]:
    places = Counter[int]()
    found = []
    for each in candidates:
        found.append(_LEAD / 2 ** places[each.passage])
        places[each.passage] += 1
    return np.array(found, np.float32)


def _repeats(likeness: npt.NDArray[np.float32], at: int, chosen: Sequence[int]) -> float:
    low, high = float(likeness.min()), float(likeness.max())
    nearest = max((float(likeness[at, other]) for other in chosen), default=low)
    return _REPEATS * (nearest - low) / ((high - low) or 1.0)
