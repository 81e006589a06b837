"""What is in view stays put, whatever the true heights turn out to be."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.gui.chat.row_layout import AT_END, TAIL, RowLayout

VIEWPORT = 600
OVERSCAN = 200


class World:
    """Rows with true heights, and a layout that has only estimates of them."""

    def __init__(self, truth: list[int], estimates: list[int]) -> None:
        self.truth = truth
        self.layout = RowLayout(lambda row: self.truth[row])
        self.layout.viewport = VIEWPORT
        self.layout.reset(estimates)
        self.settle()

    def settle(self) -> None:
        self.layout.settle()
        self.layout.visible(OVERSCAN)

    def seen(self) -> dict[int, int]:
        """The y of each row in view."""
        layout = self.layout
        rows = layout.visible(0)
        return {row: layout.position(row) for row in rows}


ROWS = st.lists(st.tuples(st.integers(20, 900), st.integers(20, 900)), min_size=1, max_size=60)
STEPS = st.lists(st.integers(-1500, 1500), max_size=25)


@given(rows=ROWS, steps=STEPS)
def test_a_scroll_moves_what_is_in_view_by_exactly_that_much(
    rows: list[tuple[int, int]], steps: list[int]
) -> None:
    world = World([t for t, _ in rows], [e for _, e in rows])
    for step in steps:
        before = world.seen()
        world.layout.scroll(step)
        world.settle()
        after = world.seen()
        moves = {before[row] - after[row] for row in before.keys() & after.keys()}
        assert len(moves) <= 1
        # Close to the end counts as the end: following then closes the last few pixels.
        snap = AT_END if world.layout.is_following else 0
        for move in moves:
            assert 0 <= move <= step + snap or step <= move <= 0
        assert world.layout.offset >= 0


@given(rows=ROWS, steps=STEPS)
def test_the_view_is_filled_and_never_scrolled_past_an_end(
    rows: list[tuple[int, int]], steps: list[int]
) -> None:
    world = World([t for t, _ in rows], [e for _, e in rows])
    for step in steps:
        world.layout.scroll(step)
        world.settle()
        seen = world.seen()
        assert min(seen.values()) <= 0
        last = max(seen)
        end = seen[last] + world.truth[last]
        assert end >= VIEWPORT - TAIL or 0 in seen


def test_it_opens_at_the_end() -> None:
    world = World([100] * 50, [10] * 50)
    assert world.seen()[49] + 100 + TAIL == VIEWPORT
    assert world.layout.is_following


def test_while_following_growth_keeps_the_end_in_view() -> None:
    world = World([100] * 50, [100] * 50)
    world.truth[49] = 400
    world.layout.forget(49)
    world.settle()
    assert world.seen()[49] == VIEWPORT - TAIL - 400


def test_after_an_upward_scroll_growth_moves_nothing() -> None:
    world = World([100] * 50, [100] * 50)
    world.layout.scroll(-1)
    world.settle()
    before = world.seen()
    world.truth[49] = 400
    world.layout.forget(49)
    world.settle()
    after = world.seen()
    assert {row: after[row] for row in before} == before
    assert not world.layout.is_following


def test_scrolling_back_to_the_end_follows_again() -> None:
    world = World([100] * 50, [100] * 50)
    world.layout.scroll(-300)
    assert not world.layout.is_following
    world.layout.scroll(297)
    assert world.layout.is_following


def test_a_changed_row_above_moves_nothing_in_view() -> None:
    world = World([100] * 50, [100] * 50)
    world.layout.scroll(-1000)
    world.settle()
    before = world.seen()
    world.truth[3] = 700
    world.layout.forget(3, 700)
    world.settle()
    assert world.seen() == before


@pytest.mark.parametrize("seed", range(20))
def test_a_reflow_keeps_the_first_visible_top_where_it_is(seed: int) -> None:
    rng = random.Random(seed)
    world = World([rng.randint(40, 300) for _ in range(80)], [100] * 80)
    world.layout.jump(rng.randint(500, 6000))
    world.settle()
    row = world.layout.first_in_view
    y = world.layout.position(row)
    world.truth[:] = [rng.randint(40, 300) for _ in range(80)]
    world.layout.reflow()
    world.settle()
    assert world.layout.position(row) == y
    for each in range(80):
        world.layout.guess(each, 120)
        world.settle()
        assert world.layout.position(row) == y, "better guesses move nothing"
    seen = world.layout.visible(0)
    assert [world.layout.height(each) for each in seen] == [world.truth[each] for each in seen]
    assert world.layout.height(0) == 120 or 0 in seen


def test_a_row_taller_than_the_view_keeps_its_share_on_reflow() -> None:
    world = World([100, 4000, 100], [100, 4000, 100])
    world.layout.jump(100 + 2000)
    world.settle()
    world.truth[1] = 8000
    world.layout.reflow()
    world.settle()
    assert world.layout.position(1) == -4000


def test_nothing_at_all_is_fine() -> None:
    layout = RowLayout(lambda _row: 0)
    layout.viewport = VIEWPORT
    layout.reset([])
    layout.settle()
    layout.scroll(10)
    layout.jump(10)
    layout.reflow()
    assert list(layout.visible(OVERSCAN)) == []
    assert layout.total == 0
