"""Texts made comparable for finding: one case, and Hangul in one form however it was written."""

import re
import unicodedata
from collections.abc import Iterator

_UNIT = re.compile("[^\u0300-\u036f\u1160-\u11ff][\u0300-\u036f\u1160-\u11ff]*|.", re.DOTALL)
"""A letter with what is composed with it: accents, vowels and finals of Hangul taken apart."""
_SIGNS = re.compile(r"[*_`~]|\]\([^)\n]*\)|^#{1,6} ", re.MULTILINE)
"""What stands for looks in Markdown, and is not seen."""


def folded(text: str) -> str:
    """The text for comparing (Unicode NFC, full case folding)."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def without_signs(markdown: str) -> str:
    """What of a Markdown text is seen, nearly: enough to count words in it, cheaply."""
    return _SIGNS.sub("", markdown)


def places(text: str, needle: str) -> Iterator[tuple[int, int]]:
    """Where a folded needle stands in a text, in UTF-16 units, as Qt counts."""
    parts: list[str] = []
    starts: list[int] = []
    at = 0
    for unit in _UNIT.findall(text):
        part = folded(unit)
        parts.append(part)
        starts += [at] * len(part)
        at += len(unit.encode("utf-16-le", "surrogatepass")) // 2
    starts.append(at)
    whole = "".join(parts)
    start = whole.find(needle) if needle else -1
    while start >= 0:
        end = start + len(needle)
        while end < len(starts) - 1 and starts[end] == starts[end - 1]:
            end += 1  # the rest of the same letter
        yield starts[start], starts[end]
        start = whole.find(needle, start + len(needle))
