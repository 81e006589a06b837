"""The text of a document, block by block, with a place in it marked.

What is shown is put in as plain text with formats of ours: nothing in a document becomes markup, a
link or a picture. Only the surroundings of the place are laid out.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QMimeData
from PySide6.QtGui import (
    QColor,
    QFont,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFrameFormat,
    QTextLength,
    QTextOption,
    QTextTableFormat,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from app.domain.documents import Block, BlockKind, Part, PartKind
from app.gui import clipboard
from app.gui.chat import document_style
from app.gui.chat.look import Look
from app.gui.chat.safe_document import SafeDocument
from app.gui.sources.excerpt import Window, blocks_in, whole_block
from app.gui.sources.steady_bar import keep_bar
from app.gui.text import citations as words

MOST_COLUMNS: Final = 40
"""A wider table is shown as lines: nothing of it is left out."""
_HEADINGS: Final = (1.35, 1.2, 1.1)
_INDENT: Final = 18
_MARGIN: Final = 16
_LONG_RUN: Final = 400
"""Letters without a space; where there are more, a line break is shown."""
_RUN: Final = re.compile(rf"\S{{{_LONG_RUN}}}")
_NOT_TEXT: Final = re.compile("[\x00-\x08\x0b-\x1f\u2029\ufdd0-\ufdef\ufffc\ufffe\uffff]")
"""What Qt uses for its own ends inside a document."""
MARKER: Final = {False: "#ffe9a8", True: "#4a3b0c"}
"""Behind the marked words, by whether the look is dark."""


@dataclass(frozen=True, slots=True)
class _Segment:
    """text[start:end] of the document stands at `position` of the widget, in UTF-16 units."""

    start: int
    end: int
    position: int
    text: str


class DocumentText(QTextEdit):
    """Read only. `show_window` builds it; `mark` marks a place and brings it into view."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDocument(SafeDocument(self))
        self.setObjectName("documentText")
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setAcceptDrops(False)
        keep_bar(self)
        self.setUndoRedoEnabled(False)
        self.setLineWrapMode(QTextEdit.LineWrapMode.WidgetWidth)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._look = look
        self._segments: list[_Segment] = []
        self._place: int | None = None
        self._goes_to_mark = False

    def set_look(self, look: Look) -> None:
        """Take other colours; whoever shows the text shows it again."""
        self._look = look
        self.setPalette(document_style.palette(look))

    def show_window(
        self, text: str, blocks: Sequence[Block], parts: Sequence[Part], window: Window
    ) -> None:
        """Lay out a part of a document in place of what was shown."""
        self.forget()
        self.document().setDefaultFont(document_style.text_font(self._look))
        self.document().setDocumentMargin(_MARGIN)
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        divisions = [each for each in parts if window.start <= each.start < window.end]
        for block in blocks_in(blocks, window):
            while divisions and divisions[0].start <= block.start:
                self._divide(cursor, divisions.pop(0))
            if block.kind is BlockKind.TABLE:
                self._table(cursor, text, block, whole_block(blocks, block))
            else:
                self._paragraph(cursor, text, block)
        cursor.endEditBlock()

    def mark(self, start: int, end: int) -> str:
        """Mark a place of the document; what of it is shown. Nothing is marked where it is not."""
        tint = QTextCharFormat()
        tint.setBackground(QColor(MARKER[self._look.is_dark]))
        selections = []
        marked = []
        for segment in self._segments:
            first, last = max(start, segment.start), min(end, segment.end)
            if first >= last:
                continue
            selection = QTextEdit.ExtraSelection()
            before = _units(segment.text[: first - segment.start])
            piece = segment.text[first - segment.start : last - segment.start]
            cursor = QTextCursor(self.document())
            cursor.setPosition(segment.position + before)
            cursor.setPosition(
                segment.position + before + _units(piece), QTextCursor.MoveMode.KeepAnchor
            )
            selection.cursor = cursor
            selection.format = tint
            selections.append(selection)
            marked.append(piece)
        self.setExtraSelections(selections)
        self._place = selections[0].cursor.selectionStart() if selections else None
        self._goes_to_mark = bool(selections)
        self.go_to_mark()
        return "".join(marked)

    def go_to_mark(self) -> None:
        """Bring the marked place into the upper third of the view."""
        if self._place is None:
            return
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._place)
        self.setTextCursor(cursor)
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + self.cursorRect().top() - self.viewport().height() // 3)

    def forget(self) -> None:
        """Keep nothing of what was shown."""
        self._segments.clear()
        self._place = None
        self._goes_to_mark = False
        self.setExtraSelections([])
        self.document().clear()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The marked place stays in view until the reader moves on."""
        super().resizeEvent(event)
        if self._goes_to_mark:
            self.go_to_mark()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """The reader may have moved on."""
        super().scrollContentsBy(dx, dy)
        if self.verticalScrollBar().isSliderDown() or self.viewport().underMouse():
            self._goes_to_mark = False

    def marked_text(self) -> str:
        """What the reader has marked; "" for nothing."""
        return self.textCursor().selection().toPlainText()

    def createMimeDataFromSelection(self) -> QMimeData:
        """Plain text alone, marked as private."""
        return clipboard.mime_data(self.marked_text())

    def canInsertFromMimeData(self, _source: QMimeData) -> bool:
        """Never."""
        return False

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Never."""

    # --- building -------------------------------------------------------------------------------

    def _divide(self, cursor: QTextCursor, part: Part) -> None:
        """The name of a page or the like, before what is in it."""
        name = words.source_place(part.kind, part.number, part.label)
        if not name or part.kind is PartKind.WHOLE:
            return
        style = QTextCharFormat()
        style.setForeground(QColor(self._look.muted))
        style.setFontPointSize(self._look.point_size * 0.85)
        self._begin(cursor, self._spaced(1.5))
        cursor.insertText(_shown(name), style)

    def _paragraph(self, cursor: QTextCursor, text: str, block: Block) -> None:
        look = self._look
        shape, style = self._spaced(), QTextCharFormat()
        style.setForeground(QColor(look.text))
        match block.kind:
            case BlockKind.HEADING:
                level = min(max(block.level, 1), len(_HEADINGS) + 1)
                scale = _HEADINGS[level - 1] if level <= len(_HEADINGS) else 1.0
                style.setFontPointSize(look.point_size * scale)
                style.setFontWeight(QFont.Weight.Bold)
                shape.setHeadingLevel(level)
                shape.setTopMargin(look.spacing * 1.5)
            case BlockKind.ITEM:
                shape.setLeftMargin(_INDENT)
            case BlockKind.QUOTE:
                shape.setLeftMargin(_INDENT)
                style.setForeground(QColor(look.muted))
            case BlockKind.NOTE:
                style.setForeground(QColor(look.muted))
                style.setFontPointSize(look.point_size * 0.9)
            case BlockKind.CODE:
                style.setFontFamilies(document_style.mono_families(look))
                style.setFontPointSize(look.point_size * 0.92)
                shape.setBackground(QColor(look.code_background))
                single = QTextBlockFormat.LineHeightTypes.SingleHeight.value
                shape.setLineHeight(100, single)
            case _:
                pass
        self._begin(cursor, shape)
        self._insert(cursor, text, block.start, block.end, style)

    def _table(self, cursor: QTextCursor, text: str, block: Block, whole: Block) -> None:
        rows = _rows(text, block.start, block.end)
        if block.start > whole.start and whole.header_rows:
            header = _rows(text, whole.start, block.start)[: whole.header_rows]
            rows = [*header, *rows]
        columns = max((len(row) for row in rows), default=0)
        if not 0 < columns <= MOST_COLUMNS:
            self._paragraph(cursor, text, replace(block, kind=BlockKind.CODE))
            return
        look = self._look
        shape = QTextTableFormat()
        shape.setBorder(1)
        shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        shape.setBorderBrush(QColor(look.table_border))
        shape.setBorderCollapse(True)
        shape.setCellPadding(5)
        shape.setBottomMargin(look.spacing)
        shape.setWidth(QTextLength())
        self._begin(cursor, self._spaced(0.5))
        table = cursor.insertTable(len(rows), columns, shape)
        for at, row in enumerate(rows):
            is_header = at < whole.header_rows
            style = QTextCharFormat()
            style.setForeground(QColor(look.text))
            if is_header:
                style.setFontWeight(QFont.Weight.Bold)
            for column, (start, end) in enumerate(row):
                cell = table.cellAt(at, column)
                if is_header:
                    ground = cell.format()
                    ground.setBackground(QColor(look.table_header))
                    cell.setFormat(ground)
                inside = cell.firstCursorPosition()
                self._insert(inside, text, start, end, style)
        cursor.movePosition(QTextCursor.MoveOperation.End)

    def _spaced(self, above: float = 0) -> QTextBlockFormat:
        shape = QTextBlockFormat()
        shape.setTopMargin(self._look.spacing * above)
        shape.setBottomMargin(self._look.spacing)
        proportional = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
        shape.setLineHeight(125, proportional)
        return shape

    def _begin(self, cursor: QTextCursor, shape: QTextBlockFormat) -> None:
        """A new paragraph; the first one is there already."""
        if cursor.position() == 0 or (cursor.block().length() == 1 and not self._segments):
            cursor.setBlockFormat(shape)
        else:
            cursor.insertBlock(shape, QTextCharFormat())

    def _insert(
        self, cursor: QTextCursor, text: str, start: int, end: int, style: QTextCharFormat
    ) -> None:
        """Put in a stretch of the document, and note where it stands."""
        at = start
        for run in [*_RUN.finditer(text, start, end), None]:
            stop = run.end() if run is not None else end
            if at < stop:
                piece = _shown(text[at:stop])
                position = cursor.position()
                cursor.insertText(piece, style)
                self._segments.append(_Segment(at, stop, position, piece))
            if run is not None and stop < end:
                cursor.insertText("\u2028", style)
            at = stop


def _rows(text: str, start: int, end: int) -> list[list[tuple[int, int]]]:
    """The places of the cells of each row."""
    rows: list[list[tuple[int, int]]] = []
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        cells = []
        first = at
        while True:
            tab = text.find("\t", first, stop)
            cells.append((first, stop if tab < 0 else tab))
            if tab < 0:
                break
            first = tab + 1
        rows.append(cells)
        at = stop + 1
    return rows


def _shown(text: str) -> str:
    """Text of the same length without what Qt would take for something else."""
    return _NOT_TEXT.sub("\N{REPLACEMENT CHARACTER}", text).replace("\n", "\u2028")


def _units(text: str) -> int:
    """UTF-16 units, in which Qt counts."""
    return len(text) + sum(1 for each in text if ord(each) > 0xFFFF)
