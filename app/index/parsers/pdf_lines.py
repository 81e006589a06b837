"""The lines of a page of a PDF as PDFium finds them: their characters, and where they stand.

PDFium ends a line with a generated return and newline, and marks a hyphen that only divides a word
(FPDFText_IsHyphen). Measures are those of the loose boxes of characters, in points: PDFium's font
sizes leave the page's own scale out.
"""

import ctypes
import math
import sys
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import pypdfium2.raw as pdfium

from app.index.parsers.pdf_hidden import hidden_places

MOST_CHARACTERS: Final = 1_000_000
"""Of one page; what follows is not read."""
_BOLD_WEIGHT: Final = 600
_NAME_BYTES: Final = 128
_HYPHENS: Final = frozenset((0x2, 0xFFFE))
_LINE_ENDS: Final = frozenset((0xA, 0xD))
_BLANKS: Final = frozenset((0x20, 0xA0, 0x9, 0x3000))
_UNSPACED: Final = range(0x3040, 0xA000)
"""Letters of scripts that put no blanks between words."""
_GAP_HEIGHTS: Final = 1.5
"""Between two words of a line, times its height: more parts cells."""
_SHARED_HEIGHT: Final = 0.3
"""Of the lower of two words: they stand on one line when they share that much."""
_HIGH, _LOW, _AFTER_SURROGATES = 0xD800, 0xDC00, 0xE000


@dataclass(slots=True)
class PdfLine:
    """A line: its text, and for each character its number on the page.

    Positions are seen from the reader whichever way the page is turned: `left` and `right` along
    the line, `bottom` across it, growing upwards. `turn` counts quarters from the upright. A line
    that `is_divided` ends within a word; one that `has_gaps` looks like a row of cells; one that
    `is_running` stands beside the text, at the edge of this page and of others.
    """

    text: str = field(repr=False)
    sources: "array[int]" = field(repr=False)
    left: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    height: float = 0.0
    turn: int = 0
    is_bold: bool = False
    is_divided: bool = False
    has_gaps: bool = False
    is_running: bool = False


@dataclass(slots=True)
class PdfPageText:
    """The lines of a page, and how many characters nobody sees.

    A page that `is_cut` goes on; `bottom` and `top` are those of what is shown of it.
    """

    lines: list[PdfLine]
    hidden: int = 0
    is_cut: bool = False
    bottom: float = 0.0
    top: float = 0.0


def page_text(page: Any, text: Any) -> PdfPageText:
    """The lines of a page in PDFium's order."""
    count = text.count_chars()
    codes = _codes(text, min(count, MOST_CHARACTERS))
    hidden = hidden_places(page, text, codes)
    reader = _LineReader(text)
    lines = [line for line in _divide(codes, hidden, reader) if line.text.strip()]
    _, bottom, _, top = page.get_bbox()
    return PdfPageText(lines, len(hidden), count > MOST_CHARACTERS, bottom, top)


def _codes(text: Any, count: int) -> "array[int]":
    unicode_of, raw = pdfium.FPDFText_GetUnicode, text.raw
    return array("L", [unicode_of(raw, index) for index in range(count)])


def _divide(
    codes: Sequence[int], hidden: frozenset[int], reader: "_LineReader"
) -> Iterator[PdfLine]:
    """The lines, divided where PDFium says so and where the words go on elsewhere.

    PDFium puts a blank alone between some lines; so the place of each word is looked at.
    """
    letters: list[str] = []
    sources = array("i")
    is_divided, is_word_start, last = False, True, 0
    for index, code in _whole_letters(codes):
        if code in _LINE_ENDS:
            if letters:
                yield reader.line("".join(letters), sources, is_divided=is_divided)
                letters, sources = [], array("i")
            is_divided, is_word_start = False, True
        elif code in _HYPHENS:
            is_divided = is_word_start = True
        elif index not in hidden and 0 < code <= sys.maxunicode:
            if code in _BLANKS:
                is_word_start = True
            elif is_word_start or code in _UNSPACED:
                is_word_start = False
                if reader.begins_line(index, last, is_first=not letters) and letters:
                    yield reader.line("".join(letters), sources, is_divided=is_divided)
                    letters, sources = [], array("i")
            if code not in _BLANKS:
                last = index
            letters.append(" " if code in _BLANKS else chr(code))
            sources.append(index)
            is_divided = False
    if letters:
        yield reader.line("".join(letters), sources, is_divided=is_divided)


