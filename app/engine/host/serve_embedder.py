"""The command loop of the child that embeds and ranks: one thread computes, one listens."""

import array
import queue
import threading
from typing import Any, Final

from app.domain.embedding import EmbedKind, Purpose
from app.domain.models import Guard
from app.engine.commands import CancelLoad, Hello, LoadFailed, Loading
from app.engine.embedding_commands import (
    EMBEDDING_COMMANDS,
    EMBEDDING_REPLIES,
    CancelEmbed,
    Counted,
    CountTokens,
    Embed,
    EmbedderLoaded,
    EmbedFailed,
    Entail,
    LoadEmbedder,
    Rerank,
)
from app.engine.host.binding import devices, skipped_backends, start_backends, versions
from app.engine.host.embedder import EmbeddingModel
from app.engine.host.embedding_jobs import EmbedJob, EntailJob, Job, JobQueue, RankJob
from app.engine.host.embedding_pieces import InputRefused, TextReader
from app.engine.host.heap import trim_heap
from app.engine.host.native_log import NativeLog
from app.engine.host.weights import Abort, LoadRefused
from app.workers.child import read_commands, tell
from app.workers.wire import Channel

_LOADING_STEP: Final = 0.01
_PURPOSES: Final = {Embed: Purpose.EMBED, Rerank: Purpose.RANK, Entail: Purpose.ENTAIL}


class EmbedderHost:
    """Holds at most one model for each purpose until the parent closes the pipe."""

    def __init__(self, channel: Channel, guards: tuple[Guard, ...]) -> None:
        self._channel = channel
        self._guards = guards
        self._log = NativeLog()
        self._abort = Abort()
        self._models: dict[Purpose, EmbeddingModel] = {}
        self._queue = JobQueue(self._abort, self._send)
        self._gives_up_loading = False
        self._counting = threading.Lock()
        """Held while a vocabulary is read beside the computing thread, so that none is freed."""
        self._inbox: queue.SimpleQueue[tuple[dict[str, Any], bytes]] = queue.SimpleQueue()

    def serve(self) -> None:
        """Run until the process ends."""
        start_backends()
        binding, build = versions()
        self._send(Hello(binding, build, devices(), self._guards, skipped_backends()))
        read_commands(self._channel, self._inbox, self._hear)
        while True:
            self._take_commands()
            self._queue.step()

    def _take_commands(self) -> None:
        """Act on what waits; when there is nothing to compute, wait for something."""
        while True:
            try:
                frame, _ = self._inbox.get(block=self._queue.is_idle)
            except queue.Empty:
                return
            self._act(EMBEDDING_COMMANDS.decode(frame))

    def _hear(self, frame: dict[str, Any]) -> None:
        """On the listening thread: what cannot wait for the step under way."""
        command = EMBEDDING_COMMANDS.decode(frame)
        if isinstance(command, CancelEmbed):
            self._queue.cancel(command.request)
        elif isinstance(command, CancelLoad):
            self._gives_up_loading = True
        elif isinstance(command, CountTokens):
            self._count(command)
        elif isinstance(command, Rerank | Entail) or (
            isinstance(command, Embed) and command.kind is not EmbedKind.PASSAGE
        ):
            self._queue.make_way()

    def _act(self, command: object) -> None:
        match command:
            case LoadEmbedder():
                self._load(command)
            case Embed() | Rerank() | Entail():
                self._begin(command)
            case CancelEmbed():
                # Heard before; a request submitted in between is known only now.
                self._queue.cancel(command.request)
            case _:
                return

    def _begin(self, wanted: Embed | Rerank | Entail) -> None:
        try:
            self._queue.submit(self._job(wanted))
        except InputRefused as refused:
            self._refuse(wanted.request, refused.code, refused.index, refused.values)

    def _count(self, wanted: CountTokens) -> None:
        """On the listening thread: counting takes milliseconds, and a batch may take a second."""
        with self._counting:
            model = self._models.get(Purpose.EMBED)
            if model is None:
                self._refuse(wanted.request, "engine_error", -1, {})
                return
            counts = [len(model.vocabulary.text_tokens(text)) for text in wanted.texts]
        self._send(Counted(wanted.request, len(counts)), array.array("I", counts).tobytes())

    def _job(self, wanted: Embed | Rerank | Entail) -> Job:
        model = self._models.get(_PURPOSES[type(wanted)])
        if model is None:
            raise InputRefused("engine_error", -1)
        if isinstance(wanted, Rerank):
            return RankJob(wanted, model)
        if isinstance(wanted, Entail):
            return EntailJob(wanted, model)
        return EmbedJob(wanted, model, TextReader(model.vocabulary, model.window))

    def _refuse(self, request: int, code: str, index: int, values: dict[str, str]) -> None:
        self._send(EmbedFailed(request, code, "", index, values))

    def _load(self, wanted: LoadEmbedder) -> None:
        self._unload(wanted.purpose)
        self._gives_up_loading = False
        self._abort.lower_flag()
        told = -1.0

        def on_loading(progress: float, phase: str) -> bool:
            nonlocal told
            if progress - told >= _LOADING_STEP or phase != "weights":
                told = progress
                self._send(Loading(progress, phase))
            return not self._gives_up_loading

        try:
            model = EmbeddingModel(wanted, self._log, self._abort, on_loading)
        except LoadRefused as error:
            self._send(LoadFailed(error.code, error.detail, error.values))
            return
        self._models[wanted.purpose] = model
        self._send(_loaded(wanted.purpose, model))

    def _unload(self, purpose: Purpose) -> None:
        model = self._models.pop(purpose, None)
        if model is not None:
            self._queue.fail_model(model, "another model was loaded")
            with self._counting:
                model.close()
            trim_heap()

    def _send(self, reply: object, raw: bytes = b"") -> None:
        tell(self._channel, EMBEDDING_REPLIES.encode(reply), raw)


def _loaded(purpose: Purpose, model: EmbeddingModel) -> EmbedderLoaded:
    return EmbedderLoaded(
        purpose=purpose,
        description=model.description,
        dimensions=model.dimensions,
        window=model.window,
        trained_context=model.trained_context,
        pooling=model.pooling,
        device=model.device,
        load_s=model.load_s,
    )


def serve(channel: Channel, guards: tuple[Guard, ...]) -> None:
    """Serve a parent over a channel; returns never."""
    EmbedderHost(channel, guards).serve()
