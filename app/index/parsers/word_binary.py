"""The binary format of Word 97 to 2003: where text stands, and what its paragraphs and letters are.

Source: [MS-DOC].
"""

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from app.domain.documents import Refusal
from app.index.parsers.ole_package import OlePackage
from app.index.parsers.refusing import Refused

_IDENT: Final = 0xA5EC
_ENCRYPTED, _SECOND_TABLE = 0x100, 0x200
_WORD_97: Final = 0xC1
_STORIES_AT: Final = 0x4C
_TABLES_AT: Final = 0x9A
STYLES, FOOT_MARKS, FOOT_TEXTS, COMMENT_MARKS, COMMENT_TEXTS = 1, 2, 3, 4, 5
LETTERS, PARAGRAPHS, PIECES, END_MARKS, END_TEXTS = 12, 13, 33, 46, 47
_COMPRESSED: Final = 0x40000000
_PAGE: Final = 512
_MOST_RUNS: Final = 2_000_000
_MOST_CHARACTERS: Final = 40_000_000
_OPERANDS: Final = (1, 1, 2, 4, 2, 2, 0, 3)
_MOST_BASES: Final = 20
_TITLE: Final = 62

Properties = dict[int, int]
"""Modifiers of a paragraph or of letters: [MS-DOC] 2.6, by their codes; long ones are left out."""


