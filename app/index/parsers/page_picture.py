"""Draws a page of a PDF and finds where stretches of its characters stand on the picture."""

import ctypes
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO, Final

import pypdfium2
import pypdfium2.raw as pdfium

from app.domain.documents import PagePicture, Rectangle, Refusal
from app.index.parsers.pdf_pages import opened_page, opened_pdf
from app.index.parsers.refusing import Refused

MOST_WIDTH: Final = 8_000
MOST_PIXELS: Final = 40_000_000
_MOST_MARKS: Final = 2_000
_WHITE: Final = 0xFFFFFFFF
_PIXEL_BYTES: Final = 4


def grey_page(page: Any, dots_per_inch: int) -> tuple[bytes, int, int]:
    """A page in grey, one byte a pixel without padding, and its width and height in pixels."""
    canvas = _Canvas(page, round(page.get_width() * dots_per_inch / 72))
    return canvas.grey(), canvas.width, canvas.height


def draw_page(
    file: BinaryIO, number: int, width: int, marks: Sequence[tuple[int, int]] = ()
) -> PagePicture:
    """A page, from 1, as wide as `width` pixels where its shape allows that.

    `marks` are stretches of PDFium's characters. Raises Refused: LOCKED, DAMAGED, MISSING for a
    page that is not there.
    """
    with opened_pdf(file) as document:
        if not 1 <= number <= len(document):
            raise Refused(Refusal.MISSING, "no such page")
        try:
            with opened_page(document, number - 1) as (page, text):
                canvas = _Canvas(page, width)
                return canvas.picture(text, marks)
        except pypdfium2.PdfiumError as error:
            raise Refused(Refusal.DAMAGED, "a page") from error


class _Canvas:
    """Where a page is drawn: as wide as wished, and not larger than a picture may be."""

    def __init__(self, page: Any, width: int) -> None:
        across, down = page.get_size()
        if across <= 0 or down <= 0:
            raise Refused(Refusal.DAMAGED, "a page without size")
        width = max(1, min(width, MOST_WIDTH))
        ratio = down / across
        self.width = max(1, min(width, int((MOST_PIXELS / ratio) ** 0.5)))
        self.height = max(1, min(round(self.width * ratio), MOST_PIXELS // self.width))
        self._page = page
        self._place = (0, 0, self.width, self.height, 0)

    def grey(self) -> bytes:
        return self._drawn(pdfium.FPDFBitmap_Gray, 1, pdfium.FPDF_GRAYSCALE | pdfium.FPDF_ANNOT)

    def picture(self, text: Any, marks: Sequence[tuple[int, int]]) -> PagePicture:
        pixels = self._drawn(pdfium.FPDFBitmap_BGRA, _PIXEL_BYTES, pdfium.FPDF_ANNOT)
        found = tuple(rectangle for mark in marks for rectangle in self._rectangles(text, *mark))
        stride = self.width * _PIXEL_BYTES
        return PagePicture(self.width, self.height, stride, pixels, found[:_MOST_MARKS])

    def _drawn(self, form: int, pixel_bytes: int, flags: int) -> bytes:
        stride = self.width * pixel_bytes
        pixels = (ctypes.c_ubyte * (stride * self.height))()
        bitmap = pdfium.FPDFBitmap_CreateEx(self.width, self.height, form, pixels, stride)
        if not bitmap:
            raise Refused(Refusal.OUT_OF_MEMORY, "bitmap")
        try:
            pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, self.width, self.height, _WHITE)
            pdfium.FPDF_RenderPageBitmap(bitmap, self._page, *self._place, flags)
        finally:
            pdfium.FPDFBitmap_Destroy(bitmap)
        return bytes(pixels)

    def _rectangles(self, text: Any, start: int, end: int) -> Iterator[Rectangle]:
        """The places of a stretch of characters, one for each line of it."""
        start, end = max(start, 0), min(end, text.count_chars())
        if start >= end:
            return
        # PDFium counts the rectangles first, and then gives those of the stretch counted last.
        for index in range(min(text.count_rects(start, end - start), _MOST_MARKS)):
            left, bottom, right, top = text.get_rect(index)
            corners = [self._pixel(left, top), self._pixel(right, bottom)]
            (x0, x1), (y0, y1) = (sorted(each) for each in zip(*corners, strict=True))
            x0, y0 = max(x0, 0), max(y0, 0)
            x1, y1 = min(x1, self.width), min(y1, self.height)
            if x0 < x1 and y0 < y1:
                yield Rectangle(float(x0), float(y0), float(x1 - x0), float(y1 - y0))

    def _pixel(self, across: float, up: float) -> tuple[int, int]:
        x, y = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(self._page, *self._place, across, up, x, y)
        return x.value, y.value
