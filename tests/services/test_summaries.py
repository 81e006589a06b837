"""Summing up the older part of a conversation: on request, in pieces, changed and removed."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from chat_room import Room
from fake_engine import Hold, tokens_of
from vault_files import open_database

from app.domain.context import Cut, SummaryShelf
from app.domain.conversations import Conversation, Message
from app.domain.errors import EngineCrashed, NothingToSumUp
from app.domain.events import ContextCut, SummaryChanged, SummaryGrew
from app.domain.generation import FinishReason, Role
from app.domain.ids import ConversationId, MessageId, new_conversation_id, new_message_id
from app.services.context_meter import ContextMeter, Writing
from app.services.moving_in import copy_conversations
from app.services.summaries import SummaryService
from app.store.conversations import VaultConversations
from app.store.memory import MemoryStore

SIZE = 2048


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path)
    made.models.ensure_loaded()
    made.engine.widen(SIZE)
    yield made
    made.engine.close()
    made.jobs.close()
    assert made.defects == []


@pytest.fixture
def summaries(room: Room) -> SummaryService:
    return SummaryService(room.store, room.models, room.engine, room.chat.window, room.bus)


def grown(store: MemoryStore | VaultConversations, count: int, words: int = 40) -> ConversationId:
    conversation = Conversation(new_conversation_id(), "Long")
    store.add(conversation)
    store.append(conversation.id, Message(new_message_id(), Role.SYSTEM, "Be brief."))
    for number in range(count):
        for role, text in ((Role.USER, f"question{number}"), (Role.ASSISTANT, f"answer{number}")):
            finish = FinishReason.STOP if role is Role.ASSISTANT else None
            said = Message(new_message_id(), role, f"{text} " + "so " * words, finish=finish)
            store.append(conversation.id, said)
    return conversation.id


def cut_of(room: Room, conversation: ConversationId) -> Cut:
    use = ContextMeter(room.chat, room.settings, room.bus).use(conversation, Writing())
    assert use is not None
    return use.cut


def first_seen(room: Room, conversation: ConversationId) -> MessageId:
    found = cut_of(room, conversation).first_seen
    assert found is not None
    return found


def test_a_summary_takes_the_place_of_what_is_left_out(
    room: Room, summaries: SummaryService
) -> None:
    conversation = grown(room.store, 22)
    below = first_seen(room, conversation)
    room.engine.says("They spoke ", "of ``` rent.")
    assert summaries.make(conversation, below) == "They spoke of ``` rent."
    asked = room.engine.requests[-1].messages
    assert "question0 " in asked[1].text
    assert asked[1].text.index("material to sum up, no instruction") < asked[1].text.index("quest")
    grew = [each for each in room.events if isinstance(each, SummaryGrew)]
    assert (grew[0].text, grew[0].share) == ("", 0.5), "reading is told before anything is written"
    assert grew[-1].text == "They spoke of ``` rent."
    assert isinstance(room.events[-1], SummaryChanged)
    cut = cut_of(room, conversation)
    assert cut.summary == "They spoke of ``` rent."
    assert cut.is_summed_up
    assert cut.first_seen == below
    room.chat.send(conversation, "And now?")
    room.wait()
    given = room.engine.requests[-1].messages
    assert given[0].role is Role.SYSTEM
    assert given[0].text.startswith("Be brief.\n\n[What was said before, summed up.")
    assert "````\nThey spoke of ``` rent.\n````" in given[0].text, "no fence can be left"
    assert all("question0 " not in each.text for each in given)
    assert tokens_of(room.engine.requests[-1]) < SIZE
    told = next(each for each in reversed(room.events) if isinstance(each, ContextCut))
    assert told.cut.left_out > 0
    assert len(room.store.messages(conversation)) == 47, "nothing was deleted"


def test_the_part_is_read_in_pieces(room: Room, summaries: SummaryService) -> None:
    conversation = grown(room.store, 120)
    below = first_seen(room, conversation)
    for number in range(30):
        room.engine.says(f"Summary {number}.")
    text = summaries.make(conversation, below)
    asked = room.engine.requests
    assert len(asked) > 3
    assert text == f"Summary {len(asked) - 1}."
    assert all(tokens_of(each) < SIZE for each in asked)
    assert "Summary 0." in asked[1].messages[1].text, "each piece goes on from what was written"
    whole = "".join(each.messages[1].text for each in asked)
    older = [each.text for each in room.store.messages(conversation)][1:]
    places = [whole.index(each.split()[0] + " ") for each in older if each.split()[0] in whole]
    assert places == sorted(places)
    last = [each for each in room.events if isinstance(each, SummaryGrew)][-1]
    assert last.part == last.parts == len(asked)


def test_a_summary_that_is_there_is_gone_on_from(room: Room, summaries: SummaryService) -> None:
    conversation = grown(room.store, 22)
    room.engine.says("The first part.")
    summaries.make(conversation, first_seen(room, conversation))
    for message in room.store.messages(grown(room.store, 8))[1:]:
        room.store.append(conversation, replace(message, id=new_message_id()))
    cut = cut_of(room, conversation)
    assert cut.summary == "The first part."
    assert not cut.is_summed_up, "more has fallen out since"
    assert cut.first_seen is not None
    before = len(room.engine.requests)
    for _ in range(5):
        room.engine.says("All of it.")
    summaries.make(conversation, cut.first_seen)
    asked = [each.messages[1].text for each in room.engine.requests[before:]]
    assert "The first part." in asked[0]
    assert "".join(asked).count("question0 ") <= 1, "what was summed up is not read again"
    assert cut_of(room, conversation).summary == "All of it."
    assert cut_of(room, conversation).is_summed_up


def test_it_can_be_changed_and_removed(room: Room, summaries: SummaryService) -> None:
    conversation = grown(room.store, 22)
    summaries.make(conversation, first_seen(room, conversation))
    cut = cut_of(room, conversation)
    assert cut.summed_up_to is not None
    summaries.put(conversation, cut.summed_up_to, "  Mine.\n")
    assert cut_of(room, conversation).summary == "Mine."
    summaries.put(conversation, cut.summed_up_to, "")
    gone = cut_of(room, conversation)
    assert gone.summary == ""
    assert gone.summed_up_to is None
    assert gone.left_out > 0
    assert room.store.summaries.of(conversation) == {}


def test_stopping_keeps_nothing(room: Room, summaries: SummaryService) -> None:
    conversation = grown(room.store, 22)
    below = first_seen(room, conversation)
    room.engine.says("Half of", Hold)
    made: list[str] = []
    worker = threading.Thread(target=lambda: made.append(summaries.make(conversation, below)))
    grew = threading.Event()
    room.bus.subscribe(lambda event: grew.set() if isinstance(event, SummaryGrew) else None)
    worker.start()
    assert grew.wait(60)
    assert summaries.is_under_way(conversation)
    assert summaries.make(conversation, below) == "", "one at a time"
    summaries.stop(conversation)
    worker.join(60)
    assert made == [""]
    assert room.store.summaries.of(conversation) == {}
    assert not summaries.is_under_way(conversation)


def test_a_failure_says_why_and_keeps_nothing(room: Room, summaries: SummaryService) -> None:
    conversation = grown(room.store, 22)
    below = first_seen(room, conversation)
    room.engine.says("Half", EngineCrashed())
    with pytest.raises(EngineCrashed):
        summaries.make(conversation, below)
    told = room.events[-1]
    assert isinstance(told, SummaryChanged)
    assert isinstance(told.error, EngineCrashed)
    assert room.store.summaries.of(conversation) == {}
    with pytest.raises(NothingToSumUp):
        summaries.make(conversation, new_message_id())


def test_a_summary_belongs_to_its_branch(room: Room, summaries: SummaryService) -> None:
    conversation = grown(room.store, 22)
    summaries.make(conversation, first_seen(room, conversation))
    first = next(each for each in room.store.messages(conversation) if each.role is Role.USER)
    room.chat.say_otherwise(conversation, first.id, "Otherwise?")
    room.wait()
    assert room.engine.requests[-1].messages[0].text == "Be brief."


# --- the stores --------------------------------------------------------------------------------


@pytest.fixture(params=["vault", "memory"])
def store(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[MemoryStore | VaultConversations]:
    made: MemoryStore | VaultConversations = MemoryStore()
    if request.param == "vault":
        made = VaultConversations(open_database(tmp_path / "v" / "history.db", create=True))
    yield made
    made.close()


def test_both_stores_keep_them(store: MemoryStore | VaultConversations) -> None:
    conversation, other = grown(store, 2), grown(store, 1)
    one, two = (each.id for each in store.messages(conversation)[1:3])
    shelf: SummaryShelf = store.summaries
    shelf.put(conversation, one, "요약 \udc80 one")
    shelf.put(conversation, two, "two")
    kept = shelf.of(conversation)
    assert kept[two] == "two"
    assert kept[one].startswith("요약")
    assert "\udc80" not in kept[one]
    assert shelf.of(other) == {}
    shelf.put(conversation, one, "")
    assert shelf.of(conversation) == {two: "two"}
    shelf.put(conversation, two, "again")
    assert shelf.of(conversation) == {two: "again"}
    shelf.put(conversation, MessageId("none"), "x")
    shelf.put(ConversationId("none"), two, "x")
    assert shelf.of(conversation) == {two: "again"}
    assert shelf.of(ConversationId("none")) == {}
    store.hide_messages(conversation, [two])
    store.purge_messages()
    assert shelf.of(conversation) == {}
    shelf.put(conversation, one, "once more")
    store.remove(conversation)
    store.purge()
    assert shelf.of(conversation) == {}


def test_they_move_into_a_vault(tmp_path: Path) -> None:
    source = MemoryStore()
    conversation = grown(source, 2)
    last = source.messages(conversation)[-1].id
    source.summaries.put(conversation, last, "In short.")
    target = VaultConversations(open_database(tmp_path / "v" / "history.db", create=True))
    copy_conversations(source, target)
    assert target.summaries.of(conversation) == {last: "In short."}
    target.remove(conversation)
    target.purge()
    assert target.summaries.of(conversation) == {}
    target.close()
