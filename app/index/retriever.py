"""From a question to passages: vectors and words, each language by itself, then one list.

An embedder ranks texts of the question's own language first, whatever they say (in a mixed index it
found an answer that stands only in the other language in 2 of 100 cases among the first ten). So
each language is ranked by itself, and the last places are kept for the best of the other one.
A text with a little of the question's language is ranked with it, or it would take those places.
Whether the own language holds the answer cannot be told well enough from the scores (an area under
the curve of 0.77) to give more or fewer places than a fixed number.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

from app.domain.collections import Language
from app.domain.document_store import DocumentStore, StoredChunk, WordHit
from app.domain.retrieval import Found, Kept, Passage, Ranks, SearchFilter
from app.index.decision import RULE, Rule, signs_of, support_of
from app.index.fusion import combined
from app.index.languages import language_of
from app.index.vectors import DenseHit, VectorIndex

_COPIES: Final = 3
"""So many times more are looked up at most, in case that some are copies of others."""
_SPARE: Final = 2
"""So many more are read at once, for the same reason."""

Embed = Callable[[str], bytes | None]
"""The vector of a question, of length 1, as little-endian float32; None where no model answers."""
Rerank = Callable[[str, Sequence[str]], Sequence[float] | None]
"""A score for each passage, higher is better; None where no model answers."""
Near = Mapping[Language, Sequence[DenseHit]]
_Hit = TypeVar("_Hit", DenseHit, WordHit)


@dataclass(frozen=True, slots=True)
class Weights:
    """Every constant of the ranking."""

    candidates: int = 100
    """Of each kind and language."""
    lexical: float = 0.3
    """Share of the words in the score, in the question's own language. From 0.25 to 0.35 it is all
    the same; a share for each language, chosen on one half of the questions, lost on the other."""
    lexical_abroad: Mapping[Language, float] = field(
        default_factory=lambda: {Language.KOREAN: 0.2, Language.OTHER: 0.0}
    )
    """The same where the other language is this one: Latin words in Korean text are names and
    terms, and tell much; those of a Korean question stand everywhere in English text."""
    reserved: int = 2
    """Of ten places for the other language. More find more answers that stand only there (of 1, 2,
    3 and 4 places: 41, 53, 62 and 67 in a hundred of Korean questions, 39, 54, 63 and 67 of
    English ones, on the half of the questions that it was chosen on) and lose more of the own one's
    (1, 2, 3 and 4; 0, 1, 3 and 4): these are the fewest that find half. On the other half they
    find 57 and 56, and lose less than one."""
    reranked: int = 24
    """How many of the best a reranker reads."""


@dataclass(slots=True)
class Candidate:
    """A chunk that may be among the results, and how it came to its place (see `Ranks`)."""

    number: int
    dense: int | None = None
    cosine: float | None = None
    lexical: int | None = None
    bm25: float | None = None
    fused: float = 0.0
    kept: Kept = Kept.RANKED

    @property
    def ranks(self) -> Ranks:
        """As a passage tells them."""
        return Ranks(self.dense, self.cosine, self.lexical, self.bm25, self.fused, kept=self.kept)


class Retriever:
    """Finds passages; without an index by their words alone. Safe to use from several threads."""

    def __init__(
        self,
        store: DocumentStore,
        index: VectorIndex | None,
        embed: Embed,
        rerank: Rerank | None = None,
        weights: Weights | None = None,
        rule: Rule = RULE,
    ) -> None:
        self._store = store
        self._index = index
        self._embed = embed
        self._rerank = rerank
        self._weights = weights or Weights()
        self._rule = rule

    def search(self, question: str, limit: int = 10, where: SearchFilter | None = None) -> Found:
        """The passages that answer a question best; raises what embedding and the store raise."""
        began = time.perf_counter()
        where = where or SearchFilter()
        if not any(mark.isalnum() for mark in question):
            # Punctuation and emoji ask for nothing, yet are near to something.
            return Found(question, where=where)
        wanted = max(limit, self._weights.reranked) if self._rerank is not None else limit
        dense, words = self._looked_up(question, where)
        best = self._merged(question, limit, dense or {}, words)
        passages = self._distinct(best, wanted)
        judged = self._reranked(question, passages)
        passages = (passages if judged is None else judged)[:limit]
        support = support_of(signs_of(question, language_of(question), passages), self._rule)
        is_answerable = bool(passages) and support >= self._rule.threshold
        seconds = time.perf_counter() - began
        return Found(
            question,
            tuple(passages),
            support,
            is_answerable,
            seconds,
            where,
            by_words_only=dense is None,
            rerank_failed=judged is None,
        )

    def ranked(
        self, question: str, limit: int, where: SearchFilter | None = None
    ) -> list[Candidate]:
        """All candidates for a question, the best first; `limit` is how many will be shown."""
        dense, words = self._looked_up(question, where or SearchFilter())
        return self._merged(question, limit, dense or {}, words)

    def _merged(
        self,
        question: str,
        limit: int,
        dense: Near,
        words: Mapping[Language, Sequence[WordHit]],
    ) -> list[Candidate]:
        own, count = language_of(question), self._weights.candidates
        of_language = {
            language: self._ranked(
                language,
                _of(dense, among, lambda hit: hit.cosine, count),
                _of(words, among, lambda word: word.score, count),
                is_own=language is own,
            )
            for language, among in _sides(own).items()
        }
        return merge(of_language, own, limit, self._weights)

    def _looked_up(
        self, question: str, where: SearchFilter
    ) -> tuple[Near | None, Mapping[Language, Sequence[WordHit]]]:
        """What vectors and words find; both at the same time, since neither needs the other.

        None where there are vectors, but no model to ask.
        """
        index, count = self._index, self._weights.candidates
        if index is None or not len(index):
            return {}, self._store.search_words(question, where, count)
        among = self._store.numbers_of(where)

        def near() -> Near | None:
            vector = self._embed(question)
            return None if vector is None else index.search(vector, count, among)

        with ThreadPoolExecutor(1, "search by vectors") as aside:
            dense = aside.submit(near)
            words = self._store.search_words(question, where, count)
            return dense.result(), words

    def _ranked(
        self,
        language: Language,
        dense: Sequence[DenseHit],
        words: Sequence[WordHit],
        *,
        is_own: bool,
    ) -> list[Candidate]:
        """The candidates of one language, the best first."""
        weights = self._weights
        found: dict[int, Candidate] = {}
        for rank, hit in enumerate(dense, 1):
            found[hit.chunk] = Candidate(hit.chunk, rank, hit.cosine)
        for rank, word in enumerate(words, 1):
            candidate = found.get(word.chunk)
            if candidate is None:
                candidate = found[word.chunk] = Candidate(word.chunk)
            candidate.lexical, candidate.bm25 = rank, word.score
        share = weights.lexical if is_own else weights.lexical_abroad[language]
        order = combined(
            {hit.chunk: hit.cosine for hit in dense},
            {word.chunk: word.score for word in words},
            share,
        )
        for number, score in order:
            found[number].fused = score
        return [found[number] for number, _ in order]

    def _distinct(self, best: Sequence[Candidate], wanted: int) -> list[Passage]:
        """The first passages, without those that say, word for word, what a better one says.

        Those are copies of a file. Texts are read a few at a time: most often the first suffice.
        """
        found: dict[str, Passage] = {}
        at, most = 0, min(len(best), wanted * _COPIES)
        while at < most and len(found) < wanted:
            some = best[at : min(most, at + wanted - len(found) + _SPARE)]
            at += len(some)
            stored = {
                each.number: each for each in self._store.chunks([one.number for one in some])
            }
            for each in some:
                if each.number in stored:
                    passage = passage_of(stored[each.number], each.ranks)
                    found.setdefault(" ".join(passage.text.split()), passage)
        return list(found.values())[:wanted]

    def _reranked(self, question: str, passages: list[Passage]) -> list[Passage] | None:
        """The passages in the order of a reranker, where there is one; None where it fails."""
        if self._rerank is None or not passages:
            return passages
        best, rest = passages[: self._weights.reranked], passages[self._weights.reranked :]
        scores = self._rerank(question, [passage.chunk.indexed for passage in best])
        if scores is None:
            return None
        judged = [
            replace(passage, ranks=replace(passage.ranks, reranked=score))
            for passage, score in zip(best, scores, strict=True)
        ]
        judged.sort(key=lambda passage: -(passage.ranks.reranked or 0.0))
        return judged + rest


def _sides(own: Language) -> dict[Language, tuple[Language, ...]]:
    """What is ranked together; what is of both languages stands beside the question's own."""
    return {
        language: (language, Language.BOTH) if language is own else (language,)
        for language in (Language.KOREAN, Language.OTHER)
    }


