"""Conversations: kept first, answered, stopped, and safe when something fails."""

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from chat_room import Room
from fake_engine import Hold

from app.domain.adapters import Adapter
from app.domain.conversations import Conversation, Message
from app.domain.errors import ConversationGone, EngineCrashed, NoModel, OutOfMemory, VaultDiskFull
from app.domain.events import (
    AnswerCalled,
    AnswerGrew,
    AnswerThought,
    ConversationAdded,
    MessageAppended,
    ModelChanged,
)
from app.domain.generation import (
    PRESETS,
    AnswerFormat,
    FinishReason,
    PromptMessage,
    Role,
    Sampling,
    Thought,
)
from app.domain.ids import ConversationId, MessageId
from app.domain.models import ModelPhase
from app.domain.tools import Tool, ToolCall
from app.services.answer import Wanted
from app.services.chat import ChatService
from app.services.prompts import prompt_messages
from app.services.titles import title_of
from app.store.memory import MemoryStore


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path)
    yield made
    made.engine.close()
    made.jobs.close()
    assert made.defects == []


def test_a_message_is_kept_before_the_engine_sees_it(room: Room) -> None:
    room.engine.hold_load.clear()
    conversation = room.chat.begin("Hi", "Be brief.")
    room.chat.send(conversation, "Hi")
    kept = room.store.messages(conversation)
    assert [(m.role, m.text) for m in kept] == [
        (Role.SYSTEM, "Be brief."),
        (Role.USER, "Hi"),
        (Role.ASSISTANT, ""),
    ]
    assert room.engine.requests == []
    room.engine.hold_load.set()
    room.wait()


def test_an_answer_streams_and_ends(room: Room) -> None:
    room.engine.says("Hel", "lo", " there.\n")
    conversation = room.chat.begin("Hi")
    room.chat.send(conversation, "Hi")
    message = room.wait()
    assert message.text == "Hello there."
    assert message.finish is FinishReason.STOP
    assert message.usage.completion_tokens == 3
    kept = room.store.messages(conversation)[-1]
    assert replace(kept, parent=None) == message
    grown = [(e.text, e.length) for e in room.events if isinstance(e, AnswerGrew)]
    assert grown == [("Hel", 3), ("lo", 5), (" there.\n", 13)]
    kinds = [type(e) for e in room.events if not isinstance(e, ModelChanged)]
    assert kinds.index(ConversationAdded) < kinds.index(MessageAppended)


def test_the_model_sees_the_conversation_so_far(room: Room) -> None:
    room.engine.says("One.").says("Two.")
    conversation = room.chat.begin("first")
    room.chat.send(conversation, "first")
    room.wait()
    room.chat.send(conversation, "second")
    room.wait()
    assert room.engine.requests[1].messages == (
        PromptMessage(Role.SYSTEM, "You are a helpful assistant."),
        PromptMessage(Role.USER, "first"),
        PromptMessage(Role.ASSISTANT, "One."),
        PromptMessage(Role.USER, "second"),
    )
    assert len(room.engine.loads) == 1


def test_a_preset_holds_where_nothing_else_is_chosen(room: Room) -> None:
    assert room.chat.sampling() == Sampling()
    room.settings.tell("sampling.preset=creative")
    assert room.chat.sampling() == PRESETS["creative"]
    room.settings.tell("sampling.xtc_probability=0")
    assert room.chat.sampling() == replace(PRESETS["creative"], xtc_probability=0)


def test_the_engine_hears_of_the_format(room: Room) -> None:
    conversation = room.chat.begin("Hi")
    room.chat.send(conversation, "Hi", Wanted(format=AnswerFormat(json_schema="{}")))
    room.wait()
    room.chat.send(conversation, "Hi")
    room.wait()
    assert [each.json_schema for each in room.engine.requests] == ["{}", ""]


def test_adapters_stay_with_their_conversation(room: Room) -> None:
    first, second = room.chat.begin("Hi"), room.chat.begin("Ho")
    style = (Adapter(Path("style.gguf"), 0.5),)
    for conversation, adapters in ((first, style), (first, None), (second, None), (first, ())):
        room.chat.send(conversation, "Hi", Wanted(adapters=adapters))
        room.wait()
    room.chat.send(first, "Hi")
    room.wait()
    assert [each.adapters for each in room.engine.requests] == [style, style, (), (), ()]


