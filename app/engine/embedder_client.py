"""Embedding and reranking as the services see them: a second child, asked in bounded requests."""

import array
import itertools
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from app.config.machine import usable_cores
from app.domain.embedding import (
    FLOAT_BYTES,
    EmbedderOptions,
    Embeddings,
    EmbedKind,
    LoadedEmbedder,
    LongInput,
    Purpose,
    floats,
)
from app.domain.errors import AppError, EngineCrashed
from app.engine.child_client import ChildClient, Waiting, told_error
from app.engine.commands import CancelLoad, LoadFailed, Loading
from app.engine.embedding_commands import (
    EMBEDDING_COMMANDS,
    EMBEDDING_REPLIES,
    CancelEmbed,
    Counted,
    CountTokens,
    Embed,
    Embedded,
    EmbedderLoaded,
    EmbedFailed,
    EmbedProgress,
    Entail,
    LoadEmbedder,
    Rerank,
)
from app.engine.embedding_requests import (
    OnProgress,
    TextRequest,
    check,
    frames,
    shifted,
    short_parts,
)
from app.engine.silence import LONGEST_LOAD_SILENCE_SECONDS, LONGEST_SILENCE_SECONDS
from app.workers.supervisor import Child
from app.workers.wire import WireError

_CANCEL_POLL_SECONDS: Final = 0.05
CANCEL_SECONDS: Final = 10.0
"""A healthy child ends a request in the middle of a batch; one that does not is stuck."""


Command = Callable[[int, tuple[str, ...]], Embed | Rerank | Entail | CountTokens]


@dataclass(slots=True)
class _Load:
    """A model that the child is loading, for a caller who waits."""

    child: Child
    options: EmbedderOptions
    purpose: Purpose
    on_progress: Callable[[float], None]
    outcome: LoadedEmbedder | AppError | None = None
    done: threading.Event = field(default_factory=threading.Event)

    def settle(self, outcome: LoadedEmbedder | AppError) -> None:
        if self.outcome is None:
            self.outcome = outcome
            self.done.set()


