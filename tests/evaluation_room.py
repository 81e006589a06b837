"""Sets of questions and what came of them, made for tests."""

from collections.abc import Collection
from datetime import UTC, datetime

from app.domain.evaluation import EvaluationSet, ModelResult, Outcome, Question, SetResult
from app.domain.evaluation_runs import EvaluationRun
from app.domain.ids import EvaluationId
from app.domain.preferences import Scalar

QUESTIONS = (
    Question("2+2?", choices=("4", "5"), answer=0),
    Question("Capital of France?", accept=("Paris", "파리"), max_tokens=9),
    Question("Say yes or no.", pattern="^(?:yes|no)$"),
    Question("Who?", passage="It rains.", refuses=True),
)
OWN = EvaluationSet("", "Mine 나의", "en", "About", QUESTIONS)


class Preferences:
    """A vault's place for values, in memory; it can be handed over as its own history."""

    def __init__(self) -> None:
        self.values: dict[str, Scalar] = {"other": 1}

    def preferences(self) -> "Preferences":
        return self

    def all(self) -> dict[str, Scalar]:
        return dict(self.values)

    def keep(self, values: dict[str, Scalar]) -> None:
        self.values |= values

    def forget(self, keys: Collection[str]) -> None:
        for each in keys:
            self.values.pop(each, None)


def result(model: str, *right: bool) -> ModelResult:
    """A model that said its name, rightly or not, to each question of OWN."""
    outcomes = [
        Outcome(question, f"={model}", is_right, not is_right)
        for question, is_right in zip(QUESTIONS, right, strict=True)
    ]
    return ModelResult(model, "Q4_0", 100, 2 << 20, 10.0, 5.0, 3.0, (SetResult(OWN, (*outcomes,)),))


def run_of(*results: ModelResult, run_id: str = "r") -> EvaluationRun:
    """What came of asking."""
    at = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    return EvaluationRun(EvaluationId(run_id), at, results)
