"""Measures models on an engine of its own, so that conversations keep their model.

Where both do not fit into memory the model of the conversations makes room, unless it is writing,
and is loaded again afterwards.
"""

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from app.catalog.library import Library
from app.config.settings import Settings
from app.domain.bench import BenchStep
from app.domain.errors import AppError, MeasurementBusy, MeasurementCancelled
from app.domain.evaluation import EvaluationSet, ModelResult
from app.domain.evaluation_runs import EvaluationRun
from app.domain.ids import new_evaluation_id
from app.domain.models import ModelPhase
from app.domain.moments import now
from app.domain.protocols import Engine
from app.domain.workshop import Measured
from app.services.bench import BenchService
from app.services.desk import Desk
from app.services.evaluating import EvaluationService, Tell
from app.services.event_bus import EventBus
from app.services.jobs import JobRunner
from app.services.model_figures import FigureService
from app.services.models import ModelService
from app.services.workshop import MakeWorkshop, OnProgress

T = TypeVar("T")
TellBench = Callable[[str, BenchStep], None]
"""Hears of a model, and what of it is measured next."""


class MeasuringService:
    """One measurement at a time. Calls block, often for minutes; `stop` ends the one that runs."""

    def __init__(
        self,
        library: Library,
        settings: Settings,
        usual: Desk,
        is_busy: Callable[[], bool],
        jobs: JobRunner,
        make_engine: Callable[[], Engine],
        make_workshop: MakeWorkshop,
        folder: Path,
        usual_text: Path,
    ) -> None:
        """`usual` writes the answers of conversations, `is_busy` tells whether it does so now.

        `folder` holds the sets that came with Snug, perplexity is measured over `usual_text`.
        """
        self._library = library
        self._settings = settings
        self._usual = usual
        self._is_busy = is_busy
        self._jobs = jobs
        self._make_engine = make_engine
        self._make_workshop = make_workshop
        self._folder = folder
        self._usual_text = usual_text
        self._running = threading.Lock()
        self._cancel = threading.Event()
        """Of the measurement that runs."""
        self._engine: Engine | None = None

    @property
    def is_running(self) -> bool:
        """Whether something is being measured."""
        return self._running.locked()

    def stop(self, cancel: threading.Event | None = None) -> None:
        """End what runs, soon: it raises MeasurementCancelled.

        With `cancel` only what was begun with it: whoever stops other work stops no measurement.
        """
        if cancel is not None and cancel is not self._cancel:
            return
        self._cancel.set()
        engine = self._engine
        if engine is not None:
            engine.close()

    def evaluate(
        self,
        models: Sequence[str],
        sets: Sequence[EvaluationSet],
        tell: Tell,
        cancel: threading.Event,
    ) -> EvaluationRun:
        """Ask every model, by id or path, every question.

        Raises MeasurementBusy, MeasurementCancelled soon after `cancel` is set or `stop` is called,
        or the AppError of what fails; a model that is not there is told before the first question.
        """
        for each in models:
            self._library.find(each)

        def measure(desk: Desk) -> tuple[ModelResult, ...]:
            service = EvaluationService(desk.models, desk.engine, self._folder)
            results = []
            for each in models:
                self._make_room(desk, each)
                results.append(service.evaluate(each, sets, tell, cancel))
            return tuple(results)

        return EvaluationRun(new_evaluation_id(), now(), self._measured(measure, cancel))

    def figures(
        self,
        models: Sequence[str],
        text: Path | None,
        tell: TellBench,
        on_read: OnProgress,
        cancel: threading.Event,
    ) -> Measured:
        """Size, speed and perplexity of models, by id or path; without a text over that of Snug.

        Raises as `evaluate`, TextUnreadable and TextTooShort.
        """

        def measure(desk: Desk) -> Measured:
            bench = BenchService(desk.models, desk.engine)
            service = FigureService(
                desk.models, desk.engine, bench, self._make_workshop, self._usual_text
            )
            read = service.text(text)
            found = []
            for each in models:
                self._make_room(desk, each)

                def told(step: BenchStep, model: str = each) -> None:
                    if cancel.is_set():
                        raise MeasurementCancelled
                    tell(model, step)

                found.append(service.figures(each, read, told, on_read, cancel))
            return Measured(tuple(found), text.name if text is not None else "", now())

        return self._measured(measure, cancel)

    def _measured(self, measure: Callable[[Desk], T], cancel: threading.Event) -> T:
        if not self._running.acquire(blocking=False):
            raise MeasurementBusy
        try:
            self._cancel = cancel
            with self._own_desk() as desk, self._memory_lent():
                return measure(desk)
        except AppError as error:
            if cancel.is_set() and not isinstance(error, MeasurementCancelled):
                raise MeasurementCancelled(error.detail) from error  # the engine was ended
            raise
        finally:
            self._running.release()

    @contextlib.contextmanager
    def _own_desk(self) -> Iterator[Desk]:
        engine = self._make_engine()
        # What happens to these models is no news for the window: their own bus.
        models = ModelService(self._library, engine, self._settings, EventBus())
        self._engine = engine
        try:
            yield Desk(models, engine)
        finally:
            self._engine = None
            models.close()
            engine.close()

    @contextlib.contextmanager
    def _memory_lent(self) -> Iterator[None]:
        """The usual model is there again afterwards, if it was there before."""
        was_ready = self._usual.models.state.phase is ModelPhase.READY
        try:
            yield
        finally:
            if was_ready and self._usual.models.state.phase is ModelPhase.UNLOADED:
                self._jobs.start(self._usual.models.ensure_loaded, on_error=lambda _error: None)

    def _make_room(self, desk: Desk, name: str) -> None:
        if self._cancel.is_set():
            raise MeasurementCancelled
        is_loaded = self._usual.models.state.phase is ModelPhase.READY
        if is_loaded and not self._is_busy() and not desk.models.plan(name)[1].fits:
            self._usual.models.forget()
