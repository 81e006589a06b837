"""PPTX: a part for each slide, its title first, the speaker's notes and comments behind.

Source: ECMA-376 part 1, 19 (presentations) and 21 (drawings). Slides and shapes that are hidden are
left out and counted.
"""

import re
from typing import BinaryIO, Final

from lxml import etree

from app.domain.documents import BlockKind, NoteKind, PartKind, Refusal
from app.index.parsers.building import DocumentBuilder
from app.index.parsers.flow import Cell, Flow, Grid, Words, add_flow, plain
from app.index.parsers.office_drawings import drawing_text, drawn
from app.index.parsers.office_xml import (
    OfficePackage,
    Relations,
    attribute,
    child,
    name_of,
    take_properties,
)
from app.index.parsers.office_xml import prepare as prepare_xml
from app.index.parsers.refusing import Refused

_MAIN: Final = "ppt/presentation.xml"
_SLIDE: Final = re.compile(r"ppt/slides/slide(\d{1,6})\.xml\Z")
_NO_TITLES: Final = frozenset(
    ("powerpoint presentation", "powerpoint 프레젠테이션", "presentation", "슬라이드 1", "slide 1")
)
"""What programs write by themselves."""
_TITLES: Final = frozenset(("title", "ctrTitle"))
_MARGINS: Final = frozenset(("dt", "ftr", "sldNum", "hdr", "sldImg"))
_BODIES: Final = frozenset(("body", "obj", ""))
_YES: Final = frozenset(("1", "true"))
_SHAPES: Final = frozenset(("sp", "cxnSp"))


def prepare() -> None:
    """Load what could not be opened later."""
    prepare_xml()


def parse(file: BinaryIO, builder: DocumentBuilder) -> None:
    """Fill the builder with a part for each slide that is shown."""
    package = OfficePackage(file)
    take_properties(package, builder)
    if builder.title.casefold() in _NO_TITLES:
        builder.title = ""
    paths = _slides(package)
    damaged = 0
    for path in paths:
        try:
            root, links = package.tree(path), package.relations(path)
        except Refused as refusal:
            if refusal.reason is Refusal.BOMB:
                raise
            damaged += 1
            continue
        _Slide(package, links, builder).add(root)
    if damaged:
        builder.note(NoteKind.PARTLY_DAMAGED, damaged)
    if damaged and damaged == len(paths):
        raise Refused(Refusal.DAMAGED, "no slide can be read")


def _slides(package: OfficePackage) -> list[str]:
    """The slides in the order in which they are shown, or that of their numbers."""
    main = package.relations("").first("officeDocument") or _MAIN
    found: list[str] = []
    if main not in package and not any(map(_SLIDE.match, package.names)):
        raise Refused(Refusal.DAMAGED, "pptx without slides")
    if main in package:
        links = package.relations(main)
        for each in package.tree(main).iter("{*}sldId"):
            # It has two attributes of that name; the one that links has a namespace.
            names = [str(value) for key, value in each.attrib.items() if str(key).endswith("}id")]
            found.extend(path for name in names if (path := links.path(name)))
    if found:
        return list(dict.fromkeys(found))
    numbered = {int(place[1]): name for name in package.names if (place := _SLIDE.match(name))}
    return [numbered[number] for number in sorted(numbered)]


