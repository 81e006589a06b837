"""LoRA adapters and control vectors: applied right, kept apart, refused in words."""

import math
import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from adapter_files import (
    Pairs,
    matrices,
    merged,
    random_directions,
    random_pairs,
    write_control,
    write_lora,
)
from answers import Answer
from gguf_files import tiny_llama, truncated
from same_answers import QUANTIZED, assert_same

from app.domain.adapters import MAX_ADAPTERS, Adapter, AdapterKind, check_adapters
from app.domain.errors import (
    AdapterError,
    AdapterInvalid,
    AdapterMismatch,
    AdapterMissing,
    AppError,
    ModelUnreadable,
    OutOfMemory,
    SamplingInvalid,
)
from app.domain.generation import (
    BAN,
    GenerationEvent,
    PromptMessage,
    Request,
    Role,
    Sampling,
    TokenBias,
)
from app.domain.models import LoadRequest
from app.domain.placement import FlashAttention
from app.engine.client import EngineClient
from app.engine.commands import GivenAdapter, Load
from app.engine.host.batch import Batch
from app.engine.host.binding import llama, start_backends
from app.engine.host.model import Model
from app.engine.host.native_log import NativeLog
from app.engine.host.slots import Slot
from app.engine.host.turns import TURN_SECONDS, TURN_STEPS, Turns
from app.engine.host.weights import Abort

pytestmark = pytest.mark.real_engine
GREEDY = Sampling(temperature=0)
QUESTION = "the room is quiet"
FORCED = 'root ::= "zebra-quartz-fjord-77"'
"""An answer of the same tokens with any model, a byte each: how likely it was differs."""
FOREVER = Sampling(temperature=0, logit_bias=(TokenBias(BAN, token=2),))
"""Without an end of its own."""
WIDTH, LAYERS = 64, 4
NEAR = 1e-2


class Room:
    """A tiny model in an engine, and a folder for the adapters of a test."""

    def __init__(self, folder: Path, **load: Any) -> None:
        self.folder = folder
        self.model = tiny_llama(folder / "model.gguf", layers=LAYERS)
        self.engine = EngineClient()
        self.engine.load(LoadRequest(self.model, 512, 1, **load), lambda _done: None)

    def begin(
        self,
        *adapters: Adapter,
        words: str = QUESTION,
        most: int = 12,
        sampling: Sampling = GREEDY,
        **more: Any,
    ) -> Answer:
        answer = Answer()
        messages = (PromptMessage(Role.USER, words),)
        request = Request(messages, sampling, most, adapters=adapters, logprobs=1, **more)
        self.engine.generate(request, answer.hear)
        return answer

    def say(self, *adapters: Adapter, **more: Any) -> Answer:
        answer = self.begin(*adapters, **more)
        answer.finished()
        return answer

    def tokens(self, *adapters: Adapter, **more: Any) -> list[int]:
        """What is written, token by token."""
        return [each.token for each in self.say(*adapters, **more).logprobs]

    def chances(self, *adapters: Adapter) -> list[float]:
        """The log-probability of every token of FORCED."""
        return [each.logprob for each in self.say(*adapters, most=40, grammar=FORCED).logprobs]

    def fails(self, *adapters: Adapter) -> AppError:
        return self.begin(*adapters).failed().error

    def lora(self, name: str, pairs: Pairs | None = None, **more: Any) -> Path:
        pairs = self.pairs() if pairs is None else pairs
        return write_lora(self.folder / f"{name}.gguf", pairs, **more)

    def pairs(self, **more: Any) -> dict[str, Any]:
        return random_pairs(matrices(self.model), **more)

    def control(self, name: str, directions: dict[object, Any] | None = None) -> Path:
        directions = random_directions(WIDTH, LAYERS) if directions is None else directions
        return write_control(self.folder / f"{name}.gguf", directions)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    room = Room(tmp_path_factory.mktemp("adapters"))
    yield room
    room.engine.close()


@pytest.fixture
def room(shared: Room, tmp_path: Path) -> Room:
    shared.folder = tmp_path
    return shared


