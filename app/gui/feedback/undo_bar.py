"""A change that can still be taken back, for a few seconds."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QPushButton, QWidget

from app.gui import text
from app.gui.text import filing

SECONDS: Final = 10


class UndoBar(QFrame):
    """Says what was done, and offers to undo it; the next change takes its place."""

    undo_requested = Signal()
    """A deletion is to be undone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("undoBar")
        self._words: Callable[[], str] | None = None
        self._undo: Callable[[], object] | None = None
        self._is_undoable = True
        self._label = QLabel()
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        self.button = QPushButton()
        self.button.setObjectName("link")
        self.button.clicked.connect(self.undo)
        self._timer = QTimer(self, singleShot=True, interval=SECONDS * 1000)
        self._timer.timeout.connect(self.dismiss)
        self.is_busy = False
        """Whether it tells of something under way, and so stays."""
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(12, 4, 4, 4)
        self._row.addWidget(self._label, 1)
        self._row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignRight)
        self.retranslate()
        self.hide()

    @property
    def words(self) -> str:
        """What it says; empty while it says nothing."""
        return self._label.text()

    def offer(
        self,
        words: Callable[[], str] = text.deleted,
        undo: Callable[[], object] | None = None,
    ) -> None:
        """Something was done; without an `undo` of its own it was a deletion."""
        self._words, self._undo, self._is_undoable = words, undo, True
        self._show()

    def tell(self, words: Callable[[], str]) -> None:
        """Something happened that cannot be taken back."""
        self._words, self._undo, self._is_undoable = words, None, False
        self._show()

    def tell_progress(self, words: Callable[[], str]) -> None:
        """Something is under way; what comes of it, or a dismissal, ends this."""
        self.tell(words)
        self._timer.stop()
        self.is_busy = True

    def undo(self) -> None:
        """Take it back, if that is still offered."""
        if self._words is None or not self._is_undoable:
            return
        undo = self._undo
        self.dismiss()
        if undo is None:
            self.undo_requested.emit()
        else:
            undo()

    def dismiss(self) -> None:
        """Offer it no more, and keep no name."""
        self._timer.stop()
        self.is_busy = False
        self.hide()
        self._words = self._undo = None
        self._label.clear()

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self._label.setText(self._words() if self._words is not None else "")
        self.button.setText(text.undo())
        self.button.setToolTip(f"{text.undo()} (Ctrl+Z)")
        is_deletion = self._undo is None
        self.button.setAccessibleName(text.undo_delete() if is_deletion else filing.undo_change())
        self._turn()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """No word may be cut."""
        super().resizeEvent(event)
        self._turn()

    def changeEvent(self, event: QEvent) -> None:
        """Letters of another size need other room."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._turn()

    def _turn(self) -> None:
        """Put the button below the words where a word would not stand whole beside it."""
        measure = self._label.fontMetrics().horizontalAdvance
        longest = max(map(measure, self._label.text().split()), default=0)
        margins = self._row.contentsMargins()
        room = self.width() - margins.left() - margins.right() - self._row.spacing()
        fits = longest <= room - self.button.sizeHint().width()
        directions = QBoxLayout.Direction
        self._row.setDirection(directions.LeftToRight if fits else directions.TopToBottom)

    def _show(self) -> None:
        self.is_busy = False
        self.retranslate()
        self.button.setVisible(self._is_undoable)
        self._timer.start()
        self.show()
