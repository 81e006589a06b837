"""Documents in memory alone: read for this session, and gone with it."""

from app.domain.ids import MessageId
from app.domain.retrieval import Grounding
from app.store.documents import VaultDocuments
from app.store.memory_database import MemoryDatabase


class MemoryDocuments(VaultDocuments):
    """A DocumentStore that forgets everything at the end. Safe to use from several threads.

    The messages that groundings belong to are kept elsewhere (`app.store.memory`), so it keeps
    groundings by the ids of their messages.
    """

    def __init__(self) -> None:
        self._memory = MemoryDatabase()
        super().__init__(self._memory)
        self._groundings: dict[MessageId, Grounding] = {}

    def put_grounding(self, message_id: MessageId, grounding: Grounding) -> None:
        """Keep what an answer rests on, in place of what was kept before."""
        self._groundings[message_id] = grounding

    def grounding(self, message_id: MessageId) -> Grounding | None:
        """What an answer rests on, or None."""
        return self._groundings.get(message_id)

    def close(self) -> None:
        """Forget everything."""
        self._groundings.clear()
        self._memory.close()
