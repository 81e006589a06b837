"""The summary of the older part of a conversation, to be read and changed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.gui import text
from app.gui.text import context as words
from app.gui.vault.dialog import plain_label

_SIZE = (560, 420)
_MARGIN = 24


class SummaryDialog(QDialog):
    """Hands out what it was changed to."""

    saved = Signal(str)

    def __init__(self, summary: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(words.summary())
        self.resize(*_SIZE)
        self.edit = QPlainTextEdit(summary)
        self.edit.setObjectName("attachmentText")
        self.edit.setTabChangesFocus(True)
        self.edit.setAccessibleName(words.summary())
        self.action, self.cancel = QPushButton(words.save_summary()), QPushButton(text.cancel())
        self.action.setObjectName("primary")
        self.action.clicked.connect(self._on_saved)
        self.cancel.setObjectName("plain")
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.action)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        layout.setSpacing(12)
        layout.addWidget(plain_label(words.summary(), "dialogTitle"))
        layout.addWidget(plain_label(words.summary_explained(), "muted"))
        layout.addWidget(self.edit, 1)
        layout.addLayout(buttons)
        self.edit.setFocus()

    def _on_saved(self) -> None:
        self.saved.emit(self.edit.toPlainText())
        self.accept()
