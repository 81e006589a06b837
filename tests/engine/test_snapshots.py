"""What was read of a conversation leaves the engine as bytes, comes back, and is told apart."""

import random
import struct
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from answers import Answer
from gguf_files import tiny_llama

from app.domain.adapters import AdapterKind
from app.domain.errors import AppError, SnapshotRefused
from app.domain.generation import Finished, PromptMessage, Request, Role, Sampling
from app.domain.models import LoadRequest
from app.domain.placement import FlashAttention
from app.domain.snapshots import Snapshot
from app.engine.client import EngineClient
from app.engine.host.adapters import Part
from app.engine.host.resting import Rested, RestingPlace
from app.engine.host.snapshots import SnapshotInvalid, fingerprint, pack, unpack

pytestmark = pytest.mark.real_engine
GREEDY = Sampling(temperature=0)
STORY = "The lighthouse keeper counted ships every evening and wrote the number down. " * 12
RESTING_BYTES = 64 << 20


@pytest.fixture(scope="module")
def engine(starter_model: Path) -> Iterator[EngineClient]:
    client = EngineClient()
    client.load(LoadRequest(starter_model, 1024, 2), lambda _done: None)
    yield client
    client.close()


@pytest.fixture
def small(tmp_path: Path) -> Iterator[EngineClient]:
    client = EngineClient()
    load_tiny(client, tmp_path)
    yield client
    client.close()


def load_tiny(client: EngineClient, folder: Path, **changes: object) -> None:
    request = LoadRequest(tiny_llama(folder / "tiny.gguf", context=512), 512, 1)
    client.load(replace(request, **changes), lambda _done: None)  # type: ignore[arg-type]


def say(engine: EngineClient, words: str, conversation: str = "", most: int = 16) -> Answer:
    answer = Answer()
    request = Request((PromptMessage(Role.USER, words),), GREEDY, most, conversation=conversation)
    engine.generate(request, answer.hear)
    answer.finished()
    return answer


def cached(answer: Answer) -> int:
    assert isinstance(answer.end, Finished)
    return answer.end.usage.cached_tokens


def test_a_snapshot_comes_back_into_a_fresh_engine(
    engine: EngineClient, starter_model: Path
) -> None:
    first = say(engine, STORY, "a")
    snapshot = engine.snapshot("a")
    assert snapshot is not None
    again = say(engine, STORY, "a")
    other = EngineClient()
    try:
        other.load(LoadRequest(starter_model, 1024, 2), lambda _done: None)
        other.restore("a", snapshot)
        back = say(other, STORY, "a")
    finally:
        other.close()
    assert isinstance(first.end, Finished)
    assert cached(back) == cached(again) == first.end.usage.prompt_tokens - 1
    assert back.text == again.text
    assert snapshot.tokens == first.end.usage.prompt_tokens + 16 - 1


def test_running_answers_go_on_beside_a_snapshot(engine: EngineClient) -> None:
    say(engine, STORY, "beside")
    running = Answer()
    request = Request((PromptMessage(Role.USER, "Count to one hundred."),), GREEDY, 60)
    engine.generate(request, running.hear)
    assert running.began.wait(60)
    snapshot = engine.snapshot("beside")
    assert snapshot is not None
    engine.restore("another", snapshot)
    assert running.finished().usage.completion_tokens > 0
    assert cached(say(engine, STORY, "another")) > 100


def test_what_was_never_read_has_no_snapshot(engine: EngineClient) -> None:
    assert engine.snapshot("never heard of") is None
    assert EngineClient().snapshot("a") is None


def test_a_conversation_that_is_being_answered_has_no_snapshot(engine: EngineClient) -> None:
    running = Answer()
    words = (PromptMessage(Role.USER, "Write a long story."),)
    generation = engine.generate(Request(words, GREEDY, None, conversation="busy"), running.hear)
    assert running.began.wait(60)
    assert engine.snapshot("busy") is None
    generation.cancel()
    running.finished()


@pytest.mark.parametrize(
    "changes",
    [{"context": 256}, {"flash_attention": FlashAttention.OFF}, {"path": "other"}],
    ids=str,
)
def test_what_differs_is_refused(
    small: EngineClient, tmp_path: Path, changes: dict[str, object]
) -> None:
    say(small, "one two three", "a")
    snapshot = small.snapshot("a")
    assert snapshot is not None
    if "path" in changes:
        changes = {"path": tiny_llama(tmp_path / "other.gguf", context=512, seed=1)}
    load_tiny(small, tmp_path, **changes)
    with pytest.raises(SnapshotRefused):
        small.restore("a", snapshot)
    assert say(small, "one two three", "a").finished_well


def test_the_same_model_takes_it_after_another_was_loaded(
    small: EngineClient, tmp_path: Path
) -> None:
    say(small, "one two three", "a")
    snapshot = small.snapshot("a")
    assert snapshot is not None
    load_tiny(small, tmp_path, context=256)
    load_tiny(small, tmp_path)
    small.restore("a", snapshot)
    assert cached(say(small, "one two three", "a")) > 3


