"""`snug models evaluate`: how many questions models answer rightly, side by side."""

import argparse
import itertools
import threading
from typing import TYPE_CHECKING, Any

from app.cli.output import Output
from app.cli.waiting import work_aside
from app.domain.errors import UsageError
from app.domain.evaluation import (
    FEW,
    EvaluationSet,
    EvaluationStep,
    ModelResult,
    Score,
    SetResult,
    difference_of,
    margin_points,
)
from app.domain.sizes import format_bytes

if TYPE_CHECKING:
    from app.bootstrap import Application


def add_parser(actions: Any, common: argparse.ArgumentParser) -> None:
    """Declare the command."""
    parser = actions.add_parser(
        "evaluate",
        parents=[common],
        help="ask models questions with known answers, and count",
        description="Ask each model the questions of one or more sets: small ones that came with "
        "Snug, or a file of your own (TOML or JSON lines). Everything stays on this computer.",
    )
    parser.add_argument("models", metavar="ID|FILE", nargs="*", help="one or more models")
    parser.add_argument(
        "--questions",
        action="append",
        default=[],
        metavar="NAME|FILE",
        help="ask this set; may be given several times; without it, all that came with Snug",
    )
    parser.add_argument("--list", action="store_true", help="list the sets that came with Snug")


def run(args: argparse.Namespace, out: Output) -> int:
    """Evaluate and print. Raises AppError."""
    if not args.models and not args.list:
        raise UsageError(problem="name one or more models, or use --list")
    from app.bootstrap import build  # here: other commands need none of it

    app = build(args.home, tuple(args.set), offline=args.offline)
    stop = threading.Event()
    try:
        evaluation = app.measuring.evaluation
        if args.list:
            _list([evaluation.find(name) for name in evaluation.names()], out)
            return 0
        sets = [evaluation.find(name) for name in args.questions or evaluation.names()]
        for name in args.models:  # what is not there is said before an hour has passed
            app.library.find(name)
        results = [_evaluate(app, name, sets, stop, out) for name in args.models]
    finally:
        stop.set()
        out.progress("")
        app.close()
    if out.is_json:
        for result in results:
            out.json(_as_json(result))
        for first, second in itertools.combinations(results, 2):
            out.json(_difference_json(first, second))
        return 0
    _print_results(sets, results, out)
    return 0


def _list(sets: list[EvaluationSet], out: Output) -> None:
    if out.is_json:
        for each in sets:
            out.json(_set_json(each))
        return
    rows = [["SET", "QUESTIONS", "ABOUT"]]
    rows += [[each.id, str(len(each.questions)), each.about] for each in sets]
    out.table(rows, right=frozenset({1}))


def _set_json(found: EvaluationSet) -> dict[str, object]:
    return {
        "set": found.id,
        "name": found.name,
        "language": found.language,
        "questions": len(found.questions),
        "about": found.about,
    }


def _evaluate(
    app: "Application",
    name: str,
    sets: list[EvaluationSet],
    stop: threading.Event,
    out: Output,
) -> ModelResult:
    def show(step: EvaluationStep) -> None:
        out.progress(f"{step.model}: {step.set}, question {step.done + 1} of {step.total} …")

    return work_aside(
        app, lambda tell: app.measuring.evaluation.evaluate(name, sets, tell, stop), show
    )


def _print_results(sets: list[EvaluationSet], results: list[ModelResult], out: Output) -> None:
    rows = [["SET", *(result.model for result in results)]]
    for place, each in enumerate(sets):
        rows.append([each.id, *(_scored(result.sets[place]) for result in results)])
    rows.append(["size", *(format_bytes(result.bytes) for result in results)])
    rows.append(["memory", *(format_bytes(result.memory_bytes) for result in results)])
    rows.append(["reading", *(f"{result.prompt_rate:.0f} tokens/s" for result in results)])
    rows.append(["writing", *(f"{result.decode_rate:.1f} tokens/s" for result in results)])
    rows.append(["took", *(f"{result.seconds:.0f} s" for result in results)])
    out.table(rows)
    for first, second in itertools.combinations(results, 2):
        out.line(_difference_said(first, second))
    smallest = min(sets, key=lambda each: len(each.questions))
    if (count := len(smallest.questions)) < FEW:
        out.note(
            f"These sets are small: {count} questions leave a 95 % interval of about "
            f"±{margin_points(count)} points. What is written is judged by rules, not by a person."
        )


def _scored(found: SetResult) -> str:
    score, plain = found.score, found.plain_score
    interval = score.interval
    text = (
        f"{score.right}/{score.total} = {score.accuracy * 100:.0f} % "
        f"({interval.low * 100:.0f}–{interval.high * 100:.0f})"
    )
    return text if plain is None else f"{text}, plain {plain.right}"


def _difference_said(first: ModelResult, second: ModelResult) -> str:
    found = difference_of(first, second)
    return (
        f"{first.model} alone was right {found.only_first} times, {second.model} alone "
        f"{found.only_second} times: p = {found.p:.3f} (McNemar, exact)."
    )


def _difference_json(first: ModelResult, second: ModelResult) -> dict[str, object]:
    found = difference_of(first, second)
    return {
        "first": first.model,
        "second": second.model,
        "both_right": found.both,
        "only_first_right": found.only_first,
        "only_second_right": found.only_second,
        "neither_right": found.neither,
        "mcnemar_p": found.p,
    }


def _as_json(result: ModelResult) -> dict[str, object]:
    return {
        "model": result.model,
        "quantization": result.quantization,
        "bytes": result.bytes,
        "memory_bytes": result.memory_bytes,
        "prompt_tokens_per_s": round(result.prompt_rate, 2),
        "decode_tokens_per_s": round(result.decode_rate, 2),
        "seconds": round(result.seconds, 2),
        "sets": [_result_json(each) for each in result.sets],
    }


def _result_json(found: SetResult) -> dict[str, object]:
    plain = found.plain_score
    return {
        "set": found.set.id,
        "language": found.set.language,
        **_score_json(found.score),
        "plain": _score_json(plain) if plain is not None else None,
        "items": [
            {
                "question": each.question.text,
                "kind": str(each.question.kind),
                "said": each.said,
                "right": each.is_right,
            }
            for each in found.outcomes
        ],
    }


def _score_json(score: Score) -> dict[str, object]:
    interval = score.interval
    return {
        "right": score.right,
        "total": score.total,
        "accuracy": score.accuracy,
        "interval_95": [interval.low, interval.high],
    }
