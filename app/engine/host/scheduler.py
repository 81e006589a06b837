"""Many answers from one context: each step is one batch with a piece of every answer under way.

Running answers go first with a token each, so that none waits for more than a step; prompts share
the room that is left, in pieces short enough for the others. One answer alone may guess ahead.
"""

import collections
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from app.domain.adapter_faults import AdapterFault
from app.domain.errors import AdapterInvalid, AppError
from app.domain.generation import FinishReason, Timing, Usage
from app.engine.commands import Done, Generate, GenerateFailed
from app.engine.host.adapters import AdapterSet
from app.engine.host.answer import Answer, Send
from app.engine.host.batch import ABORTED, DECODED, NO_ROOM, Batch
from app.engine.host.binding import llama
from app.engine.host.draft import Draft
from app.engine.host.intake import Intake
from app.engine.host.model import Model
from app.engine.host.pace import Pace
from app.engine.host.slots import Slot, SlotPool
from app.engine.host.threads import ThreadChoice
from app.engine.host.turns import Turns
from app.engine.host.weights import Abort

PROMPT_STEP_TOKENS: Final = 512
"""Of prompts in one step: how often progress is told and a stop is heard."""
SHARED_STEP_SECONDS: Final = 0.1
"""How long a piece of a prompt may hold up running answers."""
LEAST_PIECE: Final = 64
"""Of prompts beside running answers, however slow: in smaller pieces a step is mostly overhead."""
MANY_ROWS: Final = 4
"""From here on sampling is shared out to threads: the binding lets go of Python's lock."""


