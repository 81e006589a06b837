"""Where conversations are filed: folders, tags, pins and the archive; with a way back."""

import itertools
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from app.domain.conversations import Conversation, Folder, Revised
from app.domain.errors import FolderGone, FolderInsideItself, FolderNameMissing, FolderNameTaken
from app.domain.events import (
    MANY_CONVERSATIONS,
    AppEvent,
    ConversationChanged,
    FilingProgressed,
    FoldersChanged,
    HistoryReloaded,
    VaultChanged,
)
from app.domain.filing import folder_name, name_key, tag_names
from app.domain.ids import ConversationId, FolderId, new_folder_id
from app.domain.protocols import ConversationStore
from app.services.event_bus import EventBus

UNDO_STEPS: Final = 30
_TOLD_EVERY: Final = 100
_Ids = Sequence[ConversationId]
_Change = Callable[[Conversation], Conversation]
_Back = Callable[[Conversation, Conversation], Conversation]
"""Makes a conversation of now what it was before, in one respect."""


class FilingService:
    """Files conversations. Safe to use from several threads; calls block and raise AppErrors.

    What changes conversations returns those that are another now. They keep their time: filing is
    no change of what was said.
    """

    def __init__(self, store: ConversationStore, bus: EventBus) -> None:
        self._store = store
        self._bus = bus
        self._lock = threading.RLock()
        self._undo: list[Callable[[], None]] = []
        bus.subscribe(self._hear)

    # --- folders -----------------------------------------------------------------------------

    def folders(self) -> list[Folder]:
        """All folders in the order in which they were made."""
        return self._store.folders()

    def add_folder(
        self, name: str, parent: FolderId | None = None, keep_days: int | None = None
    ) -> Folder:
        """Make a folder, in another one perhaps.

        Raises FolderNameMissing, FolderNameTaken, and FolderGone for the one around it.
        """
        folder = Folder(new_folder_id(), folder_name(name), parent, keep_days)
        with self._lock:
            self._check(folder)
            self._store.add_folder(folder)
            self._remember(lambda: self._take_away(folder.id))
        self._tell_folders()
        return folder

    def rename_folder(self, folder_id: FolderId, name: str) -> Folder:
        """Give a folder another name; raises as `add_folder`, and FolderGone."""
        return self._change_folder(folder_id, lambda each: replace(each, name=folder_name(name)))

    def move_folder(self, folder_id: FolderId, parent: FolderId | None) -> Folder:
        """Put a folder into another one, or outside of all; raises FolderInsideItself as well."""
        return self._change_folder(folder_id, lambda each: replace(each, parent=parent))

    def set_keep_days(self, folder_id: FolderId, days: int | None) -> Folder:
        """Say for how long a folder keeps what nobody changes, as in Folder."""
        return self._change_folder(folder_id, lambda each: replace(each, keep_days=days))

    def remove_folder(self, folder_id: FolderId) -> list[Conversation]:
        """Remove a folder; conversations and folders in it go up into the one around it."""
        with self._lock:
            gone = self._folder(folder_id)
            below = [each.id for each in self.folders() if each.parent == folder_id]
            moved = self._dissolve(folder_id)
            ids = [each.id for each in moved]
            self._remember(lambda: self._restore(gone, below, ids))
        return moved

    # --- conversations -----------------------------------------------------------------------

    def move(self, ids: _Ids, folder_id: FolderId | None) -> list[Conversation]:
        """Put conversations into a folder, or outside of all; raises FolderGone."""
        with self._lock:
            if folder_id is not None:
                self._folder(folder_id)
            return self._revise(
                ids,
                lambda each: replace(each, folder=folder_id),
                lambda now, before: replace(now, folder=before.folder),
            )

    def move_to_new(self, ids: _Ids, name: str, parent: FolderId | None = None) -> Folder:
        """Make a folder and put conversations into it: one step, and one back.

        Raises as `add_folder`.
        """
        with self._lock:
            before, self._undo = self._undo, []
            try:
                folder = self.add_folder(name, parent)
                self.move(ids, folder.id)
            finally:
                steps, self._undo = self._undo, before
                if steps:
                    self._remember(lambda: _all_back(steps))
        return folder

    def pin(self, ids: _Ids, *, is_pinned: bool = True) -> list[Conversation]:
        """Pin conversations, which also keeps them from being deleted by age; or unpin them."""
        return self._revise(
            ids,
            lambda each: replace(each, is_pinned=is_pinned),
            lambda now, before: replace(now, is_pinned=before.is_pinned),
        )

    def archive(self, ids: _Ids, *, is_archived: bool = True) -> list[Conversation]:
        """Put conversations away, out of the usual list; or take them back into it."""
        return self._revise(
            ids,
            lambda each: replace(each, is_archived=is_archived),
            lambda now, before: replace(now, is_archived=before.is_archived),
        )

    # --- tags --------------------------------------------------------------------------------

    def tags(self) -> dict[str, int]:
        """Every tag with the number of conversations that have it; spellings of one are one."""
        found: dict[str, int] = {}
        spelling: dict[str, str] = {}
        for name, count in self._store.tags().items():
            shown = spelling.setdefault(name_key(name), name)
            found[shown] = found.get(shown, 0) + count
        return found

    def tag(self, ids: _Ids, names: Iterable[str]) -> list[Conversation]:
        """Give conversations tags. One that is known already keeps the spelling it has."""
        with self._lock:
            known = {name_key(name): name for name in self._store.tags()}
            new = [known.get(name_key(name), name) for name in tag_names(names)]
            # What a conversation has comes first, so that its own spelling stays.
            return self._retag(
                ids, lambda each: tag_names((*each.tags, *new)) if new else each.tags
            )

    def untag(self, ids: _Ids, names: Iterable[str]) -> list[Conversation]:
        """Take tags away, however they are spelled."""
        doomed = {name_key(name) for name in tag_names(names)}
        return self._retag(
            ids, lambda each: tuple(name for name in each.tags if name_key(name) not in doomed)
        )

    def retag(self, ids: _Ids, add: Iterable[str], remove: Iterable[str]) -> list[Conversation]:
        """Give tags and take tags in one step, which is one step back as well."""
        doomed = {name_key(name) for name in tag_names(remove)}
        with self._lock:
            known = {name_key(name): name for name in self._store.tags()}
            new = [known.get(name_key(name), name) for name in tag_names(add)]

            def tags(each: Conversation) -> tuple[str, ...]:
                kept = [name for name in each.tags if name_key(name) not in doomed]
                return tag_names((*kept, *new)) if new or doomed else each.tags

            return self._retag(ids, tags)

    def _retag(
        self, ids: _Ids, tags: Callable[[Conversation], tuple[str, ...]]
    ) -> list[Conversation]:
        return self._revise(
            ids,
            lambda each: replace(each, tags=tags(each)),
            lambda now, before: replace(now, tags=before.tags),
        )

    # --- the way back ------------------------------------------------------------------------

    def undo(self) -> bool:
        """Take back the last change that was made here; False when there is none.

        Only what that change touched goes back: a title that was changed since stays.
        """
        with self._lock:
            if not self._undo:
                return False
            self._undo.pop()()
        return True

    # --- inside ------------------------------------------------------------------------------

    def _hear(self, event: AppEvent) -> None:
        if isinstance(event, VaultChanged):  # a way back would know names, and lead elsewhere
            self._undo.clear()

    def _remember(self, back: Callable[[], None]) -> None:
        self._undo.append(back)
        del self._undo[:-UNDO_STEPS]

    def _revise(self, ids: _Ids, change: _Change, back: _Back) -> list[Conversation]:
        with self._lock:
            revised = self._store.revise(ids, self._telling(change, len(ids)))
            if revised:
                before = {each.id: each for each, _ in revised}
                self._remember(lambda: self._go_back(before, back))
        return self._tell(revised)

    def _go_back(self, before: Mapping[ConversationId, Conversation], back: _Back) -> None:
        change = self._telling(lambda now: back(now, before[now.id]), len(before))
        self._tell(self._store.revise(list(before), change))

    def _telling(self, change: _Change, total: int) -> _Change:
        """The same change; how far it is with many is told as it goes."""
        if total < MANY_CONVERSATIONS:
            return change
        numbers = itertools.count(1)

        def told(each: Conversation) -> Conversation:
            if (done := next(numbers)) % _TOLD_EVERY == 0:
                self._bus.publish(FilingProgressed(done, total))
            return change(each)

        return told

    def _tell(self, revised: Iterable[Revised]) -> list[Conversation]:
        changed = [after for _, after in revised]
        if len(changed) >= MANY_CONVERSATIONS:
            self._bus.publish(HistoryReloaded())
            return changed
        for each in changed:
            self._bus.publish(ConversationChanged(each))
        return changed

    def _tell_folders(self) -> None:
        self._bus.publish(FoldersChanged(tuple(self.folders())))

    def _folder(self, folder_id: FolderId) -> Folder:
        for each in self.folders():
            if each.id == folder_id:
                return each
        raise FolderGone

    def _change_folder(self, folder_id: FolderId, change: Callable[[Folder], Folder]) -> Folder:
        with self._lock:
            before = self._folder(folder_id)
            after = change(before)
            if after == before:
                return before
            self._put(after)
            self._remember(lambda: self._put(before))
        return after

    def _put(self, folder: Folder) -> None:
        self._check(folder)
        try:
            self._store.update_folder(folder)
        except ValueError:
            raise FolderInsideItself(name=folder.name) from None
        self._tell_folders()

    def _check(self, folder: Folder) -> None:
        """Whether it can be there, under its name."""
        if not folder.name:
            raise FolderNameMissing
        if folder.parent is not None:
            self._folder(folder.parent)
        for each in self.folders():
            is_beside = each.parent == folder.parent and each.id != folder.id
            if is_beside and name_key(each.name) == name_key(folder.name):
                raise FolderNameTaken(name=each.name)

    def _dissolve(self, folder_id: FolderId) -> list[Conversation]:
        moved = self._store.remove_folder(folder_id)
        self._tell_folders()
        return self._tell([(each, each) for each in moved])

    def _take_away(self, folder_id: FolderId) -> None:
        self._dissolve(folder_id)

    def _restore(self, gone: Folder, below: Sequence[FolderId], ids: _Ids) -> None:
        """Make a removed folder again, and put back what has not been moved elsewhere since."""
        self._store.add_folder(gone)
        for each in self.folders():
            if each.id in below and each.parent == gone.parent:
                self._store.update_folder(replace(each, parent=gone.id))
        self._tell_folders()
        self._tell(
            self._store.revise(
                ids,
                lambda each: replace(each, folder=gone.id) if each.folder == gone.parent else each,
            )
        )


def _all_back(steps: Sequence[Callable[[], None]]) -> None:
    for each in reversed(steps):
        each()
