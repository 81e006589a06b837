"""An assistant of a conversation: instructions, sampling, model and documents."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from chat_room import Room
from gguf_files import tiny_llama

from app.config.paths import Paths
from app.domain.assistants import Assistant
from app.domain.generation import PRESETS, Role, Sampling
from app.domain.ids import CollectionId, LibraryId
from app.domain.retrieval import SearchFilter
from app.services.answer import Wanted
from app.services.assistants import AssistantService
from app.services.context_meter import ContextMeter, Writing


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path)
    tiny_llama(Paths.of(tmp_path).models / "other.gguf")
    yield made
    made.engine.close()
    made.jobs.close()
    assert made.defects == []


@pytest.fixture
def assistants(room: Room) -> AssistantService:
    service = AssistantService(room.store, Paths.resource("assistants"), room.bus)
    room.chat.layers.assistant_of = service.of
    return service


def strict(service: AssistantService, **more: object) -> Assistant:
    return service.add(
        Assistant(id=LibraryId(""), name="Strict", text="Be strict.", **more)  # type: ignore[arg-type] - what a test names
    )


def test_it_answers_from_the_beginning(room: Room, assistants: AssistantService) -> None:
    one = strict(assistants, preset="precise")
    conversation = room.chat.begin("Hi", assistant=one.id)
    room.chat.send(conversation, "Hi")
    room.wait()
    request = room.engine.requests[-1]
    assert [each.text for each in request.messages] == ["Be strict.", "Hi"]
    assert request.sampling == PRESETS["precise"]
    kept = room.store.get(conversation)
    assert kept is not None
    assert kept.assistant == one.id


def test_it_takes_the_place_of_other_instructions(room: Room, assistants: AssistantService) -> None:
    conversation = room.chat.begin("Hi", "Be kind.")
    room.chat.send(conversation, "Hi")
    room.wait()
    one = strict(assistants)
    assistants.assign(conversation, one.id)
    room.chat.send(conversation, "And now?")
    room.wait()
    said = room.engine.requests[-1].messages
    assert [each.text for each in said if each.role is Role.SYSTEM] == ["Be strict."]
    assistants.assign(conversation, None)
    room.chat.send(conversation, "And then?")
    room.wait()
    said = room.engine.requests[-1].messages
    assert [each.text for each in said if each.role is Role.SYSTEM] == ["Be kind."]


def test_what_is_said_with_a_message_holds_more(room: Room, assistants: AssistantService) -> None:
    one = strict(assistants, preset="precise")
    conversation = room.chat.begin("Hi", assistant=one.id)
    room.chat.send(conversation, "Hi", Wanted(Sampling(temperature=0.0)))
    room.wait()
    assert room.engine.requests[-1].sampling.temperature == 0


def test_its_model_answers(room: Room, assistants: AssistantService) -> None:
    other = next(each for each in room.models.installed() if "other" in each.id)
    one = strict(assistants, model=other.id)
    conversation = room.chat.begin("Hi", assistant=one.id)
    room.chat.send(conversation, "Hi")
    answer = room.wait()
    assert room.engine.loads[-1].path.name == "other.gguf"
    assert answer.model == other.id


def test_a_model_that_is_not_there_is_not_missed(room: Room, assistants: AssistantService) -> None:
    one = strict(assistants, model="gone")
    conversation = room.chat.begin("Hi", assistant=one.id)
    room.chat.send(conversation, "Hi")
    assert room.wait().error is None


def test_its_documents_are_asked(room: Room, assistants: AssistantService) -> None:
    one = strict(assistants, collections=(CollectionId("c1"),))
    conversation = room.chat.begin("Hi", assistant=one.id)
    room.chat.send(conversation, "Hi")
    room.wait()  # nothing answers from documents here: it was tried
    assert room.chat.usual(conversation).about == SearchFilter(frozenset({CollectionId("c1")}))
    assert room.engine.requests == []


def test_one_that_was_removed_leaves_all_as_usual(room: Room, assistants: AssistantService) -> None:
    one = strict(assistants)
    conversation = room.chat.begin("Hi", "Be kind.", assistant=one.id)
    assistants.remove(one.id)
    room.chat.send(conversation, "Hi")
    room.wait()
    assert room.engine.requests[-1].messages[0].text == "Be kind."
    assert assistants.assigned(conversation) is None


def test_the_meter_counts_its_instructions(room: Room, assistants: AssistantService) -> None:
    room.models.ensure_loaded()
    meter = ContextMeter(room.chat, room.settings, room.bus)
    conversation = room.chat.begin("Hi")
    room.chat.send(conversation, "Hi")
    room.wait()
    assistants.assign(conversation, strict(assistants).id)
    use = meter.use(conversation, Writing("More"))
    assert use is not None
    assert use.instructions > 0
    assert room.engine.measured[-1].messages[0].text == "Be strict."
