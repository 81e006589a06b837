"""One run of the embedding engine with one model, from its first use to its end."""

import threading
from typing import Final

from app.domain.embedding import EmbedderOptions
from app.domain.errors import EmbeddingCancelled
from app.domain.protocols import Embedder

_POLL_SECONDS: Final = 0.05


class _Load:
    """A load under way, for all who wait for it."""

    def __init__(self) -> None:
        self.done = threading.Event()
        self.error: BaseException | None = None


class EmbedderLife:
    """An engine that is to hold a model. Safe to use from several threads."""

    def __init__(self, engine: Embedder, options: EmbedderOptions) -> None:
        """Take over an engine of which nothing runs yet."""
        self.engine = engine
        self.options = options
        self._lock = threading.Lock()
        self._load: _Load | None = None
        self._over = threading.Event()

    @property
    def is_over(self) -> bool:
        """Whether somebody ended it."""
        return self._over.is_set()

    def get_ready(self, cancel: threading.Event | None) -> None:
        """Have the model loaded, also after a crash; blocks. Raises an AppError.

        When `cancel` is set EmbeddingCancelled follows at once; the load goes on for the others.
        """
        with self._lock:
            if self.engine.loaded() is not None:
                return
            load = self._load
            if load is None or load.done.is_set():
                load = self._load = _Load()
                threading.Thread(
                    target=self._run, args=(load,), name="embedder load", daemon=True
                ).start()
        while not load.done.wait(None if cancel is None else _POLL_SECONDS):
            if cancel is not None and cancel.is_set():
                raise EmbeddingCancelled
        if load.error is not None:
            raise load.error

    def wait_for_end(self, seconds: float) -> bool:
        """Wait for so long at most; whether it is over."""
        return self._over.wait(seconds)

    def end(self) -> None:
        """End the engine for good, whatever it is doing; within seconds."""
        self._over.set()
        self.engine.close()

    def _run(self, load: _Load) -> None:
        try:
            self.engine.load(self.options)
        except BaseException as error:  # whoever waits hears of it, whatever it is
            load.error = error
        finally:
            load.done.set()