def steer(path: Path, scale: float = 1.0, first: int | None = None, last: int | None = None) -> Any:
    return Adapter(path, scale, AdapterKind.CONTROL, first, last)


def near(one: list[float], other: list[float]) -> bool:
    assert len(one) == len(other) > 5
    return one == pytest.approx(other, abs=NEAR)


# --- LoRA ------------------------------------------------------------------------------------


@pytest.mark.parametrize("alpha", [8.0, None], ids=["alpha", "no alpha"])
@pytest.mark.parametrize("scale", [1.0, -0.7])
def test_an_adapter_does_what_weights_merged_by_hand_do(
    room: Room, scale: float, alpha: float | None
) -> None:
    pairs = room.pairs()
    plain = room.chances()
    adapted = room.chances(Adapter(room.lora("a", pairs, alpha=alpha), scale))
    # Without an alpha the scale counts as it is, whatever the rank.
    path = merged(room.model, room.folder / "merged.gguf", pairs, scale, alpha or 4.0)
    other = EngineClient()
    other.load(LoadRequest(path, 512, 1), lambda _done: None)
    answer = Answer()
    request = Request((PromptMessage(Role.USER, QUESTION),), GREEDY, 40, grammar=FORCED, logprobs=1)
    other.generate(request, answer.hear)
    answer.finished()
    other.close()
    assert near(adapted, [each.logprob for each in answer.logprobs])
    assert not near(adapted, plain)


def test_the_embeddings_can_be_adapted_too(room: Room) -> None:
    """Both matrices are then stored the other way round."""
    random_ = np.random.default_rng(3)
    (tokens, width) = matrices(room.model, "token_embd")["token_embd.weight"]
    a = random_.standard_normal((tokens, 4), dtype=np.float32) * np.float32(0.05)
    b = random_.standard_normal((width, 4), dtype=np.float32) * np.float32(0.05)
    plain = room.chances()
    path = room.lora("embeddings", {"token_embd.weight": (a, b)}, alpha=4.0)
    adapted = room.chances(Adapter(path))
    assert not near(adapted, plain)
    # As a product of thin matrices of the usual order, the same change of the weights.
    changed = merged(
        room.model, room.folder / "merged.gguf", {"token_embd.weight": (b.T, a)}, 1.0, alpha=4.0
    )
    other = EngineClient()
    other.load(LoadRequest(changed, 512, 1), lambda _done: None)
    answer = Answer()
    messages = (PromptMessage(Role.USER, QUESTION),)
    other.generate(Request(messages, GREEDY, 40, grammar=FORCED, logprobs=1), answer.hear)
    answer.finished()
    other.close()
    assert near(adapted, [each.logprob for each in answer.logprobs])


def test_what_changes_nothing_changes_nothing(room: Room) -> None:
    plain = room.tokens()
    nothing = Adapter(room.lora("zeros", room.pairs(spread=0.0)))
    strong = Adapter(room.lora("a"))
    assert room.tokens(nothing) == plain
    assert room.tokens(Adapter(strong.path, 0.0)) == plain
    up, down = room.tokens(strong), room.tokens(Adapter(strong.path, -1.0))
    assert plain not in (up, down)
    assert up != down
    assert room.tokens(strong, nothing) == up
    assert room.tokens() == plain, "taken off, it leaves nothing behind"


def test_two_adapters_add_up_in_any_order(room: Room) -> None:
    first, second = room.pairs(seed=1), room.pairs(seed=2)
    one, two = Adapter(room.lora("one", first)), Adapter(room.lora("two", second), 0.5)
    both = room.chances(one, two)
    assert near(both, room.chances(two, one))
    stacked = {
        name: (
            np.concatenate([first[name][0], second[name][0]]),
            np.concatenate([first[name][1], np.float32(0.5) * second[name][1]], axis=1),
        )
        for name in first
    }
    # Of rank 8 instead of 4, so that alpha is twice as large for the same strength.
    assert near(both, room.chances(Adapter(room.lora("stacked", stacked, alpha=16.0))))
    assert not near(both, room.chances(one))