class Scheduler:
    """Gives the slots of one model to the answers that wait, in the order they came."""

    def __init__(
        self,
        model: Model,
        draft: Draft | None,
        pool: SlotPool,
        abort: Abort,
        send: Send,
    ) -> None:
        self._model = model
        self._pool = pool
        self._abort = abort
        self._send = send
        self._pace = Pace()
        self._intake = Intake(model, draft, self._pace, send)
        self._threads = ThreadChoice(model.threads)
        self._waiting: collections.deque[Answer] = collections.deque()
        self._cancelled: set[int] = set()
        self._batch = Batch(model.batch_tokens)
        self._piece = LEAST_PIECE
        self._turn = 0
        self._turns = Turns()
        self._is_full = False
        """An answer had to give up its room: none is admitted before another one ends."""
        self._samplers = ThreadPoolExecutor(min(8, os.cpu_count() or 1), "sampling")

    @property
    def is_idle(self) -> bool:
        """Whether there is nothing to compute."""
        return not self._waiting and not self._pool.busy

    def submit(self, wanted: Generate) -> None:
        """Queue an answer; one that cannot begin fails at once."""
        try:
            if wanted.is_measured:
                usage = Usage(self._intake.count(wanted))
                self._send(Done(wanted.request, FinishReason.STOP, usage, Timing()))
                return
            self._waiting.append(self._intake.answer(wanted, self._adapters_in_use()))
        except AppError as why:
            self._send(GenerateFailed(wanted.request, why.code, why.detail, why.names))

    def cancel(self, request: int) -> None:
        """End an answer at the next step; callable from any thread, cuts a long step short."""
        self._cancelled.add(request)
        self._abort.raise_flag()

    def step(self) -> None:
        """Compute one batch and hand out what came of it."""
        # Lowered before the cancelled are looked at: one that is asked for later raises it again.
        self._abort.lower_flag()
        self._drop_cancelled()
        self._admit()
        busy = self._pool.busy
        if not busy:
            return
        mine = self._turns.of(busy)
        try:
            self._model.adapters.use(self._turns.adapters)
        except AppError as error:
            self._fail(mine, error.detail)
            return
        before = {slot.sequence: len(slot.tokens) for slot in mine}
        others_wait = len(mine) < len(busy)
        read = self._fill(mine, others_wait)
        self._model.use_threads(self._threads.count)
        started = time.monotonic()
        outcome = self._model.decode(self._batch)
        if outcome == DECODED:
            if read and (others_wait or read < self._batch.length):
                self._adapt(time.monotonic() - started)
            if self._turns.adapters and not self._model.has_numbers(self._batch):
                self._start_afresh(mine)
                return
            self._hand_out(mine)
            if not read:
                self._learn(len(mine), time.monotonic() - started)
            return
        self._undo(mine, before)
        if outcome == NO_ROOM:
            self._make_room(busy)
        elif outcome != ABORTED:
            self._fail(mine, f"llama_decode returned {outcome}")

    def fail_all(self, code: str, detail: str) -> None:
        """End everything that runs or waits, and the threads."""
        for slot in self._pool.busy:
            self._end_failed(slot, code, detail)
        for answer in self._waiting:
            answer.fail(code, detail)
        self._waiting.clear()
        self._samplers.shutdown(wait=False)

    # --- before a step -----------------------------------------------------------------------

    def _adapters_in_use(self) -> Iterator[AdapterSet]:
        yield from (answer.adapters for answer in self._waiting)
        yield from (slot.adapters for slot in self._pool.busy)

    def _drop_cancelled(self) -> None:
        # Taken as they are now: others may be added by the listening thread meanwhile.
        cancelled = self._cancelled.copy()
        if not cancelled:
            return
        for slot in self._pool.busy:
            if slot.answer is not None and slot.answer.request in cancelled:
                self._end(slot, FinishReason.CANCELLED)
        for answer in [a for a in self._waiting if a.request in cancelled]:
            self._waiting.remove(answer)
            answer.finish(FinishReason.CANCELLED)
        # A number that names nothing is of an answer that ended in the meantime.
        self._cancelled -= cancelled

    def _admit(self) -> None:
        if not self._pool.busy:
            self._is_full = False
        while self._waiting and not self._is_full:
            slot = self._pool.take(self._waiting[0])
            if slot is None:
                return
            self._waiting.popleft().begin(len(slot.tokens), slot.sequence)

    def _fill(self, busy: list[Slot], others_wait: bool) -> int:
        """Single tokens of running answers first, then pieces of prompts; tokens of prompts."""
        self._batch.clear()
        running = [s for s in busy if s.answer is not None and s.answer.next_token is not None]
        reading = [s for s in busy if s.answer is not None and s.answer.next_token is None]
        for slot in running:
            self._add_next(slot, may_guess=len(busy) == 1)
        if not reading:
            return 0
        # Each prompt is the first in its turn: a long one does not starve those behind it.
        self._turn += 1
        first = self._turn % len(reading)
        room = self._piece if running or others_wait else PROMPT_STEP_TOKENS
        share = max(LEAST_PIECE // 4, room // len(reading))
        read = 0
        for slot in (*reading[first:], *reading[:first]):
            read += self._add_prompt(slot, min(share, room - read, self._batch.room))
        return read

    def _adapt(self, seconds: float) -> None:
        """Longer pieces after a quick step, shorter ones after a slow one."""
        if seconds < SHARED_STEP_SECONDS:
            self._piece = min(PROMPT_STEP_TOKENS, self._piece * 3 // 2)
        elif seconds > 2 * SHARED_STEP_SECONDS:
            self._piece = max(LEAST_PIECE, self._piece * 2 // 3)

    def _add_next(self, slot: Slot, *, may_guess: bool) -> None:
        answer = slot.answer
        if answer is None or answer.next_token is None:
            return
        room = self._model.context_tokens - len(slot.tokens) - 1
        guess = answer.propose(slot.tokens, min(room, self._batch.room - 1) if may_guess else 0)
        tokens = [answer.next_token, *guess]
        first = self._batch.add_all(tokens, len(slot.tokens), slot.sequence)
        answer.rows = list(range(first, first + len(tokens)))
        slot.tokens += tokens

    def _add_prompt(self, slot: Slot, most: int) -> int:
        answer, done = slot.answer, len(slot.tokens)
        if answer is None:
            return 0
        answer.rows = []
        piece = answer.prompt[done : done + most] if most > 0 else []
        if piece:
            is_last = done + len(piece) == len(answer.prompt)
            # With adapters the outcome of every piece is looked at: see _start_afresh.
            wants_logits = is_last or bool(slot.adapters)
            row = self._batch.add(piece, done, slot.sequence, logits=wants_logits)
            answer.rows = [row] if is_last else []
            answer.guess = []
            slot.tokens += piece
        return len(piece)

    def _learn(self, answers: int, seconds: float) -> None:
        """A step of single tokens and guesses took so long, sampling and all."""
        self._threads.learn(self._batch.length, seconds)
        if answers == 1:
            self._pace.learn(self._batch.length, seconds)

    # --- after a step ------------------------------------------------------------------------

    def _hand_out(self, busy: list[Slot]) -> None:
        chosen = self._choose([slot for slot in busy if slot.answer and slot.answer.rows])
        for slot in busy:
            answer = slot.answer
            if answer is None:
                continue
            if not answer.rows:
                answer.tell_progress(len(slot.tokens))
                continue
            tokens = chosen[slot.sequence]
            wrong = len(answer.guess) - (len(tokens) - 1)
            if wrong > 0:
                self._pool.roll_back(slot, len(slot.tokens) - wrong)
            reason = answer.take(tokens)
            if reason is None and answer.refusal is not None:
                why = answer.refusal
                self._end_failed(slot, why.code, why.detail, **why.names)
                continue
            if reason is None and len(slot.tokens) >= self._model.context_tokens:
                reason = FinishReason.CONTEXT_FULL
            if reason is not None:
                self._end(slot, reason)

    def _choose(self, slots: list[Slot]) -> dict[int, list[int]]:
        """The tokens that each answer chose, by sequence."""
        answers = {slot.sequence: slot.answer for slot in slots if slot.answer is not None}
        context = self._model.context
        if len(answers) < MANY_ROWS:
            return {sequence: each.choose(context) for sequence, each in answers.items()}
        # The first look at the logits sorts them into the batch's order: once, before the threads.
        llama.llama_get_logits_ith(context, -1)
        results = self._samplers.map(lambda each: each.choose(context), answers.values())
        return dict(zip(answers, results, strict=True))

    def _end(self, slot: Slot, reason: FinishReason) -> None:
        if slot.answer is not None:
            slot.answer.finish(reason)
            self._pool.release(slot)
            self._is_full = False

    def _end_failed(self, slot: Slot, code: str, detail: str, **values: str) -> None:
        if slot.answer is not None:
            slot.answer.fail(code, detail, **values)
            self._pool.release(slot)
            self._is_full = False

    def _undo(self, busy: list[Slot], before: dict[int, int]) -> None:
        """Make the slots and the context agree again after a step that did not happen."""
        for slot in busy:
            answer, length = slot.answer, before[slot.sequence]
            tokens = slot.tokens[:length]
            if self._pool.roll_back(slot, length) or answer is None:
                continue
            if answer.request in self._cancelled:
                self._end(slot, FinishReason.CANCELLED)
            else:  # a model that cannot go back forgot everything: it is read again
                answer.continue_later(tokens)

    def _make_room(self, busy: list[Slot]) -> None:
        """The context is full: what rests goes first, then the youngest of several waits."""
        if self._pool.forget_oldest():
            return
        if len(busy) > 1:
            self._put_back(max(busy, key=lambda slot: slot.used))
            self._is_full = True
            return
        for slot in busy:
            room = f"{self._model.context_tokens:,}"
            if slot.answer is not None and slot.answer.written:
                self._end(slot, FinishReason.CONTEXT_FULL)
            else:
                self._end_failed(slot, "context_full", "", needed=room, available=room)

    def _put_back(self, slot: Slot) -> None:
        """Let an answer wait for another try."""
        answer = slot.answer
        if answer is not None:
            answer.continue_later(slot.tokens)
            self._pool.release(slot)
            self._pool.clear(slot)
            self._waiting.appendleft(answer)

    def _start_afresh(self, mine: list[Slot]) -> None:
        """Adapters drove the model beyond all numbers: forget everything before others meet it.

        Where attention only masks what is not theirs, what is no number reaches every sequence.
        """
        names = {Path(part.path).name: None for part in self._turns.adapters}
        problem = AdapterFault.NO_RESULT.value
        for slot in mine:
            self._end_failed(slot, AdapterInvalid.code, "", name=", ".join(names), problem=problem)
        for slot in reversed(self._pool.busy):
            self._put_back(slot)
        self._pool.forget_all()
        self._model.wipe()

    def _fail(self, busy: list[Slot], detail: str) -> None:
        for slot in busy:
            self._end_failed(slot, "engine_error", detail)
