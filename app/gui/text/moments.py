"""Days and times in a form that reads the same in every language."""

from datetime import datetime


def moment(at: datetime) -> str:
    """The day and the minute, in the time of this place."""
    return at.astimezone().strftime("%Y-%m-%d %H:%M")
