"""Texts on their way to the embedding child: checked, in frames, and who waits for them."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from app.domain.embedding import LoadedEmbedder
from app.domain.errors import AppError, EmptyInput, InputTooLong
from app.engine.embedding_commands import FRAME_CHARACTERS, FRAME_TEXTS
from app.workers.supervisor import Child

MAX_TEXT_CHARACTERS: Final = 2_000_000
"""Of one text: more might not travel in a frame, as JSON may take six bytes for a character."""
_COUNT_CHARACTERS: Final = FRAME_CHARACTERS // 2
"""Of a text whose tokens are counted in one piece."""

OnProgress = Callable[[int, int], None]


@dataclass(slots=True)
class TextRequest:
    """Texts that the child is working on, for a caller who waits.

    `offset` is the place of the first of `count` texts in the whole call.
    """

    child: Child
    offset: int
    count: int
    dimensions: int
    on_progress: Callable[[int], None]
    outcome: bytes | AppError | None = None
    done: threading.Event = field(default_factory=threading.Event)

    def settle(self, outcome: bytes | AppError) -> None:
        """Wake who waits; the first outcome counts."""
        if self.outcome is None:
            self.outcome = outcome
            self.done.set()


def frames(texts: Sequence[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The texts in runs that fit a request, each with the place of its first text."""
    start = characters = 0
    for index, text in enumerate(texts):
        is_full = index - start >= FRAME_TEXTS or characters + len(text) > FRAME_CHARACTERS
        if is_full and index > start:
            yield start, tuple(texts[start:index])
            start, characters = index, 0
        characters += len(text)
    if start < len(texts):
        yield start, tuple(texts[start:])


def check(texts: Sequence[str], model: LoadedEmbedder, extra: int = 0) -> None:
    """Refuse before anything is computed what would be refused later, or would not travel."""
    for index, text in enumerate(texts):
        if not text.strip():
            raise EmptyInput(index=index, place=index + 1)
        if len(text) + extra > MAX_TEXT_CHARACTERS:
            values = {"tokens": "far too many", "limit": f"{model.window:,}"}
            raise InputTooLong(index=index, place=index + 1, **values)


def shifted(on_progress: OnProgress | None, offset: int, total: int) -> Callable[[int], None]:
    """Progress of one frame told as progress of the whole call."""
    if on_progress is None:
        return lambda _done: None
    return lambda done: on_progress(offset + done, total)


def short_parts(texts: Sequence[str]) -> tuple[list[str], list[int]]:
    """The texts in parts that are short enough to be counted at once, each with its text's place.

    A long text is cut before a space, where no token of a vocabulary by words is cut.
    """
    parts: list[str] = []
    owners: list[int] = []
    for place, text in enumerate(texts):
        start = 0
        while len(text) - start > _COUNT_CHARACTERS:
            stop = text.rfind(" ", start + 1, start + _COUNT_CHARACTERS + 1)
            stop = stop if stop > start else start + _COUNT_CHARACTERS
            parts.append(text[start:stop])
            owners.append(place)
            start = stop
        parts.append(text[start:])
        owners.append(place)
    return parts, owners
