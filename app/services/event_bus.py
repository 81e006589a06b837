"""Announcements: services publish, whoever is interested subscribes. Knows no Qt."""

import threading
from collections.abc import Callable

from app.domain.events import AppEvent

Listener = Callable[[AppEvent], None]


class EventBus:
    """Calls every listener for every event, on the thread that publishes, in order."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: list[Listener] = []

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Listen from now on; the returned function ends it."""
        with self._lock:
            self._listeners.append(listener)

        def unsubscribe() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return unsubscribe

    def publish(self, event: AppEvent) -> None:
        """Tell everyone; callable from any thread."""
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener(event)
