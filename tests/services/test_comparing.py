"""The same message to several models: together, beside one another, or in turn."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from chat_room import Room
from fake_engine import FakeEngine, Hold
from gguf_files import tiny_llama

from app.catalog.library import Library
from app.config.paths import Paths
from app.domain.errors import ModelError, ModelMissing, OutOfMemory
from app.domain.events import ColumnBegan, ColumnFailed, VaultChanged
from app.domain.generation import PRESETS, FinishReason, Role
from app.domain.models import InstalledModel
from app.domain.vault import VaultState
from app.services.comparing import Column, ComparingService, Comparison, Seat
from app.services.comparison_tally import ComparisonTally, Tally
from app.services.models import ModelService


class Bench:
    """A room with two models, and a second engine for comparisons."""

    def __init__(self, folder: Path) -> None:
        self.room = Room(folder)
        self.other = Paths.of(folder).models / "other.gguf"
        tiny_llama(self.other)
        self.second = FakeEngine()
        self.tally = ComparisonTally()
        self.made = 0
        room = self.room
        self.comparing = ComparingService(
            room.chat,
            room.models,
            room.engine,
            Library(Paths.of(folder), ()),
            room.settings,
            room.bus,
            room.jobs,
            self.tally,
            self._make,
        )

    def _make(self) -> FakeEngine:
        self.made += 1
        return self.second

    def texts(self, comparison: Comparison) -> list[str]:
        known = {each.id: each for each in self.room.store.all_messages(comparison.conversation)}
        return [known[each].text if each else "" for each in comparison.answers]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.comparing.close()
    made.room.chat.close()
    made.room.jobs.close()
    assert made.room.defects == []


def until(happened: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def never_fits(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench.comparing, "_fits", lambda _name: False)


def test_styles_of_one_model_are_written_together(bench: Bench) -> None:
    room = bench.room
    room.engine.says("One", Hold).says("Two", Hold)
    found = bench.comparing.begin(None, "Hi", [Column("", "precise"), Column("", "creative")])
    assert found is not None
    assert found.seats == (Seat.TOGETHER, Seat.TOGETHER)
    until(lambda: len(room.engine.requests) == 2)  # both, though none has ended
    assert {each.sampling for each in room.engine.requests} == {
        PRESETS["precise"], PRESETS["creative"],
    }  # fmt: skip
    assert room.chat.is_answering(found.conversation)
    assert room.chat.send(found.conversation, "More") is None
    room.engine.go_on()
    until(lambda: not room.chat.is_answering(found.conversation))
    assert sorted(bench.texts(found)) == ["One", "Two"]
    messages = room.chat.messages(found.conversation)
    assert [each.role for each in messages][-2:] == [Role.USER, Role.ASSISTANT]
    assert bench.made == 0
    assert len([e for e in room.events if isinstance(e, ColumnBegan)]) == 2


def test_another_model_answers_beside_where_it_fits(bench: Bench) -> None:
    bench.room.engine.says("Mine", Hold)
    bench.second.says("Theirs", Hold)
    found = bench.comparing.begin(None, "Hi", [Column(), Column(str(bench.other))])
    assert found is not None
    assert found.seats == (Seat.TOGETHER, Seat.BESIDE)
    until(lambda: bench.second.requests and bench.room.engine.requests)
    assert Path(bench.second.loads[0].path) == bench.other
    assert [Path(each.path).name for each in bench.room.engine.loads] == ["tiny.gguf"]
    bench.room.engine.go_on()
    bench.second.go_on()
    until(lambda: bench.second.is_closed)  # its memory is given back
    assert bench.texts(found) == ["Mine", "Theirs"]
    known = {each.id: each for each in bench.room.store.all_messages(found.conversation)}
    assert [known[each].model for each in found.answers if each] == list(found.names)
    assert found.names[0] != found.names[1]


def test_models_that_do_not_fit_take_turns(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    never_fits(bench, monkeypatch)
    room = bench.room
    room.engine.says("Mine", Hold).says("Theirs")
    found = bench.comparing.begin(None, "Hi", [Column(str(bench.other)), Column()])
    assert found is not None
    assert found.seats == (Seat.IN_TURN, Seat.TOGETHER)
    until(lambda: len(room.engine.requests) == 1)
    time.sleep(0.1)
    assert found.answers[0] is None  # it waits
    room.engine.go_on()
    until(lambda: all(found.answers) and not found.running)
    assert bench.texts(found) == ["Theirs", "Mine"]
    until(lambda: room.models.state.model is not None and room.models.state.loaded is not None)
    names = [Path(each.path).name for each in room.engine.loads]
    until(lambda: [Path(e.path).name for e in room.engine.loads][-1] == "tiny.gguf")
    assert names[:2] == ["tiny.gguf", "other.gguf"]
    assert room.models.state.model is not None
    assert room.models.state.model.path.name == "tiny.gguf"


def test_the_chosen_one_comes_into_view_and_is_counted(bench: Bench) -> None:
    bench.room.engine.says("Mine")
    bench.second.says("Theirs")
    found = bench.comparing.begin(None, "Hi", [Column(), Column(str(bench.other))])
    assert found is not None
    until(lambda: bench.second.is_closed)
    mine = found.answers[0]
    assert mine is not None
    bench.comparing.choose(mine)
    assert bench.room.chat.messages(found.conversation)[-1].id == mine
    assert len(bench.room.chat.siblings(mine)) == 2
    assert bench.tally.all() == {found.names[0]: Tally(1, 1), found.names[1]: Tally(0, 1)}
    assert bench.comparing.current is None
    bench.comparing.choose(mine)  # it is over
    assert bench.tally.all()[found.names[0]] == Tally(1, 1)


def test_a_model_that_gave_no_answer_is_not_counted(bench: Bench) -> None:
    bench.room.engine.says("Mine")
    bench.second.says(OutOfMemory())
    found = bench.comparing.begin(None, "Hi", [Column(), Column(str(bench.other))])
    assert found is not None
    until(lambda: bench.second.is_closed)
    mine = found.answers[0]
    assert mine is not None
    bench.comparing.choose(mine)
    assert bench.tally.all() == {}


def test_choosing_ends_the_others(bench: Bench) -> None:
    bench.room.engine.says("One").says("Two", Hold)
    found = bench.comparing.begin(None, "Hi", [Column(), Column("", "creative")])
    assert found is not None
    until(lambda: found.ended)
    done = next(iter(found.ended))
    bench.comparing.choose(done)
    until(lambda: not bench.room.chat.is_answering(found.conversation))
    assert bench.room.chat.messages(found.conversation)[-1].id == done
    other = next(each for each in found.answers if each != done)
    assert other is not None
    kept = bench.room.store.message(found.conversation, other)
    assert kept is not None
    assert kept.finish is FinishReason.CANCELLED
    assert bench.tally.all() == {}  # of one model alone nothing is counted


def test_one_column_is_stopped_and_the_others_go_on(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    never_fits(bench, monkeypatch)
    other = str(bench.other)
    bench.room.engine.says("Mine", Hold).says("Theirs")
    columns = [Column(), Column(other), Column(other)]
    found = bench.comparing.begin(None, "Hi", columns)
    assert found is not None
    assert bench.room.grew.wait(60)
    assert bench.comparing.waiting() == (1, 2)
    bench.comparing.stop_column(1)  # it never begins
    bench.comparing.stop_column(0)
    until(lambda: found.answers[2] is not None and not found.running)
    assert found.answers[1] is None
    known = {each.id: each for each in bench.room.store.all_messages(found.conversation)}
    first, last = (known[each] for each in found.answers if each)
    assert (first.finish, last.finish) == (FinishReason.CANCELLED, FinishReason.STOP)
    assert bench.texts(found) == ["Mine", "", "Theirs"]


def test_a_column_says_which_numbers_are_others(bench: Bench) -> None:
    found = bench.comparing.begin(None, "Hi", [Column(), Column("", "precise")])
    assert found is not None
    assert found.changed[0] == ()
    assert dict(found.changed[1])["temperature"] == PRESETS["precise"].temperature
    until(lambda: not found.running)


def test_the_first_column_that_cannot_begin_leaves_the_others(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    borrow = ModelService.borrow

    def refuse(service: ModelService, name: str) -> InstalledModel:
        if service is not bench.room.models:
            raise ModelMissing(name=name)
        return borrow(service, name)

    monkeypatch.setattr(ModelService, "borrow", refuse)
    bench.room.engine.says("Mine")
    found = bench.comparing.begin(None, "Hi", [Column(str(bench.other)), Column()])
    assert found is not None
    until(lambda: not found.running and not found.waiting)
    assert bench.texts(found) == ["", "Mine"]
    failed = [each for each in bench.room.events if isinstance(each, ColumnFailed)]
    assert [each.column for each in failed] == [0]


def test_stop_begins_none_of_those_that_wait(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    never_fits(bench, monkeypatch)
    bench.room.engine.says("Mine", Hold)
    found = bench.comparing.begin(None, "Hi", [Column(), Column(str(bench.other))])
    assert found is not None
    until(lambda: bench.room.engine.requests)
    bench.room.chat.stop(found.conversation)
    until(lambda: not bench.room.chat.is_answering(found.conversation))
    time.sleep(0.1)
    assert found.answers[1] is None
    assert len(bench.room.engine.requests) == 1


def test_a_lock_ends_everything(bench: Bench) -> None:
    bench.room.engine.says("Mine", Hold)
    bench.second.says("Theirs", Hold)
    found = bench.comparing.begin(None, "Hi", [Column(), Column(str(bench.other))])
    assert found is not None
    until(lambda: bench.second.requests)
    bench.room.bus.publish(VaultChanged(VaultState.LOCKED))
    assert bench.second.is_closed
    assert bench.comparing.current is None
    until(lambda: not bench.room.chat.is_answering(found.conversation))


def test_a_model_that_is_gone_asks_nothing(bench: Bench) -> None:
    with pytest.raises(ModelError):
        bench.comparing.begin(None, "Hi", [Column(), Column("nobody")])
    assert bench.room.store.conversations() == []
    with pytest.raises(ValueError, match="1"):
        bench.comparing.begin(None, "Hi", [Column()])


def test_a_busy_conversation_is_left_alone(bench: Bench) -> None:
    bench.room.engine.says("One", Hold)
    conversation = bench.room.chat.begin("Hi")
    bench.room.chat.send(conversation, "Hi")
    assert bench.comparing.begin(conversation, "Hi", [Column(), Column()]) is None
    bench.room.engine.go_on()
    bench.room.wait()


def test_a_column_that_cannot_begin_is_told_of(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    never_fits(bench, monkeypatch)
    bench.room.engine.says("Mine", Hold)
    found = bench.comparing.begin(None, "Hi", [Column(), Column(str(bench.other))])
    assert found is not None
    until(lambda: bench.room.engine.requests)
    bench.other.unlink()
    bench.room.engine.go_on()
    until(lambda: any(isinstance(each, ColumnFailed) for each in bench.room.events))


# --- counts ---------------------------------------------------------------------------------------


class Kept:
    """Preferences, as a vault keeps them."""

    def __init__(self) -> None:
        self.values: dict[str, bool | int | float | str] = {}

    def preferences(self) -> "Kept":
        return self

    def all(self) -> dict[str, bool | int | float | str]:
        return dict(self.values)

    def keep(self, values: dict[str, bool | int | float | str]) -> None:
        self.values |= values


def test_counts_are_kept_in_the_vault_and_known_only_while_it_is_open() -> None:
    vault, tally = Kept(), ComparisonTally()
    tally.count("a", ["a", "b"])
    tally.opened(vault)  # type: ignore[arg-type]  # of the history only its preferences are used
    tally.count("b", ["a", "b", "b"])
    tally.closing()
    assert tally.all() == {}
    tally.opened(vault)  # type: ignore[arg-type]  # likewise
    assert tally.all() == {"a": Tally(1, 2), "b": Tally(1, 2)}
    tally.reset()
    again = ComparisonTally()
    again.opened(vault)  # type: ignore[arg-type]  # likewise
    assert again.all() == {}
    vault.values = {"comparison_tally": '{"a": [3, 1], "b": "x"}'}
    again.opened(vault)  # type: ignore[arg-type]  # likewise
    assert again.all() == {}


def test_counting_from_several_threads() -> None:
    tally = ComparisonTally()
    threads = [
        threading.Thread(target=lambda: [tally.count("a", ["a", "b"]) for _ in range(200)])
        for _ in range(4)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert tally.all()["a"] == Tally(800, 800)
