"""The quick window: a field, and the answer below it; always above other windows."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QCursor, QGuiApplication, QTextCursor
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.gui.chat.chat_page import labels
from app.gui.chat.look import Look
from app.gui.chat.message_edit import MessageEdit
from app.gui.chat.rows import Row
from app.gui.chat.transcript import Transcript
from app.gui.icons import Icons
from app.gui.text import quick as words

_WIDTH: Final = 560
_FIELD_LINES: Final = 3
_ANSWER: Final = 320
_FROM_TOP: Final = 0.2
"""Of the screen's height, above it."""


class QuickWindow(QWidget):
    """Shows one short conversation. What is asked and kept is decided by its controller."""

    asked = Signal(str)
    anew_requested = Signal()
    opening_requested = Signal()
    unlock_requested = Signal()
    stop_requested = Signal()
    put_away = Signal()

    def __init__(self, icons: Icons, look: Look) -> None:
        super().__init__(None, Qt.WindowType.Window | Qt.WindowType.WindowStaysOnTopHint)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        self.setWindowIcon(icons.application_icon())
        self.is_answering: Callable[[], bool] = lambda: False
        self.edit = MessageEdit()
        self.edit.submitted.connect(self._on_submitted)
        self.edit.stop_requested.connect(self._on_escape)
        field = QFrame()
        field.setObjectName("composer")
        inside = QVBoxLayout(field)
        inside.setContentsMargins(8, 4, 8, 4)
        inside.addWidget(self.edit)
        self.edit.focus_changed.connect(lambda focused: _mark(field, focused))
        self.edit.setFixedHeight(_FIELD_LINES * self.edit.fontMetrics().lineSpacing() + 16)
        self.transcript = Transcript(look, labels(), icons)
        self.keep = QCheckBox()
        self.anew, self.opening, self.unlock = QPushButton(), QPushButton(), QPushButton()
        for button in (self.anew, self.opening):
            button.setObjectName("link")
        self.unlock.setObjectName("primary")
        self.note = QLabel()
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setWordWrap(True)
        self.anew.clicked.connect(self.anew_requested)
        self.opening.clicked.connect(self.opening_requested)
        self.unlock.clicked.connect(self.unlock_requested)
        below = QHBoxLayout()
        below.addWidget(self.keep)
        below.addStretch(1)
        for part in (self.anew, self.opening, self.unlock):
            below.addWidget(part)
        self._column = layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 8)
        layout.setSpacing(8)
        layout.addWidget(field)
        layout.addWidget(self.note)
        layout.addWidget(self.transcript, 1)
        layout.addLayout(below)
        self._field = field
        self._is_placed = False
        self.resize(QSize(_WIDTH, 10))
        self.set_look(look)
        self.retranslate()
        self.clear()

    def set_look(self, look: Look) -> None:
        """Take the colours of a look."""
        self.transcript.set_look(look)
        self.setStyleSheet(f"QuickWindow {{ background: {look.window}; }}")

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self.setWindowTitle(words.quick_window())
        self.edit.setPlaceholderText(words.ask())
        self.edit.setAccessibleName(words.ask())
        self.keep.setText(words.keep())
        self.keep.setToolTip(words.keep_tip())
        self.anew.setText(words.ask_anew())
        self.opening.setText(words.open_in_snug())
        self.unlock.setText(words.unlock())
        self.transcript.set_labels(labels())

    def clear(self) -> None:
        """Keep nothing of a conversation."""
        self.transcript.clear()
        self.edit.clear()
        self.edit.document().clearUndoRedoStacks()
        self.say("")
        self.transcript.hide()
        self.anew.hide()
        self.opening.hide()
        self.keep.setEnabled(True)
        self._column.activate()
        self.resize(self.width(), self.minimumSizeHint().height())

    def show_rows(self, rows: list[Row], *, is_kept: bool) -> None:
        """Show a message or an answer that has begun."""
        if self.transcript.isHidden():
            self.transcript.show()
            self.resize(self.width(), max(self.height(), self.height() + _ANSWER))
        for row in rows:
            self.transcript.append(row)
        self.keep.setEnabled(False)
        self.anew.show()
        self.opening.setVisible(is_kept)

    def set_locked(self, *, is_locked: bool) -> None:
        """Whether there is nothing to ask until the vault is open."""
        self._field.setVisible(not is_locked)
        self.keep.setVisible(not is_locked)
        self.unlock.setVisible(is_locked)
        self.say(words.is_locked() if is_locked else "")

    def put_back(self, said: str) -> None:
        """Show what could not be sent again, before what was written since."""
        self.edit.setPlainText("\n\n".join(filter(None, (said, self.edit.toPlainText()))))
        self.edit.moveCursor(QTextCursor.MoveOperation.End)

    def say(self, sentence: str) -> None:
        """A sentence below the field; "" for none."""
        self.note.setText(sentence)
        self.note.setVisible(bool(sentence))

    def come(self) -> None:
        """Show it in front, ready to write: where it was left, at first in the middle."""
        if not self._is_placed:
            self._is_placed = True
            self._place()
        self.show()
        self.raise_()
        self.activateWindow()
        (self.unlock if self.edit.isHidden() else self.edit).setFocus()

    def _place(self) -> None:
        """In the upper part of the screen with the pointer, so that the answer has room below.

        Wayland places windows as it likes.
        """
        screen = QGuiApplication.screenAt(QCursor.pos()) or self.screen()
        room = screen.availableGeometry()
        left = room.left() + (room.width() - self.width()) // 2
        self.move(left, room.top() + int(room.height() * _FROM_TOP))

    def closeEvent(self, event: QCloseEvent) -> None:
        """It is only put away."""
        self.put_away.emit()
        super().closeEvent(event)

    def _on_submitted(self) -> None:
        said = self.edit.toPlainText().strip()
        if said and not self.is_answering():
            self.asked.emit(said)

    def _on_escape(self) -> None:
        if self.is_answering():
            self.stop_requested.emit()
        else:
            self.close()


def _mark(field: QFrame, focused: bool) -> None:
    field.setProperty("focused", focused)
    field.style().unpolish(field)
    field.style().polish(field)
