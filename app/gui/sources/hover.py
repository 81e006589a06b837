"""What of an answer's marks the pointer or the keyboard is at."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QKeyEvent,
    QMouseEvent,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QTextBrowser

from app.gui.chat.plain_text import find_link
from app.gui.sources.marks import SOURCE_LINK

_NEAR = 2
"""Pixels; farther from the text the pointer is beside it."""


class SourceHover(QObject):
    """Watches a browser that shows an answer. Places are rectangles in the browser."""

    source_reached = Signal(int, QRect)
    """The place of a citation in its grounding, and where its number stands."""
    source_peeked = Signal(int, QRect)
    """The same, by the keyboard."""
    bare_reached = Signal(QRect)
    """A stretch without a source, or its line under the pointer."""
    left = Signal()

    def __init__(self, browser: QTextBrowser) -> None:
        super().__init__(browser)
        self._browser = browser
        self._at: object = None
        browser.viewport().setMouseTracking(True)
        browser.viewport().installEventFilter(self)
        browser.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at the pointer, and take Space at a number."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.ShortcutOverride:
            if event.key() == Qt.Key.Key_Escape and self._at is not None:
                event.accept()  # Esc closes the card; it stops no answer then
                return True
            return False
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            return watched is self._browser and self._on_key(event)
        if isinstance(event, QMouseEvent) and event.type() is QEvent.Type.MouseMove:
            self._look(event.position().toPoint())
        elif event.type() in (QEvent.Type.Leave, QEvent.Type.FocusOut, QEvent.Type.Hide):
            self._leave()
        return False

    def announce(self, words: str) -> None:
        """Tell a screen reader."""
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._browser, words))

    def focused_source(self) -> int | None:
        """The citation whose number the keyboard has reached."""
        cursor = self._browser.textCursor()
        if not cursor.hasSelection():
            return None
        cursor.setPosition(cursor.selectionEnd())
        return source_of(cursor.charFormat().anchorHref())

    def _on_key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape and self._at is not None:
            self._leave()
            return True
        index = self.focused_source()
        if event.key() != Qt.Key.Key_Space or index is None:
            return False
        if self._at == index:
            self._leave()
        else:
            self._at = index
            self.source_peeked.emit(index, self._rect_of(index))
        return True

    def _look(self, position: QPoint) -> None:
        index = source_of(self._browser.anchorAt(position))
        if index is not None:
            if index != self._at:
                self._at = index
                self.source_reached.emit(index, self._rect_of(index))
            return
        cursor = self._browser.cursorForPosition(position)
        line = self._browser.cursorRect(cursor)
        is_over = line.top() <= position.y() <= line.bottom() and (
            abs(position.x() - line.center().x()) <= line.height() + _NEAR
        )
        if not is_over or not _is_bare(cursor):
            self._leave()
        elif self._at != "bare":
            self._at = "bare"
            self.bare_reached.emit(line)

    def _leave(self) -> None:
        if self._at is not None:
            self._at = None
            self.left.emit()

    def _rect_of(self, index: int) -> QRect:
        cursor = find_link(self._browser.document(), f"{SOURCE_LINK}{index}")
        if cursor is None:
            return QRect()
        end = self._browser.cursorRect(cursor)
        cursor.setPosition(cursor.selectionStart())
        return self._browser.cursorRect(cursor).united(end)


def source_of(address: str) -> int | None:
    """The citation that a link of ours stands for."""
    number = address.removeprefix(SOURCE_LINK)
    return int(number) if number != address and number.isascii() and number.isdigit() else None


def _is_bare(cursor: QTextCursor) -> bool:
    """Whether a dotted line, which only we draw, is under the text at a cursor."""
    line = cursor.charFormat().underlineStyle()
    if line == QTextCharFormat.UnderlineStyle.DotLine:
        return True
    following = QTextCursor(cursor)
    following.movePosition(QTextCursor.MoveOperation.NextCharacter)
    return following.charFormat().underlineStyle() == QTextCharFormat.UnderlineStyle.DotLine
