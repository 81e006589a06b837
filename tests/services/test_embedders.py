"""The model that reads documents: there when needed, gone when not, and never in the way."""

import hashlib
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from catalog_entries import entry_for
from frozen import freeze
from gguf_files import tiny_bert
from patience import when
from vault_homes import make_vault, opened
from vaults import PASSPHRASE

from app.catalog.library import Library
from app.catalog.manifest import read_catalog
from app.config.paths import Paths
from app.config.settings import Settings
from app.domain.embedding import EmbedderOptions, EmbedKind, Pooling
from app.domain.errors import (
    AppError,
    EmbeddingCancelled,
    EmptyInput,
    EngineCrashed,
    EngineUnstable,
    ModelDamaged,
    ModelMissing,
    ModelNotInstalled,
)
from app.domain.models import CatalogEntry, EmbeddingUse, Task
from app.engine.embedder_client import EmbedderClient
from app.services.embedder_engine import EmbedderEngine
from app.services.embedders import EmbedderService

pytestmark = pytest.mark.real_engine
PASSAGE, QUERY = EmbedKind.PASSAGE, EmbedKind.QUERY
USE = EmbeddingUse(32, Pooling.MEAN, "query: ", "passage: ")
TEXTS = ["a cat", "two dogs on a mat", "x " * 400]


class Room:
    """A home with a tiny embedding model, services over it, and every engine that they start."""

    def __init__(self, home: Path) -> None:
        self.paths = Paths.of(home)
        self.paths.ensure(self.paths.models)
        self.file = tiny_bert(home / "made.gguf")
        self.entry = self.entry_of(self.file.read_bytes())
        self.engines: list[EmbedderClient] = []
        self.services: list[EmbedderService] = []

    def entry_of(self, data: bytes, **changes: object) -> CatalogEntry:
        values = {"id": "tiny", "task": Task.EMBEDDING, "file_name": "t.gguf", "embedding": USE}
        return entry_for(data, **values | changes)

    def install(self, data: bytes | None = None) -> Path:
        path = self.paths.models / self.entry.file_name
        path.write_bytes(self.file.read_bytes() if data is None else data)
        return path

    def service(self, *entries: CatalogEntry, idle_seconds: float = 300.0) -> EmbedderService:
        library = Library(self.paths, entries or (self.entry,))
        settings = Settings()
        settings.tell("engine.threads=2")
        made = EmbedderService(library, settings, EmbedderEngine(self._engine, idle_seconds))
        self.services.append(made)
        return made

    def _engine(self) -> EmbedderClient:
        self.engines.append(EmbedderClient())
        return self.engines[-1]

    @property
    def pid(self) -> int:
        return self.engines[-1].pid


@pytest.fixture
def room(home: Path) -> Iterator[Room]:
    made = Room(home)
    yield made
    for service in made.services:
        service.close()
    assert not [engine for engine in made.engines if engine.pid]


@pytest.fixture
def starter(room: Room, starter_embedder: Path) -> EmbedderService:
    """The real one, whose batches take a while."""
    (entry,) = [each for each in read_catalog(Paths.catalog_file()) if each.task is Task.EMBEDDING]
    (room.paths.models / entry.file_name).symlink_to(starter_embedder)
    return room.service(entry)


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.01)


# --- which model ---------------------------------------------------------------------------------


def test_without_a_model_it_says_so_and_how_to_get_one(room: Room) -> None:
    service = room.service()
    assert not service.is_there()
    for ask in (service.fingerprint, lambda: service.embed(TEXTS, PASSAGE)):
        with pytest.raises(ModelNotInstalled, match="snug models get tiny"):
            ask()
    room.install()
    assert service.is_there()
    assert room.engines == []


def test_half_a_file_is_none(room: Room) -> None:
    room.install(room.file.read_bytes()[:-1])
    assert not room.service().is_there()


def test_a_catalog_without_such_models(room: Room) -> None:
    service = room.service(entry_for())
    assert not service.is_there()
    with pytest.raises(ModelMissing):
        service.count_tokens(["a"])


def test_nothing_runs_before_it_is_needed(room: Room) -> None:
    room.install()
    service = room.service()
    assert service.is_there()
    assert service.fingerprint()
    assert room.engines == []


def test_the_fingerprint_is_of_the_file_and_of_how_texts_are_given(room: Room) -> None:
    path = room.install()
    first = room.service().fingerprint()
    assert first == room.service().fingerprint()
    other_use = replace(room.entry, embedding=replace(USE, passage_prefix=""))
    assert room.service(other_use).fingerprint() != first
    other_pooling = replace(room.entry, embedding=replace(USE, pooling=Pooling.CLS))
    assert room.service(other_pooling).fingerprint() != first
    service = room.service()
    assert service.fingerprint() == first
    changed = bytearray(path.read_bytes())
    changed[-1] ^= 1
    path.write_bytes(changed)
    os.utime(path, ns=(1, 1))
    assert service.fingerprint() != first


