"""How well passages are found: recall, MRR and nDCG in one language, across, and in a mixed index.

    python tests/bench/retrieval/evaluate.py FOLDER MODEL [--half held|tuning] [--means FILE]

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
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parents[3]))
sys.path.insert(0, str(Path(__file__).parent))

from corpus import Page, pages
from index import CachedEmbedder, built, document_id

from app.config.paths import Paths
from app.domain.collections import Language
from app.domain.document_store import DocumentStore, WordHit
from app.domain.ids import DocumentId
from app.domain.retrieval import SearchFilter
from app.index.centring import Asked, load_means
from app.index.languages import language_of
from app.index.retriever import Retriever, Weights
from app.index.vectors import DenseHit, VectorIndex

DEPTH: Final = 150
RANK_CONSTANT: Final = 60
"""Of plain reciprocal rank fusion (Cormack et al., SIGIR 2009)."""
MEANS: Final = Paths.resource("language_means/multilingual-e5-small.npz")
_STRANGERS: Final = 12
KO, EN = Language.KOREAN, Language.OTHER


@dataclass(frozen=True, slots=True)
class Query:
    """A summary, the topic that it is of, and what a search brings up, as deep as needed."""

    text: str
    topic: str
    language: Language
    asked: Asked
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
        self._numbers: dict[frozenset[DocumentId], frozenset[int] | None] = {}
        self._of_language = {
            each: frozenset(document_id(page) for page in every if page.language is each)
            for each in (KO, EN)
        }

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
                        self.index.asked(page.summary, embedder.one(page.summary)),
                        self.words(page.summary),
                    )
                )
        return found

    def words(self, text: str) -> Mapping[Language, Sequence[WordHit]]:
        """What words find."""
        return self.store.search_words(text, SearchFilter(), DEPTH)

    def among(
        self, languages: frozenset[Language], without: frozenset[DocumentId]
    ) -> frozenset[DocumentId]:
        """The documents in some languages, without some."""
        mine = (self._of_language[each] for each in languages)
        return frozenset().union(*mine) - without

    def numbers(self, documents: frozenset[DocumentId]) -> frozenset[int] | None:
        """Theirs in the store."""
        if documents not in self._numbers:
            where = SearchFilter(documents=documents)
            self._numbers[documents] = self.store.numbers_of(where)
        return self._numbers[documents]

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

Rank = Callable[[Query, frozenset[DocumentId]], list[int]]
"""Chunks of some documents, the best first."""


def ways(corpus: Corpus, weights: Weights) -> dict[str, Rank]:
    """The one that is built, and what it is compared with."""

    def dense(query: Query, among: frozenset[DocumentId]) -> list[int]:
        hits = corpus.index.search(query.asked, DEPTH, corpus.numbers(among))
        return [hit.chunk for hit in hits]

    def words(query: Query, among: frozenset[DocumentId]) -> list[int]:
        hits = sorted(
            (
                hit
                for some in query.words.values()
                for hit in some
                if corpus.document_of[hit.chunk] in among
            ),
            key=lambda hit: -hit.score,
        )
        return [hit.chunk for hit in hits]

    def plain(query: Query, among: frozenset[DocumentId]) -> list[int]:
        scores: dict[int, float] = {}
        for way in (dense, words):
            for rank, number in enumerate(way(query, among)[:50], 1):
                scores[number] = scores.get(number, 0.0) + 1 / (RANK_CONSTANT + rank)
        return sorted(scores, key=lambda number: -scores[number])

    def ours(query: Query, among: frozenset[DocumentId]) -> list[int]:
        asked = _Asked(corpus, query, among)
        retriever = Retriever(asked, asked, lambda _: b"", weights=weights)  # type: ignore[arg-type] - it answers what is asked here
        return [each.number for each in retriever.ranked(query.text)]

    return {"dense": dense, "words": words, "plain": plain, "ours": ours}


class _Asked:
    """Store and index of one query, among some documents."""

    def __init__(self, corpus: Corpus, query: Query, among: frozenset[DocumentId]) -> None:
        self._corpus = corpus
        self._query = query
        self._among = among

    def __len__(self) -> int:
        return 1

    def asked(self, _text: str, _vector: bytes) -> Asked:
        return self._query.asked

    def search(self, asked: Asked, limit: int, _documents: object) -> list[DenseHit]:
        return self._corpus.index.search(asked, limit, self._corpus.numbers(self._among))

    def foreign_among(self, chunks: Iterable[int], asked: Asked) -> frozenset[int]:
        return self._corpus.index.foreign_among(chunks, asked)

    def numbers_of(self, _where: object) -> None:
        return None

    def search_words(self, _question: str, _where: object, limit: int) -> dict:
        documents = self._corpus.document_of
        return {
            language: [hit for hit in hits if documents[hit.chunk] in self._among][:limit]
            for language, hits in self._query.words.items()
        }


# --- tasks ---------------------------------------------------------------------------------------


def nearly_pure(every: Sequence[Page], language: Language) -> list[Page]:
    """All pages in one language, and a dozen in the other."""
    strangers = [page for page in every if page.language is not language]
    few = strangers[:: max(1, len(strangers) // _STRANGERS)][:_STRANGERS]
    return [page for page in every if page.language is language] + few


def asked_abroad(corpus: Corpus, queries: Sequence[Query], language: Language) -> list[int | None]:
    """Ranks of answers that stand in one language, to questions in the other."""
    here = {document_id(page) for page in corpus.pages}
    everything = frozenset(here)
    ways_of_it = ways(corpus, Weights())["ours"]
    found = []
    for query in queries:
        abroad = DocumentId(f"{query.topic}.{language.value}")
        at_home = DocumentId(f"{query.topic}.{query.language.value}")
        if query.language is not language and abroad in here and at_home not in here:
            order = ways_of_it(query, everything)
            found.append(answer_rank(corpus, query, order, frozenset({abroad})))
    return found


def worst_ranks(corpus: Corpus, queries: Sequence[Query], asked: Language) -> list[int]:
    """Max@R of arXiv 2604.05684: the rank by which the answers of both languages are found."""
    rank = ways(corpus, Weights())["ours"]
    everything = corpus.among(frozenset({KO, EN}), frozenset())
    found = []
    for query in queries:
        if query.language is asked:
            documents = corpus.ranked(query, rank(query, everything))
            wanted = [DocumentId(f"{query.topic}.{each.value}") for each in (KO, EN)]
            places = [documents.index(each) + 1 if each in documents else DEPTH for each in wanted]
            found.append(max(places))
    return sorted(found)


def judged(corpus: Corpus, queries: Sequence[Query], rank: Rank) -> dict[str, Figures]:
    """Every task with one way of ranking."""
    both = frozenset({KO, EN})
    result: dict[str, Figures] = {}
    for asked, answered in itertools.product((KO, EN), repeat=2):
        mine = [query for query in queries if query.language is asked]
        ranks = [
            answer_rank(
                corpus,
                query,
                rank(query, corpus.among(frozenset({answered}), frozenset())),
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
                rank(query, corpus.among(both, frozenset())),
                frozenset({DocumentId(f"{query.topic}.{asked.value}")}),
            )
            for query in mine
        ]
        foreign = [
            answer_rank(
                corpus,
                query,
                rank(
                    query,
                    corpus.among(both, frozenset({DocumentId(f"{query.topic}.{asked.value}")})),
                ),
                frozenset({DocumentId(f"{query.topic}.{other.value}")}),
            )
            for query in mine
        ]
        result[f"mixed {asked.value} own"] = figures(own)
        result[f"mixed {asked.value} only other"] = figures(foreign)
    return result


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--half", default="held", choices=("held", "tuning", "all"))
    parser.add_argument("--target", type=int, default=300, help="tokens of a chunk")
    parser.add_argument("--means", type=Path, default=MEANS, help="of each language")
    parser.add_argument("--bare", action="store_true", help="embed without headings")
    args = parser.parse_args()
    every = pages(args.folder)
    embedder = CachedEmbedder(args.model, args.folder / "vectors.npz")
    store, index = built(
        every,
        embedder,
        target=args.target,
        with_headings=not args.bare,
        means=load_means(args.means),
    )
    corpus = Corpus(every, store, index)
    queries = corpus.queries(embedder, args.half)
    means = load_means(args.means)
    embedder.save()
    for language in (KO, EN):
        some = nearly_pure(every, language)
        pure = Corpus(some, *built(some, embedder, means=means))
        asked = [replace(query, words=pure.words(query.text)) for query in queries]
        ranks = asked_abroad(pure, asked, language)
        print(f"nearly all {language.value}, asked in the other: {figures(ranks)} of {len(ranks)}")
    embedder.close()
    for language in (KO, EN):
        worst = worst_ranks(corpus, queries, language)
        within = sum(rank <= 10 for rank in worst) / len(worst)
        print(f"Max@R asked in {language.value}: median {worst[len(worst) // 2]}, ≤10 {within:.3f}")
    print(f"{len(index)} chunks, {len(queries)} queries; R@1 R@5 R@10 MRR@10 nDCG@10")
    tables = {name: judged(corpus, queries, rank) for name, rank in ways(corpus, Weights()).items()}
    for task in tables["ours"]:
        for name, table in tables.items():
            print(f"{task:22} {name:9} {table[task]}")


if __name__ == "__main__":
    main()
