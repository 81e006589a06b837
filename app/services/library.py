"""What can be done with prompts and with assistants alike: listed, changed, taken in, taken out."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ClassVar, Final, Generic

from app.config.languages import SOURCE
from app.domain.conversations import now
from app.domain.errors import AppError, IncludedFixed, VersionGone
from app.domain.events import AppEvent, AssistantsChanged, PromptsChanged, VaultChanged
from app.domain.ids import LibraryId, new_library_id
from app.domain.library import LONGEST_ABOUT, Shelf, T, one_line, plain_text
from app.domain.library_files import ENDING, check, written
from app.services.event_bus import EventBus
from app.services.included import Included
from app.services.library_reading import read_files
from app.transfer.file_names import safe_name
from app.transfer.writing import write

UNDO_STEPS: Final = 20


@dataclass(slots=True)
class LibraryImport(Generic[T]):
    """What came of taking files in."""

    added: list[T] = field(default_factory=list)
    known: int = 0
    """Files that hold what is in the library already."""
    refused: list[tuple[str, AppError]] = field(default_factory=list)
    """Names of files, and why they were not taken."""


class LibraryService(Generic[T]):
    """One kind of item. Safe to use from several threads; calls block and raise AppErrors.

    What came with Snug is listed beside the user's own, and never changed.
    """

    gone: ClassVar[type[AppError]]
    """Raised for an id that is not there."""

    def __init__(
        self,
        shelf: Callable[[], Shelf[T]],
        included: Included[T],
        kind: type[T],
        changed: PromptsChanged | AssistantsChanged,
        bus: EventBus,
    ) -> None:
        """`shelf` hands out the one that holds now; `changed` is told after each change."""
        self._shelf = shelf
        self._included = included
        self._kind = kind
        self._changed = changed
        self._bus = bus
        self._lock = threading.RLock()
        self._removed: list[list[T]] = []
        bus.subscribe(self._hear)

    def all(self, language: str = "") -> list[T]:
        """The user's own by name, then what came with Snug, in one language or in all.

        It comes in English where there is nothing in that language.
        """
        own = sorted(self._shelf().all(), key=lambda each: (each.name.casefold(), each.id))
        included = self._included.all()
        came = [each for each in included if language in ("", each.language)]
        came = came or [each for each in included if each.language == SOURCE]
        return own + came

    def find(self, item_id: LibraryId) -> T | None:
        """The newest version of one, or None."""
        return self._included.get(item_id) or self._shelf().get(item_id)

    def get(self, item_id: LibraryId) -> T:
        """The newest version of one; raises PromptGone or AssistantGone."""
        found = self.find(item_id)
        if found is None:
            raise self.gone
        return found

    def versions(self, item_id: LibraryId) -> list[T]:
        """Every version that is kept, the newest first; raises as `get`."""
        came = self._included.get(item_id)
        found = [came] if came else self._shelf().versions(item_id)
        if not found:
            raise self.gone
        return found

    def add(self, item: T) -> T:
        """Keep an item under a new id, whatever its own; as it is kept.

        Raises LibraryNameMissing, LibraryTextMissing, LibraryTextLong, PromptInvalid.
        """
        new = replace(item, id=new_library_id(), is_included=False, language="")
        return self._put(self.tidied(new))

    def edit(self, item: T) -> T:
        """Keep another version of an item; the same content makes none.

        Raises as `add` and `get`, and IncludedFixed.
        """
        with self._lock:
            before = self._own(item.id)
            after = self.tidied(item)
            if replace(after, version=before.version, changed_at=before.changed_at) == before:
                return before
            return self._put(after)

    def copy(self, item_id: LibraryId) -> T:
        """A copy of an item, which may have come with Snug, as the user's own; raises as `get`."""
        return self.add(self.get(item_id))

    def restore(self, item_id: LibraryId, version: int) -> T:
        """Let an earlier version be the newest again, as another one. Raises VersionGone."""
        for each in self.versions(item_id):
            if each.version == version:
                return self.edit(each)
        raise VersionGone

    def remove(self, item_id: LibraryId) -> None:
        """Remove an item with its versions; raises as `get`, and IncludedFixed."""
        with self._lock:
            self._own(item_id)
            self._removed.append(self._shelf().remove(item_id))
            del self._removed[:-UNDO_STEPS]
        self._bus.publish(self._changed)

    def undo_remove(self) -> T | None:
        """Bring back what was removed last, with its versions; None when nothing can be."""
        with self._lock:
            if not self._removed:
                return None
            versions = self._removed.pop()
            self._shelf().put_back(versions)
        self._bus.publish(self._changed)
        return versions[0]

    # --- files -------------------------------------------------------------------------------

    def take_in(self, sources: Sequence[Path]) -> LibraryImport[T]:
        """Add what files, and the files of folders, hold; what is known already is left out.

        A file that is refused is reported, and keeps no other out. Raises LibraryFilesMany.
        """
        report: LibraryImport[T] = LibraryImport()
        with self._lock:
            known = {_content(each) for each in self._shelf().all()}
            for name, outcome in read_files(sources, self._kind):
                if isinstance(outcome, AppError):
                    report.refused.append((name, outcome))
                    continue
                item = self.tidied(outcome)
                if _content(item) in known:
                    report.known += 1
                    continue
                known.add(_content(item))
                report.added.append(self._shelf().put(replace(item, id=new_library_id())))
        if report.added:
            self._bus.publish(self._changed)
        return report

    def export(self, items: Sequence[T], folder: Path) -> list[Path]:
        """Write each item to a file of its own in a folder, over nothing; the files.

        They are readable by their owner alone, and not encrypted. Raises ExportFailed.
        """
        paths: list[Path] = []
        for each in items:
            path = _free(folder, each.name)
            write(path, [written(each)])
            paths.append(path)
        return paths

    @staticmethod
    def export_one(item: T, target: Path) -> None:
        """Write an item to a file, in place of what is there. Raises ExportFailed."""
        write(target, [written(item)], over=True)

    @staticmethod
    def suggested_name(item: T) -> str:
        """A name for its file that every system takes."""
        return safe_name(f"{item.name}{ENDING}")

    # --- inside ------------------------------------------------------------------------------

    @staticmethod
    def tidied(item: T) -> T:
        """The item as it is kept: on one line what belongs there. Raises as `add`."""
        tidy = replace(
            item,
            name=one_line(item.name),
            about=one_line(item.about, LONGEST_ABOUT),
            text=plain_text(item.text),
        )
        check(tidy)
        return tidy

    def _put(self, item: T) -> T:
        kept = self._shelf().put(replace(item, changed_at=now()))
        self._bus.publish(self._changed)
        return kept

    def _own(self, item_id: LibraryId) -> T:
        item = self.get(item_id)
        if item.is_included:
            raise IncludedFixed(name=item.name)
        return item

    def _hear(self, event: AppEvent) -> None:
        if isinstance(event, VaultChanged):  # a way back would know texts
            self._removed.clear()


def _content(item: T) -> str:
    """What two items that are the same have in common."""
    return written(item)


def _free(folder: Path, name: str) -> Path:
    """A path in a folder that nothing is at."""
    path = folder / safe_name(f"{name}{ENDING}")
    number = 2
    while path.exists():
        path = folder / safe_name(f"{name[:80]} {number}{ENDING}")
        number += 1
    return path
