"""Slots against a memory that is as simple as can be: what they believe is what is remembered."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from app.engine.host.resting import State
from app.engine.host.slots import Slot, SlotPool

CONTEXT = 4000
SLOTS = 4


class PlainMemory:
    """A Memory that keeps lists of tokens, a byte for each; states are the tokens themselves."""

    context_tokens = CONTEXT

    def __init__(self) -> None:
        self.sequences: dict[int, list[int]] = {number: [] for number in range(SLOTS)}
        self.copied_out = 0

    def forget(self, sequence: int, from_position: int) -> int:
        del self.sequences[sequence][from_position:]
        return from_position

    def copy(self, source: int, target: int, length: int) -> None:
        self.sequences[target] = self.sequences[source][:length]

    def state_bytes(self, sequence: int) -> int:
        return len(self.sequences[sequence])

    def state(self, sequence: int) -> State:
        self.copied_out += 1
        return bytearray(self.sequences[sequence])

    def restore(self, sequence: int, state: State) -> bool:
        assert not self.sequences[sequence]
        self.sequences[sequence] = list(state)
        return True


@dataclass(eq=False)
class Asked:
    """What the pool needs of an answer."""

    prompt: list[int]
    conversation: str
    longest: int = 200
    adapters: tuple[()] = ()


def tokens(count: int, first: int) -> list[int]:
    return [(first + place) % 256 for place in range(count)]


def run(pool: SlotPool, memory: PlainMemory, asked: Asked, written: int = 3) -> Slot:
    """An answer from its beginning to its end."""
    slot = begin(pool, memory, asked, written)
    pool.release(slot)
    return slot


def begin(pool: SlotPool, memory: PlainMemory, asked: Asked, written: int = 3) -> Slot:
    slot = pool.take(asked)  # type: ignore[arg-type]
    assert slot is not None
    assert slot.tokens == asked.prompt[: len(slot.tokens)]
    assert len(slot.tokens) < len(asked.prompt)
    more = asked.prompt[len(slot.tokens) :] + [7] * written
    slot.tokens += more
    memory.sequences[slot.sequence] += more
    return slot


def pool_of(budget: int, *, makes_way: bool = True) -> tuple[SlotPool, PlainMemory]:
    memory = PlainMemory()
    return SlotPool(SLOTS, memory, budget, makes_way=makes_way), memory


def held(memory: PlainMemory) -> int:
    return sum(map(len, memory.sequences.values()))


def test_what_rests_leaves_the_context_to_another_and_comes_back() -> None:
    pool, memory = pool_of(10_000)
    first, second = tokens(1000, 0), tokens(300, 100)
    run(pool, memory, Asked(first, "a"))
    run(pool, memory, Asked(second, "b"))
    assert held(memory) == 303, "the first does not slow the second down"
    again = begin(pool, memory, Asked([*first, 7, 7, 7, *tokens(20, 50)], "a"))
    assert held(memory) == len(again.tokens)
    assert again.below == 0


def test_without_room_outside_it_stays_and_nothing_is_lost() -> None:
    pool, memory = pool_of(500)
    run(pool, memory, Asked(tokens(1000, 0), "a"))
    run(pool, memory, Asked(tokens(300, 100), "b"))
    assert held(memory) == 1003 + 303
    assert pool.remembered("a") is not None


def test_room_outside_is_not_taken_from_what_waits_there() -> None:
    pool, memory = pool_of(1200)
    for number, name in enumerate("abc"):
        run(pool, memory, Asked(tokens(800, number * 80), name))
    assert all(pool.remembered(name) is not None for name in "abc")


def test_a_few_words_on_the_side_move_nothing() -> None:
    pool, memory = pool_of(10_000)
    run(pool, memory, Asked(tokens(1000, 0), "a"))
    run(pool, memory, Asked(tokens(20, 100), "", longest=8))
    assert held(memory) == 1003 + 23
    assert memory.copied_out == 0


def test_a_gpu_moves_nothing() -> None:
    pool, memory = pool_of(10_000, makes_way=False)
    run(pool, memory, Asked(tokens(1000, 0), "a"))
    run(pool, memory, Asked(tokens(300, 100), "b"))
    assert held(memory) == 1003 + 303


def test_what_began_beside_another_is_laid_down_low_when_that_one_leaves() -> None:
    pool, memory = pool_of(10_000)
    first = begin(pool, memory, Asked(tokens(1000, 0), "a"))
    second = tokens(300, 100)
    slot = run(pool, memory, Asked(second, "b"))
    assert slot.below == 1003
    pool.release(first)
    again = begin(pool, memory, Asked([*second, 7, 7, 7, 1, 2], "b"))
    assert again is slot
    assert again.below == 0
    assert held(memory) == len(again.tokens)


def test_running_answers_are_left_alone() -> None:
    pool, memory = pool_of(10_000)
    running = begin(pool, memory, Asked(tokens(1000, 0), "a"))
    run(pool, memory, Asked(tokens(300, 100), "b"))
    run(pool, memory, Asked(tokens(300, 200), "c"))
    assert memory.sequences[running.sequence] == running.tokens
    assert held(memory) == 1003 + 303


_ask = st.tuples(
    st.sampled_from(["", "a", "b", "c", "d", "e"]),
    st.integers(1, 900),
    st.integers(0, 3),
    st.booleans(),
)


@given(st.lists(_ask, max_size=25), st.sampled_from([0, 900, 5000]), st.booleans())
def test_slots_and_memory_always_agree(
    asks: list[tuple[str, int, int, bool]], budget: int, makes_way: bool
) -> None:
    pool, memory = pool_of(budget, makes_way=makes_way)
    running: list[Slot] = []
    for conversation, length, first, keeps_running in asks:
        if len(running) == SLOTS - 1:
            pool.release(running.pop(0))
        while sum(len(slot.tokens) for slot in running) + length + 3 > CONTEXT:
            pool.release(running.pop())
        while held(memory) + length + 3 > CONTEXT and pool.forget_oldest():
            pass
        slot = begin(pool, memory, Asked(tokens(length, first * 40), conversation))
        if keeps_running:
            running.append(slot)
        else:
            pool.release(slot)
        for each in pool._slots:
            assert memory.sequences[each.sequence] == each.tokens
        assert pool._resting.bytes <= budget
