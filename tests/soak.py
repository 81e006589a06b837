"""Many short requests, many at once, with cancels and killed children: what must hold all the way.

Every request ends exactly once, no answer holds a word of another's, and neither the parent nor a
child grows. Everything that is chosen is chosen by the seed; what falls together in time is not.
"""

import contextlib
import heapq
import os
import queue
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import psutil
from answers import Answer
from soak_prompts import Prompt, cut, foreign_words, prompts
from soak_report import HEADING, Report

from app.config.machine import private_memory
from app.domain.errors import EngineCrashed, EngineUnavailable, EngineUnstable
from app.domain.generation import (
    Delta,
    Failed,
    Finished,
    FinishReason,
    GenerationEvent,
    Request,
    Sampling,
)
from app.domain.models import LoadRequest
from app.engine.backoff import LONGEST_WAIT_SECONDS
from app.engine.client import EngineClient

GIVE_UP_SECONDS: Final = 180
"""Of waking time without a single end: then something hangs."""
_SETTLE_SECONDS: Final = 10
"""For the thread that watches a child with work to see that there is none."""
_MOMENT: Final = 5.0
"""Between a kill and its being known."""
_LONGEST_REFUSAL: Final = LONGEST_WAIT_SECONDS + _MOMENT
_CHILD_EVERY: Final = 20
_GREEDY: Final = Sampling(temperature=0)


@dataclass(frozen=True)
class Plan:
    """What a run does; the share of cancels, of sampled answers and so on are fixed."""

    model: Path
    requests: int = 2000
    kills: int = 20
    seed: int = 1
    in_flight: int = 24
    words: int = 24
    context: int = 4096
    threads: int = 1
    longest: int = 40
    """Tokens of an answer at most."""
    every: int = 200
    """Requests from one row of the table to the next."""


@dataclass(eq=False)
class Ask:
    """A request and all that came of it."""

    prompt: Prompt
    request: Request
    on_end: Callable[["Ask"], None]
    sent: float = 0.0
    text: str = ""
    ends: list[Finished | Failed] = field(default_factory=list)
    is_late: bool = False
    """Something came after the end."""

    @property
    def is_greedy(self) -> bool:
        return self.request.sampling.temperature == 0

    def hear(self, event: GenerationEvent) -> None:
        self.is_late |= bool(self.ends)
        if isinstance(event, Delta):
            self.text += event.text
        elif isinstance(event, Finished | Failed):
            self.ends.append(event)
            self.on_end(self)


class Mischief(threading.Thread):
    """Does things at their time: cancels an answer, kills the child."""

    def __init__(self) -> None:
        super().__init__(name="mischief", daemon=True)
        self._todo: list[tuple[float, int, Callable[[], None]]] = []
        self._changed = threading.Condition()
        self._is_over = False

    def soon(self, seconds: float, what: Callable[[], None]) -> None:
        with self._changed:
            heapq.heappush(self._todo, (time.monotonic() + seconds, id(what), what))
            self._changed.notify()

    def end(self) -> None:
        with self._changed:
            self._is_over = True
            self._changed.notify()
        self.join()

    def run(self) -> None:
        while True:
            with self._changed:
                if self._is_over:
                    return
                left = self._todo[0][0] - time.monotonic() if self._todo else None
                if left is None or left > 0:
                    self._changed.wait(left)
                    continue
                what = heapq.heappop(self._todo)[2]
            what()


