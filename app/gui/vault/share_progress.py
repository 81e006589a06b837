"""How far something long is, in the bar of its dialog."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer

from app.gui.vault.busy_bar import BusyBar

_POLL_MS: Final = 150
_STEPS: Final = 1000


class ShareProgress(QObject):
    """Looks now and then at a share from 0 to 1; at both ends the bar only moves."""

    def __init__(self, share: Callable[[], float], bar: BusyBar, parent: QObject) -> None:
        super().__init__(parent)
        self._share = share
        self._bar = bar
        self._timer = QTimer(self, interval=_POLL_MS)
        self._timer.timeout.connect(self._look)

    def start(self) -> None:
        """Look from now on."""
        self._timer.start()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()
        self._bar.show_no_share()

    def _look(self) -> None:
        share = self._share()
        if 0 < share < 1:
            self._bar.setRange(0, _STEPS)
            self._bar.setValue(round(share * _STEPS))
        else:
            self._bar.show_no_share()
