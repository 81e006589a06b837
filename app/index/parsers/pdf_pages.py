"""PDF files and their pages as PDFium opens them; what reads and what draws must open them alike.

Only then do the numbers of characters that reading kept lead back to their places.
"""

import ctypes
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, Final

import pypdfium2
import pypdfium2.raw as pdfium

from app.domain.documents import Refusal
from app.index.parsers.refusing import Refused

_IN_MEMORY_BYTES: Final = 64 << 20
"""Larger files are read piece by piece: PDFium asks for what it needs."""
_MOST_ANNOTATIONS: Final = 2_000
_WRITTEN: Final = frozenset(
    {pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_STAMP}
)
"""Annotations that show text of their own; PDFium's text has it only once they are flattened."""

_REMARKS: Final = frozenset(
    {
        pdfium.FPDF_ANNOT_TEXT,
        pdfium.FPDF_ANNOT_HIGHLIGHT,
        pdfium.FPDF_ANNOT_UNDERLINE,
        pdfium.FPDF_ANNOT_SQUIGGLY,
        pdfium.FPDF_ANNOT_STRIKEOUT,
    }
)
"""Annotations in which people remark on a page."""
_COMMENT_BYTES: Final = 20_000
_EMPTY_BYTES: Final = 2
"""Of a string: its end alone, as UTF-16."""


@contextmanager
def opened_pdf(file: BinaryIO) -> Iterator[Any]:
    """A PDF, with its forms. Raises Refused: LOCKED, DAMAGED."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    source = file.read() if size <= _IN_MEMORY_BYTES else file
    try:
        document = pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as error:
        is_locked = error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
        reason = Refusal.LOCKED if is_locked else Refusal.DAMAGED
        raise Refused(reason, f"PDFium error {error.err_code}") from error
    with document:
        if not _is_xfa(document):
            document.init_forms()
        yield document


@contextmanager
def opened_page(
    document: Any, index: int, comments: list[str] | None = None
) -> Iterator[tuple[Any, Any]]:
    """A page, counted from 0, and its text. Raises PdfiumError when it is damaged.

    What people remarked on the page is put into `comments`.
    """
    page = document[index]
    try:
        if comments is not None:
            comments.extend(_comments(page))
        if document.formenv and _has_written_annotations(page):
            page.flatten()
            page.close()
            page = document[index]
        text = page.get_textpage()
        try:
            yield page, text
        finally:
            text.close()
    finally:
        page.close()


def _is_xfa(document: Any) -> bool:
    return document.get_formtype() in (pdfium.FORMTYPE_XFA_FULL, pdfium.FORMTYPE_XFA_FOREGROUND)


def _has_written_annotations(page: Any) -> bool:
    return any(kind in _WRITTEN for kind, _ in _annotations(page))


def _comments(page: Any) -> Iterator[str]:
    for kind, annotation in _annotations(page):
        if kind not in _REMARKS:
            continue
        size = pdfium.FPDFAnnot_GetStringValue(annotation, b"Contents", None, 0)
        if not _EMPTY_BYTES < size <= _COMMENT_BYTES:
            continue
        buffer = ctypes.create_string_buffer(size)
        letters = ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR))
        pdfium.FPDFAnnot_GetStringValue(annotation, b"Contents", letters, size)
        yield buffer.raw[: size - _EMPTY_BYTES].decode("utf-16-le", "replace")


def _annotations(page: Any) -> Iterator[tuple[int, Any]]:
    """The annotations of a page with their kinds; each is closed when the next is asked for."""
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), _MOST_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            yield pdfium.FPDFAnnot_GetSubtype(annotation), annotation
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)
