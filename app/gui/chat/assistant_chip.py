"""Who answers in the conversation, above the message that is being written."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.domain.assistants import Assistant
from app.domain.ids import LibraryId
from app.gui import text
from app.gui.chat.look import Look
from app.gui.chat.removable_chip import RemovableChip
from app.gui.icons import Icons
from app.gui.library.dot import dot, dot_size
from app.gui.plain_tip import plain_tip
from app.gui.sidebar.hit_delegate import one_line
from app.gui.text import calling as words

_NAME_WIDTH: Final = 220


class AssistantChip(RemovableChip):
    """Hidden while nobody was chosen."""

    changed = Signal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self.assistant: Assistant | None = None
        self.dot, self.label = QLabel(), QLabel()
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 4, 4, 4)
        layout.setSpacing(6)
        for part in (self.dot, self.label, self.remove):
            layout.addWidget(part)
        self.hide()

    @property
    def id(self) -> LibraryId | None:
        """Of the assistant that is shown."""
        return None if self.assistant is None else self.assistant.id

    def show_assistant(self, assistant: Assistant | None) -> None:
        """Show who answers; None for nobody in particular."""
        if assistant == self.assistant:
            return
        self.assistant = assistant
        if assistant is None and self.hasFocus():
            self.left.emit()
        self.setVisible(assistant is not None)
        self.retranslate()
        self.changed.emit()

    def set_look(self, look: Look) -> None:
        """Take the colours of a look."""
        self.dress(self._icons, look)

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        if self.assistant is None:
            self.label.clear()
            return
        name = one_line(self.assistant.name)
        elide = Qt.TextElideMode.ElideRight
        self.dot.setPixmap(dot(self.assistant.colour).pixmap(dot_size()))
        self.label.setText(self.label.fontMetrics().elidedText(name, elide, _NAME_WIDTH))
        self.setToolTip(plain_tip("\n".join(filter(None, (name, self.assistant.about)))))
        self.setAccessibleName(words.answers_here(name))
        self.setAccessibleDescription(text.source_keys())
        self.remove.setToolTip(plain_tip(text.remove_attachment(name)))
        self.remove.setAccessibleName(text.remove_attachment(name))
