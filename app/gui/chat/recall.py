"""What was said before in a conversation, brought back into the empty field by the up arrow."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor

from app.gui.chat.message_edit import MessageEdit

_STEPS: Final = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
_MODIFIERS: Final = ~Qt.KeyboardModifier.KeypadModifier


class Recall(QObject):
    """Up goes back, Down forward, Escape to what was being written; a change keeps what is there.

    Inside a text of several lines the arrows move the cursor first. Every step can be undone.
    """

    def __init__(self, edit: MessageEdit, said: Callable[[], Sequence[str]]) -> None:
        """`said` are the messages of the conversation in view, the first first."""
        super().__init__(edit)
        self._edit = edit
        self._said = said
        self._texts: Sequence[str] = ()
        self._place = 0
        """How far back; 0 is what was being written."""
        self._is_stepping = False
        edit.recall = self._on_key
        edit.textChanged.connect(self._on_changed)

    @property
    def is_active(self) -> bool:
        """Whether something that was said before is shown."""
        return self._place > 0

    def end(self) -> None:
        """Keep what is in the field, and know nothing of what was said."""
        self._place, self._texts = 0, ()
        self._edit.keeps_escape = False

    def _on_key(self, event: QKeyEvent) -> bool:
        """Whether a key was taken."""
        key = Qt.Key(event.key())
        if event.modifiers() & _MODIFIERS or not self._may_begin(key):
            return False
        if key == Qt.Key.Key_Escape:
            self._show(0)
        elif not self._is_at_edge(key):
            return False
        else:
            self._show(min(len(self._texts) - 1, self._place + _STEPS[key]))
        return True

    def _may_begin(self, key: Qt.Key) -> bool:
        if self.is_active:
            return key in _STEPS or key == Qt.Key.Key_Escape
        if key != Qt.Key.Key_Up or not self._edit.document().isEmpty():
            return False
        said = [each for each in self._said() if each.strip()]
        self._texts = ["", *dict.fromkeys(reversed(said))]
        return len(self._texts) > 1

    def _is_at_edge(self, key: Qt.Key) -> bool:
        """Whether the cursor has no line to go to in that direction."""
        cursor = self._edit.textCursor()
        up = key == Qt.Key.Key_Up
        moved = cursor.movePosition(
            QTextCursor.MoveOperation.Up if up else QTextCursor.MoveOperation.Down
        )
        return not moved

    def _show(self, place: int) -> None:
        self._is_stepping = True
        cursor = QTextCursor(self._edit.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(self._texts[place])
        self._edit.moveCursor(QTextCursor.MoveOperation.End)
        self._is_stepping = False
        self._place = place
        self._edit.keeps_escape = place > 0
        if place == 0:
            self.end()

    def _on_changed(self) -> None:
        if not self._is_stepping and self.is_active:
            self.end()
