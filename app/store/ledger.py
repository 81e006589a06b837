"""The connections that were made, in the vault; the oldest go when there are very many."""

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Connection as Database
from sqlalchemy import delete, func, select

from app.domain.network import Connection, Consent, Outcome
from app.store import database
from app.store.rows import microseconds, moment_of
from app.store.schema import network_ledger as table
from app.store.stored_text import storable

MOST_LINES: Final = 10_000
OLDEST: Final = timedelta(days=730)
ALWAYS: Final = 1_000
"""So many of the latest stay whatever their age: the clock that tells it may be wrong."""
_UNCOUNTED: Final = -1


class VaultLedger:
    """The ledger of a vault. Safe to use from several threads; raises its errors."""

    def __init__(self, kept_in: database.Database) -> None:
        self._database = kept_in

    def keep(self, line: Connection) -> None:
        """Keep a line, in place of the one with the same id."""
        self._database.write(lambda each: _keep(each, line))

    def lines(self) -> list[Connection]:
        """What is kept, the latest first."""
        query = select(table).order_by(table.c.seq.desc())
        with self._database.reading() as connection:
            return [_line_of(row) for row in connection.execute(query)]


def _keep(connection: Database, line: Connection) -> None:
    values = _values(line)
    change = table.update().where(table.c.id == line.id).values(**values)
    if connection.execute(change).rowcount == 0:
        connection.execute(table.insert().values(id=line.id, **values))
        _forget_the_oldest(connection, line)


def _forget_the_oldest(connection: Database, line: Connection) -> None:
    last = connection.execute(select(func.max(table.c.seq))).scalar_one()
    is_old = table.c.at < microseconds(line.at - OLDEST)
    is_too_much = table.c.seq <= last - MOST_LINES
    connection.execute(delete(table).where(is_too_much | (is_old & (table.c.seq <= last - ALWAYS))))


def _values(line: Connection) -> dict[str, Any]:
    return {
        "at": microseconds(line.at),
        "host": storable(line.host),
        "purpose": storable(line.purpose),
        "bytes_in": line.bytes_in,
        "bytes_out": _UNCOUNTED if line.bytes_out is None else line.bytes_out,
        "outcome": line.outcome.value,
        "addresses": " ".join(line.addresses),
        "consent": line.consent.value,
    }


def _line_of(row: Any) -> Connection:
    return Connection(
        host=row.host,
        purpose=row.purpose,
        consent=Consent(row.consent),
        bytes_in=row.bytes_in,
        bytes_out=None if row.bytes_out == _UNCOUNTED else row.bytes_out,
        addresses=tuple(row.addresses.split()),
        outcome=Outcome(row.outcome),
        at=moment_of(row.at),
        id=row.id,
    )
