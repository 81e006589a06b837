"""The documents behind an answer: their text around a place, and their pages as pictures."""

from collections.abc import Iterator
from pathlib import Path

from app.domain.collections import Layout, StoredDocument
from app.domain.documents import PagePicture, Refusal
from app.domain.errors import AppError, refused
from app.domain.ids import DocumentId
from app.domain.protocols import Reader
from app.domain.sources import FileState, OpenedSource
from app.index.places import part_at
from app.services.current_documents import CurrentDocuments
from app.services.document_reading import hash_of


class SourceService:
    """Opens documents at a place. Safe to use from several threads; every call blocks."""

    def __init__(self, documents: CurrentDocuments, reader: Reader) -> None:
        self._documents = documents
        self._reader = reader

    def open(self, document_id: DocumentId, start: int, end: int, text: str) -> OpenedSource | None:
        """A document at the words `text`, cited from text[start:end] of it; None when it is gone.

        Raises the errors of the vault.
        """
        store = self._documents.store
        document = store.document(document_id)
        if document is None:
            return None
        whole = "".join(chunk.text for chunk in store.chunks_of(document_id))
        if not whole:
            return None
        layout = store.layout(document_id) or Layout()
        if whole[start:end] != text:
            start = _nearest(whole, text, start)
            end = start + len(text) if start >= 0 else 0
        return OpenedSource(
            document,
            layout,
            whole,
            max(0, start),
            end if start >= 0 else 0,
            start >= 0,
            _state_of(document),
            part_at(layout, max(0, start)),
        )

    def draw(self, source: OpenedSource, page: int, width: int) -> PagePicture:
        """A page of a PDF, counted from 1, `width` pixels wide, with the places of the words.

        Raises DocumentRefused, with CHANGED when the file is not what was read any more.
        """
        if _state_of(source.document) is not FileState.SAME:
            raise refused(Refusal.CHANGED, file=source.document.name)
        marks = list(marks_on(source, page)) if source.is_there else []
        return self._reader.draw(Path(source.document.path), page, width, marks)


def marks_on(source: OpenedSource, page: int) -> Iterator[tuple[int, int]]:
    """The stretches of a page's own characters that the words take, ascending."""
    part = next((each for each in source.layout.parts if each.number == page), None)
    at: tuple[int, int] | None = None
    for run in part.runs if part is not None else ():
        start = max(source.start, run.start)
        end = min(source.end, run.start + run.length)
        if start >= end:
            continue
        stretch = (run.source + start - run.start, run.source + end - run.start)
        if at is not None and at[1] == stretch[0]:
            at = (at[0], stretch[1])
            continue
        if at is not None:
            yield at
        at = stretch
    if at is not None:
        yield at


def _nearest(whole: str, text: str, start: int) -> int:
    """Where the words stand nearest to where they stood; -1 when they do not."""
    if not text:
        return -1
    after = whole.find(text, max(0, start))
    before = whole.rfind(text, 0, max(0, start) + len(text))
    found = [each for each in (before, after) if each >= 0]
    return min(found, key=lambda each: abs(each - start)) if found else -1


def _state_of(document: StoredDocument) -> FileState:
    path = Path(document.path)
    try:
        about = path.stat()
        if about.st_size != document.bytes:
            return FileState.CHANGED
        if about.st_mtime_ns == document.changed_ns:
            return FileState.SAME
        # Copied or touched: perhaps the same bytes with another time.
        is_same = bool(document.sha256) and hash_of(path) == document.sha256
    except FileNotFoundError:
        return FileState.GONE
    except (OSError, AppError):
        return FileState.CHANGED
    return FileState.SAME if is_same else FileState.CHANGED
