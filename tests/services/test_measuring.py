"""Measuring beside the conversations: on an engine of its own, one at a time, and stopped."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fake_engine import FakeEngine, Hold
from gguf_files import tiny_llama

from app.catalog.library import Library
from app.config.paths import Paths
from app.config.settings import Settings
from app.domain.errors import MeasurementBusy, MeasurementCancelled, OutOfMemory, UnknownModel
from app.domain.evaluation import EvaluationSet, EvaluationStep, Question
from app.domain.models import ModelPhase
from app.services.desk import Desk
from app.services.event_bus import EventBus
from app.services.jobs import JobRunner
from app.services.measuring import MeasuringService
from app.services.models import ModelService
from app.services.workshop import MakeWorkshop, Workshop

SET = EvaluationSet("s", "Set", "en", "", (Question("One?", accept=("one",)),) * 2)


def no_workshop(_writes: Path | None) -> Workshop:
    raise AssertionError


def wait(is_so: Callable[[], bool], seconds: float) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.01)


class Room:
    def __init__(self, home: Path, make_workshop: MakeWorkshop = no_workshop) -> None:
        paths = Paths.of(home)
        paths.ensure(paths.models)
        self.models = [tiny_llama(paths.models / f"{name}.gguf") for name in ("usual", "other")]
        library = Library(paths, ())
        self.usual, self.own = FakeEngine(), FakeEngine()
        self.chat = ModelService(library, self.usual, Settings(), EventBus())
        self.jobs = JobRunner()
        self.is_busy = False
        self.service = MeasuringService(
            library, Settings(), Desk(self.chat, self.usual), lambda: self.is_busy, self.jobs,
            lambda: self.own, make_workshop, Paths.resource("evaluations"),
            Paths.resource("evaluations/reading-en.txt"),
        )  # fmt: skip
        self.steps: list[EvaluationStep] = []
        self.cancel = threading.Event()

    def ask(self, *models: str) -> list[int]:
        run = self.service.evaluate(models, [SET], self.steps.append, self.cancel)
        return [each.sets[0].score.right for each in run.results]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path)
    made.chat.choose("usual")
    made.chat.ensure_loaded()
    yield made
    made.service.stop()
    made.chat.close()
    made.jobs.close()


def test_conversations_keep_their_model(room: Room) -> None:
    room.own.says("one").says("two").says("one").says("one")
    assert room.ask("usual", "other") == [1, 2]
    assert [each.model for each in room.steps] == ["usual"] * 2 + ["other"] * 2
    assert room.chat.state.phase is ModelPhase.READY
    assert room.chat.usual is not None
    assert room.chat.usual.id == "usual"
    assert room.usual.forgotten == 0
    assert room.own.is_closed
    assert not room.service.is_running


def test_the_usual_model_makes_room_where_both_do_not_fit(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Tight:
        fits = False

    monkeypatch.setattr(ModelService, "plan", lambda self, name: (name, Tight()))
    room.is_busy = True
    room.ask("other")
    assert room.usual.forgotten == 0, "an answer is not broken off for it"
    room.is_busy = False
    room.ask("other")
    assert room.usual.forgotten == 1
    wait(lambda: room.chat.state.phase is ModelPhase.READY, 20)


def asking(room: Room) -> tuple[threading.Thread, list[MeasurementCancelled]]:
    """A measurement that has begun, on a thread; and how it was cancelled, once it was."""
    ended: list[MeasurementCancelled] = []

    def ask() -> None:
        try:
            room.ask("other")
        except MeasurementCancelled as error:
            ended.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    wait(lambda: bool(room.own.requests), 20)
    return thread, ended


def test_one_at_a_time_and_it_can_be_stopped(room: Room) -> None:
    room.own.says(Hold)
    thread, ended = asking(room)
    assert room.service.is_running
    with pytest.raises(MeasurementBusy):
        room.ask("other")
    room.service.stop()
    thread.join(60)
    assert len(ended) == 1
    room.cancel = threading.Event()
    assert room.ask("other") == [0], "what was stopped stands in the way of nothing"


def test_what_was_stopped_before_it_began_does_not_begin(room: Room) -> None:
    room.cancel.set()
    with pytest.raises(MeasurementCancelled):
        room.ask("other")
    assert room.own.requests == []


def test_what_is_not_there_is_told_before_the_first_question(room: Room) -> None:
    with pytest.raises(UnknownModel):
        room.ask("usual", "nobody")
    assert room.steps == []


def test_what_fails_is_told(room: Room) -> None:
    room.own.load_error = OutOfMemory()
    with pytest.raises(OutOfMemory):
        room.ask("other")
    assert room.own.is_closed


def test_whoever_stops_other_work_stops_no_measurement(room: Room) -> None:
    room.own.says(Hold)
    thread, ended = asking(room)
    room.service.stop(threading.Event())
    assert not room.cancel.is_set()
    assert room.service.is_running
    room.service.stop(room.cancel)
    thread.join(60)
    assert len(ended) == 1
