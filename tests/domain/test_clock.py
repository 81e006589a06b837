"""A clock is believed once it has gone on for a day; until then the last believed time holds."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.domain.clock import LEAP, PROBATION, SLACK, SeenClock, judge

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def looked(*steps: timedelta) -> list[datetime | None]:
    """What is believed at each look, the clock moving by these steps from one to the next."""
    seen, moment, believed = SeenClock(START), START, []
    for step in steps:
        moment += step
        judged = judge(seen, moment)
        seen = judged.seen
        believed.append(judged.believed)
    return believed


def test_a_clock_that_goes_on_is_believed() -> None:
    assert looked(HOUR, DAY, LEAP) == [START + HOUR, START + HOUR + DAY, START + HOUR + DAY + LEAP]


def test_small_corrections_do_not_matter() -> None:
    assert None not in looked(HOUR, -SLACK, HOUR, -SLACK / 2)


def test_after_a_leap_nothing_new_is_believed_for_a_day() -> None:
    far = timedelta(days=3650)
    assert looked(far, HOUR, 22 * HOUR, HOUR) == [START, None, None, START + far + DAY]


def test_a_leap_that_is_taken_back_costs_another_day() -> None:
    far = timedelta(days=3650)
    believed = looked(far, 2 * HOUR, -far, HOUR, DAY)
    assert believed == [START, None, None, None, START + 3 * HOUR + DAY]


def test_a_clock_that_was_set_back_is_not_believed_for_a_day() -> None:
    back = timedelta(days=400)
    assert looked(-back, HOUR, PROBATION) == [None, None, START - back + HOUR + PROBATION]


def test_who_comes_once_a_week_is_a_week_behind_but_not_for_ever() -> None:
    week = timedelta(days=7)
    assert looked(week, week, week) == [START, START + week, START + 2 * week]


@given(some.lists(some.integers(-5_000, 5_000), max_size=30))
def test_no_time_is_believed_that_the_clock_has_only_just_leapt_to(hours: list[int]) -> None:
    seen, moment = SeenClock(START), START
    for each in hours:
        before, moment = seen.at, moment + timedelta(hours=each)
        judged = judge(seen, moment)
        seen = judged.seen
        if judged.believed is not None:
            assert judged.believed <= max(before + LEAP, before)
            assert judged.believed <= moment


@pytest.mark.parametrize("step", [LEAP + HOUR, -SLACK - HOUR])
def test_the_step_is_told(step: timedelta) -> None:
    judged = judge(SeenClock(START), START + step)
    assert judged.is_doubted
    assert judged.ahead == step
