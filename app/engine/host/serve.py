"""The engine child's command loop: one thread computes, one listens to the parent."""

import queue
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.domain.models import Guard
from app.engine.commands import (
    COMMANDS,
    REPLIES,
    Cancel,
    CancelLoad,
    Generate,
    GenerateFailed,
    GiveSnapshot,
    Hello,
    Load,
    Loaded,
    LoadFailed,
    Loading,
    SnapshotFailed,
    TakeSnapshot,
    Unload,
    Unloaded,
)
from app.engine.host.binding import devices, skipped_backends, start_backends, versions
from app.engine.host.draft import Draft, difference
from app.engine.host.heap import trim_heap
from app.engine.host.model import Model
from app.engine.host.native_log import NativeLog
from app.engine.host.scheduler import Scheduler
from app.engine.host.slots import SlotPool
from app.engine.host.snapshot_desk import SnapshotDesk
from app.engine.host.weights import Abort, LoadRefused, OnLoading
from app.workers.child import read_commands, tell
from app.workers.wire import Channel

_LOADING_STEP = 0.01


class Host:
    """Holds at most one model and answers commands until the parent closes the pipe."""

    def __init__(self, channel: Channel, guards: tuple[Guard, ...]) -> None:
        self._channel = channel
        self._guards = guards
        self._log = NativeLog()
        self._abort = Abort()
        self._model: Model | None = None
        self._draft: Draft | None = None
        self._scheduler: Scheduler | None = None
        self._snapshots: SnapshotDesk | None = None
        self._gives_up_loading = False
        self._inbox: queue.SimpleQueue[tuple[dict[str, Any], bytes]] = queue.SimpleQueue()

    def serve(self) -> None:
        """Run until the process ends."""
        start_backends()
        binding, build = versions()
        self._send(Hello(binding, build, devices(), self._guards, skipped_backends()))
        read_commands(self._channel, self._inbox, self._hear)
        while True:
            self._take_commands()
            if self._scheduler is not None:
                self._scheduler.step()

    def _take_commands(self) -> None:
        """Act on what waits; when there is nothing to compute, wait for something."""
        while True:
            is_idle = self._scheduler is None or self._scheduler.is_idle
            try:
                frame, raw = self._inbox.get(block=is_idle)
            except queue.Empty:
                return
            self._act(COMMANDS.decode(frame), raw)

    def _hear(self, frame: dict[str, Any]) -> None:
        """On the listening thread: what cannot wait for the step under way."""
        command = COMMANDS.decode(frame)
        if isinstance(command, Cancel) and self._scheduler is not None:
            self._scheduler.cancel(command.request)
        elif isinstance(command, CancelLoad):
            self._gives_up_loading = True

    def _act(self, command: object, raw: bytes) -> None:
        match command:
            case Load():
                self._load(command)
            case Unload():
                self._unload()
                self._send(Unloaded())
            case Generate() if self._scheduler is not None:
                self._scheduler.submit(command)
            case Generate():
                self._send(GenerateFailed(command.request, "engine_error", "no model", {}))
            case Cancel() if self._scheduler is not None:
                # Heard before; an answer submitted in between is known only now.
                self._scheduler.cancel(command.request)
            case TakeSnapshot() if self._snapshots is not None:
                self._snapshots.take(command)
            case GiveSnapshot() if self._snapshots is not None:
                self._snapshots.give(command, raw)
            case TakeSnapshot() | GiveSnapshot():
                self._send(SnapshotFailed(command.request, "snapshot_refused", "no model"))
            case _:
                return

    def _load(self, wanted: Load) -> None:
        self._unload()
        self._gives_up_loading = False
        told = -1.0

        def on_loading(progress: float, phase: str) -> bool:
            nonlocal told
            if progress - told >= _LOADING_STEP or phase != "weights":
                told = progress
                self._send(Loading(progress, phase))
            return not self._gives_up_loading

        try:
            self._model = Model(wanted, self._log, self._abort, on_loading)
            self._draft = self._load_draft(wanted, self._model, on_loading)
        except LoadRefused as error:
            self._unload()
            self._send(LoadFailed(error.code, error.detail, error.values))
            return
        on_processor = not self._model.placement.gpu_layers
        slots = SlotPool(
            wanted.sequences, self._model, wanted.resting_bytes, makes_way=on_processor
        )
        self._scheduler = Scheduler(self._model, self._draft, slots, self._abort, self._send)
        self._snapshots = SnapshotDesk(self._model.snapshot_key, slots, self._send)
        self._send(_loaded(self._model))

    def _load_draft(self, wanted: Load, model: Model, on_loading: OnLoading) -> Draft | None:
        if not wanted.draft:
            return None
        own = replace(wanted, path=wanted.draft, draft="", sequences=1, resting_bytes=0, split=())
        draft = Model(own, self._log, self._abort, on_loading)
        if reason := difference(model.vocabulary, draft.vocabulary):
            draft.close()
            raise LoadRefused("draft_mismatch", reason, draft=Path(wanted.draft).name)
        return Draft(draft)

    def _unload(self) -> None:
        if self._scheduler is not None:
            self._scheduler.fail_all("model_switched", "another model was loaded")
            self._scheduler = None
            self._snapshots = None
        if self._draft is not None:
            self._draft.close()
            self._draft = None
        if self._model is not None:
            self._model.close()
            self._model = None
            trim_heap()

    def _send(self, reply: object, raw: bytes = b"") -> None:
        tell(self._channel, REPLIES.encode(reply), raw)


def _loaded(model: Model) -> Loaded:
    return Loaded(
        description=model.description,
        context=model.context_tokens,
        trained_context=model.trained_context,
        layers=model.layers,
        gpu_layers=model.placement.gpu_layers,
        device=model.placement.device,
        template="own" if model.template.is_own else "fallback",
        template_note=model.template.note,
        load_s=model.load_s,
        kv_type=model.kv_type,
        note=model.note,
    )


def serve(channel: Channel, guards: tuple[Guard, ...]) -> None:
    """Serve a parent over a channel; returns never."""
    Host(channel, guards).serve()