# --- vectors and tokens --------------------------------------------------------------------------


def test_texts_are_given_as_the_catalog_says(room: Room) -> None:
    path = room.install()
    service = room.service()
    plain = EmbedderClient()
    try:
        plain.load(EmbedderOptions(path, threads=2))
        for kind, prefix in ((QUERY, "query: "), (PASSAGE, "passage: ")):
            expected = plain.embed([prefix + text for text in TEXTS[:2]], kind)
            assert service.embed(TEXTS[:2], kind).data == expected.data
        assert service.count_tokens([*TEXTS, ""]) == plain.count_tokens([*TEXTS, ""])
    finally:
        plain.close()
    assert len(room.engines) == 1


def test_long_texts_have_a_vector_and_empty_ones_are_named(room: Room) -> None:
    room.install()
    service = room.service()
    found = service.embed(TEXTS, PASSAGE)
    assert (len(found), found.dimensions) == (3, 32)
    assert len(service.embed([], PASSAGE)) == 0
    with pytest.raises(EmptyInput) as caught:
        service.embed(["a", " "], PASSAGE)
    assert caught.value.index == 1


def test_a_file_that_does_not_load_is_told_by_its_name(room: Room) -> None:
    data = room.file.read_bytes()
    room.entry = room.entry_of(data[:-3000])
    room.install(data[:-3000])
    service = room.service()
    for _ in range(2):
        with pytest.raises(ModelDamaged, match=r"t\.gguf"):
            service.embed(["a"], PASSAGE)


# --- its end and its next beginning --------------------------------------------------------------


def test_after_a_crash_the_next_call_starts_it_again(room: Room) -> None:
    room.install()
    service = room.service()
    before = service.embed(TEXTS, PASSAGE)
    os.kill(room.pid, signal.SIGKILL)
    wait_until(lambda: not room.pid)
    assert service.embed(TEXTS, PASSAGE).data == before.data


class Killer(EmbedderClient):
    """Dies at the beginning of each of the next calls."""

    deaths = 0

    def embed(self, *arguments: object, **options: object) -> object:  # type: ignore[override]
        if self.deaths:
            self.deaths -= 1
            freeze(self.pid)
            pid = self.pid
            when(lambda: self._requests, lambda: os.kill(pid, signal.SIGKILL))
        return super().embed(*arguments, **options)  # type: ignore[arg-type]


def test_a_crash_in_the_middle_is_tried_once_more(room: Room) -> None:
    room.install()
    engine = Killer()
    library = Library(room.paths, (room.entry,))
    service = EmbedderService(library, Settings(), EmbedderEngine(lambda: engine))
    room.services.append(service)
    before = service.embed(TEXTS, PASSAGE)
    engine.deaths = 1
    assert service.embed(TEXTS, PASSAGE).data == before.data
    engine.deaths = 2
    with pytest.raises((EngineCrashed, EngineUnstable)):
        service.embed(TEXTS, PASSAGE)


def test_forgetting_ends_the_process_and_what_it_was_doing(
    room: Room, starter: EmbedderService
) -> None:
    errors: list[AppError] = []

    def index() -> None:
        try:
            starter.embed(["many words of a passage " * 60] * 200, PASSAGE)
        except AppError as error:
            errors.append(error)

    starter.count_tokens(["a"])
    thread = threading.Thread(target=index)
    thread.start()
    wait_until(lambda: bool(room.engines[-1]._requests))
    pid = room.pid
    starter.forget()
    thread.join(60)
    assert [type(error) for error in errors] == [EmbeddingCancelled]
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert len(starter.embed(["and on we go"], QUERY)) == 1
    assert len(room.engines) == 2


def test_after_its_end_nothing_is_started(room: Room) -> None:
    room.install()
    service = room.service()
    service.embed(["a"], PASSAGE)
    service.close()
    assert not room.pid
    with pytest.raises(EmbeddingCancelled):
        service.embed(["a"], PASSAGE)
    assert len(room.engines) == 1


def test_locking_the_vault_ends_it(
    home: Path, starter_embedder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "models").mkdir(parents=True)
    (home / "models" / starter_embedder.name).symlink_to(starter_embedder)
    make_vault(home)
    made: list[EmbedderClient] = []
    real = EmbedderClient

    def remembered() -> EmbedderClient:
        made.append(real())
        return made[-1]

    monkeypatch.setattr("app.engine.embedder_client.EmbedderClient", remembered)
    app = opened(home)
    try:
        app.documents.embedder.embed(["what nobody else may read"], PASSAGE)
        assert made[0].pid
        app.vault.lock()
        assert not made[0].pid
        app.vault.unlock(PASSPHRASE)
        assert len(app.documents.embedder.embed(["and again"], QUERY)) == 1
    finally:
        app.close()
    assert [engine.pid for engine in made] == [0, 0]


