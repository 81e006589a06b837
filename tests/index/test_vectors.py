"""Vectors in memory: the nearest are found, in any language, and leave with their document."""

import numpy as np
import pytest

from app.domain.collections import Language
from app.domain.document_store import VectorRows
from app.domain.embedding import Embeddings
from app.index.centring import LanguageMeans
from app.index.vectors import DenseHit, VectorIndex, quantized

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


def hits_of(
    index: VectorIndex, row: np.ndarray, limit: int, among: frozenset[int] | None = None
) -> list[DenseHit]:
    return index.search(index.asked("what?", row.astype("<f4").tobytes()), limit, among)


def test_the_nearest_are_those_of_exact_search() -> None:
    values = unit_rows(5_000)
    index = VectorIndex(SIZE)
    for start in range(0, 5_000, 700):
        index.add(as_rows(values[start : start + 700], start))
    questions = unit_rows(50, seed=1)
    shared = 0
    for question in questions:
        exact = np.argsort(-(values @ question))[:10]
        hits = hits_of(index, question, 10)
        assert [hit.cosine for hit in hits] == sorted((hit.cosine for hit in hits), reverse=True)
        shared += len({hit.chunk for hit in hits} & set(exact.tolist()))
    assert shared / 500 > 0.97


def test_cosines_are_close_to_exact_ones() -> None:
    values = unit_rows(200)
    index = VectorIndex(SIZE)
    index.add(as_rows(values))
    hits = hits_of(index, values[7], 200)
    assert hits[0].chunk == 7
    exact = centred(values, values.sum(axis=0) / 300) @ values[7]
    for hit in hits:
        assert hit.cosine == pytest.approx(float(exact[hit.chunk]), abs=0.01)


def centred(values: np.ndarray, means: np.ndarray) -> np.ndarray:
    rest = values - means
    return rest / np.linalg.norm(rest, axis=-1, keepdims=True)


def test_a_translation_is_as_near_as_the_original() -> None:
    """Each language lies by itself; what is left without its mean is the same in both."""
    said = unit_rows(300) * 0.3
    korean, english = unit_rows(2, seed=9)
    means = LanguageMeans(["ko", "en"], np.stack([korean, english]), np.stack([korean, english]))
    values = centred(np.concatenate([said + korean, said + english]), 0)
    plain, corrected = VectorIndex(SIZE), VectorIndex(SIZE, means)
    for index in (plain, corrected):
        index.add(as_rows(values[:300], 0, 1, KO))
        index.add(as_rows(values[300:], 300, 2, EN))
    shared = 0
    for row in range(0, 300, 10):
        by_itself = {hit.document for hit in hits_of(plain, values[300 + row], 2)}
        assert by_itself == {2}
        hits = hits_of(corrected, values[300 + row], 2)
        shared += {hit.chunk for hit in hits} == {row, row + 300}
        assert {hit.chunk for hit in hits if hit.is_own} <= set(range(300, 600))
    assert shared > 27


def test_corrected_cosines_are_close_to_exact_ones() -> None:
    values = centred(unit_rows(3_000) + 0.8 * unit_rows(1, 3), 0)
    mean = 0.5 * unit_rows(1, 4)
    means = LanguageMeans(
        ["ko", "en"], np.concatenate([-mean, mean]), np.concatenate([-mean, mean])
    )
    index = VectorIndex(SIZE, means)
    index.add(as_rows(values[:2_000]))
    question = index.asked("what?", values[11].tobytes())
    hits = index.search(question, 50)
    own = (100 * mean[0] + values[:2_000].sum(axis=0)) / 2_100
    exact = centred(values[:2_000], own) @ question.row
    assert len({hit.chunk for hit in hits} & set(np.argsort(-exact)[:50].tolist())) >= 47
    for hit in hits:
        assert hit.cosine == pytest.approx(float(exact[hit.chunk]), abs=0.02)
    index.add(as_rows(values[2_000:], 2_000))
    assert {hit.chunk for hit in index.search(question, 3_000)} == set(range(3_000))
    index.keep_only(range(10, 20))
    assert {hit.chunk for hit in index.search(question, 99)} == set(range(10, 20))
    index.keep_only([])
    assert index.search(question, 9) == []
    assert index.foreign_among([10, 99], question) == frozenset()


def test_who_is_foreign_is_told_by_chunk() -> None:
    korean, english = unit_rows(2, seed=9)
    means = LanguageMeans(["ko", "en"], np.stack([korean, english]), np.stack([korean, english]))
    index = VectorIndex(SIZE, means)
    index.add(as_rows(unit_rows(4), 0, 1, KO))
    index.add(as_rows(unit_rows(4), 4, 2, EN))
    assert index.foreign_among([1, 3, 5, 99], index.asked("무엇?", korean.tobytes())) == {5}
    assert index.foreign_among([1, 3, 5, 99], index.asked("what?", english.tobytes())) == {1, 3}


def test_means_of_other_vectors_are_refused() -> None:
    means = LanguageMeans(["ko", "en"], unit_rows(2), unit_rows(2))
    with pytest.raises(ValueError, match="32 dimensions instead of 33"):
        VectorIndex(SIZE + 1, means)


def test_a_search_can_be_narrowed_to_documents() -> None:
    index = VectorIndex(SIZE)
    for number in range(5):
        index.add(as_rows(unit_rows(20, number), 20 * number, number))
    hits = hits_of(index, unit_rows(1)[0], 50, frozenset({2, 4}))
    assert {hit.document for hit in hits} == {2, 4}
    assert len(hits) == 40
    assert hits_of(index, unit_rows(1)[0], 50, frozenset()) == []


def test_vectors_leave_with_their_chunks() -> None:
    index = VectorIndex(SIZE)
    for number in range(3):
        index.add(as_rows(unit_rows(2_000, number), 2_000 * number, number))
    assert index.last_chunk == 5_999
    index.keep_only([*range(2_000), *range(4_000, 6_000), 99_999])
    assert len(index) == 4_000
    mine = unit_rows(2_000, 2)[77]
    best = hits_of(index, mine, 1)[0]
    assert (best.chunk, best.document) == (4_077, 2)


def test_an_empty_index_finds_nothing() -> None:
    assert hits_of(VectorIndex(SIZE), unit_rows(1)[0], 5) == []


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
    found = hits_of(index, question, 100)
    every = hits_of(index, question, len(rows))
    assert found == every[:100]
    assert [hit.cosine for hit in every] == sorted((hit.cosine for hit in every), reverse=True)
