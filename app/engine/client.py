"""The engine as the services see it: a supervised child that loads one model and writes answers."""

import itertools
import os
import threading
from collections.abc import Callable
from typing import Any, Final

from app.domain.errors import (
    AppError,
    EngineCrashed,
    EngineError,
    EngineUnavailable,
    TemplateHangs,
    by_code,
)
from app.domain.generation import (
    Delta,
    Failed,
    Finished,
    GenerationEvent,
    PromptProgress,
    Request,
)
from app.domain.models import EngineReport, LoadedModel, LoadRequest
from app.engine.commands import (
    COMMANDS,
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
from app.workers.wire import WireError

HELLO_SECONDS: Final = 30.0
_WATCHDOG_MARK: Final = "Timeout ("
"""What faulthandler writes when a chat template ran out of time."""

# GGML_NO_BACKTRACE: on an assertion ggml would start a debugger on itself.
# CUDA_CACHE_DISABLE: the child writes no files.
_ENVIRONMENT: Final = {"GGML_NO_BACKTRACE": "1", "CUDA_CACHE_DISABLE": "1"}

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


class EngineClient:
    """Speaks to one engine child, which it starts on demand and starts again after a crash.

    Safe to use from several threads. Events arrive on the child's reader thread.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._starting = threading.Lock()
        self._child: Child | None = None
        self._report: EngineReport | None = None
        self._hello = threading.Event()
        self._loading: _PendingLoad | None = None
        self._loaded: LoadedModel | None = None
        self._answers: dict[int, OnEvent] = {}
        self._numbers = itertools.count(1)
        self.on_crash: Callable[[AppError], None] = lambda _error: None
        """Called when the child ends unasked, after its answers and load have failed."""

    def report(self) -> EngineReport:
        """Start the child if need be; what it found on this machine. Raises EngineUnavailable."""
        self._ensure_child()
        if self._report is None:
            raise EngineUnavailable(self._last_words())
        return self._report

    def loaded(self) -> LoadedModel | None:
        """The model that is ready to answer, or None."""
        return self._loaded

    @property
    def pid(self) -> int:
        """The child's process id; 0 while there is none."""
        return self._child.pid if self._child is not None and self._child.is_running else 0

    def load(self, request: LoadRequest, on_progress: Callable[[float], None]) -> LoadedModel:
        """Load a model in place of the one before; blocks. Raises an AppError."""
        self._ensure_child()
        pending = _PendingLoad(request, on_progress)
        with self._lock:
            self._loaded = None
            self._loading = pending
        self._send(_load_command(request))
        pending.done.wait()
        with self._lock:
            self._loading = None
        if isinstance(pending.outcome, LoadedModel):
            return pending.outcome
        raise pending.outcome or EngineError("the load ended without an outcome")

    def cancel_load(self) -> None:
        """Give up a load that is under way; `load` raises."""
        if self._loading is not None:
            self._send(CancelLoad())

    def generate(self, request: Request, on_event: OnEvent) -> RunningGeneration:
        """Begin an answer; the last event is Finished or Failed, also when the child dies."""
        number = next(self._numbers)
        with self._lock:
            self._answers[number] = on_event
        try:
            self._send(_generate_command(number, request))
        except AppError as error:
            self._end_answer(number, Failed(error))
        return RunningGeneration(self, number)

    def cancel(self, number: int) -> None:
        """Ask for the end of an answer; nothing happens when it ended already."""
        if number in self._answers:
            try:
                self._send(Cancel(number))
            except EngineCrashed:  # its answers have been told
                return

    def close(self) -> None:
        """End the child, whatever it is doing; within seconds."""
        with self._lock:
            child, self._child = self._child, None
            self._loaded = None
        if child is not None:
            child.stop()

    # --- the child ---------------------------------------------------------------------------

    def _ensure_child(self) -> None:
        with self._starting:
            if self._child is not None and self._child.is_running:
                return
            self._hello.clear()
            self._report = None
            child: Child
            child = Child(
                "engine", _environment(), self._receive, lambda code: self._ended(child, code)
            )
            self._child = child
            try:
                child.start()
            except OSError as error:
                raise EngineUnavailable(str(error)) from error
            if not self._hello.wait(HELLO_SECONDS) or self._report is None:
                words = self._last_words()
                child.stop()
                raise EngineUnavailable(words)

    def _send(self, command: object) -> None:
        child = self._child
        if child is None:
            raise EngineCrashed("the engine is not running")
        try:
            child.send(COMMANDS.encode(command))
        except (OSError, WireError) as error:
            raise EngineCrashed(str(error)) from error

    def _ended(self, child: Child, exit_code: int | None) -> None:
        self._hello.set()
        with self._lock:
            was_asked = self._child is not child
            self._loaded = None
            loading, answers = self._loading, dict(self._answers)
            self._answers.clear()
        error = self._crash_error(child, exit_code)
        if loading is not None:
            loading.settle(error)
        for on_event in answers.values():
            on_event(Failed(error))
        if not was_asked:
            self.on_crash(error)

    def _crash_error(self, child: Child, exit_code: int | None) -> AppError:
        words = child.log_tail()
        if _WATCHDOG_MARK in words:
            name = self._loading.request.path.name if self._loading else "the model"
            return TemplateHangs(words, name=name)
        return EngineCrashed(f"exit code {exit_code}\n{words}".strip())

    def _last_words(self) -> str:
        return self._child.log_tail() if self._child is not None else ""

    # --- frames ------------------------------------------------------------------------------

    def _receive(self, frame: dict[str, Any], _raw: bytes) -> None:
        match REPLIES.decode(frame):
            case Hello() as hello:
                self._report = EngineReport(hello.binding, hello.build, hello.devices, hello.guards)
                self._hello.set()
            case Loading() as loading:
                if self._loading is not None:
                    self._loading.on_progress(loading.progress)
            case Loaded() as loaded:
                self._finish_load(loaded)
            case LoadFailed() as failed:
                if self._loading is not None:
                    name = self._loading.request.path.name
                    self._loading.settle(_error(failed.code, failed.detail, failed.values, name))
            case Progress() as progress:
                self._tell(progress.request, PromptProgress(progress.done, progress.total))
            case Text() as text:
                self._tell(text.request, Delta(text.text))
            case Done() as done:
                self._end_answer(done.request, Finished(done.reason, done.usage, done.timing))
            case GenerateFailed() as failed:
                error = _error(failed.code, failed.detail, failed.values, "")
                self._end_answer(failed.request, Failed(error))

    def _finish_load(self, loaded: Loaded) -> None:
        pending = self._loading
        if pending is None:
            return
        model = LoadedModel(
            path=pending.request.path,
            description=loaded.description,
            context=loaded.context,
            trained_context=loaded.trained_context,
            layers=loaded.layers,
            gpu_layers=loaded.gpu_layers,
            device=loaded.device,
            template=loaded.template,
            template_note=loaded.template_note,
            load_s=loaded.load_s,
        )
        with self._lock:
            self._loaded = model
        pending.settle(model)

    def _tell(self, number: int, event: GenerationEvent) -> None:
        on_event = self._answers.get(number)
        if on_event is not None:
            on_event(event)

    def _end_answer(self, number: int, event: GenerationEvent) -> None:
        with self._lock:
            on_event = self._answers.pop(number, None)
        if on_event is not None:
            on_event(event)


def _environment() -> dict[str, str]:
    # The threads of one step wait for the next by spinning a little; without a setting of the
    # user's, the OpenMP default is kept.
    return {**_ENVIRONMENT, **{k: os.environ[k] for k in ("OMP_WAIT_POLICY",) if k in os.environ}}


def _error(code: str, detail: str, untrusted: dict[str, str], name: str) -> AppError:
    """The domain error that the child named; an unknown code is an engine error."""
    kind = by_code().get(code, EngineError)
    values = {key: value[:200] for key, value in untrusted.items()}
    error = kind(detail, **({"name": name} | values))
    try:
        str(error)
    except (KeyError, IndexError):  # the child did not send what the sentence needs
        return EngineError(detail)
    return error


def _load_command(request: LoadRequest) -> Load:
    return Load(
        path=str(request.path),
        context=request.context,
        threads=request.threads,
        gpu_layers=-1 if request.gpu_layers is None else request.gpu_layers,
        batch=request.batch,
        micro_batch=request.micro_batch,
    )


def _generate_command(number: int, request: Request) -> Generate:
    return Generate(number, request.messages, request.sampling, request.max_tokens, request.stop)