def test_thoughts_are_kept_apart_and_never_sent_back(room: Room) -> None:
    room.engine.says(Thought("Hm, "), Thought("rain.\n"), "It ", "rains.").says("Yes.")
    conversation = room.chat.begin("Hi")
    room.chat.send(conversation, "Hi")
    message = room.wait()
    assert (message.text, message.thoughts) == ("It rains.", "Hm, rain.")
    assert message.timing.thinking_s == 3.2
    thought = [(e.text, e.length) for e in room.events if isinstance(e, AnswerThought)]
    assert thought == [("Hm, ", 4), ("rain.\n", 10)]
    room.chat.send(conversation, "And now?")
    room.wait()
    assert room.engine.requests[1].messages[-2] == PromptMessage(Role.ASSISTANT, "It rains.")


def test_thoughts_so_far_are_there_for_who_looks_in_between(room: Room) -> None:
    room.engine.says(Thought("Hm"), "a", Hold)
    conversation = room.chat.begin("Hi")
    room.chat.send(conversation, "Hi")
    assert room.grew.wait(60)
    live = room.chat.messages(conversation)[-1]
    assert (live.text, live.thoughts, live.finish) == ("a", "Hm", None)
    room.chat.stop(conversation)
    assert room.wait().thoughts == "Hm"


def test_an_answer_of_thoughts_alone_is_no_turn_for_the_model(room: Room) -> None:
    room.engine.says(Thought("On and on")).says("Yes.")
    conversation = room.chat.begin("Hi")
    room.chat.send(conversation, "Hi")
    assert room.wait().text == ""
    room.chat.send(conversation, "And?")
    room.wait()
    assert [m.text for m in room.engine.requests[1].messages[1:]] == ["Hi\n\nAnd?"]


@pytest.mark.parametrize(("choice", "thinks"), [("auto", None), ("on", True), ("off", False)])
def test_the_engine_hears_whether_to_think(room: Room, choice: str, thinks: bool | None) -> None:
    room.settings.tell(f"chat.thinking={choice}")
    conversation = room.chat.begin("Hi")
    room.chat.send(conversation, "Hi")
    room.wait()
    assert room.engine.requests[0].thinks is thinks
    assert room.engine.requests[0].tools == ()


CALL = ToolCall("get_weather", '{"city": "Seoul"}', "abcdefghi")


def test_calls_of_offered_tools_are_told_and_kept(room: Room) -> None:
    room.engine.says("Let me look.", CALL)
    conversation = room.chat.begin("Hi")
    tools = (Tool("get_weather"),)
    room.chat.send(conversation, "Hi", Wanted(tools=tools))
    message = room.wait()
    assert (message.text, message.calls) == ("Let me look.", (CALL,))
    assert [e.call for e in room.events if isinstance(e, AnswerCalled)] == [CALL]
    assert room.engine.requests[0].tools == tools


def test_a_call_that_nobody_offered_is_something_the_model_said(room: Room) -> None:
    room.engine.says("Hm.", CALL)
    conversation = room.chat.begin("Hi")
    room.chat.send(conversation, "Hi")
    message = room.wait()
    assert message.calls == ()
    assert "get_weather" in message.text
    assert '{"city": "Seoul"}' in message.text


def test_stop_keeps_the_partial_text(room: Room) -> None:
    room.engine.says("partial", Hold, "never")
    conversation = room.chat.begin("Hi")
    room.chat.send(conversation, "Hi")
    assert room.grew.wait(60)
    assert room.chat.messages(conversation)[-1].text == "partial"
    room.chat.stop(conversation)
    message = room.wait()
    assert (message.text, message.finish) == ("partial", FinishReason.CANCELLED)
    assert not room.chat.is_answering(conversation)


