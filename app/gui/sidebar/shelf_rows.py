"""The rows of a shelf in the order of their keys; those of conversations are made when asked for.

Of 20,000 conversations only some dozen are looked at: a row kept for each took 2 MB, and its key 3.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final, overload

from app.domain.conversations import Conversation, Folder
from app.gui.sidebar.time_groups import TimeGroup

Key = tuple[float | str, ...]
"""That of a conversation ends with its time in seconds, and a number where others have the same."""
_OWN: Final = 2
"""How much of its key a conversation has for itself; the rest belongs to all in one place."""
_DEEPEST: Final = 255
"""The deepest row that is told from deeper ones: no folder lies so deep."""


class RowKind(Enum):
    """What a row is."""

    HEADING = auto()
    FOLDER = auto()
    CONVERSATION = auto()


@dataclass(slots=True)
class ShelfRow:
    """A row, never changed; not frozen because that doubles what making 20,000 of them costs.

    `group` is that of a heading over a time, None over what is pinned and over the folders.
    """

    kind: RowKind
    key: Key
    conversation: Conversation | None = None
    folder: Folder | None = None
    group: TimeGroup | None = None
    depth: int = 0


class _Keys(Sequence[Key]):
    """The keys of all rows, to halve; each is put together when it is asked for."""

    def __init__(self) -> None:
        self._stems: list[Key] = []
        """Of conversations the beginnings, one object for all in one place; of others the whole."""
        self._seconds = array("d")
        self._ties = array("q")
        self._is_own = bytearray()
        self._shared: dict[Key, Key] = {}

    def __len__(self) -> int:
        return len(self._stems)

    @overload
    def __getitem__(self, place: int) -> Key: ...

    @overload
    def __getitem__(self, place: slice) -> list[Key]: ...

    def __getitem__(self, place: int | slice) -> Key | list[Key]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        stem = self._stems[place]
        if self._is_own[place]:
            return (*stem, self._seconds[place], self._ties[place])
        return stem

    def insert_all(self, place: int, rows: Sequence[ShelfRow]) -> None:
        """Those of rows that are put in, beside one another."""
        owns = [row.conversation is not None for row in rows]
        tails = [row.key[-_OWN:] if own else (0.0, 0) for row, own in zip(rows, owns, strict=True)]
        self._stems[place:place] = [
            self._one(row.key[:-_OWN]) if own else row.key
            for row, own in zip(rows, owns, strict=True)
        ]
        self._seconds[place:place] = array("d", [float(seconds) for seconds, _ in tails])
        self._ties[place:place] = array("q", [int(tie) for _, tie in tails])
        self._is_own[place:place] = bytes(owns)

    def take(self, first: int, last: int) -> None:
        """Those of rows that are taken out, both ends included."""
        for each in (self._stems, self._seconds, self._ties, self._is_own):
            del each[first : last + 1]

    def _one(self, stem: Key) -> Key:
        return self._shared.setdefault(stem, stem)


class ShelfRows:
    """A list of rows, sorted, with the list of their keys beside it."""

    def __init__(self, rows: Iterable[ShelfRow] = ()) -> None:
        self._what: list[Conversation | ShelfRow] = []
        self._depths: bytearray = bytearray()
        self._keys = _Keys()
        self.insert_all(0, list(rows))

    @property
    def keys(self) -> Sequence[Key]:
        """Of all rows, in their order."""
        return self._keys

    def __len__(self) -> int:
        return len(self._what)

    def __getitem__(self, place: int) -> ShelfRow:
        what = self._what[place]
        if isinstance(what, ShelfRow):
            return what
        depth = self._depths[place]
        return ShelfRow(RowKind.CONVERSATION, self.keys[place], what, depth=depth)

    def __iter__(self) -> Iterator[ShelfRow]:
        return (self[place] for place in range(len(self)))

    def replace(self, place: int, row: ShelfRow) -> None:
        """Put another row with the same key in the place of one."""
        self._what[place] = row if row.conversation is None else row.conversation
        self._depths[place] = min(row.depth, _DEEPEST)

    def insert_all(self, place: int, rows: Sequence[ShelfRow]) -> None:
        """Put rows in, beside one another."""
        self._what[place:place] = [
            row if row.conversation is None else row.conversation for row in rows
        ]
        self._depths[place:place] = bytes(min(row.depth, _DEEPEST) for row in rows)
        self._keys.insert_all(place, rows)

    def take(self, first: int, last: int) -> None:
        """Take rows out, both ends included."""
        for each in (self._what, self._depths):
            del each[first : last + 1]
        self._keys.take(first, last)
