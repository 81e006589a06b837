"""The numbers of sources as the model wrote them, in place of those that the reader sees."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from app.domain.retrieval import Citation
from app.index.evidence import Evidence

_MARK: Final = re.compile(r"\[(\d{1,5})\]")


@dataclass(frozen=True, slots=True)
class Mark:
    """The number of a source at text[start:end] of what the model wrote; `shown` to the reader."""

    start: int
    end: int
    shown: str


@dataclass(frozen=True, slots=True)
class AsWritten:
    """An answer as the model wrote it; `is_whole` when every source was found in the evidence."""

    text: str = field(repr=False)
    marks: tuple[Mark, ...] = ()
    is_whole: bool = True


def as_written(text: str, citations: Sequence[Citation], evidence: Evidence) -> AsWritten:
    """Put the evidence's numbers into a shown answer; those that are not found are left out."""
    numbers = {each.number: _number_in(evidence, each) for each in reversed(citations)}
    parts: list[str] = []
    marks: list[Mark] = []
    length = copied = 0
    for found in _MARK.finditer(text):
        shown = int(found[1])
        if shown not in numbers:
            continue  # somebody wrote a number in brackets
        before, copied = text[copied : found.start()], found.end()
        number = numbers[shown]
        written = f"[{number}]" if number else ""
        parts += [before, written]
        start = length + len(before)
        length = start + len(written)
        marks.append(Mark(start, length, found[0]))
    parts.append(text[copied:])
    return AsWritten("".join(parts), tuple(marks), all(numbers.values()))


def _number_in(evidence: Evidence, citation: Citation) -> int:
    """The number of the cited sentence; 0 where it is not there."""
    return next(
        (
            each.number
            for each in evidence.sentences
            if evidence.passage_of(each).document.id == citation.document
            and each.start <= citation.start < each.end
        ),
        0,
    )
