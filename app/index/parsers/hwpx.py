"""HWPX, the open format of Hangul: sections of paragraphs with tables, boxes and notes in them.

Source: KS X 6101 (OWPML). Elements are told by their names alone: their namespaces bear the year.
Text that was deleted but is still tracked is left out and counted, and so is what is hidden.
"""

import re
from typing import BinaryIO, Final

from lxml import etree

from app.domain.documents import BlockKind, NoteKind, PartKind, Refusal
from app.index.parsers.building import DocumentBuilder
from app.index.parsers.flow import MOST_DEPTH, Cell, Flow, Grid, Words, add_flow, letters_of, plain
from app.index.parsers.hangul import TINY, Heading, Letters, Outline, level_of
from app.index.parsers.office_xml import OfficePackage, attribute, child, name_of
from app.index.parsers.office_xml import prepare as prepare_xml
from app.index.parsers.refusing import Refused

_SECTION: Final = re.compile(r"Contents/section(\d{1,6})\.xml\Z")
_CONTENT: Final = "Contents/content.hpf"
_HEADER: Final = "Contents/header.xml"
_MANIFEST: Final = "META-INF/manifest.xml"
_SIGNS: Final = {"tab": "\t", "lineBreak": "\n", "nbSpace": " ", "fwSpace": " ", "hyphen": "-"}
_NOTES: Final = frozenset(("footNote", "endNote"))
_UNREAD: Final = frozenset(("secPr", "linesegarray", "shapeComment", "parameters", "metaTag"))
_ONLY_NUMBERS: Final = re.compile(r"[\W\d_]*\Z")


def prepare() -> None:
    """Load what could not be opened later."""
    prepare_xml()


def parse(file: BinaryIO, builder: DocumentBuilder) -> None:
    """Fill the builder with the text of each section. Raises Refused: LOCKED with a password."""
    package = OfficePackage(file)
    if _MANIFEST in package and b"encryption-data" in package.read(_MANIFEST):
        raise Refused(Refusal.LOCKED, "hwpx")
    sections = _sections(package, builder)
    if not sections:
        raise Refused(Refusal.DAMAGED, "hwpx without sections")
    reader = _Reader(_Head(package, builder), builder)
    for path in sections:
        try:
            root = package.tree(path)
        except Refused as refusal:
            if refusal.reason is Refusal.BOMB or len(sections) == 1:
                raise
            builder.note(NoteKind.PARTLY_DAMAGED, 1)
            continue
        if len(sections) > 1:
            builder.begin_part(PartKind.SECTION)
        add_flow(reader.section(root), builder)
    add_flow(reader.margins(), builder)


def _sections(package: OfficePackage, builder: DocumentBuilder) -> list[str]:
    """The sections in order; the builder gets what the package says of itself."""
    found = {int(place[1]): name for name in package.names if (place := _SECTION.match(name))}
    numbered = [found[number] for number in sorted(found)]
    try:
        root = package.tree(_CONTENT) if _CONTENT in package else None
    except Refused as refusal:
        if refusal.reason is Refusal.BOMB:
            raise
        root = None
    if root is None:
        return numbered
    items: dict[str, str] = {}
    spine: list[str] = []
    for each in root.iter():
        name = name_of(each)
        if name == "title":
            builder.title = builder.title or (each.text or "")
        elif name == "meta" and attribute(each, "name") == "creator":
            builder.author = builder.author or (each.text or "")
        elif name == "item":
            items[attribute(each, "id")] = attribute(each, "href")
        elif name == "itemref":
            spine.append(items.get(attribute(each, "idref"), ""))
    ordered = [path for path in dict.fromkeys(spine) if path in numbered]
    return ordered + [path for path in numbered if path not in ordered]


