"""The wheel scrolls what a control stands in; it changes a value only where the keyboard is."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QWidget


def keep_steady(*controls: QWidget) -> None:
    """Let these, which the wheel would change as the pointer passes, wait for the focus."""
    for control in controls:
        control.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the wheel gives it to nothing
        control.installEventFilter(_Filter(control))


class _Filter(QObject):
    """Of one control, to which it belongs."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_wheel = event.type() == QEvent.Type.Wheel
        if is_wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)
