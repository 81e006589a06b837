"""The documents that hold now: in memory, in the open vault, or none while the vault is locked."""

from app.domain.document_store import DocumentStore
from app.domain.errors import VaultLocked


class CurrentDocuments:
    """Hands out the DocumentStore that holds now. It is changed by whoever opens the vault."""

    def __init__(self, store: DocumentStore | None) -> None:
        self._store = store

    def use(self, store: DocumentStore | None) -> None:
        """Let another one hold, or none; the one before is closed with its database."""
        self._store = store

    @property
    def store(self) -> DocumentStore:
        """The one that holds; raises VaultLocked."""
        store = self._store
        if store is None:
            raise VaultLocked
        return store
