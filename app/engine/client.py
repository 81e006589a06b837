"""The engine as the services see it: a supervised child that loads one model and writes answers."""

import itertools
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from app.config.machine import private_memory
from app.domain.errors import (
    AppError,
    EngineCrashed,
    EngineError,
    GrammarInvalid,
    Reason,
    SnapshotRefused,
    TemplateHangs,
)
from app.domain.format_faults import FormatFault
from app.domain.generation import (
    Delta,
    Failed,
    Finished,
    GenerationEvent,
    PromptProgress,
    Request,
    Thought,
)
from app.domain.models import LoadedModel, LoadRequest
from app.domain.snapshots import Snapshot
from app.engine.child_client import ChildClient, Waiting, told_error
from app.engine.commands import (
    COMMANDS,
    GRAMMAR_HANGS,
    REPLIES,
    Called,
    Cancel,
    CancelLoad,
    Done,
    GenerateFailed,
    Loaded,
    LoadFailed,
    Loading,
    Progress,
    SnapshotFailed,
    SnapshotPiece,
    SnapshotTaken,
    Text,
    Thinking,
    Unload,
    Unloaded,
)
from app.engine.requests import checked_call, generate_command, load_command, loaded_model
from app.engine.silence import LONGEST_LOAD_SILENCE_SECONDS, LONGEST_SILENCE_SECONDS
from app.engine.snapshot_calls import SnapshotCalls
from app.workers.supervisor import Child

CANCEL_SECONDS: Final = 10.0
"""A healthy child ends an answer within a step, or in the middle of one."""
UNLOAD_SECONDS: Final = 10.0
"""A healthy child frees a model within a second."""
KEPT_BYTES: Final = 48 << 20
"""More than this above a fresh child, and a child that was to give everything back has not."""
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


@dataclass(slots=True)
class _Load:
    """A load that someone waits for."""

    child: Child
    request: LoadRequest
    on_progress: Callable[[float], None]
    outcome: LoadedModel | AppError | None = None
    done: threading.Event = field(default_factory=threading.Event)

    def settle(self, outcome: LoadedModel | AppError) -> None:
        if self.outcome is None:
            self.outcome = outcome
            self.done.set()


@dataclass(slots=True)
class _Answer:
    """An answer under way, who hears of it, and when it was told to stop."""

    child: Child
    on_event: OnEvent
    stop_asked: float | None = None


