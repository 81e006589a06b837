"""Answers that are gone on with, judged, and prompts that are counted, by the real engine."""

import math
from collections.abc import Iterator
from dataclasses import replace

import pytest
from answers import Answer
from families import Family
from same_answers import tolerance_of

from app.domain.errors import ContextFull
from app.domain.generation import (
    Failed,
    Finished,
    FinishReason,
    PromptMessage,
    Request,
    Role,
    Sampling,
)
from app.domain.models import LoadRequest
from app.engine.client import EngineClient

pytestmark = pytest.mark.real_engine
GREEDY = Sampling(temperature=0)


@pytest.fixture(scope="module")
def engine(family: Family) -> Iterator[EngineClient]:
    client = EngineClient()
    client.load(LoadRequest(family.path, 2048, 2), lambda _done: None)
    yield client
    client.close()


def asked(text: str, **wanted: object) -> Request:
    messages = (
        PromptMessage(Role.SYSTEM, "You are a helpful assistant."),
        PromptMessage(Role.USER, text),
    )
    return replace(Request(messages, GREEDY, 24), **wanted)  # type: ignore[arg-type]


def run(engine: EngineClient, request: Request) -> Answer:
    answer = Answer()
    engine.generate(request, answer.hear)
    assert answer.ended.wait(60)
    return answer


def test_an_answer_goes_on_from_its_beginning(engine: EngineClient) -> None:
    whole = run(engine, asked("Name three colours.", logprobs=1))
    pieces = [each.text for each in whole.logprobs]
    half = "".join(pieces[: len(pieces) // 2])
    rest = run(engine, asked("Name three colours.", begun=half))
    assert rest.finished().usage.prompt_tokens > whole.finished().usage.prompt_tokens
    # Cut elsewhere than between words, a text may be read in other tokens than it was written in.
    assert not rest.text.startswith(half)
    assert rest.text


def test_what_was_written_is_judged_as_it_was_written(engine: EngineClient, family: Family) -> None:
    written = run(engine, asked("Name three colours.", logprobs=5))
    text = "".join(each.text for each in written.logprobs)
    judged = run(engine, asked("Name three colours.", judged=text, logprobs=5))
    assert isinstance(judged.end, Finished)
    assert judged.end.reason is FinishReason.STOP
    assert judged.text == text
    assert "".join(each.text for each in judged.logprobs) == text
    if [each.token for each in judged.logprobs] == [each.token for each in written.logprobs]:
        for mine, yours in zip(judged.logprobs, written.logprobs, strict=True):
            assert mine.logprob == pytest.approx(yours.logprob, abs=tolerance_of(family))
    for each in judged.logprobs:
        assert each.logprob <= 0
        assert len(each.alternatives) == 5
        assert each.alternatives[0].logprob >= each.logprob - 1e-5


def test_a_text_is_judged_whatever_the_model_would_have_written(engine: EngineClient) -> None:
    strange = "한국어 문장과 <|im_end|> zebra quark, plinth owl.\n\n"
    judged = run(engine, asked("Name three colours.", judged=strange, logprobs=1, max_tokens=3))
    assert judged.text == strange
    assert judged.finished().reason is FinishReason.STOP
    sure = run(engine, asked("Say: a a a a", judged="a a a a a a", logprobs=1))
    assert mean(sure) > mean(judged)


def mean(answer: Answer) -> float:
    return math.fsum(each.logprob for each in answer.logprobs) / len(answer.logprobs)


def test_judging_reuses_what_was_read(engine: EngineClient) -> None:
    question = "Describe a harbour in the morning. " * 20
    run(engine, asked(question, conversation="harbour"))
    judged = run(engine, asked(question, conversation="harbour", judged="Boats lie still."))
    assert judged.finished().usage.cached_tokens > 50


def test_a_judgement_beside_an_answer(engine: EngineClient) -> None:
    beside = Answer()
    engine.generate(asked("Tell a story.", max_tokens=40), beside.hear)
    alone = run(engine, asked("Name a colour.", judged="Blue is one of them.", logprobs=1))
    assert beside.ended.wait(60)
    again = run(engine, asked("Name a colour.", judged="Blue is one of them.", logprobs=1))
    for mine, yours in zip(alone.logprobs, again.logprobs, strict=True):
        assert mine.token == yours.token
        assert mine.logprob == pytest.approx(yours.logprob, abs=0.5)


def test_prompts_are_counted(engine: EngineClient) -> None:
    counted = run(engine, asked("Name three colours.", is_measured=True)).finished()
    written = run(engine, asked("Name three colours.")).finished()
    assert counted.usage.prompt_tokens == written.usage.prompt_tokens
    assert counted.usage.completion_tokens == 0
    long = run(engine, asked("word " * 5000, is_measured=True)).finished()
    assert long.usage.prompt_tokens > 4000
    refused = run(engine, asked("word " * 5000))
    assert isinstance(refused.end, Failed)
    assert isinstance(refused.end.error, ContextFull)


def test_a_thinking_template_is_closed_before_the_text() -> None:
    """Seen in the prompt itself: see test_thoughts_and_calls for the marks."""
    from app.engine.host.chat_template import ChatTemplate
    from app.engine.host.vocabulary import Segment

    template = ChatTemplate.__new__(ChatTemplate)
    from app.engine.host.template_traits import traits_of

    template._traits = traits_of("<think></think>")
    opened = [Segment("user\nHi", False), Segment("<|im_start|>assistant\n<think>\n", True)]
    assert template.up_to_text(opened)[-1] == Segment("\n</think>\n\n", True)
    plain = [Segment("<|im_start|>assistant\n", True)]
    assert template.up_to_text(plain) == plain
    template._traits = traits_of("<|channel|>analysis<|message|><|end|>")
    assert template.up_to_text(plain)[-1].text == "<|channel|>final<|message|>"
