"""Icons are painted whole, on screens of every density."""

import pytest
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QApplication

from app.gui.icons import Icons


def extent(image: QImage) -> tuple[float, float]:
    """How far to the right and down something is painted, as shares of the picture."""
    across = down = 0
    for y in range(image.height()):
        for x in range(image.width()):
            if image.pixelColor(x, y).alpha() > 100:
                across, down = max(across, x), max(down, y)
    return across / image.width(), down / image.height()


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_a_cross_reaches_as_far_on_a_dense_screen(qapp: QApplication, scale: float) -> None:
    icon = Icons().icon("close", "#000000", 24)
    pixmap: QPixmap = icon.pixmap(icon.actualSize(icon.availableSizes()[0]), scale)
    across, down = extent(pixmap.toImage())
    assert 0.65 < across < 0.85
    assert 0.65 < down < 0.85
