"""A file beside the message that is being written: its name, its size, a way to remove it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.domain.attachments import Attachment, AttachmentKind, NewAttachment
from app.gui import text
from app.gui.chat.look import Look
from app.gui.chat.removable_chip import RemovableChip
from app.gui.icons import Icons
from app.gui.plain_tip import plain_tip
from app.gui.text.amounts import file_size

_NAME_WIDTH = 180
_ICON = 14
_OPEN_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
ICONS = {
    AttachmentKind.TEXT: "text",
    AttachmentKind.IMAGE: "picture",
    AttachmentKind.FILE: "file",
}


def shown_name(attachment: Attachment) -> str:
    """The name on one line, without what would turn or hide the rest of it."""
    name = "".join(letter if letter.isprintable() else " " for letter in attachment.name)
    return " ".join(name.split()) or text.attached_files()


def shown_size(attachment: Attachment) -> str:
    """The size, and whether the model is told nothing but the name."""
    size = file_size(attachment.size)
    return size if attachment.text else text.size_unread(size)


class Chip(RemovableChip):
    """Shows a new attachment; Enter shows it in full."""

    opened = Signal()

    def __init__(self, new: NewAttachment, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.new = new
        self._icons = icons
        self._icon, self._name, self._size = QLabel(), QLabel(), QLabel()
        self._size.setObjectName("muted")
        for label in (self._name, self._size):
            label.setTextFormat(Qt.TextFormat.PlainText)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 4, 4, 4)
        layout.setSpacing(6)
        for part in (self._icon, self._name, self._size, self.remove):
            layout.addWidget(part)
        self.retranslate()

    def set_look(self, look: Look) -> None:
        """Take the colours of a look."""
        name = ICONS[self.new.attachment.kind]
        self._icon.setPixmap(self._icons.picture(name, look.muted, _ICON))
        self.dress(self._icons, look)

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        attachment = self.new.attachment
        name, size = shown_name(attachment), shown_size(attachment)
        elide = Qt.TextElideMode.ElideMiddle
        self._name.setText(self._name.fontMetrics().elidedText(name, elide, _NAME_WIDTH))
        self._size.setText(size)
        self.setAccessibleName(text.chip(name, size))
        self.setAccessibleDescription(text.chip_keys())
        tip = name if attachment.text else f"{name}\n{text.unread_explained()}"
        self.setToolTip(plain_tip(tip))
        self.remove.setAccessibleName(text.remove_attachment(name))
        self.remove.setToolTip(plain_tip(text.remove_attachment(name)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, and what every chip knows."""
        if Qt.Key(event.key()) in _OPEN_KEYS:
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click shows what it is."""
        is_click = event.button() == Qt.MouseButton.LeftButton
        if is_click and self.rect().contains(event.position().toPoint()):
            self.opened.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Draw the frame of the focus."""
        super().focusInEvent(event)
        self.update()
