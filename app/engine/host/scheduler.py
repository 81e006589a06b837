"""Many answers from one context: each step is one batch with a piece of every answer under way.

A slot is a sequence of the context. It remembers the tokens it has read, so that the next prompt
begins where it differs from them.
"""

import collections
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from app.domain.generation import FinishReason, Timing, Usage
from app.engine.commands import Done, Generate, GenerateFailed, Progress, Text
from app.engine.host.chat_template import TemplateRefused
from app.engine.host.model import ABORTED, DECODED, NO_ROOM, Abort, Batch, Model
from app.engine.host.sampler import Sampler
from app.engine.host.vocabulary import StopWatch, Utf8Stream

PROMPT_STEP_TOKENS: Final = 512
"""Of a prompt in one step: how often progress is told, a stop is heard, others get their turn."""
FLUSH_SECONDS: Final = 0.012
"""Text is sent at most this often: a frame for each token would cost a fast model its speed."""

Reply = Text | Done | GenerateFailed | Progress
Send = Callable[[Reply], None]


@dataclass(slots=True)
class Slot:
    """A sequence of the context and what it remembers."""

    sequence: int
    tokens: list[int] = field(default_factory=list)
    answer: "Answer | None" = None

    def shared_with(self, prompt: list[int]) -> int:
        """How many tokens at the beginning of `prompt` are here already."""
        shared = 0
        for mine, theirs in zip(self.tokens, prompt, strict=False):
            if mine != theirs:
                break
            shared += 1
        # The last token is computed anew: its logits begin the answer.
        return min(shared, len(prompt) - 1)


class Answer:
    """One answer in the making: what is to be read, what was written, how it ends."""

    def __init__(self, wanted: Generate, prompt: list[int], model: Model, send: Send) -> None:
        self.request = wanted.request
        self.prompt = prompt
        self.cached = 0
        self.written = 0
        self.next_token: int | None = None
        self.row = -1
        self._wanted = wanted
        self._vocabulary = model.vocabulary
        self._send = send
        self._sampler = Sampler(wanted.sampling, model.vocabulary.size)
        self._utf8 = Utf8Stream()
        self._stops = StopWatch((*wanted.stop, *model.template.stops))
        self._pending: list[str] = []
        self._asked = time.monotonic()
        self._began = self._first = self._last = self._flushed = 0.0

    def begin(self, cached: int) -> None:
        """The first step is about to run; `cached` prompt tokens need no computing."""
        self.cached = cached
        self._began = time.monotonic()
        self._send(Progress(self.request, cached, len(self.prompt)))

    def tell_progress(self, done: int) -> None:
        """`done` prompt tokens are read."""
        self._send(Progress(self.request, done, len(self.prompt)))

    def choose(self, context: Any) -> FinishReason | None:
        """Sample the next token from this step's logits; the reason when that ends the answer."""
        token = self._sampler.sample(context, self.row)
        self._last = time.monotonic()
        if not self._first:
            self._first = self._last
        if self._vocabulary.ends_answer(token):
            self.next_token = None
            return FinishReason.STOP
        self.written += 1
        self.next_token = token
        self._say(self._stops.feed(self._utf8.feed(self._vocabulary.bytes_of(token))))
        if self._stops.has_stopped:
            return FinishReason.STOP
        limit = self._wanted.max_tokens
        if limit is not None and limit <= self.written:
            return FinishReason.LENGTH
        return None

    def finish(self, reason: FinishReason) -> None:
        """Send what is left, then the end."""
        if not self._stops.has_stopped:
            # Cut off in the middle of a character, the answer ends before it.
            rest = self._utf8.rest() if reason is FinishReason.STOP else ""
            self._pending.append(self._stops.feed(rest) + self._stops.rest())
        self._flush()
        usage = Usage(len(self.prompt), self.cached, self.written)
        self._send(Done(self.request, reason, usage, self._timing()))
        self._sampler.free()

    def fail(self, code: str, detail: str, **values: str) -> None:
        """Send what there is, then the failure."""
        self._flush()
        self._send(GenerateFailed(self.request, code, detail, values))
        self._sampler.free()

    def _say(self, text: str) -> None:
        if text:
            self._pending.append(text)
        if self._last - self._flushed >= FLUSH_SECONDS:
            self._flush()

    def _flush(self) -> None:
        text = "".join(self._pending)
        self._pending.clear()
        self._flushed = time.monotonic()
        if text:
            self._send(Text(self.request, text))

    def _timing(self) -> Timing:
        computed = len(self.prompt) - self.cached
        reading = self._first - self._began
        writing = self._last - self._first
        return Timing(
            first_token_s=max(0.0, self._first - self._asked),
            prompt_tokens_per_s=computed / reading if reading > 0 else 0.0,
            decode_tokens_per_s=(self.written - 1) / writing if writing > 0 else 0.0,
        )


