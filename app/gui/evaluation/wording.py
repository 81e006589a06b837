"""How results and sets of questions are said."""

from collections.abc import Sequence
from pathlib import Path

from app.domain.evaluation import EvaluationSet, ModelResult, Outcome, Question, Score
from app.domain.evaluation_runs import EvaluationRun
from app.domain.sizes import format_bytes
from app.gui.figures_table import Line
from app.gui.model_page.wording import language_name, plain_name
from app.gui.text import evaluation as words
from app.gui.text import workshop
from app.gui.workshop.wording import column_name, rate

_LONGEST_SAID = 300
_LEAST_P = 0.001


def model_name(model: str) -> str:
    """What a model is called that is named by its id or its path."""
    return Path(model).name.removesuffix(".gguf")


def set_line(found: EvaluationSet) -> str:
    """Its name, language and size."""
    language = language_name(found.language) if found.language else "–"
    return words.set_line(plain_name(found.name), language, len(found.questions))


def listed(name: str, language: str, *, is_fixed: bool) -> str:
    """A set in a list; whose it is is told of those that came with Snug."""
    parts = [plain_name(name), language_name(language) if language else ""]
    parts.append(words.comes_with_snug() if is_fixed else "")
    return " · ".join(each for each in parts if each)


def result_name(result: ModelResult) -> str:
    """Which model it is of; the type is told where the name does not."""
    named = result.quantization.lower() in result.model.lower()
    return column_name(result.model if named else f"{result.model} · {result.quantization}")


def result_lines(run: EvaluationRun) -> list[Line]:
    """A line for each set, one for all of them, then what each model took."""
    results = run.results
    lines: list[Line] = [
        (plain_name(each.name, 40), [_scored(result.sets[at].score) for result in results])
        for at, each in enumerate(run.sets)
    ]
    if len(run.sets) > 1:
        lines.append((words.all_questions(), [_scored(whole_score(each)) for each in results]))
    return [
        *lines,
        (workshop.writing_rate(), [rate(each.decode_rate, 1) for each in results]),
        (workshop.reading_rate(), [rate(each.prompt_rate, 0) for each in results]),
        (workshop.memory(), [format_bytes(each.memory_bytes) for each in results]),
        (workshop.size(), [format_bytes(each.bytes) for each in results]),
        (words.took(), [words.seconds(round(each.seconds)) for each in results]),
    ]


def whole_score(result: ModelResult) -> Score:
    """Of all sets together."""
    scores = [each.score for each in result.sets]
    return Score(sum(each.right for each in scores), sum(each.total for each in scores))


def differences(run: EvaluationRun) -> str:
    """A sentence for every pair of models."""
    return "\n".join(
        words.difference(
            result_name(one), result_name(other), found.only_first, found.only_second,
            _chance(found.p),
        )
        for one, other, found in run.differences()
    )  # fmt: skip


def wrong_of(result: ModelResult, set_at: int | None) -> Sequence[Outcome]:
    """What went wrong in a set, or in all of them."""
    sets = result.sets if set_at is None else [result.sets[set_at]]
    return [each for found in sets for each in found.outcomes if not each.is_right]


def said(outcome: Outcome) -> str:
    """What the model made of it, on one line."""
    line = plain_name(outcome.said, _LONGEST_SAID)
    return words.said(line) if line else words.said_nothing()


def expected(question: Question) -> str:
    """What would have been right."""
    if question.choices:
        return words.right_was(plain_name(question.choices[question.answer], _LONGEST_SAID))
    if question.refuses:
        return words.right_was(words.passage_silent() if question.passage else words.to_decline())
    if question.pattern:
        return words.right_was(words.fits_pattern(question.pattern))
    answers = words.either().join(f"“{each}”" for each in question.accept)
    return words.right_was(words.one_of(plain_name(answers, _LONGEST_SAID)))


def _scored(score: Score) -> str:
    low, high = (round(100 * each) for each in (score.interval.low, score.interval.high))
    return words.scored(score.right, score.total, round(100 * score.accuracy), low, high)


def _chance(p: float) -> str:
    return f"< {_LEAST_P}" if p < _LEAST_P else f"{p:.3f}"
