"""Keeps the numbers of sources out of a text while it is being written: they are checked first."""

import re
from typing import Final

_MARK: Final = re.compile(r"[ \t]*\[\s*\d{1,5}(?:\s*[,;]\s*\d{1,5})*\s*\]")
_BEGINNING: Final = re.compile(r"[ \t]*(?:\[[\d\s,;]{0,40})?\Z")


def without_marks(text: str) -> str:
    """A whole text without them."""
    return _MARK.sub("", text)


class MarkFilter:
    """Takes pieces of a text as they come and gives them back without marks like [3] or [3, 7].

    What may become a mark is held back until it is one, or is none.
    """

    def __init__(self) -> None:
        self._held = ""

    def feed(self, piece: str) -> str:
        """What of the text so far can be shown now."""
        text = _MARK.sub("", self._held + piece)
        beginning = _BEGINNING.search(text)
        at = beginning.start() if beginning is not None else len(text)
        self._held = text[at:]
        return text[:at]

    def end(self) -> str:
        """What was held back and never became a mark."""
        held, self._held = self._held, ""
        return held
