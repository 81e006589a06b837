"""One pass over a collection: what lies there is compared with what is known, the rest is read.

Files are read a few ahead of the embedder, whose batches may hold several small documents; each
document is kept in a transaction of its own. A file whose content is known already, here or in
another collection, costs its hash alone.
"""

import contextlib
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Event
from typing import Final

from app.domain.collections import Collection, DocumentState, IndexProgress, StoredDocument
from app.domain.document_store import DocumentStore, QuantizedVectors
from app.domain.documents import Refusal
from app.domain.embedding import Embeddings, EmbedKind
from app.domain.errors import DocumentRefused, ReaderUnavailable, refused
from app.domain.ids import new_document_id
from app.domain.protocols import Reader
from app.index.chunking import CHUNKING
from app.index.vectors import quantized
from app.services.document_reading import (
    DocumentEmbedder,
    EmbedderFails,
    ReadFile,
    asked,
    can_be_opened,
    hash_of,
    read_file,
    refusal_of,
    state_of,
)
from app.services.file_scan import FoundFile, difference, out_of_reach
from app.services.reading_progress import ReadingProgress

READ_AHEAD: Final = 3
BATCH_CHUNKS: Final = 32
"""Embedded in one call: small documents share it, long ones tell between two how far they are."""
_OTHERS_MAY_READ: Final = frozenset(
    {
        Refusal.UNKNOWN_KIND,
        Refusal.BINARY,
        Refusal.UNKNOWN_ENCODING,
        Refusal.NO_TEXT,
        Refusal.LOCKED,
        Refusal.DAMAGED,
        Refusal.TOO_SLOW,
        Refusal.OUT_OF_MEMORY,
        Refusal.CRASHED,
    }
)
"""What a file was refused for that another version of what reads may read."""


@dataclass(frozen=True, slots=True)
class _Job:
    document: StoredDocument
    root: str | None


