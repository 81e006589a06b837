"""The services of a conversation around a fake engine, for tests."""

import threading
from pathlib import Path

from fake_engine import FakeEngine
from gguf_files import tiny_llama

from app.catalog.library import Library
from app.config.paths import Paths
from app.config.settings import Settings
from app.domain.conversations import Message
from app.domain.events import AnswerEnded, AnswerGrew, AppEvent
from app.domain.ids import ConversationId
from app.services.chat import ChatService
from app.services.event_bus import EventBus
from app.services.jobs import JobRunner
from app.services.models import ModelService
from app.store.memory import MemoryStore


class Room:
    """The services around a fake engine, with a real tiny model file to choose."""

    def __init__(self, folder: Path, *, has_model: bool = True) -> None:
        self.engine = FakeEngine()
        self.bus = EventBus()
        self.events: list[AppEvent] = []
        self.ended = threading.Event()
        self.grew = threading.Event()
        self.bus.subscribe(self._hear)
        self.jobs = JobRunner()
        self.defects: list[BaseException] = []
        self.jobs.on_defect = self.defects.append
        paths = Paths.of(folder)
        if has_model:
            paths.models.mkdir(parents=True)
            tiny_llama(paths.models / "tiny.gguf")
        settings = self.settings = Settings()
        self.models = ModelService(Library(paths, ()), self.engine, settings, self.bus)
        self.models.choose_saved()
        self.store = MemoryStore()
        self.chat = ChatService(self.store, self.models, self.engine, self.jobs, settings, self.bus)

    def _hear(self, event: AppEvent) -> None:
        self.events.append(event)
        if isinstance(event, AnswerEnded):
            self.ended.set()
        if isinstance(event, AnswerGrew):
            self.grew.set()

    def wait(self) -> Message:
        assert self.ended.wait(60)
        self.ended.clear()
        return next(e.message for e in reversed(self.events) if isinstance(e, AnswerEnded))


def talk(room: Room, *pairs: tuple[str, str]) -> ConversationId:
    """A conversation of questions and answers."""
    conversation = room.chat.begin(pairs[0][0], "Be brief.")
    for asked, answered in pairs:
        room.engine.says(answered)
        assert room.chat.send(conversation, asked)
        room.wait()
    return conversation
