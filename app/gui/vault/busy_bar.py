"""A thin bar that moves while something takes its time, and keeps its place when it does not."""

from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from app.gui import text

_HEIGHT = 4


class BusyBar(QProgressBar):
    """Moves without a percentage: a key derivation does not tell how far it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("busy")
        self.setRange(0, 0)
        self.setTextVisible(False)
        self.setFixedHeight(_HEIGHT)
        self.setAccessibleName(text.please_wait())
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self.hide()

    def set_running(self, is_running: bool) -> None:
        """Move, or be gone."""
        self.setVisible(is_running)
