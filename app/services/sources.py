"""The documents behind an answer: their text around a place, and their pages as pictures."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from app.domain.collections import Layout
from app.domain.documents import PagePicture, Refusal
from app.domain.errors import refused
from app.domain.ids import DocumentId
from app.domain.protocols import Reader
from app.domain.retrieval import Grounding
from app.domain.sources import FileState, OpenedSource
from app.index.places import part_at
from app.services.current_documents import CurrentDocuments
from app.services.file_states import state_of_file, states_of, with_states


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
            state_of_file(document),
            part_at(layout, max(0, start)),
        )

    def files(self, document_ids: Iterable[DocumentId]) -> Mapping[DocumentId, FileState]:
        """What became of the files of a few documents. Raises the errors of the vault."""
        return states_of(self._documents.store, document_ids)

    def looked_after(self, grounding: Grounding) -> Grounding:
        """The same, with what became of the files. Raises the errors of the vault."""
        return with_states(self._documents.store, grounding)

    def draw(self, source: OpenedSource, page: int, width: int) -> PagePicture:
        """A page of a PDF, counted from 1, `width` pixels wide, with the places of the words.

        Raises DocumentRefused, with CHANGED when the file is not what was read any more.
        """
        if state_of_file(source.document) is not FileState.THERE:
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
