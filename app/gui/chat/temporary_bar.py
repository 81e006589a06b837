"""The quiet line above a temporary conversation: nothing of it is kept; and a way to keep it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from app.gui.chat.look import Look
from app.gui.icons import Icons
from app.gui.text import temporary as words

_ICON = 16


class TemporaryBar(QFrame):
    """Hidden in every other conversation."""

    keep_requested = Signal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("temporaryBar")
        self._icons = icons
        self._icon, self.label = QLabel(), QLabel()
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setWordWrap(True)
        self.keep = QPushButton()
        self.keep.setObjectName("link")
        self.keep.clicked.connect(self.keep_requested)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 4, 8, 4)
        layout.setSpacing(8)
        layout.addWidget(self._icon)
        layout.addWidget(self.label, 1)
        layout.addWidget(self.keep)
        self.retranslate()
        self.hide()

    def set_keepable(self, is_keepable: bool) -> None:
        """Offer to keep it, once something was said."""
        self.keep.setVisible(is_keepable)

    def set_look(self, look: Look) -> None:
        """Take the colours of a look."""
        self._icon.setPixmap(self._icons.picture("temporary", look.accent, _ICON))

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self.label.setText(words.temporary_fact())
        self.keep.setText(words.keep_it())
        self.keep.setToolTip(words.keep_it_tip())