def test_damaged_snapshots_are_refused_and_leave_the_engine_well(small: EngineClient) -> None:
    say(small, "one two three", "a")
    snapshot = small.snapshot("a")
    assert snapshot is not None
    chance = random.Random(3)
    for _ in range(40):
        data = bytearray(snapshot.data)
        if chance.random() < 0.3:
            del data[chance.randrange(len(data)) :]
        else:  # the beginning, where counts and lengths are
            data[chance.randrange(min(400, len(data)))] ^= 1 << chance.randrange(8)
        try:
            small.restore("a", Snapshot(snapshot.key, snapshot.tokens, bytes(data)))
        except AppError:
            continue
    assert say(small, "one two three", "b").finished_well or small.pid


def test_an_empty_snapshot_is_refused(small: EngineClient) -> None:
    say(small, "one two three", "a")
    snapshot = small.snapshot("a")
    assert snapshot is not None
    with pytest.raises(SnapshotRefused):
        small.restore("a", replace(snapshot, data=b""))


def test_who_waits_for_a_snapshot_hears_of_the_end(small: EngineClient) -> None:
    small.close()
    with pytest.raises(SnapshotRefused):
        small.restore("a", Snapshot("", 0, b""))


# --- at rest ---------------------------------------------------------------------------------


def test_conversations_that_had_to_leave_come_back(tmp_path: Path) -> None:
    """Five conversations of 300 tokens in a context of 512: only one can stay."""
    client = EngineClient()
    try:
        load_tiny(client, tmp_path, resting_bytes=RESTING_BYTES)
        words = {str(number): f"{number} the quiet room " * 20 for number in range(5)}
        first = {name: say(client, text, name).text for name, text in words.items()}
        for name, text in words.items():
            again = say(client, text, name)
            assert isinstance(again.end, Finished)
            assert again.end.usage.cached_tokens == again.end.usage.prompt_tokens - 1
            assert again.text == first[name]
            assert client.snapshot(name) is not None
        assert client.snapshot("0") is not None, "also of one that rests outside the context"
    finally:
        client.close()


def test_without_a_budget_they_are_read_again(tmp_path: Path) -> None:
    client = EngineClient()
    try:
        load_tiny(client, tmp_path)
        words = {str(number): f"{number} the quiet room " * 20 for number in range(5)}
        for name, text in words.items():
            say(client, text, name)
        assert cached(say(client, words["0"], "0")) < 50
        assert client.snapshot("1") is None
    finally:
        client.close()


def rested(name: str, tokens: list[int], size: int = 100) -> Rested:
    return Rested(name, (), tokens, bytearray(size))


def test_the_oldest_leave_when_the_budget_is_used() -> None:
    place = RestingPlace(250)
    for name in "abc":
        place.put(rested(name, [ord(name)] * 10))
    assert [place.find(name) is not None for name in "abc"] == [False, True, True]
    place.put(rested("d", [7] * 10, size=300))
    assert place.find("d") is None
    assert place.bytes == 200


def test_what_continues_another_takes_its_place() -> None:
    place = RestingPlace(1000)
    place.put(rested("", [1, 2, 3]))
    place.put(rested("", [1, 2, 3, 4]))
    assert place.bytes == 100
    place.put(rested("a", [1]))
    place.put(rested("a", [2]))
    found, shared = place.longest([2, 5])
    assert found is not None
    assert (found.conversation, shared) == ("a", 1)
    assert place.longest([9]) == (None, 0)


def test_the_longest_beginning_wins() -> None:
    place = RestingPlace(1000)
    place.put(rested("short", [1, 2, 9]))
    place.put(rested("long", [1, 2, 3, 4, 9]))
    found, shared = place.longest([1, 2, 3, 4, 5])
    assert found is not None
    assert (found.conversation, shared) == ("long", 4)


# --- bytes -----------------------------------------------------------------------------------


def test_packing_and_unpacking_agree() -> None:
    adapters = (Part(AdapterKind.LORA, "/a/b.gguf", (1, 2), 0.5),)
    kept = Rested("a", adapters, [1, -2, 300_000], bytearray(b"state"))
    back = unpack("b", bytearray(pack(kept)))
    assert (back.conversation, back.adapters, back.tokens) == ("b", adapters, kept.tokens)
    assert bytes(back.state) == b"state"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"SNUGKV01",
        b"SNUGKV02" + bytes(24),
        pack(Rested("", (), [1, 2], bytearray(8)))[:-1],
        pack(Rested("", (), [1, 2], bytearray(8))) + b"x",
        b"SNUGKV01" + struct.pack("<QQQ", 0, 2**63, 2**63),
        b"SNUGKV01" + struct.pack("<QQQ", 3, 0, 0) + b"[1]",
        b"SNUGKV01" + struct.pack("<QQQ", 5, 0, 0) + b"[[1]]",
    ],
)
def test_other_bytes_are_no_snapshot(data: bytes) -> None:
    with pytest.raises(SnapshotInvalid):
        unpack("", bytearray(data))


def test_two_files_of_one_size_are_told_apart(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_bytes(bytes(20_000_000))
    data = bytearray(20_000_000)
    data[-1] = 1
    two.write_bytes(data)
    assert fingerprint(one) != fingerprint(two)
    two.write_bytes(bytes(20_000_000))
    assert fingerprint(one) == fingerprint(two)
