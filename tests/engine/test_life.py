"""The life of a child: unloaded, switched, stuck, ended too often; nothing waits for ever."""

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from answers import Answer
from frozen import freeze
from gguf_files import tiny_bert, tiny_llama

from app.config.machine import private_memory
from app.domain.embedding import EmbedderOptions, EmbedKind, Pooling
from app.domain.errors import (
    AppError,
    EngineCrashed,
    EngineHangs,
    EngineUnavailable,
    EngineUnstable,
    ModelSwitched,
    TemplateHangs,
)
from app.domain.generation import (
    Delta,
    FinishReason,
    GenerationEvent,
    PromptMessage,
    Request,
    Role,
    Sampling,
)
from app.domain.models import Device, LoadRequest
from app.engine.client import KEPT_BYTES, EngineClient
from app.engine.embedder_client import EmbedderClient
from app.workers import supervisor
from app.workers.supervisor import Child

pytestmark = [
    pytest.mark.real_engine,
    pytest.mark.skipif(sys.platform != "linux", reason="stops processes, reads /proc"),
]
STORY = "Write a long story about a cat that travels the world."
ENDLESS = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"


def ask(words: str, most: int | None = 24) -> Request:
    system = PromptMessage(Role.SYSTEM, "You are a helpful assistant.")
    return Request((system, PromptMessage(Role.USER, words)), Sampling(temperature=0), most)


@pytest.fixture
def engine() -> Iterator[EngineClient]:
    client = EngineClient()
    yield client
    client.close()


@pytest.fixture
def embedder() -> Iterator[EmbedderClient]:
    client = EmbedderClient()
    yield client
    client.close()


def load(engine: EngineClient, path: Path, context: int = 2048) -> None:
    # One thread: two that wait for each other are slow where others use the processor.
    engine.load(LoadRequest(path, context, 1), lambda _done: None)


def begin(engine: EngineClient) -> Answer:
    """A long answer that has begun."""
    answer = Answer()
    engine.generate(ask(STORY, None), answer.hear)
    assert answer.began.wait(60)
    return answer


def answers(engine: EngineClient) -> bool:
    answer = Answer()
    engine.generate(ask("What is the capital of France?"), answer.hear)
    answer.finished()
    return "Paris" in answer.text


