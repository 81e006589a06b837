"""Chunks of a document: paragraphs gathered under one heading, within a budget of tokens.

Chunks tile the text: each begins where the one before ends. A heading goes with what follows it; a
table is cut between its rows alone, and what follows its first chunk carries the names of its
columns; a paragraph that is too long is cut between sentences, a sentence between words, a word
wherever the budget ends. Sheets, slides, chapters, messages and files are never joined; pages are,
since a paragraph goes on from one to the next.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from app.domain.collections import Chunk
from app.domain.documents import Block, BlockKind, ParsedDocument, PartKind
from app.index.languages import language_of_chunk
from app.index.sentences import sentences

CountTokens = Callable[[Sequence[str]], Sequence[int]]
"""The embedder's tokens of each text, its special ones left out."""

CHUNKING: Final = 1
"""Counts up when documents are cut otherwise: those that were cut before are read again then."""
TARGET_TOKENS: Final = 300
"""What a chunk is filled up to."""
MOST_TOKENS: Final = 480
"""Of one text, with its headings before it: the embedder reads 512, its own marks included."""
LEAST_TOKENS: Final = 48
"""Below this a section is joined with the next one rather than left alone."""

_JOINED_PARTS: Final = frozenset({PartKind.WHOLE, PartKind.PAGE, PartKind.SECTION})
_WORD: Final = re.compile(r"\S+\s*")
_FEW_CHARACTERS: Final = 128
"""What is cut between words, or within one, has about so many; far fewer tokens than the budget."""
_STRETCH_CHARACTERS: Final = 500_000
"""About so many are cut, and counted, at a time."""
_HEADING_CHARACTERS: Final = 160
_HEADER_CHARACTERS: Final = 240
_PATH: Final = " › "


@dataclass(frozen=True, slots=True)
class _Unit:
    """A stretch that stays whole: text[start:end], the space behind it included."""

    start: int
    end: int
    heading: str
    header: str
    part: int
    begins_section: bool = False
    is_heading: bool = False


def chunks_of(
    document: ParsedDocument,
    count_tokens: CountTokens,
    *,
    target: int = TARGET_TOKENS,
    most: int = MOST_TOKENS,
) -> list[Chunk]:
    """Cut a document; none comes from one without a word."""
    if not document.blocks:
        return []
    units = list(_units(document))
    units, counts = _bounded(document.text, units, count_tokens, target)
    groups = list(_gathered(units, counts, document, target))
    return [_chunk(document, at, group, groups, most) for at, group in enumerate(groups)]


@dataclass(frozen=True, slots=True)
class _Group:
    units: tuple[_Unit, ...]
    tokens: int


# --- units ------------------------------------------------------------------------------------


def _units(document: ParsedDocument) -> Iterator[_Unit]:
    """A unit for each block, and for each row of a table; the space behind belongs to it."""
    path: list[tuple[int, str]] = []
    starts = [part.start for part in document.parts]
    last_part = -1
    for at, block in enumerate(document.blocks):
        end = document.blocks[at + 1].start if at + 1 < len(document.blocks) else -1
        end = len(document.text) if end < 0 else end
        part = max(0, bisect_right(starts, block.start) - 1)
        if part != last_part and document.parts[part].kind not in _JOINED_PARTS:
            path = []
        last_part = part
        is_heading = block.kind is BlockKind.HEADING
        if is_heading:
            title = " ".join(document.text[block.start : block.end].split())
            path = [each for each in path if each[0] < block.level]
            path.append((block.level, title[:_HEADING_CHARACTERS]))
        heading = _path_of(document, part, path)
        first = 0 if at == 0 else block.start
        if block.kind is BlockKind.TABLE:
            yield from _rows(document.text, block, first, end, heading, part)
        else:
            yield _Unit(first, end, heading, "", part, is_heading, is_heading)


def _path_of(document: ParsedDocument, part: int, path: list[tuple[int, str]]) -> str:
    within = document.parts[part]
    labels = [title for _, title in path]
    if within.kind not in _JOINED_PARTS and within.label and within.label not in labels:
        labels.insert(0, within.label[:_HEADING_CHARACTERS])
    title = document.title[:_HEADING_CHARACTERS]
    if title and title not in labels:
        labels.insert(0, title)
    return _PATH.join(labels)


def _rows(
    text: str, block: Block, first: int, end: int, heading: str, part: int
) -> Iterator[_Unit]:
    lines = text[block.start : block.end].split("\n")
    cells = [cell for line in lines[: block.header_rows] for cell in line.split("\t")]
    names = " | ".join(cell.strip() for cell in cells)
    at = first
    place = block.start
    for number, line in enumerate(lines):
        place += len(line) + 1
        until = end if number == len(lines) - 1 else place
        header = names[:_HEADER_CHARACTERS] if number >= block.header_rows else ""
        yield _Unit(at, until, heading, header, part)
        at = until


