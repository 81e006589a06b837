"""Records of HWP 5: how streams are cut into them, and the shapes and styles among them.

Source: "Hwp document file formats 5.0, revision 1.3" (Hancom).
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from app.domain.documents import Refusal
from app.index.parsers.hangul import (
    NUMBER_FORMATS,
    TINY,
    WHITE,
    Heading,
    Letters,
    Outline,
    level_of,
)
from app.index.parsers.refusing import Refused

CHAR_SHAPE, NUMBERING, PARA_SHAPE, STYLE, TRACKED_CHANGE = 21, 23, 25, 26, 96
PARA_HEADER, PARA_TEXT, PARA_CHAR_SHAPE, PARA_RANGE, CTRL_HEADER = 66, 67, 68, 70, 71
LIST_HEADER = 72
SHAPE_COMPONENT, TABLE, PICTURE, EQUATION, TEXT_ART, MEMO_LIST = 76, 77, 85, 88, 90, 93
_MOST_BYTES: Final = 128 << 20
_MOST_RECORDS: Final = 1_000_000
_LONG: Final = 0xFFF
_LEVELS: Final = 7
_HOW: Final = ("NONE", "OUTLINE", "NUMBER", "BULLET")
_FORMATS: Final = tuple(NUMBER_FORMATS)
_NO_COLOUR: Final = 0xFFFFFFFF
_DELETED: Final = 0x11
"""The kind of a change by which text was deleted: files have it, the specification does not."""


@dataclass(slots=True)
class Record:
    """A record and those that belong to it."""

    tag: int
    data: bytes
    inner: "list[Record]" = field(default_factory=list)


def unpacked(data: bytes) -> tuple[bytes, bool]:
    """A stream as it was before it was compressed, and whether it is whole.

    Raises Refused with BOMB when it grows without end.
    """
    inflate = zlib.decompressobj(-15)
    pieces: list[bytes] = []
    length = 0
    try:
        for at in range(0, len(data), 1 << 16):
            piece = inflate.decompress(data[at : at + (1 << 16)], _MOST_BYTES - length + 1)
            pieces.append(piece)
            length += len(piece)
            if length > _MOST_BYTES:
                raise Refused(Refusal.BOMB, f"a stream of more than {_MOST_BYTES} bytes")
            if inflate.eof:
                break
    except zlib.error:
        return b"".join(pieces), False
    return b"".join(pieces), inflate.eof


def records(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Tag, level and content of each record; what is cut off at the end is left out.

    Raises Refused with TOO_LARGE when there are too many.
    """
    at, count = 0, 0
    while at + 4 <= len(data):
        (head,) = struct.unpack_from("<I", data, at)
        at += 4
        tag, level, size = head & 0x3FF, head >> 10 & 0x3FF, head >> 20
        if size == _LONG:
            if at + 4 > len(data):
                return
            (size,) = struct.unpack_from("<I", data, at)
            at += 4
        count += 1
        if count > _MOST_RECORDS:
            raise Refused(Refusal.TOO_LARGE, f"more than {_MOST_RECORDS} records")
        if at + size > len(data):
            return
        yield tag, level, data[at : at + size]
        at += size


def tree(data: bytes) -> tuple[list[Record], bool]:
    """The records of a stream, each within the one it belongs to, and whether all are there."""
    top: list[Record] = []
    around: list[tuple[int, Record]] = []
    used = 0
    for tag, level, content in records(data):
        used += len(content) + (8 if len(content) >= _LONG else 4)
        record = Record(tag, content)
        while around and around[-1][0] >= level:
            around.pop()
        (around[-1][1].inner if around else top).append(record)
        around.append((level, record))
    return top, len(data) - used < 4


@dataclass(slots=True)
class Shapes:
    """What DocInfo says of letters, paragraphs and styles, each by its number."""

    letters: list[Letters] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    styles: list[tuple[str, str]] = field(default_factory=list)
    outline: Outline = field(default_factory=Outline)
    changes: list[int] = field(default_factory=list)
    """The kind of each change that is tracked."""

    def deleted(self, ranges: bytes) -> list[tuple[int, int]]:
        """The stretches of a paragraph that a change deleted, ascending: from where, until where.

        For each range its start, its end, its kind and, by number from 1, its change. A range whose
        change is of another kind is none; where the change is missing, the range is believed.
        """
        found: list[tuple[int, int]] = []
        for start, end, said in struct.iter_unpack("<III", ranges[: len(ranges) // 12 * 12]):
            kind, number = said >> 24, said & 0xFFFFFF
            is_known = 0 < number <= len(self.changes)
            if kind == _DELETED and (not is_known or self.changes[number - 1] == _DELETED):
                found.append((start, end))
        return _joined(found)


def _joined(stretches: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same places in as few stretches as can be, empty ones left out."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif start < end:
            found.append((start, end))
    return found


def shapes_of(data: bytes) -> Shapes:
    """Read DocInfo. Records that are too short count, so that the numbers stay right."""
    shapes = Shapes()
    lists = 0
    for tag, _, content in records(data):
        if tag == CHAR_SHAPE:
            shapes.letters.append(_letters(content))
        elif tag == PARA_SHAPE:
            shapes.headings.append(_heading(content))
        elif tag == STYLE:
            korean, at = _string(content, 0)
            shapes.styles.append((korean, _string(content, at)[0]))
        elif tag == NUMBERING:
            lists += 1
            _take_list(content, str(lists), shapes.outline)
        elif tag == TRACKED_CHANGE:
            shapes.changes.append(struct.unpack_from("<I", content)[0] if len(content) > 3 else 0)
    return shapes


def _letters(content: bytes) -> Letters:
    if len(content) < 64:
        return Letters()
    (size,) = struct.unpack_from("<i", content, 42)
    ink, _, shade = struct.unpack_from("<III", content, 52)
    is_white = ink & WHITE == WHITE and (shade == _NO_COLOUR or shade & WHITE == WHITE)
    return Letters(is_white, 0 < size <= TINY)


def _heading(content: bytes) -> Heading:
    if len(content) < 32:
        return Heading()
    (said,) = struct.unpack_from("<I", content, 0)
    (list_id,) = struct.unpack_from("<H", content, 30)
    return Heading(_HOW[said >> 23 & 3], str(list_id), said >> 25 & 7)


def _take_list(content: bytes, key: str, outline: Outline) -> None:
    """The levels of a numbered list: for each its format, its pattern and where it starts."""
    found: list[tuple[str, str]] = []
    at = 0
    for _ in range(_LEVELS):
        if at + 14 > len(content):
            break
        (said,) = struct.unpack_from("<I", content, at)
        pattern, at = _string(content, at + 12)
        how = said >> 5 & 0xF
        found.append((_FORMATS[how] if how < len(_FORMATS) else "DIGIT", pattern))
    starts = [1] * _LEVELS
    if at + 2 + 4 * _LEVELS <= len(content):
        starts = list(struct.unpack_from(f"<{_LEVELS}I", content, at + 2))
    outline.lists[key] = {
        level: level_of(how, pattern, min(starts[level], 1 << 15), level)
        for level, (how, pattern) in enumerate(found)
    }


def _string(content: bytes, at: int) -> tuple[str, int]:
    """A counted string, and where it ends."""
    if at + 2 > len(content):
        return "", at
    (count,) = struct.unpack_from("<H", content, at)
    end = at + 2 + 2 * count
    return content[at + 2 : end].decode("utf-16-le", "replace"), end
