"""An answer as plain text, each stretch in the colour of its probability; one of them is chosen."""

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QPoint, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from app.domain.judging import Stretch
from app.gui import clipboard
from app.gui.chat import document_style
from app.gui.chat.look import Look
from app.gui.chat.plain_text import selected_text
from app.gui.tokens.levels import format_of, level_of


class ColouredText(QTextEdit):
    """Chosen by a click or by the arrow keys."""

    chosen = Signal(int)
    """The place of the stretch that is chosen now."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("documentText")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setAcceptDrops(False)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._look = look
        self._stretches: Sequence[Stretch] = ()
        self._ends: list[int] = []
        """Where each stretch ends, as Qt counts: in UTF-16 units."""
        self._place = -1

    @property
    def stretches(self) -> Sequence[Stretch]:
        """What is shown."""
        return self._stretches

    @property
    def place(self) -> int:
        """The stretch that is chosen; -1 for none."""
        return self._place

    def show_stretches(self, stretches: Sequence[Stretch], look: Look) -> None:
        """Show an answer; nothing of it is chosen."""
        self._look = look
        self._stretches = ()
        self._place = -1
        self.setExtraSelections([])
        self.clear()
        self.document().setDefaultFont(document_style.text_font(look))
        self._ends.clear()
        self.grow_to(stretches)

    def grow_to(self, stretches: Sequence[Stretch]) -> None:
        """Show what follows those that are shown; these stay, with what is chosen of them."""
        kept = self.textCursor()
        anchor, position = kept.anchor(), kept.position()
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.beginEditBlock()
        for each in stretches[len(self._stretches) :]:
            level = 0 if each.is_mark else level_of(each.probability)
            cursor.insertText(each.text, format_of(level, self._look))
            self._ends.append(cursor.position())
        cursor.endEditBlock()
        self._stretches = stretches
        kept.setPosition(anchor)
        kept.setPosition(position, QTextCursor.MoveMode.KeepAnchor)
        at = self.verticalScrollBar().value()
        self.setTextCursor(kept)
        self.verticalScrollBar().setValue(at)

    def choose(self, place: int) -> None:
        """Choose a stretch and tell of it; one out of bounds is the nearest."""
        if not self._stretches:
            return
        self._place = max(0, min(place, len(self._stretches) - 1))
        mark = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._start(self._place))
        cursor.setPosition(self._ends[self._place], QTextCursor.MoveMode.KeepAnchor)
        mark.cursor = cursor
        mark.format.setBackground(QColor(self._look.accent))
        mark.format.setForeground(QColor(self._look.on_accent))
        self.setExtraSelections([mark])
        shown = QTextCursor(self.document())
        shown.setPosition(self._start(self._place))
        self.setTextCursor(shown)
        self.ensureCursorVisible()
        self.chosen.emit(self._place)

    def announce(self, said: str) -> None:
        """Tell a screen reader."""
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))

    def place_at(self, position: int) -> int:
        """The stretch around a place in Qt's text; the last one behind the end."""
        return next(
            (place for place, end in enumerate(self._ends) if position < end), len(self._ends) - 1
        )

    def _start(self, place: int) -> int:
        return self._ends[place - 1] if place else 0

    # --- mouse and keys -------------------------------------------------------------------------

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click chooses; text that was marked stays marked."""
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and not self.textCursor().hasSelection():
            self.choose(self.place_at(self._position_at(event.position().toPoint())))

    def _position_at(self, point: QPoint) -> int:
        """The character below a point, whichever half of it was hit."""
        cursor = self.cursorForPosition(point)
        if self.cursorRect(cursor).x() > point.x():
            cursor.movePosition(QTextCursor.MoveOperation.PreviousCharacter)
        return cursor.position()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home and End move from word to word."""
        match event.key():
            case Qt.Key.Key_Right:
                self.choose(self._place + 1)
            case Qt.Key.Key_Left:
                self.choose(self._place - 1)
            case Qt.Key.Key_Home:
                self.choose(0)
            case Qt.Key.Key_End:
                self.choose(len(self._ends) - 1)
            case Qt.Key.Key_Up | Qt.Key.Key_Down:
                down = event.key() == Qt.Key.Key_Down
                cursor = QTextCursor(self.document())
                cursor.setPosition(self._start(max(0, self._place)))
                move = QTextCursor.MoveOperation
                moved = cursor.movePosition(move.Down if down else move.Up)
                last = len(self._ends) - 1 if down else 0
                self.choose(self.place_at(cursor.position()) if moved else last)
            case _:
                super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """None: Qt's own would offer what does not belong here."""
        event.accept()

    def createMimeDataFromSelection(self) -> QMimeData:
        """Plain text alone."""
        return clipboard.mime_data(selected_text(self.textCursor()))

    def canInsertFromMimeData(self, _source: QMimeData) -> bool:
        """Never."""
        return False
