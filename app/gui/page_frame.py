"""What the pages beside a conversation share: a title, a way back, a sensible width, scrolling."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.gui import text
from app.gui.chat.look import Look
from app.gui.icons import Icons

_SIDE: Final = 24
_NARROWEST: Final = 200
_WIDEST: Final = 960
NARROW: Final = 620
"""Pixels of a page; a list beside something gives way in a narrower one."""


class PageFrame(QWidget):
    """A head with `title` and `back`; what a page shows stands below it, in `column`."""

    left = Signal()

    def __init__(self, icons: Icons, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.icons = icons
        self.title = QLabel()
        self.title.setObjectName("pageTitle")
        self.back = QToolButton()
        self.back.clicked.connect(self.left)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.back)
        self._inner = QWidget()
        self.column = QVBoxLayout(self._inner)
        self.column.setContentsMargins(0, 0, 0, 16)
        self.column.setSpacing(8)
        self.column.addLayout(head)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addStretch(1)
        whole.addWidget(self._inner)
        whole.addStretch(1)

    def set_look(self, look: Look) -> None:
        """Take the colours of a look."""
        self.icons.put(self.back, "close", look.muted, 16)

    def say_title(self, title: str) -> None:
        """Say the head in the language of the window."""
        self.title.setText(title)
        self.back.setToolTip(text.back_to_conversation())
        self.back.setAccessibleName(text.back_to_conversation())

    def fit(self, width: int) -> None:
        """The page has so many pixels now; a page lays out what depends on that."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Not endlessly wide."""
        super().resizeEvent(event)
        width = max(_NARROWEST, min(_WIDEST, self.width() - 2 * _SIDE))
        self._inner.setFixedWidth(width)
        self.fit(width)


def scrolling(inside: QWidget) -> QScrollArea:
    """An area without a frame of its own, that scrolls up and down alone."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inside)
    area.viewport().setAutoFillBackground(False)
    inside.setAutoFillBackground(False)
    return area
