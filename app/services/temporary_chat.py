"""Conversations that are kept nowhere, vault or not: they live in memory and are told to nobody."""

from collections.abc import Callable
from typing import Final

from app.config.settings import Settings
from app.domain.protocols import ConversationStore, Engine
from app.services.chat import ChatService
from app.services.current_store import CurrentStore
from app.services.event_bus import EventBus
from app.services.jobs import JobRunner
from app.services.models import ModelService

STOP_SECONDS: Final = 2.0


class TemporaryChat:
    """A chat of its own beside the one that is kept; a companion of the vault.

    Its events go to its own bus: whoever shows or keeps conversations hears nothing of these.
    """

    def __init__(
        self,
        models: ModelService,
        engine: Engine,
        jobs: JobRunner,
        settings: Settings,
        new_store: Callable[[], ConversationStore],
    ) -> None:
        self.bus = EventBus()
        self._new_store = new_store
        self._store = CurrentStore(new_store())
        self.store: ConversationStore = self._store
        self.chat = ChatService(self._store, models, engine, jobs, settings, self.bus)

    def forget(self) -> None:
        """End what runs and keep nothing of what was said; blocks for two seconds at most."""
        self.chat.stop_all()
        self.chat.wait_idle(STOP_SECONDS)
        before = self._store.use(self._new_store())
        if before is not None:
            before.close()

    def opened(self, _history: object) -> None:
        """A vault was opened: it is none of this one's business."""

    def closing(self) -> None:
        """The vault is about to be closed: what is said here may be as private."""
        self.forget()

    def close(self) -> None:
        """End what runs, for good."""
        self.forget()
        self.chat.close()