def suspend(process: psutil.Process) -> None:
    """Returns when it stands still: a thread may run on for a moment after the signal."""
    process.suspend()
    while process.status() != psutil.STATUS_STOPPED:
        time.sleep(0.01)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seconds for minutes; little effort is enough, for the machine may be busy with others."""
    monkeypatch.setattr("app.engine.silence.STALL_SECONDS", 2.0)
    monkeypatch.setattr("app.engine.silence.STALL_CPU_SECONDS", 0.05)
    monkeypatch.setattr("app.engine.silence.HELD_UP_SECONDS", 1.0)
    monkeypatch.setattr("app.engine.child_client.WATCH_SECONDS", 0.1)


# --- unloading -----------------------------------------------------------------------------------


def test_unloading_gives_the_memory_back_and_keeps_the_child(
    engine: EngineClient, starter_model: Path
) -> None:
    engine.report()
    child, fresh = engine.pid, private_memory(engine.pid)
    for _ in range(3):
        load(engine, starter_model, 8192)
        assert answers(engine)
        assert private_memory(child) > fresh + 2 * KEPT_BYTES
        assert engine.unload()
        assert engine.loaded() is None
        assert engine.memory_held() == 0
        assert engine.pid == child
        assert private_memory(child) <= fresh + KEPT_BYTES


def test_while_an_answer_or_a_load_is_under_way_nothing_is_unloaded(
    engine: EngineClient, starter_model: Path
) -> None:
    refused: list[bool] = []
    engine.load(LoadRequest(starter_model, 2048, 1), lambda _done: refused.append(engine.unload()))
    assert refused
    assert not any(refused)
    answer = Answer()
    generation = engine.generate(ask(STORY, None), answer.hear)
    assert not engine.unload()
    assert engine.idle_seconds() == 0
    assert answer.began.wait(60)
    assert not engine.unload()
    generation.cancel()
    assert answer.finished().reason is FinishReason.CANCELLED
    assert engine.unload()
    assert 0 < engine.idle_seconds() < 60


def test_what_is_asked_of_an_unloaded_engine_fails_and_it_loads_again(
    engine: EngineClient, starter_model: Path
) -> None:
    assert engine.unload(), "there is nothing to unload"
    load(engine, starter_model)
    assert engine.unload()
    answer = Answer()
    engine.generate(ask("x"), answer.hear)
    assert isinstance(answer.failed().error, AppError)
    load(engine, starter_model)
    assert answers(engine)


def with_a_gpu(engine: EngineClient) -> None:
    report = engine.report()
    gpu = Device("CUDA0", "one", "gpu", 1 << 30, 1 << 30)
    engine._report = type(report)(report.binding, report.build, (gpu,), report.guards)


def without_trimming(engine: EngineClient) -> None:
    """As if the child held what a fresh one does not."""
    engine._fresh_memory = -KEPT_BYTES


@pytest.mark.parametrize("make", [with_a_gpu, without_trimming])
def test_a_child_that_cannot_give_everything_back_is_ended(
    engine: EngineClient, starter_model: Path, make: Callable[[EngineClient], None]
) -> None:
    crashes: list[AppError] = []
    engine.on_crash = crashes.append
    load(engine, starter_model)
    make(engine)
    assert engine.unload()
    assert engine.pid == 0
    load(engine, starter_model)
    assert answers(engine)
    assert crashes == []


def test_a_stuck_child_is_ended_instead_of_unloaded(
    engine: EngineClient, starter_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.engine.client.UNLOAD_SECONDS", 0.3)
    load(engine, starter_model)
    freeze(engine.pid)
    assert engine.unload()
    assert engine.pid == 0
    load(engine, starter_model)


def test_a_child_that_dies_while_it_unloads_keeps_nobody_waiting(
    engine: EngineClient, starter_model: Path
) -> None:
    load(engine, starter_model)
    child = engine.pid
    freeze(child)
    done: list[bool] = []
    unloading = threading.Thread(target=lambda: done.append(engine.unload()))
    unloading.start()
    while engine._unloading is None:
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    unloading.join(60)
    assert done == [True]


# --- switching -----------------------------------------------------------------------------------


def test_answers_end_in_words_when_another_model_is_loaded(
    engine: EngineClient, starter_model: Path, tmp_path: Path
) -> None:
    load(engine, starter_model)
    running = [begin(engine) for _ in range(3)]
    load(engine, tiny_llama(tmp_path / "b.gguf"), 256)
    for answer in running:
        assert isinstance(answer.failed(60).error, ModelSwitched)
        assert answer.text


def test_the_memory_of_the_model_before_is_back_before_the_next_one_loads(
    engine: EngineClient, starter_model: Path, tmp_path: Path
) -> None:
    load(engine, starter_model, 8192)
    begin(engine)
    full, seen = private_memory(engine.pid), []
    small = LoadRequest(tiny_llama(tmp_path / "b.gguf"), 256, 1)
    engine.load(small, lambda _done: seen.append(private_memory(engine.pid)))
    assert seen[0] < full / 2


def test_memory_stays_flat_over_many_switches(
    engine: EngineClient, starter_model: Path, tmp_path: Path
) -> None:
    other = tiny_llama(tmp_path / "b.gguf")
    held: list[int] = []
    for _ in range(6):
        load(engine, other, 256)
        load(engine, starter_model, 1024)
        assert answers(engine)
        held.append(private_memory(engine.pid))
    assert max(held[3:]) <= 1.05 * max(held[:3]), held


# --- stuck ---------------------------------------------------------------------------------------


@pytest.mark.usefixtures("impatient")
def test_answers_of_a_child_that_hangs_end_in_words_and_the_next_works(
    engine: EngineClient, starter_model: Path
) -> None:
    crashes: list[AppError] = []
    engine.on_crash = crashes.append
    load(engine, starter_model)
    running, waiting = begin(engine), Answer()
    freeze(engine.pid)
    engine.generate(ask(STORY), waiting.hear)
    for answer in (running, waiting):
        error = answer.failed(60).error
        assert isinstance(error, EngineHangs)
        assert "stopped responding" in str(error)
        assert "Try again" in str(error)
    assert running.text, "what it had written stays"
    assert [type(error) for error in crashes] == [EngineHangs]
    assert engine.loaded() is None
    load(engine, starter_model)
    assert answers(engine)


@pytest.mark.usefixtures("impatient")
def test_a_load_that_hangs_ends_in_words(engine: EngineClient, starter_model: Path) -> None:
    engine.report()
    child = engine.pid
    request = LoadRequest(starter_model, 2048, 1)
    with pytest.raises(EngineHangs):
        engine.load(request, lambda _done: freeze(child))
    assert engine.pid != child
    load(engine, starter_model)


def test_a_busy_child_is_believed_for_long_but_not_for_ever(
    engine: EngineClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tiny_llama(tmp_path / "busy.gguf", chat_template=ENDLESS)
    monkeypatch.setattr("app.engine.silence.STALL_SECONDS", 2.0)
    monkeypatch.setattr("app.engine.silence.STALL_CPU_SECONDS", 0.05)
    with pytest.raises(TemplateHangs):  # its own watchdog, after five seconds
        load(engine, path, 256)
    monkeypatch.setattr("app.engine.client.LONGEST_LOAD_SILENCE_SECONDS", 1.0)
    with pytest.raises(EngineHangs):
        load(engine, path, 256)


def names_of_threads() -> set[str]:
    return {each.name for each in threading.enumerate()}


def test_a_prompt_that_is_read_slowly_is_no_silence(
    engine: EngineClient, starter_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Steps that take longer than a child may stand still: it works, and that is seen."""
    monkeypatch.setattr("app.engine.silence.STALL_SECONDS", 0.5)
    monkeypatch.setattr("app.engine.silence.STALL_CPU_SECONDS", 0.02)
    monkeypatch.setattr("app.engine.silence.HELD_UP_SECONDS", 0.2)  # by others on this machine
    monkeypatch.setattr("app.engine.child_client.WATCH_SECONDS", 0.02)
    load(engine, starter_model)
    answer = Answer()
    engine.generate(ask("word " * 600, 1), answer.hear)  # two steps
    assert answer.finished(110).usage.prompt_tokens > 600