@pytest.mark.parametrize("form", [np.float16, "q8_0", "bf16"])
def test_the_formats_of_the_converter_are_read(room: Room, form: Any) -> None:
    import gguf

    pairs = room.pairs(rank=32)
    exact = room.chances(Adapter(room.lora("exact", pairs), 0.5))
    path = room.folder / "small.gguf"
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_string("general.type", "adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", 8.0)
    kinds = {"q8_0": gguf.GGMLQuantizationType.Q8_0, "bf16": gguf.GGMLQuantizationType.BF16}
    for name, pair in pairs.items():
        for part, values in zip("ab", pair, strict=True):
            if form is np.float16:
                writer.add_tensor(f"{name}.lora_{part}", values.astype(np.float16))
            else:
                data = gguf.quants.quantize(values, kinds[form])
                writer.add_tensor(f"{name}.lora_{part}", data, raw_dtype=kinds[form])
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    assert room.chances(Adapter(path, 0.5)) == pytest.approx(exact, abs=0.1)


# --- control vectors -------------------------------------------------------------------------


def test_a_control_vector_steers_and_leaves_nothing_behind(room: Room) -> None:
    plain, calm = room.tokens(), room.chances()
    directions = random_directions(WIDTH, LAYERS)
    path = room.control("a", directions)
    zeros = room.control("zeros", random_directions(WIDTH, LAYERS, spread=0.0))
    up, down = room.chances(steer(path)), room.chances(steer(path, -1.0))
    assert room.tokens(steer(zeros)) == plain
    assert room.tokens(steer(path, 0.0)) == plain
    assert not near(up, calm)
    assert not near(up, down)
    double = room.control("double", {layer: 2 * each for layer, each in directions.items()})
    assert near(room.chances(steer(path, 2.0)), room.chances(steer(double)))
    assert room.tokens() == plain


def test_control_vectors_add_up_and_keep_to_their_layers(room: Room) -> None:
    first, second = (random_directions(WIDTH, LAYERS, seed=seed) for seed in (1, 2))
    one, two = room.control("one", first), room.control("two", second)
    together = room.control("sum", {layer: first[layer] - second[layer] for layer in first})
    both = room.chances(steer(one), steer(two, -1.0))
    assert near(both, room.chances(steer(together)))
    part = room.chances(steer(one, 1.0, 2, 2))
    assert near(part, room.chances(steer(room.control("part", {2: first[2]}))))
    assert not near(part, room.chances(steer(one)))
    # From a longer one to a shorter one: nothing of the longer one stays.
    assert near(room.chances(steer(one, 1.0, 1, 99)), room.chances(steer(one)))
    assert near(room.chances(steer(one, 1.0, 2, 2)), part)


def test_a_control_vector_works_beside_an_adapter(room: Room) -> None:
    lora, control = Adapter(room.lora("a")), steer(room.control("c"))
    alone = [room.chances(lora), room.chances(control)]
    both = room.chances(lora, control)
    assert not near(both, alone[0])
    assert not near(both, alone[1])
    assert near(room.chances(control, lora), both)


# --- many at once ----------------------------------------------------------------------------


def test_a_snapshot_is_of_the_adapters_it_was_read_under(room: Room) -> None:
    style = Adapter(room.lora("style"))
    room.say(style, words="her lamp burns late " * 4, conversation="a")
    snapshot = room.engine.snapshot("a")
    assert snapshot is not None
    again = room.say(style, words="her lamp burns late " * 4, conversation="a")
    room.engine.restore("b", snapshot)
    for adapters, is_reused in (((), False), ((Adapter(style.path, 0.5),), False)):
        other = room.say(*adapters, words="her lamp burns late " * 4, conversation="c")
        assert (other.finished().usage.cached_tokens > 10) is is_reused
    back = room.say(style, words="her lamp burns late " * 4, conversation="b")
    usage = back.finished().usage
    assert usage.cached_tokens == usage.prompt_tokens - 1
    assert back.text == again.text


