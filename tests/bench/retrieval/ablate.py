"""What each part of the search adds: ways of fusing, shares, words as they are cut, rows scored.

    python tests/bench/retrieval/ablate.py FOLDER MODEL [--half tuning|held|all]
        [--only fusion,terms,rows,common]

As in `evaluate.py`, a query is the summary of a page and its answer that page. Told is the first
five (R@5), the first ten and the order (nDCG@10), for each pair of languages, and for a mixed index
where the question's own language holds the answer, or only the other one (`mixed`). Chunk sizes and
headings are options there.
"""

import argparse
import sqlite3
import sys
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parents[3]))
sys.path.insert(0, str(Path(__file__).parent))

from corpus import pages
from evaluate import DEPTH, MEANS, RANK_CONSTANT, Corpus, Figures, Query, judged, ways
from index import CachedEmbedder, built

from app.domain.collections import Language
from app.domain.document_store import WordHit
from app.domain.retrieval import SearchFilter
from app.index import retriever
from app.index.centring import load_means
from app.index.fusion import combined
from app.index.retriever import Weights
from app.store import chunk_index
from app.store.words import fold, terms

_TASKS: Final = (
    "ko>ko", "ko>other", "other>ko", "other>other", "mixed ko own", "mixed other own",
    "mixed ko only other", "mixed other only other",
)  # fmt: skip
_PORTER: Final = "porter unicode61 remove_diacritics 0"
_ROWS: Final = (93, 186, 371, 1000, 10**9)
_SHARES: Final = (0.03, 0.05, 0.1, 0.2, 0.3, 1.0)

Fuse = Callable[
    [Mapping[int, float], Mapping[int, float], float, Container[int]], list[tuple[int, float]]
]


@dataclass(frozen=True, slots=True)
class Terms:
    """A way to cut texts into words."""

    tokenizer: str
    cut: Callable[[str], str]


TERMS: Final = {
    "pairs and stems": Terms(_PORTER, terms),
    "pairs alone": Terms("unicode61 remove_diacritics 0", terms),
    "words and stems": Terms(_PORTER, fold),
    "words alone": Terms("unicode61 remove_diacritics 0", fold),
    "trigrams": Terms("trigram", fold),
}


def by_rank(weighted: bool) -> Fuse:
    """Reciprocal rank fusion, of equal weights or those of the share."""

    def fused(
        dense: Mapping[int, float],
        lexical: Mapping[int, float],
        share: float,
        _foreign: Container[int],
    ) -> list[tuple[int, float]]:
        scores: dict[int, float] = {}
        parts = (dense, 1 - share), (lexical, share)
        for way, weight in parts:
            for rank, item in enumerate(sorted(way, key=lambda each: -way[each]), 1):
                add = (weight if weighted else float(share > 0 or way is dense)) / (
                    RANK_CONSTANT + rank
                )
                scores[item] = scores.get(item, 0.0) + add
        return sorted(scores.items(), key=lambda pair: -pair[1])

    return fused


def by_spread(
    dense: Mapping[int, float],
    lexical: Mapping[int, float],
    share: float,
    foreign: Container[int],
) -> list[tuple[int, float]]:
    """Both spread from 0 to 1, where `combined` measures words by their best."""
    low = min(lexical.values(), default=0.0)
    return combined(dense, {item: score - low for item, score in lexical.items()}, share, foreign)


def without_imputing(
    dense: Mapping[int, float],
    lexical: Mapping[int, float],
    share: float,
    _foreign: Container[int],
) -> list[tuple[int, float]]:
    """A passage in another language has no words."""
    return combined(dense, lexical, share)


def told(name: str, table: Mapping[str, Figures]) -> None:
    """A line of figures."""
    columns = "  ".join(
        " ".join(f"{each:.3f}"[1:] for each in (figures.recall5, figures.recall10, figures.ndcg10))
        for figures in (table[task] for task in _TASKS)
    )
    print(f"{name:26} {columns}", flush=True)


def ours(corpus: Corpus, queries: Sequence[Query], weights: Weights | None = None) -> Mapping:
    """Figures of the search as it is built."""
    return judged(corpus, queries, ways(corpus, weights or Weights())["ours"])


