"""A recurrent model keeps one state for each sequence: it goes on, but it cannot go back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from answers import Answer
from families import tiny_mamba
from same_answers import ALTERNATIVES, PLAIN, assert_same

from app.domain.generation import FinishReason, PromptMessage, Request, Role, Sampling
from app.domain.models import LoadRequest
from app.engine.client import EngineClient
from app.engine.commands import Load
from app.engine.host.binding import start_backends
from app.engine.host.model import Model
from app.engine.host.native_log import NativeLog
from app.engine.host.weights import Abort

pytestmark = pytest.mark.real_engine
GREEDY = Sampling(temperature=0)
STORY = "Write a long story about a cat that travels the world."


@pytest.fixture(scope="module")
def mamba(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_mamba(tmp_path_factory.mktemp("recurrent") / "mamba.gguf")


@pytest.fixture(scope="module")
def engine(mamba: Path) -> Iterator[EngineClient]:
    client = EngineClient()
    client.load(LoadRequest(mamba, 2048, 1), lambda _done: None)
    yield client
    client.close()


def begin(
    engine: EngineClient, *turns: str, most: int | None = 20, conversation: str = ""
) -> Answer:
    roles = (Role.USER, Role.ASSISTANT)
    messages = tuple(PromptMessage(roles[n % 2], text) for n, text in enumerate(turns))
    answer = Answer()
    request = Request(messages, GREEDY, most, conversation=conversation, logprobs=ALTERNATIVES)
    engine.generate(request, answer.hear)
    return answer


def say(engine: EngineClient, *turns: str, conversation: str = "") -> Answer:
    answer = begin(engine, *turns, conversation=conversation)
    answer.finished()
    return answer


def cached(answer: Answer) -> int:
    return answer.finished().usage.cached_tokens


def test_it_says_that_it_cannot_go_back(mamba: Path) -> None:
    log = NativeLog()
    start_backends()
    wanted = Load(str(mamba), 256, 1, 0, 128, 128)
    model = Model(wanted, log, Abort(), lambda _done, _phase: True)
    assert not model.can_go_back
    model.close()


def test_it_answers_and_repeats_itself(engine: EngineClient) -> None:
    first = say(engine, STORY)
    assert first.finished().reason is FinishReason.LENGTH
    assert first.finished().usage.completion_tokens == 20
    assert_same(say(engine, STORY), first, PLAIN)
    assert say(engine, "What is the capital of France?").text != first.text


def test_a_conversation_goes_on_from_its_state_and_is_read_anew_after_a_change(
    engine: EngineClient,
) -> None:
    first = say(engine, STORY, conversation="c")
    onward = say(engine, STORY, first.text, "Go on.", conversation="c")
    used = first.finished().usage
    # What was written is read back from its text, which may be other tokens.
    assert cached(onward) == 0 or cached(onward) >= used.prompt_tokens
    afresh = say(engine, STORY, first.text, "Go on.", conversation="d")
    assert cached(afresh) == 0, "the state of a longer text is of no use for a shorter one"
    assert_same(onward, afresh, PLAIN)
    changed = say(engine, "Describe a large city.", conversation="c")
    assert cached(changed) == 0
    assert_same(changed, say(engine, "Describe a large city.", conversation="e"), PLAIN)


def test_answers_in_company_are_those_given_alone(engine: EngineClient) -> None:
    questions = [f"{STORY} {number}" for number in range(12)]
    alone = [say(engine, each) for each in questions]
    together = [begin(engine, each) for each in questions]
    for one, other in zip(alone, together, strict=True):
        other.finished()
        assert_same(one, other, PLAIN)


def test_guessing_ahead_is_left_out(engine: EngineClient) -> None:
    answer = Answer()
    messages = (PromptMessage(Role.USER, "the cat, the cat, the cat, the cat"),)
    request = Request(messages, GREEDY, 20, speculate=True, logprobs=ALTERNATIVES)
    engine.generate(request, answer.hear)
    answer.finished()
    assert_same(say(engine, "the cat, the cat, the cat, the cat"), answer, PLAIN)


def test_stopping_one_answer_leaves_the_others_whole(engine: EngineClient) -> None:
    """A step that is cut short cannot be undone: what it touched is read again."""
    wanted = begin(engine, STORY, most=200)
    wanted.finished()
    for _ in range(8):
        running = begin(engine, STORY, most=200)
        assert running.began.wait(60)
        for number in range(6):
            other = Answer()
            messages = (PromptMessage(Role.USER, f"{number} word " * 60),)
            generation = engine.generate(Request(messages, GREEDY, None), other.hear)
            generation.cancel()
            assert other.finished().reason is FinishReason.CANCELLED
        running.finished()
        assert_same(running, wanted, PLAIN)


def test_a_stop_in_the_middle_of_a_prompt_leaves_the_model_usable(engine: EngineClient) -> None:
    before = say(engine, "Tell me about bees.")
    reading = begin(engine, "word " * 1500, most=None)
    messages = (PromptMessage(Role.USER, "word " * 1500),)
    stopped = Answer()
    engine.generate(Request(messages, GREEDY, None), stopped.hear).cancel()
    assert stopped.finished().reason is FinishReason.CANCELLED
    reading.finished()
    assert_same(say(engine, "Tell me about bees."), before, PLAIN)
