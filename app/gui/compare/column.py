"""One answer of a comparison: who writes it, how, and what was written so far."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from app.domain.ids import MessageId
from app.gui import text
from app.gui.text import compare as words
from app.gui.vault.dialog import plain_label
from app.services.comparing import Column

_LEAST = 220


class AnswerColumn(QWidget):
    """Chooses before the question is asked, shows afterwards."""

    continue_requested = Signal(object)
    """The id of the answer."""

    def __init__(self, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumWidth(_LEAST)
        self.answer: MessageId | None = None
        self.model, self.style_box = QComboBox(), QComboBox()
        self.model.setAccessibleName(words.model_of_column(number))
        self.style_box.setAccessibleName(words.style_of_column(number))
        self.style_box.addItem(words.as_set(), "")
        for preset, name in text.presets().items():
            if preset != "model":
                self.style_box.addItem(name, preset)
        self.note, self.status = plain_label(name="muted"), plain_label(name="muted")
        self.text = QPlainTextEdit()
        self.text.setObjectName("attachmentText")
        self.text.setReadOnly(True)
        self.text.setUndoRedoEnabled(False)
        self.text.setAccessibleName(words.answer_of_column(number))
        self.go_on = QPushButton(words.continue_with())
        self.go_on.setObjectName("plain")
        self.go_on.setEnabled(False)
        self.go_on.setAutoDefault(False)
        self.go_on.clicked.connect(lambda: self.continue_requested.emit(self.answer))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for part in (self.model, self.style_box, self.note):
            layout.addWidget(part)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.status)
        layout.addWidget(self.go_on)

    @property
    def column(self) -> Column:
        """What was chosen."""
        return Column(self.model.currentData() or "", self.style_box.currentData() or "")

    def offer(self, models: Sequence[tuple[str, str]]) -> None:
        """Let these models be chosen: how each is shown, and its path; the choice stays."""
        before = self.model.currentData()
        with QSignalBlocker(self.model):
            self.model.clear()
            for shown, path in models:
                self.model.addItem(shown, path)
            self.model.setCurrentIndex(max(0, self.model.findData(before)))

    def set_asked(self, note: str) -> None:
        """The question was asked: nothing can be chosen any more."""
        self.model.setEnabled(False)
        self.style_box.setEnabled(False)
        self.note.setText(note)

    def show_text(self, written: str, status: str) -> None:
        """Show what was written so far; the reader stays where the reader is."""
        shown = self.text.toPlainText()
        if written.startswith(shown):
            cursor = QTextCursor(self.text.document())
            cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.insertText(written[len(shown) :])
        else:
            self.text.setPlainText(written)
        self.status.setText(status)

    def end(self, written: str, status: str) -> None:
        """It is complete: one can go on with it."""
        self.show_text(written, status)
        self.go_on.setEnabled(self.answer is not None and bool(written))
