"""Shows the text of an attachment, and saves a copy of the file where it is wanted."""

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.attachments import Attachment
from app.domain.errors import AppError
from app.gui import clipboard, text
from app.gui.chat.chip import shown_name, shown_size
from app.gui.chat.long_text import unbroken

_WIDTH, _HEIGHT = 680, 520
_MARGIN = 20


class _Text(QPlainTextEdit):
    """Read only; what is copied from it is marked as private."""

    def createMimeDataFromSelection(self) -> QMimeData:
        """Plain text, marked."""
        return clipboard.mime_data(self.textCursor().selection().toPlainText())


class AttachmentViewer(QDialog):
    """Opens nothing: a picture or another file is named, not decoded."""

    save_requested = Signal()

    def __init__(self, attachment: Attachment, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        name = shown_name(attachment)
        self.setWindowTitle(name)
        room = parent.window().size()
        self.resize(min(_WIDTH, room.width() - _MARGIN), min(_HEIGHT, room.height() - _MARGIN))
        title, size = _label(name, "dialogTitle"), _label(shown_size(attachment), "muted")
        self.body = _Text()
        self.body.setObjectName("attachmentText")
        self.body.setReadOnly(True)
        self.body.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.body.setTabChangesFocus(True)
        self.body.setAccessibleName(name)
        self.body.setPlainText(unbroken(attachment.text))
        self.remark = _label("" if attachment.text else _remark(attachment), "muted")
        self.save, self.done_button = QPushButton(text.save_copy()), QPushButton(text.close())
        self.save.setObjectName("plain")
        self.save.setAutoDefault(False)
        self.save.setVisible(bool(attachment.size))
        self.done_button.setObjectName("primary")
        self.done_button.setDefault(True)
        self.save.clicked.connect(self.save_requested)
        self.done_button.clicked.connect(self.accept)
        self.problem = _label("", "problem")
        self.problem.hide()
        buttons = QHBoxLayout()
        buttons.addWidget(self.save)
        buttons.addStretch(1)
        buttons.addWidget(self.done_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        layout.setSpacing(10)
        layout.addWidget(title)
        layout.addWidget(size)
        if attachment.text:
            layout.addWidget(self.body, 1)
        else:
            self.body.hide()
            layout.addWidget(self.remark)
            layout.addStretch(1)
            self.resize(self.width(), 200)
        layout.addWidget(self.problem)
        layout.addLayout(buttons)

    def say_error(self, error: AppError) -> None:
        """Say why the copy was not written."""
        self.problem.setText(f"{text.error_sentence(error)} {text.error_hint(error)}")
        self.problem.show()

    def done(self, result: int) -> None:
        """Close, and keep nothing of the text."""
        self.body.clear()
        super().done(result)


def _remark(attachment: Attachment) -> str:
    return text.cannot_be_shown() if attachment.size else text.not_kept()


def _label(words: str, name: str) -> QLabel:
    label = QLabel(words)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
