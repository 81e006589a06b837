"""A message of the user's while it is changed: a text field in its row."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.gui.chat import document_style
from app.gui.chat.look import Look
from app.gui.chat.message_edit import PADDING, MessageEdit
from app.gui.escape import takes_escape
from app.gui.text import turns as words

_MOST_LINES = 12
_FEWEST_LINES = 2


class MessageEditor(QFrame):
    """Enter sends, Shift+Enter breaks the line, Escape leaves everything as it was."""

    submitted = Signal(str)
    cancelled = Signal()
    changed = Signal(str)
    resized = Signal()

    def __init__(self, text: str, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageEditor")
        self.edit = MessageEdit(self)
        self.edit.setFont(document_style.text_font(look))
        self.edit.setPlainText(text)
        self.edit.moveCursor(QTextCursor.MoveOperation.End)
        self.edit.key_taker = self._take_key
        self.edit.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.cancel = QPushButton()
        self.cancel.setObjectName("plain")
        self.send = QPushButton()
        self.send.setObjectName("primary")
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.send)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.edit)
        column.addLayout(buttons)
        self.edit.submitted.connect(self._submit)
        self.edit.text_given.connect(lambda pasted: self.edit.write(pasted))
        self.edit.textChanged.connect(self._on_changed)
        self.send.clicked.connect(self._submit)
        self.cancel.clicked.connect(self.cancelled)
        self.retranslate()
        self._fit()
        self._on_changed()

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self.edit.setAccessibleName(words.edited_message())
        self.send.setText(words.send())
        self.cancel.setText(words.cancel())

    def height_for(self, width: int) -> int:
        """Lay it out in a width; the height that it takes."""
        self.resize(width, self.height())
        layout = self.layout()
        if layout is not None:
            layout.activate()
        self._fit()
        return self.sizeHint().height()

    def forget(self) -> None:
        """Keep nothing of the text, in its undo stack either."""
        self.edit.blockSignals(True)
        self.edit.clear()
        self.edit.document().clearUndoRedoStacks()

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab goes through the field and its buttons, then on."""
        order = [each for each in (self.edit, self.cancel, self.send) if each.isEnabled()]
        focused = [at for at, each in enumerate(order) if each.hasFocus()]
        here = focused[0] if focused else -1
        next_at = here + (1 if next else -1)
        if here >= 0 and 0 <= next_at < len(order):
            reason = Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason
            order[next_at].setFocus(reason)
            return True
        return super().focusNextPrevChild(next)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape on one of the buttons."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep Escape from the window, where it stops an answer."""
        return takes_escape(event) or super().event(event)

    def _take_key(self, event: QKeyEvent) -> bool:
        if event.key() != Qt.Key.Key_Escape:
            return False
        self.cancelled.emit()
        return True

    def _submit(self) -> None:
        if self.send.isEnabled():
            self.submitted.emit(self.edit.toPlainText())

    def _on_changed(self) -> None:
        text = self.edit.toPlainText()
        self.send.setEnabled(bool(text.strip()))
        self.changed.emit(text)
        if self._fit():
            self.resized.emit()

    def _fit(self) -> bool:
        """As tall as its lines, to a limit; whether that changed."""
        lines = max(_FEWEST_LINES, min(_MOST_LINES, int(self.edit.document().size().height())))
        height = lines * self.edit.fontMetrics().lineSpacing() + 2 * PADDING + 2
        if height == self.edit.height() and self.edit.minimumHeight() == height:
            return False
        self.edit.setFixedHeight(height)
        return True
