"""Passages as sentences with numbers: what a model is given, and what its citations lead back to.

The model never quotes: it names numbers, and code looks up what stands there. Whatever a document
says is data. Sentences that speak to the model instead of the reader are not handed over.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from app.domain.collections import Layout
from app.domain.documents import PartKind
from app.domain.ids import DocumentId
from app.domain.retrieval import LeftOut, LeftOutWhy, Passage
from app.index.instructions import is_instruction
from app.index.sentences import sentences

LONGEST_SENTENCE: Final = 600
"""Characters; a longer one, a row of a wide table perhaps, is handed over in pieces."""
MOST_LEFT_OUT: Final = 50
_BRACKETS: Final = re.compile(r"\[(\s*\d[\d\s,;–-]*)\]")
_SPACE: Final = re.compile(r"\s+")
_NAMELESS: Final = "document"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage; `start` and `end` count in the document's text."""

    number: int
    passage: int
    start: int
    end: int
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Passages, their sentences numbered from 1, and those left out because they give orders.

    `flagged` are those left out because a safety model flagged the passage they stand in. `layouts`
    tell on which page of a document a sentence stands, where that is known.
    """

    passages: tuple[Passage, ...]
    sentences: tuple[Sentence, ...]
    instructions: tuple[Sentence, ...] = ()
    flagged: tuple[Sentence, ...] = ()
    layouts: Mapping[DocumentId, Layout] = field(default_factory=dict, repr=False)

    def sentence(self, number: int) -> Sentence | None:
        """The sentence of a number, or None: a model may name any."""
        return self.sentences[number - 1] if 1 <= number <= len(self.sentences) else None

    def passage_of(self, sentence: Sentence) -> Passage:
        """The passage that a sentence stands in."""
        return self.passages[sentence.passage]

    def context_of(self, sentence: Sentence) -> str:
        """What stands above a sentence: the name of its document, headings, a table's columns."""
        passage = self.passage_of(sentence)
        lines = (
            passage.document.title or passage.document.name,
            passage.chunk.heading,
            passage.chunk.header,
        )
        return "\n".join(line for line in lines if line)


def evidence_of(
    passages: Sequence[Passage],
    layouts: Mapping[DocumentId, Layout] | None = None,
    barred: Sequence[Passage] = (),
) -> Evidence:
    """The sentences of passages, in their order, without those that stand in `barred` ones.

    The rules come first: a sentence that gives orders is told as such.
    """
    kept: list[Sentence] = []
    orders: list[Sentence] = []
    flagged: list[Sentence] = []
    for place, passage in enumerate(passages):
        of_it = [each for each in barred if each.document.id == passage.document.id]
        for start, end in _spans(passage):
            text = passage.text[start - passage.start : end - passage.start]
            found = Sentence(len(kept) + 1, place, start, end, text)
            if is_instruction(text):
                orders.append(found)
            elif any(start < each.end and each.start < end for each in of_it):
                flagged.append(found)
            else:
                kept.append(found)
    return Evidence(tuple(passages), tuple(kept), tuple(orders), tuple(flagged), layouts or {})


def left_out_of(evidence: Evidence) -> tuple[LeftOut, ...]:
    """What no model was given, with the reason, at most MOST_LEFT_OUT."""
    found = [(each, LeftOutWhy.ORDERS) for each in evidence.instructions]
    found += [(each, LeftOutWhy.FLAGGED) for each in evidence.flagged]
    return tuple(
        LeftOut(document.id, document.name, each.start, each.end, each.text, why)
        for each, why in found[:MOST_LEFT_OUT]
        for document in (evidence.passage_of(each).document,)
    )


def framed(evidence: Evidence) -> str:
    """The evidence as the model reads it: each sentence on a line of its own after its number."""
    lines: list[str] = []
    for place, passage in enumerate(evidence.passages):
        of_it = [each for each in evidence.sentences if each.passage == place]
        if not of_it:
            continue
        lines.append(f"--- {place_of(passage)}")
        header = _harmless(passage.chunk.header)
        if header:
            lines.append(f"(columns: {header})")
        lines += [f"[{each.number}] {_one_line(each.text)}" for each in of_it]
    return "\n".join(lines)


def place_of(passage: Passage) -> str:
    """Where a passage stands, in words for the model: document, page, headings.

    Names and headings are a document's own words, too: those that give orders are left out.
    """
    chunk = passage.chunk
    parts = [_harmless(passage.document.name) or _NAMELESS]
    if chunk.part_kind is not PartKind.WHOLE:
        label = _harmless(chunk.part_label) or str(chunk.part_number)
        parts.append(f"{chunk.part_kind.value} {label}")
    heading = _harmless(chunk.heading)
    if heading:
        parts.append(heading)
    return " · ".join(parts)


def _harmless(text: str) -> str:
    line = _one_line(text)
    return "" if is_instruction(line) else line


def _spans(passage: Passage) -> Iterator[tuple[int, int]]:
    for start, end in sentences(passage.text):
        at = start
        while at < end:
            stop = _piece_end(passage.text, at, end)
            yield passage.start + at, passage.start + stop
            at = stop
            while at < end and passage.text[at].isspace():
                at += 1


def _piece_end(text: str, start: int, end: int) -> int:
    if end - start <= LONGEST_SENTENCE:
        return end
    limit = start + LONGEST_SENTENCE
    gap = max(text.rfind(mark, start + 1, limit) for mark in (" ", "\n", "\t"))
    return gap if gap > start else limit


def _one_line(text: str) -> str:
    """Without line breaks, and without brackets that look like numbers of ours."""
    return _SPACE.sub(" ", _BRACKETS.sub(r"(\1)", text)).strip()
