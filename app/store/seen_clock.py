"""What is remembered of the computer's clock, in the vault."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from app.domain.clock import SeenClock
from app.store.rows import microseconds, moment_of

_AT: Final = "clock_seen"
_DOUBTED: Final = "clock_doubted"


def seen_clock(connection: Connection) -> SeenClock | None:
    """When it was looked at last; None when nobody did."""
    rows = connection.exec_driver_sql("SELECT key, value FROM about WHERE key LIKE 'clock%'").all()
    values: dict[str, str] = {row.key: row.value for row in rows}
    at, doubted = _moment(values.get(_AT, "")), _moment(values.get(_DOUBTED, ""))
    return None if at is None else SeenClock(at, doubted)


def keep(connection: Connection, seen: SeenClock) -> None:
    """Remember a look."""
    since = seen.doubted_since
    for key, moment in ((_AT, seen.at), (_DOUBTED, since)):
        value = "" if moment is None else str(microseconds(moment))
        note = "INSERT INTO about(key, value) VALUES(?, ?) ON CONFLICT(key) DO UPDATE SET value = ?"
        connection.exec_driver_sql(note, (key, value, value))


def _moment(value: str) -> datetime | None:
    return moment_of(int(value)) if value.lstrip("-").isdecimal() else None
