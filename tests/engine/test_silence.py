"""Slow is not stuck: a child hangs that neither speaks nor does anything, or is silent too long."""

import pytest

from app.config.machine import Effort
from app.engine.silence import (
    HELD_UP_SECONDS,
    LONGEST_SILENCE_SECONDS,
    STALL_CPU_SECONDS,
    STALL_PAGES,
    STALL_SECONDS,
    Silence,
)


class Watched:
    """A child that is looked at once a second, and does as it is told in between."""

    def __init__(self, *, is_seen: bool = True) -> None:
        self.now = 500.0
        self.heard = 0.0
        self.cpu_s = 7.0
        self.pages = 3.0
        self.is_seen = is_seen
        self.silence = Silence(self.effort, lambda: self.now)

    def effort(self) -> Effort | None:
        return Effort(self.cpu_s, int(self.pages)) if self.is_seen else None

    def seconds_until_it_hangs(
        self, most: int, *, cpu: float = 0.0, pages: float = 0.0, frame_every: int = 0
    ) -> int | None:
        """None when it was still believed after `most` seconds."""
        for second in range(1, most + 1):
            self.now += 1
            self.cpu_s += cpu
            self.pages += pages
            if frame_every and second % frame_every == 0:
                self.heard = self.now
            if self.silence.is_too_long(self.heard, LONGEST_SILENCE_SECONDS):
                return second
        return None


def test_without_a_word_and_without_effort_it_hangs() -> None:
    assert Watched().seconds_until_it_hangs(1000) == STALL_SECONDS


def test_a_little_effort_is_none() -> None:
    cpu = 0.9 * STALL_CPU_SECONDS / STALL_SECONDS
    assert Watched().seconds_until_it_hangs(1000, cpu=cpu) == STALL_SECONDS


@pytest.mark.parametrize("cpu", [2.0, 1.1 * STALL_CPU_SECONDS / STALL_SECONDS])
def test_who_works_may_be_silent_for_long_but_not_for_ever(cpu: float) -> None:
    assert Watched().seconds_until_it_hangs(2000, cpu=cpu) == LONGEST_SILENCE_SECONDS


def test_weights_that_come_from_a_slow_disk_are_work() -> None:
    pages = 1.1 * STALL_PAGES / STALL_SECONDS
    assert Watched().seconds_until_it_hangs(2000, pages=pages) == LONGEST_SILENCE_SECONDS


def test_who_speaks_now_and_then_never_hangs() -> None:
    assert Watched().seconds_until_it_hangs(5000, frame_every=50) is None


def test_the_silence_counts_from_the_last_word() -> None:
    child = Watched()
    assert child.seconds_until_it_hangs(100, frame_every=50) is None
    assert child.seconds_until_it_hangs(100) == STALL_SECONDS


def test_where_effort_cannot_be_seen_only_a_long_silence_counts() -> None:
    child = Watched(is_seen=False)
    assert child.seconds_until_it_hangs(2000) == LONGEST_SILENCE_SECONDS


def test_time_in_which_we_stood_still_ourselves_does_not_count() -> None:
    """A laptop that slept, or a job that was stopped with Ctrl+Z, and its child with it."""
    child = Watched()
    assert child.seconds_until_it_hangs(50) is None
    child.now += HELD_UP_SECONDS + 5000
    assert not child.silence.is_too_long(child.heard, LONGEST_SILENCE_SECONDS)
    assert not child.silence.is_past(510.0, 10.0)
    assert child.seconds_until_it_hangs(1000) == STALL_SECONDS
