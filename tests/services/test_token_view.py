"""Answers that are read again to see how likely they are."""

import math
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from ask_room import AskRoom
from chat_room import Room
from fake_engine import Hold
from judged_answers import judgement
from patience import when

from app.domain.conversations import Message
from app.domain.errors import ConversationGone, NoModelWroteIt, NothingToJudge
from app.domain.generation import Delta, FinishReason, Role, Thought, TokenLogprob
from app.domain.ids import ConversationId, new_message_id
from app.domain.judging import Doubt, stretches_of
from app.domain.retrieval import SearchFilter
from app.index.shown_marks import AsWritten, Mark
from app.services.answer import Wanted
from app.services.marked_stretches import with_marks
from app.services.read_so_far import ReadingProgress, ReadSoFar
from app.services.token_view import TokenView

QUESTION = "How much is the deposit?"


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path)
    yield made
    made.chat.close()
    made.jobs.close()


@pytest.fixture
def view(room: Room) -> TokenView:
    return TokenView(room.store, room.chat, room.models, room.engine)


def answered(room: Room, *script: object) -> tuple[ConversationId, Message]:
    room.engine.says(*script)
    conversation = room.chat.begin("Hi")
    room.chat.send(conversation, "Hi")
    return conversation, room.wait()


def test_an_answer_is_read_with_what_stood_before_it(room: Room, view: TokenView) -> None:
    conversation, message = answered(room, "Hello there.")
    room.engine.says(judgement("Hello there.", -0.1, there=-2.5))
    found = view.judge(conversation, message.id)
    assert found is not None
    asked, judged = room.engine.requests
    assert judged.judged == "Hello there."
    assert judged.begun == ""
    assert judged.messages == asked.messages
    assert judged.logprobs > 1
    assert [each.text for each in found.stretches] == ["Hello", " there", "."]
    assert found.stretches[1].logprob == -2.5
    assert found.per_token == pytest.approx(-0.9)
    assert found.doubts == ()


def test_it_is_told_how_far_it_is_and_what_was_read(room: Room, view: TokenView) -> None:
    conversation, message = answered(room, "One two three four.")
    room.engine.says(judgement("One two"), judgement(" three four."))
    told: list[ReadSoFar] = []
    found = view.judge(conversation, message.id, hear=told.append)
    assert found is not None
    shares = [each.share for each in told]
    assert shares == sorted(shares)
    assert 0 < shares[0] < shares[-1] <= 1
    assert [len(each.stretches) for each in told] == [0, 1, 4], "the last may still grow"
    assert all(each.stretches == found.stretches[: len(each.stretches)] for each in told)


def test_a_mark_is_told_of_once_it_was_read_as_a_whole() -> None:
    answer = AsWritten("Rent [12] is due.", (Mark(5, 9, " [1]"),))
    told: list[ReadSoFar] = []
    progress = ReadingProgress(answer, told.append)
    pieces = ("Rent", " [", "12", "]", " is", " due", ".")
    for piece in pieces:
        progress.take(Delta(piece, (TokenLogprob(1, piece, -0.1),)))
    whole = with_marks(
        answer, stretches_of(answer.text, [TokenLogprob(1, each, -0.1) for each in pieces])
    )
    assert [len(each.stretches) for each in told] == [0, 1, 1, 1, 2, 3, 4]
    assert all(each.stretches == whole[: len(each.stretches)] for each in told)


def test_what_may_not_hold_any_more_is_said(room: Room, view: TokenView) -> None:
    conversation, message = answered(room, Thought("Well."), "Hello")
    room.engine.says(judgement("Hello"))
    found = view.judge(conversation, message.id)
    assert found is not None
    assert found.doubts == (Doubt.THOUGHT_FIRST,)
    other = replace(message, model="another", thoughts="")
    room.store.replace(conversation, other)
    room.engine.says(judgement("Hello"))
    found = view.judge(conversation, message.id)
    assert found is not None
    assert found.doubts == (Doubt.OTHER_MODEL,)


def test_another_prompt_than_then_is_said(room: Room, view: TokenView) -> None:
    conversation, message = answered(room, "Hello")
    room.store.replace(
        conversation, replace(message, usage=replace(message.usage, prompt_tokens=99))
    )
    room.engine.says(judgement("Hello"))
    found = view.judge(conversation, message.id)
    assert found is not None
    assert found.doubts == (Doubt.READ_OTHERWISE,)


def test_imported_answers_have_no_known_model(room: Room, view: TokenView) -> None:
    conversation, message = answered(room, "Hello")
    room.store.replace(conversation, replace(message, model=None))
    room.engine.says(judgement("Hello"))
    found = view.judge(conversation, message.id)
    assert found is not None
    assert found.doubts == (Doubt.UNKNOWN_MODEL,)


def test_an_answer_under_way_and_one_that_is_gone(room: Room, view: TokenView) -> None:
    room.engine.says("Hel", Hold)
    conversation = room.chat.begin("Hi")
    answer = room.chat.send(conversation, "Hi")
    assert answer is not None
    assert room.grew.wait(60)
    with pytest.raises(NothingToJudge):
        view.judge(conversation, answer)
    room.engine.go_on()
    room.wait()
    with pytest.raises(ConversationGone):
        view.judge(conversation, new_message_id())


def test_reading_can_be_stopped(room: Room, view: TokenView) -> None:
    conversation, message = answered(room, "Hello")
    room.engine.says(Hold, judgement("Hello"))
    cancel = threading.Event()
    when(room.engine.holds.is_set, cancel.set)
    assert view.judge(conversation, message.id, cancel) is None