def test_conversations_with_different_adapters_do_not_touch_each_other(room: Room) -> None:
    sets: list[tuple[Adapter, ...]] = [
        (),
        (Adapter(room.lora("a", room.pairs(seed=1))),),
        (Adapter(room.lora("b", room.pairs(seed=2))),),
        (steer(room.control("c")),),
    ]
    more: dict[str, Any] = {"most": 100, "sampling": FOREVER}
    alone = [room.tokens(*each, **more, conversation=f"alone {each}") for each in sets]
    assert len({tuple(each) for each in alone}) == len(sets)
    for _ in range(3):
        together = [
            room.begin(*each, **more, conversation=f"c{place}") for place, each in enumerate(sets)
        ]
        for answer in together:
            answer.finished()
        assert [[each.token for each in answer.logprobs] for answer in together] == alone


def test_what_was_read_under_one_set_is_used_under_that_set_alone(room: Room) -> None:
    adapter = Adapter(room.lora("a"))
    words = "the room is quiet and snug " * 6
    plain = room.say(words=words, conversation="x")
    changed = room.say(adapter, words=words, conversation="x")
    assert changed.finished().usage.cached_tokens == 0
    again = room.say(words=words, conversation="x")
    usage = again.finished().usage
    assert usage.cached_tokens == usage.prompt_tokens - 1, "its own reading was still there"
    assert again.text == plain.text
    branch = room.say(adapter, words=words + "?", conversation="y")
    assert branch.finished().usage.cached_tokens > 20, "of the same set, a branch is shared"
    weaker = room.say(Adapter(adapter.path, 0.9), words=words, conversation="z")
    assert weaker.finished().usage.cached_tokens == 0, "another scale is another set"


def test_sets_take_turns_so_that_none_starves(room: Room) -> None:
    order: list[int] = []
    answers = [Answer() for _ in range(3)]
    adapters = [(), (Adapter(room.lora("a")),), (steer(room.control("c")),)]

    def hear(place: int) -> Callable[[GenerationEvent], None]:
        def heard(event: GenerationEvent) -> None:
            order.append(place)
            answers[place].hear(event)

        return heard

    for place, each in enumerate(adapters):
        messages = (PromptMessage(Role.USER, str(place)),)
        request = Request(messages, FOREVER, 140, adapters=each, logprobs=1)
        room.engine.generate(request, hear(place))
    for answer in answers:
        assert answer.finished().usage.completion_tokens == 140
    firsts, lasts = ([list_.index(place) for place in range(3)] for list_ in (order, order[::-1]))
    ends = [len(order) - last for last in lasts]
    assert max(firsts) < min(ends), "the last to come was heard before the first had ended"


def test_the_set_that_waited_longest_is_next() -> None:
    now = 0.0
    turns = Turns(lambda: now)
    slots = [Slot(place, adapters=(each,)) for place, each in enumerate("abca")]  # type: ignore[arg-type]

    def order(steps: int, seconds: float) -> str:
        nonlocal now
        seen = ""
        for _ in range(steps):
            mine = turns.of(slots)
            assert mine == [slot for slot in slots if slot.adapters == turns.adapters]
            seen += str(turns.adapters[0])
            now += seconds
        return seen

    assert order(8, TURN_SECONDS * 0.6) == "aabbccaa"
    assert order(2 * TURN_STEPS, 0.0) == "b" * TURN_STEPS + "c" * TURN_STEPS
    assert order(4, 10.0) == "abca", "however long its steps, each set has one"
    alone = slots[1:2]
    assert all(turns.of(alone) == alone for _ in range(100)), "alone, a set never waits"


def test_prompts_of_several_sets_are_read_in_turn(room: Room) -> None:
    adapters = [(), (Adapter(room.lora("a")),), (Adapter(room.lora("b", room.pairs(seed=2))),)]
    alone = [room.tokens(*each, words="quiet " * 25 + str(each)) for each in adapters]
    together = [room.begin(*each, words="quiet " * 25 + str(each)) for each in adapters]
    for tokens, answer in zip(alone, together, strict=True):
        answer.finished()
        assert [each.token for each in answer.logprobs] == tokens


