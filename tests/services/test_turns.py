"""Turns: going on, other manners and models, forks, pins, deletions with a way back."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from ask_room import AskRoom
from chat_room import Room, talk
from fake_engine import Hold
from gguf_files import tiny_llama
from kept_room import VaultRoom, a_room
from vaults import CHEAP, PASSPHRASE

from app.domain.attachments import AttachmentKind, made
from app.domain.conversations import Message
from app.domain.errors import AppError, ConversationGone, EngineCrashed
from app.domain.events import BranchChanged, ConversationAdded, MessagePinned
from app.domain.generation import FinishReason, Role, Thought
from app.domain.ids import ConversationId, new_message_id
from app.domain.retrieval import SearchFilter
from app.services.answer import Wanted
from app.services.turn_words import HINTS, Manner
from app.services.turns import TurnService


@pytest.fixture(params=["memory", "vault"])
def room(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Room]:
    """Conversations that are kept nowhere yet, and in a vault."""
    with a_room(tmp_path, in_vault=request.param == "vault") as built:
        yield built


@pytest.fixture
def turns(room: Room) -> Iterator[TurnService]:
    made = TurnService(room.chat._store, room.chat, room.bus)
    yield made
    made.close()


def said(room: Room, conversation: ConversationId) -> list[Message]:
    return room.chat.messages(conversation)[1:]


def texts(room: Room, conversation: ConversationId) -> list[str]:
    return [each.text for each in said(room, conversation)]


def stopped(room: Room, *script: object) -> ConversationId:
    """A conversation whose answer was stopped."""
    conversation = room.chat.begin("Tell", "Be brief.")
    room.engine.says(*script, Hold)
    room.chat.send(conversation, "Tell")
    assert room.engine.holds.wait(60)
    room.chat.stop(conversation)
    room.wait()
    return conversation


# --- going on ----------------------------------------------------------------------------------


def test_a_stopped_answer_goes_on_in_its_message(room: Room) -> None:
    conversation = stopped(room, Thought("hm"), "One, ")
    before = said(room, conversation)[-1]
    assert before.finish is FinishReason.CANCELLED
    room.engine.says("two.")
    assert room.chat.go_on(conversation, before.id)
    ended = room.wait()
    assert (ended.id, ended.text, ended.thoughts) == (before.id, "One, two.", "hm")
    assert ended.finish is FinishReason.STOP
    assert ended.usage.completion_tokens == before.usage.completion_tokens + 1
    request = room.engine.requests[-1]
    assert request.begun == "One, "
    assert [each.text for each in request.messages] == ["Be brief.", "Tell"]
    assert said(room, conversation) == [said(room, conversation)[0], ended]


def test_what_was_there_stays_when_going_on_fails(room: Room) -> None:
    conversation = stopped(room, "One, ")
    answer = said(room, conversation)[-1]
    room.engine.says("tw", EngineCrashed())
    assert room.chat.go_on(conversation, answer.id)
    ended = room.wait()
    assert ended.text == "One, tw"
    assert ended.finish is FinishReason.FAILED


def test_what_is_written_on_is_kept_on_the_way(room: Room) -> None:
    conversation = stopped(room, "One, ")
    answer = said(room, conversation)[-1]
    room.grew.clear()
    room.engine.says("two", Hold)
    assert room.chat.go_on(conversation, answer.id)
    assert room.grew.wait(60)
    assert room.chat._answers.keep_all()
    kept = room.chat._store.messages(conversation)[-1]
    assert (kept.text, kept.finish) == ("One, two", None)
    assert not room.chat.go_on(conversation, answer.id)
    room.engine.go_on()
    room.wait()


def test_an_answer_that_goes_on_is_put_back(room: Room, turns: TurnService) -> None:
    conversation = stopped(room, "One, ")
    answer = said(room, conversation)[-1]
    room.grew.clear()
    room.engine.says("two", Hold)
    before = turns.go_on(conversation, answer.id)
    assert before == answer
    assert room.grew.wait(60)
    turns.put_back(conversation, before)
    assert said(room, conversation)[-1] == answer
    assert not room.chat.is_answering(conversation)
    assert turns.go_on(conversation, new_message_id()) is None


def test_only_the_last_answer_that_was_cut_off_goes_on(room: Room) -> None:
    conversation = stopped(room, "One, ")
    first = said(room, conversation)[-1]
    room.chat.send(conversation, "And?")
    room.wait()
    assert not room.chat.go_on(conversation, first.id)
    assert not room.chat.go_on(conversation, said(room, conversation)[-1].id)
    assert not room.chat.go_on(conversation, new_message_id())


# --- other manners -------------------------------------------------------------------------------


@pytest.mark.parametrize("manner", [Manner.SHORTER, Manner.LONGER, Manner.CAREFUL])
@pytest.mark.parametrize(("question", "language"), [("Tell me", "other"), ("알려 줘", "ko")])
def test_another_manner_is_asked_for_in_the_language_of_the_question(
    room: Room, turns: TurnService, manner: Manner, question: str, language: str
) -> None:
    conversation = talk(room, (question, "Well."))
    turns.answer_again(conversation, said(room, conversation)[-1].id, manner)
    room.wait()
    request = room.engine.requests[-1]
    hint = next(words for key, words in HINTS[manner].items() if key == language)
    assert request.messages[-1].text == f"{question}\n\n{hint}"
    usual = room.chat.sampling().temperature
    assert request.sampling.temperature == (min(usual, 0.2) if manner is Manner.CAREFUL else usual)
    assert texts(room, conversation)[0] == question


def test_another_model_answers_and_stays_chosen(room: Room, turns: TurnService) -> None:
    conversation = talk(room, ("Hi", "Hello."))
    path = room.models.state.model.path.parent / "other.gguf"  # type: ignore[union-attr]
    tiny_llama(path)
    turns.answer_again(conversation, said(room, conversation)[-1].id, model=str(path))
    room.wait()
    assert room.engine.loads[-1].path == path
    assert room.models.state.model is not None
    assert room.models.state.model.path == path
    assert said(room, conversation)[-1].model == room.models.state.model.id


def test_a_model_that_is_not_there_changes_nothing(room: Room, turns: TurnService) -> None:
    conversation = talk(room, ("Hi", "Hello."))
    with pytest.raises(AppError):
        turns.answer_again(conversation, said(room, conversation)[-1].id, model="/gone.gguf")
    assert texts(room, conversation) == ["Hi", "Hello."]
    assert not room.chat.is_answering(conversation)


def test_versions_name_all_that_have_siblings(room: Room, turns: TurnService) -> None:
    conversation = talk(room, ("Hi", "Hello."), ("And?", "One."))
    first = said(room, conversation)[-1].id
    assert turns.versions(conversation) == {}
    second = turns.answer_again(conversation, first)
    room.wait()
    assert turns.versions(conversation) == {first: (first, second), second: (first, second)}


# --- forks and pins ------------------------------------------------------------------------------


def test_a_fork_has_everything_up_to_a_message(room: Room, turns: TurnService) -> None:
    conversation = room.chat.begin("Look", "Be brief.")
    attached = made(AttachmentKind.FILE, "a.txt", "alpha", b"\xff\x00data")
    room.chat.send(conversation, "Look", attachments=[attached])
    room.wait()
    room.chat.send(conversation, "And?")
    room.wait()
    question, answer = said(room, conversation)[:2]
    turns.pin(conversation, question.id, is_pinned=True)
    forked = turns.fork(conversation, answer.id)
    assert forked.title == "Look (2)"
    assert texts(room, forked.id) == ["Look", "Hello."]
    copy = said(room, forked.id)[0]
    assert copy.is_pinned
    assert copy.id != question.id
    assert room.chat._store.attachment_data(copy.attachments[0].id) == b"\xff\x00data"
    assert any(
        isinstance(each, ConversationAdded) and each.conversation.id == forked.id
        for each in room.events
    )
    assert turns.fork(conversation, answer.id).title == "Look (3)"
    assert turns.fork(forked.id, copy.id).title == "Look (4)"
    room.chat.delete(conversation)
    assert room.chat._store.attachment_data(copy.attachments[0].id) == b"\xff\x00data"
    with pytest.raises(ConversationGone):
        turns.fork(conversation, answer.id)


def test_a_pin_is_told(room: Room, turns: TurnService) -> None:
    conversation = talk(room, ("Hi", "Hello."))
    question = said(room, conversation)[0].id
    turns.pin(conversation, question, is_pinned=True)
    assert MessagePinned(conversation, question, True) in room.events
    assert said(room, conversation)[0].is_pinned
    turns.pin(conversation, new_message_id(), is_pinned=True)
    assert len([each for each in room.events if isinstance(each, MessagePinned)]) == 1


def test_an_answer_that_is_pinned_while_it_is_written_stays_pinned(
    room: Room, turns: TurnService
) -> None:
    room.engine.says("a", Hold, "b")
    conversation = room.chat.begin("Hi")
    answer = room.chat.send(conversation, "Hi")
    assert answer
    turns.pin(conversation, answer, is_pinned=True)
    room.engine.go_on()
    room.wait()
    assert said(room, conversation)[-1].is_pinned


# --- deletions -----------------------------------------------------------------------------------


def test_a_question_goes_with_all_its_answers_and_comes_back(
    room: Room, turns: TurnService
) -> None:
    conversation = talk(room, ("Hi", "Hello."), ("And?", "One."))
    turns.answer_again(conversation, said(room, conversation)[-1].id)
    room.wait()
    before = said(room, conversation)
    room.events.clear()
    assert turns.delete(conversation, before[2].id, with_answers=True)
    assert texts(room, conversation) == ["Hi", "Hello."]
    assert BranchChanged(conversation) in room.events
    room.chat.send(conversation, "Then?")
    room.wait()
    assert [each.text for each in room.engine.requests[-1].messages] == [
        "Be brief.", "Hi", "Hello.", "Then?",
    ]  # fmt: skip
    assert turns.undo() == conversation
    assert turns.undo() is None
    assert len(turns.versions(conversation)) == 4


def test_one_message_goes_and_the_model_does_not_see_it(room: Room, turns: TurnService) -> None:
    conversation = talk(room, ("Hi", "Hello."), ("And?", "One."))
    before = said(room, conversation)
    assert turns.delete(conversation, before[1].id)
    assert texts(room, conversation) == ["Hi", "And?", "One."]
    assert turns.undo() == conversation
    assert said(room, conversation) == before


def test_a_deletion_is_not_undone_in_a_deleted_conversation(room: Room, turns: TurnService) -> None:
    conversation = talk(room, ("Hi", "Hello."))
    assert turns.delete(conversation, said(room, conversation)[-1].id)
    room.chat.delete(conversation)
    assert turns.undo() is None


def test_nothing_is_deleted_while_an_answer_is_under_way(room: Room, turns: TurnService) -> None:
    conversation = talk(room, ("Hi", "Hello."))
    room.engine.says("a", Hold)
    room.chat.send(conversation, "And?")
    assert not turns.delete(conversation, said(room, conversation)[0].id)
    room.engine.go_on()
    room.wait()


def test_a_deletion_becomes_final_by_itself(room: Room) -> None:
    turns = TurnService(room.chat._store, room.chat, room.bus, undo_seconds=0.05)
    conversation = talk(room, ("Hi", "Hello."))
    assert turns.delete(conversation, said(room, conversation)[-1].id)
    until = time.monotonic() + 60
    while turns._timer is not None and time.monotonic() < until:
        time.sleep(0.02)
    assert turns.undo() is None
    assert room.chat._store.purge_messages() == 0
    assert texts(room, conversation) == ["Hi"]


def test_what_was_deleted_is_destroyed_when_the_vault_is_locked(tmp_path: Path) -> None:
    room = VaultRoom(tmp_path / "home")
    room.vault.create(PASSPHRASE, kdf=CHEAP)
    turns = TurnService(room.current, room.chat, room.bus)
    conversation = talk(room, ("Hi", "Hello."))
    assert turns.delete(conversation, said(room, conversation)[-1].id)
    room.vault.lock()
    assert turns.undo() is None
    room.vault.unlock(PASSPHRASE)
    assert room.current.purge_messages() == 0
    assert texts(room, conversation) == ["Hi"]
    room.close()


# --- from documents ------------------------------------------------------------------------------


def test_an_answer_from_documents_is_given_again_from_the_same(tmp_path: Path) -> None:
    room = AskRoom(tmp_path)
    chat = room.chat.chat
    chat.answer_questions_with(lambda: room.asking)
    question = "How much is the deposit?"
    number = room.number_of("The deposit is 1,800 euros.", question)
    room.engine.says(f"The deposit is 1,800 euros [{number}].")
    conversation = chat.begin(question)
    chat.send(conversation, question, Wanted(about=SearchFilter()))
    first = room.chat.wait()
    turns = TurnService(chat._store, chat, room.chat.bus)
    room.engine.says(f"It is 1,800 euros [{number}].")
    turns.answer_again(conversation, first.id, Manner.SHORTER)
    second = room.chat.wait()
    assert chat.grounding(second.id) is not None
    assert (
        room.engine.requests[-1]
        .messages[-1]
        .text.endswith(next(iter(HINTS[Manner.SHORTER].values())))
    )
    asked = next(each for each in chat.messages(conversation) if each.role is Role.USER)
    assert asked.about == SearchFilter()
    assert not chat.go_on(conversation, second.id)
    forked = turns.fork(conversation, second.id)
    copy = chat.messages(forked.id)[-1]
    assert chat.grounding(copy.id) == chat.grounding(second.id)
    room.close()
