"""A thin bar that moves while something takes its time, and keeps its place when it does not."""

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from app.gui import text
from app.gui.motion import is_still

_HEIGHT = 4


class BusyBar(QProgressBar):
    """Moves without a percentage: a key derivation does not tell how far it is.

    Where nothing is to move by itself it stands there full instead.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("busy")
        self.show_no_share()
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

    def show_no_share(self) -> None:
        """Nobody knows how far it is."""
        if is_still(self):
            self.setRange(0, 1)
            self.setValue(1)
        else:
            self.setRange(0, 0)

    def showEvent(self, event: QShowEvent) -> None:
        """What is to move may have been chosen since."""
        super().showEvent(event)
        if self.maximum() <= 1:
            self.show_no_share()
