"""Sentences of a text, as places: what a citation points at, and where a long paragraph is cut.

A sentence ends at a full stop, question or exclamation mark, with what closes quotes and brackets
after it, before white space; East Asian marks end one without any. Full stops of abbreviations,
initials, numbers and enumerations do not. A blank line, a row of a table and the mark of a list
item part sentences without any sign.
"""

import re
from collections.abc import Iterator
from typing import Final

_CLOSING: Final = "\"'”’»›」』)\\]）】〉》"
_END: Final = re.compile(
    f"(?P<wide>[。！？｡]+[{_CLOSING}]*)|(?P<plain>[.!?…]+[{_CLOSING}]*)(?=\\s|$)"
    r"|(?P<gap>\n[^\S\n]*\n\s*)|(?P<row>\n(?=[^\n]*\t)|(?<=\t)\n)|(?P<item>\n(?=[^\S\n]*(?:[-*•·◦▪○●◯□■▶]|\(?\d{1,3}[.)]|[가-하][.)])\s))"
)
_ABBREVIATION: Final = re.compile(
    r"(?:^|[\s(\[\"'“‘])(?:[A-Z]|[A-Z]\.[A-Z]|Mr|Mrs|Ms|Dr|Prof|St|Sr|Jr|vs|etc|cf|al|ca|No|Nos|Nr|Vol"
    r"|Fig|Figs|Eq|Sec|Ch|pp?|ed|eds|Inc|Ltd|Co|Corp|Art|approx|e\.g|i\.e|z\.B|d\.h|a\.m|p\.m"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|제?\d{1,4}[조항호]?)$"
)
_LOOK_BACK: Final = 16
_GOES_ON: Final = re.compile(r"[^\S\n]+[a-z\d]")
_NUMBERING: Final = "제조항호( \t\n0123456789"


def sentences(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Start and end of each sentence between two places, white space around it left out."""
    end = len(text) if end is None else end
    spans = []
    at = start
    for cut in _cuts(text, start, end):
        spans += _trimmed(text, at, cut)
        at = cut
    return spans + _trimmed(text, at, end)


def _cuts(text: str, start: int, end: int) -> Iterator[int]:
    at = start
    for found in _END.finditer(text, start, end):
        if found["plain"] is not None and _goes_on(text, at, end, found):
            continue
        at = found.end()
        yield at


def _goes_on(text: str, start: int, end: int, found: "re.Match[str]") -> bool:
    """Whether a full stop ends a word and no sentence."""
    if found["plain"][0] != ".":
        return False
    before = text[max(start, found.start() - _LOOK_BACK) : found.start()]
    if _ABBREVIATION.search(before) is None:
        return False
    if before[-1] not in _NUMBERING:
        return True
    # A number ends one ("in 2019. The …"), unless one begins with it ("3. Costs") or something
    # goes on behind it ("2019. 3. 1.부터", "No. 5. of the").
    is_enumeration = not text[start : found.start()].strip(_NUMBERING)
    return is_enumeration or _GOES_ON.match(text, found.end(), end) is not None


def _trimmed(text: str, start: int, end: int) -> list[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return [(start, end)] if start < end else []
