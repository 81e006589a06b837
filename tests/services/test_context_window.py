"""What of a conversation a request holds: the newest turns, and what is left out is told."""

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from chat_room import Room
from fake_engine import tokens_of

from app.domain.attachments import AttachmentKind, made
from app.domain.context import LEFT_OUT, WHOLE, Cut
from app.domain.conversations import Conversation, Message
from app.domain.events import ContextCut
from app.domain.generation import FinishReason, Request, Role
from app.domain.ids import ConversationId, new_conversation_id, new_message_id
from app.services.answer import Wanted
from app.services.context_meter import ContextMeter, Writing
from app.services.context_window import ContextWindow, Fitted, Wish
from app.services.prompts import prompt_messages

SIZE = 4096
ROOM = 500


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path)
    made.models.ensure_loaded()
    made.engine.widen(SIZE)
    yield made
    made.engine.close()
    made.jobs.close()
    assert made.defects == []


def turns(count: int, words: int = 50, system: str = "Be brief.") -> list[Message]:
    """So many questions with answers, and one question more."""
    said = [Message(new_message_id(), Role.SYSTEM, system)] if system else []
    for number in range(count):
        said.append(Message(new_message_id(), Role.USER, f"question{number} " + "why " * words))
        said.append(
            Message(
                new_message_id(),
                Role.ASSISTANT,
                f"answer{number} " + "so " * words,
                finish=FinishReason.STOP,
            )
        )
    said.append(Message(new_message_id(), Role.USER, "last question"))
    return said


def plain(kept: Sequence[Message]) -> Request:
    return Request(prompt_messages(kept))


def fit(
    room: Room, messages: Sequence[Message], conversation: str | None = None, answer: int = ROOM
) -> Fitted:
    wish = Wish(ConversationId(conversation) if conversation else None, messages, plain, answer)
    return room.chat.window.fit(wish)


@pytest.fixture
def size(room: Room) -> int:
    found = room.chat.window.size
    assert found is not None
    return found


def test_a_short_conversation_is_given_whole_without_counting(room: Room) -> None:
    said = turns(1, 3)
    fitted = fit(room, said)
    assert fitted.kept == tuple(said)
    assert fitted.cut == WHOLE
    assert room.engine.measured == []


def test_the_newest_turns_stay_and_the_rest_is_told(room: Room, size: int) -> None:
    said = turns(200)
    fitted = fit(room, said)
    assert fitted.kept[0] is said[0], "the instructions stay"
    tail = fitted.kept[1:]
    assert tail == tuple(said[-len(tail) :]), "what stays is the end, without gaps"
    assert tail[0].role is Role.USER, "a template wants a question first"
    assert fitted.cut == Cut(len(said) - 1 - len(tail), tail[0].id)
    assert tokens_of(fitted.request) == fitted.tokens
    assert fitted.tokens is not None
    assert fitted.tokens <= size - ROOM
    assert fitted.tokens > 0.5 * (size - ROOM), "and no more is left out than need be"


