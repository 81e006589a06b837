"""Requests for vectors and scores under way: which pieces share a batch, what becomes of results.

A query or a ranking, for which a person waits, goes before the passages of an index: the order is
decided anew for every batch.
"""

import array
import itertools
import math
from collections.abc import Callable, Sequence
from typing import Final

from app.domain.embedding import EmbedKind
from app.engine.embedding_commands import (
    Embed,
    Embedded,
    EmbedFailed,
    EmbedProgress,
    Entail,
    Rerank,
)
from app.engine.host.batch import ABORTED, DECODED
from app.engine.host.embedder import EmbeddingModel
from app.engine.host.embedding_pieces import InputRefused, Piece, TextReader, cut
from app.engine.host.pairs import PairFrame
from app.engine.host.weights import Abort

Reply = Embedded | EmbedFailed | EmbedProgress
Send = Callable[[Reply, bytes], None]

_QUERY_SHARE: Final = 0.5
"""Of a ranking model's window that a query may take at most."""


class Job:
    """One request: the pieces to compute and what has come of them."""

    def __init__(self, request: int, total: int, model: EmbeddingModel, *, is_urgent: bool) -> None:
        self.request = request
        self.model = model
        self.is_urgent = is_urgent
        self.pieces: list[Piece] = []
        """Still to be computed, the longest last."""
        self._total = total
        self._left = [0] * total
        self._done = 0

    def plan(self, pieces: Sequence[Piece]) -> None:
        """Set what is to be computed."""
        for piece in pieces:
            self._left[piece.text] += 1
        self.pieces = sorted(pieces, key=lambda piece: len(piece.tokens))

    def take(self, piece: Piece, row: Sequence[float]) -> None:
        """Take the row of a piece; raises InputRefused when it is worthless."""
        self._add(piece, row)
        self._left[piece.text] -= 1
        if not self._left[piece.text]:
            self._finish(piece.text)
            self._done += 1

    @property
    def progress(self) -> EmbedProgress:
        """How many texts are finished."""
        return EmbedProgress(self.request, self._done, self._total)

    @property
    def is_done(self) -> bool:
        """Whether every text is finished."""
        return self._done == self._total

    @property
    def answer(self) -> Embedded:
        """The reply that goes with `data`."""
        return Embedded(self.request, self._total, self.model.dimensions)

    def data(self) -> bytes:
        """The rows of all texts, in their order, as float32."""
        raise NotImplementedError

    def _add(self, piece: Piece, row: Sequence[float]) -> None:
        raise NotImplementedError

    def _finish(self, text: int) -> None:
        raise NotImplementedError


class EmbedJob(Job):
    """Vectors: the windows of a text averaged by their tokens, then brought to length 1."""

    def __init__(self, wanted: Embed, model: EmbeddingModel, reader: TextReader) -> None:
        """Raises InputRefused."""
        is_query = wanted.kind is EmbedKind.QUERY
        is_urgent = wanted.kind is not EmbedKind.PASSAGE
        super().__init__(wanted.request, len(wanted.texts), model, is_urgent=is_urgent)
        prefix = model.prefixes[0 if is_query else 1]
        self._sums: list[Sequence[float]] = [()] * len(wanted.texts)
        self._rows: list[bytes] = [b""] * len(wanted.texts)
        pieces = [
            reader.pieces(index, prefix, text, wanted.long_input)
            for index, text in enumerate(wanted.texts)
        ]
        self.plan(list(itertools.chain.from_iterable(pieces)))

    def data(self) -> bytes:
        """`total` rows of `dimensions`."""
        return b"".join(self._rows)

    def _add(self, piece: Piece, row: Sequence[float]) -> None:
        weighted = [value * piece.weight for value in row]
        before = self._sums[piece.text]
        if before:
            weighted = [mine + theirs for mine, theirs in zip(before, weighted, strict=True)]
        self._sums[piece.text] = weighted

    def _finish(self, text: int) -> None:
        total, self._sums[text] = self._sums[text], ()
        length = math.hypot(*total)
        if not (math.isfinite(length) and length > 0):
            raise InputRefused("vector_invalid", text)
        self._rows[text] = array.array("f", [value / length for value in total]).tobytes()


class PairJob(Job):
    """A number for each of many texts beside one; of a long text that of its best part.

    After MaxP of Dai and Callan, "Deeper Text Understanding for IR with Contextual Neural Language
    Modeling", SIGIR 2019.
    """

    def __init__(
        self, request: int, frame: PairFrame, texts: Sequence[str], model: EmbeddingModel
    ) -> None:
        """Raises InputRefused."""
        super().__init__(request, len(texts), model, is_urgent=True)
        self._scores = [-math.inf] * len(texts)
        limit = int(model.window * _QUERY_SHARE)
        if frame.tokens > limit:
            needed = f"{frame.tokens:,}"
            raise InputRefused("query_too_long", -1, tokens=needed, limit=f"{limit:,}")
        pieces: list[Piece] = []
        for index, text in enumerate(texts):
            if not model.vocabulary.text_tokens(text):
                raise InputRefused("empty_input", index)
            own = model.vocabulary.text_tokens(frame.lead + text)
            pieces += (
                Piece(index, (*frame.before, *part, *frame.after), len(part))
                for part in cut(own, model.window - frame.tokens)
            )
        self.plan(pieces)

    def data(self) -> bytes:
        """One number for each text."""
        return array.array("f", self._scores).tobytes()

    def _number_of(self, row: Sequence[float]) -> float:
        raise NotImplementedError

    def _add(self, piece: Piece, row: Sequence[float]) -> None:
        if not all(map(math.isfinite, row)):
            raise InputRefused("vector_invalid", piece.text)
        self._scores[piece.text] = max(self._scores[piece.text], self._number_of(row))

    def _finish(self, text: int) -> None:
        """The best one stands."""


