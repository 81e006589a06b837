"""How much is done in one transaction, so that whoever waits for the writer waits for a moment."""

import time
from collections.abc import Callable
from typing import Final, Protocol, TypeVar

from sqlalchemy import Connection

T = TypeVar("T")

_WANTED_S: Final = 0.04
"""Half of what nobody should have to wait: disks and processors have bad moments."""
_FIRST, _MOST = 8, 512
_GROWTH: Final = 1.5


class Writes(Protocol):
    """What changes go through: `app.store.database.Database` is one."""

    def write(self, change: Callable[[Connection], T], *, frees_space: bool = False) -> T:
        """Run a change in a transaction of its own; returns once it is on the disk."""


class Slices:
    """Runs a large change piece by piece. How large a piece may be is told by the ones before."""

    def __init__(self, database: Writes) -> None:
        self._database = database
        self._size = _FIRST

    def write(self, change: Callable[[Connection, int], T]) -> T:
        """Run the next piece: `change` is told how much it may do."""
        begun = [0.0]

        def timed(connection: Connection) -> T:
            begun[0] = time.monotonic()
            return change(connection, self._size)

        found = self._database.write(timed, frees_space=True)
        took = max(time.monotonic() - begun[0], 1e-4)  # with what is written at its end
        factor = min(_GROWTH, _WANTED_S / took)
        self._size = max(1, min(_MOST, int(self._size * factor + 0.5)))
        return found
