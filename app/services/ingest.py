"""Collections of documents: files come in, are read in the background, and stay up to date.

One thread does the work, so that its order is plain: look at the folders, read what is new or
changed, then look again after a while. Whatever ends the process, each document is in the vault
whole or not at all, and what waits is read the next time.
"""

import threading
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from app.domain.collections import Collection, DocumentState, IndexProgress, StoredDocument
from app.domain.document_store import DocumentStore
from app.domain.embedding import EmbedKind
from app.domain.errors import (
    AppError,
    EmbeddingCancelled,
    NoRoomForDocuments,
    ReaderUnavailable,
    VaultDiskFull,
    VaultLocked,
)
from app.domain.events import (
    CollectionsChanged,
    DocumentsFailed,
    DocumentsProgressed,
    DocumentsRecovered,
)
from app.domain.ids import CollectionId, DocumentId, new_collection_id
from app.domain.protocols import Reader
from app.index.vectors import quantized
from app.services.collection_pass import BATCH_CHUNKS, CollectionPass
from app.services.current_documents import CurrentDocuments
from app.services.document_reading import DocumentEmbedder, EmbedderFails, asked
from app.services.event_bus import EventBus
from app.services.file_scan import files_of

LOOK_SECONDS: Final = 60.0
"""Between two looks at the folders while nothing is to be done."""
_CLOSE_SECONDS: Final = 10.0
_AT_ONCE_AGAIN: Final = 2
"""So often work begins anew, when something ended a child that it needs and nothing was kept
since; after that it waits for the next look."""

_T = TypeVar("_T")


