"""What the window knows of the user's documents: read in the background, forgotten on lock."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.collections import Collection, DocumentState, IndexProgress, StoredDocument
from app.domain.errors import AppError
from app.domain.events import (
    AppEvent,
    CollectionsChanged,
    DocumentsFailed,
    DocumentsProgressed,
    VaultChanged,
)
from app.domain.ids import CollectionId
from app.gui.vault.background import Background

if TYPE_CHECKING:
    from app.bootstrap import DocumentServices

_LOOK_MS: Final = 1500
"""While files are being read, their list is read anew this often, where it is seen."""


@dataclass(frozen=True)
class KnownCollection:
    """A collection with its files, by path, and how far their reading is."""

    collection: Collection
    files: Sequence[StoredDocument] = field(default=(), repr=False)
    progress: IndexProgress | None = None
    is_looked_at: bool = False
    """Whether its folders are being looked through now, maybe."""

    @cached_property
    def counts(self) -> Counter[DocumentState]:
        """How many files are in each state."""
        return Counter(each.state for each in self.files)

    @cached_property
    def noted(self) -> int:
        """How many files there is something to say of."""
        return sum(bool(each.notes) for each in self.files)

    @property
    def is_untouched(self) -> bool:
        """Whether nothing was ever added."""
        return not self.collection.roots and not self.files

    @property
    def may_still_find(self) -> bool:
        """Whether no file was found in what was added, and the looking goes on."""
        has_any = bool(self.files) or self.is_untouched
        return self.is_looked_at and not has_any and not self.collection.is_paused


class KnownDocuments(QObject):
    """Reads collections when somebody wants them, and again when they change.

    Until then nothing is read: most conversations need no documents.
    """

    changed = Signal()
    progressed = Signal(str)
    """The reading of a collection, which is named by its id, went on."""
    failed = Signal(object)

    def __init__(
        self, documents: "DocumentServices", background: Background, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._documents = documents
        self._background = background
        self._is_on = True
        self._is_wanted = self._is_reading = self._is_stale = False
        self._reign = 0
        """Counts up when everything is forgotten: what was asked for before comes to nothing."""
        self.is_watched = False
        """Whether somebody looks at the files right now."""
        self.is_known = False
        self.missing_model = ""
        """The id of the model that finds meaning, where it is not installed."""
        self.collections: Sequence[KnownCollection] = ()
        self._timer = QTimer(self, singleShot=True, interval=_LOOK_MS)
        self._timer.timeout.connect(self.want)

    def start(self) -> None:
        """There may be documents."""
        self._is_on = True
        if self._is_wanted:
            self.want()

    def stop(self) -> None:
        """Forget everything, whatever is on its way."""
        self._is_on = self.is_known = self._is_stale = self._is_wanted = False
        self._reign += 1
        self._timer.stop()
        self.collections = ()
        self.changed.emit()

    def get(self, collection_id: CollectionId | None) -> KnownCollection | None:
        """A collection, or None."""
        return next(
            (each for each in self.collections if each.collection.id == collection_id), None
        )

    def look(self) -> None:
        """Read what there is, unless it is known already or on its way."""
        is_going_on = any(each.progress is not None for each in self.collections)
        if not self._is_reading and (is_going_on or not self.is_known):
            self.want()

    def want(self) -> None:
        """Read what there is, soon; `changed` follows."""
        self._is_wanted = True
        if not self._is_on:
            return
        if self._is_reading:
            self._is_stale = True
            return
        self._is_reading, self._is_stale = True, False
        reign = self._reign

        def done(found: tuple[Sequence[KnownCollection], str]) -> None:
            self._is_reading = False
            if reign == self._reign:
                self.collections, self.missing_model = found
                self.is_known = True
                self.changed.emit()
                if self.is_watched and any(each.may_still_find for each in found[0]):
                    self._timer.start()  # nothing is told of a folder in which nothing is found
            self._read_again(reign)

        def failed(error: AppError) -> None:
            self._is_reading = False
            if reign == self._reign:
                self.failed.emit(error)
            self._read_again(reign)

        self._background.run(self, self._read, done, failed)

    def hear(self, event: AppEvent) -> None:
        """Take an event of the services, on the window's thread."""
        if not self._is_on or not self._is_wanted:
            return
        if isinstance(event, CollectionsChanged | DocumentsFailed | VaultChanged):
            self.want()
        elif isinstance(event, DocumentsProgressed):
            self._take_progress(event.progress)

    def _read_again(self, reign: int) -> None:
        if self._is_wanted and (self._is_stale or reign != self._reign):
            self.want()

    def _read(self) -> tuple[Sequence[KnownCollection], str]:
        """On a thread that may wait."""
        ingest = self._documents.ingest
        is_at_work = ingest.is_at_work()  # asked first: what it finds meanwhile is in the lists
        found = [
            KnownCollection(each, ingest.documents(each.id), ingest.progress(each.id), is_at_work)
            for each in ingest.collections()
            if not each.of_conversation
        ]
        for each in found:
            _ = each.counts, each.noted  # counted here, and not on the window's thread
        return found, self._documents.embedder.missing_model()

    def _take_progress(self, progress: IndexProgress) -> None:
        before = self.get(progress.collection)
        has_begun = before is None or before.progress is None
        self.collections = [
            replace(each, progress=progress) if each.collection.id == progress.collection else each
            for each in self.collections
        ]
        self.progressed.emit(progress.collection)
        if self.is_watched and has_begun:
            self.want()
        elif self.is_watched and not self._timer.isActive():
            self._timer.start()
