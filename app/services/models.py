"""The chosen model: which one it is, how it gets ready, and what state it is in."""

import threading
from typing import Final

from app.catalog.fit import check_fits
from app.catalog.gguf import check_tail, read_header
from app.catalog.library import Library
from app.config import settings as options
from app.config.machine import hardware, usable_cores
from app.config.settings import Settings
from app.domain.errors import AppError, EngineError, ModelNotForChat, NoModel
from app.domain.events import ModelChanged
from app.domain.models import (
    EngineReport,
    GgufHeader,
    InstalledModel,
    LoadedModel,
    LoadRequest,
    ModelPhase,
    ModelState,
    Task,
)
from app.domain.protocols import Engine
from app.services.event_bus import EventBus

DEFAULT_CONTEXT: Final = 8192
MIN_CONTEXT: Final = 512
_EMBEDDERS: Final = frozenset({"bert", "nomic-bert", "jina-bert-v2", "xlm-roberta", "t5encoder"})


class ModelService:
    """Chooses a model and loads it when it is needed. Safe to use from several threads."""

    def __init__(self, library: Library, engine: Engine, settings: Settings, bus: EventBus) -> None:
        self._library = library
        self._engine = engine
        self._settings = settings
        self._bus = bus
        self._loading = threading.Lock()
        self._state = ModelState(ModelPhase.NONE)
        self._chosen: InstalledModel | None = None

    @property
    def state(self) -> ModelState:
        """What the model chip shows."""
        return self._state

    def report(self) -> EngineReport:
        """What the engine found on this machine; starts it if need be. Raises EngineUnavailable."""
        return self._engine.report()

    def installed(self) -> list[InstalledModel]:
        """The chat models on this computer."""
        return [
            model
            for model in self._library.installed()
            if model.entry is None or model.entry.task is Task.CHAT
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
            self._chosen = model
            self._enter(ModelState(ModelPhase.UNLOADED, model))

    def choose(self, name: str) -> InstalledModel:
        """Take a model by id or path, without loading it; raises a ModelError."""
        model = self._library.find(name)
        chosen, self._chosen = self._chosen, model
        if chosen is None or chosen.path != model.path:
            self._enter(ModelState(ModelPhase.UNLOADED, model))
            self._engine.cancel_load()
        return model

    def remember(self, model: InstalledModel) -> None:
        """Choose this model again at the next start."""
        self._settings.set(options.MODEL, model.id if model.entry else str(model.path))

    def ensure_loaded(self) -> LoadedModel:
        """The chosen model, ready to answer; loads it if need be and blocks. Raises an AppError."""
        with self._loading:
            while (model := self._chosen) is not None:
                loaded = self._loaded(model)
                # Another may have been chosen while this one loaded: then that one is loaded.
                if loaded is not None and self._is_chosen(model):
                    return loaded
            raise NoModel

    def on_engine_crash(self, error: AppError) -> None:
        """The engine went away: the model must be loaded again before the next answer."""
        state = self._state
        if state.phase is ModelPhase.READY:
            self._enter(ModelState(ModelPhase.UNLOADED, state.model, error=error))

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
            self._enter(ModelState(ModelPhase.READY, model, progress=1.0, loaded=loaded))
        return loaded

    def _load(self, model: InstalledModel) -> LoadedModel:
        def tell(done: float) -> None:
            if self._is_chosen(model):
                self._enter(ModelState(ModelPhase.LOADING, model, progress=done))

        tell(0.0)
        return self._engine.load(self._plan(model), tell)

    def _plan(self, model: InstalledModel) -> LoadRequest:
        """Read the header, choose a context, and check that it fits, before the engine sees it."""
        header = read_header(model.path)
        if header.architecture in _EMBEDDERS:
            raise ModelNotForChat(name=model.name)
        context = self._context(header)
        # What the model before holds is given back before this one is loaded.
        free = hardware().memory_available + self._engine.memory_held()
        check_fits(header, model.name, context, free)
        check_tail(model.path, header)
        gpu_layers = self._settings.get(options.GPU_LAYERS)
        return LoadRequest(
            path=model.path,
            context=context,
            threads=self._settings.get(options.THREADS) or usable_cores(),
            gpu_layers=None if gpu_layers < 0 else gpu_layers,
        )

    def _context(self, header: GgufHeader) -> int:
        wanted = self._settings.get(options.CONTEXT_TOKENS)
        if wanted:
            return max(MIN_CONTEXT, wanted)
        return max(MIN_CONTEXT, min(header.context or DEFAULT_CONTEXT, DEFAULT_CONTEXT))

    def _enter(self, state: ModelState) -> None:
        self._state = state
        self._bus.publish(ModelChanged(state))
