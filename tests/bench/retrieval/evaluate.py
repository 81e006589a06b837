"""How well passages are found: recall, MRR and nDCG in one language, across, and in a mixed index.

    python tests/bench/retrieval/evaluate.py FOLDER MODEL [--half held|tuning] [--tune]

FOLDER holds the corpus (`corpus.py`), MODEL is the embedder's file. A query is the summary that the
authors of a page wrote beside it; its answer is that page. Each half of the pages is judged by
itself: constants are chosen on the one, figures are told of the other.
"""

import argparse
import hashlib
import itertools
import math
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parents[3]))
sys.path.insert(0, str(Path(__file__).parent))

from corpus import Page, pages
from index import CachedEmbedder, built

from app.domain.collections import Language
from app.domain.document_store import DocumentStore, WordHit
from app.domain.ids import DocumentId
from app.domain.retrieval import SearchFilter
from app.index.languages import language_of
from app.index.retriever import Retriever, Weights
from app.index.vectors import DenseHit, VectorIndex

DEPTH: Final = 150
RANK_CONSTANT: Final = 60
"""Of plain reciprocal rank fusion (Cormack et al., SIGIR 2009)."""
KO, EN = Language.KOREAN, Language.OTHER


@dataclass(frozen=True, slots=True)
class Query:
    """A summary, the topic that it is of, and what a search brings up, as deep as needed."""

    text: str
    topic: str
    language: Language
    dense: Mapping[Language, Sequence[DenseHit]]
    words: Mapping[Language, Sequence[WordHit]]


@dataclass(frozen=True, slots=True)
class Figures:
    """Means over queries."""

    recall1: float
    recall5: float
    recall10: float
    mrr10: float
    ndcg10: float

    def __str__(self) -> str:
        return (
            f"{self.recall1:.3f} {self.recall5:.3f} {self.recall10:.3f} "
            f"{self.mrr10:.3f} {self.ndcg10:.3f}"
        )


class Corpus:
    """The store, and all queries with their candidates."""

    def __init__(self, every: Sequence[Page], store: DocumentStore, index: VectorIndex) -> None:
        self.store = store
        self.index = index
        numbers = store.chunk_numbers()
        self.document_of: dict[int, DocumentId] = {
            each.number: each.document.id for each in store.chunks(numbers)
        }
        self.pages = every

    def queries(self, embedder: CachedEmbedder, half: str) -> list[Query]:
        """Those of one half of the topics, or of all; summaries left untranslated are none."""
        found = []
        for page in self.pages:
            is_own = language_of(page.summary) is page.language
            if page.summary and is_own and half in ("all", half_of(page.id)):
                found.append(
                    Query(
                        page.summary,
                        page.id,
                        page.language,
                        self.index.search(embedder.one(page.summary), DEPTH),
                        self.store.search_words(page.summary, SearchFilter(), DEPTH),
                    )
                )
        return found

    def ranked(self, query: Query, order: Iterable[int]) -> list[DocumentId]:
        """Documents in the order of their first chunk."""
        return list(dict.fromkeys(self.document_of[number] for number in order))


def half_of(topic: str) -> str:
    """Which half a topic belongs to."""
    return "held" if hashlib.sha256(topic.encode()).digest()[0] & 1 else "tuning"


def figures(ranks: Sequence[int | None]) -> Figures:
    """From the rank of the answer to each query, counted from 1."""
    count = len(ranks) or 1
    within = [rank for rank in ranks if rank is not None and rank <= 10]
    return Figures(
        sum(rank == 1 for rank in within) / count,
        sum(rank <= 5 for rank in within) / count,
        len(within) / count,
        sum(1 / rank for rank in within) / count,
        sum(1 / math.log2(1 + rank) for rank in within) / count,
    )


def answer_rank(
    corpus: Corpus, query: Query, order: Iterable[int], answers: frozenset[DocumentId]
) -> int | None:
    """Where the first answer stands, counted in documents."""
    for place, document in enumerate(corpus.ranked(query, order), 1):
        if document in answers:
            return place
    return None


# --- ways of ranking -----------------------------------------------------------------------------

Rank = Callable[[Query, frozenset[Language], frozenset[DocumentId]], list[int]]
"""Chunks, the best first, of some languages and without some documents."""