@dataclass(slots=True)
class Runs:
    """Properties of stretches of characters: starts ascend, each reaches to its end."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    values: list[tuple[int, Properties]] = field(default_factory=list)

    def at(self, place: int) -> tuple[int, Properties]:
        """Style and properties of a character; nothing where none are known."""
        found = bisect_right(self.starts, place) - 1
        if found < 0 or self.ends[found] <= place:
            return 0, {}
        return self.values[found]


class WordBinary:
    """A document's text, one character for each unit of UTF-16, and what is known of it.

    Raises Refused: LOCKED with a password, UNKNOWN_KIND for versions before Word 97, DAMAGED.
    """

    def __init__(self, package: OlePackage) -> None:
        self._main = package.read("WordDocument")
        if len(self._main) < 0x200:
            raise Refused(Refusal.DAMAGED, "doc header")
        ident, version = struct.unpack_from("<HH", self._main, 0)
        (said,) = struct.unpack_from("<H", self._main, 10)
        if said & _ENCRYPTED:
            raise Refused(Refusal.LOCKED, "doc")
        if ident != _IDENT:
            raise Refused(Refusal.DAMAGED, "doc header")
        if version < _WORD_97:
            raise Refused(Refusal.UNKNOWN_KIND, f"doc version {version}")
        self._table = package.read("1Table" if said & _SECOND_TABLE else "0Table")
        counts = struct.unpack_from("<8i", self._main, _STORIES_AT)
        text, foot, head, _, comment, end, box, _ = (max(0, count) for count in counts)
        self.stories: list[tuple[int, int]] = []
        """Where the document, footnotes, headers, comments, endnotes, boxes begin and end."""
        at = 0
        for count in (text, foot, head, comment, end, box):
            self.stories.append((at, at + count))
            at += count
        self._pieces = list(self._read_pieces())
        self.text = "".join(self._texts())
        self.paragraphs = self._runs(PARAGRAPHS)
        self.letters = self._runs(LETTERS)
        self.levels = self._read_styles()

    def table(self, number: int) -> bytes:
        """A structure of the table stream by its place in the header."""
        at = _TABLES_AT + 8 * number
        if at + 8 > len(self._main):
            return b""
        start, length = struct.unpack_from("<II", self._main, at)
        return self._table[start : start + length]

    def marks(self, number: int, width: int) -> list[int]:
        """The places of a list that has `width` bytes of data for each place but the last."""
        data = self.table(number)
        count = max(0, len(data) - 4) // (4 + width)
        return list(struct.unpack_from(f"<{count + 1}I", data)) if len(data) >= 4 else []

    def _read_pieces(self) -> Iterator[tuple[int, int, int, int]]:
        """First and last place of each piece of text, where it stands, and bytes a character."""
        data = self.table(PIECES)
        at = 0
        while at + 3 <= len(data) and data[at] == 1:
            at += 3 + struct.unpack_from("<H", data, at + 1)[0]
        if at + 5 > len(data) or data[at] != 2:
            raise Refused(Refusal.DAMAGED, "doc without pieces")
        (size,) = struct.unpack_from("<I", data, at + 1)
        count = min(max(0, size - 4), len(data) - at - 9) // 12
        if count < 1:
            raise Refused(Refusal.DAMAGED, "doc without pieces")
        places = struct.unpack_from(f"<{count + 1}I", data, at + 5)
        written = 0
        for number in range(count):
            first, last = places[number], places[number + 1]
            (where,) = struct.unpack_from("<I", data, at + 5 + 4 * (count + 1) + 8 * number + 2)
            if first != written or last < first or last > _MOST_CHARACTERS:
                return  # pieces follow one another; what does not is damaged
            written = last
            if where & _COMPRESSED:
                yield first, last, (where & ~_COMPRESSED) // 2, 1
            else:
                yield first, last, where, 2

    def _texts(self) -> Iterator[str]:
        for first, last, where, width in self._pieces:
            data = self._main[where : where + (last - first) * width]
            if width == 1:
                text = data.decode("cp1252", "replace")
            else:
                units = struct.unpack(f"<{len(data) // 2}H", data[: len(data) // 2 * 2])
                text = "".join(map(chr, units))
            yield text.ljust(last - first, "\0") if len(text) < last - first < 1 << 20 else text
            if len(text) < last - first:
                return

    # --- runs ---------------------------------------------------------------------------------

    def _runs(self, number: int) -> Runs:
        """The runs of a kind by the places of their characters, for the pieces that they are in."""
        by_byte = sorted(self._pages(number), key=lambda run: run[0])
        starts = [run[0] for run in by_byte]
        runs = Runs()
        for first, last, where, width in self._pieces:
            end = where + (last - first) * width
            at = max(0, bisect_right(starts, where) - 1)
            while at < len(by_byte) and by_byte[at][0] < end:
                start, stop, value = by_byte[at]
                at += 1
                if at < len(by_byte):
                    stop = min(stop, by_byte[at][0])  # runs follow one another
                if stop > where:
                    runs.starts.append(first + (max(start, where) - where) // width)
                    runs.ends.append(first + (min(stop, end) - where + width - 1) // width)
                    runs.values.append(value)
                    if len(runs.starts) > _MOST_RUNS:
                        raise Refused(Refusal.TOO_LARGE, "doc runs")
        return runs

    def _pages(self, number: int) -> Iterator[tuple[int, int, tuple[int, Properties]]]:
        """The runs on the formatted pages, by the bytes that they stand for."""
        data = self.table(number)
        count = max(0, len(data) - 4) // 8
        is_paragraphs = number == PARAGRAPHS
        entry = 13 if is_paragraphs else 1
        pages = struct.unpack_from(f"<{count}I", data, 4 * (count + 1)) if count else ()
        for page_number in dict.fromkeys(pages):
            start = (page_number & 0x3FFFFF) * _PAGE
            page = self._main[start : start + _PAGE]
            if len(page) < _PAGE:
                continue
            total = min(page[_PAGE - 1], (_PAGE - 5) // (4 + entry))
            places = struct.unpack_from(f"<{total + 1}I", page)
            for each in range(total):
                at = 2 * page[4 * (total + 1) + entry * each]
                value = _paragraph(page, at) if is_paragraphs else (0, _letters(page, at))
                if places[each] < places[each + 1]:
                    yield places[each], places[each + 1], value

    def _read_styles(self) -> dict[int, int]:
        """The level of each style that heads, by its number."""
        data = self.table(STYLES)
        if len(data) < 6:
            return {}
        size, count = struct.unpack_from("<HH", data)
        at = 2 + size
        own: dict[int, int] = {}
        bases: dict[int, int] = {}
        for number in range(count):
            if at + 2 > len(data):
                break
            (length,) = struct.unpack_from("<H", data, at)
            if length >= 4 and at + 6 <= len(data):
                first, second = struct.unpack_from("<HH", data, at + 2)
                kind = first & 0xFFF
                own[number] = kind if 1 <= kind <= 9 else int(kind == _TITLE)
                bases[number] = second >> 4
            at += 2 + length + length % 2
        levels: dict[int, int] = {}
        for number in own:
            each = number
            for _ in range(_MOST_BASES):
                if own.get(each):
                    levels[number] = own[each]
                    break
                each = bases.get(each, -1)
        return levels


def _paragraph(page: bytes, at: int) -> tuple[int, Properties]:
    if not at or at + 3 > len(page):
        return 0, {}
    size = 2 * page[at] - 1 if page[at] else 2 * page[at + 1]
    at += 1 if page[at] else 2
    content = page[at : at + max(0, size)]
    if len(content) < 2:
        return 0, {}
    return int.from_bytes(content[:2], "little"), _properties(content[2:])


def _letters(page: bytes, at: int) -> Properties:
    return _properties(page[at + 1 : at + 1 + page[at]]) if at else {}


def _properties(data: bytes) -> Properties:
    found: Properties = {}
    at = 0
    while at + 3 <= len(data):
        (code,) = struct.unpack_from("<H", data, at)
        at += 2
        size = _OPERANDS[code >> 13]
        if not size:
            is_long = code == 0xD608 and at + 2 <= len(data)
            size = struct.unpack_from("<H", data, at)[0] + 1 if is_long else data[at] + 1
        else:
            found[code] = int.from_bytes(data[at : at + size], "little")
        at += size
    return found
