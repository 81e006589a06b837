"""Guessing ahead: as far as it pays, not at all where it does not, and never another text."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from answers import Answer
from gguf_files import tiny_llama

from app.domain.errors import DraftMismatch
from app.domain.generation import Finished, PromptMessage, Request, Role, Sampling, Usage
from app.domain.models import LoadRequest
from app.engine.client import EngineClient
from app.engine.host.pace import Pace
from app.engine.host.speculation import LONGEST, Speculation

GREEDY = Sampling(temperature=0)
SYSTEM = "You are a helpful assistant."
PASSAGE = (
    "The lighthouse keeper counted ships every evening. On the third of May he counted "
    "seventeen, and wrote the number into the book with the blue cover. "
)


def pace(cost: float) -> Pace:
    made = Pace()
    for _ in range(100):
        made.learn(1, 0.01)
        made.learn(11, 0.01 * (1 + 10 * cost))
    return made


def test_the_pace_is_learned_from_steps() -> None:
    assert Pace().cost > 0
    assert pace(0.25).cost == pytest.approx(0.25)
    assert pace(0.0).cost == pytest.approx(0, abs=0.001)


def test_guesses_are_long_where_they_are_cheap_and_none_where_they_do_not_pay() -> None:
    assert pace(0.01).best_length(0.95, 32) == 32
    assert 2 <= pace(0.3).best_length(0.9, 32) <= 8
    assert pace(0.3).best_length(0.3, 32) == 0
    assert pace(1.0).best_length(1.0, 32) == 0
    assert pace(0.3).best_length(0.9, 32, extra=1.0) == 0
    assert pace(0.3).best_length(0.9, 0) == 0


def test_wrong_guesses_become_rare() -> None:
    """The text repeats its words but never what followed them."""
    speculation = Speculation([1, 2, 3, 4] * 4, pace(0.4), None)
    guessed = []
    for number in range(600):
        for token in (1, 2, 3):
            speculation.add(token)
        guess = speculation.guess([], 50)
        guessed.append(len(guess))
        speculation.learn(len(guess), 0)
        speculation.add(1000 + number)
    assert sum(guessed[:100]) > sum(guessed[-100:])
    assert sum(guessed[-200:]) <= 4


def test_right_guesses_become_long() -> None:
    speculation = Speculation([*range(500), 0, 1, 2], pace(0.05), None)
    place = 3
    lengths = []
    while place < 450:
        guess = speculation.guess([], 50)
        assert guess == list(range(place, place + len(guess)))
        lengths.append(len(guess))
        speculation.learn(len(guess), len(guess))
        for token in range(place, place + len(guess) + 1):
            speculation.add(token)
        place += len(guess) + 1
    assert max(lengths) == LONGEST
    assert speculation.right == speculation.guessed > 300


@pytest.fixture(scope="module")
def drafted(starter_model: Path) -> Iterator[EngineClient]:
    """The starter model with itself as its draft: nearly every guess is right."""
    client = EngineClient()
    client.load(LoadRequest(starter_model, 1024, 2, draft=starter_model), lambda _done: None)
    yield client
    client.close()


def say(engine: EngineClient, words: str, **changes: object) -> tuple[str, Usage]:
    answer = Answer()
    messages = (PromptMessage(Role.SYSTEM, SYSTEM), PromptMessage(Role.USER, words))
    request = Request(messages, GREEDY, 60)
    engine.generate(replace(request, **changes), answer.hear)  # type: ignore[arg-type]
    end = answer.finished()
    assert isinstance(end, Finished)
    return answer.text, end.usage


@pytest.mark.real_engine
def test_a_draft_writes_ahead_and_the_text_stays(drafted: EngineClient) -> None:
    plain, usage = say(drafted, "What is the capital of France?")
    assert (usage.guessed_tokens, usage.right_guesses) == (0, 0)
    text, usage = say(drafted, "What is the capital of France?", speculate=True)
    assert text[:30] == plain[:30]
    assert "Paris" in text
    assert usage.right_guesses <= usage.guessed_tokens


@pytest.mark.real_engine
def test_answers_in_company_make_no_guesses(drafted: EngineClient) -> None:
    answers = [Answer() for _ in range(3)]
    for number, answer in enumerate(answers):
        words = (PromptMessage(Role.USER, f"Say {number} and go on counting."),)
        drafted.generate(Request(words, GREEDY, 30, speculate=True), answer.hear)
    for answer in answers:
        assert answer.finished().usage.completion_tokens > 0


@pytest.mark.real_engine
def test_guesses_stay_within_the_limit_of_the_answer(drafted: EngineClient) -> None:
    words = f"{PASSAGE}\n\nRepeat the text above word for word."
    for most in (1, 2, 3, 7):
        _, usage = say(drafted, words, speculate=True, max_tokens=most)
        assert usage.completion_tokens == most


@pytest.mark.real_engine
def test_a_stop_in_the_middle_of_guessing_is_a_stop(drafted: EngineClient) -> None:
    answer = Answer()
    words = (PromptMessage(Role.USER, "Write a long story."),)
    generation = drafted.generate(Request(words, GREEDY, None, speculate=True), answer.hear)
    assert answer.began.wait(60)
    generation.cancel()
    answer.finished(60)
    assert say(drafted, "What is the capital of France?", speculate=True)[0]


@pytest.mark.real_engine
def test_a_draft_of_another_vocabulary_is_refused(starter_model: Path, tmp_path: Path) -> None:
    client = EngineClient()
    other = tiny_llama(tmp_path / "other.gguf", context=512)
    try:
        with pytest.raises(DraftMismatch) as refused:
            client.load(LoadRequest(starter_model, 512, 2, draft=other), lambda _done: None)
        assert "other.gguf" in str(refused.value)
        assert client.loaded() is None
        client.load(LoadRequest(starter_model, 512, 2), lambda _done: None)
    finally:
        client.close()
