"""Collects the events of an answer and waits for its end."""

import threading
import time

from app.domain.generation import (
    Delta,
    Failed,
    Finished,
    GenerationEvent,
    PromptProgress,
    Thought,
    TokenLogprob,
)
from app.domain.tools import ToolCall


class Answer:
    """Give `hear` to `generate`."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.logprobs: list[TokenLogprob] = []
        self.progress: list[PromptProgress] = []
        self.parts: list[str | Thought | ToolCall] = []
        """Text, thoughts and calls in their order, neighbours of one kind joined."""
        self.end: Finished | Failed | None = None
        self.ended = threading.Event()
        self.began = threading.Event()
        self.ended_at = 0.0

    def hear(self, event: GenerationEvent) -> None:
        match event:
            case Delta(text, logprobs):
                self.pieces.append(text)
                self.logprobs += logprobs
                self._add(text)
                self.began.set()
            case Thought() | ToolCall():
                self._add(event)
            case PromptProgress():
                self.progress.append(event)
            case Finished() | Failed():
                assert self.end is None, "an answer ended twice"
                self.end = event
                self.ended_at = time.monotonic()
                self.ended.set()

    def _add(self, part: str | Thought | ToolCall) -> None:
        last = self.parts[-1] if self.parts else None
        if isinstance(part, str) and isinstance(last, str):
            self.parts[-1] = last + part
        elif isinstance(part, Thought) and isinstance(last, Thought):
            self.parts[-1] = Thought(last.text + part.text)
        elif part != "":
            self.parts.append(part)

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    @property
    def finished_well(self) -> bool:
        return isinstance(self.end, Finished)

    def finished(self, seconds: float = 60) -> Finished:
        assert self.ended.wait(seconds), "the answer did not end"
        assert isinstance(self.end, Finished), self.end
        return self.end

    def failed(self, seconds: float = 60) -> Failed:
        assert self.ended.wait(seconds), "the answer did not end"
        assert isinstance(self.end, Failed), self.end
        return self.end
