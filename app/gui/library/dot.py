"""The colours of assistants, and a spot of each."""

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from app.domain.assistants import Colour

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


def dot(colour: Colour) -> QPixmap:
    """A round spot of a colour."""
    pixmap = QPixmap(QSize(_DOT, _DOT))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(PAINTS[colour]))
    painter.drawEllipse(0, 0, _DOT, _DOT)
    painter.end()
    return pixmap
