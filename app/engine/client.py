"""The engine as the services see it: a supervised child that loads one model and writes answers."""

import itertools
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from app.config.machine import private_memory
from app.domain.errors import (
    AppError,
    EngineCrashed,
    EngineError,
    EngineUnavailable,
    GrammarInvalid,
    MessageTooLong,
    TemplateHangs,
)
from app.domain.generation import (
    BAN,
    Delta,
    Failed,
    Finished,
    GenerationEvent,
    PromptProgress,
    Request,
    Sampling,
    check_sampling,
)
from app.domain.models import EngineReport, LoadedModel, LoadRequest
from app.engine.child_client import HELLO_SECONDS, child_settings, told_error
from app.engine.commands import (
    COMMANDS,
    GRAMMAR_HANGS,
    REPLIES,
    Cancel,
    CancelLoad,
    Done,
    Generate,
    GenerateFailed,
    Hello,
    Load,
    Loaded,
    LoadFailed,
    Loading,
    Progress,
    Text,
)
from app.workers.supervisor import Child
from app.workers.wire import MAX_JSON_BYTES, WireError

CANCEL_SECONDS: Final = 10.0
"""A healthy child ends an answer within a step, or in the middle of one."""
_WATCHDOG_MARK: Final = "Timeout ("
"""What faulthandler writes when a chat template ran out of time."""

OnEvent = Callable[[GenerationEvent], None]


class RunningGeneration:
    """An answer under way in the child."""

    def __init__(self, client: "EngineClient", number: int) -> None:
        self._client = client
        self._number = number

    def cancel(self) -> None:
        """Ask for the end; the answer finishes as cancelled with the text so far."""
        self._client.cancel(self._number)


class _PendingLoad:
    """A load that someone waits for."""

    def __init__(self, request: LoadRequest, on_progress: Callable[[float], None]) -> None:
        self.request = request
        self.on_progress = on_progress
        self.outcome: LoadedModel | AppError | None = None
        self.done = threading.Event()

    def settle(self, outcome: LoadedModel | AppError) -> None:
        if self.outcome is None:
            self.outcome = outcome
            self.done.set()


class _Talk:
    """What is between the client and one child: what it said, and who waits for what."""

    def __init__(self) -> None:
        self.child: Child | None = None
        self.report: EngineReport | None = None
        self.hello = threading.Event()
        self.has_ended = False
        self.loading: _PendingLoad | None = None
        self.loaded: LoadedModel | None = None
        self.answers: dict[int, OnEvent] = {}
        self.lock = threading.Lock()

    def words(self) -> str:
        """The child's last words."""
        return self.child.log_tail() if self.child is not None else ""


