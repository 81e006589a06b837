"""Model files on this computer: linked ones are never deleted, and what differs is said."""

import hashlib
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from catalog_entries import entry_for
from fake_engine import FakeEngine
from gguf_files import tiny_llama, wrong_magic

from app.catalog.cards import read_cards
from app.catalog.library import Library
from app.config.paths import Paths
from app.config.settings import Settings
from app.domain.errors import (
    DownloadCancelled,
    ModelInUse,
    ModelOutside,
    ModelShipped,
    NotAModel,
    UnknownModel,
    VerificationFailed,
)
from app.domain.hub import HubFile, Pin
from app.domain.models import FoundModel, ModelPhase
from app.services.event_bus import EventBus
from app.services.model_files import ModelFiles
from app.services.model_library import ListedModel
from app.services.models import ModelService
from app.services.pins import Pins


class Room:
    """A home with the service; `elsewhere` is what other programs have."""

    def __init__(self, home: Path) -> None:
        self.paths = Paths(home)
        self.paths.ensure(self.paths.models)
        self.elsewhere: list[FoundModel] = []
        self.pins = Pins(self.paths.models / ".pins.json")
        self.starter = tiny_llama(self.paths.models / "Tiny.Q4_1.gguf")
        library = Library(self.paths, (entry_for(self.starter.read_bytes()),))
        self.models = ModelService(library, FakeEngine(), Settings(), EventBus())
        self.models.choose_saved()
        self.files = ModelFiles(
            self.paths, library, self.models, lambda: self.pins, lambda: self.elsewhere
        )

    def names(self) -> list[str]:
        return sorted(each.name for each in self.paths.models.glob("*.gguf"))


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path / "home")
    yield made
    made.models.close()


@pytest.fixture
def other(tmp_path: Path) -> Path:
    (tmp_path / "other").mkdir()
    return tiny_llama(tmp_path / "other" / "other.gguf", layers=1)


def test_a_model_elsewhere_is_found_until_it_is_linked(room: Room, other: Path) -> None:
    found = FoundModel("Ollama", "gemma:2b", other, other.stat().st_size)
    room.elsewhere = [found]
    assert room.files.found() == (found,)
    model = room.files.add(found.path, found.name)
    assert (model.id, model.path) == ("gemma-2b", room.paths.models / "gemma-2b.gguf")
    assert room.files.found() == ()
    assert room.files.add(other) == model, "it is here already"
    held = room.files.held()[-1]
    assert (held.source, held.bytes, held.disk_bytes) == (other, other.stat().st_size, 0)


def test_removing_a_link_leaves_the_file(room: Room, other: Path) -> None:
    room.files.add(other)
    removed = room.files.remove("other")
    assert removed.source == other
    assert other.exists()
    assert room.names() == ["Tiny.Q4_1.gguf"]


def test_removing_what_is_in_use_gives_way_to_the_next(room: Room, other: Path) -> None:
    room.files.add(other, is_copy=True)
    assert room.files.remove("tiny-instruct").disk_bytes > 0
    assert room.names() == ["other.gguf"]
    assert room.models.state.model is not None
    assert room.models.state.model.id == "other"
    room.files.remove("other")
    assert room.models.state.phase is ModelPhase.NONE
    assert other.exists()


def test_removing_a_split_model_takes_all_its_parts(room: Room) -> None:
    for number in (1, 2, 3):
        path = room.paths.models / f"big-{number:05}-of-00003.gguf"
        path.write_bytes(room.starter.read_bytes())
    held = room.files.held()[-1]
    assert held.bytes == 3 * room.starter.stat().st_size
    room.files.remove(held.model.id)
    assert room.names() == ["Tiny.Q4_1.gguf"]


def test_a_model_inside_the_package_stays(
    room: Room, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Paths, "shipped_models", staticmethod(lambda: other.parent))
    with pytest.raises(ModelShipped):
        room.files.remove(str(other))
    assert other.exists()


def test_only_what_lies_in_the_folder_is_removed(
    room: Room, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ModelOutside):
        room.files.remove(str(other))
    with pytest.raises(UnknownModel):
        room.files.remove("nothing")

    def refuse(*_arguments: object, **_options: object) -> None:
        raise PermissionError("it is open")

    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(ModelInUse):
        room.files.remove("tiny-instruct")
    assert other.exists()


def test_a_file_is_verified_against_what_was_published(room: Room, other: Path) -> None:
    steps: list[tuple[int, int]] = []
    verified = room.files.verify("tiny-instruct", lambda *step: steps.append(step))
    assert verified.is_published
    assert verified.sha256 == hashlib.sha256(room.starter.read_bytes()).hexdigest()
    assert steps[-1][0] == steps[-1][1] == room.starter.stat().st_size
    room.files.add(other)
    assert not room.files.verify("other").is_published
    file = HubFile("other.gguf", other.stat().st_size, "0" * 64)
    room.pins.keep(Pin("o/n:other.gguf", "o/n", "a" * 40, (file,), ("other.gguf",)))
    with pytest.raises(VerificationFailed):
        room.files.verify("other")
    stop = threading.Event()
    stop.set()
    with pytest.raises(DownloadCancelled):
        room.files.verify("other", cancel=stop)


def test_what_is_no_model_is_refused_and_left_alone(room: Room, tmp_path: Path) -> None:
    hostile = wrong_magic(tmp_path / "hostile.gguf")
    before = hostile.read_bytes()
    for is_copy in (False, True):
        with pytest.raises(NotAModel):
            room.files.add(hostile, is_copy=is_copy)
    with pytest.raises(NotAModel):
        room.files.look(hostile)
    assert hostile.read_bytes() == before
    assert room.names() == ["Tiny.Q4_1.gguf"]


def test_a_candidate_is_told_with_its_size(room: Room, other: Path) -> None:
    candidate = room.files.look(other)
    assert candidate.bytes == other.stat().st_size
    assert candidate.header.architecture == "llama"
    assert candidate.free_bytes > 0


def test_a_card_whose_file_was_fetched_stands_for_it(room: Room, other: Path) -> None:
    model = room.files.add(other)
    card = next(each for each in read_cards(Paths.catalog_file()) if each.gguf_repository)
    assert card.gguf_repository is not None
    known = ListedModel(card.id, card.name, None, None, None, card)
    own = ListedModel(model.id, model.name, model.bytes, model.path, None)
    assert room.files.located([own, known]) == (own, known)
    file = HubFile("q/other.gguf", model.bytes, "0" * 64)
    room.pins.keep(Pin(card.id, card.gguf_repository, "a" * 40, (file,), ("other.gguf",)))
    (told,) = room.files.located([own, known])
    assert (told.id, told.path, told.bytes) == (card.id, model.path, model.bytes)
