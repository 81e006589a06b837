"""A deletion that can still be taken back, for a few seconds."""

from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from app.gui import text

SECONDS: Final = 8


class UndoBar(QFrame):
    """Says "Deleted" and offers to undo it."""

    undo_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("undoBar")
        self._label = QLabel()
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self.button = QPushButton()
        self.button.setObjectName("link")
        self.button.clicked.connect(self.undo)
        self._timer = QTimer(self, singleShot=True, interval=SECONDS * 1000)
        self._timer.timeout.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 4, 4)
        row.addWidget(self._label, 1)
        row.addWidget(self.button)
        self.retranslate()
        self.hide()

    def offer(self) -> None:
        """Something was deleted."""
        self._timer.start()
        self.show()

    def undo(self) -> None:
        """Take it back, if that is still offered."""
        if not self.isHidden():
            self.dismiss()
            self.undo_requested.emit()

    def dismiss(self) -> None:
        """Offer it no more."""
        self._timer.stop()
        self.hide()

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self._label.setText(text.deleted())
        self.button.setText(text.undo())
        self.button.setToolTip(f"{text.undo()} (Ctrl+Z)")
        self.button.setAccessibleName(text.undo_delete())
