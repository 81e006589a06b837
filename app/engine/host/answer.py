"""One answer in the making: what is to be read, what was written, how it ends."""

import time
from collections.abc import Callable, Sequence
from typing import Any, Final

from app.domain.errors import AppError
from app.domain.generation import FinishReason, Thought, Timing, TokenLogprob, Usage
from app.domain.tools import ToolCall
from app.engine.commands import Called, Done, Generate, GenerateFailed, Progress, Text, Thinking
from app.engine.host.adapters import AdapterSet
from app.engine.host.given import Given
from app.engine.host.model import Model
from app.engine.host.sampler import Sampler, SamplerRefused
from app.engine.host.spans import Part, Spans
from app.engine.host.speculation import Speculation
from app.engine.host.vocabulary import StopWatch, Utf8Stream

FLUSH_SECONDS: Final = 0.033
"""Text is sent at most this often: no window paints more often, and on two cores whoever receives a
frame takes the time for it, 0.2 ms, from the model."""

Reply = Text | Thinking | Called | Done | GenerateFailed | Progress
Send = Callable[[Reply], None]


class Answer:
    """Keeps the state of an answer between steps and tells the client what came of each."""

    def __init__(
        self,
        wanted: Generate,
        prompt: list[int],
        model: Model,
        send: Send,
        speculation: Speculation | None = None,
        spans: Spans | None = None,
        adapters: AdapterSet = (),
    ) -> None:
        """Raises SamplerRefused when the sampling or the format cannot be used.

        `speculation` guesses ahead; `spans` tells thoughts and calls from text, without it all is
        text; `adapters` change the model while it reads and writes.
        """
        self.request = wanted.request
        self.conversation = wanted.conversation
        self.adapters = adapters
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
        self._given: Given | None = None
        self._sampler: Sampler | Given
        self._speculation: Speculation | Given | None
        if wanted.judged:
            self._given = Given(wanted.judged, model.vocabulary, wanted.logprobs)
            self._sampler = self._speculation = self._given
        else:
            self._sampler = _sampler(wanted, model)
            self._speculation = speculation
        self._utf8 = Utf8Stream()
        self._stops = StopWatch(_stops(wanted, model))
        self._spans = spans
        self._pending: list[str] = []
        self._thoughts: list[str] = []
        """Pending too; at most one of the two holds anything."""
        self._has_called = False
        self._chosen_logprobs: list[TokenLogprob] = []
        self._logprobs: list[TokenLogprob] = []
        self._asked_tokens = len(prompt)
        self._cached = -1
        self._written = 0
        self._asked = time.monotonic()
        self._began = self._first = self._last = self._flushed = 0.0
        self._thought_first = self._thought_last = 0.0

    @property
    def written(self) -> int:
        """Tokens of the answer so far."""
        return self._written

    @property
    def longest(self) -> int:
        """Tokens that may still be written."""
        most = self._model.context_tokens if self._limit is None else self._limit
        return most - self._written

    def begin(self, cached: int, sequence: int) -> None:
        """The first step is about to run; `cached` prompt tokens need no computing."""
        if self._model.samples_on_device and not self.adapters:  # theirs are looked at here
            self._sampler.attach(self._model.context, sequence)
        if self._cached < 0:
            self._cached = cached
            self._began = time.monotonic()
        self.tell_progress(cached)

    def tell_progress(self, done: int) -> None:
        """`done` prompt tokens are read."""
        self._send(Progress(self.request, min(done, len(self.prompt)), len(self.prompt)))

    def propose(self, tokens: list[int], most: int) -> list[int]:
        """Guess what follows `tokens` and `next_token`; at most `most` tokens, often none."""
        self.guess = []
        if self._speculation is not None and self.next_token is not None and most > 0:
            room = most if self._limit is None else min(most, self._limit - self._written - 1)
            self.guess = self._speculation.guess([*tokens, self.next_token], room)
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
        if self._speculation is not None:
            self._speculation.learn(len(self.guess), len(chosen) - 1)
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
        self._sampler.detach()

    def finish(self, reason: FinishReason) -> None:
        """Send what is left, then the end."""
        if not self._stops.has_stopped:
            # Cut off in the middle of a character, the answer ends before it.
            self._hear(self._utf8.rest() if reason is FinishReason.STOP else "")
            self._hear_rest()
        if self._has_called and reason is FinishReason.STOP:
            reason = FinishReason.TOOL_CALLS
        self._flush()
        self._send(Done(self.request, reason, self._usage(), self._timing()))
        self._sampler.free()

    def fail(self, code: str, detail: str, **values: str) -> None:
        """Send what there is, then the failure."""
        self._hear_rest()
        self._flush()
        self._send(GenerateFailed(self.request, code, detail, values))
        self._sampler.free()

    @property
    def _limit(self) -> int | None:
        return self._wanted.max_tokens if self._given is None else len(self._given)

    def _write(self, token: int, logprobs: list[TokenLogprob]) -> FinishReason | None:
        if not self._wanted.ignore_end and self._model.vocabulary.ends_answer(token):
            return FinishReason.STOP
        self._written += 1
        self._logprobs += logprobs
        if self._speculation is not None:
            self._speculation.add(token)
        if self._spans is None:
            self._say(self._stops.feed(self._utf8.feed(self._model.vocabulary.bytes_of(token))))
        else:
            sign = self._spans.signs.get(token)
            self._hear(sign or self._utf8.feed(self._model.vocabulary.bytes_of(token)))
        if self._stops.has_stopped or (self._given and self._written == len(self._given)):
            return FinishReason.STOP
        if self._limit is not None and self._limit <= self._written:
            return FinishReason.LENGTH
        return None

    def _hear(self, piece: str) -> None:
        """More of the stream, of which only a part may be text for the reader."""
        self._hear_parts([piece] if self._spans is None else self._spans.feed(piece))

    def _hear_rest(self) -> None:
        """What was held back, for there is no more."""
        if self._spans is not None:
            self._hear_parts(self._spans.rest())
        if not self._stops.has_stopped:
            self._say(self._stops.rest())

    def _hear_parts(self, parts: Sequence[Part]) -> None:
        for part in parts:
            if self._stops.has_stopped:
                return
            if isinstance(part, str):
                self._say(self._stops.feed(part))
                continue
            self._say(self._stops.rest())  # no stop string reaches across a thought or a call
            if isinstance(part, Thought):
                self._think(part.text)
            else:
                self._call(part)
        self._flush_if_due()

    def _think(self, text: str) -> None:
        if self._pending:
            self._flush()
        self._thoughts.append(text)
        self._thought_last = self._last
        self._thought_first = self._thought_first or self._last
        self._flush_if_due()

    def _call(self, call: ToolCall) -> None:
        self._flush()
        self._has_called = True
        self._send(Called(self.request, call))

    def _say(self, text: str) -> None:
        if text:
            if self._thoughts:
                self._flush()
            self._pending.append(text)
        self._flush_if_due()

    def _flush_if_due(self) -> None:
        if self._last - self._flushed >= FLUSH_SECONDS:
            self._flush()

    def _flush(self) -> None:
        text, logprobs = "".join(self._pending), tuple(self._logprobs)
        if self._thoughts:
            self._send(Thinking(self.request, "".join(self._thoughts)))
            self._thoughts.clear()
        self._pending.clear()
        self._logprobs.clear()
        self._flushed = time.monotonic()
        if text or logprobs:
            self._send(Text(self.request, text, logprobs))

    def _usage(self) -> Usage:
        guessed, right = 0, 0
        if self._speculation is not None:
            guessed, right = self._speculation.guessed, self._speculation.right
        return Usage(self._asked_tokens, max(self._cached, 0), self._written, guessed, right)

    def _timing(self) -> Timing:
        computed = self._asked_tokens - max(self._cached, 0)
        reading = self._first - self._began
        writing = self._last - self._first
        return Timing(
            first_token_s=max(0.0, self._first - self._asked),
            prompt_tokens_per_s=computed / reading if reading > 0 else 0.0,
            decode_tokens_per_s=(self._written - 1) / writing if writing > 0 else 0.0,
            thinking_s=self._thought_last - self._thought_first,
        )


def _sampler(wanted: Generate, model: Model) -> Sampler:
    return Sampler(
        wanted.sampling,
        model.vocabulary,
        model.context_tokens,
        grammar=wanted.grammar,
        json_schema=wanted.json_schema,
        logprobs=wanted.logprobs,
    )


def _stops(wanted: Generate, model: Model) -> tuple[str, ...]:
    """What ends an answer; nothing ends one that is read to its own end."""
    if wanted.judged:
        return ()
    return wanted.stop + (() if wanted.ignore_end else model.template.stops)
