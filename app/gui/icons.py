"""Icons: single-colour drawings of our own, painted in the colour that is asked for."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton

from app.config.paths import Paths
from app.gui.fonts import grown

_COLOUR = b"currentColor"
_SMALL = (16, 22, 24)
"""Sizes for which the application's icon is drawn on a grid of 16 pixels."""
_LARGE = (32, 48, 64, 128, 256)


class Icons:
    """Reads `resources/icons/NAME.svg` and paints it.

    Sizes are pixels beside letters of usual size; with the letters the icons grow.
    """

    def __init__(self) -> None:
        self._folder = Paths.resource("icons")
        self._painted = lru_cache(maxsize=256)(self._paint)

    def icon(self, name: str, colour: str, size: int = 18) -> QIcon:
        """The icon in a colour, for screens of every density."""
        return self._painted(name, colour, grown(size))

    def picture(self, name: str, colour: str, size: int = 18) -> QPixmap:
        """The same, for a label."""
        side = grown(size)
        return self.icon(name, colour, size).pixmap(QSize(side, side))

    def put(self, button: QAbstractButton, name: str, colour: str, size: int = 18) -> None:
        """Give a button its icon."""
        side = grown(size)
        button.setIconSize(QSize(side, side))
        button.setIcon(self.icon(name, colour, size))

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
        for density in _densities():
            icon.addPixmap(_rendered(renderer, size, density))
        return icon


def _densities() -> set[float]:
    """Pixels of a screen in one of ours: each screen gets its own picture, so none is blurred."""
    return {1.0, 2.0, *(each.devicePixelRatio() for each in QGuiApplication.screens())}


def _rendered(renderer: QSvgRenderer, size: int, density: float) -> QPixmap:
    side = round(size * density)
    pixmap = QPixmap(side, side)
    pixmap.setDevicePixelRatio(density)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, side / density, side / density))
    painter.end()
    return pixmap
