"""A change of a conversation that can still be taken back, for a few seconds."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from app.gui import text
from app.gui.text import turns as words

SECONDS: Final = 10


class TurnUndoBar(QFrame):
    """Says what was done, and offers to undo it; the next change takes its place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("undoBar")
        self._words: Callable[[], str] | None = None
        self._undo: Callable[[], object] | None = None
        self._label = QLabel()
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        self.button = QPushButton()
        self.button.setObjectName("link")
        self.button.clicked.connect(self.undo)
        self._timer = QTimer(self, singleShot=True, interval=SECONDS * 1000)
        self._timer.timeout.connect(self.dismiss)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 4, 4)
        row.addWidget(self._label, 1)
        row.addWidget(self.button)
        self.hide()

    @property
    def words(self) -> str:
        """What it says; empty while it offers nothing."""
        return self._label.text()

    def offer(self, says: Callable[[], str], undo: Callable[[], object]) -> None:
        """Something was done."""
        self._words, self._undo = says, undo
        self.retranslate()
        self._timer.start()
        self.show()

    def undo(self) -> None:
        """Take it back, if that is still offered."""
        undo = self._undo
        if undo is not None:
            self.dismiss()
            undo()

    def dismiss(self) -> None:
        """Offer it no more."""
        self._timer.stop()
        self._words = self._undo = None
        self._label.clear()
        self.hide()

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self._label.setText(self._words() if self._words is not None else "")
        self.button.setText(text.undo())
        self.button.setToolTip(f"{text.undo()} (Ctrl+Z)")
        self.button.setAccessibleName(words.undo_this())
