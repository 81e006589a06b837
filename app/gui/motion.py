"""What moves by itself, and whether the system asks for less of it."""

import sys

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QStyle, QWidget

_DURATION = QStyle.StyleHint.SH_Widget_Animation_Duration


def wants_stillness(application: QApplication) -> bool:
    """Whether the system wants no animations, as far as Qt tells.

    Qt has no hint of its own for that up to 6.11: desktops say it through their style, Windows
    through its effects.
    """
    if sys.platform == "win32" and not application.isEffectEnabled(Qt.UIEffect.UI_General):
        return True
    return application.style().styleHint(_DURATION) == 0


def is_still(widget: QWidget) -> bool:
    """Whether a widget is not to move by itself: its style says so, for the system or the user."""
    return widget.style().styleHint(_DURATION, None, widget) == 0
