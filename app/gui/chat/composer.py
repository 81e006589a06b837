"""Where a message is written: grows with its text, Enter sends, and no syllable is cut."""

from typing import Final

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QToolButton, QWidget

from app.domain.errors import MessageTooLong
from app.gui import clipboard, text
from app.gui.chat.look import Look
from app.gui.icons import Icons

_BUTTON: Final = 32
_PADDING: Final = 6
_MAX_LINES: Final = 12
MOST_CHARACTERS: Final = 100_000
"""Far beyond what most models read; a longer one would hold up the window."""
_HANGUL: Final = (
    range(0x1100, 0x1200), range(0x3130, 0x3190), range(0xA960, 0xA980), range(0xAC00, 0xD800),
)  # fmt: skip


class MessageEdit(QPlainTextEdit):
    """A plain text field that tells Enter from an input method's own keys."""

    submitted = Signal()
    stop_requested = Signal()
    focus_changed = Signal(bool)
    refused = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preedit = ""
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(_PADDING)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Remember what is being composed."""
        self._preedit = event.preeditString()
        super().inputMethodEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter sends, Shift+Enter breaks the line, Esc stops."""
        if event.key() == Qt.Key.Key_Escape:
            self.stop_requested.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_enter(event)
        else:
            super().keyPressEvent(event)

    def createMimeDataFromSelection(self) -> QMimeData:
        """Plain text, marked as private."""
        return clipboard.mime_data(self.textCursor().selection().toPlainText())

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste text alone; what else the clipboard holds is not for a message."""
        if not source.hasText():
            return
        added = source.text().replace("\0", "")
        length = self.document().characterCount() + len(added)
        if length > MOST_CHARACTERS:
            self.refused.emit(MessageTooLong(length=f"{length:,}", most=f"{MOST_CHARACTERS:,}"))
        else:
            self.insertPlainText(added)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell the frame, which draws the focus."""
        super().focusInEvent(event)
        self.focus_changed.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell the frame, which draws the focus."""
        super().focusOutEvent(event)
        self.focus_changed.emit(False)

    def _on_enter(self, event: QKeyEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.insertPlainText("\n")
        elif not self._preedit:
            self.submitted.emit()
        elif _is_hangul(self._preedit):
            # A Hangul syllable is complete as it stands: keep it and send, once.
            self._commit()
            self.submitted.emit()
        # Otherwise (Japanese, Chinese) Enter confirms a candidate and sends nothing.

    def _commit(self) -> None:
        preedit = self._preedit
        QGuiApplication.inputMethod().commit()
        if self._preedit:  # the input method did not answer: take the syllable as it is
            event = QInputMethodEvent()
            event.setCommitString(preedit)
            self.inputMethodEvent(event)


class Composer(QFrame):
    """The field and its button, which sends or stops, in the same place."""

    send_requested = Signal(str)
    stop_requested = Signal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("composer")
        self._icons = icons
        self._look: Look | None = None
        self._is_answering = False
        self._has_model = True
        self.edit = MessageEdit(self)
        self.button = QToolButton(self)
        self.button.setObjectName("send")
        self.button.setFixedSize(_BUTTON, _BUTTON)
        self.button.setIconSize(QSize(18, 18))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 6, 8, 6)
        layout.setSpacing(8)
        layout.addWidget(self.edit, 1)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignBottom)
        self.setFocusProxy(self.edit)
        self.edit.textChanged.connect(self._on_text_changed)
        self.edit.submitted.connect(self._on_submitted)
        self.edit.stop_requested.connect(self.stop_requested)
        self.edit.focus_changed.connect(self._on_focus_changed)
        self.button.clicked.connect(self._on_clicked)
        self.retranslate()
        self._fit()

    def set_look(self, look: Look) -> None:
        """Take the colours of a look."""
        self._look = look
        self._refresh_button()

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        needs = text.write_message() if self._has_model else text.composer_needs_model()
        self.edit.setPlaceholderText(needs)
        self.edit.setAccessibleName(text.message())
        self._refresh_button()

    def set_answering(self, is_answering: bool) -> None:
        """Offer Stop while an answer is under way, Send otherwise."""
        self._is_answering = is_answering
        self._refresh_button()

    def set_has_model(self, has_model: bool) -> None:
        """Without a model there is nobody to write to: the field says so and keeps its draft."""
        self._has_model = has_model
        self.retranslate()

    def draft(self) -> str:
        """What is written and not yet sent."""
        return self.edit.toPlainText()

    def set_draft(self, draft: str) -> None:
        """Put a text into the field, the cursor at its end."""
        self.edit.setPlainText(draft)
        self.edit.moveCursor(self.edit.textCursor().MoveOperation.End)

    def clear(self) -> None:
        """Keep nothing of what is written, in the undo stack or in the making included."""
        QGuiApplication.inputMethod().reset()
        self.edit.inputMethodEvent(QInputMethodEvent())
        self.set_draft("")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrower field needs more lines."""
        super().resizeEvent(event)
        self._fit()

    def _on_text_changed(self) -> None:
        self._fit()
        self._refresh_button()

    def _on_submitted(self) -> None:
        written = self.draft().strip()
        if written and self._has_model and not self._is_answering:
            self.edit.clear()
            self.send_requested.emit(written)

    def _on_clicked(self) -> None:
        if self._is_answering:
            self.stop_requested.emit()
        else:
            self._on_submitted()
        self.edit.setFocus()

    def _on_focus_changed(self, focused: bool) -> None:
        self.setProperty("focused", focused)
        self.style().unpolish(self)
        self.style().polish(self)

    def _refresh_button(self) -> None:
        is_ready = self._is_answering or (self._has_model and not self.edit.document().isEmpty())
        self.button.setEnabled(is_ready)
        self.button.setToolTip(text.stop_tip() if self._is_answering else text.send_tip())
        self.button.setAccessibleName(text.stop() if self._is_answering else text.send())
        if self._look is not None:
            name = "stop" if self._is_answering else "send"
            colour = self._look.on_accent if is_ready else self._look.muted
            self.button.setIcon(self._icons.icon(name, colour))

    def _fit(self) -> None:
        """As high as the text, up to a third of the window or a dozen lines."""
        line = self.edit.fontMetrics().lineSpacing()
        # A plain text document measures its height in lines, wrapped ones included.
        lines = max(1, int(self.edit.document().size().height()))
        window = self.window().height() // 3
        most = max(3, min(_MAX_LINES, window // max(1, line)))
        shown = min(lines, most)
        self.edit.setFixedHeight(shown * line + 2 * _PADDING + 2)
        policy = Qt.ScrollBarPolicy
        is_cut = lines > most
        self.edit.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if is_cut else policy.ScrollBarAlwaysOff
        )


def _is_hangul(preedit: str) -> bool:
    return all(any(ord(character) in block for block in _HANGUL) for character in preedit)