class Soak:
    """One run against an engine of its own."""

    def __init__(self, plan: Plan, say: Callable[[str], None]) -> None:
        self._plan = plan
        self._say = say
        self._random = random.Random(plan.seed)
        self._engine = EngineClient()
        self._mischief = Mischief()
        self._ended: queue.SimpleQueue[Ask] = queue.SimpleQueue()
        self._running: set[Ask] = set()
        self._references: dict[Prompt, set[str]] = {}
        self._report = Report(say)
        self._sent = self._done = self._kills = self._lives = 0
        self._last_kill = -1e9
        self._busiest = 0
        # Within the first part, so that the last child lives long enough to be seen growing.
        kill_after = [self._random.uniform(0.02, 0.7) for _ in range(plan.kills)]
        self._kill_after = sorted((plan.requests * share for share in kill_after), reverse=True)

    def run(self) -> Report:
        """Do all of it; the report."""
        self._mischief.start()
        with contextlib.closing(self._engine):
            self._load()
            self._say(f"{len(self._read_references())} answers given alone")
            self._sample()
            self._say(HEADING)
            started = time.monotonic()
            while self._done < self._plan.requests:
                goal = min(self._plan.requests, self._sent + self._plan.every)
                self._until(goal)
                self._sample()
                seconds = time.monotonic() - started
                self._say(self._report.line(self._done, seconds, self._kills, self._busiest))
                self._busiest = 0
            self._mischief.end()
        self._report.judge_sizes()
        return self._report

    # --- asking ------------------------------------------------------------------------------

    def _read_references(self) -> dict[Prompt, set[str]]:
        """What is answered alone: read anew, and from the cache, where the arithmetic differs."""
        for prompt in prompts(self._plan.words, self._answer_alone):
            texts = {self._answer_alone(prompt) for _ in range(2)}
            if not any(foreign_words(text, prompt.word) for text in texts):
                self._references[prompt] = texts
        return self._references

    def _answer_alone(self, prompt: Prompt) -> str:
        answer = Answer()
        request = Request(prompt.messages, _GREEDY, self._plan.longest)
        self._engine.generate(request, answer.hear)
        answer.finished(GIVE_UP_SECONDS)
        return answer.text

    def _until(self, goal: int) -> None:
        """Send requests up to a number, and see the end of all of them."""
        level, changes_at = 1, self._sent
        while self._sent < goal or self._running:
            if self._engine.loaded() is None:
                self._load()
            if self._sent >= changes_at:
                level = self._random.choice((1, 2, 4, 8, 16, self._plan.in_flight))
                changes_at = self._sent + self._random.randint(10, 40)
            while self._sent < goal and len(self._running) < level and self._engine.loaded():
                self._send()
            self._take_ends()

    def _send(self) -> None:
        choose = self._random
        prompt = choose.choice(list(self._references))
        ask = Ask(prompt, self._request(prompt), self._ended.put, time.monotonic())
        self._running.add(ask)
        self._sent += 1
        self._busiest = max(self._busiest, len(self._running))
        generation = self._engine.generate(ask.request, ask.hear)
        fate = choose.random()
        if fate < 0.05:
            generation.cancel()
        elif fate < 0.15:
            self._mischief.soon(choose.expovariate(2), generation.cancel)
        if self._kill_after and self._sent >= self._kill_after[-1]:
            self._kill_after.pop()
            self._mischief.soon(choose.uniform(0, 0.5), self._kill)
            while self._kill_after and choose.random() < 0.25:  # in the middle of the next load
                self._kill_after.pop()
                self._mischief.soon(choose.uniform(0.3, 1.5), self._kill)

    def _request(self, prompt: Prompt) -> Request:
        choose = self._random
        is_sampled = choose.random() < 0.2
        sampling = Sampling(temperature=0.8, seed=choose.randrange(1000)) if is_sampled else _GREEDY
        stop = choose.choice(((), (), (".",), (" is",), ("zzz", prompt.word)))
        names = ("", prompt.conversation, prompt.conversation, f"its own {self._sent}")
        most = min(self._plan.longest, choose.choice((1, 2, 5, 12, 24, self._plan.longest)))
        conversation = choose.choice(names)
        return Request(prompt.messages, sampling, most, stop, conversation)

    def _kill(self) -> None:
        """Kill the child; when there is none just now, as soon as there is."""
        pid = self._engine.pid
        if not pid:
            self._mischief.soon(0.05, self._kill)
            return
        self._last_kill = time.monotonic()
        self._kills += 1
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)

    def _load(self) -> None:
        request = LoadRequest(self._plan.model, self._plan.context, self._plan.threads)
        while True:
            started = time.monotonic()
            try:
                self._engine.load(request, lambda _done: None)
            except EngineUnstable as error:
                self._report.counts["refused"] += 1
                time.sleep(float(error.names["seconds"]))
            except (EngineCrashed, EngineUnavailable) as error:
                # Unavailable: killed before it had greeted, and refused for a while after that.
                self._report.counts["crashed loads"] += 1
                if not self._was_killed_since(started - _LONGEST_REFUSAL):
                    raise AssertionError("a load failed without a kill") from error
                time.sleep(0.2)
            else:
                self._lives += 1
                return

    # --- judging -----------------------------------------------------------------------------

    def _take_ends(self) -> None:
        """Wait for an end, and take those that came with it."""
        for ask in self._next_ends():
            self._running.discard(ask)
            self._done += 1
            self._judge(ask)
            if self._done % _CHILD_EVERY == 0 and self._engine.pid:
                memory = private_memory(self._engine.pid)
                self._report.child_memory.setdefault(self._lives, []).append(memory)

    def _next_ends(self) -> Iterator[Ask]:
        for _ in range(GIVE_UP_SECONDS):  # by the second: a machine that sleeps is not a hang
            try:
                yield self._ended.get(timeout=1)
            except queue.Empty:
                if self._engine.loaded() is None:
                    return
            else:
                break
        else:
            raise AssertionError(f"{len(self._running)} requests do not end")
        with contextlib.suppress(queue.Empty):
            while True:
                yield self._ended.get_nowait()

    def _judge(self, ask: Ask) -> None:
        if len(ask.ends) != 1 or ask.is_late:
            self._report.fail(f"{ask.prompt.word}: {len(ask.ends)} ends, or text after the end")
        end = ask.ends[0]
        if isinstance(end, Failed):
            is_kill = isinstance(end.error, EngineCrashed) and self._was_killed_since(
                ask.sent - _MOMENT
            )
            self._report.counts["crashed"] += 1
            if not is_kill:
                self._report.fail(f"{ask.prompt.word}: {end.error!r}")
            return
        self._report.counts[end.reason] += 1
        if any(stop in ask.text for stop in ask.request.stop):
            self._report.fail(f"{ask.prompt.word}: a stop string in {ask.text!r}")
        written, most = end.usage.completion_tokens, ask.request.max_tokens or 0
        if written > most or (end.reason is FinishReason.LENGTH and written != most):
            self._report.fail(f"{ask.prompt.word}: {end.reason} after {written} of {most} tokens")
        if ask.is_greedy:
            self._judge_text(ask, end.reason)

    def _judge_text(self, ask: Ask, reason: FinishReason) -> None:
        """The text of the answer given alone, or at least no word that belongs to another."""
        whole = [cut(text, ask.request.stop) for text in self._references[ask.prompt]]
        is_whole = reason is FinishReason.STOP
        if any(ask.text == text if is_whole else text.startswith(ask.text) for text in whole):
            self._report.counts["as alone"] += 1
            return
        # In company the last bits of the arithmetic differ, and a near tie falls otherwise.
        self._report.counts["other words"] += 1
        if found := foreign_words(ask.text, ask.prompt.word):
            self._report.fail(f"{ask.prompt.word}: {found} in {ask.text!r}")

    def _was_killed_since(self, moment: float) -> bool:
        return self._last_kill >= moment

    def _sample(self) -> None:
        """With nothing under way, and a child that is up."""
        while True:
            if self._engine.loaded() is None:
                self._load()
            end = time.monotonic() + _SETTLE_SECONDS
            while any("watch" in each.name for each in threading.enumerate()):
                assert time.monotonic() < end, "a child without work is still watched"
                time.sleep(0.1)
            try:
                self._report.sample(self._engine.pid)
            except psutil.NoSuchProcess:  # killed just now
                continue
            return
