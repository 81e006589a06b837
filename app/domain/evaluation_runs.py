"""What came of asking several models the same questions, kept to be looked at again."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations

from app.domain.evaluation import Difference, EvaluationSet, ModelResult, difference_of
from app.domain.ids import EvaluationId


@dataclass(frozen=True, slots=True)
class EvaluationRun:
    """Models side by side; all were asked the same sets in the same order, one model at least."""

    id: EvaluationId
    at: datetime
    results: tuple[ModelResult, ...] = field(repr=False)

    @property
    def sets(self) -> tuple[EvaluationSet, ...]:
        """What was asked."""
        return tuple(each.set for each in self.results[0].sets)

    def differences(self) -> Iterator[tuple[ModelResult, ModelResult, Difference]]:
        """Every pair of models, and how they differ."""
        for first, second in combinations(self.results, 2):
            yield first, second, difference_of(first, second)
