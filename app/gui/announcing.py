"""Words for a screen reader that nothing on the screen takes the focus for."""

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

_Politeness = QAccessible.AnnouncementPoliteness


def announce(widget: QWidget, words: str, *, is_urgent: bool = False) -> None:
    """Let it be said when nothing else is, or at once. Nothing is said of what is not in view."""
    if not words or not widget.isVisible() or widget.window().isMinimized():
        return
    event = QAccessibleAnnouncementEvent(widget, words)
    event.setPoliteness(_Politeness.Assertive if is_urgent else _Politeness.Polite)
    QAccessible.updateAccessibility(event)
