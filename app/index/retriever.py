"""From a question to passages: vectors and words, in one list whatever the language.

Vectors are compared without what they have of their language (`centring`), so that a passage in
another one stands where what it says puts it. It cannot hold the question's words, and is not the
worse for that (`fusion`); one in the question's own language is put a little forward.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Final

from app.domain.collections import Language
from app.domain.document_store import DocumentStore, StoredChunk, WordHit
from app.domain.retrieval import Found, Kept, Passage, Ranks, SearchFilter
from app.index.centring import Asked
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


@dataclass(frozen=True, slots=True)
class Weights:
    """Every constant of the ranking.

    Chosen on one half of the questions (`tests/bench/retrieval/ablate.py`): of those that lose
    least in the question's own language, the ones that find the most in another.
    """

    candidates: int = 100
    """Of each kind."""
    lexical: float = 0.2
    """Share of the words in the score. Up to 0.3 it is all the same in one language; across two,
    more of it finds less."""
    own_language: float = 0.01
    """Cosine that a passage in the own language is given: enough that of two that say the same the
    one that is easier to read stands first. 0.02 finds six in a hundred fewer of the answers
    that stand only in the other language, 0 as many more."""
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
        best = self._merged(question, dense or _Near(), words)
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

    def ranked(self, question: str, where: SearchFilter | None = None) -> list[Candidate]:
        """All candidates for a question, the best first."""
        dense, words = self._looked_up(question, where or SearchFilter())
        return self._merged(question, dense or _Near(), words)

    def _merged(
        self, question: str, near: "_Near", words: Mapping[Language, Sequence[WordHit]]
    ) -> list[Candidate]:
        """What was found in either way, the best first."""
        hits = sorted(
            (word for some in words.values() for word in some), key=lambda word: -word.score
        )[: self._weights.candidates]
        found = {hit.chunk: Candidate(hit.chunk, rank, hit.cosine) for rank, hit in near.ranks()}
        for rank, word in enumerate(hits, 1):
            candidate = found.setdefault(word.chunk, Candidate(word.chunk))
            candidate.lexical, candidate.bm25 = rank, word.score
        foreign = near.foreign_among(hits, language_of(question))
        more = self._weights.own_language
        order = combined(
            {hit.chunk: hit.cosine + more * hit.is_own for hit in near.hits},
            {word.chunk: word.score for word in hits},
            self._weights.lexical,
            foreign,
        )
        for number, score in order:
            found[number].fused = score
            if number in foreign:
                found[number].kept = Kept.OTHER_LANGUAGE
        return [found[number] for number, _ in order]

    def _looked_up(
        self, question: str, where: SearchFilter
    ) -> "tuple[_Near | None, Mapping[Language, Sequence[WordHit]]]":
        """What vectors and words find; both at the same time, since neither needs the other.

        None where there are vectors, but no model to ask.
        """
        index, count = self._index, self._weights.candidates
        if index is None or not len(index):
            return _Near(), self._store.search_words(question, where, count)
        among = self._store.numbers_of(where)

        def near() -> _Near | None:
            vector = self._embed(question)
            if vector is None:
                return None
            asked = index.asked(question, vector)
            return _Near(tuple(index.search(asked, count, among)), index, asked)

        with ThreadPoolExecutor(1, "search by vectors") as aside:
            dense = aside.submit(near)
            words = self._store.search_words(question, where, count)
            return dense.result(), words

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


@dataclass(frozen=True, slots=True)
class _Near:
    """What vectors found for a question; nothing where there are none."""

    hits: tuple[DenseHit, ...] = ()
    index: VectorIndex | None = None
    asked: Asked | None = None

    def ranks(self) -> Iterable[tuple[int, DenseHit]]:
        """Each with its rank, counted from 1."""
        return enumerate(self.hits, 1)

    def foreign_among(self, words: Sequence[WordHit], own: Language) -> frozenset[int]:
        """Chunks, of these and of those found by words, that are not in the question's language."""
        if self.index is None or self.asked is None:
            here = (own, Language.BOTH)
            return frozenset(each.chunk for each in words if each.language not in here)
        by_vector = frozenset(hit.chunk for hit in self.hits if not hit.is_own)
        return by_vector | self.index.foreign_among([word.chunk for word in words], self.asked)


def passage_of(stored: StoredChunk, ranks: Ranks) -> Passage:
    """A chunk as a passage, white space around it left out."""
    chunk = stored.chunk
    lead = len(chunk.text) - len(chunk.text.lstrip())
    text = chunk.text.strip()
    start = chunk.start + lead
    return Passage(stored.document, chunk, start, start + len(text), text, ranks, stored.number)
