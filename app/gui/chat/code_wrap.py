"""Whether long lines of code are wrapped, in all messages of a conversation view."""

from PySide6.QtCore import QObject, Signal


class CodeWrap(QObject):
    """As the reader wanted it last; it holds until the window closes."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.is_on = True

    def toggle(self) -> None:
        """The other way from now on."""
        self.is_on = not self.is_on
        self.changed.emit()