def test_answers_with_adapters_can_be_stopped(room: Room) -> None:
    adapter = Adapter(room.lora("a"))
    answers = [Answer() for _ in range(12)]
    chance = random.Random(3)
    for place, answer in enumerate(answers):
        messages = (PromptMessage(Role.USER, "word " * chance.randint(1, 30)),)
        adapters = (Adapter(adapter.path, chance.choice([-1.0, 0.0, 1.0])),)
        request = Request(messages, Sampling(seed=place), 40, adapters=adapters)
        generation = room.engine.generate(request, answer.hear)
        if chance.random() < 0.4:
            generation.cancel()
    for answer in answers:
        answer.finished()


# --- files -----------------------------------------------------------------------------------


def test_a_changed_file_is_loaded_anew(room: Room) -> None:
    path = room.lora("a", room.pairs(seed=1))
    first = room.chances(Adapter(path))
    assert near(room.chances(Adapter(path)), first)
    room.lora("new", room.pairs(seed=2)).replace(path)
    second = room.chances(Adapter(path))
    assert not near(second, first)
    other = room.folder / "same size"
    other.write_bytes(room.lora("third", room.pairs(seed=3)).read_bytes())
    with path.open("r+b") as file:
        file.write(other.read_bytes())
    os.utime(path, ns=(1, 1))
    assert near(room.chances(Adapter(path)), room.chances(Adapter(other)))
    path.unlink()
    assert isinstance(room.fails(Adapter(path)), AdapterMissing)


def test_more_adapters_than_are_kept(room: Room) -> None:
    paths = [room.lora(str(number), room.pairs(seed=number)) for number in range(20)]
    first = [room.tokens(Adapter(path), most=4) for path in paths]
    assert [room.tokens(Adapter(path), most=4) for path in paths] == first
    eight = [Adapter(path, 0.1) for path in paths[:MAX_ADAPTERS]]
    assert len(room.tokens(*eight)) == 12


def test_what_is_in_force_can_be_given_back(room: Room) -> None:
    """llama.cpp's context and its last graph point to the adapter: both must let go of it first."""
    log = NativeLog()
    start_backends()
    wanted = Load(str(room.model), 128, 1, 0, 64, 64)
    model = Model(wanted, log, Abort(), lambda _done, _phase: True)
    batch = Batch(8)

    def logits() -> list[float]:
        model.forget(0, 0)
        batch.clear()
        row = batch.add([5, 6, 7], 0, 0, logits=True)
        assert model.decode(batch) == 0
        return list(llama.llama_get_logits_ith(model.context, row)[:50])

    def given(number: int) -> tuple[GivenAdapter, ...]:
        path = room.lora(f"n{number}", room.pairs(seed=number))
        return (GivenAdapter(str(path), 1.0, AdapterKind.LORA),)

    plain = logits()
    first = model.adapters.ready(given(0))
    model.adapters.use(first)
    changed = logits()
    assert changed != plain
    for number in range(1, 12):
        model.adapters.ready(given(number), in_use=[first] if number < 3 else [])
    assert logits() == plain, "it was taken off before it was freed"
    model.adapters.use(model.adapters.ready(given(0)))
    assert logits() == changed
    model.close()


