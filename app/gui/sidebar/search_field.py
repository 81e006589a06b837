"""The field in which a search is typed."""

from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import QLineEdit, QStyle, QStyleOptionFrame, QWidget

from app.gui.escape import takes_escape

_GAP: Final = 6
"""Pixels between the picture and the text."""
_MOVES: Final = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: 5,
    Qt.Key.Key_PageUp: -5,
}


class SearchField(QLineEdit):
    """Keys that move in the list are told; the rest is typing.

    A syllable in the making counts as typed: Korean would be found a syllable late otherwise.
    """

    typed = Signal()
    moved = Signal(int)
    chosen = Signal()
    left = Signal()
    entered = Signal()
    """The keyboard is here now."""
    exited = Signal()
    completed = Signal()
    """Tab was pressed while `has_suggestions`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preedit = ""
        self._picture = QPixmap()
        self.has_suggestions = False
        self.textChanged.connect(lambda _text: self.typed.emit())

    def whole(self) -> str:
        """What is typed, with the syllable in the making."""
        written, place = self.text(), self.cursorPosition()
        return f"{written[:place]}{self._preedit}{written[place:]}"

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Take what is being composed as typed."""
        self._preedit = event.preeditString()
        super().inputMethodEvent(event)
        self.typed.emit()

    def forget(self) -> None:
        """Keep nothing, in the undo stack and in the making included."""
        if self._preedit:
            QGuiApplication.inputMethod().reset()
            self._preedit = ""
            super().inputMethodEvent(QInputMethodEvent())
        self.setText("")

    def set_picture(self, picture: QPixmap) -> None:
        """What stands in front of the text. The icon of an action would keep to 16 pixels."""
        self._picture = picture
        self.setTextMargins(round(picture.deviceIndependentSize().width()) + _GAP, 0, 0, 0)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture, and the text behind it."""
        super().paintEvent(event)
        if self._picture.isNull():
            return
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        room = self.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, self)
        height = self._picture.deviceIndependentSize().height()
        QPainter(self).drawPixmap(room.left(), round((self.height() - height) / 2), self._picture)

    def before_cursor(self) -> str:
        """What stands before the cursor, with the syllable in the making."""
        return f"{self.text()[: self.cursorPosition()]}{self._preedit}"

    def complete(self, start: int, value: str) -> None:
        """Put a value in the place of what stands from `start` to the cursor."""
        if self._preedit:
            QGuiApplication.inputMethod().reset()
            self._preedit = ""
        written, place = self.text(), self.cursorPosition()
        self.setText(f"{written[:start]}{value} {written[place:].lstrip()}")
        self.setCursorPosition(start + len(value) + 1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell."""
        super().focusInEvent(event)
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell."""
        super().focusOutEvent(event)
        self.exited.emit()

    def event(self, event: QEvent) -> bool:
        """Esc is the field's own here, not the window's Stop; so is Tab with suggestions."""
        is_tab = (
            self.has_suggestions
            and event.type() is QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Tab
        )
        if is_tab:
            self.completed.emit()
            return True
        return takes_escape(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down move, Enter chooses, Esc leaves."""
        step = _MOVES.get(Qt.Key(event.key()))
        if step is not None:
            self.moved.emit(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
