"""The composition root: builds every object once, in order, and takes them down in reverse."""

import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from app.catalog.cards import read_cards
from app.catalog.library import Library
from app.catalog.manifest import read_catalog
from app.config import settings as options
from app.config import settings_file
from app.config.instance import Presence
from app.config.paths import Paths
from app.config.settings import Settings
from app.domain.document_store import DocumentStore
from app.domain.errors import VaultLocked
from app.domain.vault import VaultState
from app.engine.client import EngineClient
from app.index.reader.client import ReaderClient
from app.security.keys import Keys
from app.security.network_gate import NetworkGate
from app.security.vault import Vault
from app.services.assistants import AssistantService
from app.services.attachments import AttachmentService
from app.services.chat import ChatService
from app.services.comparing import ComparingService
from app.services.comparison_tally import ComparisonTally
from app.services.context_meter import ContextMeter
from app.services.conversation_settings import ConversationSettingsService
from app.services.current_documents import CurrentDocuments
from app.services.current_store import CurrentStore
from app.services.desk import Desk
from app.services.download_services import DownloadServices
from app.services.embedder_engine import EmbedderEngine
from app.services.embedders import EmbedderService
from app.services.event_bus import EventBus
from app.services.exchange import ExchangeService
from app.services.filing import FilingService
from app.services.first_look import FirstLookService
from app.services.history import HistoryService
from app.services.jobs import JobRunner
from app.services.judges import EntailmentService, RerankerService
from app.services.measuring_services import MeasuringServices
from app.services.model_files import ModelFiles
from app.services.model_library import ModelLibrary
from app.services.models import ModelService
from app.services.nearest import NearestPassages
from app.services.network_ledger import NetworkLedger
from app.services.open_vault import OpenVault
from app.services.own_models import OwnModels
from app.services.package_fetching import PackageFetcher
from app.services.personal_settings import PersonalSettings
from app.services.prompt_library import PromptLibrary
from app.services.retention import RetentionService
from app.services.safety import SafetyService
from app.services.summaries import SummaryService
from app.services.temporary import TemporaryService
from app.services.temporary_chat import TemporaryChat
from app.services.title_making import TitleService
from app.services.token_view import TokenView
from app.services.turns import TurnService
from app.services.vault import VaultService
from app.store.memory import MemoryStore

if TYPE_CHECKING:
    from app.services.asking import AskService
    from app.services.bench import BenchService
    from app.services.downloads import DownloadService
    from app.services.ingest import IngestService
    from app.services.search import SearchService
    from app.services.sources import SourceService
    from app.services.updates import UpdateService
    from app.services.workshop import MakeWorkshop


class DocumentServices:
    """All that is about documents, built when it is first asked for.

    What it imports takes longer than the window has to open; a conversation without documents
    needs none of it. Safe to use from several threads.
    """

    def __init__(
        self,
        current: CurrentDocuments,
        reader: ReaderClient,
        embedder: EmbedderService,
        models: ModelService,
        engine: EngineClient,
        settings: Settings,
        bus: EventBus,
        jobs: JobRunner,
        home: Path,
        reranker: RerankerService,
        entailer: EntailmentService,
    ) -> None:
        self.reranker = reranker
        self.entailer = entailer
        self.current = current
        self.reader = reader
        self.embedder = embedder
        self._models = models
        self._engine = engine
        self._settings = settings
        self._bus = bus
        self._jobs = jobs
        self._home = home
        self._building = threading.RLock()
        self._is_followed = False
        self.is_barred: Callable[[str], bool] = lambda _passage: False
        """Whether a safety model flagged the text of a passage."""

    @cached_property
    def ingest(self) -> "IngestService":
        """Collections, and what is read of them."""
        from app.services.ingest import IngestService

        with self._building:
            return IngestService(
                self.current,
                self.reader,
                self.embedder,
                self._bus,
                left_out=(self._home,),
                on_defect=self._jobs.on_defect,
            )

    @cached_property
    def search(self) -> "SearchService":
        """Passages for a question."""
        from app.services.search import SearchService

        with self._building:
            return SearchService(self.current, self.embedder, self.reranker)

    @cached_property
    def asking(self) -> "AskService":
        """Answers from documents."""
        from app.services.asking import AskService

        with self._building:
            return AskService(
                self.current,
                self.search,
                self.embedder,
                self._models,
                self._engine,
                self._settings,
                self.entailer,
                self.is_barred,
            )

    @cached_property
    def sources(self) -> "SourceService":
        """The documents behind an answer."""
        from app.services.sources import SourceService

        with self._building:
            return SourceService(self.current, self.reader)

    def follow(self) -> None:
        """Keep the collections of whichever vault is open up to date, from now on."""
        self._is_followed = True
        self._jobs.start(self._refresh)

    def opened(self, _history: object) -> None:
        """A vault was opened: see `follow`."""
        if self._is_followed:
            self._jobs.start(self._refresh)

    def closing(self) -> None:
        """The store is about to be closed: use it no more."""
        if "ingest" in self.__dict__:
            self.ingest.stop()
        if "search" in self.__dict__:
            self.search.forget()
        # Its memory holds what was read, as the chat engine's holds what was said.
        self.embedder.forget()

    def close(self) -> None:
        """End what runs."""
        if "ingest" in self.__dict__:
            self.ingest.close()
        self.embedder.close()

    def _refresh(self) -> None:
        """Look at the folders, if there are any, and have the vectors ready."""
        with contextlib.suppress(VaultLocked):
            if self.current.store.collections():
                self.ingest.refresh()
                self.search.warm_up()


