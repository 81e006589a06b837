"""The workshop as the services see it: a child for one piece of work, ended with it."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from app.domain.errors import (
    AppError,
    EngineError,
    MeasurementCancelled,
    QuantizationCancelled,
)
from app.domain.models import LoadRequest
from app.domain.workshop import Perplexity, QuantizeOrder, QuantizeOutcome
from app.engine.child_client import ChildClient, Waiting, told_error
from app.engine.commands import Loading
from app.engine.silence import LONGEST_LOAD_SILENCE_SECONDS
from app.engine.workshop_commands import (
    WORKSHOP_COMMANDS,
    WORKSHOP_REPLIES,
    WRITES,
    MeasurePerplexity,
    PerplexityFound,
    Quantize,
    Quantized,
    Read,
    WorkFailed,
)
from app.workers.supervisor import Child

_POLL_SECONDS: Final = 0.1

OnBytes = Callable[[int], None]
OnWindows = Callable[[int, int], None]
_Reply = TypeVar("_Reply", Quantized, PerplexityFound)


@dataclass(slots=True)
class _Work:
    """What the child is busy with, for a caller who waits."""

    child: Child
    name: str
    done: threading.Event
    on_read: OnWindows
    outcome: object = None

    def settle(self, outcome: object) -> None:
        if self.outcome is None:
            self.outcome = outcome
            self.done.set()


class WorkshopClient(ChildClient):
    """Speaks to a child that does one piece of work at a time; each call blocks.

    The child may write no file but the one that is named here. Use it as a context: the child is
    ended with it, whatever it is doing.
    """

    def __init__(self, writes: Path | None = None) -> None:
        settings = {} if writes is None else {WRITES: str(writes)}
        super().__init__(
            "workshop", WORKSHOP_COMMANDS, WORKSHOP_REPLIES, waits="passive", settings=settings
        )
        self._work: _Work | None = None

    def __enter__(self) -> "WorkshopClient":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def plan(self, order: QuantizeOrder) -> QuantizeOutcome:
        """What a quantization would come to, by llama.cpp's own reckoning; writes nothing.

        Raises QuantizationFailed, QuantizedAlready, ImportanceNeeded, ImportanceInvalid, a
        ModelError or an EngineCrashed.
        """
        reply = self._do(_command(order, only_plans=True), Quantized, order.source.name)
        return _outcome(reply)

    def quantize(
        self, order: QuantizeOrder, on_bytes: OnBytes, cancel: threading.Event
    ) -> QuantizeOutcome:
        """Write over `order.target`; `on_bytes` hears its size, several times a second.

        Raises as `plan` does, and QuantizationCancelled soon after `cancel` is set.
        """

        def look() -> None:
            if cancel.is_set():
                raise QuantizationCancelled(name=order.source.name)
            on_bytes(order.target.stat().st_size)

        name = order.source.name
        return _outcome(self._do(_command(order, only_plans=False), Quantized, name, look))

    def perplexity(
        self, request: LoadRequest, text: str, on_read: OnWindows, cancel: threading.Event
    ) -> Perplexity:
        """The perplexity of a text, in windows of the request's context. Raises an AppError.

        TextTooShort tells of fewer than two windows, MeasurementCancelled follows soon after
        `cancel` is set. `on_read` hears windows done and in all, on the child's reader thread.
        """

        def look() -> None:
            if cancel.is_set():
                raise MeasurementCancelled

        layers = -1 if request.gpu_layers is None else request.gpu_layers
        command = MeasurePerplexity(str(request.path), request.context, request.threads, layers)
        found = self._do(
            command, PerplexityFound, request.path.name, look, raw=text.encode(), on_read=on_read
        )
        return Perplexity(found.value, found.error, found.tokens, found.windows)

    def _do(
        self,
        command: object,
        kind: type[_Reply],
        name: str,
        look: Callable[[], None] = lambda: None,
        *,
        raw: bytes = b"",
        on_read: OnWindows = lambda _done, _total: None,
    ) -> _Reply:
        child = self._ensure_child()
        work = _Work(child, name, threading.Event(), on_read)
        with self._lock:
            self._work = work
        try:
            self._send(child, command, raw)
            self._watch(child)
            while not work.done.wait(_POLL_SECONDS):
                look()
        finally:
            with self._lock:
                self._work = None
        if isinstance(work.outcome, kind):
            return work.outcome
        raise work.outcome if isinstance(work.outcome, AppError) else EngineError("no outcome")

    def _on_reply(self, reply: object, raw: bytes) -> None:
        del raw  # no reply of the workshop has any
        work = self._work
        if work is None:
            return
        match reply:
            case Quantized() | PerplexityFound():
                self._did_its_work()
                work.settle(reply)
            case Read():
                work.on_read(reply.done, reply.total)
            case WorkFailed():
                work.settle(told_error(reply.code, reply.detail, reply.values, work.name))
            case Loading():
                pass

    def _waiting(self, child: Child) -> Waiting | None:
        work = self._work
        is_its = work is not None and work.child is child and not work.done.is_set()
        return Waiting(LONGEST_LOAD_SILENCE_SECONDS) if is_its else None

    def _on_end(self, child: Child, exit_code: int | None) -> AppError:
        error = self._crash_error(child, exit_code)
        with self._lock:
            work = self._work
        if work is not None and work.child is child:
            work.settle(error)
        return error


def _command(order: QuantizeOrder, *, only_plans: bool) -> Quantize:
    return Quantize(
        source=str(order.source),
        target=str(order.target),
        file_type=order.file_type,
        threads=order.threads,
        requantizes=order.requantizes,
        importance=str(order.importance or ""),
        pruned=order.pruned,
        only_plans=only_plans,
    )


def _outcome(reply: Quantized) -> QuantizeOutcome:
    return QuantizeOutcome(reply.tensor_bytes, reply.tensors, reply.fallbacks)