class Scheduler:
    """Gives the slots of one model to the answers that wait, in the order they came."""

    def __init__(self, model: Model, sequences: int, abort: Abort, send: Send) -> None:
        self._model = model
        self._abort = abort
        self._send = send
        self._slots = [Slot(sequence) for sequence in range(sequences)]
        self._waiting: collections.deque[Answer] = collections.deque()
        self._cancelled: set[int] = set()
        self._batch = Batch(model.batch_tokens)

    @property
    def is_idle(self) -> bool:
        """Whether there is nothing to compute."""
        return not self._waiting and all(slot.answer is None for slot in self._slots)

    def submit(self, wanted: Generate) -> None:
        """Queue an answer; one that cannot begin fails at once."""
        try:
            segments = self._model.template.segments(wanted.messages)
        except TemplateRefused as error:
            self._send(GenerateFailed(wanted.request, "engine_error", str(error), {}))
            return
        prompt = self._model.vocabulary.encode(segments)
        room = self._model.context_tokens
        if not prompt or len(prompt) >= room:
            values = {"needed": f"{len(prompt):,}", "available": f"{room:,}"}
            self._send(GenerateFailed(wanted.request, "context_full", "", values))
            return
        self._waiting.append(Answer(wanted, prompt, self._model, self._send))

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
        busy = [slot for slot in self._slots if slot.answer is not None]
        if not busy:
            return
        before = {slot.sequence: len(slot.tokens) for slot in busy}
        self._fill(busy)
        outcome = self._model.decode(self._batch)
        if outcome == DECODED:
            self._hand_out(busy)
            return
        self._roll_back(busy, before)
        if outcome != ABORTED:
            self._fail(busy, outcome)

    def fail_all(self, code: str, detail: str) -> None:
        """End everything that runs or waits."""
        for answer in (*self._running(), *self._waiting):
            answer.fail(code, detail)
        self._waiting.clear()
        for slot in self._slots:
            slot.answer = None

    def _running(self) -> Iterable[Answer]:
        return [slot.answer for slot in self._slots if slot.answer is not None]

    def _drop_cancelled(self) -> None:
        # Taken as they are now: others may be added by the listening thread meanwhile.
        cancelled = self._cancelled.copy()
        if not cancelled:
            return
        for slot in self._slots:
            if slot.answer is not None and slot.answer.request in cancelled:
                self._end(slot, FinishReason.CANCELLED)
        for answer in [a for a in self._waiting if a.request in cancelled]:
            self._waiting.remove(answer)
            answer.finish(FinishReason.CANCELLED)
        # A number that names nothing is of an answer that ended in the meantime.
        self._cancelled -= cancelled

    def _admit(self) -> None:
        free = [slot for slot in self._slots if slot.answer is None]
        while self._waiting and free:
            answer = self._waiting.popleft()
            slot = max(free, key=lambda candidate: candidate.shared_with(answer.prompt))
            free.remove(slot)
            kept = self._model.forget(slot.sequence, slot.shared_with(answer.prompt))
            del slot.tokens[kept:]
            slot.answer = answer
            answer.begin(kept)

    def _fill(self, busy: list[Slot]) -> None:
        """Single tokens of running answers first, then pieces of prompts into the room left."""
        self._batch.clear()
        for slot in busy:
            answer = slot.answer
            if answer is not None and answer.next_token is not None:
                answer.row = self._batch.add(
                    (answer.next_token,), len(slot.tokens), slot.sequence, logits=True
                )
                slot.tokens.append(answer.next_token)
        for slot in busy:
            answer = slot.answer
            if answer is not None and answer.next_token is None:
                self._add_prompt_piece(slot, answer)

    def _add_prompt_piece(self, slot: Slot, answer: Answer) -> None:
        done = len(slot.tokens)
        piece = answer.prompt[done : done + min(PROMPT_STEP_TOKENS, self._batch.room)]
        answer.row = -1
        if piece:
            is_last = done + len(piece) == len(answer.prompt)
            row = self._batch.add(piece, done, slot.sequence, logits=is_last)
            slot.tokens += piece
            answer.row = row if is_last else -1

    def _hand_out(self, busy: list[Slot]) -> None:
        for slot in busy:
            answer = slot.answer
            if answer is None:
                continue
            if answer.row < 0:
                answer.tell_progress(len(slot.tokens))
                continue
            reason = answer.choose(self._model.context)
            if reason is None and len(slot.tokens) >= self._model.context_tokens:
                reason = FinishReason.CONTEXT_FULL
            if reason is not None:
                self._end(slot, reason)

    def _end(self, slot: Slot, reason: FinishReason) -> None:
        if slot.answer is not None:
            slot.answer.finish(reason)
            slot.answer = None

    def _roll_back(self, busy: list[Slot], before: dict[int, int]) -> None:
        """Make the slots and the context agree again after a step that did not happen."""
        for slot in busy:
            kept = self._model.forget(slot.sequence, before[slot.sequence])
            del slot.tokens[kept:]
            answer = slot.answer
            if answer is None or kept == before[slot.sequence]:
                continue
            if answer.request in self._cancelled:
                self._end(slot, FinishReason.CANCELLED)
            else:
                self._fail_slot(slot, "engine_error", "the model cannot go back after a stop")

    def _fail(self, busy: list[Slot], outcome: int) -> None:
        code = "context_full" if outcome == NO_ROOM else "engine_error"
        for slot in busy:
            room = f"{self._model.context_tokens:,}"
            self._fail_slot(
                slot, code, f"llama_decode returned {outcome}", needed=room, available=room
            )

    def _fail_slot(self, slot: Slot, code: str, detail: str, **values: str) -> None:
        if slot.answer is not None:
            slot.answer.fail(code, detail, **values)
            slot.answer = None
