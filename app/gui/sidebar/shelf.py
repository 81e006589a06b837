"""The rows of the list in their order: what is pinned, folders with what is in them, then by time.

Every row has a key, and the rows are sorted by it: a place is found by halving, never by looking
through 20,000 rows. The key of what stands over others is the beginning of theirs.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from app.domain.conversations import Conversation, Folder
from app.domain.filing import name_key, paths
from app.domain.ids import ConversationId, FolderId
from app.gui.sidebar.shelf_rows import Key, RowKind, ShelfRow, ShelfRows
from app.gui.sidebar.time_groups import TimeGroups

PINNED: Final[Key] = (0,)
FOLDERS: Final[Key] = (1,)
_TIMES: Final = 2
_FOLDER, _CONVERSATION, _BEYOND = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Arrangement:
    """All that decides where conversations stand, but for themselves."""

    today: date
    folders: tuple[Folder, ...] = ()
    closed: frozenset[FolderId] = frozenset()
    shows_archive: bool = False


class Shelf:
    """Conversations, folders and headings as rows; it shows what is archived, or all the rest."""

    def __init__(self, today: date) -> None:
        self.rows = ShelfRows()
        self.shows_archive = False
        self.counts: Counter[FolderId] = Counter()
        """How many conversations stand in each folder itself."""
        self.closed: set[FolderId] = set()
        self.folders: dict[FolderId, Folder] = {}
        self.known: dict[ConversationId, Conversation] = {}
        self._ties: dict[ConversationId, int] = {}
        """Which comes first of those that changed at the same time: 0, unless it is said here."""
        self._latest_tie = 0
        self._folder_keys: dict[FolderId, Key] = {}
        self._times = TimeGroups(today)
        self.archived = 0

    @classmethod
    def arranged(cls, arrangement: Arrangement, conversations: Iterable[Conversation]) -> "Shelf":
        """A shelf with these, built; 20,000 take some 50 ms, on whichever thread."""
        shelf = cls(arrangement.today)
        shelf.use_folders(arrangement.folders)
        shelf.close_only(arrangement.closed)
        shelf.show_archive(is_shown=arrangement.shows_archive)
        shelf.fill(conversations)
        shelf.build()
        return shelf

    @property
    def arrangement(self) -> Arrangement:
        """How conversations are arranged now."""
        folders = tuple(self.folders.values())
        return Arrangement(self.today, folders, frozenset(self.closed), self.shows_archive)

    # --- places ------------------------------------------------------------------------------

    def index(self, key: Key | None) -> int:
        """The row of a key, or -1."""
        if key is None:
            return -1
        at = bisect_left(self.rows.keys, key)
        return at if at < len(self.rows.keys) and self.rows.keys[at] == key else -1

    def place(self, key: Key) -> int:
        """Where the row of a key would be put."""
        return bisect_left(self.rows.keys, key)

    def row_of(self, conversation_id: ConversationId | None) -> int:
        """The row of a conversation, or -1."""
        known = None if conversation_id is None else self.known.get(conversation_id)
        row = None if known is None else self._row(known)
        return -1 if row is None else self.index(row.key)

    def row_of_folder(self, folder_id: FolderId) -> int:
        """The row of a folder, or -1."""
        return self.index(self._folder_keys.get(folder_id))

    def end_of(self, key: Key) -> int:
        """The row after all that stand under a key."""
        return bisect_left(self.rows.keys, (*key, _BEYOND))

    # --- changes -----------------------------------------------------------------------------

    def learn(self, conversation: Conversation) -> ShelfRow | None:
        """Know a conversation as it is now; its row, or None when it is out of sight.

        The row that it had, which `row_of` finds no more, is taken out or replaced next.
        """
        before = self.known.get(conversation.id)
        self._count(before, -1)
        self._count(conversation, 1)
        self.known[conversation.id] = conversation
        if before is None or before.changed_at != conversation.changed_at:
            self._latest_tie -= 1
            self._ties[conversation.id] = self._latest_tie
        return self._row(conversation)

    def forget(self, conversation_id: ConversationId) -> None:
        """Know a conversation no more; its row goes by `take`."""
        self._count(self.known.pop(conversation_id, None), -1)
        self._ties.pop(conversation_id, None)

    def insert(self, row: ShelfRow) -> None:
        """Put a row where it belongs."""
        at = self.place(row.key)
        self.rows.insert_all(at, [row])

    def insert_run(self, rows: Sequence[ShelfRow]) -> None:
        """Put rows in that belong beside one another."""
        self.rows.insert_all(self.place(rows[0].key), rows)

    def take(self, first: int, last: int) -> None:
        """Take rows out, both ends included."""
        self.rows.take(first, last)

    def heading_over(self, key: Key) -> ShelfRow | None:
        """The heading that a row needs over it; None for what stands in a folder."""
        if key[0] == PINNED[0]:
            return ShelfRow(RowKind.HEADING, PINNED)
        if key[0] == _TIMES:
            return ShelfRow(RowKind.HEADING, key[:2], group=self._times[int(key[1])])
        return None

    def is_bare(self, heading: int) -> bool:
        """Whether nothing stands under a heading."""
        key = self.rows.keys[heading]
        after = heading + 1
        return after >= len(self.rows.keys) or self.rows.keys[after][: len(key)] != key

    # --- all of it ---------------------------------------------------------------------------

    def fill(self, conversations: Iterable[Conversation]) -> None:
        """Know these and no others, equal times in their order; `build` comes next."""
        self.known = {each.id: each for each in conversations}
        self._ties, self._latest_tie = {}, 0
        times: Counter[datetime] = Counter()
        for each in self.known.values():
            if number := times[each.changed_at]:
                self._ties[each.id] = number
            times[each.changed_at] += 1

    def use_folders(self, folders: Iterable[Folder]) -> None:
        """Know these folders and no others; `build` comes next."""
        self.folders = {each.id: each for each in folders}
        self._folder_keys = {
            folder_id: _path_key(path) for folder_id, path in paths(self.folders.values()).items()
        }

    def close_only(self, folders: Iterable[FolderId]) -> None:
        """Show these folders closed and all others open; `build` comes next."""
        self.closed = set(folders)

    def show_archive(self, *, is_shown: bool) -> None:
        """Show what is archived, or the rest; `build` comes next."""
        self.shows_archive = is_shown

    def use_day(self, today: date) -> None:
        """Take another day for today; `build` comes next."""
        self._times = TimeGroups(today)

    @property
    def today(self) -> date:
        """The day for which the headings are."""
        return self._times.today

    def build(self) -> None:
        """Make all rows anew."""
        self.counts.clear()
        self.archived = 0
        for each in self.known.values():
            self._count(each, 1)
        rows = [row for row in map(self._row, self.known.values()) if row is not None]
        rows += self._headings(rows)
        if self.folders and not self.shows_archive:
            rows.append(ShelfRow(RowKind.HEADING, FOLDERS))
            rows += self.folders_within(None)
        rows.sort(key=lambda each: each.key)
        self.rows = ShelfRows(rows)

    def folders_within(self, around: FolderId | None) -> list[ShelfRow]:
        """The rows of folders below one that is open, or of all, as far as they are in sight."""
        found = []
        for folder_id, key in self._folder_keys.items():
            outer = self._around(folder_id)
            if (around is None or around in outer) and not self.closed.intersection(outer):
                folder = self.folders[folder_id]
                found.append(ShelfRow(RowKind.FOLDER, key, folder=folder, depth=len(outer)))
        return found

    def within(self, folder_id: FolderId) -> list[ShelfRow]:
        """All rows below a folder that is open, in their order."""
        rows = self.folders_within(folder_id)
        places = {folder_id, *(each.folder.id for each in rows if each.folder)}
        some = (each for each in self.known.values() if each.folder in places)
        rows += [row for row in map(self._row, some) if row is not None and row.depth]
        return sorted(rows, key=lambda each: each.key)

    # --- inside ------------------------------------------------------------------------------

    def _count(self, conversation: Conversation | None, change: int) -> None:
        if conversation is None:
            return
        if conversation.is_archived:
            self.archived += change
        elif conversation.folder is not None and not conversation.is_pinned:
            self.counts[conversation.folder] += change

    def _around(self, folder_id: FolderId) -> list[FolderId]:
        """The folders around one, the nearest first."""
        found: list[FolderId] = []
        at = self.folders[folder_id].parent
        while at in self.folders and at not in found and at != folder_id:
            found.append(at)
            at = self.folders[at].parent
        return found

    def _row(self, conversation: Conversation) -> ShelfRow | None:
        if conversation.is_archived != self.shows_archive:
            return None
        seconds = conversation.changed_at.timestamp()
        tail = (_CONVERSATION, -seconds, self._ties.get(conversation.id, 0))
        folder = conversation.folder
        if not self.shows_archive and conversation.is_pinned:
            return ShelfRow(RowKind.CONVERSATION, (*PINNED, *tail), conversation)
        if not self.shows_archive and folder is not None and folder in self.folders:
            around = self._around(folder)
            if self.closed.intersection((folder, *around)):
                return None
            key = (*self._folder_keys[folder], *tail)
            return ShelfRow(RowKind.CONVERSATION, key, conversation, depth=len(around) + 1)
        rank = self._times.rank_of(seconds)
        return ShelfRow(RowKind.CONVERSATION, (_TIMES, rank, *tail), conversation)

    def _headings(self, rows: Iterable[ShelfRow]) -> list[ShelfRow]:
        found = {}
        for each in rows:
            key = each.key[:2] if each.key[0] == _TIMES else each.key[:1]
            if key not in found and (heading := self.heading_over(each.key)) is not None:
                found[key] = heading
        return list(found.values())


def _path_key(path: Iterable[Folder]) -> Key:
    key: list[float | str] = [*FOLDERS]
    for each in path:
        key += (_FOLDER, name_key(each.name), each.id)
    return tuple(key)
