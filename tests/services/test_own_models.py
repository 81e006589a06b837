"""The model that a conversation has of its own."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from chat_room import Room
from fake_engine import Hold
from gguf_files import tiny_llama

from app.config.paths import Paths
from app.domain.conversations import Message
from app.domain.ids import ConversationId
from app.services.answer import Wanted
from app.services.conversation_settings import ConversationSettingsService
from app.services.own_models import OwnModels


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path)
    tiny_llama(Paths.of(tmp_path).models / "other.gguf")
    yield made
    made.chat.close()
    made.engine.close()
    made.jobs.close()
    assert made.defects == []


@pytest.fixture
def own(room: Room) -> OwnModels:
    settings = ConversationSettingsService(room.store, room.chat.layers, room.settings, room.bus)
    room.chat.chosen_for, room.chat.on_begun = settings.waiting, settings.forget
    return OwnModels(room.models, room.chat, settings)


def answered(room: Room, conversation: ConversationId | None = None, **more: str) -> Message:
    room.chat.send(conversation or room.chat.begin("Hi"), "Hi", Wanted(**more))  # type: ignore[arg-type]
    return room.wait()


def chosen(room: Room) -> str:
    model = room.models.state.model
    assert model is not None
    return model.path.name


def test_it_answers_there_and_the_usual_one_elsewhere(room: Room, own: OwnModels) -> None:
    own.keep(None, room.models.find("other"))  # chosen before the first message
    mine = room.chat.begin("Hi")
    assert answered(room, mine).model == "other"
    assert own.take(None) is None
    assert chosen(room) == "tiny.gguf"
    assert answered(room).model == "tiny"
    assert own.take(mine) is None
    assert chosen(room) == "other.gguf"
    assert [each.path.name for each in room.engine.loads] == ["other.gguf", "tiny.gguf"]
    assert answered(room, mine).model == "other"


def test_it_is_taken_with_a_message_though_nobody_opened_it(room: Room, own: OwnModels) -> None:
    own.keep(None, room.models.find("other"))
    mine = room.chat.begin("Hi")
    answered(room, mine)
    assert answered(room).model == "tiny"
    assert answered(room, mine).model == "other"


def test_one_that_is_gone_is_told_of_and_the_usual_one_answers(room: Room, own: OwnModels) -> None:
    mine = room.chat.begin("Hi")
    own.keep(None, room.models.find("other"))
    answered(room, mine)
    room.models.find("other").path.unlink()
    missing = own.take(mine)
    assert missing is not None
    assert "other.gguf" in str(missing)
    assert "tiny" in missing.values["instead"]
    assert answered(room, mine).model == "tiny"


def test_while_an_answer_is_written_no_model_is_changed(room: Room, own: OwnModels) -> None:
    own.keep(None, room.models.find("other"))
    mine = room.chat.begin("Hi")
    answered(room, mine)
    own.take(None)
    room.engine.says("Hel", Hold, "lo")
    room.chat.send(room.chat.begin("Hi"), "Hi")
    assert room.grew.wait(60)
    own.take(mine)
    assert chosen(room) == "tiny.gguf"
    room.engine.go_on()
    room.wait()


def test_an_answer_by_another_model_makes_that_its_own(room: Room, own: OwnModels) -> None:
    own.keep(None, room.models.find("other"))
    mine = room.chat.begin("Hi")
    answered(room, mine)
    assert answered(room, mine, model="tiny").model == "tiny"
    assert answered(room, mine).model == "tiny"
    kept = room.store.get(mine)
    assert kept is not None
    assert kept.settings == replace(kept.settings, model="tiny")
