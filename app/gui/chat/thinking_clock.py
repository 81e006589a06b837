"""How long the answer under way has been thinking, told once a second."""

import time
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

TICK_MS: Final = 1000


class ThinkingClock(QObject):
    """Runs from the first thought to the first word; its seconds stand until it is reset."""

    ticked = Signal(float)
    """The seconds so far."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._since: float | None = None
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(lambda: self.ticked.emit(self.seconds))

    @property
    def seconds(self) -> float:
        """Since the first thought; 0 when there was none, or nobody heard it."""
        return 0.0 if self._since is None else time.monotonic() - self._since

    def start(self) -> None:
        """The first thought is here."""
        self._since = time.monotonic()
        self._timer.start()

    def stop(self) -> float:
        """The first word is here: the seconds that it took."""
        self._timer.stop()
        return self.seconds

    def reset(self) -> None:
        """Another answer, or none, is under way."""
        self._timer.stop()
        self._since = None
