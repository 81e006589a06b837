"""The benchmark on the real engine: what it measures, what it leaves out, how it ends early."""

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from gguf_files import tiny_llama

from app.catalog.library import Library
from app.config.paths import Paths
from app.config.settings import Settings
from app.domain.bench import BenchReport, BenchStep, BenchWishes, Part, Spread
from app.domain.errors import AppError, MeasurementFailed, ModelNotForChat
from app.domain.generation import (
    Finished,
    GenerationEvent,
    PromptMessage,
    Request,
    Role,
    Sampling,
    Thought,
)
from app.engine.client import EngineClient
from app.services import bench
from app.services.bench import BenchService
from app.services.bench_measures import Measures
from app.services.bench_prompts import QUOTING, Prompts, quoted_share
from app.services.event_bus import EventBus
from app.services.models import ModelService

pytestmark = pytest.mark.real_engine


class Room:
    """The service around a real engine, and what it told."""

    def __init__(self, folder: Path) -> None:
        self.engine = EngineClient()
        self.settings = Settings()
        library = Library(Paths.of(folder), ())
        self.models = ModelService(library, self.engine, self.settings, EventBus())
        self.engine.on_crash = self.models.on_engine_crash
        self.service = BenchService(self.models, self.engine)
        self.steps: list[BenchStep] = []

    def run(self, path: Path, *parts: Part, repeat: int | None = None) -> BenchReport:
        self.models.choose(str(path))
        wishes = BenchWishes(frozenset(parts), quick=True, repeat=repeat)
        return self.service.run(wishes, self.steps.append)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path)
    yield made
    made.engine.close()


def test_every_part_of_a_quick_run(room: Room, tmp_path: Path) -> None:
    path = tiny_llama(tmp_path / "tiny.gguf", context=4096)
    room.settings.tell("engine.threads=1")
    room.settings.tell("engine.kv_type=q8_0")
    report = room.run(path, *Part, repeat=2)
    assert report.model == "tiny"
    assert report.load_s > 0
    lengths = [each.tokens for each in report.prompt]
    assert lengths == [pytest.approx(128, abs=16), pytest.approx(512, abs=16)]
    assert [each.tokens for each in report.decode] == [32, 32]
    assert 0 < report.decode[0].depth < 64
    assert abs(report.decode[1].depth - 512) < 16
    assert [each.sequences for each in report.parallel] == [1, 4]
    rates = [each.tokens_per_s for each in (*report.prompt, *report.decode, *report.parallel)]
    assert all(0 < rate.low <= rate.median <= rate.high for rate in rates)
    assert report.reuse is not None
    assert report.reuse.short_cached > report.reuse.short_tokens * 0.9
    assert report.reuse.long_cached > report.reuse.long_tokens * 0.9
    assert report.reuse.ratio > 0
    assert report.speculation is not None
    assert report.speculation.tokens == 64
    assert report.speculation.ratio > 0
    assert report.snapshot is not None
    assert report.snapshot.tokens == pytest.approx(500, abs=16)
    assert report.snapshot.cached > report.snapshot.tokens * 0.9, "it was taken back"
    assert report.snapshot.bytes > 10_000
    assert report.snapshot.ratio > 0
    known = report.settings
    assert (known.context, known.threads, known.kv_type, known.repeat) == (4096, 1, "f16", 2)
    assert (known.device, known.gpu_layers, known.quick) == ("CPU", 0, True)
    assert known.model_bytes == path.stat().st_size
    assert known.binding
    assert known.build
    assert known.spread >= max(rate.width for rate in rates)
    assert room.steps[0] == BenchStep(Part.LOAD)
    assert {step.part for step in room.steps} == set(Part)
    assert BenchStep(Part.DECODE, 512) in room.steps


def test_the_starter_model_quotes_and_lengths_are_exact(room: Room, starter_model: Path) -> None:
    report = room.run(starter_model, Part.PROMPT, Part.SPECULATION)
    assert [each.tokens for each in report.prompt] == [128, 512]
    assert report.speculation is not None
    assert report.speculation.quoted > 0.9
    assert report.speculation.guessed_tokens > report.speculation.right_guesses * 0.9 > 0
    assert report.decode == ()
    assert report.parallel == ()
    assert report.reuse is None


def test_what_the_context_does_not_hold_is_left_out(room: Room, tmp_path: Path) -> None:
    path = tiny_llama(tmp_path / "tiny.gguf", context=512)
    report = room.run(path, *Part)
    assert len(report.prompt) == len(report.decode) == 1
    assert [each.sequences for each in report.parallel] == [1, 4]
    assert report.reuse is None or report.reuse.long_tokens < 512
    assert report.speculation is None
    assert report.snapshot is not None
    assert report.snapshot.tokens < 512


def test_loading_alone_asks_nothing(room: Room, tmp_path: Path) -> None:
    report = room.run(tiny_llama(tmp_path / "tiny.gguf"), Part.LOAD)
    assert room.steps == [BenchStep(Part.LOAD)]
    assert report.prompt == ()


