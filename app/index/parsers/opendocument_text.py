"""Paragraphs, lists, tables and boxes of OpenDocument, as they follow one another.

Source: OpenDocument 1.3 part 3, 5 to 7 (text), 9 (tables) and 10 (drawings).
"""

import re
from dataclasses import dataclass, field, replace
from typing import Final

from lxml import etree

from app.domain.documents import BlockKind
from app.index.parsers.building import DocumentBuilder
from app.index.parsers.flow import MOST_DEPTH, Cell, Flow, Grid, Words, plain
from app.index.parsers.list_numbers import Counter
from app.index.parsers.office_xml import attribute, child, name_of
from app.index.parsers.opendocument_styles import OpenStyles
from app.index.parsers.word_styles import Look

_WHITE: Final = re.compile(r"[ \t\r\n]+")
_AROUND: Final = frozenset(
    ("section", "index-body", "index-title", "table-of-content", "illustration-index",
     "table-index", "object-index", "user-index", "alphabetical-index", "bibliography", "g",
     "numbered-paragraph", "text-box")
)  # fmt: skip
_SHAPES: Final = frozenset(
    ("custom-shape", "rect", "ellipse", "circle", "line", "polyline", "polygon", "path",
     "connector", "caption", "measure", "regular-polygon")
)  # fmt: skip
_UNREAD: Final = frozenset(
    ("tracked-changes", "forms", "sequence-decls", "variable-decls", "user-field-decls", "script",
     "ruby-text", "number", "desc", "title", "note-citation", "shapes", "event-listeners",
     "change-info", "glue-point", "enhanced-geometry", "image-map", "dde-connection-decls")
)  # fmt: skip
_ROWS: Final = frozenset(("table-rows", "table-row-group", "table-header-rows"))
_MOST_REPEATED: Final = 1_000


@dataclass(slots=True)
class _Line:
    """A paragraph while it is read: its text, and what stands behind it."""

    text: list[str] = field(default_factory=list)
    after: Flow = field(default_factory=list)
    is_hidden: bool = False


