"""Guesses come from what stood before, and stop where they do not pay."""

from hypothesis import given
from hypothesis import strategies as st

from app.engine.host.lookup import Lookup


def test_it_proposes_what_followed_the_last_time() -> None:
    lookup = Lookup([1, 2, 3, 4, 5, 6, 7, 8])
    for token in (1, 2, 3):
        lookup.add(token)
    assert lookup.guess(10) == [4, 5, 6, 7]
    assert lookup.guess(2) == [4, 5]
    assert lookup.guess(0) == []


def test_it_has_nothing_to_say_about_what_is_new() -> None:
    lookup = Lookup([1, 2, 3, 4])
    for token in (9, 8, 7):
        lookup.add(token)
    assert lookup.guess(10) == []
    assert Lookup([1]).guess(5) == []


def test_it_guesses_longer_while_it_is_right_and_waits_when_it_is_wrong() -> None:
    lookup = Lookup(list(range(100)))
    for token in range(3):
        lookup.add(token)
    lookup.learn(4, 4)
    assert len(lookup.guess(50)) == 8
    lookup.learn(8, 0)
    assert lookup.guess(50) == []
    for token in range(3, 25):
        lookup.add(token)
    assert lookup.guess(50)


@given(st.lists(st.integers(0, 5), max_size=200), st.integers(0, 20))
def test_a_guess_is_always_a_stretch_of_the_text(tokens: list[int], most: int) -> None:
    lookup = Lookup(tokens)
    guess = lookup.guess(most)
    assert len(guess) <= most
    if guess:
        joined = ",".join(map(str, tokens))
        assert ",".join(map(str, [*tokens[-3:], *guess])) in joined
