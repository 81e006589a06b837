"""A message about documents is answered from them, inside an ordinary conversation."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ask_room import AskRoom
from fake_engine import Hold

from app.domain.conversations import Message
from app.domain.errors import EngineCrashed, ReaderUnavailable
from app.domain.events import AnswerEnded, AnswerGrew, AnswerSearches
from app.domain.generation import FinishReason
from app.domain.ids import ConversationId
from app.domain.retrieval import AnswerBasis, Grounding, SearchFilter
from app.index.mark_filter import without_marks
from app.services.answer import Wanted
from app.services.asking import Prepared

QUESTION = "How much is the deposit?"


@pytest.fixture
def room(tmp_path: Path) -> Iterator[AskRoom]:
    made = AskRoom(tmp_path)
    made.chat.chat.answer_questions_with(lambda: made.asking)
    yield made
    made.close()


def send(room: AskRoom, text: str, conversation: ConversationId | None = None) -> ConversationId:
    conversation = conversation or room.chat.chat.begin(text)
    room.chat.chat.send(conversation, text, Wanted(about=SearchFilter()))
    return conversation


def ended(room: AskRoom) -> tuple[Message, Grounding | None]:
    message = room.chat.wait()
    event = next(e for e in reversed(room.chat.events) if isinstance(e, AnswerEnded))
    return message, event.grounding


def test_the_answer_is_checked_and_kept_with_its_sources(room: AskRoom) -> None:
    number = room.number_of("The deposit is 1,800 euros.", QUESTION)
    room.engine.says("The deposit is 1,800 ", f"euros [{number}", "].")
    conversation = send(room, QUESTION)
    message, grounding = ended(room)
    assert message.text == "The deposit is 1,800 euros. [1]"
    assert grounding is not None
    assert grounding.basis is AnswerBasis.WRITTEN
    kept = room.chat.chat.messages(conversation)[-1]
    assert (kept.text, kept.finish) == (message.text, FinishReason.STOP)
    assert room.chat.chat.grounding(message.id) == grounding
    assert any(isinstance(event, AnswerSearches) for event in room.chat.events)


def test_numbers_are_not_shown_before_they_are_checked(room: AskRoom) -> None:
    room.engine.says("The deposit is high [99", "]. It", " is [1", "800] euros.")
    send(room, QUESTION)
    ended(room)
    grown = [event.text for event in room.chat.events if isinstance(event, AnswerGrew)]
    assert "".join(grown) == "The deposit is high. It is euros."


def test_what_the_documents_do_not_say_is_said_without_the_model(room: AskRoom) -> None:
    send(room, "Who won the football world cup?")
    message, grounding = ended(room)
    assert message.text == "Your documents don't say."
    assert grounding is not None
    assert grounding.basis is AnswerBasis.NOT_SAID
    assert room.engine.requests == []


def test_it_is_answered_without_documents_on_request(room: AskRoom) -> None:
    conversation = send(room, "Who won the football world cup?")
    refused, _ = ended(room)
    room.engine.says("Somebody.")
    room.chat.chat.answer_again(conversation, refused.id, Wanted(without_documents=True))
    message, grounding = ended(room)
    assert (message.text, grounding) == ("Somebody.", None)
    assert room.engine.requests[-1].messages[-1].text == "Who won the football world cup?"


def test_a_follow_up_is_understood(room: AskRoom) -> None:
    conversation = send(room, QUESTION)
    ended(room)
    send(room, "And when is it paid back?", conversation)
    _, grounding = ended(room)
    assert grounding is not None
    assert grounding.found is not None
    assert grounding.found.query.startswith(QUESTION)


def test_stopping_keeps_what_was_written(room: AskRoom) -> None:
    room.engine.says("The deposit ", Hold, "is high.")
    conversation = send(room, QUESTION)
    assert room.chat.grew.wait(60)
    room.chat.chat.stop(conversation)
    message, _ = ended(room)
    assert (message.text, message.finish) == ("The deposit", FinishReason.CANCELLED)


def test_a_crash_is_told(room: AskRoom) -> None:
    room.engine.says("The deposit ", EngineCrashed())
    send(room, QUESTION)
    message, grounding = ended(room)
    assert isinstance(message.error, EngineCrashed)
    assert grounding is None


def test_documents_that_cannot_be_searched_are_told(room: AskRoom) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ReaderUnavailable

    room.asking.prepare = fail  # type: ignore[method-assign, assignment]
    send(room, QUESTION)
    message, _ = ended(room)
    assert isinstance(message.error, ReaderUnavailable)
    assert message.finish is FinishReason.FAILED


def test_a_question_comes_with_what_was_said_before(room: AskRoom) -> None:
    heard: list[tuple[object, ...]] = []
    prepare = room.asking.prepare

    def listen(question: str, about: SearchFilter, earlier: list[str], **more: Any) -> Prepared:
        heard.append((question, earlier, more["answers"]))
        return prepare(question, about, earlier, **more)

    room.asking.prepare = listen  # type: ignore[method-assign, assignment]
    room.engine.says("The deposit is 1,800 euros [1].")
    conversation = send(room, QUESTION)
    first, _ = ended(room)
    room.chat.chat.send(conversation, "And when?", Wanted(about=SearchFilter()))
    ended(room)
    assert heard[0][1:] == ([], [])
    assert heard[1][0] == "And when?"
    assert heard[1][1] == [QUESTION]
    assert heard[1][2] == [without_marks(first.text)]


def test_what_follows_does_not_show_the_model_numbers_of_sources(room: AskRoom) -> None:
    number = room.number_of("The deposit is 1,800 euros.", QUESTION)
    room.engine.says(f"The deposit is 1,800 euros [{number}].")
    conversation = send(room, QUESTION)
    assert ended(room)[0].text.endswith("[1]")
    room.engine.says("Paris, as every list [1] says.")
    room.chat.chat.send(conversation, "What is the capital of France?")
    ended(room)
    room.chat.chat.send(conversation, "And of Spain?")
    ended(room)
    turns = [each.text for each in room.engine.requests[-1].messages]
    assert "The deposit is 1,800 euros." in turns
    assert "Paris, as every list [1] says." in turns
