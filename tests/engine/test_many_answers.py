"""Many answers from one context: none waits long, none is mixed up, each ends exactly once."""

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from answers import Answer
from families import Family
from gguf_files import tiny_llama

from app.domain.errors import ContextFull
from app.domain.generation import (
    Failed,
    Finished,
    FinishReason,
    GenerationEvent,
    PromptMessage,
    Request,
    Role,
    Sampling,
)
from app.domain.models import LoadRequest
from app.engine.client import EngineClient

pytestmark = pytest.mark.real_engine
GREEDY = Sampling(temperature=0)
SYSTEM = PromptMessage(Role.SYSTEM, "You are a helpful assistant.")


def ask(words: str, most: int | None = 24, **more: object) -> Request:
    messages = (SYSTEM, PromptMessage(Role.USER, words))
    return Request(messages, GREEDY, most, **more)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def engine(family: Family) -> Iterator[EngineClient]:
    client = EngineClient()
    client.load(LoadRequest(family.path, 4096, 2), lambda _done: None)
    yield client
    client.close()


@pytest.fixture
def small(tmp_path: Path) -> Iterator[EngineClient]:
    """A tiny model with little room."""
    client = EngineClient()
    path = tiny_llama(tmp_path / "tiny.gguf", context=512)
    client.load(LoadRequest(path, 512, 1), lambda _done: None)
    yield client
    client.close()


def say(engine: EngineClient, request: Request) -> Answer:
    answer = Answer()
    engine.generate(request, answer.hear)
    answer.finished()
    return answer


QUESTIONS = [
    "What is the capital of France?",
    "What is the capital of Italy?",
    "Name a colour.",
    "What is two plus two?",
    "Who wrote Hamlet?",
    "What do bees make?",
    "Name a large ocean.",
    "What is ice made of?",
]


def test_answers_in_company_are_those_given_alone(engine: EngineClient, family: Family) -> None:
    alone = [say(engine, ask(words, 12)).text for words in QUESTIONS]
    together = [Answer() for _ in QUESTIONS]
    for words, answer in zip(QUESTIONS, together, strict=True):
        engine.generate(ask(words, 12), answer.hear)
    for answer in together:
        answer.finished()
    # The last bits of the arithmetic differ with the size of a batch, and the batches with the
    # moment, so that a word may differ here and there: of eight answers two began otherwise once.
    # Where answers got each other's tokens, all of them would.
    same = [
        one.split()[:2] == two.text.split()[:2] for one, two in zip(alone, together, strict=True)
    ]
    assert sum(same) > len(same) // 2
    if family.is_trained:
        assert "Paris" in together[0].text
        assert "Italy" in together[1].text or "Rom" in together[1].text


def test_a_long_prompt_does_not_freeze_a_running_answer(engine: EngineClient) -> None:
    """The order of what arrives tells, not the clock: text comes between the prompt's pieces."""
    running, reading = Answer(), Answer()
    order: list[str] = []

    def hear_running(event: GenerationEvent) -> None:
        order.append("text")
        running.hear(event)

    def hear_reading(event: GenerationEvent) -> None:
        order.append("piece")
        reading.hear(event)

    generation = engine.generate(ask("Write a long story.", None), hear_running)
    assert running.began.wait(60)
    engine.generate(ask("word " * 900, 1), hear_reading)
    reading.finished(100)
    generation.cancel()
    reason = running.finished().reason
    pieces = order.count("piece")
    assert pieces > 3, "a prompt beside a running answer is read in pieces"
    if reason is FinishReason.CANCELLED:  # otherwise the story was short
        runs = "".join("t" if each == "text" else "p" for each in order).split("t")
        assert max(map(len, runs)) <= 4, order


def test_what_conversations_share_is_read_once(engine: EngineClient) -> None:
    shared = "Here are the rules of the house. " * 30
    first = say(engine, ask(shared + "Who are you?", 4, conversation="a"))
    second = say(engine, ask(shared + "What is this?", 4, conversation="b"))
    third = say(engine, ask(shared + "Who are you?", 4, conversation="a"))
    assert isinstance(first.end, Finished)
    assert isinstance(second.end, Finished)
    assert isinstance(third.end, Finished)
    assert second.end.usage.cached_tokens > 150, "the beginning was copied, not read again"
    assert third.end.usage.cached_tokens > second.end.usage.cached_tokens, "it was not destroyed"


def test_conversations_rest_and_the_oldest_make_room(small: EngineClient) -> None:
    for number in range(30):
        answer = say(small, ask(f"{number} " * 20, 8, conversation=str(number)))
        assert isinstance(answer.end, Finished)
    again = say(small, ask("29 " * 20, 8, conversation="29"))
    assert isinstance(again.end, Finished)
    assert again.end.usage.cached_tokens > 20


def test_more_than_the_context_holds_takes_turns(small: EngineClient) -> None:
    """Each would fit alone, all together do not: some wait, and all are answered."""
    answers = [Answer() for _ in range(6)]
    for number, answer in enumerate(answers):
        request = Request((PromptMessage(Role.USER, f"{number} " * 50),), Sampling(seed=number), 60)
        small.generate(request, answer.hear)
    for answer in answers:
        finished = answer.finished()
        assert finished.reason in (FinishReason.LENGTH, FinishReason.STOP)


def test_one_that_never_fits_says_so(small: EngineClient) -> None:
    answer = Answer()
    small.generate(ask("x" * 2000), answer.hear)
    assert isinstance(answer.failed().error, ContextFull)


def test_guessing_ahead_writes_the_same_text(engine: EngineClient) -> None:
    passage = (
        "The lighthouse keeper counted ships every evening. On the third of May he counted "
        "seventeen, and wrote the number into the book with the blue cover. "
    )
    words = f"{passage}\n\nRepeat the text above word for word."
    plain = say(engine, ask(words, 60, speculate=False))
    guessed = say(engine, ask(words, 60, speculate=True))
    assert guessed.text[:80] == plain.text[:80]


def test_a_storm_of_requests_and_cancels_leaves_every_answer_ended_once(
    small: EngineClient,
) -> None:
    chance = random.Random(7)
    answers: list[Answer] = []
    for number in range(150):
        answer = Answer()
        answers.append(answer)
        words = "word " * chance.randint(1, 60)
        generation = small.generate(
            Request(
                (PromptMessage(Role.USER, words),), Sampling(seed=number), chance.randint(1, 30)
            ),
            answer.hear,
        )
        if chance.random() < 0.3:
            generation.cancel()
        if chance.random() < 0.1:
            time.sleep(0.02)
    for answer in answers:
        assert answer.ended.wait(60)
        assert isinstance(answer.end, Finished | Failed)
        if isinstance(answer.end, Finished) and answer.end.reason is FinishReason.LENGTH:
            assert answer.end.usage.completion_tokens > 0
    after = say(small, ask("still here?", 3))
    assert isinstance(after.end, Finished)