def fusion(corpus: Corpus, queries: Sequence[Query]) -> None:
    """Ways of making one list, and shares of the words."""
    for way in ("dense", "words", "plain"):
        told(way, judged(corpus, queries, ways(corpus, Weights())[way]))
    kinds: dict[str, Fuse] = {
        "convex": combined,
        "convex, none imputed": without_imputing,
        "convex, both spread": by_spread,
        "ranks": by_rank(weighted=False),
        "ranks, weighted": by_rank(weighted=True),
    }
    for name, fuse in kinds.items():
        retriever.combined = fuse  # type: ignore[attr-defined] - it is what is compared
        told(name, ours(corpus, queries))
    retriever.combined = combined  # type: ignore[attr-defined] - as above
    for share in (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5):
        told(f"convex, share {share:.2f}", ours(corpus, queries, Weights(lexical=share)))
    for more in (0.0, 0.005, 0.01, 0.015, 0.02, 0.03):
        name = f"own language {more:.3f}"
        told(name, ours(corpus, queries, Weights(own_language=more)))


def cut_otherwise(corpus: Corpus, queries: Sequence[Query]) -> None:
    """Words cut in other ways."""
    stored = corpus.store.chunks(corpus.store.chunk_numbers())
    language = {each.number: each.chunk.language for each in stored}
    for name, way in TERMS.items():
        table = sqlite3.connect(":memory:")
        table.execute(f"CREATE VIRTUAL TABLE t USING fts5(words, tokenize='{way.tokenizer}')")
        rows = [(each.number, way.cut(each.chunk.indexed)) for each in stored]
        table.executemany("INSERT INTO t(rowid, words) VALUES(?, ?)", rows)
        told_of = []
        for query in queries:
            asked = dict.fromkeys(way.cut(query.text).split())
            asked = [each for each in asked if each not in chunk_index._STOP]
            expression = " OR ".join('"' + each.replace('"', "") + '"' for each in asked)
            found: dict[Language, list[WordHit]] = {each: [] for each in Language}
            for number, rank in table.execute(
                "SELECT rowid, rank FROM t WHERE t MATCH ? ORDER BY +rank, rowid", (expression,)
            ):
                hits = found[language[number]]
                if len(hits) < DEPTH:
                    hits.append(WordHit(number, 0, language[number], -rank))
            told_of.append(replace(query, words=found))
        told(f"{name}: alone", judged(corpus, told_of, ways(corpus, Weights())["words"]))
        told(f"{name}: fused", ours(corpus, told_of))


def rows_scored(corpus: Corpus, queries: Sequence[Query]) -> None:
    """Caps on the rows that are scored; of 100,000 chunks 20,000 are what 371 are of 1,857."""
    for most in _ROWS:
        with_constants(f"rows {most}", corpus, queries, _MOST_ROWS=most)


def common_terms(corpus: Corpus, queries: Sequence[Query]) -> None:
    """From what share of the chunks on a term is too common, if that held for few chunks, too."""
    for share in _SHARES:
        name = f"common from {share}"
        with_constants(name, corpus, queries, _COMMON_SHARE=share, _FEW_CHUNKS=0)


def with_constants(name: str, corpus: Corpus, queries: Sequence[Query], **constants: float) -> None:
    """Words searched with other constants, alone and fused."""
    usual = {key: getattr(chunk_index, key) for key in constants}
    for key, value in constants.items():
        setattr(chunk_index, key, value)
    again = [
        replace(query, words=corpus.store.search_words(query.text, SearchFilter(), DEPTH))
        for query in queries
    ]
    for key, value in usual.items():
        setattr(chunk_index, key, value)
    told(f"{name}: words", judged(corpus, again, ways(corpus, Weights())["words"]))
    told(f"{name}: fused", ours(corpus, again))
    changed = sum(one.words != other.words for one, other in zip(queries, again, strict=True))
    print(f"  other words than usual: {changed} of {len(queries)} queries")


PARTS: Final = {
    "fusion": fusion,
    "terms": cut_otherwise,
    "rows": rows_scored,
    "common": common_terms,
}


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--half", default="tuning", choices=("held", "tuning", "all"))
    parser.add_argument("--means", type=Path, default=MEANS, help="of each language")
    parser.add_argument("--only", default=",".join(PARTS))
    args = parser.parse_args()
    every = pages(args.folder)
    embedder = CachedEmbedder(args.model, args.folder / "vectors.npz")
    store, index = built(every, embedder, means=load_means(args.means))
    corpus = Corpus(every, store, index)
    queries = corpus.queries(embedder, args.half)
    embedder.save()
    embedder.close()
    print(f"{len(index)} chunks, {len(queries)} queries, {args.half} half; R@5, R@10, nDCG@10 of")
    print(" " * 26, "  ".join(f"{task[:14]:14}" for task in _TASKS))
    for part in args.only.split(","):
        PARTS[part](corpus, queries)


if __name__ == "__main__":
    main()
