"""A text browser that can show a text and do nothing else: it opens no file and no address.

See `safe_document` for what keeps it from opening what a text names.
"""

from collections.abc import Callable

from PySide6.QtCore import (
    QEvent,
    QMimeData,
    QPoint,
    QRect,
    Qt,
    QUrl,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QTextCursor,
    QTextDocument,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QMenu, QTextBrowser, QTextEdit, QWidget

from app.gui import clipboard
from app.gui.chat.folding import places
from app.gui.chat.look import Look
from app.gui.chat.plain_text import selected_text
from app.gui.chat.safe_document import SafeDocument, blank_image

_SCROLL_KEYS = {
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
}
_TAB_REASONS = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


class SafeBrowser(QTextBrowser):
    """Read-only text with selection, links and a menu of our own. The parent does the scrolling."""

    link_activated = Signal(str)
    selection_started = Signal()
    focused = Signal()
    """The focus came or went."""
    dragged = Signal(QPoint)
    """The global position of the pointer while the button is down."""
    drag_ended = Signal()
    reveal_requested = Signal(QRect)
    """Where the keyboard has gone: a link, or the moving end of a selection."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.safe_document = SafeDocument(self)
        self.setDocument(self.safe_document)
        self._menu_labels = ("Copy", "Select all")
        self._had_selection = False
        self.fill_menu: Callable[[QMenu], None] = lambda _menu: None
        """Adds to the context menu."""
        self._marked: object = None
        self._found: list[tuple[int, int]] = []
        self._current_found = -1
        self.is_pressed = False
        """Whether the mouse button is down in the text: it must not be replaced meanwhile."""
        self.has_keyboard_focus = False
        """Whether Tab brought the focus, which is then to be seen."""
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setReadOnly(True)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setAcceptDrops(False)
        self.viewport().setAcceptDrops(False)
        self.viewport().setAutoFillBackground(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextBrowserInteraction
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setCursorWidth(0)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.anchorClicked.connect(self._on_anchor)
        self.selectionChanged.connect(self._on_selection)

    def set_menu_labels(self, copy: str, select_all: str) -> None:
        """The words of the context menu."""
        self._menu_labels = (copy, select_all)

    def has_selection(self) -> bool:
        """Whether the reader has marked text. A link that Tab has reached does not count."""
        cursor = self.textCursor()
        if not cursor.hasSelection():
            return False
        first = cursor.selectionStart() + 1
        last = cursor.selectionEnd()
        cursor.setPosition(last)
        href = cursor.charFormat().anchorHref()
        cursor.setPosition(first)
        return not (href and href == cursor.charFormat().anchorHref())

    def wrap_at(self, width: int) -> None:
        """Lay the document out in a width, whatever the width of the browser is.

        One that has got another place while it was hidden takes that width at the next change, and
        only then the one that is asked for.
        """
        document = self.document()
        document.setTextWidth(width)
        if document.textWidth() != width:
            document.setTextWidth(width)

    def clear_selection(self) -> None:
        """Unmark all text."""
        cursor = self.textCursor()
        cursor.clearSelection()
        self.setTextCursor(cursor)

    def select_to(self, position: QPoint) -> None:
        """Draw the selection out to a global position."""
        cursor = self.textCursor()
        target = self.cursorForPosition(self.mapFromGlobal(position)).position()
        cursor.setPosition(target, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)

    # --- what was found ------------------------------------------------------------------------

    def mark_found(self, needle: str, current: int, look: Look) -> None:
        """Mark all places of a folded needle; the one looked at, counted from 0, more strongly."""
        marked = (needle, current, look, self.document().revision())
        if marked == self._marked or (not needle and not self.extraSelections()):
            self._marked = marked
            return
        self._marked = marked
        self._found = list(places(self.document().toPlainText(), needle)) if needle else []
        self._current_found = min(current, len(self._found) - 1)
        self.setExtraSelections(
            [
                _marking(self.document(), *each, look, is_current=index == self._current_found)
                for index, each in enumerate(self._found)
            ]
        )

    def found_rect(self) -> QRect | None:
        """Where the place that is looked at stands in the browser."""
        position = self.found_position()
        if position is None:
            return None
        cursor = QTextCursor(self.document())
        cursor.setPosition(position)
        return self.cursorRect(cursor)

    def found_position(self) -> int | None:
        """Where in the text the place that is looked at begins."""
        return None if self._current_found < 0 else self._found[self._current_found][0]

    # --- nothing named in a text is ever opened -----------------------------------------------

    def loadResource(self, _kind: int, _name: QUrl | str) -> QImage:
        """The blank image, whatever was asked for."""
        return blank_image()

    def doSetSource(
        self,
        name: QUrl | str,
        type: QTextDocument.ResourceType = QTextDocument.ResourceType.UnknownResource,
    ) -> None:
        """Go nowhere: a text has no pages."""

    def _on_anchor(self, url: QUrl) -> None:
        """Hand the address on, as text."""
        self.link_activated.emit(url.toString())

    # --- text goes out as plain text, nothing comes in ------------------------------------------

    def createMimeDataFromSelection(self) -> QMimeData:
        """Plain text alone. Qt's own data would open the pictures in the text to pack them."""
        return clipboard.mime_data(selected_text(self.textCursor()))

    def canInsertFromMimeData(self, _source: QMimeData) -> bool:
        """Never."""
        return False

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Never."""

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Copy and Select all."""
        menu = self.make_menu()
        self.fill_menu(menu)
        menu.exec(event.globalPos())
        menu.deleteLater()

    def make_menu(self) -> QMenu:
        """The context menu, its words plain."""
        menu = QMenu(self)
        copy, select_all = (menu.addAction(label) for label in self._menu_labels)
        copy.setEnabled(self.textCursor().hasSelection())
        copy.triggered.connect(self.copy)
        select_all.triggered.connect(self.selectAll)
        return menu

    # --- events ---------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Show no tooltip: its text would be the message's."""
        return event.type() == QEvent.Type.ToolTip or super().event(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Show no tooltip here either."""
        return event.type() == QEvent.Type.ToolTip or super().viewportEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The transcript scrolls."""
        event.ignore()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Stay: the widget is as tall as its text."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the scrolling keys to the transcript, unless Shift draws out a selection."""
        is_selecting = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if event.key() in _SCROLL_KEYS and not is_selecting:
            event.ignore()
            return
        before = self.textCursor().position()
        super().keyPressEvent(event)
        if self.textCursor().position() != before and is_selecting:
            self.reveal_requested.emit(self.cursorRect())

    def focusNextPrevChild(self, next: bool) -> bool:
        """Go to the next link, or leave."""
        is_inside = super().focusNextPrevChild(next)
        if is_inside and self.textCursor().hasSelection():
            self.reveal_requested.emit(self.cursorRect())
        return is_inside

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A selection may begin."""
        self.is_pressed = event.button() == Qt.MouseButton.LeftButton
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell where a selection is being drawn to."""
        super().mouseMoveEvent(event)
        if self.is_pressed:
            self.dragged.emit(event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The selection is done."""
        super().mouseReleaseEvent(event)
        event.accept()
        self._end_press()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Announce the focus, and how it came."""
        super().focusInEvent(event)
        self.has_keyboard_focus = event.reason() in _TAB_REASONS
        self.focused.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Announce its end."""
        super().focusOutEvent(event)
        self.has_keyboard_focus = False
        self._end_press()
        self.focused.emit()

    def _end_press(self) -> None:
        """The button is up, or its release was lost with the focus."""
        if self.is_pressed:
            self.is_pressed = False
            self.drag_ended.emit()

    def _on_selection(self) -> None:
        """Announce the first character of a selection."""
        has_selection = self.has_selection()
        if has_selection and not self._had_selection:
            self.selection_started.emit()
        self._had_selection = has_selection


def _marking(
    document: QTextDocument, start: int, end: int, look: Look, *, is_current: bool
) -> QTextEdit.ExtraSelection:
    """Colours over what was found."""
    marking = QTextEdit.ExtraSelection()
    cursor = QTextCursor(document)
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    marking.cursor = cursor
    marking.format.setBackground(QColor(look.accent if is_current else look.selection))
    marking.format.setForeground(QColor(look.on_accent if is_current else look.selected_text))
    return marking