@pytest.mark.usefixtures("impatient")
def test_nobody_watches_a_child_without_work(engine: EngineClient, starter_model: Path) -> None:
    load(engine, starter_model)
    assert answers(engine)
    end = time.monotonic() + 60
    while "engine watch" in names_of_threads() and time.monotonic() < end:
        time.sleep(0.05)
    assert "engine watch" not in names_of_threads()
    freeze(engine.pid)
    time.sleep(3)
    os.kill(engine.pid, signal.SIGCONT)
    assert answers(engine), "a child with nothing to do may sleep"


@pytest.mark.usefixtures("impatient")
def test_a_listener_that_takes_its_time_is_no_silence_of_the_child(
    engine: EngineClient, starter_model: Path
) -> None:
    load(engine, starter_model)
    answer = Answer()

    def hear_slowly(event: GenerationEvent) -> None:
        if isinstance(event, Delta) and not answer.began.is_set():
            time.sleep(4)
        answer.hear(event)

    engine.generate(ask(STORY, 8), hear_slowly)
    assert answer.finished().usage.completion_tokens == 8
    assert answers(engine), "it was not ended meanwhile"


def test_what_waits_behind_a_load_has_its_time_to_stop_after_it(
    engine: EngineClient, starter_model: Path
) -> None:
    load(engine, starter_model)
    child = engine._child
    assert child is not None
    answer = Answer()
    generation = engine.generate(ask(STORY, None), answer.hear)
    (running,) = engine._answers.values()
    running.stop_asked = engine._load_ended - 1000  # as if the load had taken so long
    waiting = engine._waiting(child)
    assert waiting is not None
    assert waiting.stop_asked == engine._load_ended
    generation.cancel()
    assert answer.finished().reason is FinishReason.CANCELLED


