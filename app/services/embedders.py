"""The model that reads documents: found, started when it is needed, put to rest when it is not."""

import hashlib
import json
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeVar

from app.catalog.library import Library
from app.config import settings as options
from app.config.settings import Settings
from app.domain.embedding import EmbedderOptions, Embeddings, EmbedKind
from app.domain.errors import (
    EmbeddingCancelled,
    EngineCrashed,
    EngineHangs,
    EngineUnavailable,
    ModelMissing,
    ModelNotInstalled,
    ModelUnreadable,
)
from app.domain.models import CatalogEntry, EmbeddingUse, InstalledModel, Task
from app.domain.protocols import Embedder
from app.services.embedder_life import EmbedderLife

IDLE_SECONDS: Final = 300.0
"""Without a question or a text, then the model's half gigabyte is given back; it is back within two
seconds."""
_READING: Final = 1
"""Counts up when texts are turned into vectors in another way: those of before do not fit then."""

_T = TypeVar("_T")


def _engine() -> Embedder:
    # Imported here: who has no documents needs none of it.
    from app.engine.embedder_client import EmbedderClient

    return EmbedderClient()


class EmbedderService:
    """A DocumentEmbedder. Safe to use from several threads; owns a child process: call `close`.

    Questions go ahead of passages, whoever is waiting for those. The engine is started by the first
    call, again by the next one after it ended, and once more within a call in which it crashed.
    """

    def __init__(
        self,
        library: Library,
        settings: Settings,
        engine: Callable[[], Embedder] = _engine,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        """`engine` makes a new one, of which nothing runs yet."""
        self._library = library
        self._settings = settings
        self._make_engine = engine
        self._idle_seconds = idle_seconds
        self._only: CatalogEntry | None = None
        self._others: dict[str, EmbedderService] = {}
        self._lock = threading.Lock()
        self._life: EmbedderLife | None = None
        self._users = 0
        self._used = 0.0
        self._is_closed = False
        self._hashes: dict[tuple[Path, int, int], str] = {}

    def is_there(self) -> bool:
        """Whether a model is installed; without one documents are found by their words alone."""
        return any(self._size(entry) == entry.bytes for entry in self._entries())

    def missing_model(self) -> str:
        """The id of the model to get, where none is installed; "" where one is."""
        return "" if self.is_there() else next((each.id for each in self._entries()), "")

    def fingerprint(self) -> str:
        """What its vectors are kept under: equal only where they can be compared.

        Of the file itself and of how texts are given to it. Raises ModelMissing, ModelUnreadable.
        """
        model, use = self._model()
        facts = [self._sha256(model), use.pooling, use.query_prefix, use.passage_prefix, _READING]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()

    def earlier(self, fingerprint: str) -> "EmbedderService | None":
        """The installed model that made those vectors, or None; it is closed with this one.

        While another one reads, questions are asked of the one that has read.
        """
        with self._lock:
            if self._is_closed:
                raise EmbeddingCancelled
            for entry in self._entries():
                other = self._others.get(entry.id) or self._of(entry)
                if other.is_there() and other.fingerprint() == fingerprint:
                    self._others[entry.id] = other
                    return other
        return None

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text by the model's own vocabulary, the special ones left out; blocks.

        Raises an AppError.
        """
        return self._ask(lambda engine: engine.count_tokens(texts), None)

    def embed(
        self, texts: Sequence[str], kind: EmbedKind, *, cancel: threading.Event | None = None
    ) -> Embeddings:
        """A vector of length 1 for each text, in their order; blocks. Raises an AppError.

        A text longer than the model reads at once is read in parts, whose vectors are averaged.
        EmptyInput names a text without a word; EmbeddingCancelled follows within a second when
        `cancel` is set, and when `forget` or `close` is called meanwhile.
        """
        return self._ask(lambda engine: engine.embed(texts, kind, cancel=cancel), cancel)

    def forget(self) -> None:
        """End the process that holds what was read; calls under way raise EmbeddingCancelled.

        The next call starts another.
        """
        with self._lock:
            life, self._life = self._life, None
            others = list(self._others.values())
        if life is not None:
            life.end()
        for other in others:
            other.forget()

    def close(self) -> None:
        """End the engine for good; within seconds."""
        with self._lock:
            self._is_closed = True
            others = list(self._others.values())
        for other in others:
            other.close()
        self.forget()

    # --- the model ---------------------------------------------------------------------------

    def _entries(self) -> list[CatalogEntry]:
        """Models that can read documents, the one of the starter kit first."""
        if self._only is not None:
            return [self._only]
        found = [entry for entry in self._library.catalog if entry.task is Task.EMBEDDING]
        return sorted(found, key=lambda entry: not entry.starter)

    def _of(self, entry: CatalogEntry) -> "EmbedderService":
        made = EmbedderService(self._library, self._settings, self._make_engine, self._idle_seconds)
        made._only = entry
        made._hashes = self._hashes
        return made

    def _size(self, entry: CatalogEntry) -> int:
        try:
            return self._library.path_of(entry).stat().st_size
        except OSError:
            return -1

    def _model(self) -> tuple[InstalledModel, EmbeddingUse]:
        entries = self._entries()
        for entry in entries:
            if self._size(entry) == entry.bytes and entry.embedding is not None:
                path = self._library.path_of(entry)
                return InstalledModel(entry.id, path, entry.bytes, entry), entry.embedding
        for entry in entries:
            raise ModelNotInstalled(name=entry.name, id=entry.id)
        raise ModelMissing(name="")

    def _options(self) -> EmbedderOptions:
        model, use = self._model()
        return EmbedderOptions(
            model.path,
            pooling=use.pooling,
            query_prefix=use.query_prefix,
            passage_prefix=use.passage_prefix,
            threads=self._settings.get(options.THREADS),
        )

    def _sha256(self, model: InstalledModel) -> str:
        """Of the file as it lies there; read once, and again when it changed."""
        try:
            state = model.path.stat()
            key = (model.path, state.st_size, state.st_mtime_ns)
            if key not in self._hashes:
                with model.path.open("rb") as file:
                    self._hashes[key] = hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError as error:
            raise ModelMissing(str(error), name=model.name) from error
        except OSError as error:
            raise ModelUnreadable(error.strerror or str(error), name=model.name) from error
        return self._hashes[key]

    # --- the engine --------------------------------------------------------------------------

    def _ask(self, ask: Callable[[Embedder], _T], cancel: threading.Event | None) -> _T:
        """Ask the engine; once more when it died, for it may have been another's fault.

        One that hangs is not asked again: a person has waited long enough.
        """
        try:
            return self._ask_once(ask, cancel)
        except EngineHangs:
            raise
        except (EngineCrashed, EngineUnavailable):
            return self._ask_once(ask, cancel)

    def _ask_once(self, ask: Callable[[Embedder], _T], cancel: threading.Event | None) -> _T:
        life = self._begin()
        try:
            life.get_ready(cancel)
            return ask(life.engine)
        except (EngineCrashed, EngineUnavailable) as error:
            if life.is_over:  # it was ended, and did not crash
                raise EmbeddingCancelled from error
            raise
        finally:
            with self._lock:
                self._users -= 1
                self._used = time.monotonic()

    def _begin(self) -> EmbedderLife:
        """The engine with the model of today, from now on in use."""
        wanted = self._options()
        with self._lock:
            if self._is_closed:
                raise EmbeddingCancelled
            life, before = self._life, None
            if life is None or life.options != wanted:
                before, life = life, EmbedderLife(self._make_engine(), wanted)
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