def hostile(room: Room) -> dict[str, tuple[Path, type[AppError], str]]:
    """Files that are no adapters for this model: the error and a word of its sentence or detail."""
    folder, pairs = room.folder, room.pairs()
    name = "blk.0.attn_q.weight"
    a, b = pairs[name]
    (folder / "garbage.gguf").write_bytes(random.Random(1).randbytes(4000))
    (folder / "empty.gguf").write_bytes(b"")
    (folder / "cut.gguf").write_bytes(room.lora("whole").read_bytes()[:-500])
    (folder / "header.gguf").write_bytes(room.lora("whole").read_bytes()[:300])
    (folder / "folder.gguf").mkdir()
    nan = b.copy()
    nan[1, 1] = np.nan
    wide = np.zeros((64, 4, 1), np.float32)
    tied = {"token_embd.weight": (np.zeros((260, 4), np.float32), np.zeros((64, 4), np.float32))}
    lora = room.lora
    bad, other = AdapterInvalid, AdapterMismatch
    return {
        "garbage": (folder / "garbage.gguf", bad, "not a GGUF"),
        "empty file": (folder / "empty.gguf", bad, "not a GGUF"),
        "truncated": (folder / "cut.gguf", bad, "incomplete"),
        "cut in its header": (folder / "header.gguf", bad, "not a GGUF"),
        "a folder": (folder / "folder.gguf", bad, "regular"),
        "missing": (folder / "none.gguf", AdapterMissing, "not there"),
        "a model": (room.model, bad, "a model"),
        "half a model": (truncated(folder / "half model.gguf"), bad, "a model"),
        "a control vector": (room.control("control"), bad, "a control vector"),
        "architecture": (lora("qwen", architecture="qwen2"), other, "qwen2"),
        "another kind": (lora("kind", adapter="dora"), bad, "another kind"),
        "type is a number": (lora("number", kind=7), bad, "model"),
        "adapter is a number": (lora("number2", adapter=7), bad, "kind"),
        "alpha is a text": (lora("text", alpha="8"), bad, "alpha"),
        "alpha is infinite": (lora("alpha", alpha=math.inf), bad, "alpha"),
        "alpha is no number": (lora("alpha2", alpha=math.nan), bad, "alpha"),
        "activated": (lora("alora", invocation=True), bad, "activate"),
        "nothing inside": (lora("nothing", {}), bad, "nothing"),
        "unknown weight": (lora("unknown", {"blk.9.attn_q.weight": (a, b)}), other, "blk.9"),
        "wrong inputs": (lora("inputs", {name: (a[:, :-1], b)}), other, "attn_q"),
        "wrong outputs": (lora("outputs", {name: (a, b[:-1])}), other, "attn_q"),
        "wrong ranks": (lora("ranks", {name: (a[:3], b)}), bad, "ranks"),
        "third dimension": (
            lora("third", {name: (np.stack([a, a]), np.stack([b, b]))}), other, "attn_q"
        ),
        "third dimension of one": (lora("third1", {name: (np.stack([a, a]), b)}), other, "attn_q"),
        "half a pair": (
            lora("half", {}, more=[(f"{name}.lora_a", a)]), bad, "half of"
        ),
        "something else": (lora("else", pairs, more=[("blk.0.x", a)]), bad, "blk.0.x"),
        "integers": (
            lora("integers", {name: (a.astype(np.int32), b.astype(np.int32))}), bad, "format"
        ),
        "doubles": (
            lora("doubles", {name: (a.astype(np.float64), b.astype(np.float64))}), bad, "format"
        ),
        "not a number": (lora("nan", {name: (a, nan)}), bad, "not a number"),
        "infinite": (lora("inf", {name: (a / np.float32(0), b)}), bad, "not a number"),
        "embeddings of rank 3 and 4": (
            lora("rank", {"token_embd.weight": (np.zeros((273, 3), np.float32), wide[:, :, 0])}),
            bad, "ranks",
        ),
        "embeddings of other words": (lora("words", tied), other, "token_embd"),
    }  # fmt: skip


def test_a_file_that_is_no_adapter_is_refused_in_words_and_the_model_stays(
    room: Room,
) -> None:
    plain, before = room.tokens(), room.engine.pid
    with np.errstate(all="ignore"):
        cases = hostile(room)
    for name, (path, kind, word) in cases.items():
        error = room.fails(Adapter(path))
        assert type(error) is kind, (name, error, error.detail)
        assert path.name in str(error), name
        assert word in f"{error} {error.detail}", (name, error, error.detail)
        assert room.engine.pid == before, name
    assert room.tokens() == plain