class IngestService:
    """Adds, reads, refreshes and removes documents. Safe to use from several threads."""

    def __init__(
        self,
        documents: CurrentDocuments,
        reader: Reader,
        embedder: DocumentEmbedder,
        bus: EventBus,
        *,
        left_out: Sequence[Path] = (),
        look_seconds: float = LOOK_SECONDS,
        on_defect: Callable[[BaseException], None] | None = None,
    ) -> None:
        """`left_out` are folders of our own, in which no documents are looked for."""
        self._documents = documents
        self._reader = reader
        self._embedder = embedder
        self._bus = bus
        self._left_out = left_out
        self._look_seconds = look_seconds
        self._on_defect = on_defect
        self._lock = threading.Lock()
        self._wake = threading.Condition(self._lock)
        self._thread: threading.Thread | None = None
        self._cancel = threading.Event()
        self._is_closing = False
        self._is_wanted = False
        self._is_busy = False
        self._interruptions = 0
        """Changes that wait until nothing is read, or are being made."""
        self._setbacks = 0
        """How often in a row a child was not there and nothing was kept."""
        self._embedder_fails = False
        self._has_told = False
        """Whether somebody heard of a failure that is not over."""
        self._progress: dict[CollectionId, IndexProgress] = {}

    # --- collections ---------------------------------------------------------------------------

    def collections(self) -> list[Collection]:
        """All collections, in the order of their making."""
        return self._documents.store.collections()

    def documents(self, collection_id: CollectionId) -> list[StoredDocument]:
        """What became of each file of a collection, by path."""
        return self._documents.store.documents(collection_id)

    def progress(self, collection_id: CollectionId) -> IndexProgress | None:
        """How far the reading of a collection is; None when nothing of it is under way."""
        with self._lock:
            return self._progress.get(collection_id)

    def is_at_work(self) -> bool:
        """Whether folders are to be looked at, or are looked at or read now."""
        with self._lock:
            return self._is_wanted or self._is_busy

    def add_collection(self, name: str, *, of_conversation: str = "") -> Collection:
        """Make an empty collection."""
        name = unicodedata.normalize("NFC", name)  # of a folder on macOS, maybe
        made = Collection(new_collection_id(), name, of_conversation=of_conversation)
        self._documents.store.put_collection(made)
        self._bus.publish(CollectionsChanged())
        return made

    def rename_collection(self, collection_id: CollectionId, name: str) -> None:
        """Give a collection another name; an empty one changes nothing."""
        name = " ".join(name.split())
        if name:
            self._change(collection_id, lambda each: replace(each, name=name))

    def remove_collection(self, collection_id: CollectionId) -> None:
        """Remove a collection and all that was read of it; the files stay where they are."""
        self._interrupted(lambda store: store.remove_collection(collection_id))
        self._bus.publish(CollectionsChanged())

    def add(self, collection_id: CollectionId, paths: Sequence[Path]) -> None:
        """Add files and folders; they are read in the background. What is there already stays."""
        roots = [str(path.expanduser().absolute()) for path in paths]
        there = {Path(each.path) for each in self.documents(collection_id)}
        there.update(*(path.parents for path in tuple(there)))

        def add(collection: Collection) -> Collection:
            new = [root for root in roots if not _is_there(Path(root), collection.roots, there)]
            return replace(collection, roots=(*collection.roots, *new))

        self._change(collection_id, add)
        self.refresh()

    def remove(self, collection_id: CollectionId, paths: Sequence[Path]) -> int:
        """Take files and folders out of a collection; how many documents went with them."""
        gone = [str(path.expanduser().absolute()) for path in paths]

        def without(collection: Collection) -> Collection:
            return replace(
                collection, roots=tuple(root for root in collection.roots if root not in gone)
            )

        def remove(store: DocumentStore) -> int:
            doomed = [
                document.id
                for document in store.documents(collection_id)
                if any(_lies_in(document.path, root) for root in gone)
            ]
            store.remove_documents(doomed)
            return len(doomed)

        self._change(collection_id, without)
        count = self._interrupted(remove)
        self._bus.publish(CollectionsChanged())
        return count

    def pause(self, collection_id: CollectionId, *, is_paused: bool = True) -> None:
        """Read no more of a collection, until it is to go on."""
        self._change(collection_id, lambda each: replace(each, is_paused=is_paused))
        self._interrupted(lambda _store: None)

    def read_pictures(self, collection_id: CollectionId, *, reads_pictures: bool = True) -> None:
        """Read scanned pages and pictures, too, also of files that were read without.

        It takes seconds a page. Whether it can be done here, the reader knows.
        """
        self._change(collection_id, lambda each: replace(each, reads_pictures=reads_pictures))
        if reads_pictures:
            waiting = [
                replace(each, state=DocumentState.WAITING, reason=None, sha256="")
                for each in self.documents(collection_id)
                if each.has_unread_pictures
            ]
            self._interrupted(lambda store: store.put_files(waiting))
        self.refresh()

    def read_again(self, *documents: StoredDocument) -> None:
        """Read files once more, also when nothing of them changed."""
        waiting = [
            replace(each, state=DocumentState.WAITING, reason=None, sha256="") for each in documents
        ]
        self._interrupted(lambda store: store.put_files(waiting))
        self.refresh()

    def try_again(self, collection_id: CollectionId) -> int:
        """Read once more what was not read of a collection; how many files that are."""
        refused = [
            each for each in self.documents(collection_id) if each.state is DocumentState.REFUSED
        ]
        if refused:
            self.read_again(*refused)
        return len(refused)

    def read_again_by_id(self, document_id: DocumentId) -> bool:
        """Read a file once more; False when the document is not there any more."""
        document = self._documents.store.document(document_id)
        if document is not None:
            self.read_again(document)
        return document is not None

    def _change(
        self, collection_id: CollectionId, change: Callable[[Collection], Collection]
    ) -> None:
        store = self._documents.store
        for collection in store.collections():
            if collection.id == collection_id:
                store.put_collection(change(collection))
                self._bus.publish(CollectionsChanged())

    # --- the work ------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look at the folders soon, and read what is new or changed; in the background."""
        with self._wake:
            if self._is_closing:
                return
            self._is_wanted = True
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="ingest", daemon=True)
                self._thread.start()
            self._wake.notify_all()

    def wait_idle(self, seconds: float) -> bool:
        """Wait until nothing is wanted or under way; False when something still is."""
        with self._wake:
            return self._wake.wait_for(lambda: not (self._is_wanted or self._is_busy), seconds)

    def stop(self) -> None:
        """Stop what is under way and forget how far it was; `refresh` goes on from there."""
        self._interrupted(lambda _store: None, goes_on=False)
        with self._lock:
            self._progress.clear()
            self._has_told = False

    def close(self) -> None:
        """Stop for good."""
        with self._wake:
            self._is_closing = True
            self._is_wanted = False
            self._cancel.set()
            self._wake.notify_all()
            thread = self._thread
        if thread is not None:
            thread.join(_CLOSE_SECONDS)

    def _interrupted(self, change: Callable[[DocumentStore], _T], *, goes_on: bool = True) -> _T:
        """Make a change while nothing is being read, then go on."""
        with self._wake:
            was_wanted = self._is_wanted or self._is_busy
            self._is_wanted = False
            self._interruptions += 1
            self._cancel.set()
            self._wake.wait_for(lambda: not self._is_busy, _CLOSE_SECONDS)
        try:
            return change(self._documents.store)
        finally:
            with self._wake:
                self._interruptions -= 1
                if not self._interruptions and not self._is_closing:
                    self._cancel.clear()
                self._wake.notify_all()
            if was_wanted and goes_on:
                self.refresh()

    def _is_to_work(self) -> bool:
        return self._is_closing or (self._is_wanted and not self._interruptions)

    def _run(self) -> None:
        while True:
            with self._wake:
                self._wake.wait_for(self._is_to_work, self._look_seconds)
                if self._is_closing:
                    return
                if self._interruptions:
                    continue
                self._is_wanted = False
                self._is_busy = True
            try:
                self._work()
                self._recover()
            except VaultLocked:
                pass  # it goes on when it is wanted again
            except (EmbeddingCancelled, ReaderUnavailable) as error:
                self._suffer(error)
            except AppError as error:
                self._fail(error)
            except Exception as error:
                if self._on_defect is None:
                    raise
                self._on_defect(error)
            finally:
                with self._wake:
                    self._is_busy = False
                    self._wake.notify_all()

    def _suffer(self, error: AppError) -> None:
        """A child that was needed has ended, or another model took its place: begin anew.

        What waits must not wait for the next look, since nobody knows why it would.
        """
        with self._wake:
            if self._cancel.is_set():
                return  # it was to end
            self._setbacks += 1
            if self._setbacks <= _AT_ONCE_AGAIN:
                self._is_wanted = True
                return
        if not isinstance(error, EmbeddingCancelled):
            self._fail(error)

    def _fail(self, error: AppError, *, by_words_meanwhile: bool = False) -> None:
        self._has_told = True
        if isinstance(error, VaultDiskFull):
            error = NoRoomForDocuments(error.detail, **error.values)
        self._bus.publish(DocumentsFailed(error, by_words_meanwhile))

    def _recover(self) -> None:
        """The work came to its end."""
        self._setbacks = 0
        if self._has_told and not self._embedder_fails and not self._cancel.is_set():
            self._has_told = False
            self._bus.publish(DocumentsRecovered())

    def _work(self) -> None:
        store = self._documents.store
        for collection in store.collections():
            if self._cancel.is_set():
                return
            if not collection.is_paused:
                self._pass_over(store, collection)
        self._embed_missing(store)

    def _pass_over(self, store: DocumentStore, collection: Collection) -> None:
        def tell(progress: IndexProgress) -> None:
            with self._lock:
                self._progress[collection.id] = progress
            self._bus.publish(DocumentsProgressed(progress))

        found = list(files_of(collection.roots, self._left_out))
        work = CollectionPass(store, collection, self._reader, self._embedder, tell, self._cancel)
        try:
            if work.look(found):
                work.read_waiting()
        finally:
            if work.kept:
                self._setbacks = 0
            with self._lock:
                self._progress.pop(collection.id, None)
            if work.changed:
                self._bus.publish(CollectionsChanged())

    def _embed_missing(self, store: DocumentStore) -> None:
        """Chunks that were kept while there was no embedder, or under another one.

        Where it cannot be asked they are found by their words until it can be, at a later look.
        """
        if not self._embedder.is_there():
            return
        try:
            self._embed_those(store)
        except EmbedderFails as failure:
            if not self._embedder_fails:  # it is told once, not at each look
                self._fail(failure.error, by_words_meanwhile=True)
            self._embedder_fails = True
        else:
            self._embedder_fails = False

    def _embed_those(self, store: DocumentStore) -> None:
        fingerprint = asked(self._embedder.fingerprint)
        while not self._cancel.is_set():
            waiting = store.without_vectors(fingerprint, BATCH_CHUNKS)
            if not waiting:
                self._forget_others(store, fingerprint)
                return
            texts = [each.chunk.indexed for each in waiting]
            vectors = asked(
                partial(self._embedder.embed, texts, EmbedKind.PASSAGE, cancel=self._cancel)
            )
            store.put_vectors([each.number for each in waiting], quantized(vectors, fingerprint))

    def _forget_others(self, store: DocumentStore, fingerprint: str) -> None:
        """One embedder has read everything: the vectors of those before it serve nobody."""
        for other in store.embedders():
            if other != fingerprint:
                store.forget_embedder(other)


def _is_there(path: Path, roots: Sequence[str], there: set[Path]) -> bool:
    """Whether a collection has it already, by itself or as a part of one of its folders."""
    is_inside = path in there and any(Path(root) in path.parents for root in roots)
    return str(path) in roots or is_inside


def _lies_in(path: str, root: str) -> bool:
    return path == root or Path(root) in Path(path).parents
