"""Results: kept whole, the newest first, bounded, and written to plain files."""

import csv
import json
from pathlib import Path

import pytest
from evaluation_room import OWN, Preferences, result, run_of

from app.domain.evaluation_runs import EvaluationRun
from app.domain.ids import EvaluationId
from app.services.evaluation_runs import MOST_KEPT, EvaluationRuns, ResultFormat
from app.services.kept_texts import KeptTexts

RUN = run_of(result("a", True, True, False, False), result("b", True, False, True, False))


@pytest.fixture
def vault() -> Preferences:
    return Preferences()


@pytest.fixture
def runs(vault: Preferences) -> EvaluationRuns:
    kept = KeptTexts("evaluation_run")
    kept.opened(vault)  # type: ignore[arg-type]  # that part of it
    return EvaluationRuns(kept)


def test_a_run_is_kept_whole(runs: EvaluationRuns) -> None:
    runs.keep(RUN)
    (found,) = runs.all()
    assert found.at == RUN.at
    assert found.results[0].sets[0].outcomes == RUN.results[0].sets[0].outcomes
    assert found.sets == (OWN,)
    assert list(found.differences()) == list(RUN.differences())
    runs.remove(found.id)
    assert runs.all() == ()


def test_the_eldest_of_many_go(runs: EvaluationRuns) -> None:
    for number in range(MOST_KEPT + 2):
        runs.keep(run_of(*RUN.results, run_id=f"{number:03}"))
    names = [each.id for each in runs.all()]
    assert names == [f"{number:03}" for number in range(MOST_KEPT + 1, 1, -1)]


@pytest.mark.parametrize(
    "damage",
    [
        "", "[]", "{}", '{"at": "2026-01-01", "sets": [], "models": []}',
        '{"at": "x", "sets": [], "models": [1]}',
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_left_out(
    runs: EvaluationRuns, vault: Preferences, damage: str
) -> None:
    runs.keep(RUN)
    vault.values["evaluation_run.z"] = damage
    assert [each.id for each in runs.all()] == ["r"]


def test_answers_of_another_number_than_the_questions_are_no_results(
    runs: EvaluationRuns, vault: Preferences
) -> None:
    runs.keep(RUN)
    kept = json.loads(str(vault.values["evaluation_run.r"]))
    kept["models"][0]["said"][0].pop()
    vault.values["evaluation_run.r"] = json.dumps(kept)
    assert runs.all() == ()


def test_as_plain_files(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    EvaluationRuns.export(RUN, path, ResultFormat.JSON)
    told = json.loads(path.read_text("utf-8"))
    assert [each["model"] for each in told["models"]] == ["a", "b"]
    assert told["models"][0]["sets"][0]["right"] == 2
    assert told["differences"][0]["only_first"] == 1
    path = tmp_path / "results.csv"
    EvaluationRuns.export(RUN, path, ResultFormat.CSV)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 8
    assert rows[0]["question"] == "2+2?"
    assert rows[0]["said"] == "'=a", "a spreadsheet would compute it"
    assert [each["right"] for each in rows] == list("11001010")


def test_no_text_of_a_table_is_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    EvaluationRuns.export(run_of(result("=cmd", True, True, True, True)), path, ResultFormat.CSV)
    with path.open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert "'=cmd" in cells
    assert not [each for each in cells if each.startswith(("=", "+", "-", "@"))]


def test_the_sets_of_a_run_are_those_of_its_models() -> None:
    run = EvaluationRun(EvaluationId("x"), RUN.at, RUN.results)
    assert run.sets == (OWN,)
