"""The text of a message: what the user wrote as it is, an answer with its Markdown."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFontInfo,
    QKeyEvent,
    QMouseEvent,
    QPaintEvent,
    QRegion,
    QTextBlockFormat,
    QTextCursor,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QMenu, QWidget

from app.domain.generation import Role
from app.gui.chat import document_style
from app.gui.chat.code_wrap import CodeWrap
from app.gui.chat.formulas import Formulas
from app.gui.chat.long_text import shown
from app.gui.chat.look import Look
from app.gui.chat.markdown import (
    COPY_LINK,
    MATH,
    SAVE_LINK,
    WRAP_LINK,
    CodeBlock,
    Formula,
    Placing,
    Rendered,
    render,
)
from app.gui.chat.plain_text import find_link, selected_text
from app.gui.chat.rows import Labels, Row
from app.gui.chat.safe_browser import SafeBrowser
from app.gui.chat.safe_document import sits_on_line
from app.gui.chat.typesetting import Drawn, Style
from app.gui.chat.wide_parts import WideParts
from app.gui.sources.marks import marks_of
from app.gui.text import transcript as words

COPIED_MS = 1500

_MOST_FORMULAS = 200
"""In a message; the rest is shown as its source."""
_LIST_INDENT = 24
_QT_LIST_INDENT = 40
"""Qt indents a table inside a list by this, whatever the document's own indent is."""
_NOTHING = Rendered("", ())