class _Head:
    """The shapes and styles that paragraphs refer to by number."""

    def __init__(self, package: OfficePackage, builder: DocumentBuilder) -> None:
        self.headings: dict[str, Heading] = {}
        self.letters: dict[str, Letters] = {}
        self.styles: dict[str, tuple[str, str, str]] = {}
        """Names in Korean and in English, and the shape of its paragraphs."""
        self.outline = Outline()
        try:
            root = package.tree(_HEADER) if _HEADER in package else None
        except Refused as refusal:
            if refusal.reason is Refusal.BOMB:
                raise
            builder.note(NoteKind.PARTLY_DAMAGED, 1)
            root = None
        for each in () if root is None else root.iter():
            self._take(each, name_of(each), attribute(each, "id"))

    def _take(self, each: etree._Element, name: str, key: str) -> None:
        if name == "paraPr":
            said = next(each.iter("{*}heading"), None)
            if said is not None:
                level = _number(attribute(said, "level"))
                self.headings[key] = Heading(
                    attribute(said, "type") or "NONE", attribute(said, "idRef"), level
                )
        elif name == "charPr":
            shade = attribute(each, "shadeColor").lower()
            is_white = attribute(each, "textColor").lower() == "#ffffff"
            height = attribute(each, "height")
            self.letters[key] = Letters(
                is_white and shade in ("", "none", "#ffffff"),
                bool(height) and _number(height, TINY + 1) <= TINY,
            )
        elif name == "style":
            names = attribute(each, "name"), attribute(each, "engName")
            self.styles[key] = (*names, attribute(each, "paraPrIDRef"))
        elif name == "numbering":
            self.outline.lists[key] = {
                (at := max(0, _number(attribute(level, "level")) - 1)): level_of(
                    attribute(level, "numFormat"),
                    level.text or "",
                    _number(attribute(level, "start"), 1),
                    at,
                )
                for level in each
                if name_of(level) == "paraHead"
            }


