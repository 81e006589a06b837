"""A selection as plain text: list markers and table rows are kept, our own buttons are not."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtGui import (
    QTextBlock,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFragment,
    QTextListFormat,
    QTextTable,
)

from app.gui.sources.marks import SOURCE_LINK

OWN_SCHEME = "snug:"
"""Links of ours inside a text, such as "Copy" over a code block."""


_ALT = QTextFormat.Property.ImageAltText.value


@dataclass(frozen=True, slots=True)
class _Cell:
    """Where a block stands in a table."""

    table: QTextTable
    row: int
    column: int


def selected_text(cursor: QTextCursor) -> str:
    """The selection as plain text; cells of a row are parted by tabs."""
    parts: list[str] = []
    before: _Cell | None = None
    for block in _blocks(cursor):
        cell = _cell(block)
        if cell and _is_code_header(cell):
            continue
        if parts:
            parts.append(_separator(before, cell))
        parts.append(_marker(block, cursor) + _text(block, cursor))
        before = cell
    return "".join(parts)


def _blocks(cursor: QTextCursor) -> Iterator[QTextBlock]:
    """The blocks that the selection touches, without those that only glue tables to a text."""
    document = cursor.document()
    block = document.findBlock(cursor.selectionStart())
    while block.isValid() and block.position() < cursor.selectionEnd():
        if not _is_glue(block):
            yield block
        block = block.next()


def _is_glue(block: QTextBlock) -> bool:
    """Whether this is the empty block that Qt wants before or between tables."""
    return block.length() == 1 and not block.layout().lineCount()


def _cell(block: QTextBlock) -> _Cell | None:
    """The innermost table cell around the block."""
    table = QTextCursor(block).currentTable()
    if not table:  # None outside tables, which the stubs do not say
        return None
    cell = table.cellAt(block.position())
    return _Cell(table, cell.row(), cell.column())


def _is_code_header(cell: _Cell) -> bool:
    """Whether the cell stands in the line with the language and the "Copy" link."""
    if cell.row or cell.table.columns() != 2:
        return False
    cursor = cell.table.cellAt(0, 1).firstCursorPosition()
    cursor.movePosition(QTextCursor.MoveOperation.NextCharacter)
    return cursor.charFormat().anchorHref().startswith(OWN_SCHEME)


def _separator(before: _Cell | None, cell: _Cell | None) -> str:
    """A tab between two cells of one row, otherwise a new line."""
    is_same_row = (
        before is not None
        and cell is not None
        and before.table == cell.table
        and before.row == cell.row
        and before.column != cell.column
    )
    return "\t" if is_same_row else "\n"


def _marker(block: QTextBlock, cursor: QTextCursor) -> str:
    """The list marker with its indentation, where the selection holds the start of an item."""
    items = block.textList()
    if items is None or block.position() < cursor.selectionStart():
        return ""
    is_numbered = items.format().style() == QTextListFormat.Style.ListDecimal
    marker = items.itemText(block) if is_numbered else "-"
    return "  " * (items.format().indent() - 1) + marker + " "


def _text(block: QTextBlock, cursor: QTextCursor) -> str:
    """The selected part of one block."""
    parts = []
    for fragment in _fragments(block):
        address = fragment.charFormat().anchorHref()
        if address.startswith(OWN_SCHEME) and not address.startswith(SOURCE_LINK):
            continue
        start = fragment.position()
        if fragment.charFormat().isImageFormat():
            if _is_within(start, cursor):
                parts.append(str(fragment.charFormat().property(_ALT) or ""))
            continue
        text = fragment.text().encode("utf-16-le")  # positions count UTF-16 units
        first = max(0, cursor.selectionStart() - start)
        last = max(0, cursor.selectionEnd() - start)
        piece = text[2 * first : 2 * last].decode("utf-16-le", "replace")
        if address.startswith(SOURCE_LINK):
            piece = f"[{piece.strip()}]" if piece.strip() else ""
        parts.append(piece)
    return (
        "".join(parts)
        .replace("\u2028", "\n")
        .replace("\u00a0", " ")
        .replace("\u202f", " ")
        .replace("\ufffc", "")
    )


def _is_within(position: int, cursor: QTextCursor) -> bool:
    """Whether the selection holds the character at a position."""
    return cursor.selectionStart() <= position < cursor.selectionEnd()


def _fragments(block: QTextBlock) -> Iterator[QTextFragment]:
    """The runs of one format in a block."""
    iterator = block.begin()
    while not iterator.atEnd():
        yield iterator.fragment()
        iterator += 1


def find_link(document: QTextDocument, address: str) -> QTextCursor | None:
    """A cursor that selects the link to `address`, or None."""
    block = document.begin()
    while block.isValid():
        for fragment in _fragments(block):
            if fragment.charFormat().anchorHref() == address:
                cursor = QTextCursor(document)
                cursor.setPosition(fragment.position())
                end = fragment.position() + fragment.length()
                cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
                return cursor
        block = block.next()
    return None
