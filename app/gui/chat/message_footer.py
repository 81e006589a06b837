"""The quiet line below a message: its sources, its note, and a Copy button on hover and focus."""

from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QLabel, QToolButton, QWidget

from app.gui.chat import document_style
from app.gui.chat.look import Look
from app.gui.chat.message_text import COPIED_MS
from app.gui.chat.rows import Labels, Row
from app.gui.icons import Icons
from app.gui.sources.wording import button_words
from app.gui.text import citations as source_words

_ICON = 14


class MessageFooter:
    """Widgets in the `view` of a message, which places them with everything else in it."""

    def __init__(self, look: Look, labels: Labels, icons: Icons | None, view: QWidget) -> None:
        self._look = look
        self._icons = icons
        self._labels = labels
        self._row: Row | None = None
        self.note = _make_note(view)
        self.sources_button, self.unfold_button = (_make_link_button(view) for _ in range(2))
        self.copy_button = _make_copy_button(view)
        self._copied_timer = QTimer(view, singleShot=True, interval=COPIED_MS)
        self._copied_timer.timeout.connect(self.end_copied)

    # --- look and words -------------------------------------------------------------------------

    def set_look(self, look: Look) -> None:
        """Take over colours and fonts."""
        self._look = look
        for widget in (self.note, self.sources_button, self.unfold_button, self.copy_button):
            widget.setFont(document_style.small_font(look))
        if self._icons is not None:
            self._icons.put(self.copy_button, "copy", look.muted, _ICON)
        self._colour()

    def set_labels(self, labels: Labels) -> None:
        """Take over the words."""
        self._labels = labels
        self.end_copied()
        if self._row is not None:
            self._name(self._row)

    def _colour(self) -> None:
        """A muted line, red for an error."""
        palette = document_style.palette(self._look)
        palette.setColor(QPalette.ColorRole.ButtonText, QColor(self._look.muted))
        self.copy_button.setPalette(palette)
        is_error = self._row is not None and self._row.is_error
        colour = QColor(self._look.error if is_error else self._look.muted)
        palette.setColor(QPalette.ColorRole.WindowText, colour)
        self.note.setPalette(palette)

    # --- content --------------------------------------------------------------------------------

    def show_row(self, row: Row) -> None:
        """Show what is said of a message, or of another state of the one shown."""
        before, self._row = self._row, row
        if before is None or before.id != row.id:
            self.end_copied()
        self._name(row)
        self._colour()
        self.note.setText(" · ".join(each for each in (row.caution, row.status) if each))
        was_copied = self._copied_timer.isActive()
        self.copy_button.setText(self._labels.copied if was_copied else self._labels.copy)

    def release(self) -> None:
        """Forget the message."""
        self._row = None
        self.note.clear()
        self.sources_button.setText("")
        self.unfold_button.setText("")

    def _name(self, row: Row) -> None:
        """Say what the buttons do."""
        self.copy_button.setAccessibleName(self._labels.copy)
        self.unfold_button.setText(self._labels.show_anyway if row.is_folded else "")
        self.copy_button.setEnabled(not row.is_folded)  # it is copied after it was shown
        self.sources_button.setText(button_words(row.grounding))
        has_sources = row.grounding is not None and row.grounding.citations
        self.sources_button.setToolTip(source_words.show_sources() if has_sources else "")

    def say_copied(self) -> None:
        """Let the button say for a moment that the message was copied."""
        self.copy_button.setText(self._labels.copied)
        self._copied_timer.start()

    def end_copied(self) -> None:
        """Let the button say Copy again."""
        self._copied_timer.stop()
        self.copy_button.setText(self._labels.copy)

    # --- geometry -------------------------------------------------------------------------------

    def place(self, left: int, width: int, top: int, taken: int) -> tuple[int, int, int]:
        """The line below the text, always there; `taken` of it, at the right, is for others.

        A note that has no room beside the buttons gets lines of its own, over the full width.
        Returns where the line of the buttons begins and ends, and where all of it ends.
        """
        size = self.copy_button.sizeHint()
        before = self._link_width(self.unfold_button) + self._link_width(self.sources_button)
        room = width - taken - size.width() - self._look.spacing - before
        words = self.note.fontMetrics().horizontalAdvance(self.note.text())
        if words <= room or room > width // 2:
            line = max(size.height(), self.note.heightForWidth(room) if words else 0)
            self.note.setGeometry(left + before, top, room, line)
            end = top + line
        else:
            line, height = size.height(), self.note.heightForWidth(width)
            end = top + line + height
            self.note.setGeometry(left, top + line if before else top, width, height)
            top += 0 if before else height
        at = left + self._place_link(self.unfold_button, left, top)
        self._place_link(self.sources_button, at, top)
        self.copy_button.setGeometry(QRect(QPoint(left + width - taken - size.width(), top), size))
        return top, top + line, end

    def _place_link(self, button: QToolButton, left: int, top: int) -> int:
        """A button before the note; the width that it takes, with a gap."""
        button.setVisible(bool(button.text()))
        if button.text():
            size = button.sizeHint()
            lift = max(0, self.copy_button.sizeHint().height() - size.height()) // 2
            button.setGeometry(QRect(QPoint(left, top + lift), size))
        return self._link_width(button)

    def _link_width(self, button: QToolButton) -> int:
        return button.sizeHint().width() + self._look.spacing * 3 // 2 if button.text() else 0


def _make_note(view: QWidget) -> QLabel:
    """The status line; never rich text."""
    note = QLabel(view)
    note.setTextFormat(Qt.TextFormat.PlainText)
    note.setWordWrap(True)
    note.setForegroundRole(QPalette.ColorRole.WindowText)
    note.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return note


def _make_link_button(view: QWidget) -> QToolButton:
    """A button before the note: the sources of an answer, or what is folded."""
    button = QToolButton(view)
    button.setObjectName("messageSources")
    button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    button.hide()
    return button


def _make_copy_button(view: QWidget) -> QToolButton:
    """The button for the whole message, shown on hover and focus."""
    button = QToolButton(view)
    button.setObjectName("messageCopy")
    button.setAutoRaise(True)
    button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.hide()
    return button
