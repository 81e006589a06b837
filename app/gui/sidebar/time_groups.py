"""Times of the list: today, yesterday, this week, and months before that."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum, auto
from typing import Final

_FIRST_YEAR: Final = 1970


class Span(Enum):
    """How long a group is."""

    TODAY = auto()
    YESTERDAY = auto()
    WEEK = auto()
    MONTH = auto()


@dataclass(frozen=True, slots=True)
class TimeGroup:
    """A stretch of days, from its first on until the next group begins."""

    span: Span
    first: date


class TimeGroups:
    """The groups as they are on one day, the latest first. Weeks begin on Monday (ISO 8601)."""

    def __init__(self, today: date) -> None:
        self.today = today
        self._groups = list(_groups(today))
        self._starts = [-_seconds(each.first) for each in self._groups]

    def __getitem__(self, rank: int) -> TimeGroup:
        """The group of a rank, 0 being today."""
        return self._groups[rank]

    def rank_of(self, seconds: float) -> int:
        """The group in which a moment lies, in seconds since 1970; what is to come is today."""
        return min(bisect_left(self._starts, -seconds), len(self._groups) - 1)


def _groups(today: date) -> Iterator[TimeGroup]:
    yield TimeGroup(Span.TODAY, today)
    last = today - timedelta(days=1)
    yield TimeGroup(Span.YESTERDAY, last)
    monday = today - timedelta(days=today.weekday())
    if monday < last:
        last = monday
        yield TimeGroup(Span.WEEK, monday)
    year, month = last.year, last.month
    while year >= _FIRST_YEAR:
        first = date(year, month, 1)
        if first < last:
            yield TimeGroup(Span.MONTH, first)
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)


def _seconds(day: date) -> float:
    """The beginning of a day of the local calendar, in seconds since 1970."""
    begin = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - the zone comes next
    try:
        return begin.astimezone().timestamp()
    except (OSError, OverflowError, ValueError):  # before what the system's clock knows
        return (day - date(_FIRST_YEAR, 1, 1)) / timedelta(seconds=1)