@dataclass(frozen=True, slots=True)
class Application:
    """Everything a front end may use. It owns threads and a child process: call `close`."""

    paths: Paths
    settings: Settings
    bus: EventBus
    jobs: JobRunner
    gate: NetworkGate
    library: ModelLibrary
    fetching: DownloadServices
    model_files: ModelFiles
    models: ModelService
    chat: ChatService
    meter: ContextMeter
    summaries: SummaryService
    conversation_settings: ConversationSettingsService
    own_models: OwnModels
    temporary: TemporaryService
    quick_chat: TemporaryChat
    titles: TitleService
    vault: VaultService
    nearest: NearestPassages
    turns: TurnService
    tokens: TokenView
    comparing: ComparingService
    history: HistoryService
    filing: FilingService
    retention: RetentionService
    exchange: ExchangeService
    attachments: AttachmentService
    prompts: PromptLibrary
    assistants: AssistantService
    first_look: FirstLookService
    engine: EngineClient
    network: NetworkLedger
    reader: ReaderClient
    documents: DocumentServices
    safety: SafetyService
    measuring: MeasuringServices

    @property
    def downloads(self) -> "DownloadService":
        """Downloads of models; made when they are asked for."""
        return self.fetching.downloads

    @property
    def updates(self) -> "UpdateService":
        """Looks for a newer Snug; made when it is asked for."""
        from app import __version__
        from app.security.update_signature import shipped_keys
        from app.services.update_fetching import UpdateFetcher
        from app.services.updates import UpdateService
        from app.store.migrations import MIGRATIONS

        return UpdateService(
            self.settings,
            UpdateFetcher(self.paths, self.gate, self.settings),
            running=__version__,
            schema=len(MIGRATIONS),
            keys=shipped_keys,
        )

    @property
    def bench(self) -> "BenchService":
        """Measures models; made when it is asked for, the window does without."""
        from app.services.bench import BenchService

        return BenchService(self.models, self.engine)

    def close(self) -> bool:
        """Stop answers, then the engine, then what still runs; whether all of it ended in time.

        The vault is closed last: what answers wrote until then is kept.
        """
        self.fetching.close()
        self.retention.close()
        self.titles.close()
        self.safety.close()
        self.comparing.close()
        self.measuring.close()
        self.chat.stop_all()
        self.summaries.stop_all()
        self.quick_chat.close()
        self.models.close()
        self.engine.close()
        self.documents.close()
        self.reader.close()
        has_ended = self.jobs.close()
        self.chat.close()
        self.turns.close()
        self.history.close()
        self.vault.close()
        return has_ended


def open_vault(path: Path, keys: Keys, is_new: bool) -> OpenVault:
    """The history in a file, opened with the keys, or made where it `is_new`.

    Raises the errors of the vault.
    """
    # Imported here: a start without a vault, or one that waits to be unlocked, needs none of it.
    from app.store.lean_import import import_sqlalchemy

    import_sqlalchemy()
    from app.store.conversations import VaultConversations
    from app.store.database import Database
    from app.store.index_check import heal

    database = Database(path, keys.database_key, vault_id=keys.vault_id, create=is_new)
    return OpenVault(VaultConversations(database), database, lambda: heal(database))


def _make_workshop() -> "MakeWorkshop":
    # Imported here: who makes no models needs none of it.
    from app.engine.workshop_client import WorkshopClient

    return WorkshopClient


def _memory_documents() -> DocumentStore:
    from app.store.memory_documents import MemoryDocuments

    return MemoryDocuments()


