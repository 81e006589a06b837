"""The models that judge, beside the one that reads: passages for a question, and statements."""

import threading
from collections.abc import Sequence
from typing import ClassVar, Final

from app.catalog.library import Library
from app.config import settings as options
from app.config.setting_types import Setting
from app.config.settings import Settings
from app.domain.embedding import EmbedderOptions, Pooling, Purpose
from app.domain.errors import ModelMissing
from app.domain.models import InstalledModel, Task
from app.services.embedder_engine import EmbedderEngine

AUTO: Final = "auto"


class _Judge:
    """A model for one task, chosen by one setting."""

    task: ClassVar[Task]
    setting: ClassVar[Setting[str]]

    def __init__(self, library: Library, settings: Settings, engine: EmbedderEngine) -> None:
        self._library = library
        self._settings = settings
        self._engine = engine

    def is_there(self) -> bool:
        """Whether the model that the setting asks for is installed."""
        return self._model() is not None

    def installed(self) -> list[InstalledModel]:
        """The models on this computer that could do it."""
        return [
            each
            for each in self._library.installed()
            if each.entry is not None and each.entry.task is self.task
        ]

    def _model(self) -> InstalledModel | None:
        return _chosen(self._library, self._settings.get(self.setting), self.task)


class RerankerService(_Judge):
    """Judges how well passages answer a question, where such a model is installed.

    It lives in the child of the embedder, where one waits for the other, and both rest together.
    Safe to use from several threads.
    """

    task = Task.RERANK
    setting = options.RERANKER

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
        return self._engine.ask(
            Purpose.RANK,
            _options(model, self._settings),
            lambda engine: engine.rerank(question, texts, cancel=cancel),
            cancel,
        )


class EntailmentService(_Judge):
    """Tells how likely a statement follows from a text, where such a model is installed.

    It lives where the reranker does. Safe to use from several threads.
    """

    task = Task.ENTAILMENT
    setting = options.ENTAILMENT

    def entails(
        self, hypothesis: str, premises: Sequence[str], *, cancel: threading.Event | None = None
    ) -> tuple[float, ...]:
        """How likely a hypothesis follows from each premise, from 0 to 1, in their order; blocks.

        A premise longer than the model's window counts by its best part. Raises an AppError.
        """
        model = self._model()
        if model is None:
            raise ModelMissing(name="")
        return self._engine.ask(
            Purpose.ENTAIL,
            _options(model, self._settings),
            lambda engine: engine.entails(hypothesis, premises, cancel=cancel),
            cancel,
        )


def _chosen(library: Library, chosen: str, task: Task) -> InstalledModel | None:
    """The installed model that a setting names, or the first for a task."""
    for model in library.installed():
        is_of_task = model.entry is not None and model.entry.task is task
        if chosen == model.id or (chosen == AUTO and is_of_task):
            return model
    return None


def _options(model: InstalledModel, settings: Settings) -> EmbedderOptions:
    return EmbedderOptions(model.path, pooling=Pooling.RANK, threads=settings.get(options.THREADS))
