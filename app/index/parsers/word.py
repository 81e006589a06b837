"""DOCX: headings, paragraphs, lists and tables as they follow one another, notes behind them.

Source: ECMA-376 part 1, 17. Text that was deleted or moved away but is still tracked (17.13.5) is
left out and counted, and so is what the document hides.
"""

import re
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from lxml import etree

from app.domain.documents import BlockKind, NoteKind, Refusal
from app.index.parsers.building import DocumentBuilder
from app.index.parsers.flow import MOST_DEPTH, Cell, Flow, Grid, Words, add_flow, plain
from app.index.parsers.office_drawings import drawn
from app.index.parsers.office_xml import (
    OfficePackage,
    attribute,
    child,
    is_on,
    name_of,
    take_properties,
)
from app.index.parsers.office_xml import prepare as prepare_xml
from app.index.parsers.refusing import Refused
from app.index.parsers.word_elements import (
    content_of,
    count_of,
    form_of,
    letters_in,
    said_by,
    wrapped,
)
from app.index.parsers.word_styles import Look, Numbering, Styles, look_of

_DELETED: Final = frozenset(("del", "moveFrom"))
_AROUND: Final = frozenset(
    ("hyperlink", "ins", "moveTo", "smartTag", "fldSimple", "customXml", "dir", "bdo", "oMath",
     "oMathPara", "sdtContent", "f", "num", "den", "sup", "sub", "sSup", "sSub", "sSubSup", "e",
     "rad", "d", "nary", "func", "fName", "m", "mr", "eqArr", "acc", "bar", "box", "borderBox",
     "groupChr", "limLow", "limUpp", "lim", "phant", "sPre", "rubyBase")
)  # fmt: skip
_BEFORE: Final = {"den": "/", "sup": "^", "sub": "_"}
_DRAWN: Final = frozenset(("drawing", "pict", "object"))
_NOTES: Final = {
    "footnoteReference": "footnotes",
    "endnoteReference": "endnotes",
    "commentReference": "comments",
}
_ONLY_NUMBERS: Final = re.compile(r"[\W\d_]*\Z")


def prepare() -> None:
    """Load what could not be opened later."""
    prepare_xml()


def parse(file: BinaryIO, builder: DocumentBuilder) -> None:
    """Fill the builder with the text of a document."""
    package = OfficePackage(file)
    take_properties(package, builder)
    main = package.relations("").first("officeDocument") or "word/document.xml"
    if main not in package:
        raise Refused(Refusal.DAMAGED, "docx without its document")
    reader = _Reader(package, main, builder)
    add_flow(reader.body(), builder)
    add_flow(reader.left_notes(), builder)
    add_flow(reader.margins(), builder)


@dataclass(slots=True)
class _Line:
    """A paragraph while it is read: its text, and what stands behind it."""

    text: list[str] = field(default_factory=list)
    after: Flow = field(default_factory=list)
    look: Look = field(default_factory=Look)


