"""Finds characters of a page that a person would not see: what is written where nothing shows.

Text that is invisible by its own word, nearly white, or beside the page is looked for on a picture
of the page: where its places are of one colour, nobody sees it. The invisible text that belongs to
a scanned page stands where the scan shows letters, and is kept.
"""

import ctypes
from collections.abc import Iterator, Sequence
from typing import Any, Final

import pypdfium2.raw as pdfium

_PROBE_EVERY: Final = 8
"""Hidden text shorter than this many characters may be missed."""
_UNSEEN_MODES: Final = frozenset((pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, 7))
_NEARLY_WHITE: Final = 0xF0
_LEAST_ALPHA: Final = 12
_LEAST_POINTS: Final = 1.5
"""Letters that are lower than this are no letters to anybody."""
_LEAST_CONTRAST: Final = 24
_MOST_PIXELS: Final = 4_000_000
_SHOWN_SHARE: Final = 0.3
"""Of the characters of a stretch: with that many shown, all of it counts as shown."""
_LINE_ENDS: Final = frozenset((0xA, 0xD))
_BLANKS: Final = frozenset((0x0, 0x9, 0xA, 0xD, 0x20, 0xA0, 0x3000, 0x2, 0xFFFE))


def hidden_places(page: Any, text: Any, codes: Sequence[int]) -> frozenset[int]:
    """The numbers of the characters that nobody sees."""
    looker = _Looker(page, text)
    hidden: list[int] = []
    for stretch in _stretches(codes, looker):
        shown = sum(looker.shows(at) for at in stretch)
        if shown < len(stretch) * _SHOWN_SHARE:
            hidden.extend(stretch)
    return frozenset(hidden)


def _stretches(codes: Sequence[int], looker: "_Looker") -> Iterator[list[int]]:
    """Suspect characters that follow one another on a line: those around each that a probe hits."""
    end = 0
    for probe in range(0, len(codes), _PROBE_EVERY):
        if probe < end or codes[probe] in _BLANKS or not looker.is_suspect(probe):
            continue
        before = _reach(codes, looker, range(probe - 1, end - 1, -1))
        after = _reach(codes, looker, range(probe + 1, len(codes)))
        stretch: list[int] = []
        for at in (*reversed(before), probe, *after):
            if codes[at] not in _LINE_ENDS:
                stretch.append(at)
            elif stretch:
                yield stretch
                stretch = []
        if stretch:
            yield stretch
        end = max(probe, *after, 0) + 1


def _reach(codes: Sequence[int], looker: "_Looker", places: range) -> list[int]:
    """The suspect characters on the way and the ends of their lines, until one that is neither."""
    found: list[int] = []
    for at in places:
        if codes[at] in _LINE_ENDS or (codes[at] not in _BLANKS and looker.is_suspect(at)):
            found.append(at)
        elif codes[at] not in _BLANKS:
            break
    return found


class _Looker:
    """Looks at characters: how they are to be drawn, and what is there on the picture."""

    def __init__(self, page: Any, text: Any) -> None:
        self._page = page
        self._raw = text.raw
        self._box = pdfium.FS_RECTF()
        self._box_ref = ctypes.byref(self._box)
        self._colours = [ctypes.c_uint() for _ in range(4)]
        self._colour_refs = [ctypes.byref(each) for each in self._colours]
        self._crop = page.get_bbox()
        self._picture: _Picture | None = None

    def is_suspect(self, at: int) -> bool:
        thing = pdfium.FPDFText_GetTextObject(self._raw, at)
        if not thing:  # PDFium made it up, between others
            return False
        if pdfium.FPDFTextObj_GetTextRenderMode(thing) in _UNSEEN_MODES:
            return True
        if pdfium.FPDFPageObj_GetFillColor(thing, *self._colour_refs):
            red, green, blue, alpha = (each.value for each in self._colours)
            if min(red, green, blue) >= _NEARLY_WHITE or alpha < _LEAST_ALPHA:
                return True
        return self._is_beside_or_tiny(at)

    def shows(self, at: int) -> bool:
        """Whether something stands out where the character is."""
        if self._is_beside_or_tiny(at):
            return False
        if self._picture is None:
            self._picture = _Picture(self._page)
        box = self._box
        return self._picture.has_contrast(box.left, box.bottom, box.right, box.top)

    def _is_beside_or_tiny(self, at: int) -> bool:
        if not pdfium.FPDFText_GetLooseCharBox(self._raw, at, self._box_ref):
            return False
        box, (left, bottom, right, top) = self._box, self._crop
        if max(box.top - box.bottom, box.right - box.left) < _LEAST_POINTS:
            return True
        return bool(box.right < left or box.left > right or box.top < bottom or box.bottom > top)


class _Picture:
    """A page in grey, about a pixel a point."""

    def __init__(self, page: Any) -> None:
        width, height = page.get_size()
        scale = min(1.5, (_MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
        self._width, self._height = max(1, round(width * scale)), max(1, round(height * scale))
        self._page = page
        self._place = (0, 0, self._width, self._height, 0)
        self._pixels = (ctypes.c_ubyte * (self._width * self._height))()
        bitmap = pdfium.FPDFBitmap_CreateEx(
            self._width, self._height, pdfium.FPDFBitmap_Gray, self._pixels, self._width
        )
        if not bitmap:
            raise MemoryError
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, self._width, self._height, 0xFFFFFFFF)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, *self._place, pdfium.FPDF_GRAYSCALE)
        pdfium.FPDFBitmap_Destroy(bitmap)

    def has_contrast(self, left: float, bottom: float, right: float, top: float) -> bool:
        (x0, y0), (x1, y1) = self._pixel(left, top), self._pixel(right, bottom)
        x0, x1 = sorted((min(max(x0, 0), self._width), min(max(x1 + 1, 0), self._width)))
        y0, y1 = sorted((min(max(y0, 0), self._height), min(max(y1 + 1, 0), self._height)))
        darkest, lightest = 255, 0
        for y in range(y0, y1):
            row = self._pixels[y * self._width + x0 : y * self._width + x1]
            darkest = min(darkest, *row, 255)
            lightest = max(lightest, *row, 0)
        return lightest - darkest >= _LEAST_CONTRAST

    def _pixel(self, across: float, up: float) -> tuple[int, int]:
        x, y = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(self._page, *self._place, across, up, x, y)
        return x.value, y.value
