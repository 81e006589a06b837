"""The colours of assistants, and a spot of each."""

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from app.domain.assistants import Colour
from app.gui.fonts import grown

PAINTS: Final = {
    Colour.GREY: "#7d878a",
    Colour.BLUE: "#3d7fc4",
    Colour.TEAL: "#1f8a8f",
    Colour.GREEN: "#4c9a4c",
    Colour.YELLOW: "#c9a227",
    Colour.ORANGE: "#d17a2b",
    Colour.RED: "#c44a44",
    Colour.PURPLE: "#8a5fb8",
}
"""A dot of each is told from both grounds; the name beside it says what it is."""
_DOT: Final = 10


def dot_size() -> QSize:
    """How large a spot is beside the letters."""
    return QSize(grown(_DOT), grown(_DOT))


def dot(colour: Colour) -> QIcon:
    """A round spot of a colour, which it keeps where it cannot be chosen."""
    icon = QIcon()
    for density in (1.0, 2.0):
        pixmap = QPixmap(dot_size() * density)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(PAINTS[colour]))
        painter.drawEllipse(pixmap.rect())
        painter.end()
        pixmap.setDevicePixelRatio(density)
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled):
            icon.addPixmap(pixmap, mode)
    return icon