def _of(
    hits: Mapping[Language, Sequence[_Hit]],
    among: Sequence[Language],
    score: Callable[[_Hit], float],
    count: int,
) -> Sequence[_Hit]:
    """The best of some languages, the best first."""
    found = [some for language in among if (some := hits.get(language, ()))]
    if len(found) < 2:
        return found[0] if found else ()
    together = [hit for some in found for hit in some]
    return sorted(together, key=score, reverse=True)[:count]


def merge(
    ranked: Mapping[Language, Sequence[Candidate]], own: Language, limit: int, weights: Weights
) -> list[Candidate]:
    """One list of both languages: the own one, and the last places for the best of the other."""
    mine = list(ranked[own])
    others = [each for language, some in ranked.items() if language is not own for each in some]
    if not mine:
        return others
    places = round(weights.reserved * limit / 10)
    kept = mine[: max(0, limit - places)]
    for each in others[:places]:
        each.kept = Kept.OTHER_LANGUAGE
    return kept + others[:places] + mine[len(kept) :] + others[places:]


def passage_of(stored: StoredChunk, ranks: Ranks) -> Passage:
    """A chunk as a passage, white space around it left out."""
    chunk = stored.chunk
    lead = len(chunk.text) - len(chunk.text.lstrip())
    text = chunk.text.strip()
    start = chunk.start + lead
    return Passage(stored.document, chunk, start, start + len(text), text, ranks, stored.number)
