"""Settings that tell something about the person: in the vault, by key, as JSON."""

import json
from collections.abc import Collection

from sqlalchemy import Connection, delete, select

from app.domain.preferences import Scalar
from app.store.database import Database
from app.store.schema import preferences


class VaultPreferences:
    """The preferences of a vault. Safe to use from several threads; raises its errors."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> dict[str, Scalar]:
        """Every value by key; what is no plain value is left out."""
        query = select(preferences.c.key, preferences.c.value)
        with self._database.reading() as connection:
            found = {row.key: _value(row.value) for row in connection.execute(query)}
        return {key: value for key, value in found.items() if value is not None}

    def keep(self, values: dict[str, Scalar]) -> None:
        """Keep these in place of what was kept under their keys, all or none."""
        rows = [{"key": key, "value": json.dumps(value)} for key, value in values.items()]

        def change(connection: Connection) -> None:
            connection.execute(delete(preferences).where(preferences.c.key.in_(values)))
            connection.execute(preferences.insert(), rows)

        if rows:
            self._database.write(change)

    def forget(self, keys: Collection[str]) -> None:
        """Keep nothing under these keys any more."""
        gone = delete(preferences).where(preferences.c.key.in_(keys))
        self._database.write(lambda connection: connection.execute(gone))


def _value(text: str) -> Scalar | None:
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return value if isinstance(value, bool | int | float | str) else None
