"""Ranked lists made one: weighted reciprocal rank fusion (Cormack et al., SIGIR 2009)."""

from collections.abc import Sequence
from typing import Final

RANK_CONSTANT: Final = 60.0
"""How slowly ranks lose their weight; the value of the paper."""


def fused(
    lists: Sequence[tuple[float, Sequence[int]]], constant: float = RANK_CONSTANT
) -> list[tuple[int, float]]:
    """Items of weighted ranked lists with their scores, the best first; ties in order of sight."""
    scores: dict[int, float] = {}
    for weight, items in lists:
        for rank, item in enumerate(items, 1):
            scores[item] = scores.get(item, 0.0) + weight / (constant + rank)
    return sorted(scores.items(), key=lambda pair: -pair[1])
