"""A field for a passphrase: hides what is typed and still lets Hangul be composed.

Qt tells input methods to stay away from a password field (Qt.ImhHiddenText), shows the syllable
that is being composed in clear, and hands the field's text to the input method on request. All
three are undone here: the field stays a password field for assistive technology, without copy and
without an undo stack, but an input method may compose in it, sees none of its text, and is asked to
learn nothing.
"""

from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

_HINTS = (
    Qt.InputMethodHint.ImhSensitiveData
    | Qt.InputMethodHint.ImhNoAutoUppercase
    | Qt.InputMethodHint.ImhNoPredictiveText
)
_TELLING = (
    Qt.InputMethodQuery.ImSurroundingText,
    Qt.InputMethodQuery.ImCurrentSelection,
    Qt.InputMethodQuery.ImTextBeforeCursor,
    Qt.InputMethodQuery.ImTextAfterCursor,
)
_DOT = "●"


class SecretEdit(QLineEdit):
    """One line of secret text."""

    submitted = Signal()
    changed = Signal()
    """What is written changed, the syllable in the making included."""
    caps_lock_seen = Signal(bool)
    """Whether Caps Lock seems to be on, told by the letters that keys bring."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preedit = ""
        self.textChanged.connect(lambda _text: self.changed.emit())
        self.set_shown(False)

    def set_shown(self, is_shown: bool) -> None:
        """Show what is written, or hide it."""
        mode = QLineEdit.EchoMode
        self.setEchoMode(mode.Normal if is_shown else mode.Password)
        self.setInputMethodHints(_HINTS)  # the echo mode brings hints of its own

    def whole(self) -> str:
        """What is written, with the syllable in the making."""
        written, place = self.text(), self.cursorPosition()
        return f"{written[:place]}{self._preedit}{written[place:]}"

    def take(self) -> str:
        """What is written, the last syllable completed."""
        self._complete()
        return self.text()

    def forget(self) -> None:
        """Empty the field."""
        if self._preedit:
            QGuiApplication.inputMethod().reset()
            self._preedit = ""
            super().inputMethodEvent(QInputMethodEvent())
        self.clear()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Compose, and show dots for the syllable in the making, too."""
        self._preedit = event.preeditString()
        if self._preedit and self.echoMode() is QLineEdit.EchoMode.Password:
            hidden = QInputMethodEvent(_DOT * len(self._preedit), event.attributes())
            hidden.setCommitString(
                event.commitString(), event.replacementStart(), event.replacementLength()
            )
            super().inputMethodEvent(hidden)
        else:
            super().inputMethodEvent(event)
        self.changed.emit()

    def inputMethodQuery(self, query: Qt.InputMethodQuery, *argument: Any) -> Any:
        """Tell an input method where the field is, and nothing of what is in it."""
        return "" if query in _TELLING else super().inputMethodQuery(query, *argument)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter completes the last syllable and submits."""
        self._look_for_caps_lock(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._complete()
            self.submitted.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """A field that is switched off keeps no syllable in the making."""
        if event.type() is QEvent.Type.EnabledChange and not self.isEnabled():
            self._complete()
        super().changeEvent(event)

    def _complete(self) -> None:
        preedit = self._preedit
        if not preedit:
            return
        QGuiApplication.inputMethod().commit()
        if self._preedit:  # the input method did not answer: take the syllable as it is
            event = QInputMethodEvent()
            event.setCommitString(preedit)
            self.inputMethodEvent(event)

    def _look_for_caps_lock(self, event: QKeyEvent) -> None:
        letter = event.text()
        has_shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if len(letter) == 1 and letter.isascii() and letter.isalpha():
            self.caps_lock_seen.emit(letter.isupper() != has_shift)
        elif event.key() == Qt.Key.Key_CapsLock:
            self.caps_lock_seen.emit(False)  # it was switched: the next letter tells