class EmbedderClient(ChildClient):
    """Speaks to the child that embeds and ranks; each call blocks the thread that makes it.

    The child is started by the first call, and again by the next call after it died; what was
    loaded then is loaded again.
    """

    def __init__(self) -> None:
        # An index is made beside other work, and threads that spin while they wait for each other
        # take the processor from the very ones they wait for: on a busy machine with two cores it
        # made embedding four times slower, and four times as costly.
        super().__init__("embedder", EMBEDDING_COMMANDS, EMBEDDING_REPLIES, waits="passive")
        self._one_load = threading.Lock()
        self._loading: _Load | None = None
        self._wanted: dict[Purpose, EmbedderOptions] = {}
        self._loaded: dict[Purpose, LoadedEmbedder] = {}
        self._requests: dict[int, TextRequest] = {}
        self._numbers = itertools.count(1)

    def loaded(self, purpose: Purpose = Purpose.EMBED) -> LoadedEmbedder | None:
        """The model that is ready for a purpose, or None."""
        return self._loaded.get(purpose)

    def load(
        self, options: EmbedderOptions, on_progress: Callable[[float], None] | None = None
    ) -> LoadedEmbedder:
        """Load an embedding model in place of the one before; blocks. Raises an AppError."""
        with self._one_load:
            return self._load(Purpose.EMBED, options, on_progress)

    def load_reranker(
        self, options: EmbedderOptions, on_progress: Callable[[float], None] | None = None
    ) -> LoadedEmbedder:
        """Load a ranking model in place of the one before; blocks. Raises an AppError.

        ModelNotForRanking tells of a model without a classification head.
        """
        with self._one_load:
            return self._load(Purpose.RANK, options, on_progress)

    def load_entailer(
        self, options: EmbedderOptions, on_progress: Callable[[float], None] | None = None
    ) -> LoadedEmbedder:
        """Load a model that tells what follows, likewise; blocks. Raises an AppError.

        ModelNotForEntailment tells of one without a class of that name.
        """
        with self._one_load:
            return self._load(Purpose.ENTAIL, options, on_progress)

    def cancel_load(self) -> None:
        """Give up a load that is under way; it raises in the thread that waits for it."""
        loading = self._loading
        if loading is not None:
            self._send_if_possible(loading.child, CancelLoad())

    def embed(
        self,
        texts: Sequence[str],
        kind: EmbedKind,
        long_input: LongInput = LongInput.SPLIT,
        *,
        on_progress: OnProgress | None = None,
        cancel: threading.Event | None = None,
    ) -> Embeddings:
        """Vectors of length 1 for the texts, in their order; blocks. Raises an AppError.

        InputTooLong (only when asked to refuse) and EmptyInput name the text, VectorInvalid tells
        of a broken model, EmbeddingCancelled follows soon after `cancel` is set. Queries go before
        passages that other threads are waiting for. `on_progress` hears texts done and texts in
        all, on the child's reader thread.
        """
        model = self._ready(Purpose.EMBED)
        check(texts, model)
        parts = self._ask_in_frames(
            texts,
            lambda number, part: Embed(number, kind, long_input, part),
            model.dimensions,
            on_progress,
            cancel,
        )
        return Embeddings(model.dimensions, b"".join(parts))

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text as the embedding model counts them, nothing around them; blocks.

        Texts may be empty and of any length; what is being embedded meanwhile is not waited for.
        Raises an AppError.
        """
        self._ready(Purpose.EMBED)
        parts, owners = short_parts(texts)
        totals = [0] * len(texts)
        counts: array.array[int] = array.array("I")
        for raw in self._ask_in_frames(parts, CountTokens, 1, None, None):
            counts.frombytes(raw)
        for owner, count in zip(owners, counts, strict=True):
            totals[owner] += count
        return totals

    def rerank(
        self,
        query: str,
        passages: Sequence[str],
        *,
        on_progress: OnProgress | None = None,
        cancel: threading.Event | None = None,
    ) -> tuple[float, ...]:
        """A score for each passage, in their order, higher is better; blocks. Raises an AppError.

        The scale is the model's own. A passage longer than the window scores as its best part;
        QueryTooLong tells of a query that leaves no room for passages.
        """
        model = self._ready(Purpose.RANK)
        check(passages, model, extra=len(query))
        parts = self._ask_in_frames(
            passages,
            lambda number, part: Rerank(number, query, part),
            model.dimensions,
            on_progress,
            cancel,
        )
        return tuple(floats(b"".join(parts)))

    def entails(
        self,
        hypothesis: str,
        premises: Sequence[str],
        *,
        cancel: threading.Event | None = None,
    ) -> tuple[float, ...]:
        """How likely a hypothesis follows from each premise, from 0 to 1, in their order; blocks.

        A premise longer than the window counts by its best part; QueryTooLong tells of a hypothesis
        that leaves no room for any. Raises an AppError.
        """
        model = self._ready(Purpose.ENTAIL)
        check(premises, model, extra=len(hypothesis))
        parts = self._ask_in_frames(
            premises,
            lambda number, part: Entail(number, hypothesis, part),
            model.dimensions,
            None,
            cancel,
        )
        return tuple(floats(b"".join(parts)))

    def close(self) -> None:
        """End the child for good, whatever it is doing; within seconds. Calls under way raise."""
        self._loaded.clear()
        super().close()

    # --- loading -----------------------------------------------------------------------------

    def _ready(self, purpose: Purpose) -> LoadedEmbedder:
        """The model for a purpose, loaded anew when the child died since."""
        loaded = self._loaded.get(purpose)
        if loaded is not None:
            return loaded
        with self._one_load:
            loaded = self._loaded.get(purpose)
            if loaded is not None:
                return loaded
            if purpose not in self._wanted:
                raise RuntimeError(f"no model was loaded to {purpose}")
            return self._load(purpose, self._wanted[purpose], None)

    def _load(
        self,
        purpose: Purpose,
        options: EmbedderOptions,
        on_progress: Callable[[float], None] | None,
    ) -> LoadedEmbedder:
        child = self._ensure_child()
        pending = _Load(child, options, purpose, on_progress or (lambda _done: None))
        with self._lock:
            self._loaded.pop(purpose, None)
            self._wanted[purpose] = options
            self._loading = pending
        try:
            self._send(child, _load_command(purpose, options))
            self._watch(child)
            pending.done.wait()
        finally:
            with self._lock:
                self._loading = None
        if isinstance(pending.outcome, LoadedEmbedder):
            return pending.outcome
        raise pending.outcome or RuntimeError("the load ended without an outcome")

    # --- asking ------------------------------------------------------------------------------

    def _ask_in_frames(
        self,
        texts: Sequence[str],
        command: Command,
        dimensions: int,
        on_progress: OnProgress | None,
        cancel: threading.Event | None,
    ) -> list[bytes]:
        """Ask for the texts, frame after frame; the rows of each frame."""
        parts: list[bytes] = []
        for offset, part in frames(texts):
            tell = shifted(on_progress, offset, len(texts))
            request = TextRequest(self._running_child(), offset, len(part), dimensions, tell)
            parts.append(self._ask(request, command, part, cancel))
        return parts

    def _running_child(self) -> Child:
        child = self._child
        if child is None:
            raise EngineCrashed("the engine is not running")
        return child

    def _ask(
        self,
        request: TextRequest,
        command: Command,
        texts: tuple[str, ...],
        cancel: threading.Event | None,
    ) -> bytes:
        number = next(self._numbers)
        with self._lock:
            self._requests[number] = request
        try:
            self._send(request.child, command(number, texts))
            self._watch(request.child)
            self._wait(request, number, cancel)
        finally:
            with self._lock:
                self._requests.pop(number, None)
        if isinstance(request.outcome, bytes):
            return request.outcome
        raise request.outcome or RuntimeError("the request ended without an outcome")

    def _wait(self, request: TextRequest, number: int, cancel: threading.Event | None) -> None:
        if cancel is None:
            request.done.wait()
            return
        while not request.done.wait(_CANCEL_POLL_SECONDS):
            if cancel.is_set():
                self._send_if_possible(request.child, CancelEmbed(number))
                if not request.done.wait(CANCEL_SECONDS):
                    self._end_stuck(request.child)
                    request.done.wait()

    def _waiting(self, child: Child) -> Waiting | None:
        loading = self._loading
        if loading is not None and loading.child is child:
            return Waiting(LONGEST_LOAD_SILENCE_SECONDS)
        has_requests = any(request.child is child for request in self._requests.values())
        return Waiting(LONGEST_SILENCE_SECONDS) if has_requests else None

    # --- what the child says -----------------------------------------------------------------

    def _on_reply(self, reply: object, raw: bytes) -> None:
        match reply:
            case Loading() if self._loading is not None:
                self._loading.on_progress(reply.progress)
            case EmbedderLoaded():
                self._finish_load(reply)
            case LoadFailed() if self._loading is not None:
                name = self._loading.options.path.name
                self._loading.settle(told_error(reply.code, reply.detail, reply.values, name))
            case EmbedProgress():
                request = self._requests.get(reply.request)
                if request is not None:
                    request.on_progress(reply.done)
            case Embedded():
                self._finish(reply.request, (reply.count, reply.dimensions), raw)
            case Counted():
                self._finish(reply.request, (reply.count, 1), raw)
            case EmbedFailed():
                request = self._requests.get(reply.request)
                if request is not None:
                    request.settle(_failure(reply, request.offset))

    def _finish_load(self, loaded: EmbedderLoaded) -> None:
        pending = self._loading
        if pending is None or pending.purpose is not loaded.purpose:
            return
        if loaded.dimensions < 1:
            raise WireError("a model without dimensions")
        model = LoadedEmbedder(
            path=pending.options.path,
            description=loaded.description,
            dimensions=loaded.dimensions,
            window=loaded.window,
            trained_context=loaded.trained_context,
            pooling=loaded.pooling,
            device=loaded.device,
            load_s=loaded.load_s,
        )
        with self._lock:
            self._loaded[loaded.purpose] = model
        pending.settle(model)

    def _finish(self, number: int, shape: tuple[int, int], untrusted: bytes) -> None:
        request = self._requests.get(number)
        if request is None:
            return
        if shape != (request.count, request.dimensions):
            raise WireError("rows of another shape than were asked for")
        expected = request.count * request.dimensions * FLOAT_BYTES
        if len(untrusted) != expected:
            raise WireError(f"{len(untrusted)} bytes of rows instead of {expected}")
        self._did_its_work()
        request.settle(untrusted)

    def _on_end(self, child: Child, exit_code: int | None) -> AppError:
        error = self._crash_error(child, exit_code)
        with self._lock:
            if self._child is None or self._child is child:
                self._loaded.clear()
            loading, requests = self._loading, list(self._requests.values())
        if loading is not None and loading.child is child:
            loading.settle(error)
        for request in requests:
            if request.child is child:
                request.settle(error)
        return error


def _failure(failed: EmbedFailed, offset: int) -> AppError:
    place = {"index": str(offset + failed.index), "place": str(offset + failed.index + 1)}
    return told_error(failed.code, failed.detail, failed.values | place, "")


def _load_command(purpose: Purpose, options: EmbedderOptions) -> LoadEmbedder:
    return LoadEmbedder(
        purpose=purpose,
        path=str(options.path),
        window=options.window,
        batch=options.batch,
        micro_batch=options.micro_batch,
        pooling=options.pooling,
        query_prefix=options.query_prefix,
        passage_prefix=options.passage_prefix,
        flash_attention=options.flash_attention,
        threads=options.threads or usable_cores(),
        gpu_layers=-1 if options.gpu_layers is None else options.gpu_layers,
    )