def test_a_branch_goes_on_from_an_alternative(room: Room, view: TokenView) -> None:
    conversation, message = answered(room, "Hello there.")
    room.engine.says(judgement("Hello there."))
    found = view.judge(conversation, message.id)
    assert found is not None
    room.engine.says(" indeed.")
    made = view.go_on_from(found, found.stretches[1], " else")
    ended = room.wait()
    assert room.engine.requests[-1].begun == "Hello else"
    assert ended.id == made
    assert ended.text == "Hello else indeed."
    assert ended.finish is FinishReason.STOP
    siblings = room.chat.siblings(message.id)
    assert [each.text for each in siblings] == ["Hello there.", "Hello else indeed."]
    assert room.chat.messages(conversation)[-1].id == made


def test_only_what_is_new_is_told_of_an_answer_with_a_beginning(room: Room) -> None:
    conversation, message = answered(room, "Hello there.")
    room.events.clear()
    room.engine.says(" you")
    room.chat.answer_again(conversation, message.id, Wanted(begun="Hello"))
    room.wait()
    grown = [event for event in room.events if type(event).__name__ == "AnswerGrew"]
    assert [(each.text, each.length) for each in grown] == [(" you", 9)]


# --- documents ------------------------------------------------------------------------------------


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[AskRoom]:
    made = AskRoom(tmp_path)
    made.chat.chat.answer_questions_with(lambda: made.asking)
    yield made
    made.close()


def view_of(room: AskRoom) -> TokenView:
    made = TokenView(room.chat.store, room.chat.chat, room.chat.models, room.engine)
    made.asking = lambda: room.asking
    return made


def ask(room: AskRoom, *script: object) -> tuple[ConversationId, Message]:
    room.engine.says(*script)
    conversation = room.chat.chat.begin(QUESTION)
    room.chat.chat.send(conversation, QUESTION, Wanted(about=SearchFilter()))
    return conversation, room.chat.wait()


def test_an_answer_from_documents_is_read_as_it_was_written(asked: AskRoom) -> None:
    number = asked.number_of("The deposit is 1,800 euros.", QUESTION)
    written = f"The deposit is 1,800 euros [{number}]."
    conversation, message = ask(asked, written)
    assert message.text == "The deposit is 1,800 euros. [1]"
    as_it_was = f"The deposit is 1,800 euros. [{number}]"
    asked.engine.says(judgement(as_it_was, -0.5))
    found = view_of(asked).judge(conversation, message.id)
    assert found is not None
    request = asked.engine.requests[-1]
    assert request.judged == as_it_was
    assert request.grammar == ""
    assert request.messages == asked.engine.requests[0].messages
    assert "".join(each.text for each in found.stretches) == message.text
    assert [each.text for each in found.stretches if each.is_mark] == [" [1]"]
    assert found.per_token == pytest.approx(-0.5)
    assert found.doubts == (Doubt.SEARCHED_AGAIN,)
    assert found.sources[0].name == "lease.txt"
    assert found.sources[0].is_cited
    assert view_of(asked).go_on_from(found, found.stretches[0], "A") is None


def test_what_a_document_changed(asked: AskRoom) -> None:
    number = asked.number_of("The deposit is 1,800 euros.", QUESTION)
    conversation, message = ask(asked, f"The deposit is 1,800 euros [{number}].")
    as_it_was = f"The deposit is 1,800 euros. [{number}]"
    asked.engine.says(judgement(as_it_was, -0.5))
    view = view_of(asked)
    found = view.judge(conversation, message.id)
    assert found is not None
    marks = {str(number): -30.0}
    asked.engine.says(judgement(as_it_was, -2.5, **marks))
    change = view.without(found, found.sources[0].document)
    assert change is not None
    turn = asked.engine.requests[-1].messages[-1].text
    assert "1,800" not in turn
    assert QUESTION in turn
    assert asked.engine.requests[-1].judged == as_it_was
    assert change.name == "lease.txt"
    assert change.per_token == pytest.approx(2.0)  # the number of the source does not count
    assert change.factor == pytest.approx(math.exp(2))


def test_sentences_of_documents_are_not_judged(asked: AskRoom) -> None:
    conversation, message = ask(asked, "[0]")
    with pytest.raises(NoModelWroteIt):
        view_of(asked).judge(conversation, message.id)


def test_a_source_that_is_not_found_again_is_said(asked: AskRoom) -> None:
    number = asked.number_of("The deposit is 1,800 euros.", QUESTION)
    conversation, message = ask(asked, f"The deposit is 1,800 euros [{number}].")
    (asked.folder / "lease.txt").write_text("The rent is 900 euros.", "utf-8")
    asked.add()
    asked.engine.says(judgement("The deposit is 1,800 euros."))
    found = view_of(asked).judge(conversation, message.id)
    assert found is not None
    assert Doubt.SOURCE_MISSING in found.doubts
    assert asked.engine.requests[-1].judged == "The deposit is 1,800 euros. "


def test_roles_that_are_not_answers(room: Room, view: TokenView) -> None:
    conversation, _ = answered(room, "Hello")
    question = next(each for each in room.chat.messages(conversation) if each.role is Role.USER)
    with pytest.raises(NothingToJudge):
        view.judge(conversation, question.id)


def test_marks_that_share_a_token_are_one_stretch() -> None:
    text = "So [12][7] it is"
    pieces = ["So", " [", "12", "][", "7", "]", " it", " is"]
    tokens = [TokenLogprob(0, each, -1.0) for each in pieces]
    written = AsWritten(text, (Mark(3, 7, "[1]"), Mark(7, 10, "[2]")))
    found = with_marks(written, stretches_of(text, tokens))
    assert [each.text for each in found] == ["So", " [1][2]", " it", " is"]
    assert len(found[1].tokens) == 5
