"""Vectors in memory: the nearest are found, by language, and leave with their document."""

import numpy as np
import pytest

from app.domain.collections import Language
from app.domain.document_store import VectorRows
from app.domain.embedding import Embeddings
from app.index.vectors import VectorIndex, quantized

KO, EN = Language.KOREAN, Language.OTHER
SIZE = 32


def unit_rows(count: int, seed: int = 0) -> np.ndarray:
    rows = np.random.default_rng(seed).standard_normal((count, SIZE)).astype("<f4")
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def as_rows(values: np.ndarray, first: int = 0, document: int = 1, language=EN) -> VectorRows:
    count = len(values)
    return VectorRows(
        tuple(range(first, first + count)),
        (document,) * count,
        (language,) * count,
        quantized(Embeddings(values.shape[1], values.astype("<f4").tobytes()), "e"),
    )


def test_the_nearest_are_those_of_exact_search() -> None:
    values = unit_rows(5_000)
    index = VectorIndex(SIZE)
    for start in range(0, 5_000, 700):
        index.add(as_rows(values[start : start + 700], start))
    questions = unit_rows(50, seed=1)
    shared = 0
    for question in questions:
        exact = np.argsort(-(values @ question))[:10]
        hits = index.search(question.tobytes(), 10)[EN]
        assert [hit.cosine for hit in hits] == sorted((hit.cosine for hit in hits), reverse=True)
        shared += len({hit.chunk for hit in hits} & set(exact.tolist()))
    assert shared / 500 > 0.97


def test_cosines_are_close_to_exact_ones() -> None:
    values = unit_rows(200)
    index = VectorIndex(SIZE)
    index.add(as_rows(values))
    hits = index.search(values[7].tobytes(), 200)[EN]
    assert hits[0].chunk == 7
    for hit in hits:
        assert hit.cosine == pytest.approx(float(values[hit.chunk] @ values[7]), abs=0.01)


def test_languages_are_ranked_apart() -> None:
    index = VectorIndex(SIZE)
    index.add(as_rows(unit_rows(100), 0, 1, EN))
    index.add(as_rows(unit_rows(100, 3), 100, 2, KO))
    question = unit_rows(1, 5)[0]
    hits = index.search(question.tobytes(), 200)
    assert {hit.chunk for hit in hits[EN]} == set(range(100))
    assert {hit.document for hit in hits[KO]} == {2}


def test_a_search_can_be_narrowed_to_documents() -> None:
    index = VectorIndex(SIZE)
    for number in range(5):
        index.add(as_rows(unit_rows(20, number), 20 * number, number))
    hits = index.search(unit_rows(1)[0].tobytes(), 50, frozenset({2, 4}))[EN]
    assert {hit.document for hit in hits} == {2, 4}
    assert len(hits) == 40
    assert index.search(unit_rows(1)[0].tobytes(), 50, frozenset())[EN] == []


def test_vectors_leave_with_their_chunks() -> None:
    index = VectorIndex(SIZE)
    for number in range(3):
        index.add(as_rows(unit_rows(2_000, number), 2_000 * number, number))
    assert index.last_chunk == 5_999
    index.keep_only([*range(2_000), *range(4_000, 6_000), 99_999])
    assert len(index) == 4_000
    mine = unit_rows(2_000, 2)[77]
    best = index.search(mine.tobytes(), 1)[EN][0]
    assert (best.chunk, best.document) == (4_077, 2)


def test_an_empty_index_finds_nothing() -> None:
    assert VectorIndex(SIZE).search(unit_rows(1)[0].tobytes(), 5) == {key: [] for key in Language}


def test_other_dimensions_are_refused() -> None:
    index = VectorIndex(SIZE + 1)
    with pytest.raises(ValueError, match="32 dimensions instead of 33"):
        index.add(as_rows(unit_rows(1)))


def test_a_row_of_zeros_stays_one() -> None:
    rows = quantized(Embeddings(4, np.zeros(4, "<f4").tobytes()), "e")
    assert (rows.values, rows.scales) == (b"\0\0\0\0", (0.0,))


def test_the_best_are_those_of_all_rows_compared_without_haste() -> None:
    """The second row of a question is left to few rows: none may be missed by that."""
    rows = unit_rows(3_000)
    middle = rows.mean(axis=0)
    rows = rows * np.float32(0.02) + middle / np.linalg.norm(middle)  # all near to each other
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    index = VectorIndex(SIZE)
    index.add(as_rows(rows))
    question = rows[5]
    found = index.search(question.astype("<f4").tobytes(), 100)[EN]
    every = index.search(question.astype("<f4").tobytes(), len(rows))[EN]
    assert found == every[:100]
    assert [hit.cosine for hit in every] == sorted((hit.cosine for hit in every), reverse=True)
