"""What is chosen for a conversation or a model: which comes first, and where it is kept."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from chat_room import Room
from kept_room import VaultRoom
from vault_homes import files_with, opened
from vaults import CHEAP, PASSPHRASE

from app.bootstrap import build
from app.config import settings as options
from app.domain.answer_values import NOTHING_SET, AnswerValues, ConversationSettings
from app.domain.assistants import AssistantUse
from app.domain.conversations import Conversation, Message
from app.domain.errors import VaultLocked
from app.domain.events import ConversationChanged
from app.domain.generation import PRESETS, AnswerFormat, Role, Sampling
from app.domain.ids import ConversationId, new_conversation_id, new_message_id
from app.services.answer import Wanted
from app.services.conversation_settings import ConversationSettingsService

_SCHEMA = '{"type": "object", "properties": {"city": {"type": "string"}}}'


class _Chosen:
    """A room with the service of settings in it."""

    def __init__(self, room: Room) -> None:
        self.room = room
        store = room.current if isinstance(room, VaultRoom) else room.store
        self.service = ConversationSettingsService(store, room.chat.layers, room.settings, room.bus)
        room.chat.chosen_for = self.service.waiting
        room.chat.on_begun = self.service.forget

    def said(self, words: str = "Hi", key: ConversationId | None = None) -> ConversationId:
        conversation = key or self.room.chat.begin(words)
        self.room.chat.send(conversation, words)
        self.room.wait()
        return conversation

    def values(self, key: ConversationId | None, values: AnswerValues) -> None:
        self.service.revise(key, lambda each: replace(each, values=values))


@pytest.fixture(params=["memory", "vault"])
def chosen(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[_Chosen]:
    if request.param == "memory":
        room = Room(tmp_path)
        yield _Chosen(room)
        room.engine.close()
        room.jobs.close()
        return
    kept = VaultRoom(tmp_path / "home")
    kept.vault.create(PASSPHRASE, kdf=CHEAP)
    yield _Chosen(kept)
    kept.engine.close()
    kept.close()


def test_a_conversation_has_its_own_values(chosen: _Chosen) -> None:
    room = chosen.room
    conversation, other = chosen.said(), chosen.said()
    values = AnswerValues("creative", (("top_k", 9),), max_tokens=77, thinking="off")
    chosen.values(conversation, values)
    chosen.said(key=conversation)
    request = room.engine.requests[-1]
    assert request.sampling == replace(PRESETS["creative"], top_k=9)
    assert (request.max_tokens, request.thinks) == (77, False)
    chosen.said(key=other)
    request = room.engine.requests[-1]
    assert (request.sampling, request.max_tokens, request.thinks) == (Sampling(), 4096, None)
    assert chosen.service.of(conversation).values == values
    assert any(
        isinstance(each, ConversationChanged) and each.conversation.settings.values == values
        for each in room.events
    )


def test_what_is_chosen_before_the_first_message_goes_with_it(chosen: _Chosen) -> None:
    chosen.values(None, AnswerValues(sampling=(("temperature", 0.3),)))
    chosen.service.instruct(None, "Answer as a sailor.")
    assert chosen.service.instructions(None) == "Answer as a sailor."
    conversation = chosen.said()
    request = chosen.room.engine.requests[-1]
    assert request.sampling.temperature == 0.3
    assert request.messages[0].text == "Answer as a sailor."
    assert chosen.service.of(conversation).values.number("temperature") == 0.3
    assert chosen.service.of(None) == NOTHING_SET
    assert chosen.said() != conversation
    assert chosen.room.engine.requests[-1].messages[0].text == "You are a helpful assistant."


def test_conversation_assistant_model_settings_and_catalog_in_this_order(chosen: _Chosen) -> None:
    layers, service = chosen.room.chat.layers, chosen.service
    conversation = chosen.said()

    def temperature() -> float:
        chosen.said(key=conversation)
        return chosen.room.engine.requests[-1].sampling.temperature

    assert temperature() == Sampling().temperature
    chosen.room.settings.set(options.TEMPERATURE, 0.9)
    assert temperature() == 0.9
    service.revise_model(lambda each: each.with_number("temperature", 0.8))
    assert temperature() == 0.8
    assert service.below_model().sampling.temperature == 0.9
    layers.assistant_of = lambda _each: AssistantUse("", PRESETS["precise"])
    assert temperature() == PRESETS["precise"].temperature
    chosen.values(conversation, AnswerValues(sampling=(("temperature", 0.6),)))
    assert temperature() == 0.6
    assert service.holding(conversation).preset == "precise"
    assert service.below(conversation).sampling == PRESETS["precise"]
    layers.assistant_of = lambda _each: AssistantUse("", Sampling(temperature=0.55, top_k=3))
    assert service.below(conversation).sampling == Sampling(temperature=0.55, top_k=3)


def test_a_models_values_are_those_of_that_model_alone(chosen: _Chosen) -> None:
    service = chosen.service
    assert service.model_id() == "tiny"
    service.revise_model(lambda each: replace(each, max_tokens=50))
    assert service.of_model().max_tokens == 50
    chosen.room.settings.set(options.MODEL_VALUES, '{"other": {"max_tokens": 9}}')
    assert service.of_model() == AnswerValues()
    assert service.holding(None).max_tokens == 4096


def test_instructions_are_the_system_message_and_hold_from_the_next_answer(
    chosen: _Chosen,
) -> None:
    conversation = chosen.said()
    chosen.service.instruct(conversation, "  Answer in rhymes.\n")
    said = chosen.room.chat.messages(conversation)
    assert (said[0].role, said[0].text) == (Role.SYSTEM, "Answer in rhymes.")
    chosen.said(key=conversation)
    first = chosen.room.engine.requests[-1].messages[0]
    assert (first.role, first.text) == (Role.SYSTEM, "Answer in rhymes.")
    assert chosen.service.instructions(conversation) == "Answer in rhymes."
    chosen.service.instruct(conversation, "")
    chosen.said(key=conversation)
    assert chosen.room.engine.requests[-1].messages[0].role is Role.USER


def test_a_conversation_without_a_system_message_keeps_its_instructions_beside(
    chosen: _Chosen,
) -> None:
    made = Conversation(new_conversation_id(), "From elsewhere")
    question = Message(new_message_id(), Role.USER, "Hello")
    store = chosen.service._store
    assert store.import_conversation(made, [question], "test:1")
    assert chosen.service.instructions(made.id) == ""
    chosen.service.instruct(made.id, "Be brief.")
    assert [each.text for each in store.messages(made.id)] == ["Hello"]
    chosen.said("And?", made.id)
    turns = chosen.room.engine.requests[-1].messages
    assert turns[0].text == "Be brief."
    assert chosen.service.instructions(made.id) == "Be brief."


def test_an_answer_follows_the_schema_of_its_conversation_unless_another_is_wanted(
    chosen: _Chosen,
) -> None:
    conversation = chosen.said()
    chosen.service.revise(conversation, lambda each: replace(each, json_schema=_SCHEMA))
    chosen.said(key=conversation)
    assert chosen.room.engine.requests[-1].json_schema == _SCHEMA
    wanted = Wanted(format=AnswerFormat(grammar='root ::= "x"'), max_tokens=3)
    chosen.room.chat.send(conversation, "Hi", wanted)
    chosen.room.wait()
    request = chosen.room.engine.requests[-1]
    assert (request.json_schema, request.grammar, request.max_tokens) == ("", 'root ::= "x"', 3)


def test_settings_move_into_a_vault_and_stay_there(home: Path) -> None:
    app = build(home, offline=True)
    made = Conversation(
        new_conversation_id(),
        "A talk",
        settings=ConversationSettings(
            AnswerValues("precise"), instructions="Speak like a heron 왜가리", json_schema=_SCHEMA
        ),
    )
    app.vault._store.add(made)
    app.conversation_settings.revise_model(lambda each: replace(each, preset="creative"))
    app.vault.create(PASSPHRASE, kdf=CHEAP)
    app.close()
    again = opened(home)
    try:
        assert again.conversation_settings.of(made.id) == made.settings
        assert again.conversation_settings.of_model().preset == "creative"
        again.vault.lock()
        assert again.conversation_settings.of_model() == AnswerValues()
        with pytest.raises(VaultLocked):
            again.conversation_settings.revise_model(lambda each: replace(each, max_tokens=1))
    finally:
        again.close()
    assert files_with(home, "왜가리") == files_with(home, "creative") == []


def test_what_waits_for_the_next_conversation_is_forgotten_with_the_lock(tmp_path: Path) -> None:
    room = VaultRoom(tmp_path / "home")
    room.vault.create(PASSPHRASE, kdf=CHEAP)
    chosen = _Chosen(room)
    chosen.service.instruct(None, "secret")
    room.vault.lock()
    assert chosen.service.waiting(None) == NOTHING_SET
    room.engine.close()
    room.close()