def test_a_figure_that_takes_long_is_measured_once(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts: list[int] = []
    read = Measures.read

    def counted(self: Measures, tokens: int) -> tuple[int, float]:
        counts.append(tokens)
        return read(self, tokens)

    monkeypatch.setattr(Measures, "read", counted)
    path = tiny_llama(tmp_path / "tiny.gguf")
    room.run(path, Part.PROMPT, repeat=3)
    assert counts == [128] * 3
    counts.clear()
    monkeypatch.setattr(bench, "LONG_SECONDS", 0.0)
    room.run(path, Part.PROMPT, repeat=3)
    assert counts == [128]


def test_nothing_of_a_prompt_is_remembered_from_the_one_before(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tiny_llama(tmp_path / "tiny.gguf", context=2048)
    room.models.choose(str(path))
    room.models.ensure_loaded()
    measures, cached = Measures(room.engine), []
    ask = Measures._ask

    def spied(self: Measures, *args: object, **more: object) -> object:
        heard = ask(self, *args, **more)  # type: ignore[arg-type]
        cached.append(heard.end.usage.cached_tokens)
        return heard

    monkeypatch.setattr(Measures, "_ask", spied)
    measures.warm_up()
    for _ in range(3):
        measures.read(300)
    assert max(cached) < 32
    measures.write(300, 4)
    assert cached[-1] > 290, "what an answer is written behind is read once"


def test_thoughts_count_as_text_that_arrives(room: Room, tmp_path: Path) -> None:
    template = (
        "{% for m in messages %}{{ m.content }}</s>{% endfor %}<think>\n"
        "{% if false %}</think>{% endif %}"
    )
    room.models.choose(str(tiny_llama(tmp_path / "tiny.gguf", chat_template=template)))
    room.models.ensure_loaded()
    heard: list[GenerationEvent] = []
    request = Request((PromptMessage(Role.USER, "a"),), Sampling(temperature=0), 20)
    ended = threading.Event()

    def hear(event: GenerationEvent) -> None:
        heard.append(event)
        if isinstance(event, Finished):
            ended.set()

    room.engine.generate(request, hear)
    assert ended.wait(60)
    assert any(isinstance(event, Thought) for event in heard), "the model thinks"
    measures = Measures(room.engine)
    answer = measures._ask(request.messages, 20)
    assert answer.text == ""
    assert answer.asked < answer.first < answer.last


@pytest.mark.parametrize("part", [Part.PROMPT, Part.PARALLEL, Part.SNAPSHOT])
def test_an_engine_that_dies_ends_the_measurement(room: Room, tmp_path: Path, part: Part) -> None:
    room.models.choose(str(tiny_llama(tmp_path / "tiny.gguf", context=2048)))

    def kill(step: BenchStep) -> None:
        if step.part is part:
            os.kill(room.engine.pid, signal.SIGKILL)

    with pytest.raises(MeasurementFailed):
        room.service.run(BenchWishes(frozenset({part}), quick=True), kill)
    assert room.run(tmp_path / "tiny.gguf", Part.PROMPT).prompt, "the next one starts anew"


def test_closing_the_engine_ends_the_measurement(room: Room, tmp_path: Path) -> None:
    room.models.choose(str(tiny_llama(tmp_path / "tiny.gguf")))

    def close(step: BenchStep) -> None:
        if step.part is Part.PROMPT:
            room.engine.close()

    with pytest.raises(AppError):
        room.service.run(BenchWishes(frozenset({Part.PROMPT}), quick=True), close)


def test_a_model_that_cannot_chat_is_refused(room: Room, tmp_path: Path) -> None:
    path = tiny_llama(tmp_path / "bert.gguf", architecture="bert")
    with pytest.raises(ModelNotForChat):
        room.run(path, Part.PROMPT)


def test_prompts_begin_differently_and_have_the_words_for_their_tokens() -> None:
    prompts = Prompts()
    prompts.learn((8, 30), (40, 94))  # two tokens a word, and fourteen besides
    one, two = prompts.of_tokens(114), prompts.of_tokens(114)
    assert len(one[1].text.split()) == 50
    assert one[1] == two[1]
    assert one[0].text != two[0].text
    assert len(one[0].text) == len(two[0].text)
    assert len(prompts.of_tokens(0)[1].text.split()) == 1
    assert prompts.question(20) != prompts.question(20)


def test_quotations_are_found_in_runs_of_words() -> None:
    passages = QUOTING[1].text
    first = "1. The lighthouse keeper counted the ships every evening"
    assert first in passages
    assert quoted_share(first) == 1.0
    assert quoted_share(first + " and then he went home to") == pytest.approx(9 / 15, abs=0.1)
    assert quoted_share("the ships and the book") == 0.0
    assert quoted_share("") == 0.0


def test_a_spread_is_the_median_with_its_ends() -> None:
    spread = Spread.of([4.0, 1.0, 2.0])
    assert (spread.median, spread.low, spread.high) == (2.0, 1.0, 4.0)
    assert spread.width == 1.5
    assert Spread.of([0.0]).width == 0.0
