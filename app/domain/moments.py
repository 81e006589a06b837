"""The present moment, as everything of ours is dated."""

from datetime import UTC, datetime


def now() -> datetime:
    """The current time, with its zone."""
    return datetime.now(UTC)
