"""One run of the embedding engine with its models, from its first use to its end."""

import threading
from typing import Final

from app.domain.embedding import EmbedderOptions, Purpose
from app.domain.errors import EmbeddingCancelled
from app.domain.protocols import TextEngine

_POLL_SECONDS: Final = 0.05


class _Load:
    """A load under way, for all who wait for it."""

    def __init__(self) -> None:
        self.done = threading.Event()
        self.error: BaseException | None = None


class EmbedderLife:
    """An engine that is to hold a model for each purpose. Safe to use from several threads."""

    def __init__(self, engine: TextEngine) -> None:
        """Take over an engine of which nothing runs yet."""
        self.engine = engine
        self._lock = threading.Lock()
        self._options: dict[Purpose, EmbedderOptions] = {}
        self._loads: dict[Purpose, _Load] = {}
        self._over = threading.Event()

    @property
    def is_over(self) -> bool:
        """Whether somebody ended it."""
        return self._over.is_set()

    def suits(self, purpose: Purpose, options: EmbedderOptions) -> bool:
        """Whether it holds no other model for that purpose; from now on it is to hold this one."""
        with self._lock:
            return self._options.setdefault(purpose, options) == options

    def get_ready(
        self, purpose: Purpose, options: EmbedderOptions, cancel: threading.Event | None
    ) -> None:
        """Have the model loaded, also after a crash; blocks. Raises an AppError.

        When `cancel` is set EmbeddingCancelled follows at once; the load goes on for the others.
        """
        with self._lock:
            self._options.setdefault(purpose, options)
            if self.engine.loaded(purpose) is not None:
                return
            load = self._loads.get(purpose)
            if load is None or load.done.is_set():
                load = self._loads[purpose] = _Load()
                threading.Thread(
                    target=self._run, args=(load, purpose, options), name="embedder load",
                    daemon=True,
                ).start()  # fmt: skip
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

    def _run(self, load: _Load, purpose: Purpose, options: EmbedderOptions) -> None:
        try:
            match purpose:
                case Purpose.EMBED:
                    self.engine.load(options)
                case Purpose.RANK:
                    self.engine.load_reranker(options)
                case Purpose.ENTAIL:
                    self.engine.load_entailer(options)
        except BaseException as error:  # whoever waits hears of it, whatever it is
            load.error = error
        finally:
            load.done.set()
