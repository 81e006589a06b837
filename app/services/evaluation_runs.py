"""What came of evaluations: kept in the vault, looked at again, and written to plain files."""

import csv
import io
import json
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from app.catalog.evaluation_files import read_lines
from app.catalog.evaluation_writing import as_lines
from app.domain.errors import EvaluationInvalid
from app.domain.evaluation import EvaluationSet, ModelResult, Outcome, SetResult
from app.domain.evaluation_runs import EvaluationRun
from app.domain.ids import EvaluationId
from app.services.kept_texts import KeptTexts
from app.transfer.writing import write

MOST_KEPT: Final = 30
"""The eldest go when there are more."""


class ResultFormat(StrEnum):
    """What results are written as; also the ending of the file."""

    JSON = "json"
    CSV = "csv"


class EvaluationRuns:
    """Safe to use from several threads; calls wait for a disk, and raise the vault's errors."""

    def __init__(self, kept: KeptTexts) -> None:
        self._kept = kept

    def all(self) -> tuple[EvaluationRun, ...]:
        """Every run, the newest first; what cannot be read is left out."""
        found = []
        for run_id, text in sorted(self._kept.all().items(), reverse=True):
            if (run := _read(run_id, text)) is not None:
                found.append(run)
        return tuple(found)

    def keep(self, run: EvaluationRun) -> None:
        """Keep a run; the eldest of many goes."""
        self._kept.keep(run.id, _written(run))
        names = sorted(self._kept.all())
        self._kept.forget(names[: max(0, len(names) - MOST_KEPT)])

    def remove(self, run_id: EvaluationId) -> None:
        """Keep a run no more."""
        self._kept.forget([run_id])

    @staticmethod
    def export(run: EvaluationRun, target: Path, kind: ResultFormat) -> None:
        """Write all of a run to a plain file, in place of what is there. Raises ExportFailed."""
        text = _csv(run) if kind is ResultFormat.CSV else _json(run)
        write(target, [text], over=True)


# --- as they are kept ---------------------------------------------------------------------------

_FIGURES: Final = (
    "model", "quantization", "bytes", "memory_bytes", "prompt_rate", "decode_rate", "seconds",
)  # fmt: skip


def _written(run: EvaluationRun) -> str:
    """Questions stand once, what each model said in their order."""
    sets = [{"id": each.id, "lines": as_lines(each)} for each in run.sets]
    models = [
        {
            **{name: getattr(result, name) for name in _FIGURES},
            "said": [
                [[each.said, each.is_right, each.is_right_plain] for each in found.outcomes]
                for found in result.sets
            ],
        }
        for result in run.results
    ]
    kept = {"at": run.at.isoformat(), "sets": sets, "models": models}
    return json.dumps(kept, ensure_ascii=False)


def _read(run_id: str, text: str) -> EvaluationRun | None:
    try:
        kept = json.loads(text)
        sets = [read_lines(str(each["lines"]), str(each["id"])) for each in kept["sets"]]
        results = tuple(_result(each, sets) for each in kept["models"])
        at = datetime.fromisoformat(kept["at"])
    except (ValueError, TypeError, LookupError, EvaluationInvalid):
        return None
    return EvaluationRun(EvaluationId(run_id), at, results) if results else None


def _result(kept: dict[str, Any], sets: list[EvaluationSet]) -> ModelResult:
    return ModelResult(
        model=str(kept["model"]),
        quantization=str(kept["quantization"]),
        bytes=int(kept["bytes"]),
        memory_bytes=int(kept["memory_bytes"]),
        prompt_rate=float(kept["prompt_rate"]),
        decode_rate=float(kept["decode_rate"]),
        seconds=float(kept["seconds"]),
        sets=tuple(
            SetResult(
                each,
                tuple(
                    Outcome(question, str(said), bool(is_right), bool(is_right_plain))
                    for question, (said, is_right, is_right_plain) in zip(
                        each.questions, outcomes, strict=True
                    )
                ),
            )
            for each, outcomes in zip(sets, kept["said"], strict=True)
        ),
    )


# --- plain files --------------------------------------------------------------------------------


def _json(run: EvaluationRun) -> str:
    models = [
        {
            **{name: getattr(result, name) for name in _FIGURES},
            "sets": [_set_figures(each) for each in result.sets],
        }
        for result in run.results
    ]
    pairs = [
        {"first": one.model, "second": other.model, **asdict(found)}
        for one, other, found in run.differences()
    ]
    told = {"at": run.at.isoformat(), "models": models, "differences": pairs}
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _set_figures(found: SetResult) -> dict[str, object]:
    score = found.score
    return {
        "set": found.set.name,
        "language": found.set.language,
        "right": score.right,
        "total": score.total,
        "interval_95": [score.interval.low, score.interval.high],
        "questions": [
            {"question": each.question.text, "said": each.said, "right": each.is_right}
            for each in found.outcomes
        ],
    }


def _csv(run: EvaluationRun) -> str:
    """A row for each question and model. What a program would take for a formula is no formula."""
    file = io.StringIO()
    rows = csv.writer(file)
    rows.writerow(["model", "quantization", "set", "language", "question", "said", "right"])
    for result in run.results:
        for found in result.sets:
            for each in found.outcomes:
                model = (result.model, result.quantization)
                texts = (found.set.name, found.set.language, each.question.text, each.said)
                rows.writerow([*map(_plain, (*model, *texts)), int(each.is_right)])
    return file.getvalue()


def _plain(text: str) -> str:
    """Spreadsheets compute what begins like this: CSV injection (OWASP)."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
