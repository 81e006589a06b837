"""Kinds of documents as people tell them apart: a search can be narrowed to some of them."""

from enum import StrEnum
from typing import Final

from app.domain.documents import DocumentKind


class DocumentGroup(StrEnum):
    """What somebody calls a file, whatever program wrote it; the order is that of a list."""

    PDF = "pdf"
    WORD = "word"
    HANGUL = "hangul"
    SHEETS = "sheets"
    SLIDES = "slides"
    MAIL = "mail"
    WEB = "web"
    BOOKS = "books"
    TEXT = "text"
    DATA = "data"
    CODE = "code"
    PICTURES = "pictures"
    ARCHIVES = "archives"


KINDS: Final = {
    DocumentGroup.PDF: (DocumentKind.PDF,),
    DocumentGroup.WORD: (
        DocumentKind.DOCX,
        DocumentKind.DOC,
        DocumentKind.ODT,
        DocumentKind.RTF,
    ),
    DocumentGroup.HANGUL: (DocumentKind.HWP, DocumentKind.HWPX),
    DocumentGroup.SHEETS: (
        DocumentKind.XLSX,
        DocumentKind.XLS,
        DocumentKind.XLSB,
        DocumentKind.ODS,
        DocumentKind.CSV,
    ),
    DocumentGroup.SLIDES: (DocumentKind.PPTX, DocumentKind.PPT, DocumentKind.ODP),
    DocumentGroup.MAIL: (DocumentKind.EML, DocumentKind.MBOX, DocumentKind.MSG),
    DocumentGroup.WEB: (DocumentKind.HTML,),
    DocumentGroup.BOOKS: (DocumentKind.EPUB,),
    DocumentGroup.TEXT: (DocumentKind.TEXT, DocumentKind.MARKDOWN),
    DocumentGroup.DATA: (DocumentKind.JSON, DocumentKind.XML),
    DocumentGroup.CODE: (DocumentKind.CODE,),
    DocumentGroup.PICTURES: (DocumentKind.IMAGE,),
    DocumentGroup.ARCHIVES: (DocumentKind.ARCHIVE,),
}
"""Every kind belongs to one group."""
GROUP_OF: Final = {kind: group for group, kinds in KINDS.items() for kind in kinds}


def kinds_named(name: str) -> frozenset[DocumentKind]:
    """The kinds that a word stands for: a group, or a single one; empty for a word that is none."""
    word = name.strip().casefold()
    groups = [each for each in DocumentGroup if each == word]
    if groups:
        return frozenset(KINDS[groups[0]])
    return frozenset(each for each in DocumentKind if each == word)


def groups_among(kinds: frozenset[DocumentKind]) -> tuple[DocumentGroup, ...]:
    """The groups that kinds belong to, in the order of the groups."""
    found = {GROUP_OF[each] for each in kinds}
    return tuple(each for each in DocumentGroup if each in found)