def test_it_ends_when_nobody_asks_for_long_and_comes_back(room: Room) -> None:
    room.install()
    service = room.service(idle_seconds=0.3)
    before = service.embed(TEXTS, PASSAGE)
    assert room.pid
    wait_until(lambda: not room.pid)
    wait_until(lambda: service._engine._life is None)
    assert service.embed(TEXTS, PASSAGE).data == before.data
    assert len(room.engines) == 2


def test_it_does_not_end_while_it_is_used(room: Room, starter_embedder: Path) -> None:
    room.entry = replace(
        room.entry,
        bytes=starter_embedder.stat().st_size,
        sha256=hashlib.sha256(starter_embedder.read_bytes()).hexdigest(),
    )
    (room.paths.models / room.entry.file_name).symlink_to(starter_embedder)
    service = room.service(idle_seconds=0.05)
    assert len(service.embed(["many words of a passage " * 60] * 6, PASSAGE)) == 6
    assert len(room.engines) == 1


# --- cancelling, and who goes first --------------------------------------------------------------


def test_a_cancel_does_not_wait_for_the_model_to_load(
    starter: EmbedderService, monkeypatch: pytest.MonkeyPatch
) -> None:
    cancel, may_load = threading.Event(), threading.Event()
    load = EmbedderClient.load

    def load_late(client: EmbedderClient, *arguments: Any) -> Any:
        cancel.set()
        assert may_load.wait(60)
        return load(client, *arguments)

    monkeypatch.setattr(EmbedderClient, "load", load_late)
    with pytest.raises(EmbeddingCancelled):
        starter.embed(["a"], PASSAGE, cancel=cancel)
    assert not may_load.is_set()
    may_load.set()
    assert len(starter.embed(["a"], PASSAGE)) == 1


def test_a_cancel_ends_a_long_batch(room: Room, starter: EmbedderService) -> None:
    starter.count_tokens(["a"])
    cancel = threading.Event()
    set_at: list[float] = []

    def set_soon() -> None:
        wait_until(lambda: bool(room.engines[-1]._requests))
        time.sleep(0.5)
        set_at.append(time.monotonic())
        cancel.set()

    threading.Thread(target=set_soon).start()
    with pytest.raises(EmbeddingCancelled):
        starter.embed(["many words of a passage " * 60] * 500, PASSAGE, cancel=cancel)
    assert time.monotonic() - set_at[0] < 30, "all of them take minutes"
    assert len(starter.embed(["a"], PASSAGE)) == 1


def test_a_question_and_counting_do_not_wait_for_passages(
    room: Room, starter: EmbedderService
) -> None:
    question = starter.embed(["where is the cat?"], QUERY).data
    order: list[str] = []
    cancel = threading.Event()

    def index() -> None:
        with pytest.raises(EmbeddingCancelled):
            starter.embed(["many words of a passage " * 60] * 500, PASSAGE, cancel=cancel)
        order.append("passages")

    thread = threading.Thread(target=index)
    thread.start()
    wait_until(lambda: bool(room.engines[-1]._requests))
    for _ in range(5):
        assert starter.embed(["where is the cat?"], QUERY).data == question
        assert starter.count_tokens(["cat"]) == [1]
    order.append("questions")
    cancel.set()
    thread.join(60)
    assert order == ["questions", "passages"]


def test_passages_that_made_way_come_out_the_same(starter: EmbedderService) -> None:
    texts = [f"passage number {number} of a few " * 30 for number in range(6)]
    expected = starter.embed(texts, PASSAGE).data
    found: list[bytes] = []
    thread = threading.Thread(target=lambda: found.append(starter.embed(texts, PASSAGE).data))
    thread.start()
    while thread.is_alive():
        starter.embed(["a question"], QUERY)
        time.sleep(0.05)
    assert found == [expected]


def test_an_earlier_model_answers_beside_the_one_of_today(room: Room) -> None:
    room.install()
    other = room.entry_of(room.file.read_bytes(), id="old", file_name="old.gguf")
    use = replace(USE, query_prefix="ask: ")
    other = replace(other, embedding=use)
    (room.paths.models / "old.gguf").write_bytes(room.file.read_bytes())
    name = room.service(other).fingerprint()
    service = room.service(room.entry, other)
    assert service.fingerprint() != name
    earlier = service.earlier(name)
    assert earlier is not None
    assert earlier is service.earlier(name)
    assert earlier.fingerprint() == name
    assert earlier.embed(TEXTS, QUERY).data != service.embed(TEXTS, QUERY).data
    assert len([engine for engine in room.engines if engine.pid]) == 2
    assert service.earlier("unknown") is None
    (room.paths.models / "old.gguf").unlink()
    assert service.earlier(name) is None
    service.close()
    assert not [engine for engine in room.engines if engine.pid]
