"""An engine that says what a test tells it to, on a thread of its own, as the real one does."""

import queue
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from app.domain.errors import AppError
from app.domain.generation import (
    Delta,
    Failed,
    Finished,
    FinishReason,
    GenerationEvent,
    PromptProgress,
    Request,
    Thought,
    Timing,
    Usage,
)
from app.domain.models import Device, EngineReport, Guard, LoadedModel, LoadRequest
from app.domain.snapshots import Snapshot
from app.domain.tools import ToolCall

Hold = object()
"""In a script: wait until the test calls `go_on`, or the answer is cancelled."""


class FakeGeneration:
    def __init__(self) -> None:
        self.cancelled = threading.Event()

    def cancel(self) -> None:
        self.cancelled.set()


class FakeEngine:
    """Implements the Engine protocol. Scripts are queued with `says`; requests are kept."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.measured: list[Request] = []
        """Prompts that were only counted: a token for every word and three for every turn."""
        self.loads: list[LoadRequest] = []
        self.load_error: AppError | None = None
        self.hold_load = threading.Event()
        self.hold_load.set()
        self.devices: tuple[Device, ...] = (Device("CPU", "fake", "cpu", 0, 0),)
        self.snapshots: dict[str, Snapshot] = {}
        self.is_closed = False
        self.unloads = 0
        self.forgotten = 0
        self.idle_for = 0.0
        self.hold_unload = threading.Event()
        self.hold_unload.set()
        self._loaded: LoadedModel | None = None
        self.holds = threading.Event()
        """Set while an answer waits at Hold."""
        self._scripts: queue.SimpleQueue[tuple[object, ...]] = queue.SimpleQueue()
        self._go_on = threading.Event()

    def says(self, *script: object) -> "FakeEngine":
        """Queue an answer: text, thoughts, calls, deltas, Hold, or an AppError to end with."""
        self._scripts.put(script)
        return self

    def go_on(self) -> None:
        self._go_on.set()

    def widen(self, context: int) -> None:
        """Let the loaded model have another context window."""
        if self._loaded is not None:
            self._loaded = replace(self._loaded, context=context)

    def crash(self) -> None:
        self._loaded = None

    # --- the protocol ------------------------------------------------------------------------

    def report(self) -> EngineReport:
        guards = (Guard("network test", True, "fake"),)
        return EngineReport("0", "fake", self.devices, guards)

    def load(self, request: LoadRequest, on_progress: Callable[[float], None]) -> LoadedModel:
        self.loads.append(request)
        on_progress(0.4)
        self.hold_load.wait(60)
        if self.load_error is not None:
            raise self.load_error
        on_progress(1.0)
        self._loaded = LoadedModel(
            Path(request.path), "fake", request.context, 8192, 2, 0, "CPU", "own", "", 0.01
        )
        return self._loaded

    def memory_held(self) -> int:
        return 0

    def idle_seconds(self) -> float:
        return self.idle_for

    def unload(self) -> bool:
        self.unloads += 1
        self.hold_unload.wait(60)
        self._loaded = None
        return True

    def forget(self) -> None:
        """End, as the real one's process does: answers under way fail."""
        self.forgotten += 1
        self._loaded = None
        self._go_on.set()

    def cancel_load(self) -> None:
        """A load of this engine ends when the test lets it."""

    def loaded(self) -> LoadedModel | None:
        return self._loaded

    def generate(
        self, request: Request, on_event: Callable[[GenerationEvent], None]
    ) -> FakeGeneration:
        generation = FakeGeneration()
        if request.is_measured:
            self.measured.append(request)
            on_event(Finished(FinishReason.STOP, Usage(tokens_of(request)), Timing()))
            return generation
        self.requests.append(request)
        script = self._scripts.get_nowait() if not self._scripts.empty() else ("Hello.",)
        threading.Thread(
            target=self._tell, args=(script, generation, on_event), daemon=True
        ).start()
        return generation

    def snapshot(self, conversation: str) -> Snapshot | None:
        return self.snapshots.get(conversation)

    def restore(self, conversation: str, snapshot: Snapshot) -> None:
        self.snapshots[conversation] = snapshot

    def close(self) -> None:
        self.is_closed = True
        self._go_on.set()

    def _tell(
        self,
        script: tuple[object, ...],
        generation: FakeGeneration,
        on_event: Callable[[GenerationEvent], None],
    ) -> None:
        on_event(PromptProgress(5, 10))
        written = 0
        for part in script:
            if part is Hold:
                self.holds.set()
                while not self._go_on.wait(0.01) and not generation.cancelled.is_set():
                    pass
                self.holds.clear()
            if generation.cancelled.is_set():
                on_event(Finished(FinishReason.CANCELLED, Usage(10, 0, written), Timing()))
                return
            if isinstance(part, AppError):
                on_event(Failed(part))
                return
            if isinstance(part, Delta):
                on_event(part)
            if isinstance(part, str | Thought | ToolCall):
                written += 1
                on_event(Delta(part) if isinstance(part, str) else part)
        timing = Timing(first_token_s=0.1, decode_tokens_per_s=50, thinking_s=3.2)
        on_event(Finished(FinishReason.STOP, Usage(10, 0, written), timing))


def tokens_of(request: Request) -> int:
    """What this engine counts of a prompt."""
    return sum(len(each.text.split()) + 3 for each in request.messages)
