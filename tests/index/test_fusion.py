"""Two ways of finding made one list."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.index.fusion import combined

SCORES = st.dictionaries(st.integers(0, 20), st.floats(-1, 1), max_size=12)
WORDS = st.dictionaries(st.integers(0, 20), st.floats(0, 30), max_size=12)


def test_what_both_find_comes_first() -> None:
    order = [item for item, _ in combined({1: 0.9, 2: 0.88, 3: 0.8}, {2: 8.0, 4: 4.0}, 0.3)]
    assert order == [2, 1, 4, 3]


def test_without_a_share_words_count_for_nothing() -> None:
    assert [item for item, _ in combined({1: 0.9, 2: 0.8}, {2: 9.0}, 0)] == [1, 2]


def test_one_way_alone_keeps_its_order() -> None:
    assert [item for item, _ in combined({}, {2: 9.0, 1: 3.0}, 0.3)] == [2, 1]
    assert [item for item, _ in combined({2: 0.9, 1: 0.1}, {}, 0.3)] == [2, 1]
    assert combined({}, {}, 0.3) == []


def test_what_cannot_hold_the_words_is_not_the_worse_for_that() -> None:
    near, words = {1: 0.9, 2: 0.8, 3: 0.5}, {2: 9.0}
    assert [item for item, _ in combined(near, words, 0.5)] == [2, 1, 3]
    order = combined(near, words, 0.5, foreign={1})
    assert order == [(1, pytest.approx(0.9)), (2, pytest.approx(0.875)), (3, 0.0)]


def test_a_foreign_passage_with_more_of_the_words_keeps_them() -> None:
    assert combined({1: 0.9}, {1: 4.0}, 0.5, foreign={1}) == [(1, pytest.approx(1.0))]


def test_a_single_hit_is_the_best_there_is() -> None:
    assert combined({7: 0.8}, {}, 0.3) == [(7, pytest.approx(0.7))]


@given(SCORES, WORDS, st.floats(0, 1), st.sets(st.integers(0, 20)))
def test_everything_found_is_there_once(
    dense: dict[int, float], words: dict[int, float], share: float, foreign: set[int]
) -> None:
    found = combined(dense, words, share, foreign)
    items = [item for item, _ in found]
    assert set(items) >= set(dense)
    assert set(items) <= set(dense) | set(words)
    assert len(items) == len(set(items))
    assert all(-1e-9 <= score <= 1 + 1e-9 for _, score in found)
    assert [score for _, score in found] == sorted((s for _, s in found), reverse=True)
