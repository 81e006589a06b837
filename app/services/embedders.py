"""The model that reads documents: found, started when it is needed, put to rest when it is not."""

import hashlib
import json
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.catalog.library import Library
from app.config import settings as options
from app.config.paths import Paths
from app.config.settings import Settings
from app.domain.embedding import EmbedderOptions, Embeddings, EmbedKind, Purpose
from app.domain.errors import (
    EmbeddingCancelled,
    ModelMissing,
    ModelNotInstalled,
    ModelUnreadable,
)
from app.domain.models import CatalogEntry, EmbeddingUse, InstalledModel, Task
from app.services.embedder_engine import EmbedderEngine

if TYPE_CHECKING:
    from app.index.centring import LanguageMeans

_READING: Final = 1
"""Counts up when texts are turned into vectors in another way: those of before do not fit then."""


class EmbedderService:
    """A DocumentEmbedder. Safe to use from several threads; ends its engine: call `close`.

    Questions go ahead of passages, whoever is waiting for those.
    """

    def __init__(
        self,
        library: Library,
        settings: Settings,
        engine: EmbedderEngine | None = None,
    ) -> None:
        """`engine` may serve others, too; without one it gets its own."""
        self._library = library
        self._settings = settings
        self._engine = engine or EmbedderEngine()
        self._only: CatalogEntry | None = None
        self._others: dict[str, EmbedderService] = {}
        self._lock = threading.Lock()
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
            if self._engine.is_closed:
                raise EmbeddingCancelled
            for entry in self._entries():
                other = self._others.get(entry.id) or self._of(entry)
                if other.is_there() and other.fingerprint() == fingerprint:
                    self._others[entry.id] = other
                    return other
        return None

    def language_means(self) -> "LanguageMeans | None":
        """What its vectors have of each language; None where nobody has measured it.

        Raises ModelMissing.
        """
        _, use = self._model()
        if not use.language_means:
            return None
        from app.index.centring import load_means  # with numpy, which no start waits for

        return load_means(Paths.resource(f"language_means/{use.language_means}.npz"))

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text by the model's own vocabulary, the special ones left out; blocks.

        Raises an AppError.
        """
        return self._engine.ask(
            Purpose.EMBED, self._options(), lambda engine: engine.count_tokens(texts)
        )

    def embed(
        self, texts: Sequence[str], kind: EmbedKind, *, cancel: threading.Event | None = None
    ) -> Embeddings:
        """A vector of length 1 for each text, in their order; blocks. Raises an AppError.

        A text longer than the model reads at once is read in parts, whose vectors are averaged.
        EmptyInput names a text without a word; EmbeddingCancelled follows within a second when
        `cancel` is set, and when `forget` or `close` is called meanwhile.
        """
        return self._engine.ask(
            Purpose.EMBED,
            self._options(),
            lambda engine: engine.embed(texts, kind, cancel=cancel),
            cancel,
        )

    def forget(self) -> None:
        """End the process that holds what was read; calls under way raise EmbeddingCancelled.

        The next call starts another.
        """
        with self._lock:
            others = list(self._others.values())
        self._engine.forget()
        for other in others:
            other.forget()

    def close(self) -> None:
        """End the engine for good; within seconds."""
        with self._lock:
            others = list(self._others.values())
        self._engine.close()
        for other in others:
            other.close()

    # --- the model ---------------------------------------------------------------------------

    def _entries(self) -> list[CatalogEntry]:
        """Models that can read documents, the one of the starter kit first."""
        if self._only is not None:
            return [self._only]
        found = [entry for entry in self._library.catalog if entry.task is Task.EMBEDDING]
        return sorted(found, key=lambda entry: not entry.starter)

    def _of(self, entry: CatalogEntry) -> "EmbedderService":
        made = EmbedderService(self._library, self._settings, self._engine.another())
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
