"""What is chosen or written, on its way to where it is kept: soon, in order, the last of each."""

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.errors import AppError
from app.gui.vault.background import Background

KEEP_MS = 300


class Keeper(QObject):
    """Writes one after the other, away from the window's thread."""

    kept = Signal()
    """What waited is kept; more may wait by now."""

    def __init__(
        self,
        background: Background,
        failed: Callable[[AppError], object],
        parent: QObject,
        after_ms: int = KEEP_MS,
    ) -> None:
        """It is kept `after_ms` milliseconds after the last change."""
        super().__init__(parent)
        self._background = background
        self._failed = failed
        self._lock, self._writing = threading.Lock(), threading.Lock()
        self._waiting: dict[tuple[object, ...], Callable[[], object]] = {}
        self._timer = QTimer(self, singleShot=True, interval=after_ms)
        self._timer.timeout.connect(self.flush)

    @property
    def has_more(self) -> bool:
        """Whether something is still on its way."""
        with self._lock:
            return bool(self._waiting) or self._writing.locked()

    def put(self, key: tuple[object, ...], keep: Callable[[], object]) -> None:
        """Keep something soon, in place of what waits under the same key."""
        with self._lock:
            self._waiting.pop(key, None)
            self._waiting[key] = keep
        self._timer.start()

    def flush(self, done: Callable[[], object] = lambda: None) -> None:
        """Keep all that waits now, then go on."""
        self._timer.stop()

        def go_on(_none: None) -> None:
            self.kept.emit()
            done()

        self._background.run(self, self.write, go_on, self._failed)

    def write(self) -> None:
        """Keep all that waits. Blocks; raises an AppError. From any thread."""
        with self._writing:
            while True:
                with self._lock:
                    if not self._waiting:
                        return
                    keep = self._waiting.pop(next(iter(self._waiting)))
                keep()

    def forget(self) -> None:
        """What waits is kept no more."""
        self._timer.stop()
        with self._lock:
            self._waiting.clear()
