"""OpenDocument: texts (ODT), sheets (ODS), presentations and drawings (ODP).

Source: OpenDocument 1.3 part 3. Text that was deleted but is still tracked stands apart in the
file; it is left out and counted, and so is what is hidden.
"""

import re
from typing import BinaryIO, Final

from lxml import etree

from app.domain.documents import BlockKind, NoteKind, PartKind, Refusal
from app.index.parsers.building import DocumentBuilder
from app.index.parsers.flow import Words, add_flow, plain
from app.index.parsers.office_xml import OfficePackage, attribute, child, name_of
from app.index.parsers.office_xml import prepare as prepare_xml
from app.index.parsers.opendocument_sheets import sheet_rows
from app.index.parsers.opendocument_styles import OpenStyles
from app.index.parsers.opendocument_text import OpenText
from app.index.parsers.refusing import Refused
from app.index.parsers.sheet_rows import add_rows

_CONTENT: Final = "content.xml"
_STYLES: Final = "styles.xml"
_META: Final = "meta.xml"
_MANIFEST: Final = "META-INF/manifest.xml"
_MARGINS: Final = ("header", "footer", "header-left", "footer-left", "header-first", "footer-first")
_ONLY_NUMBERS: Final = re.compile(r"[\W\d_]*\Z")
_NO_NAME: Final = re.compile(r"(?:page|slide|페이지|슬라이드)\s*\d+\Z", re.IGNORECASE)


def prepare() -> None:
    """Load what could not be opened later."""
    prepare_xml()


def parse(file: BinaryIO, builder: DocumentBuilder) -> None:
    """Fill the builder with the text. Raises Refused: LOCKED when it is encrypted."""
    package = OfficePackage(file)
    if _MANIFEST in package and b"encryption-data" in package.read(_MANIFEST):
        raise Refused(Refusal.LOCKED, "opendocument")
    root = package.tree(_CONTENT)
    around = _tree_or_none(package, _STYLES, builder)
    _take_properties(_tree_or_none(package, _META, builder), builder)
    styles = OpenStyles()
    styles.take(around)
    styles.take(root)
    text = OpenText(styles, builder)
    body = child(root, "body")
    for each in () if body is None else body:
        name = name_of(each)
        if name == "spreadsheet":
            _add_sheets(each, text, styles, builder)
        elif name in ("presentation", "drawing"):
            _add_pages(each, text, styles, builder)
        elif name == "text":
            add_flow(text.blocks(each), builder)
            add_flow(_margins(around, text), builder)


def _tree_or_none(
    package: OfficePackage, path: str, builder: DocumentBuilder
) -> etree._Element | None:
    try:
        return package.tree(path) if path in package else None
    except Refused as refusal:
        if refusal.reason is Refusal.BOMB:
            raise
        builder.note(NoteKind.PARTLY_DAMAGED, 1)
        return None


def _take_properties(root: etree._Element | None, builder: DocumentBuilder) -> None:
    last = ""
    for each in () if root is None else root.iter("{*}title", "{*}initial-creator", "{*}creator"):
        name = name_of(each)
        if name == "title":
            builder.title = builder.title or (each.text or "")
        elif name == "creator":
            last = each.text or ""
        else:
            builder.author = builder.author or (each.text or "")
    builder.author = builder.author or last


def _margins(root: etree._Element | None, text: OpenText) -> list[Words]:
    """Headers and footers, each text once, page numbers left out."""
    seen: dict[str, None] = {}
    for each in () if root is None else root.iter(*(f"{{*}}{name}" for name in _MARGINS)):
        for piece in text.blocks(each):
            said = " ".join(plain([piece]).split())
            if not _ONLY_NUMBERS.match(said):
                seen.setdefault(said)
    return [Words(BlockKind.NOTE, said) for said in seen]


def _add_sheets(
    body: etree._Element, text: OpenText, styles: OpenStyles, builder: DocumentBuilder
) -> None:
    for table in body:
        if name_of(table) != "table":
            continue
        if styles.style("table", attribute(table, "style-name")).is_unshown:
            builder.note_hidden(len("".join(map(str, table.itertext("{*}p", "{*}span")))))
            continue
        rows = sheet_rows(table, text, builder)
        beside = text.left()
        if any(any(row) for _, row in rows) or beside:
            builder.begin_part(PartKind.SHEET, attribute(table, "name"))
            add_rows(rows, builder)
            add_flow(beside, builder)
            text.add_pictures()


def _add_pages(
    body: etree._Element, text: OpenText, styles: OpenStyles, builder: DocumentBuilder
) -> None:
    for page in body:
        if name_of(page) != "page":
            continue
        flow = text.blocks(page)
        if styles.style("drawing-page", attribute(page, "style-name")).is_unshown:
            builder.note_hidden(len(plain(flow)))
            text.forget_pictures()
            continue
        titles = [
            piece
            for piece in flow
            if isinstance(piece, Words) and piece.kind is BlockKind.HEADING and piece.level == 1
        ]
        name = attribute(page, "name")
        label = plain(titles) or ("" if _NO_NAME.match(name) else name)
        builder.begin_part(PartKind.SLIDE, label)
        notes = [piece for piece in flow if _is_note(piece)]
        rest = [piece for piece in flow if piece not in titles and not _is_note(piece)]
        add_flow([*titles, *rest, *notes], builder)
        text.add_pictures()


def _is_note(piece: object) -> bool:
    return isinstance(piece, Words) and piece.kind is BlockKind.NOTE