class EngineClient:
    """Speaks to one engine child, which it starts on demand and starts again after a crash.

    Safe to use from several threads; no call but `report`, `load` and `close` waits for the child.
    Events arrive on the child's reader thread.
    """

    def __init__(self) -> None:
        self._starting = threading.Lock()
        self._loads = threading.Lock()
        self._talk: _Talk | None = None
        self._is_closed = False
        self._numbers = itertools.count(1)
        self.on_crash: Callable[[AppError], None] = lambda _error: None
        """Called when the child ends unasked, after its answers and load have failed."""

    def report(self) -> EngineReport:
        """Start the child if need be; what it found on this machine. Raises EngineUnavailable."""
        talk = self._ensure_child()
        if talk.report is None:
            raise EngineUnavailable(talk.words())
        return talk.report

    def loaded(self) -> LoadedModel | None:
        """The model that is ready to answer, or None."""
        talk = self._talk
        return talk.loaded if talk is not None else None

    def memory_held(self) -> int:
        """Bytes of memory that unloading the model would give back."""
        return private_memory(self.pid) if self.loaded() is not None else 0

    @property
    def pid(self) -> int:
        """The child's process id; 0 while there is none."""
        talk = self._talk
        child = talk.child if talk is not None else None
        return child.pid if child is not None and child.is_running else 0

    def load(self, request: LoadRequest, on_progress: Callable[[float], None]) -> LoadedModel:
        """Load a model in place of the one before; blocks. Raises an AppError."""
        with self._loads:
            talk = self._ensure_child()
            pending = _PendingLoad(request, on_progress)
            with talk.lock:
                if talk.has_ended:
                    raise EngineCrashed(talk.words())
                talk.loaded = None
                talk.loading = pending
            self._send(talk, _load_command(request))
            pending.done.wait()
            talk.loading = None
        if isinstance(pending.outcome, LoadedModel):
            return pending.outcome
        raise pending.outcome or EngineError("the load ended without an outcome")

    def cancel_load(self) -> None:
        """Give up a load that is under way; `load` raises LoadCancelled."""
        talk = self._talk
        if talk is not None and talk.loading is not None:
            self._send_if_possible(talk, CancelLoad())

    def generate(self, request: Request, on_event: OnEvent) -> RunningGeneration:
        """Begin an answer; the last event is Finished or Failed, also when the child dies."""
        number = next(self._numbers)
        talk = self._talk
        if talk is None:
            on_event(Failed(EngineCrashed("the engine is not running")))
            return RunningGeneration(self, number)
        with talk.lock:
            talk.answers[number] = on_event
        try:
            self._send(talk, _generate_command(number, request))
        except AppError as error:
            _end_answer(talk, number, Failed(error))
        return RunningGeneration(self, number)

    def cancel(self, number: int) -> None:
        """Ask for the end of an answer; nothing happens when it ended already.

        A child that does not end it within CANCEL_SECONDS is stuck, and is ended itself.
        """
        talk = self._talk
        if talk is None or number not in talk.answers:
            return
        self._send_if_possible(talk, Cancel(number))

        def insist() -> None:
            if number in talk.answers and talk.child is not None:
                talk.child.kill()

        timer = threading.Timer(CANCEL_SECONDS, insist)
        timer.daemon = True
        timer.start()

    def close(self) -> None:
        """End the child for good, whatever it is doing; within seconds."""
        self._is_closed = True
        talk, self._talk = self._talk, None
        if talk is not None and talk.child is not None:
            talk.child.stop()

    # --- the child ---------------------------------------------------------------------------

    def _ensure_child(self) -> _Talk:
        with self._starting:
            talk = self._talk
            if talk is not None and not talk.has_ended:
                return talk
            if self._is_closed:
                raise EngineUnavailable("Snug is closing")
            return self._start()

    def _start(self) -> _Talk:
        talk = _Talk()
        talk.child = Child(
            "engine",
            child_settings(),
            lambda frame, _raw: _receive(talk, frame),
            lambda code: self._ended(talk, code),
        )
        try:
            talk.child.start()
        except OSError as error:
            raise EngineUnavailable(str(error)) from error
        if not talk.hello.wait(HELLO_SECONDS) or talk.report is None:
            words = talk.words()
            talk.child.stop()
            raise EngineUnavailable(words)
        self._talk = talk
        if self._is_closed:  # closed while it started
            self.close()
            raise EngineUnavailable("Snug is closing")
        return talk

    def _send(self, talk: _Talk, command: object) -> None:
        try:
            if talk.child is None:
                raise OSError("the engine is not running")
            talk.child.send(COMMANDS.encode(command))
        except OSError as error:
            raise EngineCrashed(str(error)) from error
        except WireError as error:
            most = f"{MAX_JSON_BYTES:,}"
            raise MessageTooLong(str(error), length=f"over {most}", most=most) from error

    def _send_if_possible(self, talk: _Talk, command: object) -> None:
        try:
            self._send(talk, command)
        except EngineCrashed:  # whoever waits for it has been told
            return

    def _ended(self, talk: _Talk, exit_code: int | None) -> None:
        with talk.lock:
            talk.has_ended = True
            talk.loaded = None
            loading, answers = talk.loading, dict(talk.answers)
            talk.answers.clear()
        talk.hello.set()
        error = _crash_error(talk, exit_code)
        if loading is not None:
            loading.settle(error)
        for on_event in answers.values():
            on_event(Failed(error))
        if self._talk is talk:
            self.on_crash(error)


