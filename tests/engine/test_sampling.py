"""Every way of choosing a token does what it says; nothing that is asked for ends the engine."""

import json
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from answers import Answer
from families import Family
from gguf_files import tiny_llama, vocabulary
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import AppError, GrammarInvalid, SamplingInvalid
from app.domain.generation import (
    BAN,
    MAX_LOGPROBS,
    PRESETS,
    RANGES,
    FinishReason,
    PromptMessage,
    Request,
    Role,
    Sampling,
    TokenBias,
    check_sampling,
)
from app.domain.models import LoadRequest
from app.engine.client import EngineClient
from app.engine.commands import Load
from app.engine.host.batch import Batch
from app.engine.host.binding import llama, start_backends
from app.engine.host.model import Model
from app.engine.host.native_log import NativeLog
from app.engine.host.sampler import Sampler, SamplerRefused
from app.engine.host.weights import Abort

pytestmark = pytest.mark.real_engine
TINY_TOKENS = len(vocabulary()[0])
FREE = Sampling(temperature=1.0, top_k=0, top_p=1.0, min_p=0.0, seed=1)
"""Draws from the model's own probabilities."""
GREEDY = Sampling(temperature=0.0)


class Desk:
    """A model that has read a prompt, and one row of logits to sample from again and again."""

    def __init__(self, path: Path) -> None:
        start_backends()
        self.log = NativeLog()  # llama.cpp calls it as long as it lives
        wanted = Load(str(path), 512, 2, 0, 256, 256)
        self.model = Model(wanted, self.log, Abort(), lambda _done, _phase: True)
        messages = [PromptMessage(Role.USER, "Tell me about Paris in one sentence.")]
        self.prompt = self.model.vocabulary.encode(self.model.template.segments(messages))
        self.batch = Batch(256)
        self.row = self.start()

    def start(self) -> int:
        self.model.forget(0, 0)
        self.batch.clear()
        row = self.batch.add(self.prompt, 0, 0, logits=True)
        assert self.model.decode(self.batch) == 0
        return row

    def logits(self) -> list[float]:
        pointer = llama.llama_get_logits_ith(self.model.context, self.row)
        return list(pointer[: self.model.vocabulary.size])

    def sampler(self, sampling: Sampling, **format_: Any) -> Sampler:
        return Sampler(sampling, self.model.vocabulary, self.model.context_tokens, **format_)

    def draw(self, sampling: Sampling, count: int = 60, **format_: Any) -> list[int]:
        """Sample the same row many times, as if the answer stood still."""
        sampler = self.sampler(sampling, **format_)
        try:
            return [sampler.sample(self.model.context, self.row) for _ in range(count)]
        finally:
            sampler.free()

    @cached_property
    def free(self) -> list[int]:
        """Drawn from the model's own probabilities, to compare with what was narrowed."""
        return self.draw(FREE, 150)

    def write(self, sampling: Sampling, count: int = 40, **format_: Any) -> str:
        """Write an answer."""
        row, position = self.start(), len(self.prompt)
        sampler = self.sampler(sampling, **format_)
        data = b""
        for _ in range(count):
            token = sampler.sample(self.model.context, row)
            if self.model.vocabulary.ends_answer(token):
                break
            data += self.model.vocabulary.bytes_of(token)
            self.batch.clear()
            row = self.batch.add((token,), position, 0, logits=True)
            position += 1
            assert self.model.decode(self.batch) == 0
        sampler.free()
        self.row = self.start()
        return data.decode("utf-8", "replace")


@pytest.fixture(scope="module")
def desk(family: Family) -> Iterator[Desk]:
    desk = Desk(family.path)
    yield desk
    desk.model.close()


def ranked(desk: Desk) -> list[int]:
    logits = desk.logits()
    return sorted(range(len(logits)), key=lambda token: -logits[token])


def test_greedy_takes_the_likeliest_and_seeds_repeat(desk: Desk) -> None:
    assert set(desk.draw(GREEDY, 3)) == {ranked(desk)[0]}
    assert desk.draw(FREE) == desk.draw(FREE)
    assert desk.draw(FREE) != desk.draw(replace(FREE, seed=2))
    assert desk.draw(replace(FREE, seed=None)) != desk.draw(replace(FREE, seed=None))
    largest = replace(FREE, seed=2**32 - 1)
    assert desk.draw(largest) == desk.draw(largest), "llama.cpp takes it as a wish for chance"


