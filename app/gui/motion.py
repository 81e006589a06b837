"""What moves by itself, and whether the system asks for less of it."""

import sys

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QStyle, QWidget

_Effect = Qt.UIEffect
_EFFECTS = (
    _Effect.UI_AnimateMenu,
    _Effect.UI_FadeMenu,
    _Effect.UI_AnimateCombo,
    _Effect.UI_AnimateTooltip,
    _Effect.UI_FadeTooltip,
)
_DURATION = QStyle.StyleHint.SH_Widget_Animation_Duration


def wants_stillness(application: QApplication) -> bool:
    """Whether the system wants no animations, as far as Qt tells.

    Qt has no hint of its own for that up to 6.11: desktops say it through their style, Windows
    through its effects.
    """
    if sys.platform == "win32" and not application.isEffectEnabled(Qt.UIEffect.UI_General):
        return True
    return application.style().styleHint(_DURATION) == 0


class Effects:
    """Menus and tips that slide or fade in, as the system has them, or at once."""

    def __init__(self, application: QApplication) -> None:
        self._application = application
        self._usual = {each: application.isEffectEnabled(each) for each in _EFFECTS}

    def hold(self, *, is_still: bool) -> None:
        """Let nothing of it move, or what usually does."""
        for effect, is_usual in self._usual.items():
            self._application.setEffectEnabled(effect, is_usual and not is_still)


def is_still(widget: QWidget) -> bool:
    """Whether a widget is not to move by itself: its style says so, for the system or the user."""
    return widget.style().styleHint(_DURATION, None, widget) == 0
