"""A room for tests about documents: a folder with files, and all that reads and keeps them."""

from pathlib import Path
from typing import Any

from documents import PlainReader, WordEmbedder

from app.domain.collections import Collection, IndexProgress, StoredDocument
from app.domain.errors import VaultLocked
from app.domain.events import AppEvent, DocumentsProgressed
from app.index.decision import Rule
from app.services.current_documents import CurrentDocuments
from app.services.event_bus import EventBus
from app.services.ingest import IngestService
from app.services.search import SearchService
from app.store.database import Database
from app.store.documents import VaultDocuments
from app.store.memory_database import MemoryDatabase

PATIENCE = 60
BY_WORDS = Rule(bias=-2.5, cosine=0, words=6, foreign=0)
"""The vectors of the tests' embedder are near each other in another way than real ones."""


class Held:
    """The store that holds, or none while the vault is locked."""

    def __init__(self, store: VaultDocuments) -> None:
        self.store: VaultDocuments | None = store

    @property
    def documents(self) -> VaultDocuments:
        if self.store is None:
            raise VaultLocked
        return self.store


class DocumentRoom:
    """An IngestService over a store, in memory unless another is given, and a folder with files."""

    def __init__(
        self,
        folder: Path,
        database: MemoryDatabase | Database | None = None,
        *,
        reader: Any = None,
        embedder: Any = None,
    ) -> None:
        """What is given is closed with the room; a reader that is not given reads plain text.

        The collection is the first that the database has.
        """
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self.database = database or MemoryDatabase()
        self.store = VaultDocuments(self.database)
        self.reader = reader or PlainReader()
        self.embedder = embedder or WordEmbedder()
        self.events: list[AppEvent] = []
        bus = EventBus()
        bus.subscribe(self.events.append)
        self.held = Held(self.store)
        self.current = CurrentDocuments(self.held)
        self.ingest = IngestService(
            self.current, self.reader, self.embedder, bus, left_out=[folder / "mine"]
        )
        self.search = SearchService(self.current, self.embedder, rule=BY_WORDS)
        known = self.ingest.collections()
        self.collection: Collection = known[0] if known else self.ingest.add_collection("Papers")

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def add(self, *paths: Path) -> None:
        self.ingest.add(self.collection.id, paths or (self.folder,))
        self.wait()

    def refresh(self) -> None:
        self.reader.reads.clear()
        self.ingest.refresh()
        self.wait()

    def wait(self) -> None:
        assert self.ingest.wait_idle(PATIENCE)

    def documents(self) -> dict[str, StoredDocument]:
        return {each.name: each for each in self.ingest.documents(self.collection.id)}

    def states(self) -> dict[str, str]:
        return {name: each.reason or each.state for name, each in sorted(self.documents().items())}

    def close(self) -> None:
        if isinstance(self.reader, PlainReader):
            self.reader.hold.set()
        self.ingest.close()
        if not isinstance(self.reader, PlainReader):
            self.reader.close()
        self.database.close()

    def progress(self) -> list[IndexProgress]:
        return [each.progress for each in self.events if isinstance(each, DocumentsProgressed)]
