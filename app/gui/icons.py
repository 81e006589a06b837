"""Icons: single-colour drawings of our own, painted in the colour that is asked for."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.config.paths import Paths

_COLOUR = b"currentColor"
_SCALES = (1.0, 2.0)
_SMALL = (16, 22, 24)
"""Sizes for which the application's icon is drawn on a grid of 16 pixels."""
_LARGE = (32, 48, 64, 128, 256)


class Icons:
    """Reads `resources/icons/NAME.svg` and paints it."""

    def __init__(self) -> None:
        self._folder = Paths.resource("icons")
        self._painted = lru_cache(maxsize=128)(self._paint)

    def icon(self, name: str, colour: str, size: int = 18) -> QIcon:
        """The icon in a colour, for normal and doubled screens."""
        return self._painted(name, colour, size)

    def application_icon(self) -> QIcon:
        """The icon of the application itself, in its own colours."""
        icon = QIcon()
        drawings = ((self._folder / "snug-small.svg", _SMALL), (self._folder / "snug.svg", _LARGE))
        for drawing, sizes in drawings:
            renderer = QSvgRenderer(str(drawing))
            for size in sizes:
                icon.addPixmap(_rendered(renderer, size, 1.0))
        return icon

    def _paint(self, name: str, colour: str, size: int) -> QIcon:
        source = (self._folder / f"{name}.svg").read_bytes().replace(_COLOUR, colour.encode())
        renderer = QSvgRenderer(QByteArray(source))
        icon = QIcon()
        for scale in _SCALES:
            icon.addPixmap(_rendered(renderer, size, scale))
        return icon


def _rendered(renderer: QSvgRenderer, size: int, scale: float) -> QPixmap:
    pixmap = QPixmap(QSize(size, size) * scale)
    pixmap.setDevicePixelRatio(scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap
