"""PDF files and their pages as PDFium opens them; what reads and what draws must open them alike.

Only then do the numbers of characters that reading kept lead back to their places.
"""

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
def opened_page(document: Any, index: int) -> Iterator[tuple[Any, Any]]:
    """A page, counted from 0, and its text. Raises PdfiumError when it is damaged."""
    page = document[index]
    try:
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
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), _MOST_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        pdfium.FPDFPage_CloseAnnot(annotation)
        if kind in _WRITTEN:
            return True
    return False