def test_stop_soon_waits_for_no_disk(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    is_free, replace_in_store = threading.Event(), room.store.replace

    def slowly(conversation: ConversationId, message: Message) -> None:
        assert is_free.wait(60)
        replace_in_store(conversation, message)

    monkeypatch.setattr(room.store, "replace", slowly)
    room.engine.hold_load.clear()
    conversation = room.chat.begin("Hi")
    room.chat.send(conversation, "Hi")
    room.chat.stop_soon(conversation)  # its end is to be kept, which the disk does not let
    assert not room.ended.is_set()
    is_free.set()
    assert room.wait().finish is FinishReason.CANCELLED
    room.engine.hold_load.set()


def test_stop_while_the_model_loads_ends_the_answer_and_not_the_load(room: Room) -> None:
    room.engine.hold_load.clear()
    conversation = room.chat.begin("Hi")
    room.chat.send(conversation, "Hi")
    room.chat.stop(conversation)
    assert room.wait().finish is FinishReason.CANCELLED
    room.engine.hold_load.set()
    room.chat.send(conversation, "Again")
    assert room.wait().finish is FinishReason.STOP
    assert len(room.engine.requests) == 1
    assert len(room.engine.loads) == 1


def test_a_crash_marks_the_partial_text_and_the_next_message_is_answered(room: Room) -> None:
    room.engine.says("half an ans", EngineCrashed()).says("Whole.")
    conversation = room.chat.begin("Hi")
    room.chat.send(conversation, "Hi")
    message = room.wait()
    assert message.text == "half an ans"
    assert message.finish is FinishReason.FAILED
    assert isinstance(message.error, EngineCrashed)
    room.engine.crash()
    room.chat.send(conversation, "Again")
    assert room.wait().text == "Whole."
    assert len(room.engine.loads) == 2


def test_a_load_that_fails_ends_the_answer_with_its_reason(room: Room) -> None:
    room.engine.load_error = OutOfMemory()
    conversation = room.chat.begin("Hi")
    room.chat.send(conversation, "Hi")
    assert isinstance(room.wait().error, OutOfMemory)
    assert room.models.state.phase is ModelPhase.FAILED


def test_without_a_model_the_answer_says_so(tmp_path: Path) -> None:
    room = Room(tmp_path, has_model=False)
    conversation = room.chat.begin("Hi")
    room.chat.send(conversation, "Hi")
    assert isinstance(room.wait().error, NoModel)
    room.jobs.close()


def test_one_answer_at_a_time_in_a_conversation(room: Room) -> None:
    room.engine.says("a", Hold)
    conversation = room.chat.begin("Hi")
    assert room.chat.send(conversation, "Hi") is not None
    assert room.chat.send(conversation, "more") is None
    assert [m.text for m in room.store.messages(conversation)][1:] == ["Hi", ""]
    room.engine.go_on()
    room.wait()


def test_deleting_a_conversation_ends_its_answer(room: Room) -> None:
    room.engine.says("a", Hold)
    conversation = room.chat.begin("Hi")
    room.chat.send(conversation, "Hi")
    assert room.grew.wait(60)
    room.chat.delete(conversation)
    room.wait()
    assert room.chat.conversations() == []
    assert room.chat.messages(conversation) == []


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Hi", "Hi"),
        ("  two   words \nrest", "two words"),
        ("\n\nlate", "late"),
        ("x" * 80, "x" * 48 + "…"),
        ("a sentence that is rather long, and goes on for a while", None),
    ],
)
def test_titles(text: str, title: str | None) -> None:
    made = title_of(text)
    assert len(made) <= 49
    if title is not None:
        assert made == title
    else:
        assert made == "a sentence that is rather long, and goes on for…"


def test_neighbours_of_one_role_are_joined_for_the_model() -> None:
    def message(role: Role, text: str) -> Message:
        return Message(MessageId(text), role, text)

    turns = prompt_messages(
        [
            message(Role.USER, "one"),
            message(Role.ASSISTANT, " "),
            message(Role.USER, "two"),
            message(Role.ASSISTANT, "yes"),
        ]
    )
    assert turns == (
        PromptMessage(Role.USER, "one\n\ntwo"),
        PromptMessage(Role.ASSISTANT, "yes"),
    )


