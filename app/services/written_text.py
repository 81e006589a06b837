"""What a model writes to one request, waited for."""

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from app.domain.generation import (
    Delta,
    Failed,
    Finished,
    FinishReason,
    GenerationEvent,
    PromptProgress,
    Request,
    Timing,
    TokenLogprob,
    Usage,
)
from app.domain.protocols import Engine

_POLL_SECONDS: Final = 0.1

OnText = Callable[[str], None]
OnRead = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Written:
    """All that came, and how it ended."""

    text: str = field(repr=False)
    finish: FinishReason
    usage: Usage
    timing: Timing
    tokens: tuple[TokenLogprob, ...] = field(default=(), repr=False)
    """Those of the answer, where the request asked for their probabilities."""


def written(
    engine: Engine,
    request: Request,
    on_text: OnText | None = None,
    cancel: threading.Event | None = None,
    seconds: float | None = None,
    on_read: OnRead | None = None,
) -> Written:
    """What a model writes; blocks until it ends. Raises the error that it ended with.

    It is stopped when `cancel` is set, or after so many `seconds`. `on_read` is told how many of
    the prompt's tokens were read, and of how many.
    """
    events: queue.SimpleQueue[GenerationEvent] = queue.SimpleQueue()
    generation = engine.generate(request, events.put)
    ends_at = None if seconds is None else time.monotonic() + seconds
    parts: list[str] = []
    tokens: list[TokenLogprob] = []
    is_stopped = False
    while True:
        is_late = ends_at is not None and time.monotonic() > ends_at
        if not is_stopped and (is_late or (cancel is not None and cancel.is_set())):
            is_stopped = True
            generation.cancel()
        try:
            event = events.get(timeout=_POLL_SECONDS)
        except queue.Empty:
            continue
        match event:
            case Delta(text, logprobs):
                parts.append(text)
                tokens += logprobs
                if on_text is not None:
                    on_text(text)
            case PromptProgress(done, total):
                if on_read is not None:
                    on_read(done, total)
            case Finished(reason, usage, timing):
                return Written("".join(parts), reason, usage, timing, tuple(tokens))
            case Failed(error):
                raise error