class EngineClient(ChildClient):
    """Speaks to the child that loads one model and writes answers with it.

    No call but `report`, `load`, `unload` and `close` waits for the child. Events arrive on the
    child's reader thread.
    """

    def __init__(self) -> None:
        super().__init__("engine", COMMANDS, REPLIES)
        self._one_load = threading.Lock()
        self._loading: _Load | None = None
        self._loaded: LoadedModel | None = None
        self._unloading: tuple[Child, threading.Event] | None = None
        self._used = self._load_ended = time.monotonic()
        self._answers: dict[int, _Answer] = {}
        self._numbers = itertools.count(1)
        self._snapshots = SnapshotCalls(self._send, self._watch)

    def loaded(self) -> LoadedModel | None:
        """The model that is ready to answer, or None."""
        return self._loaded

    def memory_held(self) -> int:
        """Bytes of memory that unloading the model would give back."""
        return private_memory(self.pid) if self.loaded() is not None else 0

    def idle_seconds(self) -> float:
        """How long ago the last answer or load ended; 0 while one is under way."""
        with self._lock:
            is_busy = self._loading is not None or bool(self._answers)
            return 0.0 if is_busy else time.monotonic() - self._used

    def load(self, request: LoadRequest, on_progress: Callable[[float], None]) -> LoadedModel:
        """Load a model in place of the one before; blocks. Raises an AppError."""
        with self._one_load:
            child = self._ensure_child()
            pending = _Load(child, request, on_progress)
            with self._lock:
                self._loaded, self._loading = None, pending
            try:
                self._send(child, load_command(request))
                self._watch(child)
                pending.done.wait()
            finally:
                with self._lock:
                    self._loading = None
                    self._used = self._load_ended = time.monotonic()
        if isinstance(pending.outcome, LoadedModel):
            return pending.outcome
        raise pending.outcome or EngineError("the load ended without an outcome")

    def cancel_load(self) -> None:
        """Give up a load that is under way; `load` raises LoadCancelled."""
        loading = self._loading
        if loading is not None:
            self._send_if_possible(loading.child, CancelLoad())

    def unload(self) -> bool:
        """Free the model and its context; False, and nothing happens, while one is in use.

        Blocks until the memory is back with the system. The child frees the model, trims its heap
        and is kept: of the 108 to 253 MB that the starter model took with contexts of 2,048 and
        8,192 tokens, 10 to 16 MB stayed beyond the 16 MB of a fresh child (glibc, six rounds).
        Where more than KEPT_BYTES stays, or it cannot be seen, or there is a GPU, whose driver
        keeps memory for as long as the process lives, the child is ended instead, and the next one
        is started on demand.
        """
        if not self._one_load.acquire(blocking=False):
            return False
        try:
            return self._unload()
        finally:
            self._one_load.release()

    def generate(self, request: Request, on_event: OnEvent) -> RunningGeneration:
        """Begin an answer; the last event is Finished or Failed, also when the child dies."""
        number = next(self._numbers)
        with self._lock:
            child = self._child
            if child is not None:
                self._answers[number] = _Answer(child, on_event)
        if child is None:
            on_event(Failed(EngineCrashed("the engine is not running")))
            return RunningGeneration(self, number)
        try:
            self._send(child, generate_command(number, request))
            self._watch(child)
        except AppError as error:
            self._end_answer(number, Failed(error))
        return RunningGeneration(self, number)

    def cancel(self, number: int) -> None:
        """Ask for the end of an answer; nothing happens when it ended already.

        A child that does not end it within CANCEL_SECONDS is stuck, and is ended itself.
        """
        answer = self._answers.get(number)
        if answer is None:
            return
        self._send_if_possible(answer.child, Cancel(number))
        if answer.stop_asked is None:
            answer.stop_asked = time.monotonic()

    def snapshot(self, conversation: str) -> Snapshot | None:
        """What is remembered of a conversation; blocks. None: nothing, or it is being answered."""
        child = self._child
        if child is None or self._loaded is None:
            return None
        return self._snapshots.take(child, conversation)

    def restore(self, conversation: str, snapshot: Snapshot) -> None:
        """Let the model remember a conversation again; blocks. Raises SnapshotRefused."""
        child = self._child
        if child is None or self._loaded is None:
            raise SnapshotRefused("no model is loaded")
        self._snapshots.give(child, conversation, snapshot)

    def forget(self) -> None:
        """End the child, whose memory holds what was said; what waits for it fails.

        The next one is started on demand, with nothing loaded. Returns within seconds.
        """
        with self._lock:
            child, self._loaded = self._child, None
        if child is not None:
            self._dismiss(child)

    def close(self) -> None:
        """End the child for good, whatever it is doing; within seconds. What waits fails."""
        self._loaded = None
        super().close()

    def _unload(self) -> bool:
        done = threading.Event()
        with self._lock:
            child = self._child
            if self._answers:
                return False
            if child is None or self._loaded is None:
                return True
            self._loaded, self._unloading = None, (child, done)
        self._send_if_possible(child, Unload())
        is_done = done.wait(UNLOAD_SECONDS)
        with self._lock:
            self._unloading = None
        if not is_done or not self._has_given_back(child):
            self._dismiss(child)
        return True

    def _has_given_back(self, child: Child) -> bool:
        held, report = private_memory(child.pid), self._report
        has_gpu = report is None or any(each.kind in ("gpu", "igpu") for each in report.devices)
        return not has_gpu and 0 < held <= self._fresh_memory + KEPT_BYTES

    def _waiting(self, child: Child) -> Waiting | None:
        loading = self._loading
        if loading is not None and loading.child is child:
            return Waiting(LONGEST_LOAD_SILENCE_SECONDS)
        answers = [answer for answer in self._answers.values() if answer.child is child]
        if not answers:
            is_carrying = self._snapshots.are_under_way(child)
            return Waiting(LONGEST_SILENCE_SECONDS) if is_carrying else None
        asked = [answer.stop_asked for answer in answers if answer.stop_asked is not None]
        # What waits behind a load can stop only after it.
        first = max(min(asked), self._load_ended) if asked else None
        return Waiting(LONGEST_SILENCE_SECONDS, first, CANCEL_SECONDS)

    # --- what the child says -----------------------------------------------------------------

    def _on_reply(self, reply: object, raw: bytes) -> None:
        match reply:
            case Loading() if self._loading is not None:
                self._loading.on_progress(reply.progress)
            case Loaded() if self._loading is not None:
                self._finish_load(self._loading, reply)
            case LoadFailed() if self._loading is not None:
                name = self._loading.request.path.name
                self._loading.settle(told_error(reply.code, reply.detail, reply.values, name))
            case SnapshotPiece() | SnapshotTaken() | SnapshotFailed():
                self._snapshots.hear(reply, raw)
            case Unloaded() if self._unloading is not None:
                self._unloading[1].set()
            case Progress():
                self._tell(reply.request, PromptProgress(reply.done, reply.total))
            case Text():
                self._tell(reply.request, Delta(reply.text, reply.logprobs))
            case Thinking():
                self._tell(reply.request, Thought(reply.text))
            case Called():
                self._tell(reply.request, checked_call(reply.call))
            case Done():
                self._did_its_work()
                self._end_answer(reply.request, Finished(reply.reason, reply.usage, reply.timing))
            case GenerateFailed():
                error = told_error(reply.code, reply.detail, reply.values, "")
                self._end_answer(reply.request, Failed(error))

    def _finish_load(self, pending: _Load, loaded: Loaded) -> None:
        model = loaded_model(pending.request, loaded)
        with self._lock:
            self._loaded = model if self._child is pending.child else None
        pending.settle(model)

    def _tell(self, number: int, event: GenerationEvent) -> None:
        answer = self._answers.get(number)
        if answer is not None:
            answer.on_event(event)

    def _end_answer(self, number: int, event: GenerationEvent) -> None:
        with self._lock:
            answer = self._answers.pop(number, None)
            self._used = time.monotonic()
        if answer is not None:
            answer.on_event(event)

    def _on_end(self, child: Child, exit_code: int | None) -> AppError:
        with self._lock:
            if self._child is None or self._child is child:
                self._loaded = None
            loading = self._loading if self._loading and self._loading.child is child else None
            unloading = self._unloading
            numbers = [number for number, answer in self._answers.items() if answer.child is child]
        error = self._end_error(child, exit_code, loading)
        if loading is not None:
            loading.settle(error)
        if unloading is not None and unloading[0] is child:
            unloading[1].set()
        for number in numbers:
            self._end_answer(number, Failed(error))
        self._snapshots.fail(child, error)
        return error

    def _end_error(self, child: Child, exit_code: int | None, loading: _Load | None) -> AppError:
        words = child.log_tail()
        if GRAMMAR_HANGS in words:
            return GrammarInvalid(words, problem=Reason(FormatFault.SLOW))
        if _WATCHDOG_MARK in words:
            name = loading.request.path.name if loading is not None else "the model"
            return TemplateHangs(words, name=name)
        return self._crash_error(child, exit_code)
