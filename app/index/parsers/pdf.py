"""Reads PDF files: text with the number that PDFium gives each character, headings, page labels."""

import time
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

import pypdfium2
import pypdfium2.raw as pdfium

from app.domain.documents import BlockKind, NoteKind, PartKind, Refusal
from app.index.parsers.building import DocumentBuilder
from app.index.parsers.page_picture import grey_page
from app.index.parsers.pdf_lines import PdfPageText, page_text
from app.index.parsers.pdf_pages import opened_page, opened_pdf
from app.index.parsers.pdf_paragraphs import TextSizes, Vocabulary, bare, blocks_of
from app.index.parsers.pdf_running import without_running
from app.index.parsers.recognising import Recogniser
from app.index.parsers.refusing import Refused

_LEAST_CHARACTERS: Final = 20
"""A page with fewer, and with pictures, is one that is a picture."""
_RESOLUTION: Final = 200
"""Dots per inch of a page whose text is read off its picture."""
_SHARE_OF_TIME: Final = 0.7
"""Of what reading may take: then the rest is left, so that what was read is not lost."""
_MOST_BOOKMARKS: Final = 5_000
_MOST_DEPTH: Final = 6
_MOST_OBJECTS: Final = 20_000


def parse(file: BinaryIO, builder: DocumentBuilder) -> None:
    """Read a PDF; each page becomes a part, also where nothing could be read of it."""
    with opened_pdf(file) as document:
        _read_metadata(document, builder)
        pages = _Pages(document, builder)
        bookmarks = _bookmarks(document)
        labels = [_label(document, index) for index in range(len(pages.texts))]
        lines = without_running(
            pages.texts,
            [label or str(number) for number, label in enumerate(labels, 1)],
        )
        sizes = TextSizes(line for page in lines for line in page)
        vocabulary = Vocabulary(line for page in lines for line in page)
        for index, page in enumerate(pages.texts):
            builder.begin_part(PartKind.PAGE, labels[index])
            if page is not None:
                builder.note_hidden(page.hidden)
            if pages.pictures[index]:
                builder.add_picture(pages.pictures[index])
            titles = bookmarks.get(index, {})
            for paragraph in pages.recognised.get(index, ()):
                builder.add(BlockKind.PARAGRAPH, paragraph)
            for block in blocks_of(lines[index], sizes, vocabulary, titles):
                builder.add(block.kind, block.text, level=block.level, sources=block.sources)
            for comment in pages.comments[index]:
                builder.add(BlockKind.NOTE, comment)
        if pages.is_cut:
            builder.note(NoteKind.CUT_SHORT)


class _Pages:
    """What each page holds; None for one that is damaged."""

    def __init__(self, document: Any, builder: DocumentBuilder) -> None:
        self.texts: list[PdfPageText | None] = []
        self.pictures: list[int] = []
        self.comments: list[list[str]] = []
        self.recognised: dict[int, list[str]] = {}
        self.is_cut = False
        room = builder.limits.text_characters
        enough = time.monotonic() + builder.limits.seconds * _SHARE_OF_TIME
        for index in range(len(document)):
            if room <= 0 or index >= builder.limits.parts or (index and time.monotonic() > enough):
                self.is_cut = True
                break
            comments: list[str] = []
            text, pictures = _page(document, index, comments)
            self.comments.append(comments)
            self.texts.append(text)
            self.pictures.append(pictures)
            room -= sum(len(line.text) for line in text.lines) if text else 0
            self.is_cut = self.is_cut or (text is not None and text.is_cut)
        if builder.recognise and any(self.pictures):
            self._recognise(document, enough)
        if self.recognised:
            builder.note(NoteKind.RECOGNISED, len(self.recognised))
        damaged = self.texts.count(None)
        if damaged == len(self.texts):
            raise Refused(Refusal.DAMAGED, "no page can be read")
        if damaged:
            builder.note(NoteKind.PARTLY_DAMAGED, damaged)
        unread = sum(1 for count in self.pictures if count)
        if unread:
            builder.note(NoteKind.PICTURES_UNREAD, unread)

    def _recognise(self, document: Any, enough: float) -> None:
        """Read the pages that are pictures; those where nothing is found stay unread."""
        with Recogniser() as recogniser:
            for index, count in enumerate(self.pictures):
                if not count or time.monotonic() > enough:
                    continue
                with opened_page(document, index) as (page, _):
                    picture = grey_page(page, _RESOLUTION)
                found = recogniser.paragraphs(*picture, _RESOLUTION)
                if found:
                    self.recognised[index], self.pictures[index] = found, 0


def _page(document: Any, index: int, comments: list[str]) -> tuple[PdfPageText | None, int]:
    """The text of a page, and how many pictures it is made of when it has none."""
    try:
        with opened_page(document, index, comments) as (page, text):
            found = page_text(page, text)
            letters = sum(len(line.text) for line in found.lines)
            return found, _pictures(page) if letters < _LEAST_CHARACTERS else 0
    except pypdfium2.PdfiumError:
        return None, 0


def _pictures(page: Any) -> int:
    count = min(pdfium.FPDFPage_CountObjects(page), _MOST_OBJECTS)
    kinds = (
        pdfium.FPDFPageObj_GetType(pdfium.FPDFPage_GetObject(page, index)) for index in range(count)
    )
    return sum(kind == pdfium.FPDF_PAGEOBJ_IMAGE for kind in kinds)


def _read_metadata(document: Any, builder: DocumentBuilder) -> None:
    builder.title = document.get_metadata_value("Title")
    builder.author = document.get_metadata_value("Author")


def _label(document: Any, index: int) -> str:
    label = str(document.get_page_label(index))
    return "" if label == str(index + 1) else label


def _bookmarks(document: Any) -> dict[int, dict[str, int]]:
    """For each page the titles that the table of contents has there, and their levels."""
    found: dict[int, dict[str, int]] = {}
    for title, level, index in _contents(document):
        letters = bare(title)
        if letters:
            found.setdefault(index, {}).setdefault(letters, level)
    return found


def _contents(document: Any) -> Iterator[tuple[str, int, int]]:
    for count, bookmark in enumerate(document.get_toc(max_depth=_MOST_DEPTH)):
        if count >= _MOST_BOOKMARKS:
            return
        target = bookmark.get_dest()
        index = target.get_index() if target is not None else None
        if index is not None:
            yield bookmark.get_title(), bookmark.level + 1, index
