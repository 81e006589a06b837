"""Icons are painted whole, on screens of every density, and as large as the letters ask for."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QFont, QFontMetrics, QImage, QPixmap
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from app.gui.fonts import grown
from app.gui.icons import Icons


@pytest.fixture
def letters(qapp: QApplication) -> Iterator[QFont]:
    """The font of the application, which a test may change."""
    before = qapp.font()
    yield QFont(before)
    qapp.setFont(before)


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


def set_height(qapp: QApplication, letters: QFont, pixels: int) -> int:
    """Let lines of text be about so high; how high they are."""

    def distance(points: float) -> int:
        letters.setPointSizeF(points)
        return abs(QFontMetrics(letters).height() - pixels)

    letters.setPointSizeF(min((quarter / 4 for quarter in range(20, 200)), key=distance))
    qapp.setFont(letters)
    return QFontMetrics(letters).height()


def test_icons_grow_with_the_letters(qapp: QApplication, qtbot: QtBot, letters: QFont) -> None:
    icons, button = Icons(), QToolButton()
    qtbot.addWidget(button)
    sizes = []
    for pixels in (12, 18, 34, 51):
        height = set_height(qapp, letters, pixels)
        assert abs(height - pixels) <= 1
        icons.put(button, "clip", "#000000")
        assert button.iconSize() == QSize(grown(18), grown(18))
        picture = icons.picture("clip", "#000000", 16).deviceIndependentSize().toSize()
        assert picture == QSize(grown(16), grown(16))
        sizes.append(button.iconSize().width())
    assert sizes[:2] == [18, 18]  # never too small to be clicked on, and as drawn where they can be
    assert 34 <= sizes[2] <= 38
    assert 52 <= sizes[3] <= 56


@pytest.mark.parametrize("density", [1.0, 2.0])
def test_a_grown_icon_is_painted_for_each_density_and_never_stretched(
    qapp: QApplication, letters: QFont, density: float
) -> None:
    set_height(qapp, letters, 34)
    size = QSize(grown(18), grown(18))
    icon = Icons().icon("close", "#000000")
    pixmap = icon.pixmap(size, density)
    assert pixmap.size() == size * density
    assert pixmap.size() in icon.availableSizes()
