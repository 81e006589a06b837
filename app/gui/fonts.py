"""Fonts: the system's own, with bundled Hangul where the system has none."""

from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

from app.config.paths import Paths

FAMILY = "Pretendard"
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
