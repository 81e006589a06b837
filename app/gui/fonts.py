"""Fonts: the system's own, with bundled Hangul where the system has none."""

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QFontMetrics, QGuiApplication
from PySide6.QtWidgets import QWidget

from app.config.paths import Paths

FAMILY = "Pretendard"
_USUAL_HEIGHT = 17
"""Pixels of a line in a font of usual size."""
_NOTICEABLE = 1.15
"""Letters that are larger than usual by less need nothing larger beside them."""
_EDGE = 80
_FILES = ("Pretendard-Regular.otf", "Pretendard-Bold.otf")


def prepare() -> QFont:
    """The interface font; loads the bundled one first where Korean would be boxes."""
    font = QGuiApplication.font()
    if not QFontDatabase.families(QFontDatabase.WritingSystem.Korean):
        for name in _FILES:
            QFontDatabase.addApplicationFont(str(Paths.resource("fonts") / name))
        font.setFamilies(list(dict.fromkeys([*font.families(), FAMILY])))
    font.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    return font


def points(font: QFont) -> float:
    """The size of a font, also of one whose size is given in pixels."""
    return font.pointSizeF() if font.pointSizeF() > 0 else QFontInfo(font).pointSizeF()


def grown(pixels: int) -> int:
    """What is `pixels` high beside letters of usual size, beside those that the application has.

    Never smaller: what is clicked on has to be found.
    """
    growth = QFontMetrics(QGuiApplication.font()).height() / _USUAL_HEIGHT
    return round(pixels * growth) if growth >= _NOTICEABLE else pixels


def spread(pixels: int, widget: QWidget) -> int:
    """A width that holds as many words as `pixels` do in a font of usual size; never a smaller."""
    return max(pixels, round(pixels * widget.fontMetrics().height() / _USUAL_HEIGHT))


def spread_on_screen(pixels: int, widget: QWidget) -> int:
    """The same for a window of its own, which has to find room on its screen."""
    return min(spread(pixels, widget), widget.screen().availableGeometry().width() - _EDGE)
