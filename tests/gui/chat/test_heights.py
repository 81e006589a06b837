from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from app.gui.chat.heights import Heights

HEIGHTS = st.lists(st.integers(0, 500), max_size=70)
CHANGES = st.lists(st.tuples(st.integers(0, 100), st.integers(0, 900)), max_size=20)


@given(first=HEIGHTS, more=HEIGHTS, changes=CHANGES)
def test_sums_are_those_of_a_plain_list(
    first: list[int], more: list[int], changes: list[tuple[int, int]]
) -> None:
    heights = Heights(first)
    plain = list(first)
    for height in more:
        heights.append(height)
        plain.append(height)
    for place, height in changes:
        if plain:
            heights.set(place % len(plain), height)
            plain[place % len(plain)] = height
    sums = [0, *accumulate(plain)]
    assert [heights.offset(row) for row in range(len(plain) + 1)] == sums
    assert [heights[row] for row in range(len(heights))] == plain
    assert heights.total == sums[-1]


@given(plain=st.lists(st.integers(1, 50), min_size=1, max_size=40), offset=st.integers(0, 3000))
def test_row_at_finds_the_row_that_covers_an_offset(plain: list[int], offset: int) -> None:
    heights = Heights(plain)
    row = heights.row_at(offset)
    if offset >= heights.total:
        assert row == len(plain) - 1
    else:
        assert heights.offset(row) <= offset < heights.offset(row + 1)
