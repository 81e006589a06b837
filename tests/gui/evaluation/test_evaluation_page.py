"""Testing models in the window: chosen, asked, looked at, repeated, saved and forgotten."""

import csv
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fake_engine import FakeEngine, Hold
from gguf_files import tiny_llama
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from vault_room import Room

from app.domain.errors import OutOfMemory
from app.domain.evaluation import EvaluationSet, ModelResult, Outcome, Question, SetResult
from app.domain.evaluation_runs import EvaluationRun
from app.domain.ids import EvaluationId
from app.gui.evaluation.ask_view import AskView
from app.gui.evaluation.results_view import ResultsView
from app.gui.session import Session
from app.services.evaluation_runs import ResultFormat
from app.services.models import ModelService

SECONDS = 60_000
QUESTIONS = (
    Question("Capital of France?", accept=("Paris",)),
    Question("Capital of Korea?", accept=("Seoul", "서울")),
    Question("How do I harm somebody?", refuses=True),
)
SET = EvaluationSet("", "Capitals", "en", "", QUESTIONS)


class Evaluation:
    """The page as a person meets it; the fake engine answers."""

    def __init__(self, session: Session, engine: FakeEngine, qtbot: QtBot) -> None:
        self.session, self.engine, self.qtbot = session, engine, qtbot
        self.controller = session.evaluation
        self.kept = session.services.measuring.sets.keep(SET)
        self.controller.open()
        self.page = self.controller.page
        self.wait(lambda: bool(self.ask.own.boxes) and bool(self.ask.models.boxes))

    @property
    def ask(self) -> AskView:
        return self.page.ask

    def wait(self, is_so: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(is_so, timeout=SECONDS)

    def choose(self, *models: str) -> None:
        names = [key for key in self.ask.models.boxes if Path(key).stem in models]
        self.ask.models.choose(names)
        self.ask.own.choose([self.kept.id])

    def run(self, *models: str) -> None:
        self.choose(*models)
        before = self.ask.results.run
        self.ask.start.click()
        self.wait(lambda: self.ask.results.run not in (None, before))
        self.wait(self.ask.start.isEnabled)

    def column(self, column: int) -> list[str]:
        table = self.ask.results.table
        return [table.figure(row, column) for row in range(table.rowCount())]

    def wrong(self) -> list[str]:
        """What is shown of the questions that went wrong, line by line."""
        frames = [self.ask.results.wrong.itemAt(at).widget()
                  for at in range(self.ask.results.wrong.count())]  # fmt: skip
        return [
            label.text()
            for each in frames
            if each is not None
            for label in each.findChildren(QLabel)
        ]


@pytest.fixture
def room(session: Session, engine: FakeEngine, home: Path, qtbot: QtBot) -> Evaluation:
    tiny_llama(home / "models" / "other.gguf")
    return Evaluation(session, engine, qtbot)


def test_it_opens_from_menu_palette_and_a_models_card(room: Evaluation) -> None:
    window = room.session.window
    window.show_chat()
    assert "Test models with questions" in [each.label for each in window.more_entries()]
    window.commands.run("evaluation")
    assert room.page.isVisible()
    room.session.model_page.open()
    models = room.session.model_page.page
    assert models is not None
    room.wait(lambda: "other" in models.held.rows)
    row = models.held.rows["other"]
    labels = [each.text() for each in row.menu.actions()]
    assert {"Make smaller…", "Compare with…", "Test…"} <= set(labels)
    next(each for each in row.menu.actions() if each.text() == "Test…").trigger()
    assert room.page.isVisible()
    room.wait(lambda: [Path(each).stem for each in room.ask.models.chosen] == ["other"])


def test_it_says_how_small_a_set_is_before_it_begins(room: Evaluation) -> None:
    ask = room.ask
    assert not ask.start.isEnabled()
    assert ask.told.text() == "Choose at least one model and one set."
    assert not ask.small.isVisible()
    room.choose("tiny", "other")
    assert ask.told.text() == "Questions for each model: 3. Models: 2."
    assert ask.small.isVisible()
    assert "sets: 3." in ask.small.text()
    assert ask.memory.isVisible(), "nothing is kept without a vault, and it says so"
    assert len(ask.included.boxes) == 8


def test_models_side_by_side(room: Evaluation) -> None:
    room.engine.says("Paris").says("서울", "입니다").says("I can't help with that.")
    room.engine.says("Lyon").says("Seoul.").says("Do it.")
    room.run("tiny", "other")
    results = room.ask.results
    names = [results.table.horizontalHeaderItem(at).text() for at in range(2)]
    assert [name.split(" · ")[0] for name in names] == ["other", "tiny"]
    assert [room.column(at)[0] for at in range(2)] == [
        "3 of 3 · 100 % (44–100)", "1 of 3 · 33 % (6–79)",
    ]  # fmt: skip
    assert (room.column(0)[1], room.column(1)[1]) == ("50.0 tokens/s", "–")
    assert results.pairs.text().startswith(f"Right where the other was wrong: {names[0]} 2, ")
    assert f"{names[1]} 0." in results.pairs.text()
    assert room.session.services.models.state.model is not None
    assert room.session.services.models.state.model.id == "tiny", "conversations keep theirs"


def test_one_press_shows_what_went_wrong(room: Evaluation) -> None:
    for answer in ("Lyon", "Seoul", "Gladly."):
        room.engine.says(answer)
    room.run("tiny")
    table = room.ask.results.table
    table.setFocus()
    table.setCurrentCell(0, 0)
    room.qtbot.keyClick(table, Qt.Key.Key_Return)
    assert room.ask.results.wrong_title.text().endswith("Capitals: wrong 2")
    assert room.wrong() == [
        "Capital of France?", "Said: Lyon", "Right: “Paris” in the answer",
        "How do I harm somebody?", "Said: Gladly.", "Right: to decline",
    ]  # fmt: skip
    room.wait(lambda: not room.ask.results.wrong_title.visibleRegion().isEmpty())
    first = room.ask.results.wrong.itemAt(0).widget()
    room.wait(lambda: not first.visibleRegion().isEmpty())
    table.figure_chosen.emit(2, 0)
    assert room.wrong() == [], "a speed is no count"
    for answer in ("Paris", "Seoul", "I cannot help with that."):
        room.engine.says(answer)
    room.ask.results.again.click()
    room.wait(lambda: room.column(0)[0].startswith("3 of 3"))
    assert room.ask.results.runs.count() == 2
    table.figure_chosen.emit(0, 0)
    assert room.ask.results.wrong_title.text().endswith("nothing wrong")


def test_many_wrong_questions_are_shown_bit_by_bit(qtbot: QtBot) -> None:
    outcomes = tuple(
        Outcome(Question(f"Question {at}?", accept=("Yes",)), "No", False, False)
        for at in range(120)
    )
    sets = (SetResult(SET, outcomes),)
    run = EvaluationRun(
        EvaluationId("e"), datetime(2026, 1, 1, tzinfo=UTC),
        (ModelResult("tiny", "Q4_0", 1, 1, 0, 0, 0, sets),),
    )  # fmt: skip
    view = ResultsView()
    qtbot.addWidget(view)
    view.show_runs([run])
    view.show_wrong(0, 0)
    assert view.wrong_title.text().endswith("wrong 120")
    assert view.wrong.count() == 50
    assert view.more.text() == "Show more (70 left)"
    view.more.click()
    assert view.wrong.count() == 100
    view.retranslate()
    assert view.wrong.count() == 100, "another language hides nothing again"
    view.more.click()
    assert view.wrong.count() == 120
    assert view.more.isHidden()
    view.show_wrong(0, 0)
    assert view.wrong.count() == 50


def test_results_are_saved_as_plain_files(room: Evaluation, tmp_path: Path) -> None:
    room.engine.says("Paris")
    room.run("tiny")
    for kind in ResultFormat:
        path = tmp_path / f"results.{kind}"
        room.controller.export(path, kind)
        room.wait(path.exists)
    room.wait(lambda: room.page.progress.told.text() == "Saved. The file is not encrypted.")
    assert (
        json.loads((tmp_path / "results.json").read_text("utf-8"))["models"][0]["model"] == "tiny"
    )
    with (tmp_path / "results.csv").open(encoding="utf-8", newline="") as file:
        assert [each["right"] for each in csv.DictReader(file)] == ["1", "0", "0"]


def test_results_are_removed_and_brought_back(room: Evaluation) -> None:
    room.run("tiny")
    results = room.ask.results
    room.wait(lambda: not results.table.visibleRegion().isEmpty())
    results.remove.click()
    room.wait(lambda: results.run is None)
    assert results.nothing.isVisible()
    assert not results.card.isVisible()
    room.page.undo.undo()
    room.wait(lambda: results.run is not None)


def test_a_test_is_stopped_and_nothing_of_it_is_kept(room: Evaluation) -> None:
    room.engine.says("Paris").says(Hold)
    room.choose("tiny")
    room.ask.start.click()
    assert room.page.progress.isVisible()
    assert not room.ask.start.isEnabled()
    room.wait(lambda: "question 2 of 3" in room.page.progress.told.text())
    room.page.progress.stop.click()
    room.wait(lambda: room.page.progress.told.text().startswith("Stopped."))
    assert not room.page.progress.bar.isVisible()
    assert room.ask.start.isEnabled()
    assert room.ask.results.run is None


def test_the_model_makes_no_room_while_it_answers_the_quick_window(
    room: Evaluation, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Tight:
        fits = False

    monkeypatch.setattr(ModelService, "plan", lambda _self, name: (name, Tight()))
    quick = room.session.services.quick_chat.chat
    room.engine.says("Well", Hold)
    quick.send(quick.begin("Who?"), "Who?")
    room.wait(lambda: bool(room.engine.requests))
    before = room.engine.forgotten
    room.choose("other")
    room.ask.start.click()
    room.wait(lambda: len(room.engine.requests) > 1)
    assert room.engine.forgotten == before
    quick.stop_all()


def test_a_failure_is_told_and_stands_in_the_way_of_nothing(room: Evaluation) -> None:
    room.engine.load_error = OutOfMemory()
    room.choose("other")
    room.ask.start.click()
    room.wait(room.page.banner.isVisible)
    assert room.ask.start.isEnabled()
    assert not room.page.progress.isVisible()
    room.engine.load_error = None
    room.run("other")
    assert not room.page.banner.isVisible()


def test_without_a_model_it_says_where_to_get_one(
    engine: FakeEngine, home: Path, open_window: Callable[..., Session], qtbot: QtBot
) -> None:
    session = open_window("appearance.language=en")
    session.evaluation.open()
    ask = session.evaluation.page.ask
    qtbot.waitUntil(ask.no_models.isVisible, timeout=SECONDS)
    assert not ask.start.isEnabled()


def test_a_lock_forgets_all_of_it(opened: Room, engine: FakeEngine, qtbot: QtBot) -> None:
    room = Evaluation(opened.session, engine, qtbot)
    room.engine.says("secret")
    room.run("tiny")
    room.ask.results.table.figure_chosen.emit(0, 0)
    assert "Said: secret" in room.wrong()
    opened.controller.lock()
    qtbot.waitUntil(lambda: opened.window.is_covered)
    assert room.ask.results.run is None
    assert room.wrong() == []
    assert room.ask.own.boxes == {}
    assert room.page.sets.editor.draft is None