def _whole_letters(codes: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Each letter and where it begins: where it takes two codes, they become one."""
    high = 0
    for index, code in enumerate(codes):
        if _HIGH <= code < _LOW:
            high = code
        elif _LOW <= code < _AFTER_SURROGATES:
            if high:
                yield index - 1, 0x10000 + ((high - _HIGH) << 10) + code - _LOW
            high = 0
        else:
            high = 0
            yield index, code


class _LineReader:
    """Measures lines by a few of their characters."""

    def __init__(self, text: Any) -> None:
        self._raw = text.raw
        self._box = pdfium.FS_RECTF()
        self._box_ref = ctypes.byref(self._box)
        self._name = ctypes.create_string_buffer(_NAME_BYTES)
        self._flags = ctypes.c_int()
        self._turn = 0
        self._band = (0.0, 0.0)
        self.has_gaps = False

    def begins_line(self, index: int, last: int, *, is_first: bool) -> bool:
        """Whether a word stands on another line than the word before it, which ended at `last`."""
        if not pdfium.FPDFText_GetLooseCharBox(self._raw, index, self._box_ref):
            return False
        if is_first:
            self._turn = self._turn_of(index)
            self.has_gaps = False
        left, bottom, _, top = self._turned(index, self._turn)
        last_bottom, last_top = self._band
        shared = min(top, last_top) - max(bottom, last_bottom)
        is_elsewhere = shared < _SHARED_HEIGHT * min(top - bottom, last_top - last_bottom)
        if is_first or is_elsewhere:
            self._turn = self._turn_of(index)
            _, bottom, _, top = self._turned(index, self._turn)
            self._band = bottom, top
        elif not self.has_gaps:
            end = self._turned(last, self._turn)[2]
            self.has_gaps = left - end > _GAP_HEIGHTS * (top - bottom)
        return is_elsewhere

    def _turn_of(self, index: int) -> int:
        angle = pdfium.FPDFText_GetCharAngle(self._raw, index)
        return round(float(max(angle, 0.0)) / (math.pi / 2)) % 4

    def line(self, text: str, sources: "array[int]", *, is_divided: bool) -> PdfLine:
        line = PdfLine(text, sources, is_divided=is_divided, has_gaps=self.has_gaps)
        self.has_gaps = False
        seen = [at for at, letter in enumerate(text) if not letter.isspace()]
        if not seen:
            return line
        first, middle, last = seen[0], seen[len(seen) // 2], seen[-1]
        line.turn = self._turn_of(sources[first])
        boxes = [self._turned(sources[at], line.turn) for at in (first, middle, last)]
        line.left = min(box[0] for box in boxes)
        line.right = max(box[2] for box in boxes)
        line.bottom = boxes[0][1]
        line.height = sorted(box[3] - box[1] for box in boxes)[1]
        line.is_bold = self._is_bold(sources[first]) and self._is_bold(sources[last])
        return line

    def _is_bold(self, index: int) -> bool:
        if pdfium.FPDFText_GetFontWeight(self._raw, index) >= _BOLD_WEIGHT:
            return True
        size = pdfium.FPDFText_GetFontInfo(
            self._raw, index, self._name, _NAME_BYTES, ctypes.byref(self._flags)
        )
        return size <= _NAME_BYTES and b"bold" in self._name.value.lower()

    def _turned(self, index: int, turn: int) -> tuple[float, float, float, float]:
        """Left, bottom, right and top of a character, as if the line were upright."""
        pdfium.FPDFText_GetLooseCharBox(self._raw, index, self._box_ref)
        left, bottom = self._box.left, self._box.bottom
        right, top = self._box.right, self._box.top
        if turn == 1:
            return bottom, -right, top, -left
        if turn == 2:
            return -right, -top, -left, -bottom
        if turn == 3:
            return -top, left, -bottom, right
        return left, bottom, right, top
