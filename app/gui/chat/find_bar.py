"""The quiet bar over a conversation in which words are looked for."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from app.gui.chat import document_style
from app.gui.chat.look import Look
from app.gui.fonts import spread
from app.gui.icons import Icons
from app.gui.sidebar.search_field import SearchField
from app.gui.text import transcript as words

_WIDTH = 400
_ICON = 16
_GAP = 8
"""Pixels around the bar."""


class FindBar(QFrame):
    """A field, which of how many places is looked at, and buttons to go on, back and away."""

    typed = Signal(str)
    stepped = Signal(int)
    closed = Signal()

    def __init__(self, look: Look, icons: Icons | None, parent: QWidget) -> None:
        super().__init__(parent)
        self._icons = icons
        self._count: tuple[int, int, bool] = (0, 0, True)
        self.setObjectName("findBar")
        self.field = SearchField(self)
        self.field.typed.connect(lambda: self.typed.emit(self.field.whole()))
        self.field.moved.connect(self.stepped)
        self.field.chosen.connect(self._go)
        self.field.left.connect(self.closed)
        self.count = QLabel(self)
        self.count.setTextFormat(Qt.TextFormat.PlainText)
        self.back, self.on, self.away = (QToolButton(self) for _ in range(3))
        self.back.clicked.connect(lambda: self.stepped.emit(-1))
        self.on.clicked.connect(lambda: self.stepped.emit(1))
        self.away.clicked.connect(self.closed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 6, 6, 6)
        layout.setSpacing(4)
        layout.addWidget(self.field, 1)
        for widget in (self.count, self.back, self.on, self.away):
            layout.addWidget(widget)
        for button in (self.back, self.on, self.away):
            button.setAutoRaise(True)
        self.set_look(look)
        self.retranslate()
        self.hide()

    def _go(self) -> None:
        """Enter goes on, Shift+Enter back."""
        is_back = QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier
        self.stepped.emit(-1 if is_back else 1)

    def set_look(self, look: Look) -> None:
        """Take over colours."""
        self.setPalette(document_style.palette(look))
        if self._icons is None:
            self.back.setArrowType(Qt.ArrowType.UpArrow)
            self.on.setArrowType(Qt.ArrowType.DownArrow)
            self.away.setText("×")
            return
        self.field.set_picture(self._icons.picture("search", look.muted, _ICON))
        for button, name in (
            (self.back, "chevron-up"), (self.on, "chevron"), (self.away, "close"),
        ):  # fmt: skip
            self._icons.put(button, name, look.muted, _ICON)

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self.field.setPlaceholderText(words.find_in_conversation())
        self.field.setAccessibleName(words.find_in_conversation())
        for button, name in (
            (self.back, words.previous_match()),
            (self.on, words.next_match()),
            (self.away, words.close_find()),
        ):
            button.setToolTip(name)
            button.setAccessibleName(name)
        self.show_count(*self._count)

    def show_count(self, index: int, total: int, is_done: bool) -> None:
        """Say which of how many places is looked at."""
        self._count = (index, total, is_done)
        has_words = bool(self.field.whole())
        self.back.setEnabled(total > 0)
        self.on.setEnabled(total > 0)
        if not has_words or (not total and not is_done):
            self.count.setText("")
        elif not total:
            self.count.setText(words.not_found())
        else:
            self.count.setText(words.match_of(index, total))

    @property
    def room(self) -> int:
        """Pixels of height that it takes, with what is left free around it."""
        return self.sizeHint().height() + 2 * _GAP

    def place(self, width: int) -> None:
        """At the top right of a room of that width."""
        self.resize(min(spread(_WIDTH, self), width - 2 * _GAP), self.sizeHint().height())
        self.move(width - self.width() - _GAP, _GAP)
        self.raise_()

    def forget(self) -> None:
        """Keep nothing of what was typed."""
        self.field.forget()
        self.hide()
