"""Tokens chosen inside the graph are those that would have been chosen from copied logits."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from answers import Answer
from gguf_files import tiny_llama

from app.domain.generation import Finished, FinishReason, PromptMessage, Request, Role, Sampling
from app.domain.models import LoadRequest
from app.engine.client import EngineClient

pytestmark = pytest.mark.real_engine
QUESTION = (
    PromptMessage(Role.SYSTEM, "You are a helpful assistant."),
    PromptMessage(Role.USER, "What is the capital of France?"),
)
DRAWN = Sampling(temperature=0.8, top_k=40, top_p=0.9, min_p=0.02, seed=5)


@pytest.fixture(scope="module")
def engines(starter_model: Path) -> Iterator[tuple[EngineClient, EngineClient]]:
    """The same model, choosing on the processor and in the graph."""
    usual, inside = EngineClient(), EngineClient()
    request = LoadRequest(starter_model, 1024, 2)
    usual.load(request, lambda _done: None)
    inside.load(replace(request, device_sampling=True), lambda _done: None)
    yield usual, inside
    usual.close()
    inside.close()


def say(engine: EngineClient, request: Request) -> str:
    answer = Answer()
    engine.generate(request, answer.hear)
    assert isinstance(answer.finished(), Finished)
    return answer.text


@pytest.mark.parametrize(
    "sampling",
    [
        Sampling(temperature=0),
        Sampling(temperature=0, repeat_penalty=1.3),
        Sampling(temperature=0.8, top_k=1, top_p=1, min_p=0),
    ],
    ids=["greedy", "penalised", "one candidate"],
)
def test_the_likeliest_token_is_the_same(
    engines: tuple[EngineClient, EngineClient], sampling: Sampling
) -> None:
    request = Request(QUESTION, sampling, 24)
    assert say(engines[1], request) == say(engines[0], request)


def test_draws_repeat_with_their_seed(engines: tuple[EngineClient, EngineClient]) -> None:
    _, inside = engines
    texts = [say(inside, Request(QUESTION, DRAWN, 24)) for _ in range(2)]
    others = [say(inside, Request(QUESTION, replace(DRAWN, seed=n), 24)) for n in range(6)]
    assert texts[0] == texts[1]
    assert len(set(others)) > 1


def test_what_needs_all_logits_gets_them(engines: tuple[EngineClient, EngineClient]) -> None:
    _, inside = engines
    greedy = Sampling(temperature=0)
    text = say(inside, Request(QUESTION, greedy, 24, grammar='root ::= "Lyon" | "Nice"'))
    assert text in ("Lyon", "Nice")
    answer = Answer()
    inside.generate(Request(QUESTION, greedy, 5, logprobs=2), answer.hear)
    answer.finished()
    assert len(answer.logprobs) == 5


def test_guesses_are_checked_inside_too(engines: tuple[EngineClient, EngineClient]) -> None:
    passage = "She walked to the river. The river was cold and grey. A boat lay under the bridge. "
    words = (PromptMessage(Role.USER, f"Repeat these lines exactly:\n{passage}"),)
    plain = Request(words, Sampling(temperature=0), 30)
    assert say(engines[1], replace(plain, speculate=True))[:40] == say(engines[0], plain)[:40]


def test_answers_that_give_up_their_room_go_on(tmp_path: Path) -> None:
    client = EngineClient()
    path = tiny_llama(tmp_path / "tiny.gguf", context=512)
    client.load(LoadRequest(path, 512, 1, device_sampling=True), lambda _done: None)
    try:
        answers = [Answer() for _ in range(6)]
        for number, answer in enumerate(answers):
            words = (PromptMessage(Role.USER, f"{number} " * 50),)
            client.generate(Request(words, replace(DRAWN, seed=number), 60), answer.hear)
        for answer in answers:
            assert answer.finished().reason in (FinishReason.LENGTH, FinishReason.STOP)
    finally:
        client.close()
