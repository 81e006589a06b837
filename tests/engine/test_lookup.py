"""Guesses come from what stood before, follow the right place, and never leave the text."""

from hypothesis import given
from hypothesis import strategies as st

from app.engine.host.lookup import Lookup


def test_it_proposes_what_followed_the_last_time() -> None:
    lookup = Lookup([1, 2, 3, 4, 5, 6, 7, 8])
    for token in (1, 2, 3):
        lookup.add(token)
    assert lookup.guess(10) == [4, 5, 6, 7, 8, 1, 2, 3]
    assert lookup.guess(2) == [4, 5]
    assert lookup.guess(0) == []
    assert lookup.agreement == 3


def test_it_has_nothing_to_say_about_what_is_new() -> None:
    lookup = Lookup([1, 2, 3, 4])
    for token in (9, 8, 7):
        lookup.add(token)
    assert lookup.guess(10) == []
    assert lookup.agreement == 0
    assert Lookup([1]).guess(5) == []
    assert Lookup([]).guess(5) == []


def test_the_place_that_agrees_longest_wins() -> None:
    lookup = Lookup([7, 1, 2, 3, 4, 9, 9, 1, 2, 3, 5, 9, 9, 7, 1, 2, 3])
    assert lookup.guess(1) == [4]
    assert lookup.agreement == 4


def test_a_place_that_is_right_is_followed_on() -> None:
    lookup = Lookup([*range(100), 200, 0, 1, 2])
    for token in range(3, 40):
        assert lookup.guess(1) == [token]
        lookup.add(token)
    assert lookup.agreement == 40
    lookup.add(500)
    assert lookup.guess(1) == []


@given(st.lists(st.integers(0, 3), max_size=200), st.integers(0, 20), st.integers(0, 200))
def test_a_guess_is_always_a_stretch_of_the_text(tokens: list[int], most: int, split: int) -> None:
    lookup = Lookup(tokens[:split])
    for token in tokens[split:]:
        lookup.add(token)
    guess = lookup.guess(most)
    assert len(guess) <= most
    agreement = lookup.agreement
    if guess:
        assert agreement >= 3
        joined = "," + ",".join(map(str, tokens)) + ","
        stretch = "," + ",".join(map(str, [*tokens[-agreement:], *guess])) + ","
        assert stretch in joined
