"""Asks models the questions of a set, and counts what was right."""

import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.catalog.evaluation_files import find_set, included_sets
from app.catalog.gguf import read_header
from app.domain.errors import MeasurementCancelled
from app.domain.evaluation import (
    EvaluationSet,
    EvaluationStep,
    ModelResult,
    Outcome,
    Question,
    SetResult,
)
from app.domain.generation import (
    Delta,
    Failed,
    Finished,
    GenerationEvent,
    PromptMessage,
    Request,
    Role,
    Sampling,
)
from app.domain.protocols import Engine
from app.services.answer_scoring import Likelihood, is_right, likeliest
from app.services.judged_text import judged
from app.services.models import ModelService

_POLL_SECONDS: Final = 0.1
_CONVERSATION: Final = "evaluation"
_GREEDY: Final = Sampling(temperature=0)
_KOREAN: Final = "ko"
_FROM_PASSAGE: Final = (
    "{passage}\n\nAnswer from this passage alone, in a few words. If the passage does not say, "
    "answer: The passage does not say.\n\nQuestion: {question}"
)
_FROM_PASSAGE_KO: Final = (
    "{passage}\n\n위 글만 보고 짧게 답하세요. 글에 나와 있지 않으면 “글에 나와 있지 않습니다”라고 "
    "답하세요.\n\n질문: {question}"
)


Tell = Callable[[EvaluationStep], None]


@dataclass(slots=True)
class _Pace:
    """Tokens and seconds of what was written."""

    read: int = 0
    reading_s: float = 0.0
    written: int = 0
    writing_s: float = 0.0

    def add(self, end: Finished) -> None:
        usage, timing = end.usage, end.timing
        if timing.prompt_tokens_per_s:
            computed = usage.prompt_tokens - usage.cached_tokens
            self.read += computed
            self.reading_s += computed / timing.prompt_tokens_per_s
        if timing.decode_tokens_per_s and usage.completion_tokens > 1:
            later = usage.completion_tokens - 1
            self.written += later
            self.writing_s += later / timing.decode_tokens_per_s

    @property
    def prompt_rate(self) -> float:
        return self.read / self.reading_s if self.reading_s else 0.0

    @property
    def decode_rate(self) -> float:
        return self.written / self.writing_s if self.writing_s else 0.0


class EvaluationService:
    """Evaluates one model at a time. Calls block, and raise the AppErrors of what fails."""

    def __init__(self, models: ModelService, engine: Engine, folder: Path) -> None:
        """`folder` holds the sets that came with Snug."""
        self._models = models
        self._engine = engine
        self._folder = folder

    def names(self) -> list[str]:
        """The sets that came with Snug."""
        return included_sets(self._folder)

    def find(self, name_or_path: str) -> EvaluationSet:
        """A set by its name, or a file. Raises EvaluationUnknown or EvaluationInvalid."""
        return find_set(name_or_path, self._folder)

    def evaluate(
        self,
        name_or_path: str,
        sets: Sequence[EvaluationSet],
        tell: Tell,
        cancel: threading.Event,
    ) -> ModelResult:
        """Choose and load a model and ask it everything; blocks, often for minutes.

        `tell` hears of each question before it. Raises MeasurementCancelled soon after `cancel`.
        """
        model = self._models.choose(name_or_path)
        with self._models.in_use():
            self._models.ensure_loaded()
            began = time.monotonic()
            run = _Run(self._engine, cancel)
            total, done = sum(len(each.questions) for each in sets), 0
            results = []
            for each in sets:
                outcomes = []
                for question in each.questions:
                    tell(EvaluationStep(model.id, each.id, done, total))
                    outcomes.append(run.ask(question, each.language))
                    done += 1
                results.append(SetResult(each, tuple(outcomes)))
            return ModelResult(
                model=model.id,
                quantization=read_header(model.path).quantization,
                bytes=model.bytes,
                memory_bytes=self._engine.memory_held(),
                prompt_rate=run.pace.prompt_rate,
                decode_rate=run.pace.decode_rate,
                seconds=time.monotonic() - began,
                sets=tuple(results),
            )


class _Run:
    """Asks the loaded model one question after the other."""

    def __init__(self, engine: Engine, cancel: threading.Event) -> None:
        self._engine = engine
        self._cancel = cancel
        self.pace = _Pace()

    def ask(self, question: Question, language: str) -> Outcome:
        """One question; raises an AppError."""
        messages = (PromptMessage(Role.USER, prompt_of(question, language)),)
        return (
            self._choose(question, messages)
            if question.choices
            else self._write(question, messages)
        )

    def _choose(self, question: Question, messages: tuple[PromptMessage, ...]) -> Outcome:
        found = []
        for choice in question.choices:
            request = _request(messages, len(choice), judged=choice)
            tokens = judged(self._engine, request, self._cancel).tokens
            self._heed_cancel()
            found.append(Likelihood(choice, sum(each.logprob for each in tokens)))
        taken = likeliest(found, by_character=True)
        plain = likeliest(found, by_character=False)
        right = question.answer
        return Outcome(question, question.choices[taken], taken == right, plain == right)

    def _write(self, question: Question, messages: tuple[PromptMessage, ...]) -> Outcome:
        said = self._written(_request(messages, question.max_tokens))
        is_it = is_right(question, said)
        return Outcome(question, said, is_it, is_it)

    def _written(self, request: Request) -> str:
        events: queue.SimpleQueue[GenerationEvent] = queue.SimpleQueue()
        generation = self._engine.generate(request, events.put)
        parts: list[str] = []
        while True:
            if self._cancel.is_set():
                generation.cancel()
            try:
                event = events.get(timeout=_POLL_SECONDS)
            except queue.Empty:
                continue
            match event:
                case Delta(text):
                    parts.append(text)
                case Finished():
                    self._heed_cancel()
                    self.pace.add(event)
                    return "".join(parts).strip()
                case Failed(error):
                    raise error

    def _heed_cancel(self) -> None:
        if self._cancel.is_set():
            raise MeasurementCancelled


def prompt_of(question: Question, language: str) -> str:
    """What the model is asked, in the language of the set."""
    if not question.passage:
        return question.text
    frame = _FROM_PASSAGE_KO if language == _KOREAN else _FROM_PASSAGE
    return frame.format(passage=question.passage, question=question.text)


def _request(messages: tuple[PromptMessage, ...], max_tokens: int, *, judged: str = "") -> Request:
    return Request(
        messages=messages,
        sampling=_GREEDY,
        max_tokens=max_tokens,
        conversation=_CONVERSATION,
        logprobs=1 if judged else 0,
        thinks=False,
        judged=judged,
    )