class _Reader:
    """Reads one document; what is around it (styles, lists, notes) is loaded at once."""

    def __init__(self, package: OfficePackage, main: str, builder: DocumentBuilder) -> None:
        self._package = package
        self._builder = builder
        self._main = main
        self._relations = package.relations(main)
        self._styles = Styles(self._beside("styles"))
        self._numbering = Numbering(self._beside("numbering"))
        self._fields: list[bool] = []
        """For each field that is open: whether its result is reached."""
        self._depth = 0
        self._coloured = 0
        """Tables and boxes around; what is behind their text is not known."""
        self._notes: dict[tuple[str, str], etree._Element] = {}
        for kind in ("footnotes", "endnotes", "comments"):
            root = self._beside(kind)
            for each in () if root is None else root:
                if attribute(each, "type") in ("", "normal"):
                    self._notes[kind, attribute(each, "id")] = each

    def body(self) -> Flow:
        """All that stands in the document itself."""
        root = self._package.tree(self._main)
        if child(root, "background") is not None:
            self._coloured += 1
        body = child(root, "body")
        if body is None:
            raise Refused(Refusal.DAMAGED, "docx without a body")
        return self._blocks(body)

    def left_notes(self) -> Flow:
        """Comments that nothing in the text leads to; other notes without a mark are not shown."""
        return [
            words
            for kind, key in list(self._notes)
            if kind == "comments"
            for words in self._note(kind, key)
        ]

    def margins(self) -> Flow:
        """Headers and footers, each text once, page numbers left out."""
        seen: dict[str, None] = {}
        for kind in ("header", "footer"):
            for path in self._relations.all(kind):
                root = self._tree_or_none(path)
                for piece in () if root is None else self._blocks(root):
                    text = " ".join(plain([piece]).split())
                    if not _ONLY_NUMBERS.match(text):
                        seen.setdefault(text)
        return [Words(BlockKind.NOTE, text) for text in seen]

    def _beside(self, kind: str) -> etree._Element | None:
        path = self._relations.first(kind)
        return self._tree_or_none(path) if path else None

    def _tree_or_none(self, path: str) -> etree._Element | None:
        try:
            return self._package.tree(path)
        except Refused as refusal:
            if refusal.reason is Refusal.BOMB:
                raise
            self._builder.note(NoteKind.PARTLY_DAMAGED, 1)
            return None

    # --- blocks -------------------------------------------------------------------------------

    def _blocks(self, container: etree._Element) -> Flow:
        if self._depth >= MOST_DEPTH:
            return []
        flow: Flow = []
        for each in container:
            name = name_of(each)
            if name == "p":
                flow.extend(self._paragraph(each))
            elif name == "tbl":
                flow.append(self._table(each))
            elif name == "sdt":
                content = content_of(each)
                flow.extend(() if content is None else self._blocks(content))
            elif name in ("customXml", "ins", "moveTo"):
                flow.extend(self._blocks(each))
            elif name in _DELETED:
                self._builder.note_hidden(letters_in(each))
            elif name == "AlternateContent":
                form = form_of(each)
                flow.extend(() if form is None else self._blocks(form))
        return flow

    def _inside(self, container: etree._Element) -> Flow:
        self._depth += 1
        self._coloured += 1
        fields, self._fields = self._fields, []
        flow = self._blocks(container)
        self._fields = fields
        self._coloured -= 1
        self._depth -= 1
        return flow

    def _paragraph(self, element: etree._Element) -> Flow:
        properties = child(element, "pPr")
        key = said_by(child(properties, "pStyle")) or self._styles.default
        style = self._styles.style(key)
        look = look_of(properties).over(style.look).over(self._styles.base)
        line = _Line(look=look)
        self._inline(element, line)
        # An instruction goes on over paragraphs only where a field was never closed.
        self._fields = [True] * len(self._fields)
        level = style.level
        outline = said_by(child(properties, "outlineLvl"))
        if outline in tuple("0123456789"):
            level = int(outline) + 1 if outline != "9" else 0
        text = "".join(line.text)
        number, is_item = self._number(properties, style.list_id, style.list_level, text)
        if not text.strip():
            return line.after
        kind = BlockKind.ITEM if is_item else BlockKind.PARAGRAPH
        if level:
            kind = BlockKind.HEADING
        return [Words(kind, f"{number} {text}" if number else text, level), *line.after]

    def _number(
        self, properties: etree._Element | None, list_id: str, level: int, text: str
    ) -> tuple[str, bool]:
        own = child(properties, "numPr")
        if own is not None:
            list_id = said_by(child(own, "numId")) or list_id
            said = said_by(child(own, "ilvl"))
            level = int(said) if said in tuple("012345678") else level
        if list_id in ("", "0"):
            return "", False
        # An empty paragraph of a list is counted on the page, too, but shows nothing to read.
        number = self._numbering.next(list_id, level)
        return (number if text.strip() else ""), True

    def _table(self, element: etree._Element) -> Grid:
        grid = Grid()
        heads: list[bool] = []
        open_cells: dict[int, Cell] = {}
        for row in wrapped(element, "tr"):
            properties = child(row, "trPr")
            if child(properties, "del") is not None or is_on(child(properties, "hidden")):
                self._builder.note_hidden(letters_in(row))
                continue
            at = len(heads)
            heads.append(is_on(child(properties, "tblHeader")))
            column = count_of(child(properties, "gridBefore"), 0)
            for each in wrapped(row, "tc"):
                about = child(each, "tcPr")
                if child(about, "cellDel") is not None:
                    self._builder.note_hidden(letters_in(each))
                    continue
                merge = child(about, "vMerge")
                if (
                    merge is not None
                    and said_by(merge) in ("", "continue")
                    and column in open_cells
                ):
                    open_cells[column].down += 1
                else:
                    cell = Cell(at, column, self._inside(each))
                    grid.cells.append(cell)
                    open_cells[column] = cell
                column += max(1, count_of(child(about, "gridSpan"), 1))
        said = next((at for at, is_head in enumerate(heads) if not is_head), 0)
        grid.header_rows = said or None
        return grid

    # --- runs ---------------------------------------------------------------------------------

    def _inline(self, element: etree._Element, line: _Line) -> None:
        for each in element:
            name = name_of(each)
            if name == "r":
                self._run(each, line)
            elif name in _AROUND:
                line.text.append(_BEFORE.get(name, ""))
                self._inline(each, line)
            elif name in _DELETED:
                self._builder.note_hidden(letters_in(each))
            elif name == "sdt":
                content = content_of(each)
                if content is not None:
                    self._inline(content, line)
            elif name == "AlternateContent":
                form = form_of(each)
                if form is not None:
                    self._inline(form, line)
            elif name in _DRAWN:
                self._drawing(each, line)

    def _run(self, run: etree._Element, line: _Line) -> None:
        properties = child(run, "rPr")
        look = line.look
        if properties is not None:
            key = said_by(child(properties, "rStyle"))
            own = look_of(properties)
            look = own.over(self._styles.style(key).look if key else Look()).over(look)
        is_hidden = look.is_hidden or look.is_tiny
        if look.is_white and not look.is_shaded and not self._coloured:
            is_hidden = True
        text: list[str] = []
        for each in run:
            self._run_piece(each, name_of(each), text, line)
        if not all(self._fields):
            return
        if is_hidden:
            self._builder.note_hidden(len("".join(text).strip()))
        else:
            line.text.extend(text)

    def _run_piece(self, each: etree._Element, name: str, text: list[str], line: _Line) -> None:
        if name == "t":
            text.append(each.text or "")
        elif name in ("tab", "ptab"):
            text.append("\t")
        elif name in ("br", "cr"):
            text.append("\n")
        elif name == "noBreakHyphen":
            text.append("-")
        elif name == "fldChar":
            self._field(attribute(each, "fldCharType"))
        elif name in _NOTES:
            line.after.extend(self._note(_NOTES[name], attribute(each, "id")))
        elif name in _DRAWN:
            self._drawing(each, line)
        elif name == "AlternateContent":
            form = form_of(each)
            for inner in () if form is None else form:
                self._run_piece(inner, name_of(inner), text, line)
        elif name == "ruby":
            base = child(each, "rubyBase")
            if base is not None:
                inner_line = _Line(look=line.look)
                self._inline(base, inner_line)
                text.extend(inner_line.text)

    def _field(self, sign: str) -> None:
        if sign == "begin":
            self._fields.append(False)
        elif sign == "separate" and self._fields:
            self._fields[-1] = True
        elif sign == "end" and self._fields:
            self._fields.pop()

    def _drawing(self, element: etree._Element, line: _Line) -> None:
        for each in element:
            name = name_of(each)
            if name == "txbxContent":
                line.after.extend(self._inside(each))
            elif name in ("blip", "imagedata"):
                self._builder.add_picture()
            elif name in ("chart", "relIds"):
                line.after.extend(drawn(self._package, self._relations, each))
            elif name == "AlternateContent":
                form = form_of(each)
                if form is not None:
                    self._drawing(form, line)
            elif name not in _DELETED:
                self._drawing(each, line)

    def _note(self, kind: str, key: str) -> Flow:
        """A note, the first time that it is asked for."""
        element = self._notes.pop((kind, key), None)
        if element is None:
            return []
        text = "\n".join(plain([piece]) for piece in self._inside(element)).strip()
        author = attribute(element, "author") if kind == "comments" else ""
        return [Words(BlockKind.NOTE, f"{author}: {text}" if author else text)] if text else []
