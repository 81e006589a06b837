"""Days as people write them, as moments: a year, a month or a day in the form of ISO 8601."""

import re
from datetime import date, datetime, time, timedelta
from typing import Final

_WRITTEN: Final = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
_DECEMBER: Final = 12


def first_moment(written: str) -> datetime:
    """When a year, a month or a day begins by the clock of this computer.

    Raises ValueError for what is none.
    """
    return _midnight(_first_day(written))


def moment_after(written: str) -> datetime:
    """When a year, a month or a day is over. Raises ValueError for what is none."""
    first = _first_day(written)
    try:
        match written.count("-"):
            case 0:
                after = first.replace(year=first.year + 1)
            case 1 if first.month == _DECEMBER:
                after = date(first.year + 1, 1, 1)
            case 1:
                after = first.replace(month=first.month + 1)
            case _:
                after = first + timedelta(days=1)
    except (OverflowError, ValueError) as error:
        raise ValueError(f"no day follows {written}") from error
    return _midnight(after)


def _first_day(written: str) -> date:
    found = _WRITTEN.fullmatch(written)
    if found is None:
        raise ValueError(f"{written} is no day")
    year, month, day = (int(each or 1) for each in found.groups())
    try:
        return date(year, month, day)
    except ValueError as error:
        raise ValueError(f"{written} is no day") from error


def _midnight(day: date) -> datetime:
    """With the offset that holds then; raises ValueError beyond what clocks count."""
    try:
        return datetime.combine(day, time()).astimezone()
    except (OverflowError, OSError) as error:
        raise ValueError(f"{day} is no day of this clock") from error
