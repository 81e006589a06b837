"""Whether the clock of the computer can be believed, judged by when it was seen before.

What is deleted by its age is gone for good, so that a wrong clock must not decide. No other clock
is asked: that would need a connection. A time is believed once the clock has gone on from it for a
day without going back; until then the last time that was believed holds.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

LEAP: Final = timedelta(days=3)
"""From one look to the next; more may be a holiday or a wrong clock."""
SLACK: Final = timedelta(hours=1)
"""How far a clock goes back when it is corrected or its zone is mended."""
PROBATION: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SeenClock:
    """What is remembered of the clock: the last time seen, and since when it is doubted."""

    at: datetime
    doubted_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """`believed` is the time by which ages are told; None when there is none to go by.

    `ahead` is how far the clock leapt at this look, negative when it went back; zero otherwise.
    """

    seen: SeenClock
    believed: datetime | None
    ahead: timedelta = timedelta()

    @property
    def is_doubted(self) -> bool:
        """Whether the present time is not believed yet."""
        return self.seen.doubted_since is not None


def judge(before: SeenClock, moment: datetime) -> Judgement:
    """Look at the clock, knowing what was remembered of the look before."""
    passed = moment - before.at
    if passed < -SLACK:
        return Judgement(SeenClock(moment, moment), None, passed)
    if passed > LEAP:
        # From the look before, the clock has gone on for days: that time is believed, this is not.
        return Judgement(SeenClock(moment, moment), before.at, passed)
    since = before.doubted_since
    latest = max(before.at, moment)
    if since is not None and latest - since < PROBATION:
        return Judgement(SeenClock(latest, since), None)
    return Judgement(SeenClock(latest), moment)
