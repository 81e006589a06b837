"""Single measurements of a loaded model, through the whole path: client, pipe, child, events.

Time is taken where the text arrives. Choice is greedy unless said otherwise, and the end of a turn
is written past, so that answers have equal lengths. All that is measured one by one is one
conversation to the engine: each prompt takes the place of the one before.
"""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.domain.errors import AppError
from app.domain.generation import (
    Delta,
    Failed,
    Finished,
    GenerationEvent,
    PromptMessage,
    Request,
    Role,
    Sampling,
    Thought,
)
from app.domain.protocols import Engine
from app.services.bench_prompts import QUOTING, WHOLE_ROUND, Prompts, quoted_share

QUESTION_TOKENS: Final = 20
_GREEDY: Final = Sampling(temperature=0)
_CONVERSATION: Final = "bench"
_FEW_WORDS: Final = 8
_HISTORY_ANSWER_TOKENS: Final = 8
_DOOR_SECONDS: Final = 0.05
_DOOR_TOKENS: Final = (32, 512)
"""At least and at most; more would be read in two steps."""


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer as it arrived; times are those of time.perf_counter."""

    text: str
    asked: float
    first: float
    last: float
    end: Finished

    @property
    def first_token_s(self) -> float:
        """From asking to the first text."""
        return self.first - self.asked

    @property
    def computed_tokens(self) -> int:
        """Of the prompt, those that were not remembered."""
        return self.end.usage.prompt_tokens - self.end.usage.cached_tokens

    @property
    def later_tokens(self) -> int:
        """Of the answer, those after the first."""
        return self.end.usage.completion_tokens - 1

    @property
    def writing_s(self) -> float:
        """From the first token to the last.

        A first token without text is heard late: then the engine's own time is the longer one.
        """
        rate = self.end.timing.decode_tokens_per_s
        return max(self.last - self.first, self.later_tokens / rate if rate else 0.0)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A short question after a history: `cached` of its tokens were not computed again."""

    tokens: int
    cached: int
    first_token_s: float


@dataclass(frozen=True, slots=True)
class SnapshotTimes:
    """One way out and in again; see SnapshotFigures."""

    tokens: int
    cached: int
    bytes: int
    out_s: float
    in_s: float
    compute_s: float


@dataclass(frozen=True, slots=True)
class Quotation:
    """An answer that was to quote: how much of it does, how fast it came, what was guessed."""

    quoted: float
    tokens_per_s: float
    guessed_tokens: int
    right_guesses: int


