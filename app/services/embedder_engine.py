"""The child that embeds and judges, shared by its models: begun when needed, ended when idle."""

import threading
import time
from collections.abc import Callable
from typing import Final, TypeVar

from app.domain.embedding import EmbedderOptions, Purpose
from app.domain.errors import EmbeddingCancelled, EngineCrashed, EngineHangs, EngineUnavailable
from app.domain.protocols import TextEngine
from app.services.embedder_life import EmbedderLife

IDLE_SECONDS: Final = 300.0
"""Without a question or a text, then the models' half gigabyte is given back; they are back within
two seconds."""

_T = TypeVar("_T")


def _engine() -> TextEngine:
    # Imported here: who has no documents needs none of it.
    from app.engine.embedder_client import EmbedderClient

    return EmbedderClient()


class EmbedderEngine:
    """Asks one child, which holds a model for each purpose. Safe to use from several threads.

    The child is started by the first call, again by the next one after it ended, and once more
    within a call in which it died. It owns that process: call `close`.
    """

    def __init__(
        self, engine: Callable[[], TextEngine] = _engine, idle_seconds: float = IDLE_SECONDS
    ) -> None:
        """`engine` makes a new one, of which nothing runs yet."""
        self._make_engine = engine
        self._idle_seconds = idle_seconds
        self._lock = threading.Lock()
        self._life: EmbedderLife | None = None
        self._users = 0
        self._used = 0.0
        self.is_closed = False

    def another(self) -> "EmbedderEngine":
        """One like this, with a child of its own."""
        return EmbedderEngine(self._make_engine, self._idle_seconds)

    def ask(
        self,
        purpose: Purpose,
        options: EmbedderOptions,
        ask: Callable[[TextEngine], _T],
        cancel: threading.Event | None = None,
    ) -> _T:
        """Ask the engine with that model loaded; once more when it died. Blocks.

        It may have been another's fault. One that hangs is not asked again: a person has waited
        long enough. Raises an AppError, EmbeddingCancelled once it was ended on purpose.
        """
        try:
            return self._ask_once(purpose, options, ask, cancel)
        except EngineHangs:
            raise
        except (EngineCrashed, EngineUnavailable):
            return self._ask_once(purpose, options, ask, cancel)

    def forget(self) -> None:
        """End the process that holds what was read; calls under way raise EmbeddingCancelled.

        The next call starts another.
        """
        with self._lock:
            life, self._life = self._life, None
        if life is not None:
            life.end()

    def close(self) -> None:
        """End it for good; within seconds."""
        with self._lock:
            self.is_closed = True
        self.forget()

    def _ask_once(
        self,
        purpose: Purpose,
        options: EmbedderOptions,
        ask: Callable[[TextEngine], _T],
        cancel: threading.Event | None,
    ) -> _T:
        life = self._begin(purpose, options)
        try:
            life.get_ready(purpose, options, cancel)
            return ask(life.engine)
        except (EngineCrashed, EngineUnavailable) as error:
            if life.is_over:  # it was ended, and did not crash
                raise EmbeddingCancelled from error
            raise
        finally:
            with self._lock:
                self._users -= 1
                self._used = time.monotonic()

    def _begin(self, purpose: Purpose, options: EmbedderOptions) -> EmbedderLife:
        """The life with the model of today, from now on in use."""
        with self._lock:
            if self.is_closed:
                raise EmbeddingCancelled
            life, before = self._life, None
            if life is None or not life.suits(purpose, options):
                before, life = life, EmbedderLife(self._make_engine())
                self._life = life
                watch = threading.Thread(
                    target=self._watch, args=(life,), name="embedder idle", daemon=True
                )
                watch.start()
            self._users += 1
        if before is not None:
            before.end()
        return life

    def _watch(self, life: EmbedderLife) -> None:
        """End a life that nobody has used for long."""
        pause = self._idle_seconds
        while not life.wait_for_end(pause):
            with self._lock:
                left = self._used + self._idle_seconds - time.monotonic()
                is_idle = not self._users and left <= 0
                if is_idle and self._life is life:
                    self._life = None
            if is_idle:
                life.end()
                return
            pause = self._idle_seconds if left <= 0 else left
