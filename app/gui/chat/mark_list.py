"""A sign in the message opens a list; keys for the list are taken on their way to the field."""

import unicodedata
from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from app.gui.chat.chat_page import ChatPage
from app.gui.chat.entry_list import Entry, EntryList

MOST: Final = 40
"""More are not looked through by eye: whoever wants another one writes some of its name."""
_STEPS: Final = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_LEAPS: Final = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
_TAKE: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)


class MarkList(QObject):
    """The focus stays in the message. What fits a mark is told by whoever made this."""

    chosen = Signal(object)
    """The value of an entry; the mark is taken out of the message."""
    opening = Signal()
    """A mark stands where there was none: what can be chosen may have to be read anew."""

    def __init__(
        self,
        sign: str,
        page: ChatPage,
        fitting: Callable[[str], Sequence[Entry] | None],
        name: Callable[[], str],
    ) -> None:
        """`fitting` hands out what fits the words after a sign, None while it is not known.

        `name` says what is listed.
        """
        super().__init__(page)
        self._sign = sign
        self._composer = page.composer
        self._edit = page.composer.edit
        self._fitting = fitting
        self._name = name
        self._dismissed: int | None = None
        """Where the sign stands of which nobody wants to hear."""
        self.is_asked = False
        """Whether the sign was not written by hand: then it goes when the list is dismissed."""
        self.list = EntryList(page)
        self.list.chosen.connect(self._take)
        self._edit.textChanged.connect(self.look)
        self._edit.cursorPositionChanged.connect(self.look)
        self._edit.composed.connect(self.look)
        self._edit.focus_changed.connect(self._on_focus_changed)
        self._composer.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """The list keeps its place above the composer."""
        if self.list.isVisible() and event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self.look()
        return False

    def look(self) -> None:
        """Show what fits the mark at the cursor, or nothing."""
        mark = self._edit.mark(self._sign)
        if mark is None:
            self._dismissed = None
            self.is_asked = False
        if mark is None or mark.start == self._dismissed or not self._edit.hasFocus():
            self.leave()
            return
        if not self.list.isVisible():
            self.opening.emit()
        found = self._fitting(mark.words)
        if found is None:
            return
        self.list.show_entries(found, self._composer, self._name())
        if found:
            self._edit.key_taker = self._on_key
        else:
            self._give_keys_back()

    def leave(self) -> None:
        """Show nothing."""
        self._give_keys_back()
        self.list.leave()

    def take_mark(self) -> None:
        """Remove the mark from the message."""
        self._edit.take_mark(self._sign)

    def ask(self) -> None:
        """As if the sign was written, where a word may begin; it is gone when nothing is chosen."""
        self._edit.setFocus()
        self._dismissed = None
        if self._edit.mark(self._sign) is None:
            self._edit.begin_mark(self._sign)
        self.is_asked = True
        self.look()

    def dismiss(self) -> None:
        """Show nothing of this mark any more."""
        mark = self._edit.mark(self._sign)
        if self.is_asked:
            self.take_mark()
        elif mark is not None:
            self._dismissed = mark.start
        self.leave()

    def _give_keys_back(self) -> None:
        if self._edit.key_taker == self._on_key:  # not those that another list takes
            self._edit.key_taker = None

    def _on_key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if key in _STEPS:
            self.list.step(_STEPS[key])
        elif key in _LEAPS:
            self.list.leap(_LEAPS[key])
        elif key in _TAKE:
            self.list.take()
        elif key == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            return False
        return True

    def _take(self, value: object) -> None:
        self.leave()
        self.take_mark()
        self._edit.setFocus()  # first: what is chosen may lead elsewhere
        self.chosen.emit(value)

    def _on_focus_changed(self, is_focused: bool) -> None:
        """Back in the message, the mark that still stands there is as good as one just written."""
        if is_focused:
            self.look()
        else:
            self.leave()


def folded(name: str) -> str:
    """As names are compared: composed Hangul, no difference of case."""
    return unicodedata.normalize("NFC", name).casefold()


def searchable(*names: str) -> str:
    """What is looked in for words: names as they stand, and without spaces, which end a mark."""
    whole = folded(" ".join(names))
    return f"{whole} {whole.replace(' ', '')}"
