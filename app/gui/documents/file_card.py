"""What there is to say of one file: where it lies, how it was read, or why not and what to do."""

import unicodedata

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.collections import DocumentState, StoredDocument
from app.gui import text
from app.gui.chat.look import Look
from app.gui.documents import wording
from app.gui.fonts import grown
from app.gui.icons import Icons
from app.gui.sidebar.hit_delegate import one_line

_BUTTON = 24


class FileCard(QFrame):
    """Hidden until a file is chosen."""

    try_again_requested = Signal(object)
    closed = Signal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("fileCard")
        self._icons = icons
        self.file: StoredDocument | None = None
        self.title, self.path, self.words = _label("cardTitle"), _label("muted"), _label()
        self.again = QPushButton()
        self.again.setObjectName("plain")
        self.again.clicked.connect(lambda: self.try_again_requested.emit(self.file))
        self.close_button = QToolButton()
        self.close_button.setObjectName("chipRemove")
        self.close_button.clicked.connect(self.closed)
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 10, 12)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addWidget(self.path)
        layout.addWidget(self.words)
        layout.addWidget(self.again, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def set_look(self, look: Look) -> None:
        """Take the colours of a look."""
        side = grown(_BUTTON)
        self.close_button.setFixedSize(side, side)
        self._icons.put(self.close_button, "close", look.muted, 12)

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self.again.setText(text.try_again())
        self.close_button.setToolTip(text.close_details())
        self.close_button.setAccessibleName(text.close_details())
        self.show_file(self.file)

    def show_file(self, file: StoredDocument | None) -> None:
        """Show a file; None hides the card and keeps nothing of the last one."""
        self.file = file
        self.title.setText("" if file is None else one_line(file.name))
        self.path.setText("" if file is None else _breakable(one_line(file.path)))
        self.words.setText("" if file is None else "\n".join(wording.details_of(file)))
        self.again.setVisible(file is not None and file.state is DocumentState.REFUSED)
        self.setVisible(file is not None)


def _breakable(path: str) -> str:
    """A path that may be broken after each of its folders, with its Hangul put together."""
    path = unicodedata.normalize("NFC", path)
    return path.replace("/", "/\u200b").replace("\\", "\\\u200b")


def _label(name: str = "") -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setMinimumWidth(1)
    return label
