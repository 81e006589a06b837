"""A chip above the text that is being written: it can be stepped through and taken away."""

from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QToolButton, QWidget

from app.gui.chat.look import SMALL_ROUND_BUTTON, Look
from app.gui.escape import takes_escape
from app.gui.fonts import grown
from app.gui.icons import Icons

_CROSS: Final = 12
_REMOVE_KEYS: Final = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_STEPS: Final = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class RemovableChip(QFrame):
    """Takes the focus; Delete removes it, arrows step on, Escape goes back to the text."""

    removed = Signal()
    stepped = Signal(int)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("chip")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.remove = QToolButton()
        self.remove.setObjectName("chipRemove")
        self.remove.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.remove.setCursor(Qt.CursorShape.ArrowCursor)
        self.remove.clicked.connect(self.removed)

    def dress(self, icons: Icons, look: Look) -> None:
        """Take the colours of a look."""
        side = grown(SMALL_ROUND_BUTTON)
        self.remove.setFixedSize(side, side)
        icons.put(self.remove, "close", look.muted, _CROSS)

    def event(self, event: QEvent) -> bool:
        """Keep Escape from the window, where it stops an answer."""
        return takes_escape(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete, arrows, Escape."""
        key = Qt.Key(event.key())
        if key in _REMOVE_KEYS:
            self.removed.emit()
        elif key in _STEPS:
            self.stepped.emit(_STEPS[key])
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
