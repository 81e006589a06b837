"""One message: thoughts, the text in a browser of its own, and a quiet line with a Copy button."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from app.domain.generation import Role
from app.domain.retrieval import Citation
from app.gui.chat import document_style
from app.gui.chat.attachment_strip import AttachmentStrip
from app.gui.chat.code_wrap import CodeWrap
from app.gui.chat.context_divider import ContextDivider
from app.gui.chat.focus_chain import STOPS
from app.gui.chat.formulas import Formulas
from app.gui.chat.look import Look
from app.gui.chat.markdown import UNFOLD_LINK
from app.gui.chat.message_editor import MessageEditor
from app.gui.chat.message_footer import MessageFooter
from app.gui.chat.message_text import MessageText
from app.gui.chat.plain_text import selected_text
from app.gui.chat.rows import Labels, Row
from app.gui.chat.safe_browser import SafeBrowser
from app.gui.chat.thoughts import ThoughtsView
from app.gui.chat.turn import TurnMenu
from app.gui.chat.turn_bar import TurnBar
from app.gui.icons import Icons
from app.gui.sources.hover import SourceHover, source_of
from app.gui.sources.wording import copied, description, named

_BUBBLE_SHARE = 0.8


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
    unfold_requested = Signal(object)
    """The id of the message."""
    menu_requested = Signal(object, object)
    """Which `TurnMenu` is wanted, and where."""
    save_requested = Signal(object)
    """A `CodeBlock` that the reader wants in a file."""
    unfolded = Signal()
    """The long code blocks are wanted whole."""
    reveal_requested = Signal(QRect)
    """A part of the message, in its own coordinates, that the keyboard has reached."""

    def __init__(
        self,
        look: Look,
        labels: Labels,
        icons: Icons | None = None,
        parent: QWidget | None = None,
        *,
        formulas: Formulas | None = None,
        wrap: CodeWrap | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._labels = labels
        self.row: Row | None = None
        self.divider = ContextDivider(look, self)
        self.thoughts = ThoughtsView(look, labels, self)
        self.body = MessageText(look, labels, formulas, self, wrap=wrap)
        self.attachments = AttachmentStrip(look, icons, self)
        self.attachments.focus_changed.connect(self._on_focus)
        self.turns = TurnBar(look, icons, self)
        self.turns.focus_changed.connect(self._on_focus)
        self.editor: MessageEditor | None = None
        self.hover = SourceHover(self.body)
        self._footer = MessageFooter(look, labels, icons, self)
        self.note = self._footer.note
        self.sources_button = self._footer.sources_button
        self.unfold_button = self._footer.unfold_button
        self.copy_button = self._footer.copy_button
        self._connect()
        self.set_look(look)

    @property
    def _browsers(self) -> tuple[SafeBrowser, ...]:
        return (self.body, self.thoughts.browser) if self.thoughts.has_browser else (self.body,)

    def _connect(self) -> None:
        """Listen to the parts."""
        self.body.link_activated.connect(self._on_link)
        self.body.code_copied.connect(self._copy_code)
        self.body.markdown_copy_requested.connect(self._copy_message)
        self.body.plain_copy_requested.connect(
            lambda: self.copy_requested.emit(self.body.plain_text())
        )
        self._listen_to(self.body)
        self.thoughts.browser_made.connect(self._listen_to)
        self.copy_button.clicked.connect(self._copy_message)
        self.sources_button.clicked.connect(self._ask_for_sources)
        self.unfold_button.clicked.connect(self._ask_to_unfold)
        footer = (self.copy_button, self.sources_button, self.unfold_button)
        for button in (*footer, self.thoughts.line):
            button.installEventFilter(self)

    def _listen_to(self, browser: SafeBrowser) -> None:
        """Hear what is done in a text."""
        browser.focused.connect(self._on_focus)
        browser.selection_started.connect(lambda: self._on_selection(browser))
        browser.dragged.connect(self.dragged)
        browser.drag_ended.connect(self.drag_ended)
        browser.reveal_requested.connect(lambda rect: self._on_reveal(browser, rect))

    # --- look and words -------------------------------------------------------------------------

    def set_look(self, look: Look) -> None:
        """Take over colours and fonts; the text is rendered anew."""
        self._look = look
        self.setPalette(document_style.palette(look))
        self.divider.set_look(look)
        self.thoughts.set_look(look)
        self.body.set_look(look)
        self.attachments.set_look(look)
        self._footer.set_look(look)
        self.turns.set_look(look)

    def set_labels(self, labels: Labels) -> None:
        """Take over the words; the text is rendered anew, for it holds some of them."""
        self._labels = labels
        self.divider.retranslate()
        self.thoughts.set_labels(labels)
        self.body.set_labels(labels)
        self.attachments.retranslate()
        self._footer.set_labels(labels)
        self.turns.retranslate()
        if self.editor is not None:
            self.editor.retranslate()
        if self.row is not None:
            self._name(self.row)

    # --- content --------------------------------------------------------------------------------

    def show_row(self, row: Row) -> None:
        """Show a message, or another state of the one shown."""
        self.row = row
        self._name(row)
        self.divider.show_divider(row.divider)
        self.thoughts.show_row(row)
        self.body.show_row(row)
        self.attachments.show_attachments(row.attachments)
        self._footer.show_row(row)
        self.turns.show_turn(row.turn)
        self._show_button()

    def release(self) -> None:
        """Forget the message, to be used for another."""
        self.hide()
        self.row = None
        self.divider.show_divider(None)
        self.thoughts.release()
        self.body.release()
        self.attachments.show_attachments(())
        self._footer.release()
        self.turns.show_turn(None)
        self.end_edit()
        self.setAccessibleName("")

    def _name(self, row: Row) -> None:
        """Say who speaks, to those who do not see it."""
        name = self._labels.speaker(row)
        self.setAccessibleName(name)
        self.body.setAccessibleName(name)
        self.body.set_menu_labels(self._labels.copy, self._labels.select_all)
        self.body.describe(description(row.grounding))

    # --- geometry -------------------------------------------------------------------------------

    @property
    def side_margin(self) -> int:
        """Pixels left and right of the content, for the frame of the focus."""
        return self._look.spacing

    def height_for(self, width: int) -> int:
        """Lay the content out in `width` pixels; the height it takes, the gap above included."""
        is_bubble = self.row is not None and self.row.role is Role.USER
        gap = self._look.spacing * 3 // 2 + self._place_divider(width)
        end = self._place_bubble(width, gap) if is_bubble else self._place_answer(width, gap)
        end = self._place_attachments(width, end, is_bubble)
        line, below, bottom = self._footer.place(self.side_margin, width, end, self.turns.room)
        self.turns.place(self.side_margin + width, line, below)
        return bottom

    def _place_divider(self, width: int) -> int:
        """What stands above everything. Returns its height."""
        height = self.divider.height_for(width)
        self.divider.setGeometry(self.side_margin, 0, width, height)
        return height

    def _place_answer(self, width: int, top: int) -> int:
        """An answer, over the full width. Returns where it ends."""
        height = self.thoughts.height_for(width)
        self.thoughts.setGeometry(0, top, width + 2 * self.side_margin, height)
        self.body.lay_out(width)
        return self.body.put(QRect(self.side_margin, top + height, width, self.body.text_height()))

    def _place_bubble(self, width: int, top: int) -> int:
        """A question, as wide as it needs to be, at the right. Returns where its bubble ends."""
        if self.editor is not None:
            height = self.editor.height_for(width)
            self.editor.setGeometry(self.side_margin, top, width, height)
            return top + height
        unit = self._look.spacing
        self.body.wrap_at(int(width * _BUBBLE_SHARE) - 3 * unit)
        text_width = int(self.body.document().idealWidth()) + 1
        self.body.wrap_at(text_width)
        left = self.side_margin + width - text_width - unit * 3 // 2
        return self.body.put(QRect(left, top + unit, text_width, self.body.text_height())) + unit

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

    def sizeHint(self) -> QSize:
        """The room in which the message was laid out last."""
        return self.size()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the bubble behind the user's words, and the frame of the focus."""
        if self.row is None or not self.row.text or self.editor is not None:
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

    # --- editing --------------------------------------------------------------------------------

    def begin_edit(self, text: str) -> MessageEditor:
        """Show a text field in the place of the text."""
        self.end_edit()
        self.editor = MessageEditor(text, self._look, self)
        self.editor.show()
        self.editor.edit.setFocus()  # before the text is hidden, which would pass its focus on
        self.body.hide()
        return self.editor

    def end_edit(self) -> None:
        """Show the text again, and keep nothing of what was written."""
        editor, self.editor = self.editor, None
        if editor is not None:
            editor.hide()
            editor.forget()
            editor.deleteLater()
            self.body.show()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the message, where no text is under the mouse."""
        if self.row is not None and self.row.turn is not None:
            self.menu_requested.emit(TurnMenu.ALL, event.globalPos())

    # --- copying and links ----------------------------------------------------------------------

    def _on_link(self, address: str) -> None:
        """Copy a code block, or ask for an address."""
        source = source_of(address)
        if source is not None:
            if self.row is not None and self.citation(source) is not None:
                self.source_requested.emit(self.row.id, source)
            return
        code = self.body.code_to_save(address)
        if code is not None:
            self.save_requested.emit(code)
        elif address == UNFOLD_LINK:
            self.unfolded.emit()
        elif not self.body.wrap_code(address) and not self.body.copy_code(address):
            self.link_requested.emit(address)

    def _copy_code(self, code: str) -> None:
        """Copy a code block."""
        self._footer.end_copied()
        self.copy_requested.emit(code)

    def _copy_message(self) -> None:
        """Copy the source of the whole message."""
        if self.row is None:
            return
        self.body.end_copied()
        self.copy_requested.emit(copied(self.row.text, self.row.role, self.row.grounding))
        self._footer.say_copied()

    def citation(self, index: int) -> Citation | None:
        """A citation of the message by its place."""
        grounding = self.row.grounding if self.row is not None else None
        known = grounding.citations if grounding is not None else ()
        return known[index] if 0 <= index < len(known) else None

    def _ask_for_sources(self) -> None:
        """List the sources."""
        if self.row is not None:
            self.sources_requested.emit(self.row.id)

    def _ask_to_unfold(self) -> None:
        """Show what is folded."""
        if self.row is not None:
            self.unfold_requested.emit(self.row.id)

    # --- hover, focus, selection ----------------------------------------------------------------

    def is_pinned(self) -> bool:
        """Whether the view must stay with its message: it has the focus, or marked text."""
        is_edited = self.editor is not None
        return is_edited or self.has_focus_within() or self.is_pressed() or self.has_selection()

    def is_pressed(self) -> bool:
        """Whether the mouse button is down in a text: it must not be replaced meanwhile."""
        return any(browser.is_pressed for browser in self._browsers)

    def has_selection(self) -> bool:
        """Whether the reader has marked text."""
        return any(browser.has_selection() for browser in self._browsers)

    def marked_text(self) -> str:
        """What the reader has marked, as it would be copied; "" for nothing."""
        marked = (each.textCursor() for each in self._browsers if each.has_selection())
        return "\n".join(map(selected_text, marked))

    def has_focus_within(self) -> bool:
        """Whether the keyboard speaks to this message."""
        return any(self.stop_widget(stop).hasFocus() for stop in range(STOPS))

    def stop_widget(self, stop: int) -> QWidget:
        """The part at which Tab stops."""
        thoughts = self.thoughts.browser if self.thoughts.has_browser else self.thoughts
        parts = (self.divider.stop, self.thoughts.line, thoughts, self.body)
        buttons = (self.unfold_button, self.sources_button, self.copy_button, self.turns.stop)
        return (*parts, self.attachments.stop, *buttons)[stop]

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
        if browser is self.body:
            self.body.wide.reveal(self.body.textCursor().position())
        self.reveal_requested.emit(rect.translated(browser.mapTo(self, QPoint())))

    def _on_focus(self) -> None:
        """Show the button with the focus, and a frame if the keyboard brought it."""
        self._show_button()
        self.update()

    def _show_button(self) -> None:
        """Show Copy on hover and on focus, if there is something to copy."""
        has_focus = self.body.hasFocus() or self.copy_button.hasFocus()
        is_wanted = self.underMouse() or has_focus or self.turns.has_focus_within()
        self.turns.set_revealed(is_wanted)
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
