"""A text that is judged by the engine, waited for."""

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from app.domain.generation import (
    Delta,
    Failed,
    Finished,
    PromptProgress,
    Request,
    TokenLogprob,
    Usage,
)
from app.domain.protocols import Engine

_POLL_SECONDS: Final = 0.1

_Events = Delta | Finished | Failed | object


@dataclass(frozen=True, slots=True)
class Judged:
    """The tokens of a text with their log-probabilities, and what was read before them."""

    tokens: tuple[TokenLogprob, ...] = field(repr=False)
    usage: Usage


def judged(
    engine: Engine,
    request: Request,
    cancel: threading.Event | None = None,
    hear: Callable[[PromptProgress | Delta], object] = lambda _event: None,
) -> Judged:
    """Have `request.judged` read; blocks. Raises the error that it ended with.

    After `cancel` the tokens end early. `hear` is told on this thread how far it is.
    """
    events: queue.SimpleQueue[_Events] = queue.SimpleQueue()
    generation = engine.generate(request, events.put)
    tokens: list[TokenLogprob] = []
    is_stopped = False
    while True:
        if not is_stopped and cancel is not None and cancel.is_set():
            is_stopped = True
            generation.cancel()
        try:
            event = events.get(timeout=_POLL_SECONDS)
        except queue.Empty:
            continue
        match event:
            case PromptProgress():
                hear(event)
            case Delta(logprobs=more):
                tokens += more
                hear(event)
            case Finished(usage=usage):
                return Judged(tuple(tokens), usage)
            case Failed(error):
                raise error
