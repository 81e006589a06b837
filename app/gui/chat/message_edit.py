"""The field a message is written in: Enter sends, no syllable is cut, long pastes are handed on."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import (
    QDropEvent,
    QFocusEvent,
    QGuiApplication,
    QImage,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from app.domain.errors import MessageTooLong
from app.gui import clipboard
from app.gui.chat.mark import Mark, mark_in

PADDING: Final = 6
NEEDS_CONTROL: Final = "sendsWithControl"
"""Property of a window: whether Enter alone breaks the line in its fields, and Ctrl+Enter sends."""
MOST_CHARACTERS: Final = 100_000
"""Far beyond what most models read; a longer one would hold up the window."""
_MODEL_SUFFIX: Final = ".gguf"
LONG_PASTE: Final = 4_000
"""Characters; a longer paste is attached, where it can be read and taken away again."""
_HANGUL: Final = (
    range(0x1100, 0x1200), range(0x3130, 0x3190), range(0xA960, 0xA980), range(0xAC00, 0xD800),
)  # fmt: skip


class MessageEdit(QPlainTextEdit):
    """A plain text field that tells Enter from an input method's own keys."""

    submitted = Signal()
    stop_requested = Signal()
    focus_changed = Signal(bool)
    refused = Signal(object)
    files_given = Signal(object)
    """Paths of files that were dropped or pasted."""
    text_given = Signal(str)
    """A long text was pasted, which is better attached than written."""
    picture_given = Signal(QImage)
    backed_out = Signal()
    """Backspace at the very start, where it has nothing to take away."""
    composed = Signal()
    """What an input method is composing is another."""
    taken_back = Signal()
    """Undo, where the text itself may have nothing to undo."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preedit = ""
        self.takes_back = False
        """Whether Undo is handed on as `taken_back`."""
        self.key_taker: Callable[[QKeyEvent], bool] | None = None
        """While there is one, it is asked first whether it takes a key; Escape is its own."""
        self.recall: Callable[[QKeyEvent], bool] | None = None
        """Asked next: it brings back what was said before."""
        self.keeps_escape = False
        """Whether Escape is the field's own for the moment, and does not stop an answer."""
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(PADDING)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Remember what is being composed."""
        self._preedit = event.preeditString()
        super().inputMethodEvent(event)
        self.composed.emit()

    def event(self, event: QEvent) -> bool:
        """Keep Escape from the window, and Tab from the focus, while somebody takes keys.

        Undo is the window's where the field has nothing that it could undo.
        """
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.ShortcutOverride
            and event.matches(QKeySequence.StandardKey.Undo)
            and self._is_untouched()
        ):
            event.ignore()
            return False
        is_wanted = self.key_taker is not None or self.keeps_escape
        if is_wanted and isinstance(event, QKeyEvent):
            kind, key = event.type(), event.key()
            if kind is QEvent.Type.ShortcutOverride and key == Qt.Key.Key_Escape:
                event.accept()
                return True
            if kind is QEvent.Type.KeyPress and key == Qt.Key.Key_Tab and self._is_taken(event):
                return True
        return super().event(event)

    def _is_untouched(self) -> bool:
        """Whether nothing was written since it was emptied, or taken back."""
        document = self.document()
        has_history = document.isUndoAvailable() or document.isRedoAvailable()
        return document.isEmpty() and not (has_history or self.takes_back or self._preedit)

    def mark(self, sign: str = "#") -> Mark | None:
        """A sign and what follows it, up to the cursor, if there is one."""
        cursor = self.textCursor()
        if cursor.hasSelection():
            return None
        block = cursor.block()
        before = block.text().encode("utf-16-le", "surrogatepass")[: 2 * cursor.positionInBlock()]
        line = before.decode("utf-16-le", "surrogatepass")
        return mark_in(line, block.position(), self._preedit, sign)

    def begin_mark(self, sign: str = "#") -> None:
        """Write a sign where a word may begin."""
        cursor = self.textCursor()
        cursor.setPosition(cursor.selectionEnd())
        self.setTextCursor(cursor)
        before = cursor.block().text()[: cursor.positionInBlock()]
        is_free = not before or before[-1].isspace()
        self.insertPlainText(sign if is_free else f" {sign}")

    def take_mark(self, sign: str = "#") -> None:
        """Remove a sign and what follows it, up to the cursor."""
        self.finish_composing()
        mark = self.mark(sign)
        if mark is not None:
            cursor = self.textCursor()
            cursor.setPosition(mark.start, QTextCursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()

    def whole(self) -> str:
        """What is written, with the Hangul syllable in the making where it will stand.

        What other input methods compose is not written yet: a candidate is still to be chosen.
        """
        written = self.toPlainText()
        if not self._preedit or not _is_hangul(self._preedit):
            return written
        units, at = written.encode("utf-16-le", "surrogatepass"), 2 * self.textCursor().position()
        before, after = (
            part.decode("utf-16-le", "surrogatepass") for part in (units[:at], units[at:])
        )
        return f"{before}{self._preedit}{after}"

    @property
    def is_composing(self) -> bool:
        """Whether an input method holds something that is not in the text yet."""
        return bool(self._preedit)

    def finish_composing(self) -> None:
        """Put what an input method is composing into the text, as it stands."""
        if self._preedit:
            self._commit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter sends, Shift+Enter breaks the line, Esc stops; see `needs_control`."""
        if self._is_taken(event):
            return
        if event.key() == Qt.Key.Key_Escape:
            self.stop_requested.emit()
        elif event.key() == Qt.Key.Key_Backspace and self._is_at_start(event):
            self.backed_out.emit()
        elif event.matches(QKeySequence.StandardKey.Undo) and self.takes_back:
            self.taken_back.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_enter(event)
        else:
            super().keyPressEvent(event)

    def createMimeDataFromSelection(self) -> QMimeData:
        """Plain text, marked as private."""
        return clipboard.mime_data(self.textCursor().selection().toPlainText())

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Text, files of this machine, and pictures."""
        return source.hasText() or source.hasImage() or bool(local_files(source))

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Write pasted text, plain; a long one, files and a picture are to be attached."""
        if files := local_files(source):
            self.files_given.emit(files)
        elif source.hasText():
            added = source.text().replace("\0", "")
            if len(added) > LONG_PASTE:
                self.text_given.emit(added)
            else:
                self.write(added)
        elif source.hasImage():
            self.picture_given.emit(source.imageData())

    def write(self, added: str) -> bool:
        """Put text where the cursor is; False, and it is refused, when it would be too long."""
        length = self.document().characterCount() + len(added)
        if length > MOST_CHARACTERS:
            self.refused.emit(MessageTooLong(length=f"{length:,}", most=f"{MOST_CHARACTERS:,}"))
            return False
        self.insertPlainText(added)
        return True

    def dropEvent(self, event: QDropEvent) -> None:
        """Files are never moved by being dropped here, whatever keys are held."""
        if files := local_files(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.files_given.emit(files)
        else:
            super().dropEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What has room as a whole is seen from its first line, wherever the cursor was put."""
        super().resizeEvent(event)
        # A plain text document measures its height in lines.
        lines = int(self.document().size().height())
        if lines * self.fontMetrics().lineSpacing() <= self.viewport().height():
            self.verticalScrollBar().setValue(0)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell the frame, which draws the focus."""
        super().focusInEvent(event)
        self.focus_changed.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell the frame, which draws the focus."""
        super().focusOutEvent(event)
        self.focus_changed.emit(False)

    def _is_taken(self, event: QKeyEvent) -> bool:
        """An input method that lets a person choose among candidates keeps its keys."""
        is_choosing = bool(self._preedit) and not _is_hangul(self._preedit)
        if is_choosing:
            return False
        if self.key_taker is not None and self.key_taker(event):
            return True
        return not self._preedit and self.recall is not None and self.recall(event)

    @property
    def needs_control(self) -> bool:
        """Whether Enter alone breaks the line, and Ctrl+Enter sends."""
        return bool(self.window().property(NEEDS_CONTROL))

    def _on_enter(self, event: QKeyEvent) -> None:
        if self._preedit and not _is_hangul(self._preedit):
            return  # Japanese, Chinese: Enter confirms a candidate and does nothing else
        # A Hangul syllable is complete as it stands: it is kept, once.
        self.finish_composing()
        held = event.modifiers()
        is_alone = not held & Qt.KeyboardModifier.ControlModifier
        if held & Qt.KeyboardModifier.ShiftModifier or (self.needs_control and is_alone):
            self.insertPlainText("\n")
        else:
            self.submitted.emit()

    def _is_at_start(self, event: QKeyEvent) -> bool:
        """Whether Backspace has nothing before it; one that is held down never gets further."""
        cursor = self.textCursor()
        is_first = cursor.atStart() and not cursor.hasSelection() and not self._preedit
        return is_first and not event.isAutoRepeat()

    def _commit(self) -> None:
        preedit = self._preedit
        QGuiApplication.inputMethod().commit()
        if self._preedit:  # the input method did not answer: take the syllable as it is
            event = QInputMethodEvent()
            event.setCommitString(preedit)
            self.inputMethodEvent(event)


def local_files(source: QMimeData) -> list[Path]:
    """The files of this machine that were dropped or pasted."""
    return [Path(url.toLocalFile()) for url in source.urls() if url.isLocalFile()]


def _is_hangul(preedit: str) -> bool:
    return all(any(ord(character) in block for block in _HANGUL) for character in preedit)


def models_apart(paths: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """Those of these files that are named like models, and the others."""
    models = [each for each in paths if each.suffix.lower() == _MODEL_SUFFIX]
    return models, [each for each in paths if each not in models]
