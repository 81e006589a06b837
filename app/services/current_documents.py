"""The documents that hold now: in memory, in the open vault, or none while the vault is locked."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Protocol

from app.domain.document_store import DocumentStore


class HoldsDocuments(Protocol):
    """What knows which documents hold now: the store of conversations that they lie beside."""

    @property
    def documents(self) -> DocumentStore:
        """Raises VaultLocked while there are none."""


class CurrentDocuments:
    """Hands out the DocumentStore that holds now.

    Another one may stand in its place, for a question about files that are to be kept nowhere.
    """

    def __init__(
        self, holder: HoldsDocuments, new_memory: Callable[[], DocumentStore] | None = None
    ) -> None:
        self._holder = holder
        self._new_memory = new_memory
        self._instead: DocumentStore | None = None

    @contextlib.contextmanager
    def in_memory(self) -> Iterator[None]:
        """Inside, an empty store in memory holds: nothing of it is kept."""
        if self._new_memory is None:
            raise RuntimeError("nothing makes a store in memory here")
        self._instead = self._new_memory()
        try:
            yield
        finally:
            self._instead = None

    @property
    def store(self) -> DocumentStore:
        """The one that holds; raises VaultLocked."""
        return self._holder.documents if self._instead is None else self._instead