def test_a_file_that_is_no_control_vector_is_refused_too(room: Room) -> None:
    plain, before = room.tokens(), room.engine.pid
    good = np.ones(WIDTH, np.float32)
    bad = good.copy()
    bad[5] = np.inf
    cases: dict[str, tuple[Path, type[AppError], str]] = {
        "a LoRA": (room.lora("lora"), AdapterInvalid, "a LoRA adapter"),
        "a model": (room.model, AdapterInvalid, "a model"),
        "nothing": (room.control("nothing", {}), AdapterInvalid, "empty"),
        "narrow": (room.control("narrow", {1: good[:-1]}), AdapterMismatch, "64 wide"),
        "deep": (room.control("deep", {1: good, LAYERS: good}), AdapterMismatch, "layers"),
        "layer 0": (room.control("zero", {0: good, 1: good}), AdapterInvalid, "direction.0"),
        "no layer": (room.control("x", {"x": good, 1: good}), AdapterInvalid, "direction.x"),
        "flat": (room.control("flat", {1: np.stack([good, good])}), AdapterMismatch, "wide"),
        "halves": (room.control("half", {1: good.astype(np.float16)}), AdapterInvalid, "32-bit"),
        "infinite": (room.control("inf", {1: bad}), AdapterInvalid, "not a number"),
    }
    for name, (path, kind, word) in cases.items():
        error = room.fails(steer(path))
        assert type(error) is kind, (name, error, error.detail)
        assert word in f"{error} {error.detail}", (name, error, error.detail)
    error = room.fails(steer(room.control("fine"), 1.0, LAYERS))
    assert isinstance(error, SamplingInvalid)
    assert room.engine.pid == before
    assert room.tokens() == plain


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_not_waited_for(room: Room) -> None:
    os.mkfifo(room.folder / "pipe.gguf")
    assert isinstance(room.fails(Adapter(room.folder / "pipe.gguf")), AdapterInvalid)


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() == 0, reason="root reads all")
def test_a_file_of_someone_else_is_not_read(room: Room) -> None:
    path = room.lora("secret")
    path.chmod(0)
    assert isinstance(room.fails(Adapter(path)), ModelUnreadable | AdapterInvalid)


def test_one_file_under_two_names_is_named_twice(room: Room) -> None:
    path = room.lora("a")
    link = room.folder / "link.gguf"
    link.symlink_to(path)
    error = room.fails(Adapter(path), Adapter(link))
    assert isinstance(error, AdapterInvalid)
    assert "twice" in str(error)


def test_embeddings_that_are_the_output_too_are_left_alone(tmp_path: Path) -> None:
    """llama.cpp takes such a file and aborts at the next step."""
    model = tiny_llama(tmp_path / "tied.gguf", tied=True)
    (tokens, width) = matrices(model, "token_embd")["token_embd.weight"]
    pairs = {"token_embd.weight": (np.ones((tokens, 4), np.float32), np.ones((width, 4), "f4"))}
    engine = EngineClient()
    engine.load(LoadRequest(model, 256, 1), lambda _done: None)
    answer, after = Answer(), Answer()
    messages = (PromptMessage(Role.USER, "x"),)
    adapter = Adapter(write_lora(tmp_path / "a.gguf", pairs))
    engine.generate(Request(messages, GREEDY, 3, adapters=(adapter,)), answer.hear)
    error = answer.failed().error
    assert isinstance(error, AdapterInvalid)
    assert "output" in str(error)
    engine.generate(Request(messages, GREEDY, 3), after.hear)
    after.finished()
    engine.close()


@pytest.mark.parametrize("flash", [FlashAttention.OFF, FlashAttention.ON])
def test_an_adapter_beyond_all_numbers_spoils_nothing(
    tmp_path: Path, flash: FlashAttention
) -> None:
    """Masked values still count where they are no numbers: others must never meet them."""
    room = Room(tmp_path, flash_attention=flash)
    plain = room.tokens(words="the quiet room", most=80)
    huge = {name: (1e18 * a, 1e18 * b) for name, (a, b) in room.pairs().items()}
    wild = Adapter(room.lora("wild", huge), 10.0)
    running = room.begin(words="the quiet room", most=80)
    error = room.fails(wild)
    assert isinstance(error, AdapterInvalid)
    assert "no numbers" in str(error)
    running.finished()
    assert [each.token for each in running.logprobs] == plain
    assert room.tokens(words="the quiet room", most=80) == plain
    room.engine.close()


def test_a_file_too_large_for_the_memory_is_refused(
    room: Room,
) -> None:
    path = room.lora("large")
    with path.open("r+b") as file:
        file.truncate(1 << 42)
    assert isinstance(room.fails(Adapter(path)), OutOfMemory)


