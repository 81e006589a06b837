"""Escape means what the keyboard is in: a window would stop the answer that is being written."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent


def takes_escape(event: QEvent) -> bool:
    """Take Escape from the shortcuts of the window; for the beginning of a widget's `event`.

    Whether that was it: then it is dealt with, and the key itself comes to the widget next.
    """
    if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.ShortcutOverride:
        return False
    if event.key() != Qt.Key.Key_Escape:
        return False
    event.accept()
    return True
