"""The model that judges passages again, beside the one that reads them: found and asked."""

import threading
from collections.abc import Sequence
from typing import Final

from app.catalog.library import Library
from app.config import settings as options
from app.config.settings import Settings
from app.domain.embedding import EmbedderOptions, Pooling, Purpose
from app.domain.errors import ModelMissing
from app.domain.models import InstalledModel, Task
from app.services.embedder_engine import EmbedderEngine

AUTO: Final = "auto"
NONE: Final = "none"


class RerankerService:
    """Judges how well passages answer a question, where such a model is installed.

    It lives in the child of the embedder, where one waits for the other, and both rest together.
    Safe to use from several threads.
    """

    def __init__(self, library: Library, settings: Settings, engine: EmbedderEngine) -> None:
        self._library = library
        self._settings = settings
        self._engine = engine

    def is_there(self) -> bool:
        """Whether the model that the setting asks for is installed."""
        return self._model() is not None

    def rerank(
        self, question: str, texts: Sequence[str], *, cancel: threading.Event | None = None
    ) -> tuple[float, ...]:
        """A score for each text, in their order, higher is better; blocks. Raises an AppError.

        Only the order of scores means anything, and only within one question. A text longer than
        the model's window is cut by its tokens, and worth as much as its best part.
        """
        model = self._model()
        if model is None:
            raise ModelMissing(name="")
        wanted = EmbedderOptions(
            model.path, pooling=Pooling.RANK, threads=self._settings.get(options.THREADS)
        )
        return self._engine.ask(
            Purpose.RANK,
            wanted,
            lambda engine: engine.rerank(question, texts, cancel=cancel),
            cancel,
        )

    def _model(self) -> InstalledModel | None:
        chosen = self._settings.get(options.RERANKER)
        for model in self._library.installed():
            is_ranking = model.entry is not None and model.entry.task is Task.RERANK
            if chosen == model.id or (chosen == AUTO and is_ranking):
                return model
        return None
