"""One message: thoughts, the text in a browser of its own, and a quiet line with a Copy button."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QIcon,
    QPainter,
    QPaintEvent,
    QPalette,
    QTextBlockFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QLabel, QToolButton, QWidget

from app.domain.generation import Role
from app.domain.retrieval import Citation
from app.gui.chat import document_style
from app.gui.chat.attachment_strip import AttachmentStrip
from app.gui.chat.focus_chain import STOPS
from app.gui.chat.long_text import shown
from app.gui.chat.look import Look
from app.gui.chat.markdown import COPY_LINK, Rendered, render
from app.gui.chat.plain_text import find_link
from app.gui.chat.rows import Labels, Row
from app.gui.chat.safe_browser import SafeBrowser
from app.gui.chat.thoughts import ThoughtsView
from app.gui.icons import Icons
from app.gui.sources.hover import SourceHover, source_of
from app.gui.sources.marks import marks_of
from app.gui.sources.wording import button_words, copied, description, named
from app.gui.text import citations as source_words

COPIED_MS = 1500

_BUBBLE_SHARE = 0.8
_LIST_INDENT = 24
_QT_LIST_INDENT = 40
"""Qt indents a table inside a list by this, whatever the document's own indent is."""
_NOTHING = Rendered("", ())


class MessageView(QFrame):
    """Shows a `Row`. Whoever places it asks `height_for` first."""

    copy_requested = Signal(str)
    link_requested = Signal(str)
    selection_started = Signal()
    dragged = Signal(QPoint)
    drag_ended = Signal()
    source_requested = Signal(object, int)
    """The id of the message, and which of its citations is to be shown."""
    sources_requested = Signal(object)
    """The id of the message."""
    reveal_requested = Signal(QRect)
    """A part of the message, in its own coordinates, that the keyboard has reached."""

    def __init__(
        self,
        look: Look,
        labels: Labels,
        copy_icon: QIcon | None = None,
        icons: Icons | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._labels = labels
        self.row: Row | None = None
        self._rendered = _NOTHING
        self._copied_block: int | None = None
        self.thoughts = ThoughtsView(look, labels, self)
        self.body = SafeBrowser(self)
        self.attachments = AttachmentStrip(look, icons, self)
        self.attachments.focus_changed.connect(self._on_focus)
        self.hover = SourceHover(self.body)
        self.note = self._make_note()
        self.sources_button = self._make_sources_button()
        self.copy_button = self._make_copy_button(copy_icon)
        self._copied_timer = QTimer(self, singleShot=True, interval=COPIED_MS)
        self._copied_timer.timeout.connect(self._end_copied)
        self._connect_body()
        self.set_look(look)

    @property
    def _browsers(self) -> tuple[SafeBrowser, SafeBrowser]:
        return self.body, self.thoughts.browser

    def _make_note(self) -> QLabel:
        """The status line; never rich text."""
        note = QLabel(self)
        note.setTextFormat(Qt.TextFormat.PlainText)
        note.setWordWrap(True)
        note.setForegroundRole(QPalette.ColorRole.WindowText)
        note.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return note

    def _make_sources_button(self) -> QToolButton:
        """The button below an answer that has sources."""
        button = QToolButton(self)
        button.setObjectName("messageSources")
        button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        button.clicked.connect(self._ask_for_sources)
        button.installEventFilter(self)
        button.hide()
        return button

    def _make_copy_button(self, icon: QIcon | None) -> QToolButton:
        """The button for the whole message, shown on hover and focus."""
        button = QToolButton(self)
        button.setObjectName("messageCopy")
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        if icon is not None:
            button.setIcon(icon)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.clicked.connect(self._copy_message)
        button.installEventFilter(self)
        button.hide()
        return button

    def _connect_body(self) -> None:
        """Listen to the browsers and set the wrapping."""
        self.body.link_activated.connect(self._on_link)
        for browser in self._browsers:
            browser.focused.connect(self._on_focus)
            browser.selection_started.connect(lambda each=browser: self._on_selection(each))
            browser.dragged.connect(self.dragged)
            browser.drag_ended.connect(self.drag_ended)
            browser.reveal_requested.connect(lambda rect, each=browser: self._on_reveal(each, rect))
        self.thoughts.line.installEventFilter(self)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.body.document().setDefaultTextOption(option)

    # --- look and words -------------------------------------------------------------------------

    def set_look(self, look: Look) -> None:
        """Take over colours and fonts; the text is rendered anew."""
        self._look = look
        document = self.body.document()
        document.setDefaultFont(document_style.text_font(look))
        document.setDefaultStyleSheet(document_style.style_sheet(look))
        palette = document_style.palette(look)
        self.setPalette(palette)
        self.body.setPalette(palette)
        for widget in (self.note, self.sources_button, self.copy_button):
            widget.setFont(document_style.small_font(look))
        self.thoughts.set_look(look)
        self.attachments.set_look(look)
        self._colour_footer()
        self._render()

    def set_labels(self, labels: Labels) -> None:
        """Take over the words; the text is rendered anew, for it holds some of them."""
        self._labels = labels
        self._end_copied()
        self.thoughts.set_labels(labels)
        self.attachments.retranslate()
        if self.row is not None:
            self._name(self.row)
        self._render()

    def _colour_footer(self) -> None:
        """A muted line, red for an error."""
        palette = document_style.palette(self._look)
        palette.setColor(QPalette.ColorRole.ButtonText, QColor(self._look.muted))
        self.copy_button.setPalette(palette)
        is_error = self.row is not None and self.row.is_error
        colour = QColor(self._look.error if is_error else self._look.muted)
        palette.setColor(QPalette.ColorRole.WindowText, colour)
        self.note.setPalette(palette)

    # --- content --------------------------------------------------------------------------------

    def show_row(self, row: Row) -> None:
        """Show a message, or another state of the one shown."""
        before, self.row = self.row, row
        if before is None or before.id != row.id:
            self._end_copied()
            self.body.setTextCursor(QTextCursor(self.body.document()))
        self._name(row)
        self.thoughts.show_row(row)
        self.attachments.show_attachments(row.attachments)
        self._colour_footer()
        self.note.setText(row.status)
        self.copy_button.setText(self._copy_words())
        has_new_text = before is None or (before.id, before.text) != (row.id, row.text)
        if has_new_text or (before is not None and before.grounding != row.grounding):
            self._render()
        self._show_button()

    def release(self) -> None:
        """Forget the message, to be used for another."""
        self.hide()
        self.row = None
        self._rendered = _NOTHING
        self.body.document().clear()
        self.thoughts.release()
        self.attachments.show_attachments(())
        self.note.clear()
        self.sources_button.setText("")
        self.body.setAccessibleDescription("")
        self.setAccessibleName("")
        self.body.setAccessibleName("")

    def _name(self, row: Row) -> None:
        """Say who speaks, to those who do not see it."""
        name = self._labels.speaker(row)
        self.setAccessibleName(name)
        self.body.setAccessibleName(name)
        self.body.set_menu_labels(self._labels.copy, self._labels.select_all)
        self.copy_button.setAccessibleName(self._labels.copy)
        self.body.setAccessibleDescription(description(row.grounding))
        self.sources_button.setText(button_words(row.grounding))
        has_sources = row.grounding is not None and row.grounding.citations
        self.sources_button.setToolTip(source_words.show_sources() if has_sources else "")

    def _render(self) -> None:
        """Lay the text into the document; a selection stays where its text stays."""
        if self.row is None:
            return
        cursor = self.body.textCursor()
        marked = (cursor.anchor(), cursor.position(), cursor.selectedText())
        if self.row.role is Role.USER:
            self._render_plain(self.row.text)
        else:
            self._render_markdown(self.row.text)
        self._mark_again(*marked)

    def _render_plain(self, text: str) -> None:
        """What the user wrote, as they wrote it."""
        self._rendered = _NOTHING
        self.body.setPlainText(shown(text))
        cursor = QTextCursor(self.body.document())
        cursor.select(QTextCursor.SelectionType.Document)
        block_format = cursor.blockFormat()
        proportional = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
        block_format.setLineHeight(document_style.LINE_HEIGHT, proportional)
        cursor.mergeBlockFormat(block_format)

    def _render_markdown(self, text: str) -> None:
        """An answer."""
        grounding = self.row.grounding if self.row is not None else None
        marks = marks_of(text, grounding)
        self._rendered = render(text, self._look, self._labels.copy, marks)
        document = self.body.document()
        number = document_style.text_width(self._look, "0" * self._rendered.digits + ".")
        document.setIndentWidth(max(_LIST_INDENT, number + self._look.spacing))
        self.body.setHtml(self._rendered.html)
        self._indent_tables()
        if self._copied_block is not None:
            self._set_code_label(self._copied_block, self._labels.copied)

    def _indent_tables(self) -> None:
        """Put tables and code inside lists under the text of their item."""
        indent = self.body.document().indentWidth()
        for frame in self.body.document().rootFrame().childFrames():
            levels, rest = divmod(frame.frameFormat().leftMargin(), _QT_LIST_INDENT)
            if levels and not rest:
                frame_format = frame.frameFormat()
                frame_format.setLeftMargin(levels * indent)
                frame.setFrameFormat(frame_format)

    def _mark_again(self, anchor: int, position: int, text: str) -> None:
        """Restore a selection, or the caret, if the same text is still there."""
        if not position and not text:
            return
        cursor = self.body.textCursor()
        last = self.body.document().characterCount() - 1
        cursor.setPosition(min(anchor, last))
        cursor.setPosition(min(position, last), QTextCursor.MoveMode.KeepAnchor)
        if cursor.selectedText() == text:
            self.body.setTextCursor(cursor)

    # --- geometry -------------------------------------------------------------------------------

    @property
    def side_margin(self) -> int:
        """Pixels left and right of the content, for the frame of the focus."""
        return self._look.spacing

    def height_for(self, width: int) -> int:
        """Lay the content out in `width` pixels; the height it takes, the gap above included."""
        is_bubble = self.row is not None and self.row.role is Role.USER
        gap = self._look.spacing * 3 // 2
        end = self._place_bubble(width, gap) if is_bubble else self._place_answer(width, gap)
        return self._place_footer(width, self._place_attachments(width, end, is_bubble))

    def _place_answer(self, width: int, top: int) -> int:
        """An answer, over the full width. Returns where it ends."""
        height = self.thoughts.height_for(width)
        self.thoughts.setGeometry(0, top, width + 2 * self.side_margin, height)
        document = self.body.document()
        document.setTextWidth(width)
        return self._place_body(QRect(0, top + height, width, self._text_height()))

    def _place_bubble(self, width: int, top: int) -> int:
        """A question, as wide as it needs to be, at the right. Returns where its bubble ends."""
        unit = self._look.spacing
        document = self.body.document()
        document.setTextWidth(int(width * _BUBBLE_SHARE) - 3 * unit)
        text_width = int(document.idealWidth()) + 1
        document.setTextWidth(text_width)
        left = width - text_width - unit * 3 // 2
        return self._place_body(QRect(left, top + unit, text_width, self._text_height())) + unit

    def _text_height(self) -> int:
        """The height of the document as it is laid out now; nothing for no text."""
        has_text = self.row is not None and self.row.text
        return int(self.body.document().size().height() + 0.99) if has_text else 0

    def _place_body(self, rect: QRect) -> int:
        """Put the browser there. Returns its end."""
        self.body.setVisible(rect.height() > 0)
        self.body.setGeometry(rect.translated(self.side_margin, 0))
        return rect.bottom() + 1

    def _place_attachments(self, width: int, top: int, to_right: bool) -> int:
        """What was sent with the message, below its text. Returns its end."""
        has_any = bool(self.attachments.buttons)
        self.attachments.setVisible(has_any)
        if not has_any:
            return top
        gap = self._look.spacing * 3 // 4 if self.row is not None and self.row.text else 0
        height = self.attachments.height_for(width, to_right=to_right)
        self.attachments.setGeometry(self.side_margin, top + gap, width, height)
        return top + gap + height

    def _place_footer(self, width: int, top: int) -> int:
        """The line below the text, always there; long notes make it taller. Returns its bottom."""
        size = self.copy_button.sizeHint()
        left = self._place_sources(top)
        note_width = width - size.width() - self._look.spacing - left
        height = max(size.height(), self.note.heightForWidth(note_width) if self.note.text() else 0)
        self.note.setGeometry(self.side_margin + left, top, note_width, height)
        self.copy_button.setGeometry(
            QRect(QPoint(self.side_margin + width - size.width(), top), size)
        )
        return top + height

    def _place_sources(self, top: int) -> int:
        """The button before the note; the width that it takes, with a gap."""
        button = self.sources_button
        button.setVisible(bool(button.text()))
        if not button.text():
            return 0
        size = button.sizeHint()
        lift = max(0, self.copy_button.sizeHint().height() - size.height()) // 2
        button.setGeometry(QRect(QPoint(self.side_margin, top + lift), size))
        return size.width() + self._look.spacing * 3 // 2

    def sizeHint(self) -> QSize:
        """The room in which the message was laid out last."""
        return self.size()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the bubble behind the user's words, and the frame of the focus."""
        if self.row is None or not self.row.text:
            return
        unit = self._look.spacing
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(self._look.accent if self.body.has_keyboard_focus else "transparent"))
        area = self.body.geometry()
        if self.row.role is Role.USER:
            painter.setBrush(QColor(self._look.bubble))
            lift = document_style.lift(self._look)
            area.adjust(-unit * 3 // 2, -unit - lift, unit * 3 // 2 - 1, unit - lift - 1)
        else:
            area.adjust(1 - unit, 1 - unit, unit - 2, -1)
        painter.drawRoundedRect(QRectF(area).translated(0.5, 0.5), unit * 3 // 2, unit * 3 // 2)

    # --- copying and links ----------------------------------------------------------------------

    def _on_link(self, address: str) -> None:
        """Copy a code block, or ask for an address."""
        source = source_of(address)
        if source is not None:
            if self.row is not None and self.citation(source) is not None:
                self.source_requested.emit(self.row.id, source)
            return
        if not address.startswith(COPY_LINK):
            self.link_requested.emit(address)
            return
        index = int(address.removeprefix(COPY_LINK))
        if index < len(self._rendered.code_blocks):
            self._end_copied()
            self.copy_requested.emit(self._rendered.code_blocks[index].text)
            self._copied_block = index
            self._set_code_label(index, self._labels.copied)
            self._copied_timer.start()

    def _copy_message(self) -> None:
        """Copy the source of the whole message."""
        if self.row is None:
            return
        self._end_copied()
        self.copy_requested.emit(copied(self.row.text, self.row.role, self.row.grounding))
        self.copy_button.setText(self._labels.copied)
        self._copied_timer.start()

    def _copy_words(self) -> str:
        """Copied, for a moment, then Copy again."""
        was_copied = self._copied_timer.isActive() and self._copied_block is None
        return self._labels.copied if was_copied else self._labels.copy

    def _end_copied(self) -> None:
        """Let the buttons say Copy again."""
        self._copied_timer.stop()
        self.copy_button.setText(self._labels.copy)
        block, self._copied_block = self._copied_block, None
        if block is not None:
            self._set_code_label(block, self._labels.copy)

    def _set_code_label(self, index: int, words: str) -> None:
        """Change the words of a code block's link in place, so that a selection survives."""
        cursor = find_link(self.body.document(), f"{COPY_LINK}{index}")
        if cursor is not None:
            cursor.insertText(words, cursor.charFormat())

    def citation(self, index: int) -> Citation | None:
        """A citation of the message by its place."""
        grounding = self.row.grounding if self.row is not None else None
        known = grounding.citations if grounding is not None else ()
        return known[index] if 0 <= index < len(known) else None

    def _ask_for_sources(self) -> None:
        """List the sources."""
        if self.row is not None:
            self.sources_requested.emit(self.row.id)

    # --- hover, focus, selection ----------------------------------------------------------------

    def is_pinned(self) -> bool:
        """Whether the view must stay with its message: it has the focus, or marked text."""
        return self.has_focus_within() or self.is_pressed() or self.has_selection()

    def is_pressed(self) -> bool:
        """Whether the mouse button is down in a text: it must not be replaced meanwhile."""
        return any(browser.is_pressed for browser in self._browsers)

    def has_selection(self) -> bool:
        """Whether the reader has marked text."""
        return any(browser.has_selection() for browser in self._browsers)

    def has_focus_within(self) -> bool:
        """Whether the keyboard speaks to this message."""
        return any(self.stop_widget(stop).hasFocus() for stop in range(STOPS))

    def stop_widget(self, stop: int) -> QWidget:
        """The part at which Tab stops."""
        parts = (self.thoughts.line, self.thoughts.browser, self.body)
        return (*parts, self.attachments.stop, self.sources_button, self.copy_button)[stop]

    def focused_stop(self) -> int:
        """The part that has the focus; the first when none has."""
        return next((stop for stop in range(STOPS) if self.stop_widget(stop).hasFocus()), 0)

    def clear_selection(self) -> None:
        """Unmark all text."""
        for browser in self._browsers:
            browser.clear_selection()

    def select_to(self, position: QPoint) -> None:
        """Draw the selection out to a global position."""
        for browser in self._browsers:
            if browser.is_pressed:
                browser.select_to(position)

    def _on_selection(self, browser: SafeBrowser) -> None:
        """One selection at a time, here too."""
        for other in self._browsers:
            if other is not browser and other.has_selection():
                other.clear_selection()
        self.selection_started.emit()

    def _on_reveal(self, browser: SafeBrowser, rect: QRect) -> None:
        """Hand on what the keyboard has reached, and tell those who hear it of a source."""
        source = self.hover.focused_source() if browser is self.body else None
        citation = self.citation(source) if source is not None else None
        if citation is not None:
            self.hover.announce(named(citation))
        self.reveal_requested.emit(rect.translated(browser.mapTo(self, QPoint())))

    def _on_focus(self) -> None:
        """Show the button with the focus, and a frame if the keyboard brought it."""
        self._show_button()
        self.update()

    def _show_button(self) -> None:
        """Show Copy on hover and on focus, if there is something to copy."""
        is_wanted = self.underMouse() or self.body.hasFocus() or self.copy_button.hasFocus()
        self.copy_button.setVisible(is_wanted and self.row is not None and bool(self.row.text))

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the button under the mouse."""
        super().enterEvent(event)
        self._show_button()

    def leaveEvent(self, event: QEvent) -> None:
        """Hide it again."""
        super().leaveEvent(event)
        self._show_button()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the focus of the button, too."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._on_focus()
        return super().eventFilter(watched, event)
