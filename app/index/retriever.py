"""From a question to passages: vectors and words, each language by itself, then one list.

An embedder ranks texts of the question's own language first, whatever they say (in a mixed index it
found an answer that stands only in the other language in 2 of 100 cases among the first ten). So
each language is ranked by itself, and the last places are kept for the best of the other one.
Whether the own language holds the answer cannot be told well enough from the scores (an area under
the curve of 0.77) to give more or fewer places than a fixed number.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from app.domain.collections import Language
from app.domain.document_store import DocumentStore, StoredChunk, WordHit
from app.domain.retrieval import Found, Kept, Passage, Ranks, SearchFilter
from app.index.decision import RULE, Rule, signs_of, support_of
from app.index.fusion import combined
from app.index.languages import language_of
from app.index.vectors import DenseHit, VectorIndex

_COPIES: Final = 3
"""So many times more are looked up, in case that some are copies of others."""

Embed = Callable[[str], bytes]
"""The vector of a question, of length 1, as little-endian float32."""
Rerank = Callable[[str, Sequence[str]], Sequence[float]]


@dataclass(frozen=True, slots=True)
class Weights:
    """Every constant of the ranking."""

    candidates: int = 100
    """Of each kind and language."""
    lexical: float = 0.3
    """Share of the words in the score, in the question's own language."""
    lexical_abroad: Mapping[Language, float] = field(
        default_factory=lambda: {Language.KOREAN: 0.2, Language.OTHER: 0.0}
    )
    """The same where the other language is this one: Latin words in Korean text are names and
    terms, and tell much; those of a Korean question stand everywhere in English text."""
    reserved: int = 3
    """Of ten places for the other language. More find more answers that stand only there and lose
    more of the own one's: of 2, 3, 4 and 5 places this lost less than one in a hundred."""
    reranked: int = 24
    """How many of the best a reranker reads."""


@dataclass(slots=True)
class Candidate:
    """A chunk that may be among the results."""

    number: int
    document: int
    language: Language
    ranks: Ranks = field(default_factory=Ranks)


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
        best = self.ranked(question, limit, where)[: wanted * _COPIES]
        stored = {each.number: each for each in self._store.chunks([one.number for one in best])}
        passages = _distinct(
            passage_of(stored[each.number], each.ranks) for each in best if each.number in stored
        )[:wanted]
        passages = self._reranked(question, passages)[:limit]
        support = support_of(signs_of(question, language_of(question), passages), self._rule)
        is_answerable = bool(passages) and support >= self._rule.threshold
        seconds = time.perf_counter() - began
        return Found(question, tuple(passages), support, is_answerable, seconds, where)

    def ranked(
        self, question: str, limit: int, where: SearchFilter | None = None
    ) -> list[Candidate]:
        """All candidates for a question, the best first; `limit` is how many will be shown."""
        where = where or SearchFilter()
        own = language_of(question)
        dense = self._dense(question, where)
        words = self._store.search_words(question, where, self._weights.candidates)
        of_language = {
            language: self._ranked(
                language, dense[language], words[language], is_own=language is own
            )
            for language in Language
        }
        return merge(of_language, own, limit, self._weights)

    def _dense(self, question: str, where: SearchFilter) -> Mapping[Language, Sequence[DenseHit]]:
        if self._index is None or not len(self._index):
            return dict.fromkeys(Language, ())
        return self._index.search(
            self._embed(question), self._weights.candidates, self._store.numbers_of(where)
        )

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
            ranks = Ranks(dense=rank, cosine=hit.cosine)
            found[hit.chunk] = Candidate(hit.chunk, hit.document, hit.language, ranks)
        for rank, word in enumerate(words, 1):
            candidate = found.setdefault(
                word.chunk, Candidate(word.chunk, word.document, word.language)
            )
            candidate.ranks = replace(candidate.ranks, lexical=rank, bm25=word.score)
        share = weights.lexical if is_own else weights.lexical_abroad[language]
        order = combined(
            {hit.chunk: hit.cosine for hit in dense},
            {word.chunk: word.score for word in words},
            share,
        )
        for number, score in order:
            found[number].ranks = replace(found[number].ranks, fused=score)
        return [found[number] for number, _ in order]

    def _reranked(self, question: str, passages: list[Passage]) -> list[Passage]:
        if self._rerank is None or not passages:
            return passages
        best, rest = passages[: self._weights.reranked], passages[self._weights.reranked :]
        scores = self._rerank(question, [passage.chunk.indexed for passage in best])
        judged = [
            replace(passage, ranks=replace(passage.ranks, reranked=score))
            for passage, score in zip(best, scores, strict=True)
        ]
        judged.sort(key=lambda passage: -(passage.ranks.reranked or 0.0))
        return judged + rest


def _distinct(passages: Iterable[Passage]) -> list[Passage]:
    """Without those that say, word for word, what a better one says: copies of a file."""
    found: dict[str, Passage] = {}
    for passage in passages:
        found.setdefault(" ".join(passage.text.split()), passage)
    return list(found.values())


def merge(
    ranked: Mapping[Language, Sequence[Candidate]], own: Language, limit: int, weights: Weights
) -> list[Candidate]:
    """One list of both languages: the own one, and the last places for the best of the other."""
    mine = list(ranked[own])
    others = [each for language in Language if language is not own for each in ranked[language]]
    if not mine:
        return others
    places = round(weights.reserved * limit / 10)
    kept = mine[: max(0, limit - places)]
    for each in others[:places]:
        each.ranks = replace(each.ranks, kept=Kept.OTHER_LANGUAGE)
    return kept + others[:places] + mine[len(kept) :] + others[places:]


def passage_of(stored: StoredChunk, ranks: Ranks) -> Passage:
    """A chunk as a passage, white space around it left out."""
    chunk = stored.chunk
    lead = len(chunk.text) - len(chunk.text.lstrip())
    text = chunk.text.strip()
    start = chunk.start + lead
    return Passage(stored.document, chunk, start, start + len(text), text, ranks, stored.number)