def test_a_conversation_that_just_fits_is_given_whole(room: Room, size: int) -> None:
    said = turns(1, (size - ROOM - 60) // 2)
    fitted = fit(room, said)
    assert room.engine.measured, "it might have been too long"
    assert fitted.cut == WHOLE


@pytest.mark.parametrize("seed", range(20))
def test_whatever_is_said_the_prompt_fits(room: Room, size: int, seed: int) -> None:
    draw = random.Random(seed)
    said = turns(0)
    for _ in range(draw.randrange(2, 120)):
        word = draw.choice(["a ", "internationalisation ", "한국어 ", "x" * 30 + " "])
        said.insert(-1, Message(new_message_id(), Role.USER, word * draw.randrange(1, 300)))
        said.insert(-1, Message(new_message_id(), Role.ASSISTANT, word * draw.randrange(1, 300)))
    fitted = fit(room, said)
    assert tokens_of(fitted.request) <= size - ROOM
    assert fitted.kept[-1] is said[-1]
    left = [each for each in said if each not in fitted.kept]
    assert fitted.cut.left_out == len(left)
    assert len(room.engine.measured) <= 5


def test_a_pinned_message_stays_with_its_question(room: Room) -> None:
    said = turns(200)
    said[4] = replace(said[4], is_pinned=True)  # the answer to the second question
    fitted = fit(room, said)
    assert said[4] in fitted.kept
    shown = prompt_messages(fitted.kept)
    assert [each.role for each in shown[:4]] == [
        Role.SYSTEM,
        Role.USER,
        Role.ASSISTANT,
        Role.USER,
    ], "questions and answers still take turns"
    assert shown[1].text.startswith("question1 ")
    assert len(shown[1].text) <= 400
    assert fitted.cut.first_seen is not None
    assert fitted.cut.pinned == 1
    without = turns(200)
    assert fitted.cut.left_out < len(without)


def test_a_cut_stays_while_it_fits(room: Room) -> None:
    said = turns(100)
    first = fit(room, said, "one").cut
    more = [*said, Message(new_message_id(), Role.ASSISTANT, "so"), *turns(0, system="")]
    assert fit(room, more, "one").cut.first_seen == first.first_seen, "what was read is kept"
    for _ in range(60):
        more += [Message(new_message_id(), Role.ASSISTANT, "so " * 50), *turns(0, system="")]
    assert fit(room, more, "one").cut.left_out > first.left_out


def test_one_message_that_is_too_long_is_left_to_the_engine(room: Room, size: int) -> None:
    said = turns(3)
    said[-1] = replace(said[-1], text="word " * (2 * size))
    fitted = fit(room, said)
    assert fitted.kept[-1] is said[-1]
    assert fitted.cut.first_seen == said[-1].id


def test_without_a_model_nothing_is_left_out(room: Room) -> None:
    room.engine.crash()
    said = turns(200)
    assert fit(room, said).kept == tuple(said)


def test_ten_thousand_messages_are_quick(room: Room) -> None:
    said = turns(5000)
    fit(room, said)
    begun = time.thread_time()
    fitted = fit(room, said)
    assert fitted.cut.left_out > 9000
    assert time.thread_time() - begun < 5, "no figure of speed, only no accident"


def test_an_answer_says_what_was_left_out(room: Room) -> None:
    conversation = grown(room, 100)
    room.engine.says("Well.")
    room.chat.send(conversation, "And now?")
    room.wait()
    cut = next(each for each in room.events if isinstance(each, ContextCut))
    assert cut.conversation_id == conversation
    assert cut.cut.left_out > 0
    given = room.engine.requests[-1]
    assert given.messages[0].text == "Be brief."
    assert given.messages[-1].text == "And now?"
    assert len(given.messages) < 200
    assert len(room.store.messages(conversation)) == 203, "nothing is deleted"


def test_what_fits_says_nothing(room: Room) -> None:
    conversation = grown(room, 2)
    room.chat.send(conversation, "And now?")
    room.wait()
    assert not [each for each in room.events if isinstance(each, ContextCut)]


def grown(room: Room, count: int) -> ConversationId:
    """A conversation of so many turns in the store."""
    conversation = Conversation(new_conversation_id(), "Long")
    room.store.add(conversation)
    for message in turns(count)[:-1]:
        room.store.append(conversation.id, message)
    return conversation.id


# --- the meter ---------------------------------------------------------------------------------


@pytest.fixture
def meter(room: Room) -> ContextMeter:
    return ContextMeter(room.chat, room.settings, room.bus)


def test_the_meter_tells_the_parts(room: Room, meter: ContextMeter, size: int) -> None:
    conversation = grown(room, 3)
    file = made(AttachmentKind.FILE, "a.txt", "word " * 200)
    use = meter.use(conversation, Writing("What is this?", (file,)))
    assert use is not None
    assert use.size == size
    assert use.is_counted
    assert use.used == tokens_of(room.engine.measured[-1])
    assert use.attachments > use.conversation / 2 > 0
    assert use.instructions > 0
    assert use.writing > 0
    assert use.documents == 0
    assert 0 < use.answer < size
    assert use.cut == WHOLE
    assert "What is this?" not in repr(Writing("What is this?"))


def test_the_meter_knows_what_will_be_left_out(room: Room, meter: ContextMeter) -> None:
    conversation = grown(room, 100)
    use = meter.use(conversation, Writing())
    assert use is not None
    assert use.cut.left_out > 0
    assert use.share < 1


def test_the_meter_keeps_no_text_that_the_window_cannot_hold(
    room: Room, meter: ContextMeter, size: int
) -> None:
    conversation = grown(room, 1000)
    meter.use(conversation, Writing())
    assert meter._known is not None
    kept = sum(len(each.text) for each in meter._known[2])
    whole = sum(len(each.text) for each in room.store.messages(conversation))
    assert kept < 17 * size < whole / 3


def test_where_more_fits_than_was_read_all_of_it_is_read(
    room: Room, meter: ContextMeter, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = grown(room, 30)
    before = meter.use(conversation, Writing())
    room.chat.send(conversation, "one more")
    room.wait()
    asked = [request for request in room.engine.requests if request.conversation == conversation]
    monkeypatch.setattr("app.services.context_window._MOST_PER_TOKEN", 1 / 1000)
    after = ContextMeter(room.chat, room.settings, room.bus).use(conversation, Writing())
    assert before is not None
    assert after is not None
    assert after.conversation > before.conversation / 2
    room.chat.answer_again(conversation, room.store.messages(conversation)[-1].id)
    room.wait()
    again = [request for request in room.engine.requests if request.conversation == conversation]
    assert again[-1].messages == asked[-1].messages
    assert all(LEFT_OUT not in each.text for each in again[-1].messages)


def test_the_meter_hears_of_new_messages(room: Room, meter: ContextMeter) -> None:
    conversation = grown(room, 2)
    before = meter.use(conversation, Writing())
    room.chat.send(conversation, "one more " * 20)
    room.wait()
    after = meter.use(conversation, Writing())
    assert before is not None
    assert after is not None
    assert after.used > before.used + 30


def test_the_meter_is_silent_without_a_model(room: Room, meter: ContextMeter) -> None:
    conversation = grown(room, 2)
    room.engine.crash()
    assert meter.use(conversation, Writing("Hi")) is None


def test_a_new_conversation_holds_the_instructions(room: Room, meter: ContextMeter) -> None:
    use = meter.use(None, Writing(wanted=Wanted(system="Be brief. " * 10)))
    assert use is not None
    assert use.instructions > 0
    assert use.used == use.instructions
    counted = meter.use(None, Writing("Hello there", wanted=Wanted(system="Be brief. " * 10)))
    assert counted is not None
    assert counted.is_counted
    assert counted.used == tokens_of(room.engine.measured[-1])


def test_a_window_of_its_own_forgets(room: Room) -> None:
    window = ContextWindow(room.engine)
    window.fit(Wish(ConversationId("one"), turns(100), plain, ROOM))
    window.forget()
    assert window.size == room.chat.window.size
