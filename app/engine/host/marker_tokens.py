"""Control tokens that mark parts of an answer, as they pass through its stream of text.

A control token stands for no text, yet some of them say where thoughts and calls begin and end.
Those few travel as lone surrogates: no text that a model can spell decodes to one, so that a quoted
marker never passes for a written one, and what is shown is the text without them.
"""

import re
from collections.abc import Iterable
from typing import Final

from app.engine.host.vocabulary import Vocabulary

_FIRST: Final = 0xD800
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class MarkerTokens:
    """The marker tokens of one vocabulary; what it spells with ordinary tokens stays text."""

    def __init__(self, marks: Iterable[str], vocabulary: Vocabulary) -> None:
        found: dict[str, int] = {}
        for mark in marks:
            found |= vocabulary.control_tokens(mark)
        self._signs = {name: chr(_FIRST + number) for number, name in enumerate(found)}
        self._names = {sign: name for name, sign in self._signs.items()}
        self.signs = {token: self._signs[name] for name, token in found.items()}
        """What stands in the stream for each token."""

    def streamed(self, mark: str) -> str:
        """A marker as it arrives in the stream."""
        for name in sorted(self._signs, key=len, reverse=True):
            mark = mark.replace(name, self._signs[name])
        return mark

    def spelled(self, text: str) -> str:
        """A stretch of the stream with its marker tokens written out."""
        return _SURROGATE.sub(lambda found: self._names.get(found[0], ""), text)


def shown(text: str) -> str:
    """A stretch of the stream as a person may see it: without marker tokens."""
    return text if text.isascii() else _SURROGATE.sub("", text)


def is_token(mark: str) -> bool:
    """Whether a marker, as streamed, holds a marker token."""
    return _SURROGATE.search(mark) is not None
