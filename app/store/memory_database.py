"""A database in memory alone, used while there is no vault; it ends with the program."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import TypeVar

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool

from app.domain.errors import VaultLocked
from app.store import migrations

T = TypeVar("T")


class MemoryDatabase:
    """The tables of a vault, in memory. Safe to use from several threads, one at a time."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._is_open = True
        self._engine = create_engine(
            "sqlite+pysqlite://",
            module=driver,
            creator=_connect,
            poolclass=StaticPool,
            hide_parameters=True,
        )
        with self._engine.begin() as connection:
            while migrations.make_next(connection):
                pass

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that nobody else writes to meanwhile."""
        with self._lock:
            self._check()
            with self._engine.begin() as connection:
                yield connection

    def write(self, change: Callable[[Connection], T], *, frees_space: bool = False) -> T:  # noqa: ARG002 - memory has no room to free
        """Run a change in a transaction."""
        with self._lock:
            self._check()
            with self._engine.begin() as connection:
                return change(connection)

    def checkpoint(self, *, frees_space: bool = False) -> bool:  # noqa: ARG002 - as above
        """Nothing of it is ever on the disk."""
        return True

    def close(self) -> None:
        """Forget everything."""
        with self._lock:
            self._is_open = False
            self._engine.dispose()

    def _check(self) -> None:
        if not self._is_open:
            raise VaultLocked


def _connect() -> driver.Connection:
    connection = driver.connect(":memory:", check_same_thread=False)
    for setting in ("temp_store=MEMORY", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {setting}")
    return connection
