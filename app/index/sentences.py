"""Sentences of a text, as places: what a citation points at, and where a long paragraph is cut.

A sentence ends at a full stop, question or exclamation mark, with what closes quotes and brackets
after it, before white space; East Asian marks end one without any. Full stops of abbreviations,
initials, numbers and enumerations do not. A blank line, a row of a table, a line of a form and the
mark of a list item part sentences without any sign.
"""

import re
from collections.abc import Iterator
from typing import Final

_CLOSING: Final = "\"'”’»›」』)\\]）】〉》"
_LETTERS: Final = "가나다라마바사아자차카타파하"
"""What Korean texts count paragraphs with."""
_ITEM: Final = (
    rf"(?:[-*•·◦▪○●◯□■▶‣–—]\s|[①-⑳]|\(?\d{{1,3}}[.)]\s|\(?[{_LETTERS}][.)]\s|\(?[a-zA-Z]\)\s)"
)
_LABEL: Final = r"[^\S\n]*[^\s:：][^\n:：]{0,19}[:：]\s"
"""What begins a line of a form: "Name: Anna"."""
_END: Final = re.compile(
    # A run of stops is looked at once, from its first: trying each of them takes quadratic time.
    f"(?P<wide>[。！？｡]+[{_CLOSING}]*)|(?P<plain>(?<![.!?…])[.!?…]++[{_CLOSING}]*+)(?=\\s|$)"
    r"|(?P<glued>(?<=[다요까죠])[.!?](?=[가-힣]))|(?P<gap>\n[^\S\n]*\n\s*)"
    rf"|(?P<row>\n(?=[^\n]*\t)|(?<=\t)\n)|(?P<item>\n(?=[^\S\n]*{_ITEM}))|(?P<label>\n(?={_LABEL}))"
)
_ABBREVIATION: Final = re.compile(
    r"(?:^|[\s(\[\"'“‘])(?:[A-Z]|[A-Z]\.[A-Z]|Mr|Mrs|Ms|Dr|Prof|St|Sr|Jr|vs|etc|cf|al|ca|No|Nos|Nr|Vol"
    r"|Fig|Figs|Eq|Sec|Ch|pp?|ed|eds|Inc|Ltd|Co|Corp|Art|approx|e\.g|i\.e|z\.B|d\.h|a\.m|p\.m"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|제?\d{1,4}[조항호]?)$"
)
_LOOK_BACK: Final = 16
_NEEDS_NUMBER: Final = re.compile(r"(?:No|Nos|Nr|Vol|Figs?|Eq|Sec|Ch|Art|pp?)$")
_NUMBER_FOLLOWS: Final = re.compile(r"\s*(?:[\d(]|[IVXLC]+\b)")
_MAY_END: Final = re.compile(r"(?:[ap]\.m|etc|Inc|Ltd|Co|Corp|[A-Z]\.[A-Z])$")
_BEGINS: Final = re.compile(
    r"\s+(?:The|This|That|These|Those|It|Its|He|She|We|You|They|There|In|On|At|If|When|But|And|For"
    r"|A|An|After|Before|However|Then)\b"
)
_LINE_LABEL: Final = re.compile(_LABEL)
_GOES_ON: Final = re.compile(r"[^\S\n]+[a-z\d]")
_COUNTS: Final = re.compile(r"\s*(\d{1,2})\.\s")
_COUNTED: Final = re.compile(r"(?<=[^\d\s.] )(\d{1,2})$")
_NUMBERING: Final = "제조항호( \t\n0123456789"
_LONGEST_NUMBERING: Final = 64
"""Characters before the stop of an enumeration, its white space included."""


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
        if found["label"] is not None and not _is_labelled(text, at, found.start()):
            continue
        if found["plain"] is not None:
            number = _next_number(text, at, found)
            if number is not None:
                at = number
                yield at
                continue
            if _goes_on(text, at, end, found):
                continue
        at = found.end()
        yield at


def _is_labelled(text: str, start: int, at: int) -> bool:
    """Whether the line that ends there begins with a label, too."""
    line = max(start, text.rfind("\n", start, at) + 1)
    return _LINE_LABEL.match(text, line, at) is not None


def _next_number(text: str, start: int, found: "re.Match[str]") -> int | None:
    """Where the next item of an enumeration within a line begins: "1. one 2. two"."""
    if found["plain"] != "." or not text[found.start() - 1].isdecimal():
        return None
    first = _COUNTS.match(text, start, found.start())
    last = _COUNTED.search(text, max(start, found.start() - _LOOK_BACK), found.start())
    if first is None or last is None:
        return None
    return last.start(1) if int(last[1]) == int(first[1]) + 1 else None


def _goes_on(text: str, start: int, end: int, found: "re.Match[str]") -> bool:
    """Whether a full stop ends a word and no sentence."""
    if found["plain"][0] != ".":
        return False
    before = text[max(start, found.start() - _LOOK_BACK) : found.start()]
    is_near = found.start() - start <= _LONGEST_NUMBERING
    so_far = text[start : found.start()].strip() if is_near else ""
    if len(so_far) == 1 and so_far in _LETTERS:
        return True
    if _ABBREVIATION.search(before) is None:
        return False
    if _MAY_END.search(before) and _BEGINS.match(text, found.end(), end):
        return False
    if _NEEDS_NUMBER.search(before) and not _NUMBER_FOLLOWS.match(text, found.end(), end):
        return False
    if before[-1] not in _NUMBERING:
        return True
    # A number ends one ("in 2019. The …"), unless one begins with it ("3. Costs") or something
    # goes on behind it ("2019. 3. 1.부터", "No. 5. of the").
    is_enumeration = is_near and not so_far.strip(_NUMBERING)
    return is_enumeration or _GOES_ON.match(text, found.end(), end) is not None


def _trimmed(text: str, start: int, end: int) -> list[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return [(start, end)] if start < end else []
