"""Intervals and differences, against figures that were worked out elsewhere."""

from itertools import product

import pytest

from app.domain.evaluation import Score, difference, mcnemar, wilson


@pytest.mark.parametrize(
    ("right", "total", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 17 (1998), table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilsons_interval(right: int, total: int, low: float, high: float) -> None:
    found = wilson(right, total)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-4)


def test_nothing_asked_says_nothing() -> None:
    assert (Score(0, 0).accuracy, Score(0, 0).interval.low, Score(0, 0).interval.high) == (0, 0, 1)


def test_mcnemars_exact_test_is_the_binomial_one() -> None:
    # Every way in which 9 discordant pairs can fall, counted one by one.
    for ahead in range(10):
        fewer = min(ahead, 9 - ahead)
        as_far = sum(min(sum(way), 9 - sum(way)) <= fewer for way in product((0, 1), repeat=9))
        assert mcnemar(ahead, 9 - ahead) == pytest.approx(min(1, as_far / 2**9))
    assert mcnemar(0, 0) == 1
    assert mcnemar(5, 0) == mcnemar(0, 5) == 0.0625
    assert mcnemar(0, 1900) < 1e-300


def test_a_difference_counts_pairs() -> None:
    found = difference([True, True, False, False, True], [True, False, True, False, False])
    assert (found.both, found.only_first, found.only_second, found.neither) == (1, 2, 1, 1)
    assert found.p == 1
    with pytest.raises(ValueError, match="shorter"):
        difference([True, True], [True])
