"""Where the marks of an answer stand in its text: the numbers of its sources, and what has none.

Only numbers that are in the grounding, at the places after their sentences, become marks; a number
in brackets that a model or a document wrote elsewhere stays text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.domain.retrieval import Citation, Grounding

SOURCE_LINK: Final = "snug:source/"
"""Followed by the place of the citation among those of its answer."""
_MARK: Final = re.compile(r"[ \t]*\[(\d{1,5})\]")
_MOST_SHIFT: Final = 3
"""Line breaks at the start of an answer are not kept, but were counted."""
_STARTS: Final = re.compile(r"(?:[\W_]*\d{1,9}[.)][^\S\n]+)?[\W_]*")
"""What may stand before the first word of a sentence and mean something in Markdown."""
_ENDS: Final = re.compile(r"[\W_]*\Z")
_STOPS: Final = ".!?…。！？"


@dataclass(frozen=True, slots=True)
class SourceMark:
    """The number text[start:end], "[2]" say, of the citation at `index` of the grounding."""

    start: int
    end: int
    index: int
    citation: Citation


@dataclass(frozen=True, slots=True)
class Marks:
    """Both kinds, ascending, in places of the answer's text.

    `bare` are stretches for which no source was found.
    """

    sources: tuple[SourceMark, ...] = ()
    bare: tuple[tuple[int, int], ...] = ()


NO_MARKS: Final = Marks()


def marks_of(text: str, grounding: Grounding | None) -> Marks:
    """The marks of an answer; those that do not stand where they should are left out."""
    if grounding is None:
        return NO_MARKS
    shift, sources = 0, _sources(text, grounding.citations, 0)
    for step in range(1, _MOST_SHIFT + 1):
        if len(sources) == len(grounding.citations):
            break
        shifted = _sources(text, grounding.citations, -step)
        if len(shifted) > len(sources):
            shift, sources = -step, shifted
    stretches = (
        _inside(text, max(0, start + shift), end + shift) for start, end in grounding.unsupported
    )
    bare = tuple(sorted(each for each in stretches if each[0] < each[1]))
    return Marks(tuple(sources), bare)


def _sources(text: str, citations: Sequence[Citation], shift: int) -> list[SourceMark]:
    """What stands behind the sentences."""
    behind: dict[int, dict[int, int]] = {}
    for index, citation in enumerate(citations):
        behind.setdefault(citation.quote_end + shift, {}).setdefault(citation.number, index)
    found: list[SourceMark] = []
    for place in sorted(behind):
        at = place
        wanted = behind[place]
        while at >= 0 and (mark := _MARK.match(text, at)) is not None:
            index = wanted.pop(int(mark[1]), -1)
            if index < 0:
                break
            found.append(SourceMark(mark.start(1) - 1, mark.end(), index, citations[index]))
            at = mark.end()
    return found


def _inside(text: str, start: int, end: int) -> tuple[int, int]:
    """A stretch from its first letter to its last and the full stop: no sign of Markdown moves."""
    stretch = text[start:end]
    lead = _STARTS.match(stretch)
    tail = _ENDS.search(stretch)
    first = lead.end() if lead else 0
    last = tail.start() if tail else len(stretch)
    while last < len(stretch) and stretch[last] in _STOPS:
        last += 1
    return start + first, start + last
