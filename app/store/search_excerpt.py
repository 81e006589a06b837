"""The stretch of a text that a search hit shows, and the places of the words in it."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from app.store.query import Sought
from app.store.words import Folded

LENGTH: Final = 160
"""Characters of an excerpt, without the dots at its ends."""
_BEFORE: Final = 48
"""Characters in front of the first word, where there are as many."""
_REACH: Final = 24
"""How far an end moves to the border of a word; runs without spaces are cut where they are."""
_DOTS: Final = "…"

_SPACE: Final = re.compile(r"\s")
_SPACES: Final = re.compile(r"\s+")
_PLAIN: Final = re.compile(r"[ -~가-힣一-鿿぀-ヿ]*")
_JOINERS: Final = "\u200c\u200d"

Marks = tuple[tuple[int, int], ...]


def excerpt(text: str, folded: Folded, sought: Sequence[Sought]) -> tuple[str, Marks]:
    """About 160 characters of `text` around the first of the words, and the places of all in it.

    `folded` is the folded text. Without a word in it, the excerpt is the beginning.
    """
    firsts = [each.find(folded.text) for each in sought]
    places = [place for place in firsts if place is not None]
    first = folded.span(*min(places)) if places else (0, 0)
    start, end = _window(text, *first)
    spans = [
        span
        for each, place in zip(sought, firsts, strict=True)
        if place is not None
        for span in _spans(folded, each, place, end)
    ]
    return _tidied(text, start, end, _merged(spans))


def _spans(
    folded: Folded, sought: Sought, first: tuple[int, int], end: int
) -> Iterator[tuple[int, int]]:
    """Where it stands in the original, from its first place to the end of the excerpt."""
    place: tuple[int, int] | None = first
    while place is not None:
        left, right = folded.span(*place)
        if left >= end:
            return
        yield left, min(right, end)
        place = sought.find(folded.text, place[1])


def _window(text: str, left: int, right: int) -> tuple[int, int]:
    """Start and end of the excerpt, at borders of words as far as they are near."""
    start = max(0, min(left - _BEFORE, len(text) - LENGTH))
    end = min(len(text), start + LENGTH)
    if start > 0:
        border = _SPACE.search(text, start, min(left, start + _REACH))
        start = border.end() if border else _whole(text, start, left)
    if end < len(text):
        spaces = [each.start() for each in _SPACE.finditer(text, max(end - _REACH, right), end)]
        end = spaces[-1] if spaces else _whole(text, end, min(len(text), end + _REACH))
    return start, end


def _whole(text: str, at: int, limit: int) -> int:
    """The next place where no mark, vowel or coda is parted from its character."""
    while at < limit and (
        unicodedata.category(text[at])[0] == "M"
        or text[at] in _JOINERS
        or text[at - 1] == _JOINERS[1]
        or "\u1160" <= text[at] <= "\u11ff"
    ):
        at += 1
    return at


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """In their order, without overlaps."""
    merged: list[tuple[int, int]] = []
    for left, right in sorted(spans):
        if merged and left < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(right, merged[-1][1]))
        else:
            merged.append((left, right))
    return merged


def _tidied(text: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> tuple[str, Marks]:
    """The stretch with single spaces and without what cannot be shown; the marks follow it."""
    parts = [_DOTS if start > 0 else ""]
    marks: list[tuple[int, int]] = []
    length, at = len(parts[0]), start
    after_space = True
    for left, right in (*spans, (end, end)):
        for is_mark, part in ((False, text[at:left]), (True, text[left:right])):
            shown = _shown(part, after_space=after_space)
            if shown:
                after_space = shown[-1] == " "
                parts.append(shown)
                marks += [(length, length + len(shown))] if is_mark else []
                length += len(shown)
        at = right
    if end < len(text):
        parts.append(_DOTS)
        return "".join(parts), tuple(marks)
    return "".join(parts).rstrip(" "), tuple(marks)


def _shown(part: str, *, after_space: bool) -> str:
    """Without control, format and private characters, lone surrogates and runs of spaces."""
    if _PLAIN.fullmatch(part) is None:
        part = "".join(
            each
            for each in _SPACES.sub(" ", part)
            if each in _JOINERS or unicodedata.category(each)[0] != "C"
        )
    part = _SPACES.sub(" ", part)
    return part[1:] if after_space and part.startswith(" ") else part
