"""One answer in the making: what is to be read, what was written, how it ends."""

import time
from collections.abc import Callable
from typing import Any, Final

from app.domain.errors import AppError
from app.domain.generation import FinishReason, Timing, TokenLogprob, Usage
from app.engine.commands import Done, Generate, GenerateFailed, Progress, Text
from app.engine.host.lookup import Lookup
from app.engine.host.model import Model
from app.engine.host.sampler import Sampler, SamplerRefused
from app.engine.host.vocabulary import StopWatch, Utf8Stream

FLUSH_SECONDS: Final = 0.012
"""Text is sent at most this often: a frame for each token would cost a fast model its speed."""

Reply = Text | Done | GenerateFailed | Progress
Send = Callable[[Reply], None]


class Answer:
    """Keeps the state of an answer between steps and tells the client what came of each."""

    def __init__(self, wanted: Generate, prompt: list[int], model: Model, send: Send) -> None:
        """Raises SamplerRefused when the sampling or the format cannot be used."""
        self.request = wanted.request
        self.conversation = wanted.conversation
        self.prompt = prompt
        self.next_token: int | None = None
        """Chosen and not yet read by the model; None while the prompt is being read."""
        self.guess: list[int] = []
        """Tokens proposed to follow `next_token` in this step."""
        self.rows: list[int] = []
        """Rows of this step's batch whose logits are this answer's, in order."""
        self.refusal: AppError | None = None
        """Why the answer cannot go on: no token follows its grammar."""
        self._wanted = wanted
        self._model = model
        self._send = send
        self._sampler = Sampler(
            wanted.sampling,
            model.vocabulary,
            model.context_tokens,
            grammar=wanted.grammar,
            json_schema=wanted.json_schema,
            logprobs=wanted.logprobs,
        )
        self._lookup = Lookup(prompt) if wanted.speculate and model.can_go_back else None
        self._utf8 = Utf8Stream()
        self._stops = StopWatch(wanted.stop + (() if wanted.ignore_end else model.template.stops))
        self._pending: list[str] = []
        self._chosen_logprobs: list[TokenLogprob] = []
        self._logprobs: list[TokenLogprob] = []
        self._asked_tokens = len(prompt)
        self._cached = -1
        self._written = 0
        self._asked = time.monotonic()
        self._began = self._first = self._last = self._flushed = 0.0

    @property
    def written(self) -> int:
        """Tokens of the answer so far."""
        return self._written

    def begin(self, cached: int) -> None:
        """The first step is about to run; `cached` prompt tokens need no computing."""
        if self._cached < 0:
            self._cached = cached
            self._began = time.monotonic()
        self.tell_progress(cached)

    def tell_progress(self, done: int) -> None:
        """`done` prompt tokens are read."""
        self._send(Progress(self.request, min(done, len(self.prompt)), len(self.prompt)))

    def propose(self, most: int) -> list[int]:
        """Guess what follows `next_token`; at most `most` tokens, often none."""
        room = most if self._limit is None else min(most, self._limit - self._written - 1)
        self.guess = self._lookup.guess(room) if self._lookup is not None else []
        return self.guess

    def choose(self, context: Any) -> list[int]:
        """Sample from this step's rows: one token, and one more for each guess that was right.

        Fewer when `refusal` says that the grammar let none through.
        """
        chosen: list[int] = []
        for place, row in enumerate(self.rows):
            try:
                token = self._sampler.sample(context, row)
            except SamplerRefused as refusal:
                self.refusal = refusal.error
                break
            chosen.append(token)
            if self._sampler.logprob is not None:
                self._chosen_logprobs.append(self._sampler.logprob)
            if place >= len(self.guess) or token != self.guess[place]:
                break
        return chosen

    def take(self, chosen: list[int]) -> FinishReason | None:
        """Write the chosen tokens; the reason when one of them ends the answer."""
        if self._lookup is not None:
            self._lookup.learn(len(self.guess), len(chosen) - 1)
        self._last = time.monotonic()
        self._first = self._first or self._last
        logprobs, self._chosen_logprobs = self._chosen_logprobs, []
        for place, token in enumerate(chosen):
            reason = self._write(token, logprobs[place : place + 1])
            if reason is not None:
                self.next_token = None
                return reason
        self.next_token = chosen[-1] if chosen else None
        return None

    def continue_later(self, tokens: list[int]) -> None:
        """The room is needed: what was read and written becomes the prompt of another try."""
        last = [] if self.next_token is None else [self.next_token]
        self.prompt = self.prompt if len(tokens) < len(self.prompt) else [*tokens, *last]
        self.next_token = None
        self.guess, self.rows = [], []

    def finish(self, reason: FinishReason) -> None:
        """Send what is left, then the end."""
        if not self._stops.has_stopped:
            # Cut off in the middle of a character, the answer ends before it.
            rest = self._utf8.rest() if reason is FinishReason.STOP else ""
            self._pending.append(self._stops.feed(rest) + self._stops.rest())
        self._flush()
        self._send(Done(self.request, reason, self._usage(), self._timing()))
        self._sampler.free()

    def fail(self, code: str, detail: str, **values: str) -> None:
        """Send what there is, then the failure."""
        self._flush()
        self._send(GenerateFailed(self.request, code, detail, values))
        self._sampler.free()

    @property
    def _limit(self) -> int | None:
        return self._wanted.max_tokens

    def _write(self, token: int, logprobs: list[TokenLogprob]) -> FinishReason | None:
        if not self._wanted.ignore_end and self._model.vocabulary.ends_answer(token):
            return FinishReason.STOP
        self._written += 1
        self._logprobs += logprobs
        if self._lookup is not None:
            self._lookup.add(token)
        self._say(self._stops.feed(self._utf8.feed(self._model.vocabulary.bytes_of(token))))
        if self._stops.has_stopped:
            return FinishReason.STOP
        if self._limit is not None and self._limit <= self._written:
            return FinishReason.LENGTH
        return None

    def _say(self, text: str) -> None:
        if text:
            self._pending.append(text)
        if self._last - self._flushed >= FLUSH_SECONDS:
            self._flush()

    def _flush(self) -> None:
        text, logprobs = "".join(self._pending), tuple(self._logprobs)
        self._pending.clear()
        self._logprobs.clear()
        self._flushed = time.monotonic()
        if text or logprobs:
            self._send(Text(self.request, text, logprobs))

    def _usage(self) -> Usage:
        return Usage(self._asked_tokens, max(self._cached, 0), self._written)

    def _timing(self) -> Timing:
        computed = self._asked_tokens - max(self._cached, 0)
        reading = self._first - self._began
        writing = self._last - self._first
        return Timing(
            first_token_s=max(0.0, self._first - self._asked),
            prompt_tokens_per_s=computed / reading if reading > 0 else 0.0,
            decode_tokens_per_s=(self._written - 1) / writing if writing > 0 else 0.0,
        )
