"""The chosen model: which one it is, how it gets ready, and what state it is in."""

import contextlib
import threading
from collections.abc import Iterator

from app.catalog.library import Library
from app.config import settings as options
from app.config.settings import Settings
from app.domain.errors import AppError, EngineError, LoadCancelled, NoModel
from app.domain.events import ModelChanged
from app.domain.models import (
    EngineReport,
    InstalledModel,
    LoadedModel,
    LoadRequest,
    ModelPhase,
    ModelState,
    Task,
)
from app.domain.placement import LoadPlan, Remedy
from app.domain.protocols import Engine
from app.services.event_bus import EventBus
from app.services.guards import form_of
from app.services.idle_unload import IdleUnload
from app.services.load_plans import LoadPlans, PlannedLoad


class ModelService:
    """Chooses a model, loads it when it is needed, and unloads it when nobody has used it for long.

    Safe to use from several threads; owns one: call `close`.
    """

    def __init__(self, library: Library, engine: Engine, settings: Settings, bus: EventBus) -> None:
        self._library = library
        self._engine = engine
        self._settings = settings
        self._bus = bus
        self._loading = threading.Lock()
        # Entering a state and telling of it are one, so that listeners hear states in their order.
        self._entering = threading.RLock()
        self._users = 0
        self._state = ModelState(ModelPhase.NONE)
        self._chosen: InstalledModel | None = None
        self._usual: InstalledModel | None = None
        """The one that answers where a conversation asks for no other."""
        self._plans = LoadPlans(library, settings)
        self._in_use: PlannedLoad | None = None
        self._idle = IdleUnload(engine, settings, self._unload_idle)

    def close(self) -> None:
        """Unload nothing any more."""
        self._idle.close()

    @property
    def state(self) -> ModelState:
        """What the model chip shows."""
        return self._state

    @property
    def usual(self) -> InstalledModel | None:
        """The model that answers where a conversation has none of its own."""
        return self._usual

    @property
    def load_in_use(self) -> LoadRequest | None:
        """How the model that was loaded last was loaded."""
        return self._in_use.request if self._in_use is not None else None

    def report(self) -> EngineReport:
        """What the engine found on this machine; starts it if need be.

        Raises EngineUnavailable or EngineUnstable.
        """
        return self._engine.report()

    def installed(self) -> list[InstalledModel]:
        """The chat models on this computer."""
        return [
            model
            for model in self._library.installed()
            if form_of(model) is None and (model.entry is None or model.entry.task is Task.CHAT)
        ]

    def choose_saved(self) -> None:
        """Take the model that was chosen last, or the first there is; nothing is loaded yet."""
        wanted = self._settings.get(options.MODEL)
        try:
            model = self._library.find(wanted) if wanted else self._first()
        except AppError:
            model = self._first()
        if model is None:
            self._enter(ModelState(ModelPhase.NONE, error=NoModel()))
        else:
            self._chosen = self._usual = model
            self._enter(ModelState(ModelPhase.UNLOADED, model))

    def find(self, name: str) -> InstalledModel:
        """A model of this computer by id or path; raises a ModelError."""
        return self._library.find(name)

    def choose(self, name: str) -> InstalledModel:
        """Take a model by id or path, without loading it; raises a ModelError."""
        self._usual = self.borrow(name)
        return self._usual

    def borrow(self, name: str) -> InstalledModel:
        """Take a model for one conversation, until `give_back`; raises a ModelError."""
        model = self._library.find(name)
        self._take(model)
        return model

    def give_back(self) -> None:
        """Take the usual model again, where another one was borrowed."""
        if self._usual is not None:
            self._take(self._usual)

    def _take(self, model: InstalledModel) -> None:
        chosen, self._chosen = self._chosen, model
        if chosen is None or chosen.path != model.path:
            self._enter(ModelState(ModelPhase.UNLOADED, model))
            self._engine.cancel_load()

    def remember(self, model: InstalledModel) -> None:
        """Choose this model again at the next start."""
        self._settings.set(options.MODEL, lasting_name(model))

    def ensure_loaded(self) -> LoadedModel:
        """The chosen model, ready to answer; loads it if need be and blocks. Raises an AppError."""
        with self._loading:
            while (model := self._chosen) is not None:
                loaded = self._loaded(model)
                # Another may have been chosen while this one loaded: then that one is loaded.
                if loaded is not None and self._is_chosen(model):
                    return loaded
            raise NoModel

    @contextlib.contextmanager
    def in_use(self) -> Iterator[None]:
        """Nothing is unloaded inside: between having a model ready and asking it something."""
        with self._entering:
            self._users += 1
        try:
            yield
        finally:
            with self._entering:
                self._users -= 1

    def plan(self, name: str, context: int | None = None) -> tuple[InstalledModel, LoadPlan]:
        """How a model would be loaded now; `context` in place of the setting.

        Raises a ModelError, EngineUnavailable or EngineUnstable; a plan that does not fit says so.
        """
        planned = self._planned(self._library.find(name), context)
        return planned.model, planned.plan

    def take(self, remedy: Remedy) -> None:
        """Let a remedy hold for the chosen model; the next load goes by it."""
        if self._state.model is not None:
            self._plans.take(self._state.model, remedy)

    def forget(self) -> None:
        """End the engine, whose memory holds what was said; the next answer starts it anew."""
        self._engine.cancel_load()
        self._engine.forget()
        self._leave_ready()

    def on_engine_crash(self, error: AppError) -> None:
        """The engine went away: the model must be loaded again before the next answer."""
        self._leave_ready(error)

    def _unload_idle(self) -> None:
        """On the thread that looks for idle models."""
        if not self._loading.acquire(blocking=False):
            return
        try:
            with self._entering:
                is_used = self._users > 0
            # Whoever comes from now on waits for the lock, and loads the model again.
            if not is_used and self._idle.seconds_left == 0 and self._engine.unload():
                self._leave_ready()
        finally:
            self._loading.release()

    def _leave_ready(self, error: AppError | None = None) -> None:
        with self._entering:
            if self._state.phase is ModelPhase.READY:
                self._enter(ModelState(ModelPhase.UNLOADED, self._state.model, error=error))

    def _first(self) -> InstalledModel | None:
        models = self.installed()
        starters = [model for model in models if model.entry is not None and model.entry.starter]
        return next(iter(starters or models), None)

    def _is_chosen(self, model: InstalledModel) -> bool:
        return self._chosen is not None and self._chosen.path == model.path

    def _loaded(self, model: InstalledModel) -> LoadedModel | None:
        """The model, loaded; None when another was chosen meanwhile."""
        loaded = self._engine.loaded()
        if loaded is None or loaded.path != model.path:
            try:
                loaded = self._load(model)
            except AppError as error:
                error.values.setdefault("name", model.name)
                if not self._is_chosen(model):
                    return None
                self._enter(ModelState(ModelPhase.FAILED, model, error=error))
                raise
            except Exception as error:
                failed = EngineError(type(error).__name__)
                self._enter(ModelState(ModelPhase.FAILED, model, error=failed))
                raise
        if self._is_chosen(model) and self._state.phase is not ModelPhase.READY:
            plan = self._in_use.plan if self._in_use is not None else None
            self._enter(ModelState(ModelPhase.READY, model, progress=1.0, loaded=loaded, plan=plan))
            self._idle.start()
        return loaded

    def _load(self, model: InstalledModel) -> LoadedModel:
        def tell(done: float) -> None:
            if self._is_chosen(model):
                self._enter(ModelState(ModelPhase.LOADING, model, progress=done))

        tell(0.0)
        planned: PlannedLoad | None = None
        try:
            planned = self._planned(model)
            self._plans.check(planned)
            loaded = self._engine.load(planned.request, tell)
        except AppError as error:
            error.values.setdefault("name", model.name)
            if planned is not None and not isinstance(error, LoadCancelled):
                self._plans.explain(error, planned)
            raise
        self._in_use = planned
        return loaded

    def _planned(self, model: InstalledModel, context: int | None = None) -> PlannedLoad:
        """The plan of a load, before the engine sees the file."""
        # What the model before holds is given back before this one is loaded.
        held = self._engine.memory_held()
        return self._plans.plan(model, self._engine.report().devices, held, context)

    def _enter(self, state: ModelState) -> None:
        with self._entering:
            self._state = state
            self._bus.publish(ModelChanged(state))


def lasting_name(model: InstalledModel) -> str:
    """By what a model is found again: the id of the catalog, or the path of the user's own file."""
    return model.id if model.entry else str(model.path)
