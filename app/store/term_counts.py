"""How many chunks hold a term: counted once, and remembered until a chunk comes or goes.

Counting reads all that the index keeps of a term, which for a common one takes a millisecond; and
the common ones are those that nearly every question has.
"""

import threading
from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection

_COUNT: Final = "SELECT doc FROM chunk_terms WHERE term = ?"
_MOST: Final = 4096
"""Terms that are remembered."""


class TermCounts:
    """Counts of one store. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._changes = -1
        self._known: dict[str, int] = {}

    def of(self, connection: Connection, changes: int, terms: Sequence[str]) -> dict[str, int]:
        """The count of each term as this connection sees it, after so many changes of the store.

        Stemmed words are counted where they are their own stem.
        """
        with self._lock:
            if changes != self._changes or len(self._known) > _MOST:
                self._changes, self._known = changes, {}
            known = self._known
        found = {}
        for term in terms:
            count = known.get(term)
            if count is None:
                count = int(connection.exec_driver_sql(_COUNT, (term,)).scalar() or 0)
                known[term] = count
            found[term] = count
        return found
