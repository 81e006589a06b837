"""An embedder that dies, in the middle or as it starts: nothing that was asked for fails."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from ask_room import AskRoom
from catalog_entries import entry_for
from frozen import freeze
from gguf_files import tiny_bert
from patience import when

from app.catalog.library import Library
from app.config import settings as options
from app.config.paths import Paths
from app.config.settings import Settings
from app.domain.embedding import EmbedderOptions, LoadedEmbedder, Pooling
from app.domain.events import DocumentsFailed, DocumentsRecovered
from app.domain.models import EmbeddingUse, Task
from app.domain.retrieval import AnswerBasis
from app.engine.embedder_client import EmbedderClient
from app.services.asking import AskService
from app.services.embedder_engine import EmbedderEngine
from app.services.embedders import EmbedderService
from app.services.search import SearchService
from app.workers.supervisor import Child

pytestmark = pytest.mark.real_engine
QUESTION = "How much is the deposit?"


@dataclass
class Fate:
    """When children are killed, and how many of the next ones."""

    moment: str = ""
    left: int = 0

    def strikes(self, moment: str) -> bool:
        if moment != self.moment or not self.left:
            return False
        self.left -= 1
        return True


class Mortal(EmbedderClient):
    """A real child that is killed as it starts, as it loads, or in the middle of a request."""

    def __init__(self, fate: Fate) -> None:
        super().__init__()
        self.fate = fate

    def _adopt(self, child: Child) -> None:
        super()._adopt(child)
        if self.fate.strikes("starting"):
            threading.Thread(target=_kill_at_birth, args=(child,), daemon=True).start()

    def load(self, options: EmbedderOptions, on_progress: object = None) -> LoadedEmbedder:
        if self.fate.strikes("loading"):
            self.report()
            _stop_and_kill(self)
        return super().load(options)

    def embed(self, *arguments: object, **named: object) -> object:  # type: ignore[override]
        if self.fate.strikes("asked"):
            _stop_and_kill(self)
        return super().embed(*arguments, **named)  # type: ignore[arg-type]


def _kill_at_birth(child: Child) -> None:
    while child._process is None:
        time.sleep(0.001)
    os.kill(child.pid, signal.SIGKILL)


def _stop_and_kill(embedder: EmbedderClient) -> None:
    """What is asked of it meanwhile waits, and is never answered."""
    pid = embedder.pid
    freeze(pid)
    when(lambda: embedder._requests or embedder._loading, lambda: os.kill(pid, signal.SIGKILL))


class Room(AskRoom):
    """Documents that were read by a real child, whose successors meet their fate."""

    def __init__(self, folder: Path) -> None:
        paths = Paths.of(folder / "reader")
        paths.ensure(paths.models)
        file = tiny_bert(paths.models / "t.gguf")
        use = EmbeddingUse(32, Pooling.MEAN)
        changes = {"task": Task.EMBEDDING, "file_name": "t.gguf", "embedding": use}
        self.fate = Fate()
        settings = Settings()
        settings.tell("engine.threads=1")
        library = Library(paths, (entry_for(file.read_bytes(), **changes),))
        self.mortal = EmbedderService(library, settings, EmbedderEngine(lambda: Mortal(self.fate)))
        self.model_file = file
        super().__init__(folder)
        self.chat.settings.tell(f"{options.DOCUMENT_ANSWERS.key}=extract")
        self.reader.reads.clear()

    def use(self, embedder: EmbedderService) -> None:
        self.embedder = embedder
        self.ingest._embedder = embedder
        self.search = SearchService(self.current, embedder)
        self.asking = AskService(
            self.current, self.search, embedder, self.chat.models, self.engine, self.chat.settings
        )
        self.refresh()

    def failures(self) -> list[DocumentsFailed]:
        return [each for each in self.events if isinstance(each, DocumentsFailed)]

    def missing(self) -> int:
        return len(self.store.without_vectors(self.mortal.fingerprint(), 100))

    def close(self) -> None:
        super().close()
        self.mortal.close()


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path)
    made.use(made.mortal)
    assert not made.missing()
    made.mortal.forget()  # each test begins without a child
    yield made
    made.close()


MOMENTS = pytest.mark.parametrize("moment", ["starting", "loading", "asked"])


@MOMENTS
def test_one_death_is_not_noticed(room: Room, moment: str) -> None:
    room.fate.moment, room.fate.left = moment, 1
    found = room.search.search(QUESTION)
    assert room.fate.left == 0
    assert not found.by_words_only
    assert found.passages[0].ranks.cosine is not None


@MOMENTS
def test_where_the_next_one_dies_too_words_are_searched(room: Room, moment: str) -> None:
    room.fate.moment, room.fate.left = moment, 2
    found = room.search.search(QUESTION)
    assert room.fate.left == 0
    assert found.by_words_only
    assert found.passages[0].document.name == "lease.txt"
    assert {each.ranks.cosine for each in found.passages} == {None}
    room.mortal.forget()
    again = room.search.search(QUESTION)
    assert not again.by_words_only
    assert again.passages[0].ranks.cosine is not None


@MOMENTS
def test_a_question_is_answered_all_the_same_and_says_how(room: Room, moment: str) -> None:
    room.fate.moment, room.fate.left = moment, 99
    answer = room.asking.ask(QUESTION)
    assert answer.grounding.basis is AnswerBasis.EXTRACT
    assert "1,800 euros" in answer.text
    assert answer.grounding.by_words_only


def test_a_death_after_the_search_leaves_the_answer(room: Room) -> None:
    prepared = room.asking.prepare(QUESTION)
    assert not prepared.found.by_words_only
    room.fate.moment, room.fate.left = "asked", 99
    answer = room.asking.conclude(prepared, "")
    assert answer.grounding.basis is AnswerBasis.EXTRACT
    assert not answer.grounding.by_words_only


def test_a_damaged_model_leaves_the_words(room: Room) -> None:
    size = room.model_file.stat().st_size
    room.search.warm_up()
    room.model_file.write_bytes(bytes(size))
    answer = room.asking.ask(QUESTION)
    assert "1,800 euros" in answer.text


@MOMENTS
def test_what_is_read_meanwhile_is_kept_and_gets_its_vectors_later(room: Room, moment: str) -> None:
    room.write("more.txt", "The cellar is 12 square metres.")
    room.fate.moment, room.fate.left = moment, 99
    room.refresh()
    assert room.states()["more.txt"] == "indexed"
    assert room.missing() == 1
    (told,) = room.failures()
    assert told.by_words_meanwhile
    found = room.search.search("How large is the cellar?")
    assert found.passages[0].document.name == "more.txt"
    room.refresh()
    assert len(room.failures()) == 1  # once is enough
    room.fate.left = 0
    room.mortal.forget()
    room.refresh()
    assert room.missing() == 0
    assert len(room.failures()) == 1
    assert any(isinstance(each, DocumentsRecovered) for each in room.events)
    assert room.states()["lease.txt"] == "indexed"


def test_one_that_never_started_is_told_of_too(room: Room) -> None:
    room.store.forget_embedder(room.mortal.fingerprint())
    assert not room.search.search(QUESTION).by_words_only  # it would answer, had it read
    room.mortal.forget()
    room.fate.moment, room.fate.left = "starting", 99
    found = room.search.search(QUESTION)
    assert found.by_words_only
    assert found.passages[0].document.name == "lease.txt"
