"""Turns that are taken again: another answer beside one, another question beside one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from chat_room import Room, talk
from fake_engine import Hold
from kept_room import VaultRoom, a_room
from vaults import CHEAP, PASSPHRASE

from app.domain.attachments import AttachmentKind, made
from app.domain.conversations import Message
from app.domain.errors import ConversationGone, VaultDiskFull
from app.domain.events import BranchChanged, MessageAppended
from app.domain.generation import PromptMessage, Role
from app.domain.ids import ConversationId, new_message_id
from app.services.answer import Wanted


@pytest.fixture(params=["memory", "vault"])
def room(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Room]:
    """Conversations that are kept nowhere yet, and in a vault."""
    with a_room(tmp_path, in_vault=request.param == "vault") as built:
        yield built


def shown(room: Room, conversation: ConversationId) -> list[str]:
    return [each.text for each in room.chat.messages(conversation)][1:]


def last(room: Room, conversation: ConversationId) -> Message:
    return room.chat.messages(conversation)[-1]


def asked(room: Room) -> list[str]:
    return [each.text for each in room.engine.requests[-1].messages]


def test_another_answer_stands_beside_the_first(room: Room) -> None:
    conversation = talk(room, ("Hi", "Hello."), ("And?", "One."))
    first = last(room, conversation)
    room.events.clear()
    room.engine.says("Two.")
    again = room.chat.answer_again(conversation, first.id)
    room.wait()
    assert shown(room, conversation) == ["Hi", "Hello.", "And?", "Two."]
    assert [each.text for each in room.chat.siblings(first.id)] == ["One.", "Two."]
    assert last(room, conversation).id == again
    assert asked(room) == ["Be brief.", "Hi", "Hello.", "And?"]
    assert BranchChanged(conversation) in room.events
    assert not [each for each in room.events if isinstance(each, MessageAppended)]


def test_an_answer_in_the_middle_is_given_again_with_what_stood_before_it_alone(room: Room) -> None:
    conversation = talk(room, ("Hi", "Hello."), ("And?", "One."))
    middle = room.chat.messages(conversation)[2]
    room.engine.says("Good day.")
    room.chat.answer_again(conversation, middle.id)
    room.wait()
    assert shown(room, conversation) == ["Hi", "Good day."]
    assert asked(room) == ["Be brief.", "Hi"]
    room.chat.show_branch(conversation, middle.id)
    assert shown(room, conversation) == ["Hi", "Hello.", "And?", "One."]


def test_a_hint_is_said_once_and_kept_nowhere(room: Room) -> None:
    conversation = talk(room, ("Hi", "A long answer."))
    room.engine.says("Short.")
    room.chat.answer_again(
        conversation, last(room, conversation).id, Wanted(hint="More briefly, please.")
    )
    room.wait()
    assert asked(room)[-1] == "Hi\n\nMore briefly, please."
    assert shown(room, conversation) == ["Hi", "Short."]
    room.chat.send(conversation, "And?")
    room.wait()
    assert asked(room) == ["Be brief.", "Hi", "Short.", "And?"]


def test_a_question_is_said_otherwise_with_what_was_attached(room: Room) -> None:
    conversation = room.chat.begin("Look")
    attached = made(AttachmentKind.FILE, "a.txt", "alpha", b"\xff\x00data")
    room.chat.send(conversation, "Look", attachments=[attached])
    room.wait()
    question = next(each for each in room.chat.messages(conversation) if each.role is Role.USER)
    room.engine.says("Seen.")
    room.chat.say_otherwise(conversation, question.id, "Look closely")
    room.wait()
    new = next(each for each in room.chat.messages(conversation) if each.role is Role.USER)
    assert new.text == "Look closely"
    assert [each.name for each in new.attachments] == ["a.txt"]
    copy = new.attachments[0].id
    assert copy != attached.attachment.id
    assert room.chat._store.attachment_data(copy) == b"\xff\x00data"
    assert "alpha" in asked(room)[-1]
    assert [each.text for each in room.chat.siblings(new.id)] == ["Look", "Look closely"]


def test_nothing_is_asked_again_while_an_answer_is_under_way(room: Room) -> None:
    conversation = talk(room, ("Hi", "Hello."))
    room.engine.says("a", Hold)
    room.chat.send(conversation, "And?")
    before = room.chat.messages(conversation)
    assert room.chat.answer_again(conversation, before[2].id) is None
    assert room.chat.say_otherwise(conversation, before[1].id, "Ho") is None
    assert [each.id for each in room.chat.messages(conversation)] == [each.id for each in before]
    room.engine.go_on()
    room.wait()


def test_the_answer_under_way_goes_on_while_another_branch_is_read(room: Room) -> None:
    conversation = talk(room, ("Hi", "Hello."))
    first = last(room, conversation)
    room.engine.says("a", Hold, "b")
    second = room.chat.answer_again(conversation, first.id)
    assert second
    assert room.grew.wait(60)
    room.chat.show_branch(conversation, first.id)
    assert shown(room, conversation) == ["Hi", "Hello."]
    room.engine.go_on()
    room.wait()
    assert shown(room, conversation) == ["Hi", "Hello."]
    room.chat.show_branch(conversation, second)
    assert shown(room, conversation) == ["Hi", "ab"]


def test_what_is_gone_cannot_be_taken_again(room: Room) -> None:
    conversation = talk(room, ("Hi", "Hello."))
    with pytest.raises(ConversationGone):
        room.chat.answer_again(conversation, new_message_id())
    room.chat.delete(conversation)
    with pytest.raises(ConversationGone):
        room.chat.say_otherwise(conversation, new_message_id(), "x")
    assert not room.chat.is_answering(conversation)


def test_a_first_question_may_be_said_otherwise(room: Room) -> None:
    conversation = room.chat.begin("Hi")
    room.chat.send(conversation, "Hi")
    room.wait()
    first = next(each for each in room.chat.messages(conversation) if each.role is Role.USER)
    room.chat.say_otherwise(conversation, first.id, "Ho")
    room.wait()
    assert room.engine.requests[-1].messages[-1] == PromptMessage(Role.USER, "Ho")


def test_what_cannot_be_kept_is_not_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room = Room(tmp_path)
    conversation = talk(room, ("Hi", "Hello."))
    answer = last(room, conversation)
    count = len(room.engine.requests)

    def full(*_: object, **__: object) -> None:
        raise VaultDiskFull

    monkeypatch.setattr(room.store, "begin_turn", full)
    with pytest.raises(VaultDiskFull):
        room.chat.answer_again(conversation, answer.id)
    assert not room.chat.is_answering(conversation)
    assert len(room.engine.requests) == count
    room.chat.close()
    room.jobs.close()


def test_a_new_vault_takes_all_branches_and_pins_in(tmp_path: Path) -> None:
    kept = VaultRoom(tmp_path / "home")
    conversation = talk(kept, ("Hi", "Hello."), ("And?", "One."))
    first = last(kept, conversation)
    kept.engine.says("Two.")
    kept.chat.answer_again(conversation, first.id)
    kept.wait()
    kept.chat.show_branch(conversation, first.id)
    kept.current.pin_message(conversation, first.id, is_pinned=True)
    kept.vault.create(PASSPHRASE, kdf=CHEAP)
    assert shown(kept, conversation) == ["Hi", "Hello.", "And?", "One."]
    assert last(kept, conversation).is_pinned
    assert [each.text for each in kept.chat.siblings(first.id)] == ["One.", "Two."]
    kept.close()