class _Reader:
    """Reads sections one after another."""

    def __init__(self, head: _Head, builder: DocumentBuilder) -> None:
        self._head = head
        self._builder = builder
        self._depth = 0
        self._deleted = 0
        self._margins: dict[str, None] = {}

    def section(self, root: etree._Element) -> Flow:
        """All that stands in a section."""
        self._deleted = 0
        settings = next(root.iter("{*}secPr"), None)
        if settings is not None:
            self._head.outline.current = attribute(settings, "outlineShapeIDRef")
        return self._blocks(root)

    def margins(self) -> Flow:
        """Headers and footers, each text once."""
        return [Words(BlockKind.NOTE, text) for text in self._margins]

    def _blocks(self, container: etree._Element) -> Flow:
        flow: Flow = []
        for each in container:
            if name_of(each) == "p":
                flow.extend(self._paragraph(each))
        return flow

    def _inside(self, element: etree._Element | None) -> Flow:
        """The paragraphs of a list inside a cell, a box or a note."""
        if element is None or self._depth >= MOST_DEPTH:
            return []
        self._depth += 1
        deleted, self._deleted = self._deleted, 0
        flow = self._blocks(element)
        self._deleted = deleted
        self._depth -= 1
        return flow

    def _paragraph(self, element: etree._Element) -> Flow:
        text: list[str] = []
        after: Flow = []
        for run in element:
            if name_of(run) == "run":
                self._run(run, text, after)
        style = self._head.styles.get(attribute(element, "styleIDRef"), ("", "", ""))
        shape = attribute(element, "paraPrIDRef") or style[2]
        said = "".join(text)
        if not said.strip():
            return after
        heading = self._head.headings.get(shape, Heading())
        return [self._head.outline.words(said, heading, style[0], style[1]), *after]

    def _run(self, run: etree._Element, text: list[str], after: Flow) -> None:
        letters = self._head.letters.get(attribute(run, "charPrIDRef"), Letters())
        is_hidden = letters.are_hidden(on_white=self._depth == 0)
        for each in run:
            if name_of(each) == "t":
                said = self._text(each)
                if is_hidden:
                    self._builder.note_hidden(len(said.strip()))
                else:
                    text.append(said)
            elif self._deleted:
                self._leave_out(each)
            else:
                self._object(each, text, after)

    def _leave_out(self, each: etree._Element) -> None:
        """A note, a table or the like that was deleted."""
        text: list[str] = []
        flow: Flow = []
        margins = dict(self._margins)
        self._object(each, text, flow)
        self._margins = margins
        self._builder.note_hidden(len("".join(text).strip()) + letters_of(flow))

    def _text(self, element: etree._Element) -> str:
        pieces: list[str] = []
        gone: list[str] = []
        (gone if self._deleted else pieces).append(element.text or "")
        for each in element:
            name = name_of(each)
            if name == "deleteBegin":
                self._deleted += 1
            elif name == "deleteEnd":
                self._deleted = max(0, self._deleted - 1)
            taken = gone if self._deleted else pieces
            taken.append(_SIGNS.get(name, ""))
            taken.append(each.tail or "")
        self._builder.note_hidden(len("".join(gone).strip()))
        return "".join(pieces)

    def _object(self, each: etree._Element, text: list[str], after: Flow) -> None:
        name = name_of(each)
        if name == "ctrl":
            for inner in each:
                self._control(inner, text, after)
        elif name == "tbl":
            after.extend(self._caption(each))
            after.append(self._table(each))
        elif name == "equation":
            script = child(each, "script")
            text.append(f" {script.text or ''} " if script is not None else "")
        elif name == "compose":
            text.append(attribute(each, "composeText"))
        elif name == "dutmal":
            main = child(each, "mainText")
            text.append((main.text or "") if main is not None else "")
        elif name not in _UNREAD:
            self._shape(each, after)

    def _control(self, each: etree._Element, text: list[str], after: Flow) -> None:
        name = name_of(each)
        if name in _NOTES or name == "fieldBegin":
            said = "\n".join(plain([piece]) for piece in self._inside(child(each, "subList")))
            if said.strip():
                after.append(Words(BlockKind.NOTE, said))
        elif name in ("header", "footer"):
            for piece in self._inside(child(each, "subList")):
                said = " ".join(plain([piece]).split())
                if not _ONLY_NUMBERS.match(said):
                    self._margins.setdefault(said)
        elif name == "hiddenComment":
            flow = self._inside(child(each, "subList"))
            self._builder.note_hidden(len(plain(flow).strip()))
        elif name not in ("fieldEnd", "autoNum", "newNum", "bookmark", "colPr"):
            self._object(each, text, after)

    def _shape(self, element: etree._Element, after: Flow) -> None:
        """A picture, or something drawn: the boxes of text inside it, and its caption."""
        if name_of(element) == "pic":
            self._builder.add_picture()
        elif name_of(element) == "textart":
            after.append(Words(BlockKind.PARAGRAPH, attribute(element, "text")))
        for each in element:
            name = name_of(each)
            if name == "drawText" or name == "caption":
                after.extend(self._inside(child(each, "subList")))
            elif name not in _UNREAD:
                self._shape(each, after)

    def _caption(self, element: etree._Element) -> Flow:
        return self._inside(child(element, "caption", "subList"))

    def _table(self, element: etree._Element) -> Grid:
        grid = Grid()
        heads: list[bool] = []
        for at, row in enumerate(each for each in element if name_of(each) == "tr"):
            is_head = True
            for column, each in enumerate(each for each in row if name_of(each) == "tc"):
                place, span = child(each, "cellAddr"), child(each, "cellSpan")
                is_head = is_head and attribute(each, "header") == "1"
                grid.cells.append(
                    Cell(
                        _said(place, "rowAddr", at),
                        _said(place, "colAddr", column),
                        self._inside(child(each, "subList")),
                        down=max(1, _said(span, "rowSpan", 1)),
                    )
                )
            heads.append(is_head)
        grid.header_rows = next((at for at, head in enumerate(heads) if not head), 0) or None
        return grid


def _said(element: etree._Element | None, name: str, otherwise: int) -> int:
    return otherwise if element is None else _number(attribute(element, name), otherwise)


def _number(text: str, otherwise: int = 0) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else otherwise
