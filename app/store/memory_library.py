"""Prompts and assistants in memory alone: they go with the process."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import Generic

from app.domain.ids import LibraryId
from app.domain.library import MOST_VERSIONS, T
from app.store.stored_text import storable


class MemoryShelf(Generic[T]):
    """A Shelf that forgets everything at the end. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._kept: dict[LibraryId, list[T]] = {}

    def all(self) -> list[T]:
        """The newest version of each, in the order of their ids."""
        with self._lock:
            return [self._kept[each][0] for each in sorted(self._kept)]

    def get(self, item_id: LibraryId) -> T | None:
        """The newest version of one, or None."""
        with self._lock:
            versions = self._kept.get(item_id)
            return versions[0] if versions else None

    def versions(self, item_id: LibraryId) -> list[T]:
        """Every version of one that is kept, the newest first."""
        with self._lock:
            return list(self._kept.get(item_id, ()))

    def put(self, item: T) -> T:
        """Keep an item as the newest version of its id; what was kept, with its number."""
        with self._lock:
            versions = self._kept.setdefault(item.id, [])
            number = versions[0].version + 1 if versions else 1
            kept = replace(
                item,
                name=storable(item.name),
                text=storable(item.text),
                about=storable(item.about),
                version=number,
            )
            versions.insert(0, kept)
            del versions[MOST_VERSIONS:]
        return kept

    def remove(self, item_id: LibraryId) -> list[T]:
        """Remove an item for good; its versions, for `put_back`."""
        with self._lock:
            return self._kept.pop(item_id, [])

    def put_back(self, versions: Sequence[T]) -> None:
        """Keep versions as they were, numbers included; nothing happens where one is there."""
        with self._lock:
            if versions and versions[0].id not in self._kept:
                newest_first = sorted(versions, key=lambda each: each.version, reverse=True)
                self._kept[versions[0].id] = newest_first
