"""A model that nobody used for long is unloaded, and is there again when it is wanted."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fake_engine import FakeEngine
from gguf_files import tiny_llama

from app import bootstrap
from app.bootstrap import Application, build
from app.domain.events import AnswerEnded, AppEvent, ModelChanged
from app.domain.models import ModelPhase

SETTING = "engine.idle_minutes=1"


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    """Takes the place of the real one; a minute is 60 of its seconds, and looks come quickly."""
    fake = FakeEngine()
    monkeypatch.setattr(bootstrap, "EngineClient", lambda: fake)
    monkeypatch.setattr("app.services.idle_unload.CHECK_SECONDS", 0.01)
    monkeypatch.setattr("app.services.idle_unload.LEAST_WAIT_SECONDS", 0.01)
    return fake


@pytest.fixture
def start(home: Path) -> Iterator[Callable[..., Application]]:
    (home / "models").mkdir(parents=True)
    tiny_llama(home / "models" / "tiny.gguf")
    tiny_llama(home / "models" / "zother.gguf")
    made: list[Application] = []

    def start(*assignments: str) -> Application:
        made.append(build(home, assignments, offline=True))
        return made[-1]

    yield start
    for app in made:
        app.close()


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.01)


def looks_come_and_go() -> None:
    """Time for many looks, at least one of them a whole one."""
    time.sleep(0.3)


def test_an_idle_model_is_unloaded_and_the_next_message_loads_it(
    engine: FakeEngine, start: Callable[..., Application]
) -> None:
    app = start(SETTING)
    phases: list[ModelPhase] = []
    ended = threading.Event()

    def hear(event: AppEvent) -> None:
        if isinstance(event, ModelChanged):
            phases.append(event.state.phase)
        if isinstance(event, AnswerEnded):
            ended.set()

    app.bus.subscribe(hear)
    app.models.ensure_loaded()
    engine.idle_for = 60.0
    wait_until(lambda: app.models.state.phase is ModelPhase.UNLOADED)
    assert app.models.state.error is None
    assert app.models.state.model is not None
    assert engine.unloads == 1
    engine.idle_for = 0.0
    app.chat.send(app.chat.begin("Hi"), "Hi")
    assert ended.wait(60)
    assert len(engine.loads) == 2
    assert app.models.state.phase is ModelPhase.READY
    assert [phase for phase in phases if phase is not ModelPhase.LOADING] == [
        ModelPhase.READY, ModelPhase.UNLOADED, ModelPhase.READY,
    ]  # fmt: skip
    engine.idle_for = 61.0
    wait_until(lambda: engine.unloads == 2)


@pytest.mark.parametrize(("minutes", "idle"), [(1, 59.0), (0, 1e9), (30, 29 * 60.0)])
def test_before_its_time_nothing_is_unloaded(
    engine: FakeEngine, start: Callable[..., Application], minutes: int, idle: float
) -> None:
    app = start(f"engine.idle_minutes={minutes}")
    app.models.ensure_loaded()
    engine.idle_for = idle
    looks_come_and_go()
    assert engine.unloads == 0
    assert app.models.state.phase is ModelPhase.READY


def test_the_setting_may_change_at_any_time(
    engine: FakeEngine, start: Callable[..., Application]
) -> None:
    app = start("engine.idle_minutes=0")
    app.models.ensure_loaded()
    engine.idle_for = 120.0
    looks_come_and_go()
    app.settings.tell(SETTING)
    wait_until(lambda: engine.unloads == 1)


def test_half_an_hour_is_the_default(engine: FakeEngine, start: Callable[..., Application]) -> None:
    app = start()
    app.models.ensure_loaded()
    engine.idle_for = 30 * 60.0
    wait_until(lambda: engine.unloads == 1)


def test_what_was_just_made_ready_for_a_message_is_not_unloaded(
    engine: FakeEngine, start: Callable[..., Application]
) -> None:
    app = start(SETTING)
    with app.models.in_use():
        app.models.ensure_loaded()
        engine.idle_for = 60.0
        looks_come_and_go()
        assert engine.unloads == 0
        assert app.models.state.phase is ModelPhase.READY
    wait_until(lambda: engine.unloads == 1)


def test_a_message_that_comes_during_an_unloading_waits_and_is_answered(
    engine: FakeEngine, start: Callable[..., Application]
) -> None:
    app = start(SETTING)
    ended: list[AnswerEnded] = []
    app.bus.subscribe(lambda event: ended.append(event) if isinstance(event, AnswerEnded) else None)
    app.models.ensure_loaded()
    engine.hold_unload.clear()
    engine.idle_for = 60.0
    wait_until(lambda: engine.unloads == 1)
    engine.says("Here I am.")
    app.chat.send(app.chat.begin("Hi"), "Hi")
    looks_come_and_go()
    assert ended == []
    engine.idle_for = 0.0
    engine.hold_unload.set()
    wait_until(lambda: bool(ended))
    assert ended[0].message.text == "Here I am."
    assert len(engine.loads) == 2


def test_an_unloading_does_not_bring_back_the_model_before(
    engine: FakeEngine, start: Callable[..., Application]
) -> None:
    app = start(SETTING)
    app.models.ensure_loaded()
    engine.hold_unload.clear()
    engine.idle_for = 60.0
    wait_until(lambda: engine.unloads == 1)
    chosen = app.models.choose("zother")
    engine.hold_unload.set()
    wait_until(lambda: engine.loaded() is None)
    looks_come_and_go()
    assert app.models.state.model == chosen


@pytest.mark.real_engine
def test_with_the_real_engine_the_memory_is_back_and_the_conversation_goes_on(
    starter_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.idle_unload.MINUTE_SECONDS", 0.5)
    app = build(starter_home, (SETTING, "sampling.temperature=0", "engine.threads=1"), offline=True)
    texts: list[str] = []

    def hear(event: AppEvent) -> None:
        if isinstance(event, AnswerEnded):
            texts.append(event.message.text)

    app.bus.subscribe(hear)
    try:
        conversation = app.chat.begin("Hi")
        app.chat.send(conversation, "What is the capital of France?")
        wait_until(lambda: len(texts) == 1, 60)
        wait_until(lambda: app.models.state.phase is ModelPhase.UNLOADED)
        assert app.engine.loaded() is None
        app.chat.send(conversation, "What is the capital of Italy?")
        wait_until(lambda: len(texts) == 2, 60)
        assert "Paris" in texts[0]
        assert "Rome" in texts[1]
        assert len(app.chat.messages(conversation)) == 5
    finally:
        app.close()


def test_closing_ends_it(engine: FakeEngine, start: Callable[..., Application]) -> None:
    app = start(SETTING)
    app.models.ensure_loaded()
    thread = app.models._idle._thread
    assert thread is not None
    app.close()
    thread.join(60)
    assert not thread.is_alive()
    engine.idle_for = 60.0
    looks_come_and_go()
    assert engine.unloads == 0