@pytest.mark.parametrize(
    "narrow",
    [
        {"top_k": 3},
        {"top_p": 0.3},
        {"min_p": 0.4},
        {"top_n_sigma": 0.5},
        {"typical_p": 0.2},
        {"temperature": 0.2},
        {"dynatemp_range": 1.0, "temperature": 1.0, "dynatemp_exponent": 5.0},
        {"mirostat": 1, "mirostat_tau": 0.5},
        {"mirostat": 2, "mirostat_tau": 0.5},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_truncation_and_temperature_narrow_the_choice(desk: Desk, narrow: dict[str, float]) -> None:
    narrowed = desk.draw(replace(FREE, **narrow), 150)  # type: ignore[arg-type]
    assert len(set(narrowed)) < len(set(desk.free))
    if narrow == {"top_k": 3}:
        assert set(narrowed) <= set(ranked(desk)[:3])


def test_xtc_leaves_the_obvious_out(desk: Desk) -> None:
    best = ranked(desk)[0]
    plain = replace(FREE, top_k=10)
    without = replace(plain, xtc_probability=1.0, xtc_threshold=0.01)
    assert best in desk.draw(plain, 100)
    assert best not in desk.draw(without, 100)


@pytest.mark.parametrize(
    "penalty",
    [{"repeat_penalty": 2.0}, {"frequency_penalty": 2.0}, {"presence_penalty": 2.0}],
    ids=lambda changes: next(iter(changes)),
)
def test_penalties_reduce_repetition(desk: Desk, penalty: dict[str, float]) -> None:
    """The row stands still, so the likeliest token wins until a penalty lets a near one in."""
    logits, (first, second) = desk.logits(), ranked(desk)[:2]
    gap = logits[first] - logits[second]
    near = replace(GREEDY, logit_bias=(TokenBias(gap - 0.5, token=second),))
    assert set(desk.draw(near, 20)) == {first}
    assert len(set(desk.draw(replace(near, **penalty), 20))) > 1  # type: ignore[arg-type]
    off = replace(near, repeat_last_n=0, **penalty)  # type: ignore[arg-type]
    assert set(desk.draw(off, 20)) == {first}


def test_dry_breaks_a_repeated_phrase(desk: Desk) -> None:
    dry = replace(GREEDY, dry_multiplier=5.0, dry_base=4.0)
    assert len(set(desk.draw(GREEDY, 20))) == 1
    assert len(set(desk.draw(dry, 20))) > 1


def test_a_bias_bans_and_forces_tokens(desk: Desk) -> None:
    first, second, third = ranked(desk)[:3]
    banned = replace(GREEDY, logit_bias=(TokenBias(float("-inf"), token=first),))
    assert set(desk.draw(banned, 3)) == {second}
    both = (TokenBias(BAN, token=first), TokenBias(-100, token=second))
    assert set(desk.draw(replace(GREEDY, logit_bias=both), 3)) == {third}
    word = desk.model.vocabulary.text_tokens(" cat")
    forced = replace(GREEDY, logit_bias=(TokenBias(100, text=" cat"),))
    assert set(desk.draw(forced, 3)) <= set(word)
    for mirostat in (1, 2):
        drawn = desk.draw(replace(FREE, mirostat=mirostat, logit_bias=banned.logit_bias), 200)
        assert first not in drawn


def test_free_draws_follow_the_models_probabilities(desk: Desk) -> None:
    logits = desk.logits()
    best = ranked(desk)[0]
    log_sum = math.log(math.fsum(math.exp(logit) for logit in logits))
    share = Counter(desk.draw(FREE, 2000))[best] / 2000
    assert share == pytest.approx(math.exp(logits[best] - log_sum), abs=0.04)


def test_the_ranges_cover_every_number() -> None:
    numbers = {f.name for f in fields(Sampling) if f.type in (int, float)}
    assert numbers == set(RANGES)
    for name, (low, high) in RANGES.items():
        assert low <= getattr(Sampling(), name) <= high
    for preset in PRESETS.values():
        check_sampling(preset)


# --- log-probabilities -----------------------------------------------------------------------


def test_log_probabilities_are_those_of_the_whole_vocabulary(desk: Desk) -> None:
    logits = desk.logits()
    highest = max(logits)
    log_sum = highest + math.log(math.fsum(math.exp(logit - highest) for logit in logits))
    sampler = desk.sampler(replace(FREE, seed=3), logprobs=7)
    for _ in range(20):
        token = sampler.sample(desk.model.context, desk.row)
        told = sampler.logprob
        assert told is not None
        assert told.token == token
        assert told.logprob == pytest.approx(logits[token] - log_sum, abs=1e-4)
        assert [each.token for each in told.alternatives] == ranked(desk)[:7]
        for each in told.alternatives:
            assert each.logprob == pytest.approx(logits[each.token] - log_sum, abs=1e-4)
    sampler.free()


# --- formats ---------------------------------------------------------------------------------


def city(family: Family) -> str:
    """A schema; only a trained model ends a text of its own accord."""
    name = {"type": "string"} if family.is_trained else {"type": "string", "maxLength": 20}
    properties = {"city": name, "population": {"type": "integer"}}
    schema = {"type": "object", "properties": properties, "required": list(properties)}
    return json.dumps(schema)


@pytest.mark.parametrize("seed", range(5))
def test_an_answer_by_a_schema_is_valid(desk: Desk, family: Family, seed: int) -> None:
    text = desk.write(Sampling(seed=seed), 300, json_schema=city(family))
    value = json.loads(text)
    assert isinstance(value["city"], str)
    assert type(value["population"]) is int
    assert set(value) == {"city", "population"}


def test_a_grammar_binds_every_way_of_choosing(desk: Desk) -> None:
    grammar = 'root ::= ("yes" | "no" | "perhaps") ", " [0-9]{3} "한글"?'
    for sampling in (
        GREEDY,
        replace(GREEDY, repeat_penalty=1.5),
        FREE,
        replace(FREE, mirostat=1),
        replace(FREE, mirostat=2),
        replace(FREE, typical_p=0.3, top_n_sigma=1.0, xtc_probability=1.0, temperature=2.0),
        PRESETS["creative"],
    ):
        text = desk.write(sampling, 40, grammar=grammar)
        assert text.split(", ")[0] in ("yes", "no", "perhaps")
        assert text.split(", ")[1].removesuffix("한글").isdecimal()


def test_a_grammar_that_allows_all_changes_nothing(desk: Desk) -> None:
    grammar = r"root ::= [^\x00]*"
    for sampling in (GREEDY, Sampling(seed=4), replace(FREE, repeat_penalty=1.2)):
        assert desk.write(sampling, 10, grammar=grammar) == desk.write(sampling, 10)


def test_the_greedy_shortcut_chooses_as_the_whole_vocabulary_does(desk: Desk) -> None:
    """A presence penalty of almost nothing takes the long way."""
    long_way = replace(GREEDY, presence_penalty=1e-9)
    for grammar in ('root ::= "zebra " [a-z]+ " " [0-9]+ "."', "root ::= [가-힣]{3}"):
        short, whole = (desk.write(s, 20, grammar=grammar) for s in (GREEDY, long_way))
        assert short == whole


def test_when_every_token_that_could_follow_is_banned_the_answer_is_refused(desk: Desk) -> None:
    vocabulary = desk.model.vocabulary
    pieces = {token: vocabulary.bytes_of(token) for token in range(vocabulary.size)}
    begin = [token for token, piece in pieces.items() if piece and b"yes".startswith(piece)]
    assert len(begin) >= 2
    bans = tuple(TokenBias(BAN, token=token) for token in begin)
    for sampling in (replace(GREEDY, logit_bias=bans), replace(FREE, logit_bias=bans)):
        with pytest.raises(SamplerRefused) as caught:
            desk.draw(sampling, 1, grammar='root ::= "yes"')
        assert isinstance(caught.value.error, GrammarInvalid)


# --- through the child -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineClient]:
    client = EngineClient()
    path = tiny_llama(tmp_path_factory.mktemp("sampling") / "tiny.gguf")
    client.load(LoadRequest(path, 256, 1), lambda _done: None)
    yield client
    client.close()


MESSAGES = (PromptMessage(Role.USER, "the room is quiet"),)


def ask(client: EngineClient, sampling: Sampling, **rest: Any) -> Answer:
    answer = Answer()
    request = Request(MESSAGES, sampling, **({"max_tokens": 6} | rest))
    client.generate(request, answer.hear)
    assert answer.ended.wait(60)
    return answer


def numbers(name: str) -> st.SearchStrategy[float]:
    low, high = RANGES[name]
    if isinstance(getattr(Sampling(), name), int):
        return st.integers(int(low), int(high))
    return st.floats(low, high, allow_nan=False)


SAMPLINGS = st.builds(
    Sampling,
    seed=st.none() | st.integers(0, 2**32 - 1),
    logit_bias=st.lists(
        st.builds(
            TokenBias,
            st.floats(-100, 100) | st.just(float("-inf")),
            st.text(max_size=3),
            st.none() | st.integers(0, TINY_TOKENS - 1),
        ),
        max_size=4,
    ).map(tuple),
    dry_sequence_breakers=st.lists(st.text(min_size=1, max_size=5), max_size=4).map(tuple),
    **{name: numbers(name) for name in RANGES},
)


@settings(deadline=None, max_examples=150)
@given(SAMPLINGS, st.sampled_from(["", "root ::= [a-z ]+", 'root ::= ("the" | "quiet")*']))
def test_no_sampling_ends_the_engine(tiny: EngineClient, sampling: Sampling, grammar: str) -> None:
    before = tiny.pid
    answer = ask(tiny, sampling, grammar=grammar, logprobs=2)
    assert tiny.pid == before
    if not answer.finished_well:
        assert isinstance(answer.failed().error, SamplingInvalid | GrammarInvalid)


SILLY: list[dict[str, Any]] = [
    {"temperature": float("nan")},
    {"temperature": -1.0},
    {"temperature": float("inf")},
    {"top_k": -(2**40)},
    {"repeat_last_n": 2**31 - 1},
    {"dry_multiplier": 1.0, "dry_penalty_last_n": 10**12},
    {"dry_multiplier": 1.0, "dry_sequence_breakers": ("x" * 1000,)},
    {"dry_sequence_breakers": ("",)},
    {"mirostat": 3},
    {"seed": -1},
    {"seed": 2**40},
    {"logit_bias": (TokenBias(float("nan"), token=1),)},
    {"logit_bias": (TokenBias(float("inf"), token=1),)},
    {"logit_bias": (TokenBias(1, token=-1),)},
    {"logit_bias": (TokenBias(1, token=10**9),)},
    {"logit_bias": tuple(TokenBias(BAN, token=token) for token in range(TINY_TOKENS))},
    {"logit_bias": (TokenBias(1, token=1),) * 1001},
]


@pytest.mark.parametrize("silly", SILLY, ids=lambda each: ",".join(each))
def test_what_is_out_of_range_is_refused_in_words(
    tiny: EngineClient, silly: dict[str, Any]
) -> None:
    before = tiny.pid
    error = ask(tiny, replace(FREE, **silly)).failed().error
    assert isinstance(error, SamplingInvalid)
    assert "cannot be" in str(error)
    assert tiny.pid == before


def test_the_host_checks_for_itself(desk: Desk) -> None:
    for silly in SILLY:
        if "logit_bias" in silly and len(silly["logit_bias"]) == TINY_TOKENS:
            continue  # of a larger vocabulary those are not all
        with pytest.raises(SamplerRefused):
            desk.sampler(replace(FREE, **silly))
    with pytest.raises(SamplerRefused):
        desk.sampler(FREE, logprobs=MAX_LOGPROBS + 1)


def test_windows_reach_no_further_than_the_context(tiny: EngineClient) -> None:
    wide = replace(
        FREE,
        repeat_penalty=1.1,
        repeat_last_n=int(RANGES["repeat_last_n"][1]),
        dry_multiplier=1.0,
        dry_penalty_last_n=-1,
    )
    assert ask(tiny, wide).finished().usage.completion_tokens


def test_a_tiny_vocabulary_can_be_banned_to_one_token(tiny: EngineClient) -> None:
    all_but_one = tuple(TokenBias(BAN, token=token) for token in range(TINY_TOKENS - 1))
    for sampling in (FREE, GREEDY, replace(FREE, mirostat=1), replace(FREE, typical_p=0.5)):
        answer = ask(tiny, replace(sampling, logit_bias=all_but_one))
        assert answer.finished().reason is not FinishReason.FAILED


def test_deltas_carry_the_log_probability_of_every_token(tiny: EngineClient) -> None:
    answer = ask(tiny, FREE, max_tokens=12, logprobs=3)
    assert len(answer.logprobs) == answer.finished().usage.completion_tokens
    for each in answer.logprobs:
        assert each.logprob < 0
        assert len(each.alternatives) == 3
        assert each.alternatives[0].logprob >= each.logprob
    assert not ask(tiny, FREE).logprobs


def test_several_answers_with_formats_at_once(family: Family) -> None:
    client = EngineClient()
    client.load(LoadRequest(family.path, 2048, 2), lambda _done: None)
    answers = []
    for seed in range(6):
        answers.append(Answer())
        request = Request(
            MESSAGES, Sampling(seed=seed), 200, json_schema=city(family), logprobs=1, speculate=True
        )
        client.generate(request, answers[-1].hear)
    for answer in answers:
        assert len(answer.logprobs) <= answer.finished().usage.completion_tokens
        assert set(json.loads(answer.text)) == {"city", "population"}
    client.close()


def test_a_format_that_cannot_be_used_fails_the_answer_alone(tiny: EngineClient) -> None:
    before = tiny.pid
    for rest in (
        {"grammar": "root ::= root"},
        {"json_schema": "{"},
        {"grammar": 'root ::= "a"', "json_schema": "{}"},
        {"logprobs": 1000},
    ):
        error: AppError = ask(tiny, FREE, **rest).failed().error
        assert isinstance(error, GrammarInvalid | SamplingInvalid)
    assert tiny.pid == before
    assert ask(tiny, FREE).finished()