class RankJob(PairJob):
    """Scores of passages for a query."""

    def __init__(self, wanted: Rerank, model: EmbeddingModel) -> None:
        """Raises InputRefused."""
        super().__init__(wanted.request, model.pair_frame(wanted.query), wanted.passages, model)

    def _number_of(self, row: Sequence[float]) -> float:
        return row[0]


class EntailJob(PairJob):
    """How likely a hypothesis follows from premises: the class's share of the softmax."""

    def __init__(self, wanted: Entail, model: EmbeddingModel) -> None:
        """Raises InputRefused."""
        frame = model.premise_frame(wanted.hypothesis)
        super().__init__(wanted.request, frame, wanted.premises, model)

    def _number_of(self, row: Sequence[float]) -> float:
        highest = max(row)
        shares = [math.exp(value - highest) for value in row]
        return shares[self.model.entailment] / sum(shares)


class JobQueue:
    """Computes the requests, one batch at a time, and answers them."""

    def __init__(self, abort: Abort, send: Send) -> None:
        self._abort = abort
        self._send = send
        self._jobs: list[Job] = []
        self._cancelled: set[int] = set()
        self._has_made_way = False
        """Whether a batch of passages was cut short, and none was finished since."""

    @property
    def is_idle(self) -> bool:
        """Whether there is nothing to compute."""
        return not self._jobs

    def submit(self, job: Job) -> None:
        """Queue a job behind those that are as urgent."""
        place = next((i for i, each in enumerate(self._jobs) if not each.is_urgent), None)
        self._jobs.insert(place if job.is_urgent and place is not None else len(self._jobs), job)
        self._settle(job)

    def cancel(self, request: int) -> None:
        """End a request at the next step; callable from any thread, cuts a long step short."""
        self._cancelled.add(request)
        self._abort.raise_flag()

    def make_way(self) -> None:
        """Cut a batch of passages short: somebody waits for what came. Callable from any thread.

        The batch is computed again, and that time to its end: passages get on, whatever is asked.
        """
        running = self._jobs[:1]
        if running and not running[0].is_urgent and not self._has_made_way:
            self._has_made_way = True
            self._abort.raise_flag()

    def step(self) -> None:
        """Compute one batch of the first job and hand out what came of it."""
        # Lowered before the cancelled are looked for: one that comes later raises it again.
        self._abort.lower_flag()
        self._drop_cancelled()
        if not self._jobs:
            return
        job = self._jobs[0]
        pieces = _next_batch(job)
        outcome, rows = job.model.compute([piece.tokens for piece in pieces])
        if outcome == ABORTED:
            job.pieces += reversed(pieces)
        elif outcome != DECODED:
            self._fail(job, "engine_error", f"llama.cpp returned {outcome}")
        else:
            self._has_made_way &= job.is_urgent
            self._hand_out(job, pieces, rows)

    def fail_model(self, model: EmbeddingModel, detail: str) -> None:
        """End every job of a model that is about to go."""
        for job in [job for job in self._jobs if job.model is model]:
            self._fail(job, "model_switched", detail)

    def _drop_cancelled(self) -> None:
        if not self._cancelled:
            return
        named = {job.request for job in self._jobs} & self._cancelled
        for job in [job for job in self._jobs if job.request in named]:
            self._fail(job, "embedding_cancelled", "")
        # A number that names nothing is of a request that ended in the meantime.
        self._cancelled.clear()

    def _hand_out(self, job: Job, pieces: list[Piece], rows: list[list[float]]) -> None:
        try:
            for piece, row in zip(pieces, rows, strict=True):
                job.take(piece, row)
        except InputRefused as refused:
            self._fail(job, refused.code, "", refused.index, refused.values)
            return
        self._send(job.progress, b"")
        self._settle(job)

    def _settle(self, job: Job) -> None:
        if job.is_done:
            self._jobs.remove(job)
            self._send(job.answer, job.data())

    def _fail(
        self,
        job: Job,
        code: str,
        detail: str,
        index: int = -1,
        values: dict[str, str] | None = None,
    ) -> None:
        self._jobs.remove(job)
        self._send(EmbedFailed(job.request, code, detail, index, values or {}), b"")


def _next_batch(job: Job) -> list[Piece]:
    """Take as many pieces as one computation holds, the longest first: batches come out fuller."""
    room = job.model.batch_tokens
    taken: list[Piece] = []
    while job.pieces and len(taken) < job.model.sequences:
        if len(job.pieces[-1].tokens) > room:
            break
        taken.append(job.pieces.pop())
        room -= len(taken[-1].tokens)
    return taken
