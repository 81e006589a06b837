"""Texts cut into token sequences that a model reads at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.domain.embedding import LongInput


class InputRefused(Exception):
    """A text cannot be read. `code` is that of a domain error, `index` its place or -1."""

    def __init__(self, code: str, index: int, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.index = index
        self.values = values


@dataclass(frozen=True, slots=True)
class Piece:
    """A token sequence of the text `text`; `weight` counts the tokens that are the text's own."""

    text: int
    tokens: tuple[int, ...]
    weight: int


class Tokens(Protocol):
    """What is needed of a vocabulary."""

    def text_tokens(self, text: str) -> list[int]:
        """The tokens of a text, with nothing around them."""

    def wrapping(self) -> tuple[list[int], list[int]]:
        """The special tokens before and after a whole text."""


class TextReader:
    """Cuts texts for one model: special tokens around each piece, the prefix before each.

    Every window of a long text gets the prefix, so that the model sees each as a passage.
    """

    def __init__(self, vocabulary: Tokens, window: int) -> None:
        self._vocabulary = vocabulary
        self._window = window
        self._head, self._tail = vocabulary.wrapping()

    def pieces(self, index: int, prefix: str, text: str, long_input: LongInput) -> list[Piece]:
        """The pieces of one text, in order; raises InputRefused."""
        tokens = self._vocabulary.text_tokens(prefix + text)
        # The last space of a prefix belongs to the word after it, whose token nobody may cut off.
        start = _shared(self._vocabulary.text_tokens(prefix.rstrip()) if prefix else [], tokens)
        own = tokens[start:]
        before = [*self._head, *tokens[:start]]
        if not own or not text.strip():
            raise InputRefused("empty_input", index)
        room = self._window - len(before) - len(self._tail)
        if room < 1 or (len(own) > room and long_input is LongInput.REFUSE):
            needed = len(before) + len(own) + len(self._tail)
            raise too_long(index, needed, self._window)
        return [Piece(index, (*before, *part, *self._tail), len(part)) for part in cut(own, room)]


def too_long(index: int, needed: int, limit: int) -> InputRefused:
    """The refusal of a text with `needed` tokens, special ones included."""
    return InputRefused("input_too_long", index, tokens=f"{needed:,}", limit=f"{limit:,}")


def cut(tokens: Sequence[int], room: int) -> Iterator[Sequence[int]]:
    """Windows of at most `room` tokens, of even length: a last window of a few says little."""
    count = -(-len(tokens) // room)
    return (
        tokens[number * len(tokens) // count : (number + 1) * len(tokens) // count]
        for number in range(count)
    )


def _shared(prefix: Sequence[int], tokens: Sequence[int]) -> int:
    for index, (mine, theirs) in enumerate(zip(prefix, tokens, strict=False)):
        if mine != theirs:
            return index
    return min(len(prefix), len(tokens))
