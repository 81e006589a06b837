"""What is made of models and measured of them, built when it is first asked for."""

import threading
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.catalog.library import Library
from app.config.paths import Paths
from app.config.settings import Settings
from app.domain.protocols import Engine
from app.services.desk import Desk
from app.services.jobs import JobRunner
from app.services.kept_texts import KeptTexts
from app.services.open_vault import KeptHistory

if TYPE_CHECKING:
    from app.services.evaluating import EvaluationService
    from app.services.evaluation_drafts import EvaluationDrafts
    from app.services.evaluation_runs import EvaluationRuns
    from app.services.evaluation_sets import EvaluationSets
    from app.services.measuring import MeasuringService
    from app.services.model_figures import FigureService
    from app.services.workshop import MakeWorkshop, WorkshopService

USUAL_TEXT: Final = "reading-en.txt"
"""What perplexity is measured over where nobody names another text."""


class MeasuringServices:
    """The window opens without any of it. What is kept of it follows the vault."""

    def __init__(
        self,
        paths: Paths,
        library: Library,
        settings: Settings,
        usual: Desk,
        is_busy: Callable[[], bool],
        jobs: JobRunner,
        make_engine: Callable[[], Engine],
        make_workshop: "Callable[[], MakeWorkshop]",
    ) -> None:
        """`usual` writes answers, and is busy with one while `is_busy`."""
        self._paths = paths
        self._library = library
        self._settings = settings
        self._usual = usual
        self._is_busy = is_busy
        self._jobs = jobs
        self._make_engine = make_engine
        self._make_workshop = make_workshop
        self._sets = KeptTexts("evaluation_set")
        self._drafts = KeptTexts("evaluation_draft")
        self._runs = KeptTexts("evaluation_run")

    @cached_property
    def workshop(self) -> "WorkshopService":
        """Makes models of models."""
        from app.services.workshop import WorkshopService

        return WorkshopService(self._paths, self._library, self._make_workshop())

    @cached_property
    def measuring(self) -> "MeasuringService":
        """Measures models beside the conversations."""
        from app.services.measuring import MeasuringService

        return MeasuringService(
            self._library,
            self._settings,
            self._usual,
            self._is_busy,
            self._jobs,
            self._make_engine,
            self._make_workshop(),
            self._folder,
            self._folder / USUAL_TEXT,
        )

    @cached_property
    def sets(self) -> "EvaluationSets":
        """Sets of questions."""
        from app.services.evaluation_sets import EvaluationSets

        return EvaluationSets(self._folder, self._sets)

    @cached_property
    def drafts(self) -> "EvaluationDrafts":
        """Sets of questions that are not saved yet."""
        from app.services.evaluation_drafts import EvaluationDrafts

        return EvaluationDrafts(self._drafts)

    @cached_property
    def runs(self) -> "EvaluationRuns":
        """What came of asking them."""
        from app.services.evaluation_runs import EvaluationRuns

        return EvaluationRuns(self._runs)

    @property
    def evaluation(self) -> "EvaluationService":
        """Asks the model that conversations use questions; for who has no conversations."""
        from app.services.evaluating import EvaluationService

        return EvaluationService(self._usual.models, self._usual.engine, self._folder)

    @property
    def figures(self) -> "FigureService":
        """Measures the model that conversations use; likewise."""
        from app.services.bench import BenchService
        from app.services.model_figures import FigureService

        models, engine = self._usual.models, self._usual.engine
        bench = BenchService(models, engine)
        usual_text = self._folder / USUAL_TEXT
        return FigureService(models, engine, bench, self._make_workshop(), usual_text)

    def opened(self, history: KeptHistory) -> None:
        """The vault was opened, or made."""
        self._sets.opened(history)
        self._drafts.opened(history)
        self._runs.opened(history)

    def closing(self) -> None:
        """The vault is about to be closed: the memory of an engine may hold what is asked."""
        self.close()
        self._sets.closing()
        self._drafts.closing()
        self._runs.closing()

    def stop(self, cancel: threading.Event | None = None) -> None:
        """End what is measured, or only what was begun with `cancel`."""
        if "measuring" in self.__dict__:
            self.measuring.stop(cancel)

    def close(self) -> None:
        """End what runs."""
        self.stop()

    @property
    def _folder(self) -> Path:
        return Paths.resource("evaluations")
