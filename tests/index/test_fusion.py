"""Fusion of ranked lists."""

import pytest

from app.index.fusion import fused


def test_what_both_lists_hold_comes_first() -> None:
    assert fused([(1, [1, 2, 3]), (1, [4, 2, 5])])[0][0] == 2


def test_a_heavier_list_decides() -> None:
    assert [item for item, _ in fused([(1, [1, 2]), (3, [3, 4])])] == [3, 4, 1, 2]


def test_scores_are_those_of_the_formula() -> None:
    assert fused([(2, [7]), (1, [8, 7])]) == [
        (7, pytest.approx(2 / 61 + 1 / 62)),
        (8, pytest.approx(1 / 61)),
    ]


def test_nothing_comes_of_nothing() -> None:
    assert fused([]) == []