def ways(corpus: Corpus, weights: Weights) -> dict[str, Rank]:
    """The one that is built, and what it is compared with."""

    def dense_of(query: Query, among: frozenset[Language], without: frozenset[DocumentId]) -> list:
        hits = [hit for each in among for hit in query.dense[each]]
        return [hit for hit in hits if corpus.document_of[hit.chunk] not in without]

    def words_of(query: Query, among: frozenset[Language], without: frozenset[DocumentId]) -> list:
        hits = [hit for each in among for hit in query.words[each]]
        return [hit for hit in hits if corpus.document_of[hit.chunk] not in without]

    def dense(query: Query, among: frozenset, without: frozenset) -> list[int]:
        hits = sorted(dense_of(query, among, without), key=lambda hit: -hit.cosine)
        return [hit.chunk for hit in hits]

    def words(query: Query, among: frozenset, without: frozenset) -> list[int]:
        hits = sorted(words_of(query, among, without), key=lambda hit: -hit.score)
        return [hit.chunk for hit in hits]

    def plain(query: Query, among: frozenset, without: frozenset) -> list[int]:
        scores: dict[int, float] = {}
        for way in (dense, words):
            for rank, number in enumerate(way(query, among, without)[:50], 1):
                scores[number] = scores.get(number, 0.0) + 1 / (RANK_CONSTANT + rank)
        return sorted(scores, key=lambda number: -scores[number])

    def ours(query: Query, among: frozenset, without: frozenset) -> list[int]:
        cached = _Cached(corpus, query, dense_of, words_of, among, without)
        retriever = Retriever(cached, cached, lambda _: b"", weights=weights)  # type: ignore[arg-type] - it answers what is asked here
        return [each.number for each in retriever.ranked(query.text, 10)]

    return {"dense": dense, "words": words, "plain": plain, "ours": ours}


class _Cached:
    """Store and index of one query."""

    def __init__(self, corpus, query, dense_of, words_of, among, without) -> None:  # type: ignore[no-untyped-def]
        self._query = query
        self._dense = {
            each: dense_of(query, frozenset({each}) & among, without) for each in Language
        }
        self._words = {
            each: words_of(query, frozenset({each}) & among, without) for each in Language
        }

    def __len__(self) -> int:
        return 1

    def search(self, _question: bytes, limit: int, _documents: object) -> dict:
        return {each: hits[:limit] for each, hits in self._dense.items()}

    def numbers_of(self, _where: object) -> None:
        return None

    def search_words(self, _question: str, _where: object, limit: int) -> dict:
        return {each: hits[:limit] for each, hits in self._words.items()}


# --- tasks ---------------------------------------------------------------------------------------


def judged(corpus: Corpus, queries: Sequence[Query], rank: Rank) -> dict[str, Figures]:
    """Every task with one way of ranking."""
    both = frozenset(Language)
    result: dict[str, Figures] = {}
    for asked, answered in itertools.product((KO, EN), repeat=2):
        mine = [query for query in queries if query.language is asked]
        ranks = [
            answer_rank(
                corpus,
                query,
                rank(query, _among(asked, answered), frozenset()),
                frozenset({DocumentId(f"{query.topic}.{answered.value}")}),
            )
            for query in mine
        ]
        result[f"{asked.value}>{answered.value}"] = figures(ranks)
    for asked in (KO, EN):
        other = EN if asked is KO else KO
        mine = [query for query in queries if query.language is asked]
        own = [
            answer_rank(
                corpus,
                query,
                rank(query, both, frozenset()),
                frozenset({DocumentId(f"{query.topic}.{asked.value}")}),
            )
            for query in mine
        ]
        foreign = [
            answer_rank(
                corpus,
                query,
                rank(query, both, frozenset({DocumentId(f"{query.topic}.{asked.value}")})),
                frozenset({DocumentId(f"{query.topic}.{other.value}")}),
            )
            for query in mine
        ]
        result[f"mixed {asked.value} own"] = figures(own)
        result[f"mixed {asked.value} only other"] = figures(foreign)
    return result


def _among(asked: Language, answered: Language) -> frozenset[Language]:
    """The index of one language; what is of both counts as the question's own."""
    return frozenset({answered, Language.BOTH} if answered is asked else {answered})


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--half", default="held", choices=("held", "tuning", "all"))
    parser.add_argument("--target", type=int, default=300, help="tokens of a chunk")
    parser.add_argument("--bare", action="store_true", help="embed without headings")
    args = parser.parse_args()
    every = pages(args.folder)
    embedder = CachedEmbedder(args.model, args.folder / "vectors.npz")
    store, index = built(every, embedder, target=args.target, with_headings=not args.bare)
    corpus = Corpus(every, store, index)
    queries = corpus.queries(embedder, args.half)
    embedder.save()
    embedder.close()
    print(f"{len(index)} chunks, {len(queries)} queries; R@1 R@5 R@10 MRR@10 nDCG@10")
    tables = {name: judged(corpus, queries, rank) for name, rank in ways(corpus, Weights()).items()}
    for task in tables["ours"]:
        for name, table in tables.items():
            print(f"{task:22} {name:9} {table[task]}")


if __name__ == "__main__":
    main()
