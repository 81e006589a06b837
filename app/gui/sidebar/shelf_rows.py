"""The rows of a shelf in the order of their keys; those of conversations are made when asked for.

Of 20,000 conversations only some dozen are looked at: a row kept for each took 2 MB.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from app.domain.conversations import Conversation, Folder
from app.gui.sidebar.time_groups import TimeGroup

Key = tuple[float | str, ...]
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


class ShelfRows:
    """A list of rows, sorted, with the list of their keys beside it."""

    def __init__(self, rows: Iterable[ShelfRow] = ()) -> None:
        self._what: list[Conversation | ShelfRow] = []
        self._depths: bytearray = bytearray()
        self.keys: list[Key] = []
        self.insert_all(0, list(rows))

    def __len__(self) -> int:
        return len(self.keys)

    def __getitem__(self, place: int) -> ShelfRow:
        what = self._what[place]
        if isinstance(what, ShelfRow):
            return what
        depth = self._depths[place]
        return ShelfRow(RowKind.CONVERSATION, self.keys[place], what, depth=depth)

    def __iter__(self) -> Iterator[ShelfRow]:
        return (self[place] for place in range(len(self)))

    def __setitem__(self, place: int, row: ShelfRow) -> None:
        self._what[place] = row if row.conversation is None else row.conversation
        self._depths[place] = min(row.depth, _DEEPEST)
        self.keys[place] = row.key

    def insert_all(self, place: int, rows: Sequence[ShelfRow]) -> None:
        """Put rows in, beside one another."""
        self._what[place:place] = [
            row if row.conversation is None else row.conversation for row in rows
        ]
        self._depths[place:place] = bytes(min(row.depth, _DEEPEST) for row in rows)
        self.keys[place:place] = [row.key for row in rows]

    def take(self, first: int, last: int) -> None:
        """Take rows out, both ends included."""
        for each in (self._what, self._depths, self.keys):
            del each[first : last + 1]

    def conversations(self) -> Iterator[tuple[Conversation, Key]]:
        """Those in sight with their keys, in their order."""
        return (
            (what, key)
            for what, key in zip(self._what, self.keys, strict=True)
            if isinstance(what, Conversation)
        )
