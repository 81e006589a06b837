"""Keeps an answer that is being written every second, so that a crash loses no more than that."""

import threading
from collections.abc import Callable
from typing import Final

CHECKPOINT_SECONDS: Final = 1.0


class Checkpoints:
    """Calls `keep` from a thread of its own, once a second while something is under way."""

    def __init__(self, keep: Callable[[], bool], seconds: float = CHECKPOINT_SECONDS) -> None:
        """`keep` keeps what there is; False when nothing is under way any more."""
        self._keep = keep
        self._seconds = seconds
        self._wake = threading.Event()
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """Something is under way."""
        with self._lock:
            if self._closed.is_set():
                return
            self._wake.set()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="checkpoints", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Keep nothing any more; waits for what is being kept."""
        self._closed.set()
        self._wake.set()
        thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join()

    def _run(self) -> None:
        while not self._closed.is_set():
            self._wake.wait()
            # Cleared before looking: what begins afterwards sets it again.
            self._wake.clear()
            while not self._closed.wait(self._seconds) and self._keep():
                pass
