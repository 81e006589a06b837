"""A greedy answer is the same alone, in company, after reuse and when it guesses ahead.

Processors add in another order in another batch: see same_answers.py for what "the same" means.
"""

from collections.abc import Callable, Iterator

import pytest
from answers import Answer
from families import Family
from same_answers import ALTERNATIVES, Comparison, assert_same, compare, tolerance_of

from app.domain.generation import PromptMessage, Request, Role, Sampling
from app.domain.models import LoadRequest
from app.domain.protocols import Generation
from app.engine.client import EngineClient

pytestmark = pytest.mark.real_engine
GREEDY = Sampling(temperature=0)
STRANGERS = {"starter": 7, "synthetic": 15}
"""Beside one answer; on two processors each token of the starter takes its time."""
TOKENS = 24
PASSAGE = (
    "The lighthouse keeper counted ships every evening. On the third of May he counted "
    "seventeen, and wrote the number into the book with the blue cover."
)
QUESTIONS = {
    "a story": "Write a long story about a cat that travels the world.",
    "a fact": "What is the capital of France? Tell me about the city.",
    "a quotation": f"{PASSAGE}\n\nRepeat the text above word for word.",
}


class Table:
    """A model, and what it answers each question alone, with nothing read before."""

    def __init__(self, family: Family) -> None:
        self.tolerance = tolerance_of(family)
        self.strangers = STRANGERS[family.name]
        self.engine = EngineClient()
        self.engine.load(LoadRequest(family.path, 4096, 2), lambda _done: None)
        self.alone = {name: self.say(name) for name in QUESTIONS}

    def begin(self, name: str, *, conversation: str = "", more: str = "", **rest: object) -> Answer:
        # Each question has its own first words, so that nothing is shared unless it is meant.
        first = PromptMessage(Role.SYSTEM, f"{name.upper()}: you are a helpful assistant.")
        messages = (first, PromptMessage(Role.USER, QUESTIONS[name] + more))
        wanted: dict[str, object] = {"logprobs": ALTERNATIVES, "conversation": conversation}
        wanted = {"max_tokens": TOKENS, **wanted, **rest}
        request = Request(messages, GREEDY, **wanted)  # type: ignore[arg-type]
        answer = Answer()
        self.engine.generate(request, answer.hear)
        return answer

    def say(self, name: str, **rest: object) -> Answer:
        answer = self.begin(name, **rest)  # type: ignore[arg-type]
        answer.finished()
        return answer

    def stranger(self, number: int) -> tuple[Answer, Generation]:
        answer = Answer()
        messages = (
            PromptMessage(Role.USER, f"{number}: tell me about the ocean. " * (1 + number % 5)),
        )
        request = Request(messages, Sampling(temperature=0.9, seed=number), 2 * TOKENS)
        return answer, self.engine.generate(request, answer.hear)


@pytest.fixture(scope="module")
def table(family: Family) -> Iterator[Table]:
    table = Table(family)
    yield table
    table.engine.close()


# --- ways to come to an answer ----------------------------------------------------------------


def in_company(table: Table, name: str) -> Answer:
    """One of many in each batch."""
    strangers = [table.stranger(number) for number in range(table.strangers)]
    answer = table.begin(name)
    answer.finished(100)
    for stranger, generation in strangers:  # their answers are of no use to anybody
        generation.cancel()
        stranger.finished(100)
    return answer


def after_reuse(table: Table, name: str) -> Answer:
    """The prompt was read before, and all but its last token is remembered."""
    table.say(name, conversation=name)
    answer = table.say(name, conversation=name)
    usage = answer.finished().usage
    assert usage.cached_tokens == usage.prompt_tokens - 1
    return answer


def after_going_back(table: Table, name: str) -> Answer:
    """The conversation had gone on otherwise; only the beginning of the prompt is remembered."""
    table.say(name, conversation=name, more=" Go on and on.")
    answer = table.say(name, conversation=name)
    usage = answer.finished().usage
    assert usage.prompt_tokens / 2 < usage.cached_tokens < usage.prompt_tokens
    return answer


def as_a_branch(table: Table, name: str) -> Answer:
    """What another conversation read is shared while that one goes on."""
    other = table.begin(name, conversation="other", more=" Go on and on.")
    assert other.began.wait(60)
    answer = table.say(name, conversation="branch")
    usage = answer.finished().usage
    assert usage.prompt_tokens / 2 < usage.cached_tokens < usage.prompt_tokens
    other.finished()
    return answer


def guessing_ahead(table: Table, name: str) -> Answer:
    return table.say(name, speculate=True)


def from_a_snapshot(table: Table, name: str) -> Answer:
    """What was read left the engine as bytes and came back under another name."""
    table.say(name, conversation=name)
    snapshot = table.engine.snapshot(name)
    assert snapshot is not None
    table.engine.restore("back", snapshot)
    answer = table.say(name, conversation="back")
    usage = answer.finished().usage
    assert usage.cached_tokens == usage.prompt_tokens - 1
    return answer


WAYS: list[Callable[[Table, str], Answer]] = [
    in_company,
    after_reuse,
    after_going_back,
    as_a_branch,
    guessing_ahead,
    from_a_snapshot,
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("name", QUESTIONS)
def test_a_greedy_answer_is_that_given_alone(
    table: Table, name: str, way: Callable[[Table, str], Answer]
) -> None:
    alone = table.alone[name]
    assert alone.finished().usage.cached_tokens == 0
    assert_same(way(table, name), alone, table.tolerance)


def test_guesses_that_are_right_are_checked_at_their_own_place(table: Table) -> None:
    """A grammar makes the answer quote its prompt: every guess is right, every row is used."""
    forced = f'root ::= "{PASSAGE}"'
    name = "a quotation"
    plain = table.say(name, grammar=forced, max_tokens=60)
    ahead = table.say(name, grammar=forced, max_tokens=60, speculate=True)
    found = assert_same(plain, ahead, table.tolerance)
    assert found.tokens > 25
    assert PASSAGE.startswith(ahead.text[:100])


def test_another_answer_is_not_taken_for_the_same(table: Table) -> None:
    """What would be seen if answers got each other's tokens, or read each other's memory."""
    one, other = (table.alone[name] for name in ("a story", "a fact"))
    with pytest.raises(AssertionError):
        assert_same(one, other, table.tolerance)
    shifted = Answer()
    shifted.logprobs, shifted.pieces, shifted.end = one.logprobs[1:], one.pieces, one.end
    with pytest.raises(AssertionError):
        assert_same(one, shifted, table.tolerance)
    assert compare(one, one) == Comparison(len(one.logprobs), 0.0, None)