class OpenText:
    """Reads the blocks inside an element."""

    def __init__(self, styles: OpenStyles, builder: DocumentBuilder) -> None:
        self._styles = styles
        self._builder = builder
        self._depth = 0
        self._coloured = 0
        """Tables and boxes around; what is behind their text is not known."""
        self._lists: dict[str, Counter] = {}
        self._left: Flow = []
        self._pictures = 0

    def blocks(self, container: etree._Element) -> Flow:
        """All that stands in an element, in order. Pictures are kept until they are asked for."""
        flow: Flow = []
        for each in container:
            self._block(each, name_of(each), flow)
        if not self._depth and name_of(container) != "page":
            self.add_pictures()
        return flow

    def cell_text(self, cell: etree._Element) -> str:
        """The text of a cell of a sheet; its comments and drawings are kept until `left`."""
        flow = self._inside(cell)
        self._left.extend(
            piece for piece in flow if isinstance(piece, Words) and piece.kind is BlockKind.NOTE
        )
        return " ".join(plain(flow).split())

    def left(self) -> Flow:
        """What was kept beside the cells."""
        found, self._left = self._left, []
        return found

    def add_pictures(self) -> None:
        """Tell the builder of the pictures that were passed."""
        if self._pictures:
            self._builder.add_picture(self._pictures)
            self._pictures = 0

    def forget_pictures(self) -> None:
        """Those were on a page that is not shown."""
        self._pictures = 0

    def _inside(self, element: etree._Element) -> Flow:
        if self._depth >= MOST_DEPTH:
            return []
        self._depth += 1
        self._coloured += 1
        flow = self.blocks(element)
        self._coloured -= 1
        self._depth -= 1
        return flow

    def _block(self, each: etree._Element, name: str, flow: Flow) -> None:
        if name in ("p", "h"):
            flow.extend(self._paragraph(each))
        elif name == "list":
            flow.extend(self._list(each))
        elif name == "table":
            flow.append(self._table(each))
        elif name in _AROUND:
            if attribute(each, "display") == "none":
                self._builder.note_hidden(len(plain(self._inside(each))))
            else:
                flow.extend(self._inside(each) if name != "section" else self._nested(each))
        elif name == "frame":
            flow.extend(self._frame(each))
        elif name in _SHAPES:
            flow.extend(self._inside(each))
        elif name == "annotation":
            flow.extend(self._note(each))
        elif name == "notes":
            flow.extend(Words(BlockKind.NOTE, text) for text in _spoken(self._inside(each)))
        elif name == "a":
            flow.extend(self._nested(each))
        elif name == "tracked-changes":
            self._builder.note_hidden(_deleted_letters(each))

    def _nested(self, element: etree._Element) -> Flow:
        self._coloured -= 1
        flow = self._inside(element)
        self._coloured += 1
        return flow

    # --- paragraphs ---------------------------------------------------------------------------

    def _paragraph(self, element: etree._Element) -> Flow:
        style = self._styles.style("paragraph", attribute(element, "style-name"))
        line = _Line()
        self._inline(element, style.look, line)
        text = "".join(line.text)
        if line.is_hidden:
            self._builder.note_hidden(len(text.strip()))
            return line.after
        if name_of(element) == "h":
            said = attribute(element, "outline-level")
            level = int(said) if said.isascii() and said.isdigit() and len(said) < 3 else 1
            number = ""
            if attribute(element, "is-list-header") != "true" and text.strip():
                number = self._styles.outline.next(max(0, min(level, 9) - 1))
            if not text.strip():
                return line.after
            said = f"{number} {text}" if number else text
            return [Words(BlockKind.HEADING, said, max(1, level)), *line.after]
        if not text.strip():
            return line.after
        if style.level:
            return [Words(BlockKind.HEADING, text, style.level), *line.after]
        return [Words(BlockKind.PARAGRAPH, text), *line.after]

    def _inline(self, element: etree._Element, look: Look, line: _Line) -> None:
        self._add(element.text, look, line)
        for each in element:
            name = name_of(each)
            if name == "s":
                count = attribute(each, "c")
                known = count.isascii() and count.isdigit() and len(count) < 5
                line.text.append(" " * min(int(count) if known else 1, _MOST_REPEATED))
            elif name == "tab":
                line.text.append("\t")
            elif name == "line-break":
                line.text.append("\n")
            elif name == "span":
                style = self._styles.style("text", attribute(each, "style-name"))
                self._inline(each, style.look.over(look), line)
            elif name == "note":
                line.after.extend(self._note(each))
            elif name == "hidden-paragraph":
                line.is_hidden = line.is_hidden or attribute(each, "is-hidden") == "true"
            elif name == "hidden-text":
                self._builder.note_hidden(len(attribute(each, "string-value")))
            elif name in ("frame", "annotation", "g") or name in _SHAPES:
                self._block(each, name, line.after)
            elif name and name not in _UNREAD:
                self._inline(each, look, line)
            self._add(each.tail, look, line)

    def _add(self, text: str | None, look: Look, line: _Line) -> None:
        if not text:
            return
        is_hidden = look.is_hidden or look.is_tiny
        if look.is_white and not look.is_shaded and not self._coloured:
            is_hidden = True
        if is_hidden:
            self._builder.note_hidden(len(text.strip()))
        else:
            line.text.append(_WHITE.sub(" ", text))

    def _note(self, element: etree._Element) -> Flow:
        """A footnote, an endnote or a comment; the latter with who wrote it."""
        body = child(element, "note-body") if name_of(element) == "note" else element
        if body is None:
            return []
        author = child(element, "creator")
        text = "\n".join(plain([piece]) for piece in self._inside(body)).strip()
        if author is not None and author.text and text:
            text = f"{author.text}: {text}"
        return [Words(BlockKind.NOTE, text)] if text else []

    # --- lists, tables, frames ----------------------------------------------------------------

    def _list(
        self, element: etree._Element, counter: Counter | None = None, level: int = 0
    ) -> Flow:
        if counter is None:
            name = attribute(element, "style-name")
            goes_on = attribute(element, "continue-numbering") == "true" or attribute(
                element, "continue-list"
            )
            if not goes_on or name not in self._lists:
                self._lists[name] = self._styles.counter(name)
            counter = self._lists[name]
        flow: Flow = []
        for item in element:
            is_header = name_of(item) == "list-header"
            number = ""
            is_counted = is_header
            for each in item:
                name = name_of(each)
                if name == "list" and level < MOST_DEPTH:
                    flow.extend(self._list(each, counter, level + 1))
                    continue
                found: Flow = []
                self._block(each, name, found)
                for piece in found:
                    if isinstance(piece, Words) and piece.kind is BlockKind.PARAGRAPH:
                        if not is_counted:
                            number, is_counted = counter.next(level), True
                        text = f"{number} {piece.text}" if number else piece.text
                        number = ""
                        flow.append(replace(piece, kind=BlockKind.ITEM, text=text))
                    else:
                        flow.append(piece)
        return flow

    def _frame(self, element: etree._Element) -> Flow:
        flow: Flow = []
        for each in element:
            name = name_of(each)
            if name == "image":
                self._pictures += not flow
            elif name == "text-box":
                flow.extend(self._inside(each))
            elif name == "table":
                flow.append(self._table(each))
        kind = attribute(element, "class")
        if kind == "title" and flow:
            text = " ".join(plain(flow).split())
            return [Words(BlockKind.HEADING, text, 1)] if text else []
        return flow

    def _table(self, element: etree._Element) -> Grid:
        grid = Grid()
        heads = 0
        rows = table_rows(element)
        for at, (row, is_head) in enumerate(rows):
            heads += is_head and heads == at
            column = 0
            for each in row:
                name = name_of(each)
                if name not in ("table-cell", "covered-table-cell"):
                    continue
                repeated = number_of(each, "number-columns-repeated", _MOST_REPEATED)
                if name == "table-cell":
                    down = number_of(each, "number-rows-spanned", _MOST_REPEATED)
                    grid.cells.append(Cell(at, column, self._inside(each), down=down))
                column += repeated
        grid.header_rows = heads or None
        return grid


def table_rows(table: etree._Element) -> list[tuple[etree._Element, bool]]:
    """The rows of a table, and whether each is among those that head it."""
    found = []
    waiting = [(each, False) for each in reversed(table)]
    while waiting:
        each, is_head = waiting.pop()
        name = name_of(each)
        if name == "table-row":
            found.append((each, is_head))
        elif name in _ROWS:
            is_head = is_head or name == "table-header-rows"
            waiting.extend((inner, is_head) for inner in reversed(each))
    return found


def number_of(element: etree._Element, name: str, most: int) -> int:
    """An attribute that counts, 1 where it is not there, `most` where it is more."""
    said = attribute(element, name)
    if not (said.isascii() and said.isdigit()):
        return 1
    return max(1, min(int(said[:10]), most))


def _deleted_letters(changes: etree._Element) -> int:
    """How many letters of deleted text are kept beside the text (5.5.5)."""
    return sum(
        len("".join(map(str, each.itertext())).strip())
        for deletion in changes.iter("{*}deletion")
        for each in deletion
        if name_of(each) != "change-info"
    )


def _spoken(flow: Flow) -> list[str]:
    return [words.text for words in flow if isinstance(words, Words) and words.text.strip()]