class MessageText(SafeBrowser):
    """Shows the text of a `Row`. Whoever places it lays its document out first."""

    code_copied = Signal(str)
    """The reader wants a code block on the clipboard."""
    plain_copy_requested = Signal()
    markdown_copy_requested = Signal()
    conversation_copy_requested = Signal()
    grown = Signal()
    """The same text takes another height now."""

    def __init__(
        self,
        look: Look,
        labels: Labels,
        formulas: Formulas | None = None,
        parent: QWidget | None = None,
        *,
        wrap: CodeWrap | None = None,
    ) -> None:
        super().__init__(parent)
        self.wide = WideParts(self)
        self._wrap = wrap or CodeWrap(self)
        self._wrap.changed.connect(self._show_again)
        self._formulas = formulas or Formulas(self)
        self._formulas.ready.connect(self._draw_formulas)
        self._description = ""
        self.has_pending = False
        """Whether there are formulas that are still to be drawn."""
        self._look = look
        self._labels = labels
        self._row: Row | None = None
        self._rendered = _NOTHING
        self._copied_block: int | None = None
        self._copied_timer = QTimer(self, singleShot=True, interval=COPIED_MS)
        self._copied_timer.timeout.connect(self.end_copied)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDefaultTextOption(option)

    def set_look(self, look: Look) -> None:
        """Take over colours and fonts; the text is rendered anew."""
        self._look = look
        document = self.document()
        document.setDefaultFont(document_style.text_font(look))
        document.setDefaultStyleSheet(document_style.style_sheet(look))
        self.setPalette(document_style.palette(look))
        self._render()

    def set_labels(self, labels: Labels) -> None:
        """Take over the words; the text is rendered anew, for it holds some of them."""
        self._labels = labels
        self.end_copied()
        self._render()

    def show_row(self, row: Row) -> None:
        """Show a message, or another state of the one shown."""
        before, self._row = self._row, row
        if before is None or before.id != row.id:
            self.end_copied()
            self.wide.forget()
            self.setTextCursor(QTextCursor(self.document()))
        if before is None or _shown_of(before) != _shown_of(row):
            self._render()

    def release(self) -> None:
        """Forget the message."""
        self._row = None
        self._rendered = _NOTHING
        self.has_pending = False
        self.wide.forget()
        self.document().clear()
        self.safe_document.pictures.clear()
        self.setAccessibleName("")
        self.setAccessibleDescription("")

    def _render(self) -> None:
        """Lay the text into the document; a selection stays where its text stays."""
        if self._row is None:
            return
        cursor = self.textCursor()
        marked = (cursor.anchor(), cursor.position(), cursor.selectedText())
        if self._row.role is Role.USER:
            self._render_plain(self._row.text)
        else:
            self._render_markdown(self._row)
        self.wide.renewed()
        self._mark_again(*marked)
        self._describe()

    def _render_plain(self, text: str) -> None:
        """What the user wrote, as they wrote it."""
        self._rendered = _NOTHING
        self.has_pending = False
        self.setPlainText(shown(text))
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        block_format = cursor.blockFormat()
        proportional = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
        block_format.setLineHeight(document_style.LINE_HEIGHT, proportional)
        cursor.mergeBlockFormat(block_format)

    def _render_markdown(self, row: Row) -> None:
        """An answer."""
        marks = marks_of(row.text, row.grounding)
        drawn: list[Drawn] = []
        self.has_pending = False
        self._rendered = render(
            row.text,
            self._look,
            self._labels.copy,
            marks,
            self._drawing(drawn),
            "" if row.shows_all else self._labels.show_all,
            self._labels.save,
            self._labels.keep_lines if self._wrap.is_on else self._labels.wrap,
            wraps=self._wrap.is_on,
        )
        document = self.safe_document
        document.pictures = {f"{MATH}{index}": each for index, each in enumerate(drawn)}
        number = document_style.text_width(self._look, "0" * self._rendered.digits + ".")
        document.setIndentWidth(max(_LIST_INDENT, number + self._look.spacing))
        self.setHtml(self._rendered.html)
        self._indent_tables()
        if self._copied_block is not None:
            self._set_code_label(self._copied_block, self._labels.copied)

    def _drawing(self, drawn: list[Drawn]) -> Callable[[Formula], Placing | None]:
        """Finds formulas that are drawn, and puts their pictures into `drawn` in order."""
        font = self.document().defaultFont()
        style = Style(QFontInfo(font).pixelSize(), self._look.text, self.devicePixelRatioF())

        def find(formula: Formula) -> Placing | None:
            if len(drawn) >= _MOST_FORMULAS:
                return None
            wanted = (formula.latex, formula.is_display, style)
            picture = self._formulas.find(*wanted)
            if picture is None:
                self.has_pending |= self._formulas.is_pending(*wanted)
                return None
            drawn.append(picture)
            return Placing.ON_LINE if sits_on_line(picture, font) else Placing.ABOUT_MIDDLE

        return find

    def _show_again(self) -> None:
        """The same text is shown in another way."""
        if self._row is not None:
            self._render()
            self.grown.emit()

    def _draw_formulas(self) -> None:
        """Show what is drawn by now."""
        if self.has_pending and not self.is_pressed:
            self._show_again()

    def formulas(self) -> list[str]:
        """The LaTeX of the formulas that are shown as pictures."""
        return [each.latex for each in self._rendered.formulas]

    def describe(self, words: str) -> None:
        """Tell those who do not see it what else there is to the text."""
        self._description = words
        self._describe()

    def _describe(self) -> None:
        """A screen reader reads no picture: the formulas follow, in their order."""
        formulas = (f"{index}: {latex}" for index, latex in enumerate(self.formulas(), 1))
        self.setAccessibleDescription("\n".join([self._description, *formulas]).strip())

    def _indent_tables(self) -> None:
        """Put tables and code inside lists under the text of their item."""
        indent = self.document().indentWidth()
        for frame in self.document().rootFrame().childFrames():
            levels, rest = divmod(frame.frameFormat().leftMargin(), _QT_LIST_INDENT)
            if levels and not rest:
                frame_format = frame.frameFormat()
                frame_format.setLeftMargin(levels * indent)
                frame.setFrameFormat(frame_format)

    def _mark_again(self, anchor: int, position: int, text: str) -> None:
        """Restore a selection, or the caret, if the same text is still there."""
        if not position and not text:
            return
        cursor = self.textCursor()
        last = self.document().characterCount() - 1
        cursor.setPosition(min(anchor, last))
        cursor.setPosition(min(position, last), QTextCursor.MoveMode.KeepAnchor)
        if cursor.selectedText() == text:
            self.setTextCursor(cursor)

    # --- what is wider than the message -------------------------------------------------------

    def lay_out(self, width: int) -> None:
        """Lay the document out in a width; wide tables, and code that is not wrapped, scroll."""
        self.wrap_at(width)
        self.wide.fit(width)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text, and each wide part as far as it was scrolled."""
        parts = [each for each in self.wide.parts if each.area.intersects(event.rect())]
        rest = QRegion(event.rect())
        for part in parts:
            rest = rest.subtracted(part.area)
        rects: Iterable[QRect] = rest  # type: ignore[assignment]  # not in the stubs
        for rect in rects:
            super().paintEvent(QPaintEvent(rect))
        for part in parts:
            with self.wide.shifted(part):
                super().paintEvent(QPaintEvent(part.area & event.rect()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """What is pressed is what is seen there."""
        with self._shifted(event.position().toPoint()):
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """What is marked, or under the mouse, is what is seen there."""
        with self._shifted(event.position().toPoint()):
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The same."""
        with self._shifted(event.position().toPoint()):
            super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The same."""
        with self._shifted(event.position().toPoint()):
            super().mouseDoubleClickEvent(event)

    def anchorAt(self, position: QPoint) -> str:
        """The address of the link that is seen there."""
        with self._shifted(position):
            return super().anchorAt(position)

    def cursorForPosition(self, position: QPoint) -> QTextCursor:
        """The place of the text that is seen there."""
        with self._shifted(position):
            return super().cursorForPosition(position)

    def _shifted(self, position: QPoint) -> AbstractContextManager[None]:
        return self.wide.shifted(self.wide.at(position))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Sideways it scrolls the part under the mouse; everything else is the transcript's."""
        part = self.wide.at(event.position().toPoint())
        across, along = event.angleDelta().x(), event.angleDelta().y()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not across:
            across, along = along, 0
        if part is None or abs(across) <= abs(along):
            super().wheelEvent(event)
            return
        part.bar.setValue(part.bar.value() - across)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right scroll what is wide."""
        by = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()), 0)
        is_plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if not (by and is_plain and self.wide.step(by)):
            super().keyPressEvent(event)

    def mark_found(self, needle: str, current: int, look: Look) -> None:
        """Mark what was found, and bring the place that is looked at into sight sideways."""
        super().mark_found(needle, current, look)
        position = self.found_position()
        if position is not None:
            self.wide.reveal(position)

    # --- geometry -------------------------------------------------------------------------------

    def text_height(self) -> int:
        """The height of the document as it is laid out now; nothing for no text."""
        has_text = self._row is not None and self._row.text
        return int(self.document().size().height() + 0.99) if has_text else 0

    def put(self, rect: QRect) -> int:
        """Take a place, which is not seen without a height. Returns its end."""
        self.setVisible(rect.height() > 0)
        self.setGeometry(rect)
        return rect.bottom() + 1

    def make_menu(self) -> QMenu:
        """The context menu, with the ways to copy more than what is marked."""
        menu = super().make_menu()
        menu.addSeparator()
        for label, wanted in (
            (words.copy_as_markdown(), self.markdown_copy_requested),
            (words.copy_as_plain_text(), self.plain_copy_requested),
            (words.copy_conversation(), self.conversation_copy_requested),
        ):
            menu.addAction(label).triggered.connect(wanted)
        return menu

    def plain_text(self) -> str:
        """The whole text as it is seen, without signs of Markdown."""
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        return selected_text(cursor)

    # --- code blocks ----------------------------------------------------------------------------

    def copy_code(self, address: str) -> bool:
        """Follow a link that copies a code block; whether it was one."""
        if not address.startswith(COPY_LINK):
            return False
        index = int(address.removeprefix(COPY_LINK))
        if index < len(self._rendered.code_blocks):
            self.end_copied()
            self.code_copied.emit(self._rendered.code_blocks[index].text)
            self._copied_block = index
            self._set_code_label(index, self._labels.copied)
            self._copied_timer.start()
        return True

    def code_to_save(self, address: str) -> CodeBlock | None:
        """The code block that a link wants saved; None for any other link."""
        number = address.removeprefix(SAVE_LINK)
        if number == address or not number.isdecimal():
            return None
        blocks = self._rendered.code_blocks
        return blocks[int(number)] if int(number) < len(blocks) else None

    def wrap_code(self, address: str) -> bool:
        """Follow a link that wraps code the other way; whether it was one."""
        if not address.startswith(WRAP_LINK):
            return False
        self._wrap.toggle()
        return True

    def end_copied(self) -> None:
        """Let the links say Copy again."""
        self._copied_timer.stop()
        block, self._copied_block = self._copied_block, None
        if block is not None:
            self._set_code_label(block, self._labels.copy)

    def _set_code_label(self, index: int, words: str) -> None:
        """Change the words of a code block's link in place, so that a selection survives."""
        cursor = find_link(self.document(), f"{COPY_LINK}{index}")
        if cursor is not None:
            cursor.insertText(words, cursor.charFormat())


def _shown_of(row: Row) -> tuple[object, ...]:
    """What of a row its text is made of."""
    return row.id, row.text, row.grounding, row.shows_all