@pytest.mark.usefixtures("impatient")
def test_the_embedding_child_is_watched_too(embedder: EmbedderClient, starter_model: Path) -> None:
    options = EmbedderOptions(starter_model, pooling=Pooling.MEAN, threads=1)
    embedder.load(options)

    def stop(_done: int, _total: int) -> None:
        freeze(embedder.pid)

    with pytest.raises(EngineHangs):
        embedder.embed(["many words " * 40] * 200, EmbedKind.PASSAGE, on_progress=stop)
    assert len(embedder.embed(["on we go"], EmbedKind.PASSAGE)) == 1
    with pytest.raises(EngineHangs):
        embedder.load(options, lambda _done: freeze(embedder.pid))


@pytest.mark.usefixtures("impatient")
def test_a_child_that_the_system_does_not_end_keeps_nobody_waiting(
    engine: EngineClient, starter_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one that waits inside the kernel for a disk that has gone: a kill does not reach it."""
    crashes: list[AppError] = []
    engine.on_crash = crashes.append
    monkeypatch.setattr("app.engine.child_client.KILL_SECONDS", 0.3)
    load(engine, starter_model)
    answer = begin(engine)
    stuck, reader = psutil.Process(engine.pid), engine._child._reader  # type: ignore[union-attr]
    with monkeypatch.context() as deaf:
        deaf.setattr(Child, "kill", lambda _self: None)
        suspend(stuck)
        assert isinstance(answer.failed(60).error, EngineHangs)
        load(engine, starter_model)
        assert answers(engine)
    stuck.kill()
    reader.join(60)
    assert not reader.is_alive()
    assert len(crashes) == 1
    assert answers(engine), "the late end of the one before means nothing to the next"


def test_closing_does_not_wait_for_a_child_that_the_system_does_not_end(
    engine: EngineClient, starter_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "ASK_SECONDS", 0.3)
    monkeypatch.setattr(supervisor, "KILL_SECONDS", 0.3)
    load(engine, starter_model)
    answer = begin(engine)
    stuck = psutil.Process(engine.pid)
    with monkeypatch.context() as deaf:
        deaf.setattr(Child, "kill", lambda _self: None)
        suspend(stuck)
        engine.close()
    answer.failed(60)
    stuck.kill()


# --- ended too often -----------------------------------------------------------------------------


def kill(client: EngineClient | EmbedderClient) -> None:
    """Kill the child and wait until the client knows."""
    known = threading.Event()
    client.on_crash = lambda _error: known.set()
    os.kill(client.pid, signal.SIGKILL)
    assert known.wait(60)


@pytest.mark.parametrize("make", [EngineClient, EmbedderClient])
def test_a_child_that_keeps_ending_is_not_started_at_once(
    make: Callable[[], EngineClient | EmbedderClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.engine.backoff.FIRST_WAIT_SECONDS", 1.0)
    with contextlib.closing(make()) as client:
        for _ in range(3):
            client.report()
            kill(client)
        with pytest.raises(EngineUnstable, match="Try again in 1 seconds"):
            client.report()
        assert client.pid == 0
        end = time.monotonic() + 60
        while not client.pid and time.monotonic() < end:
            with contextlib.suppress(EngineUnstable):
                client.report()
            time.sleep(0.05)
        kill(client)
        with pytest.raises(EngineUnstable, match="Try again in 2 seconds"):
            client.report()


def test_an_answer_in_between_makes_the_ends_forgotten(
    engine: EngineClient, starter_model: Path
) -> None:
    for _ in range(4):
        load(engine, starter_model)
        assert answers(engine)
        kill(engine)
    load(engine, starter_model)


def test_a_child_that_never_comes_up_is_unavailable_however_often(
    engine: EngineClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "child_command", lambda _role: [sys.executable, "-c", "1/0"])
    for _ in range(5):
        with pytest.raises(EngineUnavailable) as caught:
            engine.report()
        assert "ZeroDivisionError" in caught.value.detail


def test_the_same_for_an_embedding_child_after_work(
    embedder: EmbedderClient, tmp_path: Path
) -> None:
    options = EmbedderOptions(tiny_bert(tmp_path / "m.gguf"), threads=1)
    embedder.load(options)
    for _ in range(4):
        assert len(embedder.embed(["a"], EmbedKind.PASSAGE)) == 1
        kill(embedder)
    with pytest.raises(EngineCrashed):
        embedder._running_child()