def test_mutated_files_never_end_the_engine(room: Room) -> None:
    """Each either changes the answer, or is refused; the process stays."""
    chance = random.Random(int(os.environ.get("SNUG_FUZZ", "0")))
    whole = [(Adapter, room.lora("a").read_bytes()), (steer, room.control("c").read_bytes())]
    before = room.engine.pid
    path = room.folder / "mutated.gguf"
    for number in range(int(os.environ.get("SNUG_FUZZ", "150"))):
        make, data = whole[number % 2]
        changed = bytearray(data)
        header = min(len(changed), 4000)
        for _ in range(chance.choice([1, 1, 1, 4])):
            changed[chance.randrange(header)] = chance.randrange(256)
        path.write_bytes(changed)
        os.utime(path, ns=(number, number))
        answer = room.begin(make(path), most=2)
        assert answer.ended.wait(60), number
        if not answer.finished_well:
            assert isinstance(answer.failed().error, AdapterError), answer.end
        assert room.engine.pid == before, number


# --- what is asked for -----------------------------------------------------------------------


def test_what_is_asked_for_is_checked() -> None:
    path = Path("a.gguf")
    for scale in (math.nan, math.inf, 10.1, -11):
        with pytest.raises(SamplingInvalid):
            check_adapters((Adapter(path, scale),))
    with pytest.raises(SamplingInvalid):
        check_adapters(Adapter(Path(str(number))) for number in range(MAX_ADAPTERS + 1))
    for first, last in ((0, None), (None, 0), (3, 2), (1, 10**6), (-1, None)):
        with pytest.raises(SamplingInvalid):
            check_adapters((steer(path, 1.0, first, last),))
    with pytest.raises(AdapterInvalid, match="twice"):
        check_adapters((Adapter(path), Adapter(path, 0.0)))
    with pytest.raises(AdapterInvalid, match="layers"):
        check_adapters((Adapter(path, first_layer=1),))
    both = (Adapter(path), steer(path))
    assert check_adapters(both) == both
    assert check_adapters((Adapter(path, 0.0),)) == ()


def test_a_bad_scale_does_not_reach_the_engine(room: Room) -> None:
    assert isinstance(room.fails(Adapter(room.lora("a"), 99.0)), SamplingInvalid)


# --- the starter model -----------------------------------------------------------------------


def test_the_starter_model_takes_adapters(starter_model: Path, tmp_path: Path) -> None:
    """Its weights are quantized, and may be stored in an order of the processor's own."""
    some = dict(list(matrices(starter_model).items())[::3])
    pairs = random_pairs(some, spread=0.04)
    lora = Adapter(write_lora(tmp_path / "a.gguf", pairs))
    nothing = write_lora(tmp_path / "b.gguf", random_pairs(some, spread=0.0))
    control = steer(write_control(tmp_path / "c.gguf", random_directions(576, 30, 0.4)))
    engine = EngineClient()
    engine.load(LoadRequest(starter_model, 2048, 2), lambda _done: None)

    def begin(*adapters: Adapter) -> Answer:
        answer = Answer()
        system = PromptMessage(Role.SYSTEM, "You are a helpful assistant.")
        messages = (system, PromptMessage(Role.USER, "Tell me a story about a cat."))
        more: dict[str, Any] = {"conversation": str(adapters), "logprobs": 8}
        engine.generate(Request(messages, GREEDY, 16, adapters=adapters, **more), answer.hear)
        return answer

    def say(*adapters: Adapter) -> Answer:
        answer = begin(*adapters)
        answer.finished()
        return answer

    sets = [(), (lora,), (control,), (lora, control)]
    alone = [say(*each) for each in sets]
    assert len({answer.text for answer in alone}) == len(sets)
    assert say(Adapter(nothing)).text == alone[0].text
    together = [begin(*each) for each in sets]
    for answer, wanted in zip(together, alone, strict=True):
        usage = answer.finished().usage
        assert usage.cached_tokens == usage.prompt_tokens - 1
        assert_same(answer, wanted, QUANTIZED)
    engine.close()
