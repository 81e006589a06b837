"""Has a model unloaded that nobody has used for as long as a person allows."""

import threading
from collections.abc import Callable
from typing import Final

from app.config import settings as options
from app.config.settings import Settings
from app.domain.protocols import Engine

MINUTE_SECONDS: Final = 60.0
CHECK_SECONDS: Final = 60.0
"""At least so often, for the setting may change meanwhile."""
LEAST_WAIT_SECONDS: Final = 0.05
"""Before another try, when the model was just in use."""


class IdleUnload:
    """A thread that wakes when the model may have been idle for long enough.

    Idle is counted from the end of the last answer or load. The thread begins with `start` and
    ends with `close`.
    """

    def __init__(self, engine: Engine, settings: Settings, unload: Callable[[], object]) -> None:
        """`unload` is called on the thread; it may decline, and is called again later."""
        self._engine = engine
        self._settings = settings
        self._unload = unload
        self._closing = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to look, unless it has begun; to be called when a model is loaded."""
        with self._starting:
            if self._thread is None and not self._closing.is_set():
                self._thread = threading.Thread(target=self._run, name="idle", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Look no more; does not wait for an unloading under way."""
        self._closing.set()

    @property
    def seconds_left(self) -> float | None:
        """Until the model has been idle for long enough; None while there is nothing to unload."""
        allowed = self._settings.get(options.IDLE_MINUTES) * MINUTE_SECONDS
        if not allowed or self._engine.loaded() is None:
            return None
        return max(0.0, allowed - self._engine.idle_seconds())

    def _run(self) -> None:
        while not self._closing.wait(self._pause()):
            if self.seconds_left == 0:
                self._unload()

    def _pause(self) -> float:
        left = self.seconds_left
        return CHECK_SECONDS if left is None else min(CHECK_SECONDS, max(LEAST_WAIT_SECONDS, left))
