"""Sets of questions with known answers, and how well models answer them.

A set is small: what is found is told with its count and an interval, never as a bare percentage.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

_Z: Final = 1.959963984540054
"""The normal distribution's quantile for 95 %."""
MAX_ANSWER_TOKENS: Final = 512
USUAL_ANSWER_TOKENS: Final = 64
MOST_QUESTIONS: Final = 2_000
MOST_CHOICES: Final = 20
MOST_ACCEPTED: Final = 50
LONGEST_QUESTION: Final = 4_000
LONGEST_PASSAGE: Final = 20_000
LONGEST_CHOICE: Final = 1_000
LONGEST_PATTERN: Final = 300
FEW: Final = 100
"""A set of fewer questions is small: what comes of it is told with a warning."""


class QuestionKind(StrEnum):
    """How a question is answered and judged."""

    CHOICE = "choice"
    """One of several answers is right: that which the model finds likeliest is taken as its own."""
    SHORT = "short"
    """A few words are written, and looked at for what was to stand in them."""
    REFUSAL = "refusal"
    """The right answer is to decline, or that the passage does not say."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `answer` is the place of the right one of `choices`, from 0.

    What is written is right when it holds one of `accept`, or when `pattern` is found in it. With a
    `passage` the answer is to come from that alone.
    """

    text: str
    passage: str = ""
    choices: tuple[str, ...] = ()
    answer: int = 0
    accept: tuple[str, ...] = ()
    pattern: str = ""
    refuses: bool = False
    max_tokens: int = USUAL_ANSWER_TOKENS

    @property
    def kind(self) -> QuestionKind:
        """How it is judged."""
        if self.choices:
            return QuestionKind.CHOICE
        return QuestionKind.REFUSAL if self.refuses else QuestionKind.SHORT


@dataclass(frozen=True, slots=True)
class EvaluationSet:
    """Questions that belong together. `id` is a name of Snug's own, or the name of a file."""

    id: str
    name: str
    language: str
    about: str
    questions: tuple[Question, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class EvaluationStep:
    """How far it is: `done` of `total` questions of all sets for this model."""

    model: str
    set: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Interval:
    """Where the true share of right answers lies, from 0 to 1, at 95 %."""

    low: float
    high: float


def wilson(right: int, total: int) -> Interval:
    """Wilson's score interval of a share (Wilson 1927); 0 to 1 where nothing was asked."""
    if not total:
        return Interval(0.0, 1.0)
    share, square = right / total, _Z * _Z
    middle = (share + square / (2 * total)) / (1 + square / total)
    spread = share * (1 - share) / total + square / (4 * total * total)
    half = _Z / (1 + square / total) * math.sqrt(spread)
    return Interval(max(0.0, middle - half), min(1.0, middle + half))


@dataclass(frozen=True, slots=True)
class Score:
    """Right answers of all that were asked."""

    right: int
    total: int

    @property
    def accuracy(self) -> float:
        """From 0 to 1."""
        return self.right / self.total if self.total else 0.0

    @property
    def interval(self) -> Interval:
        """At 95 %, after Wilson."""
        return wilson(self.right, self.total)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a model made of one question.

    `said` is what it wrote, or the choice it took. `is_right_plain` of a choice goes by the whole
    log-likelihood of the choices, `is_right` by that for each of their characters.
    """

    question: Question = field(repr=False)
    said: str = field(repr=False)
    is_right: bool
    is_right_plain: bool


@dataclass(frozen=True, slots=True)
class SetResult:
    """What a model made of a set, in the order of its questions."""

    set: EvaluationSet
    outcomes: tuple[Outcome, ...] = field(repr=False)

    @property
    def score(self) -> Score:
        """Choices by their likelihood for each character."""
        return Score(sum(each.is_right for each in self.outcomes), len(self.outcomes))

    @property
    def plain_score(self) -> Score | None:
        """Choices by their whole likelihood; None of a set without choices."""
        if not any(each.question.choices for each in self.outcomes):
            return None
        return Score(sum(each.is_right_plain for each in self.outcomes), len(self.outcomes))


@dataclass(frozen=True, slots=True)
class ModelResult:
    """What one model made of all sets; rates in tokens a second, 0 where nothing was written."""

    model: str
    quantization: str
    bytes: int
    memory_bytes: int
    prompt_rate: float
    decode_rate: float
    seconds: float
    sets: tuple[SetResult, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Two models on the same questions: `only_first` and `only_second` were right alone.

    `p` is how often chance alone would make them differ so much or more if they were equally good:
    McNemar's exact test, two-sided (McNemar 1947; the binomial one for small counts).
    """

    both: int
    only_first: int
    only_second: int
    neither: int
    p: float


def difference_of(first: ModelResult, second: ModelResult) -> Difference:
    """Compare two models by all questions of the same sets. Raises ValueError for other sets."""
    pairs = [
        (one.is_right, other.is_right)
        for mine, theirs in zip(first.sets, second.sets, strict=True)
        for one, other in zip(mine.outcomes, theirs.outcomes, strict=True)
    ]
    return difference([one for one, _ in pairs], [other for _, other in pairs])


def margin_points(count: int) -> int:
    """Half the width of the interval of so many questions, in percent points, at its widest."""
    interval = wilson(count // 2, count)
    return round(50 * (interval.high - interval.low))


def difference(first: Sequence[bool], second: Sequence[bool]) -> Difference:
    """Compare answers to the same questions in the same order."""
    pairs = list(zip(first, second, strict=True))
    alone = pairs.count((True, False)), pairs.count((False, True))
    both, neither = pairs.count((True, True)), pairs.count((False, False))
    return Difference(both, *alone, neither, mcnemar(*alone))


def mcnemar(only_first: int, only_second: int) -> float:
    """The exact two-sided p-value of discordant pairs; 1 where there are none."""
    total, fewer = only_first + only_second, min(only_first, only_second)
    tail = sum(math.comb(total, count) for count in range(fewer + 1))
    return min(1.0, (2 * tail) / (1 << total))