class CollectionPass:
    """Brings one collection up to date. `changed` tells whether anything of it did."""

    def __init__(
        self,
        store: DocumentStore,
        collection: Collection,
        reader: Reader,
        embedder: DocumentEmbedder,
        tell: Callable[[IndexProgress], None],
        cancel: Event,
    ) -> None:
        self._store = store
        self._collection = collection
        self._reader = reader
        self._readers = reader.fingerprint
        self._embedder = embedder
        self._progress = ReadingProgress(collection, tell)
        self._cancel = cancel
        self.changed = False
        self.kept = 0
        """How many files were read, or refused."""
        self._embedder_fails = False
        """It could not be asked: the rest of this pass does without, as where there is none."""
        self._jobs: list[_Job] = []
        self._batch: list[ReadFile] = []
        """Read, and not kept yet."""

    # --- looking -------------------------------------------------------------------------------

    def look(self, found: Sequence[FoundFile]) -> bool:
        """Compare files with what is known; whether something is to be read.

        Renamed and moved files are found again by their content, and touched ones stay what they
        are. Documents that are gone are removed, unless their folder is out of reach or shut.
        """
        known = self._store.documents(self._collection.id)
        roots = {file.path: file.root for file in found}
        differs = difference(known, found)
        shut = [each.path.rstrip(os.sep) + os.sep for each in found if each.is_folder]
        away = (*out_of_reach(self._collection.roots, known), *shut)
        differs.gone = [each for each in differs.gone if not each.path.startswith(away)]
        by_hash = {each.sha256: each for each in differs.gone if each.sha256}
        files: list[StoredDocument] = []
        for document, file in differs.changed:
            files.append(self._again(document, file))
        others = {document.id for document, _ in differs.changed}
        here = [each for each in known if each.path in roots and each.id not in others]
        files += [
            replace(each, state=DocumentState.WAITING, reason=None)
            for each in here
            if self._is_now_allowed(each) or self._may_now_be_read(each) or _is_cut_otherwise(each)
        ]
        for file in differs.new:
            files.append(self._moved(by_hash, file) or self._waiting(file))
        moved = {each.id for each in files}
        gone = [each.id for each in differs.gone if each.id not in moved]
        self._store.put_files(files)
        self._store.remove_documents(gone)
        self.changed = bool(files or gone)
        waiting = [each for each in known if each.state is DocumentState.WAITING]
        waiting = [each for each in waiting if each.id not in moved and each.id not in gone]
        waiting += [each for each in files if each.state is DocumentState.WAITING]
        self._jobs = [_Job(each, roots.get(each.path)) for each in waiting]
        return bool(self._jobs)

    def _again(self, document: StoredDocument, file: FoundFile) -> StoredDocument:
        """A file of another time or size: touched when its content is the same."""
        seen = replace(document, bytes=file.bytes, changed_ns=file.changed_ns)
        was_whole = document.reason is not Refusal.CHANGED
        if document.sha256 and was_whole and document.bytes == file.bytes:
            try:
                if hash_of(Path(file.path), file.root, self._cancel) == document.sha256:
                    return seen
            except DocumentRefused:  # it is told when it is read
                pass
        return replace(seen, state=DocumentState.WAITING, reason=None)

    def _is_now_allowed(self, document: StoredDocument) -> bool:
        """Whether it was forbidden and is no more: that changes neither size nor time."""
        return document.reason is Refusal.FORBIDDEN and can_be_opened(Path(document.path))

    def _may_now_be_read(self, document: StoredDocument) -> bool:
        """Whether it was not read, or its pictures were not, and something else reads now."""
        is_refused = document.reason in _OTHERS_MAY_READ
        is_partly = self._collection.reads_pictures and document.has_unread_pictures
        return (is_refused or is_partly) and document.readers != self._readers

    def _moved(self, gone: dict[str, StoredDocument], file: FoundFile) -> StoredDocument | None:
        """The document that this new file was before it was renamed or moved."""
        if not any(each.bytes == file.bytes for each in gone.values()):
            return None
        try:
            before = gone.pop(hash_of(Path(file.path), file.root, self._cancel), None)
        except DocumentRefused:
            return None
        if before is None:
            return None
        return replace(before, path=file.path, name=file.name, changed_ns=file.changed_ns)

    def _waiting(self, file: FoundFile) -> StoredDocument:
        return StoredDocument(
            new_document_id(),
            self._collection.id,
            file.path,
            file.name,
            DocumentState.WAITING,
            bytes=file.bytes,
            changed_ns=file.changed_ns,
        )

    # --- reading -------------------------------------------------------------------------------

    def read_waiting(self) -> None:
        """Read, embed and keep what waits, until it is done or cancelled."""
        self._progress.begin([job.document for job in self._jobs])
        try:
            for result in self._read_ahead():
                if sum(len(each.chunks) for each in (*self._batch, result)) > BATCH_CHUNKS:
                    self._keep()
                self._batch.append(result)
        except ReaderUnavailable:
            self._keep()  # what was read before is not lost with it
            raise
        if not self._cancel.is_set():
            self._keep()
            self._progress.say("", at_once=True)

    def _read_ahead(self) -> Iterator[ReadFile]:
        """What was read, in the order of the jobs, while a few more are being read."""
        with ThreadPoolExecutor(READ_AHEAD, thread_name_prefix="read") as pool:
            under_way: deque[tuple[_Job, Future[ReadFile | None]]] = deque()
            for job in self._jobs:
                under_way.append((job, pool.submit(self._read, job)))
                if len(under_way) > READ_AHEAD:
                    yield from self._finished(*under_way.popleft())
                if self._cancel.is_set():
                    break
            while under_way:
                yield from self._finished(*under_way.popleft())

    def _finished(self, job: _Job, future: "Future[ReadFile | None]") -> Iterator[ReadFile]:
        first = self._batch[0].document if self._batch else job.document
        self._progress.say(first.name)
        try:
            result = future.result()
        except DocumentRefused:  # cancelled: it waits
            return
        if result is None:
            self._progress.count(job.document)
        elif not self._cancel.is_set():
            yield result

    def _read(self, job: _Job) -> ReadFile | None:
        """What became of a file; None when another process has read or removed it meanwhile."""
        now = self._store.document(job.document.id)
        if now is None or now.state is not DocumentState.WAITING:
            return None
        path = Path(job.document.path)
        before = state_of(path)
        try:
            digest = hash_of(path, job.root, self._cancel)
        except DocumentRefused as error:
            if error.reason is Refusal.CANCELLED:
                raise
            return ReadFile(refusal_of(job.document, error.reason))
        document = replace(job.document, sha256=digest)
        result = self._copied(document) or read_file(
            document,
            job.root,
            self._reader,
            partial(self._count_tokens, job.document),
            recognise=self._collection.reads_pictures,
            cancel=self._cancel,
        )
        after = state_of(path)
        if after != before:  # the hash and the text may be of different contents
            reason = Refusal.MISSING if after is None else Refusal.CHANGED
            return ReadFile(refusal_of(job.document, reason))
        kept = result.document
        is_whole = kept.state is DocumentState.INDEXED and not kept.has_unread_pictures
        readers = "" if is_whole else self._readers
        return replace(result, document=replace(kept, readers=readers))

    def _count_tokens(self, document: StoredDocument, texts: Sequence[str]) -> Sequence[int]:
        """Of each text; raises DocumentRefused with CANCELLED, since a long one has millions."""
        if self._cancel.is_set():
            raise refused(Refusal.CANCELLED, file=document.name)
        if self._asks_embedder():
            try:
                return asked(lambda: self._embedder.count_tokens(texts))
            except EmbedderFails:
                self._embedder_fails = True
        return [_tokens_of(text) for text in texts]

    def _copied(self, document: StoredDocument) -> ReadFile | None:
        """What another file with the same content turned out to hold."""
        twin = self._store.same_content(document.sha256)
        if twin is None or _is_cut_otherwise(twin):
            return None
        if self._collection.reads_pictures and twin.has_unread_pictures:
            return None
        chunks = tuple(self._store.chunks_of(twin.id))
        if len(chunks) != twin.chunks:  # it was removed this moment
            return None
        kept = replace(
            twin,
            id=document.id,
            collection=document.collection,
            path=document.path,
            name=document.name,
            bytes=document.bytes,
            changed_ns=document.changed_ns,
        )
        vectors = None
        if self._asks_embedder():
            with contextlib.suppress(EmbedderFails):
                vectors = self._store.vectors_of(twin.id, asked(self._embedder.fingerprint))
        return ReadFile(kept, self._store.layout(twin.id), chunks, vectors)

    def _keep(self) -> None:
        """Embed the chunks of the batch at once, then keep each file by itself."""
        batch = self._batch
        texts = [chunk.indexed for each in batch if each.vectors is None for chunk in each.chunks]
        made = self._embedded(texts)
        at = 0
        for each in batch:
            vectors = each.vectors
            if vectors is None and made is not None and each.chunks:
                vectors = _slice(made, at, len(each.chunks))
                at += len(each.chunks)
            self._store.put_document(each.document, each.layout, each.chunks, vectors)
            self.changed = True
            self.kept += 1
            self._progress.count(each.document)
        self._batch = []

    def _embedded(self, texts: Sequence[str]) -> QuantizedVectors | None:
        """Their vectors; None without an embedder, which they get later then."""
        if not texts or not self._asks_embedder():
            return None
        files = [each.document for each in self._batch]
        parts = []
        try:
            for start in range(0, len(texts), BATCH_CHUNKS):
                share = start / len(texts)
                self._progress.say(files[0].name, files, share, at_once=True)
                some = texts[start : start + BATCH_CHUNKS]
                parts.append(asked(partial(self._embed, some)))
            return quantized(_joined(parts), asked(self._embedder.fingerprint))
        except EmbedderFails:
            self._embedder_fails = True
            return None

    def _embed(self, texts: Sequence[str]) -> Embeddings:
        return self._embedder.embed(texts, EmbedKind.PASSAGE, cancel=self._cancel)

    def _asks_embedder(self) -> bool:
        return not self._embedder_fails and self._embedder.is_there()


def _is_cut_otherwise(document: StoredDocument) -> bool:
    """Whether its chunks are of another version than those that are made now."""
    return document.state is DocumentState.INDEXED and document.chunking != CHUNKING


def _joined(parts: Sequence[Embeddings]) -> Embeddings:
    return Embeddings(parts[0].dimensions, b"".join(each.data for each in parts))


_CHARACTERS_PER_TOKEN: Final = 2


def _tokens_of(text: str) -> int:
    """About as many tokens as an embedder would count, where there is none: rather too many."""
    return 1 + len(text) // _CHARACTERS_PER_TOKEN


def _slice(vectors: QuantizedVectors, start: int, count: int) -> QuantizedVectors:
    size = vectors.dimensions
    return QuantizedVectors(
        vectors.embedder,
        size,
        vectors.scales[start : start + count],
        vectors.values[start * size : (start + count) * size],
    )
