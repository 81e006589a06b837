"""The documents that hold now: in memory, in the open vault, or none while the vault is locked."""

from typing import Protocol

from app.domain.document_store import DocumentStore


class HoldsDocuments(Protocol):
    """What knows which documents hold now: the store of conversations that they lie beside."""

    @property
    def documents(self) -> DocumentStore:
        """Raises VaultLocked while there are none."""


class CurrentDocuments:
    """Hands out the DocumentStore that holds now.

    Another one may be put in its place, for a question about files that are to be kept nowhere.
    """

    def __init__(self, holder: HoldsDocuments) -> None:
        self._holder = holder
        self._instead: DocumentStore | None = None

    def use(self, store: DocumentStore | None) -> None:
        """Let another one hold for this process, or again the one that belongs here."""
        self._instead = store

    @property
    def store(self) -> DocumentStore:
        """The one that holds; raises VaultLocked."""
        return self._holder.documents if self._instead is None else self._instead