def build(
    home: Path | None, assignments: tuple[str, ...] = (), *, offline: bool = False
) -> Application:
    """Build the application; `assignments` are `key=value` settings of this run."""
    paths = Paths.of(home)
    settings = Settings(
        settings_file.load(paths.config_file),
        lambda values: settings_file.save(paths.config_file, values),
        lambda keys: settings_file.wipe(paths.config_file, keys),
    )
    for assignment in assignments:
        settings.tell(assignment)
    catalog = read_catalog(Paths.catalog_file())
    gate = NetworkGate(lambda: offline or settings.get(options.OFFLINE))
    bus = EventBus()
    jobs = JobRunner()
    engine = EngineClient()
    files = Library(paths, catalog)
    models = ModelService(files, engine, settings, bus)
    engine.on_crash = models.on_engine_crash
    models.choose_saved()
    safe = Vault(paths.home)
    store = CurrentStore(MemoryStore() if safe.state() is VaultState.NONE else None)
    chat = ChatService(store, models, engine, jobs, settings, bus)
    conversation_settings = ConversationSettingsService(store, chat.layers, settings, bus)
    chat.chosen_for = conversation_settings.waiting
    chat.on_begun = conversation_settings.forget
    temporary = TemporaryService(store, MemoryStore, chat, conversation_settings, bus)
    titles = TitleService(store, models, engine, jobs, settings, bus, chat.is_busy)
    vault = VaultService(
        safe, store, open_vault, MemoryStore, chat, models, settings, bus, Presence(paths.home)
    )
    personal = PersonalSettings(
        settings, lambda keys: settings_file.wipe(paths.config_file, keys), bus, safe.state()
    )
    network = NetworkLedger(gate)
    reader = ReaderClient()
    embedding = EmbedderEngine()
    documents = DocumentServices(
        CurrentDocuments(store, _memory_documents),
        reader,
        EmbedderService(files, settings, embedding),
        models,
        engine,
        settings,
        bus,
        jobs,
        paths.home,
        RerankerService(files, settings, embedding),
        EntailmentService(files, settings, embedding),
    )
    chat.answer_questions_with(lambda: documents.asking)
    meter = ContextMeter(chat, settings, bus)
    meter.asking = lambda: documents.asking
    summaries = SummaryService(store, models, engine, chat.window, bus)
    quick_chat = TemporaryChat(models, engine, jobs, settings, MemoryStore)
    vault.companions += [quick_chat, personal, network, documents]
    nearest = NearestPassages(store, lambda: documents.asking)
    turns = TurnService(store, chat, bus)
    tokens = TokenView(store, chat, models, engine)
    tokens.asking = lambda: documents.asking
    tally = ComparisonTally()
    vault.companions.append(tally)

    def is_answering() -> bool:
        return chat.is_busy() or quick_chat.chat.is_busy()

    comparing = ComparingService(
        chat, models, engine, files, settings, bus, jobs, tally, lambda: EngineClient()
    )
    safety = SafetyService(store, files, settings, bus, jobs, is_answering, lambda: EngineClient())
    safety.watch(quick_chat.store, quick_chat.bus)
    vault.companions.append(safety)
    documents.is_barred = safety.is_barred
    measuring = MeasuringServices(
        paths, files, settings, Desk(models, engine), is_answering, jobs, lambda: EngineClient(),
        _make_workshop,
    )  # fmt: skip
    vault.companions.append(measuring)
    history = HistoryService(store, chat, bus)
    filing = FilingService(store, bus)
    retention = RetentionService(store, settings, jobs, bus)
    exchange = ExchangeService(store, bus)
    attachments = AttachmentService(store, reader)
    prompts = PromptLibrary(store, Paths.resource("prompts"), bus)
    assistants = AssistantService(store, Paths.resource("assistants"), bus)
    chat.layers.assistant_of = assistants.of
    packages = PackageFetcher(gate, settings)
    library = ModelLibrary(paths, catalog, packages, lambda: read_cards(Paths.catalog_file()))
    fetching = DownloadServices(paths, library, gate, settings, bus, jobs)
    vault.companions.append(fetching)
    return Application(
        paths=paths,
        settings=settings,
        bus=bus,
        jobs=jobs,
        gate=gate,
        library=library,
        fetching=fetching,
        model_files=ModelFiles(paths, files, models, lambda: fetching.pins),
        models=models,
        chat=chat,
        meter=meter,
        summaries=summaries,
        conversation_settings=conversation_settings,
        own_models=OwnModels(models, chat, conversation_settings),
        temporary=temporary,
        quick_chat=quick_chat,
        titles=titles,
        vault=vault,
        nearest=nearest,
        turns=turns,
        tokens=tokens,
        comparing=comparing,
        history=history,
        filing=filing,
        retention=retention,
        exchange=exchange,
        attachments=attachments,
        prompts=prompts,
        assistants=assistants,
        first_look=FirstLookService(models, library),
        engine=engine,
        network=network,
        reader=reader,
        documents=documents,
        safety=safety,
        measuring=measuring,
    )