class FullStore(MemoryStore):
    """A store whose disk is full when a test says so."""

    is_full = False

    def begin_turn(
        self, conversation_id: ConversationId, said: Sequence[Message], **more: Any
    ) -> Conversation | None:
        self._require_room()
        return super().begin_turn(conversation_id, said, **more)

    def replace(self, conversation_id: ConversationId, message: Message) -> None:
        self._require_room()
        super().replace(conversation_id, message)

    def _require_room(self) -> None:
        if self.is_full:
            raise VaultDiskFull(folder="here")


def full_room(folder: Path) -> tuple[Room, FullStore]:
    made, store = Room(folder), FullStore()
    made.store = store
    made.chat = ChatService(store, made.models, made.engine, made.jobs, made.settings, made.bus)
    return made, store


def test_an_answer_under_way_is_kept_every_second(room: Room) -> None:
    room.engine.says("Once upon", Hold, " a time")
    conversation = room.chat.begin("A story")
    answer = room.chat.send(conversation, "A story")
    assert answer is not None
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        kept = room.store.message(conversation, answer)
        if kept is not None and kept.text:
            break
        time.sleep(0.02)
    assert kept is not None
    assert kept.text == "Once upon"
    assert kept.finish is None
    room.engine.go_on()
    assert room.wait().text == "Once upon a time"
    kept = room.store.message(conversation, answer)
    assert kept is not None
    assert kept.finish is FinishReason.STOP
    assert room.chat.wait_idle(5)


def test_a_message_that_cannot_be_kept_is_not_asked(tmp_path: Path) -> None:
    room, store = full_room(tmp_path)
    conversation = room.chat.begin("Hello")
    store.is_full = True
    with pytest.raises(VaultDiskFull):
        room.chat.send(conversation, "Hello")
    assert room.engine.requests == []
    assert not room.chat.is_answering(conversation)
    assert not any(isinstance(e, ConversationAdded | MessageAppended) for e in room.events)
    assert store.conversations() == []
    store.is_full = False
    conversation = room.chat.begin("Hello")
    room.chat.send(conversation, "Hello")
    assert room.wait().text == "Hello."
    room.chat.close()
    room.jobs.close()


def test_a_conversation_is_kept_with_its_first_message(room: Room) -> None:
    conversation = room.chat.begin("Hi")
    assert room.store.conversations() == []
    assert not any(isinstance(e, ConversationAdded | MessageAppended) for e in room.events)
    room.store.keep_draft(None, "Hi")
    room.chat.send(conversation, "Hi")
    assert room.store.draft(None) == ""
    assert [each.id for each in room.store.conversations()] == [conversation]
    room.wait()


def test_a_message_forgets_what_was_typed_only_when_it_is_that(room: Room) -> None:
    conversation = room.chat.begin("Hi")
    room.chat.send(conversation, "Hi")
    room.wait()
    room.store.keep_draft(conversation, "typed elsewhere")
    room.chat.send(conversation, "More", forgets_draft=False)
    room.wait()
    assert room.store.draft(conversation) == "typed elsewhere"
    room.chat.send(conversation, "typed elsewhere")
    room.wait()
    assert room.store.draft(conversation) == ""


def test_nothing_is_asked_in_a_conversation_that_is_gone(room: Room) -> None:
    conversation = room.chat.begin("Hi")
    room.chat.send(conversation, "Hi")
    room.wait()
    asked, told = len(room.engine.requests), len(room.events)
    room.store.remove(conversation)
    with pytest.raises(ConversationGone):
        room.chat.send(conversation, "And?")
    assert not room.chat.is_answering(conversation)
    assert room.chat.wait_idle(0)
    assert (len(room.engine.requests), len(room.events)) == (asked, told)


def test_an_answer_that_cannot_be_kept_is_shown_with_the_reason(tmp_path: Path) -> None:
    room, store = full_room(tmp_path)
    room.engine.says("All of it", Hold)
    conversation = room.chat.begin("Hello")
    room.chat.send(conversation, "Hello")
    assert room.grew.wait(60)
    store.is_full = True
    room.engine.go_on()
    ended = room.wait()
    assert ended.text == "All of it"
    assert isinstance(ended.error, VaultDiskFull)
    room.chat.close()
    room.jobs.close()