class _Slide:
    """Reads one slide."""

    def __init__(self, package: OfficePackage, links: Relations, builder: DocumentBuilder) -> None:
        self._package = package
        self._links = links
        self._builder = builder
        self._pictures = 0

    def add(self, root: etree._Element) -> None:
        """Add a part with all that is on it; one that is hidden is only counted."""
        titles: Flow = []
        flow: Flow = []
        tree = child(root, "cSld", "spTree")
        if tree is not None:
            self._shapes(tree, titles, flow)
        notes = self._notes()
        if attribute(root, "show") in ("0", "false"):
            self._builder.note_hidden(len(plain([*titles, *flow])))
            return
        slide = child(root, "cSld")
        label = plain(titles) or ("" if slide is None else attribute(slide, "name"))
        self._builder.begin_part(PartKind.SLIDE, label)
        add_flow([*titles, *flow, *notes], self._builder)
        if self._pictures:
            self._builder.add_picture(self._pictures)

    def _shapes(self, tree: etree._Element, titles: Flow, flow: Flow) -> None:
        waiting = list(reversed(tree))
        while waiting:
            each = waiting.pop()
            name = name_of(each)
            if name == "AlternateContent":
                chosen = child(each, "Choice")
                chosen = child(each, "Fallback") if chosen is None else chosen
                waiting.extend(() if chosen is None else reversed(chosen))
            elif name in ("sp", "cxnSp", "graphicFrame", "pic", "grpSp") and _is_hidden(each):
                self._builder.note_hidden(len("".join(each.itertext("{*}t"))))
            elif name == "grpSp":
                waiting.extend(reversed(each))
            elif name in _SHAPES:
                self._shape(each, titles, flow)
            elif name == "graphicFrame":
                self._frame(each, flow)
            elif name == "pic":
                self._pictures += 1

    def _shape(self, element: etree._Element, titles: Flow, flow: Flow) -> None:
        place = child(element, "nvSpPr", "nvPr", "ph")
        kind = "none" if place is None else attribute(place, "type")
        body = child(element, "txBody")
        if body is None or kind in _MARGINS:
            return
        if kind in _TITLES:
            text = " ".join(drawing_text(body).split())
            titles.extend([Words(BlockKind.HEADING, text, 1)] if text else [])
            return
        for paragraph in body:
            if name_of(paragraph) == "p":
                text = _paragraph_text(paragraph)
                is_item = kind in _BODIES or _has_bullet(paragraph)
                if text.strip():
                    flow.append(Words(BlockKind.ITEM if is_item else BlockKind.PARAGRAPH, text))

    def _frame(self, frame: etree._Element, flow: Flow) -> None:
        data = child(frame, "graphic", "graphicData")
        for each in () if data is None else data:
            name = name_of(each)
            if name == "tbl":
                flow.append(_table(each))
            elif name in ("chart", "relIds"):
                flow.extend(drawn(self._package, self._links, each))
            elif next(each.iter("{*}pic"), None) is not None:
                self._pictures += 1

    def _notes(self) -> Flow:
        """What the speaker notes, and what others said of the slide."""
        found: Flow = []
        for kind in ("notesSlide", "comments"):
            for path in self._links.all(kind):
                try:
                    root = self._package.tree(path)
                except Refused as refusal:
                    if refusal.reason is Refusal.BOMB:
                        raise
                    self._builder.note(NoteKind.PARTLY_DAMAGED, 1)
                    continue
                texts = _spoken(root) if kind == "notesSlide" else _comments(root)
                found.extend(Words(BlockKind.NOTE, text) for text in texts if text.strip())
        return found


def _spoken(root: etree._Element) -> list[str]:
    texts = []
    for shape in root.iter("{*}sp"):
        place = child(shape, "nvSpPr", "nvPr", "ph")
        body = child(shape, "txBody")
        if body is not None and (place is None or attribute(place, "type") not in _MARGINS):
            texts.append(drawing_text(body))
    return texts


def _comments(root: etree._Element) -> list[str]:
    """Comments as older versions write them (p:text) and newer ones (p188:txBody)."""
    texts = []
    for each in root.iter("{*}cm", "{*}reply"):
        text, body = child(each, "text"), child(each, "txBody")
        if text is not None:
            texts.append(text.text or "")
        elif body is not None:
            texts.append(drawing_text(body))
    return texts


def _paragraph_text(paragraph: etree._Element) -> str:
    """The runs of a paragraph (a:p) as one text."""
    pieces = []
    for each in paragraph.iter("{*}t", "{*}br"):
        pieces.append((each.text or "") if name_of(each) == "t" else "\n")
    return "".join(pieces)


def _has_bullet(paragraph: etree._Element) -> bool:
    properties = child(paragraph, "pPr")
    return properties is not None and any(
        name_of(each) in ("buChar", "buAutoNum", "buBlip") for each in properties
    )


def _is_hidden(shape: etree._Element) -> bool:
    about = child(next(iter(shape), None), "cNvPr")
    return about is not None and attribute(about, "hidden") in _YES


def _table(element: etree._Element) -> Grid:
    grid = Grid()
    rows = [each for each in element if name_of(each) == "tr"]
    for at, row in enumerate(rows):
        for column, each in enumerate(each for each in row if name_of(each) == "tc"):
            if {attribute(each, "hMerge"), attribute(each, "vMerge")} & _YES:
                continue
            body = child(each, "txBody")
            text = "" if body is None else drawing_text(body)
            span = attribute(each, "rowSpan")
            down = int(span) if span.isascii() and span.isdigit() and len(span) < 5 else 1
            cell = Cell(at, column, [Words(BlockKind.PARAGRAPH, text)], down=max(1, down))
            grid.cells.append(cell)
    properties = child(element, "tblPr")
    if properties is not None and attribute(properties, "firstRow") in _YES:
        grid.header_rows = 1
    return grid
