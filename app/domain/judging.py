"""An answer that is looked at word by word: how likely a model finds each stretch of it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from app.domain.generation import Alternative, TokenLogprob

_BROKEN: Final = "\ufffd"
"""Stands in a token's text for a part of a character."""


class Doubt(StrEnum):
    """Why what is told of an answer may not be what held when it was written."""

    OTHER_MODEL = "other_model"
    """Another model wrote it than the one that judges."""
    UNKNOWN_MODEL = "unknown_model"
    """Nobody knows which model wrote it."""
    THOUGHT_FIRST = "thought_first"
    """The model reasoned before it; that is not read again."""
    READ_OTHERWISE = "read_otherwise"
    """What stood before it then is not what stands before it now."""
    SEARCHED_AGAIN = "searched_again"
    """It came from documents, which were searched again."""
    SOURCE_MISSING = "source_missing"
    """A sentence that it names as its source was not found again."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The shortest run of tokens that is whole text: mostly one token.

    Characters that several tokens make together are one stretch. `start` counts in the text that
    was judged; `text` is as the reader sees it. `is_mark`: it holds the number of a source.
    """

    start: int
    text: str = field(repr=False)
    tokens: tuple[TokenLogprob, ...] = field(repr=False)
    is_mark: bool = False

    @property
    def end(self) -> int:
        """Where it ends in the text that was judged; a mark may end elsewhere."""
        return self.start + len(self.text)

    @property
    def logprob(self) -> float:
        """The natural logarithm of its probability, after all that stands before it."""
        return math.fsum(each.logprob for each in self.tokens)

    @property
    def probability(self) -> float:
        """From 0 to 1."""
        return math.exp(min(0.0, self.logprob))

    @property
    def alternatives(self) -> tuple[Alternative, ...]:
        """What could have stood at its beginning, the likeliest first."""
        return self.tokens[0].alternatives if self.tokens else ()


def is_whole(alternative: Alternative) -> bool:
    """Whether an alternative is text that an answer can go on from: no part, no end of the turn."""
    return bool(alternative.text) and _BROKEN not in alternative.text


def stretches_of(text: str, tokens: Sequence[TokenLogprob]) -> tuple[Stretch, ...]:
    """Lay tokens over the text that they make; all of the text is covered.

    Tokens that hold a part of a character are put together up to the next one that is whole.
    """
    found: list[Stretch] = []
    waiting: list[TokenLogprob] = []
    begins = 0
    for token in tokens:
        at = -1
        if token.text and _BROKEN not in token.text:
            at = text.find(token.text, begins) if waiting else begins
            if not text.startswith(token.text, max(at, 0)):
                at = -1
        if at < 0:
            waiting.append(token)
            continue
        if waiting:
            _close(found, text, begins, at, waiting)
            waiting = []
        found.append(Stretch(at, token.text, (token,)))
        begins = at + len(token.text)
    if waiting:
        _close(found, text, begins, len(text), waiting)
    return tuple(found)


def _close(
    found: list[Stretch], text: str, start: int, end: int, waiting: Sequence[TokenLogprob]
) -> None:
    """Tokens that are no text by themselves become one stretch, or belong to the one before."""
    if start < end or not found:
        found.append(Stretch(start, text[start:end], tuple(waiting)))
    else:
        last = found[-1]
        found[-1] = Stretch(last.start, last.text, (*last.tokens, *waiting))


@dataclass(frozen=True, slots=True)
class SourceChange:
    """How likely an answer is with and without the sentences of one document.

    Log-probabilities are natural and of the same `tokens` words of the answer, the numbers of its
    sources left out.
    """

    name: str = field(repr=False)
    tokens: int
    with_source: float
    without_source: float

    @property
    def per_token(self) -> float:
        """By how much the document lifts the log-probability of a token, on average."""
        return (self.with_source - self.without_source) / max(1, self.tokens)

    @property
    def factor(self) -> float:
        """By what the probability of a token is multiplied on average (a geometric mean)."""
        return math.exp(max(-50.0, min(50.0, self.per_token)))