class Measures:
    """Measures one thing at a time. Every call blocks, and raises the AppError of a failure."""

    def __init__(self, engine: Engine) -> None:
        """The engine has a model loaded; `warm_up` comes first."""
        self._engine = engine
        self._prompts = Prompts()
        self._kept: dict[int, tuple[PromptMessage, ...]] = {}
        self._door_tokens = _DOOR_TOKENS[0]

    def warm_up(self) -> None:
        """Let everything be done once, and learn how many tokens a prompt has."""
        found = []
        for words in (_FEW_WORDS, _FEW_WORDS + WHOLE_ROUND):
            heard = self._ask(self._prompts.of_words(words), _FEW_WORDS)
            found.append((words, heard.end.usage.prompt_tokens))
            rate = heard.computed_tokens / heard.first_token_s
            least, most = _DOOR_TOKENS
            self._door_tokens = max(least, min(most, int(rate * _DOOR_SECONDS)))
        self._prompts.learn(*found)

    def read(self, tokens: int) -> tuple[int, float]:
        """Read a new prompt: its tokens in truth, and how many of them a second."""
        heard = self._ask(self._prompts.of_tokens(tokens), 1)
        return heard.end.usage.prompt_tokens, heard.computed_tokens / heard.first_token_s

    def write(self, depth: int, tokens: int, sampling: Sampling = _GREEDY) -> tuple[int, float]:
        """Write so many tokens behind a prompt: the tokens of that, and the tokens a second."""
        prompt = self._keep(depth)
        self._ask(prompt, 1)  # read by now, or remembered
        heard = self._ask(prompt, tokens, sampling)
        return heard.end.usage.prompt_tokens, _rate(heard.later_tokens, heard.writing_s)

    def write_together(self, sequences: int, prompt_tokens: int, tokens: int) -> float:
        """Write so many answers at once to prompts of their own; tokens a second of all together.

        They are asked for while another prompt is read, so that theirs are read together and they
        are written together, from the first token to the last: the time is what lies between.
        """
        self._ask(self._prompts.of_tokens(0), 1)  # what was read before is forgotten
        door = self._begin(1, min(self._door_tokens, sequences * prompt_tokens), 1)
        door.began.wait()
        ears = [self._begin(number, prompt_tokens, tokens) for number in range(1, sequences + 1)]
        door.wait()
        heard = [ear.wait() for ear in ears]
        together = max(each.last for each in heard) - min(each.first for each in heard)
        seconds = max(together, *(each.writing_s for each in heard))
        return _rate(sum(each.later_tokens for each in heard), seconds)

    def follow_up(self, tokens: int) -> FollowUp:
        """Ask a short question after a history of so many tokens."""
        history = self._keep(tokens)
        first = self._ask(history, _HISTORY_ANSWER_TOKENS)
        said = PromptMessage(Role.ASSISTANT, first.text.strip() or "Yes.")
        question = self._prompts.question(QUESTION_TOKENS)
        heard = self._ask((*history, said, question), 1)
        usage = first.end.usage
        return FollowUp(usage.prompt_tokens, heard.end.usage.cached_tokens, heard.first_token_s)

    def snapshot(self, tokens: int) -> SnapshotTimes | None:
        """Put a conversation away, lose it, take it back; None when nothing is remembered."""
        prompt = self._prompts.of_tokens(tokens)
        computed = self._ask(prompt, 1)
        began = time.perf_counter()
        kept = self._engine.snapshot(_CONVERSATION)
        out_s = time.perf_counter() - began
        if kept is None:
            return None
        self._ask(self._prompts.of_tokens(0), 1)  # takes its place
        began = time.perf_counter()
        self._engine.restore(_CONVERSATION, kept)
        again = self._ask(prompt, 1)
        return SnapshotTimes(
            tokens=computed.end.usage.prompt_tokens,
            cached=again.end.usage.cached_tokens,
            bytes=len(kept.data),
            out_s=out_s,
            in_s=again.first - began,
            compute_s=computed.first_token_s,
        )

    def quote(self, tokens: int, *, speculate: bool) -> Quotation:
        """Have passages quoted, in an answer of so many tokens."""
        self._ask(QUOTING, 1)
        heard = self._ask(QUOTING, tokens, speculate=speculate)
        usage, rate = heard.end.usage, _rate(heard.later_tokens, heard.writing_s)
        return Quotation(quoted_share(heard.text), rate, usage.guessed_tokens, usage.right_guesses)

    def _begin(self, speaker: int, prompt_tokens: int, tokens: int) -> "_Ear":
        """An answer in a conversation of its own."""
        prompt = self._prompts.of_tokens(prompt_tokens, speaker)
        request = _request(prompt, tokens, conversation=f"{_CONVERSATION} {speaker}")
        return _Ear(self._engine, request)

    def _keep(self, tokens: int) -> tuple[PromptMessage, ...]:
        """A prompt that is the same every time."""
        if tokens not in self._kept:
            self._kept[tokens] = self._prompts.of_tokens(tokens)
        return self._kept[tokens]

    def _ask(
        self,
        messages: Sequence[PromptMessage],
        tokens: int,
        sampling: Sampling = _GREEDY,
        *,
        speculate: bool = False,
    ) -> Heard:
        request = _request(messages, tokens, sampling, speculate=speculate)
        return _Ear(self._engine, request).wait()


class _Ear:
    """Begins an answer and listens to it."""

    def __init__(self, engine: Engine, request: Request) -> None:
        self._parts: list[str] = []
        self._first = self._last = 0.0
        self._finished: Finished | None = None
        self._error: AppError | None = None
        self.began = threading.Event()
        """Set once the prompt is being read."""
        self._ended = threading.Event()
        self._asked = time.perf_counter()
        engine.generate(request, self._hear)

    def wait(self) -> Heard:
        """The answer, once it has ended; raises the AppError of one that failed."""
        self._ended.wait()
        if self._finished is None:
            raise self._error or AssertionError
        return Heard("".join(self._parts), self._asked, self._first, self._last, self._finished)

    def _hear(self, event: GenerationEvent) -> None:
        """On the engine's thread."""
        now = time.perf_counter()
        match event:
            case Delta(text):
                self._first = self._first or now
                self._parts.append(text)
            case Thought():  # no part of the answer, but written like it
                self._first = self._first or now
            case Finished() | Failed():
                self._first, self._last = self._first or now, now
                self._finished = event if isinstance(event, Finished) else None
                self._error = event.error if isinstance(event, Failed) else None
                self._ended.set()
        self.began.set()


def _request(
    messages: Sequence[PromptMessage],
    tokens: int,
    sampling: Sampling = _GREEDY,
    *,
    conversation: str = _CONVERSATION,
    speculate: bool = False,
) -> Request:
    return Request(
        messages=tuple(messages),
        sampling=sampling,
        max_tokens=tokens,
        conversation=conversation,
        speculate=speculate,
        thinks=False,
        ignore_end=True,
    )


def _rate(tokens: int, seconds: float) -> float:
    return tokens / seconds if seconds > 0 else 0.0
