"""A child that keeps ending waits longer and longer; one that is well starts afresh."""

import pytest

from app.engine.backoff import Backoff


class Clock:
    """A time of our own, which is never zero: nothing may rest on where it begins."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Life:
    """A child that starts as soon as it may, and ends when it is told to."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.backoff = Backoff(self.clock)

    def lives_for(self, seconds: float) -> float:
        """The wait after it started, lived for so long, and ended."""
        self.clock.now += self.backoff.seconds_left()
        self.backoff.child_started()
        self.clock.now += seconds
        self.backoff.child_ended()
        return self.backoff.seconds_left()


@pytest.fixture
def life() -> Life:
    return Life()


def test_nothing_waits_at_first(life: Life) -> None:
    assert life.backoff.seconds_left() == 0


def test_from_the_third_end_on_the_wait_doubles_up_to_a_minute(life: Life) -> None:
    assert [life.lives_for(1) for _ in range(8)] == [0, 0, 5, 10, 20, 40, 60, 60]


def test_the_wait_passes(life: Life) -> None:
    for _ in range(3):
        life.lives_for(1)
    life.clock.now += 4
    assert life.backoff.seconds_left() == 1
    life.clock.now += 4
    assert life.backoff.seconds_left() == 0


def test_ends_far_apart_are_no_row(life: Life) -> None:
    assert [life.lives_for(31) for _ in range(6)] == [0] * 6


def test_a_healthy_minute_makes_it_all_forgotten(life: Life) -> None:
    waits = [life.lives_for(seconds) for seconds in (1, 1, 1, 1, 60, 1, 1, 1)]
    assert waits == [0, 0, 5, 10, 0, 0, 5, 10]


def test_work_that_was_done_makes_it_all_forgotten(life: Life) -> None:
    for _ in range(4):
        life.lives_for(1)
    life.backoff.child_is_well()
    assert life.backoff.seconds_left() == 0
    assert [life.lives_for(1) for _ in range(3)] == [0, 0, 5]
