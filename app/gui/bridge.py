"""From any thread to the window's: events of the services become one queued Qt signal.

Text that streams in is gathered first, so that a fast model costs the window 30 signals a second
and not one for each token.
"""

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.domain.events import AnswerGrew, AnswerThought, AppEvent

FLUSH_MILLISECONDS: Final = 33
_STREAMED: Final = (AnswerGrew, AnswerThought)


class EventBridge(QObject):
    """`post` from any thread; `event_received` arrives on the thread the bridge was made on."""

    event_received = Signal(object)
    _wake = Signal()
    _called = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._waiting: list[AppEvent] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(FLUSH_MILLISECONDS)
        self._timer.timeout.connect(self.flush)
        self._wake.connect(self._on_wake, Qt.ConnectionType.QueuedConnection)
        self._called.connect(lambda work: work(), Qt.ConnectionType.QueuedConnection)

    def post(self, event: AppEvent) -> None:
        """Take an event; callable from any thread."""
        with self._lock:
            was_empty = not self._waiting
            last = self._waiting[-1] if self._waiting else None
            if (
                isinstance(event, AnswerGrew | AnswerThought)
                and isinstance(last, AnswerGrew | AnswerThought)
                and type(last) is type(event)
                and last.message_id == event.message_id
            ):
                self._waiting[-1] = replace(event, text=last.text + event.text)
            else:
                self._waiting.append(event)
        if was_empty:
            self._wake.emit()

    def call(self, work: Callable[[], None]) -> None:
        """Run `work` soon on the window's thread; callable from any thread."""
        self._called.emit(work)

    def flush(self) -> None:
        """Deliver what waits; on the window's thread."""
        with self._lock:
            events, self._waiting = self._waiting, []
        for event in events:
            self.event_received.emit(event)

    def _on_wake(self) -> None:
        with self._lock:
            only_text = all(isinstance(event, _STREAMED) for event in self._waiting)
        if not only_text:
            self.flush()
        elif not self._timer.isActive():
            self._timer.start()
