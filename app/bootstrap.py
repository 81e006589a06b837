"""The composition root: builds every object once, in order, and takes them down in reverse."""

from dataclasses import dataclass
from pathlib import Path

from app.catalog.library import Library
from app.catalog.manifest import read_catalog
from app.config import settings as options
from app.config import settings_file
from app.config.paths import Paths
from app.config.settings import Settings
from app.engine.client import EngineClient
from app.security.network_gate import NetworkGate
from app.services.bench import BenchService
from app.services.chat import ChatService
from app.services.event_bus import EventBus
from app.services.jobs import JobRunner
from app.services.model_library import ModelLibrary
from app.services.models import ModelService
from app.store.memory import MemoryStore


@dataclass(frozen=True, slots=True)
class Application:
    """Everything a front end may use. It owns threads and a child process: call `close`."""

    paths: Paths
    settings: Settings
    bus: EventBus
    jobs: JobRunner
    library: ModelLibrary
    models: ModelService
    chat: ChatService
    bench: BenchService
    engine: EngineClient

    def close(self) -> bool:
        """Stop answers, then the engine, then what still runs; whether all of it ended in time."""
        self.chat.stop_all()
        self.models.close()
        self.engine.close()
        return self.jobs.close()


def build(
    home: Path | None, assignments: tuple[str, ...] = (), *, offline: bool = False
) -> Application:
    """Build the application; `assignments` are `key=value` settings of this run."""
    paths = Paths.of(home)
    settings = Settings(
        settings_file.load(paths.config_file),
        lambda values: settings_file.save(paths.config_file, values),
    )
    for assignment in assignments:
        settings.tell(assignment)
    catalog = read_catalog(Paths.catalog_file())
    gate = NetworkGate(lambda: offline or settings.get(options.OFFLINE))
    bus = EventBus()
    jobs = JobRunner()
    engine = EngineClient()
    models = ModelService(Library(paths, catalog), engine, settings, bus)
    engine.on_crash = models.on_engine_crash
    models.choose_saved()
    chat = ChatService(MemoryStore(), models, engine, jobs, settings, bus)
    library = ModelLibrary(paths, catalog, gate)
    bench = BenchService(models, engine)
    return Application(paths, settings, bus, jobs, library, models, chat, bench, engine)
