"""The sentences of documents that answer a question best: an answer that nobody has to trust."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from app.domain.embedding import Embeddings
from app.domain.retrieval import Citation, CitationStatus
from app.index.citing import Cited, citation_of
from app.index.content_words import content_of
from app.index.evidence import Evidence, Sentence

EmbedAll = Callable[[Sequence[str]], Embeddings]
"""Vectors of length 1: of the question first, then of every sentence."""

MOST_SENTENCES: Final = 3
CONSIDERED: Final = 48
"""Sentences that are compared with the question, those of the best passages first."""
_BEST_SHARE: Final = 0.75
"""So near to the score of the best must another one come."""
_WORD_WEIGHT: Final = 1.0
_PASSAGE_WEIGHT: Final = 0.3
_FEWEST_CHARACTERS: Final = 12


@dataclass(frozen=True, slots=True)
class Extract:
    """The chosen sentences in their order, and the answer that they make."""

    sentences: tuple[Sentence, ...]
    answer: Cited


def extract(question: str, evidence: Evidence, embed: EmbedAll | None) -> Extract:
    """The best sentences, each cited and verified by being what it cites; none from nothing."""
    candidates = [each for each in evidence.sentences if _says_something(each, evidence)]
    candidates = candidates[:CONSIDERED]
    if not candidates:
        return Extract((), Cited("", (), (), 0))
    scores = _scores(question, candidates, evidence, embed)
    best = float(scores.max())
    order = np.argsort(-scores, kind="stable")[:MOST_SENTENCES]
    chosen = sorted(
        (candidates[at] for at in order if scores[at] >= _BEST_SHARE * best),
        key=lambda each: each.number,
    )
    return Extract(tuple(chosen), _joined(chosen, evidence))


def _scores(
    question: str, candidates: Sequence[Sentence], evidence: Evidence, embed: EmbedAll | None
) -> npt.NDArray[np.float32]:
    asked = content_of(question).words
    words = np.array([_share(asked, each, evidence) for each in candidates], np.float32)
    ranks = np.array([1 / (1 + each.passage) for each in candidates], np.float32)
    scores = _WORD_WEIGHT * words + _PASSAGE_WEIGHT * ranks
    if embed is not None:
        vectors = embed([question, *(each.text for each in candidates)])
        rows = np.frombuffer(vectors.data, "<f4").reshape(len(vectors), vectors.dimensions)
        cosines = rows[1:] @ rows[0]
        spread = float(cosines.max() - cosines.min()) or 1.0
        scores = scores + (cosines - cosines.min()) / spread
    return scores.astype(np.float32)


def _share(asked: frozenset[str], sentence: Sentence, evidence: Evidence) -> float:
    """How many of the question's words a sentence holds; those above it count for half."""
    if not asked:
        return 0.0
    said = content_of(sentence.text)
    above = content_of(evidence.context_of(sentence))
    found = sum(1.0 if said.holds(word) else 0.5 * above.holds(word) for word in asked)
    return found / len(asked)


def _says_something(sentence: Sentence, evidence: Evidence) -> bool:
    """Whether it is more than a heading or a scrap."""
    text = sentence.text.strip()
    heading = evidence.passage_of(sentence).chunk.heading
    if heading and text in (heading, heading.rsplit(" › ", 1)[-1]):
        return False
    return len(text) >= _FEWEST_CHARACTERS


def _joined(chosen: Sequence[Sentence], evidence: Evidence) -> Cited:
    parts: list[str] = []
    citations: list[Citation] = []
    length = 0
    for number, sentence in enumerate(chosen, 1):
        text = " ".join(sentence.text.split())
        span = (length, length + len(text))
        citations.append(citation_of(number, sentence, CitationStatus.VERIFIED, evidence, span))
        parts.append(f"{text} [{number}]")
        length += len(parts[-1]) + 2
    return Cited("\n\n".join(parts), tuple(citations), (), 0)