def _crash_error(talk: _Talk, exit_code: int | None) -> AppError:
    words = talk.words()
    if GRAMMAR_HANGS in words:
        return GrammarInvalid(words, problem="following it takes too long")
    if _WATCHDOG_MARK in words:
        name = talk.loading.request.path.name if talk.loading else "the model"
        return TemplateHangs(words, name=name)
    return EngineCrashed(f"exit code {exit_code}\n{words}".strip())


def _receive(talk: _Talk, frame: dict[str, Any]) -> None:
    """A frame of the child, on its reader thread."""
    loading = talk.loading
    match REPLIES.decode(frame):
        case Hello() as hello:
            talk.report = EngineReport(hello.binding, hello.build, hello.devices, hello.guards)
            talk.hello.set()
        case Loading() as progress if loading is not None:
            loading.on_progress(progress.progress)
        case Loaded() as loaded if loading is not None:
            with talk.lock:
                talk.loaded = _loaded_model(loading.request, loaded)
            loading.settle(talk.loaded)
        case LoadFailed() as failed if loading is not None:
            name = loading.request.path.name
            loading.settle(told_error(failed.code, failed.detail, failed.values, name))
        case Progress() as progress:
            _tell(talk, progress.request, PromptProgress(progress.done, progress.total))
        case Text() as text:
            _tell(talk, text.request, Delta(text.text, text.logprobs))
        case Done() as done:
            _end_answer(talk, done.request, Finished(done.reason, done.usage, done.timing))
        case GenerateFailed() as failed:
            error = told_error(failed.code, failed.detail, failed.values, "")
            _end_answer(talk, failed.request, Failed(error))


def _tell(talk: _Talk, number: int, event: GenerationEvent) -> None:
    on_event = talk.answers.get(number)
    if on_event is not None:
        on_event(event)


def _end_answer(talk: _Talk, number: int, event: GenerationEvent) -> None:
    with talk.lock:
        on_event = talk.answers.pop(number, None)
    if on_event is not None:
        on_event(event)


def _loaded_model(request: LoadRequest, loaded: Loaded) -> LoadedModel:
    return LoadedModel(
        path=request.path,
        description=loaded.description,
        context=loaded.context,
        trained_context=loaded.trained_context,
        layers=loaded.layers,
        gpu_layers=loaded.gpu_layers,
        device=loaded.device,
        template=loaded.template,
        template_note=loaded.template_note,
        load_s=loaded.load_s,
        kv_type=loaded.kv_type,
        note=loaded.note,
    )


def _load_command(request: LoadRequest) -> Load:
    return Load(
        path=str(request.path),
        context=request.context,
        threads=request.threads,
        gpu_layers=-1 if request.gpu_layers is None else request.gpu_layers,
        batch=request.batch,
        micro_batch=request.micro_batch,
        kv_type=request.kv_type,
        flash_attention=request.flash_attention,
        split=request.split,
    )


def _generate_command(number: int, request: Request) -> Generate:
    return Generate(
        request=number,
        messages=request.messages,
        sampling=_speakable(request.sampling),
        max_tokens=request.max_tokens,
        stop=request.stop,
        conversation=request.conversation,
        speculate=request.speculate,
        grammar=request.grammar,
        json_schema=request.json_schema,
        logprobs=request.logprobs,
    )


def _speakable(sampling: Sampling) -> Sampling:
    """What JSON can say: minus infinity, the usual way to forbid a token, is BAN there."""
    check_sampling(sampling)
    if not sampling.logit_bias:
        return sampling
    biases = (replace(each, bias=max(BAN, each.bias)) for each in sampling.logit_bias)
    return replace(sampling, logit_bias=tuple(biases))
