"""What a safety model says of a question, its answer and the passages it was answered from."""

from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.errors import AppError


class Judged(StrEnum):
    """What was judged."""

    QUESTION = "question"
    ANSWER = "answer"
    PASSAGE = "passage"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement of one text.

    `score` is the model's probability that it is unsafe, from 0 to 1; of a text in several pieces
    the highest. `categories` are the model's own names. `place` counts passages from 1.
    """

    judged: Judged
    score: float
    categories: tuple[str, ...] = ()
    is_flagged: bool = False
    """Whether the score reaches the threshold that held."""
    place: int = 0


@dataclass(frozen=True, slots=True)
class SafetyReport:
    """All verdicts on one answer. With a `problem`, what has no verdict was not judged."""

    verdicts: tuple[Verdict, ...] = ()
    model: str = ""
    hides: bool = False
    """Whether what is flagged is to be folded; else it is only marked."""
    problem: AppError | None = field(default=None, repr=False)

    @property
    def flagged(self) -> tuple[Verdict, ...]:
        """Those that reach the threshold."""
        return tuple(each for each in self.verdicts if each.is_flagged)

    def of(self, judged: Judged) -> Verdict | None:
        """The worst that was flagged of a kind, or None."""
        found = [each for each in self.flagged if each.judged is judged]
        return max(found, key=lambda each: each.score, default=None)