def _bounded(
    text: str, units: list[_Unit], count_tokens: CountTokens, target: int
) -> tuple[list[_Unit], list[int]]:
    """Units that each fit the budget, with their tokens: too long ones are cut further.

    A stretch is done before the next one begins: who counts is asked often, and may give up.
    """
    fitting: list[_Unit] = []
    counts: list[int] = []
    for stretch in _stretches(units):
        for unit, count in _fitted(text, stretch, count_tokens, target):
            fitting.append(unit)
            counts.append(count)
    return fitting, counts


def _fitted(
    text: str, units: list[_Unit], count_tokens: CountTokens, target: int
) -> list[tuple[_Unit, int]]:
    """Units within the budget and their tokens; what fits already is counted once."""
    measured = list(zip(units, _counted(text, units, count_tokens), strict=True))
    for cut in (_by_sentences, _by_words, _by_characters):
        if all(count <= target for _, count in measured):
            break
        pieces = [cut(text, unit) if count > target else [] for unit, count in measured]
        pieces = [some if len(some) > 1 else [] for some in pieces]
        fresh = [piece for some in pieces for piece in some]
        counts = iter(_counted(text, fresh, count_tokens))
        measured = [
            pair
            for whole, some in zip(measured, pieces, strict=True)
            for pair in ([(piece, next(counts)) for piece in some] or [whole])
        ]
    return measured


def _counted(text: str, units: list[_Unit], count_tokens: CountTokens) -> list[int]:
    return [
        count
        for stretch in _stretches(units)
        for count in count_tokens([text[unit.start : unit.end] for unit in stretch])
    ]


def _stretches(units: list[_Unit]) -> Iterator[list[_Unit]]:
    """The units in runs of some length."""
    first = length = 0
    for at, unit in enumerate(units):
        length += unit.end - unit.start
        if length >= _STRETCH_CHARACTERS:
            yield units[first : at + 1]
            first, length = at + 1, 0
    if first < len(units):
        yield units[first:]


def _by_sentences(text: str, unit: _Unit) -> list[_Unit]:
    return _cut_at(unit, [start for start, _ in sentences(text, unit.start, unit.end)][1:])


def _by_words(text: str, unit: _Unit) -> list[_Unit]:
    places = []
    at = unit.start
    for word in _WORD.finditer(text, unit.start, unit.end):
        if word.start() - at >= _FEW_CHARACTERS:
            at = word.start()
            places.append(at)
    return _cut_at(unit, places)


def _by_characters(_text: str, unit: _Unit) -> list[_Unit]:
    return _cut_at(unit, range(unit.start + _FEW_CHARACTERS, unit.end, _FEW_CHARACTERS))


def _cut_at(unit: _Unit, places: Sequence[int]) -> list[_Unit]:
    bounds = [unit.start, *places, unit.end]
    return [
        _Unit(
            start, end, unit.heading, unit.header, unit.part, unit.begins_section and not at, False
        )
        for at, (start, end) in enumerate(pairwise(bounds))
    ]


# --- gathering --------------------------------------------------------------------------------


def _gathered(
    units: list[_Unit], counts: list[int], document: ParsedDocument, target: int
) -> Iterator[_Group]:
    group: list[_Unit] = []
    held: list[int] = []
    tokens = 0
    for unit, count in zip(units, counts, strict=True):
        if group and _must_part(group, tokens, unit, count, document, target):
            # A heading at the end goes with what follows it.
            kept = len(group)
            while (
                kept > 1 and group[kept - 1].is_heading and not _is_apart(group[-1], unit, document)
            ):
                kept -= 1
            yield _Group(tuple(group[:kept]), sum(held[:kept]))
            group, held = group[kept:], held[kept:]
            tokens = sum(held)
        group.append(unit)
        held.append(count)
        tokens += count
    if group:
        yield _Group(tuple(group), tokens)


def _must_part(
    group: list[_Unit], tokens: int, unit: _Unit, count: int, document: ParsedDocument, target: int
) -> bool:
    if _is_apart(group[-1], unit, document) or tokens + count > target:
        return True
    return unit.begins_section and tokens >= LEAST_TOKENS and not group[-1].is_heading


def _is_apart(before: _Unit, unit: _Unit, document: ParsedDocument) -> bool:
    if before.part == unit.part:
        return False
    return document.parts[unit.part].kind not in _JOINED_PARTS


def _chunk(
    document: ParsedDocument, at: int, group: _Group, groups: list[_Group], most: int
) -> Chunk:
    text, first = document.text, group.units[0]
    part = document.parts[first.part]
    start = 0 if at == 0 else first.start
    end = groups[at + 1].units[0].start if at + 1 < len(groups) else len(text)
    body = text[start:end]
    # The heading that the chunk begins with stands in its text; the path above it is context.
    heading = first.heading
    if first.is_heading:
        heading = heading.rpartition(_PATH)[0]
    room = max(0, most - group.tokens) * 2  # characters: no script has less than half a token each
    heading = heading[-room:] if room else ""
    header = first.header[: max(0, room - len(heading))]
    return Chunk(
        position=at,
        start=start,
        end=end,
        text=body,
        part=first.part,
        part_kind=part.kind,
        part_number=part.number,
        part_label=part.label,
        heading=heading,
        header=header,
        language=language_of_chunk(body, f"{heading}\n{header}"),
        tokens=group.tokens,
    )
