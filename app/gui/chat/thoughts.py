"""What a model reasoned before it answered: one quiet line, and the text of it on request."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QTextBlockFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QToolButton, QWidget

from app.gui.chat import document_style
from app.gui.chat.long_text import shown
from app.gui.chat.look import Look
from app.gui.chat.rows import Labels, Row
from app.gui.chat.safe_browser import SafeBrowser
from app.gui.fonts import grown

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ARROW = 16
_BAR = 2
"""Pixels of the bar beside the text."""


class _Line(QToolButton):
    """The line that opens and closes the text, by Enter as well as by Space."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter for a click."""
        if event.key() in _ENTER:
            self.click()
        else:
            super().keyPressEvent(event)


class ThoughtsView(QWidget):
    """Shows the thoughts of a `Row`. Whoever places it asks `height_for` first.

    The browser of the text is made when somebody first wants to see one.
    """

    toggled = Signal(bool)
    """The reader wants to see the text, or no longer."""
    browser_made = Signal(object)

    def __init__(self, look: Look, labels: Labels, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._labels = labels
        self._row: Row | None = None
        self._text = ""
        self.line = _Line(self)
        self.line.setObjectName("thoughts")
        self.line.setCheckable(True)
        self.line.setAutoRaise(True)
        self.line.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        # Tab finds it all the same, and a click leaves no frame behind.
        self.line.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.line.clicked.connect(self.toggled)
        self._browser: SafeBrowser | None = None
        self.set_look(look)

    @property
    def browser(self) -> SafeBrowser:
        """Shows the text."""
        if self._browser is None:
            self._browser = SafeBrowser(self)
            self._browser.hide()
            self._browser.focused.connect(lambda: self.update())
            option = QTextOption()
            option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
            self._browser.document().setDefaultTextOption(option)
            self._dress_browser(self._browser)
            self._name_browser(self._browser)
            self.browser_made.emit(self._browser)
        return self._browser

    @property
    def has_browser(self) -> bool:
        """Whether the text was wanted, of this message or of one before."""
        return self._browser is not None

    def set_look(self, look: Look) -> None:
        """Take over colours and fonts."""
        self._look = look
        self.line.setPalette(self._muted())
        self.line.setFont(document_style.small_font(look))
        self.line.setIconSize(QSize(grown(_ARROW), grown(_ARROW)))
        if self._browser is not None:
            self._dress_browser(self._browser)

    def _muted(self) -> QPalette:
        palette = document_style.palette(self._look)
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
            palette.setColor(role, QColor(self._look.muted))
        return palette

    def _dress_browser(self, browser: SafeBrowser) -> None:
        font = document_style.small_font(self._look)
        browser.setPalette(self._muted())
        browser.setFont(font)
        browser.document().setDefaultFont(font)

    def _name_browser(self, browser: SafeBrowser) -> None:
        browser.setAccessibleName(self._labels.thoughts)
        browser.set_menu_labels(self._labels.copy, self._labels.select_all)

    def set_labels(self, labels: Labels) -> None:
        """Take over the words."""
        self._labels = labels
        if self._row is not None:
            self.show_row(self._row)

    def show_row(self, row: Row) -> None:
        """Show the thoughts of a message, or another state of those shown."""
        is_other = self._row is None or self._row.id != row.id
        self._row = row
        self.setVisible(bool(row.thoughts))
        words = self._labels.thoughts_line(row)
        self.line.setText(words)
        # Whoever hears the window is not told of every second.
        is_thinking = row.is_live and not row.text
        self.line.setAccessibleName(self._labels.thinking if is_thinking else words)
        self.line.setChecked(row.shows_thoughts)
        arrow = Qt.ArrowType.DownArrow if row.shows_thoughts else Qt.ArrowType.RightArrow
        self.line.setArrowType(arrow)
        if self._browser is not None:
            self._name_browser(self._browser)
            self._browser.setVisible(row.shows_thoughts)
        if row.shows_thoughts:
            self.browser.show()
            self._show_text(shown(row.thoughts), is_other=is_other)
        elif self._text:
            self._show_text("", is_other=True)

    def release(self) -> None:
        """Forget the message."""
        self._row = None
        if self._browser is not None:
            self._show_text("", is_other=True)
        self.line.setText("")
        self.line.setAccessibleName("")
        self.hide()

    def _show_text(self, text: str, *, is_other: bool) -> None:
        """Lay the text into the document; what is marked in it stays marked while it grows."""
        if text == self._text and not is_other:
            return
        begins_alike = bool(self._text) and text.startswith(self._text) and not is_other
        marked = self.browser.textCursor()
        anchor, position = marked.anchor(), marked.position()
        cursor = QTextCursor(self.browser.document())
        if begins_alike:
            cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.insertText(text[len(self._text) :])
            marked.setPosition(anchor)
            marked.setPosition(position, QTextCursor.MoveMode.KeepAnchor)
            self.browser.setTextCursor(marked)
        else:
            self.browser.setPlainText(text)
        cursor.select(QTextCursor.SelectionType.Document)
        block_format = QTextBlockFormat()
        proportional = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
        block_format.setLineHeight(document_style.LINE_HEIGHT, proportional)
        cursor.mergeBlockFormat(block_format)
        self._text = text

    # --- geometry -------------------------------------------------------------------------------

    def height_for(self, width: int) -> int:
        """Lay everything out in `width` pixels; the height it takes, the gap below included.

        The view is wider than that by the look's spacing on either side.
        """
        if self._row is None or not self._row.thoughts:
            return 0
        unit = self._look.spacing
        size = self.line.sizeHint()
        size = QSize(min(size.width(), width), size.height())
        self.line.setGeometry(QRect(QPoint(0, 0), size))
        if not self._row.shows_thoughts:
            return size.height() + unit // 2
        left = unit * 5 // 2
        self.browser.wrap_at(width + unit - left)
        height = int(self.browser.document().size().height() + 0.99)
        top = size.height() + unit // 2
        self.browser.setGeometry(left, top, width + unit - left, height)
        return top + height + unit * 3 // 2

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint a bar beside the open text, and the frame of the focus."""
        if self._row is None or not self._row.shows_thoughts:
            return
        painter = QPainter(self)
        area = self.browser.geometry()
        left = self._look.spacing
        painter.fillRect(left, area.top(), _BAR, area.height(), QColor(self._look.quote_bar))
        if self.browser.has_keyboard_focus:
            painter.setPen(QColor(self._look.accent))
            painter.drawRect(area.adjusted(1 - left, 0, -1, left // 2))
