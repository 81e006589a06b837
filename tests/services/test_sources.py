"""Documents behind an answer: the words at their place, the file as it was, marks on pages."""

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from document_room import DocumentRoom

from app.domain.collections import Layout, StoredDocument
from app.domain.documents import DocumentKind, Part, PartKind, Run
from app.domain.errors import DocumentRefused, VaultLocked
from app.domain.ids import DocumentId
from app.domain.sources import FileState, OpenedSource
from app.services import file_states
from app.services.sources import SourceService, marks_on

TEXT = "The rent is 900 euros.\n\nThe deposit is 1,800 euros. 보증금.\n\nThe rent is 900 euros."
WORDS = "The deposit is 1,800 euros."


@pytest.fixture
def room(tmp_path: Path) -> Iterator[DocumentRoom]:
    made = DocumentRoom(tmp_path / "papers")
    made.write("lease.txt", TEXT)
    made.add()
    yield made
    made.close()


@pytest.fixture
def service(room: DocumentRoom) -> SourceService:
    return SourceService(room.current, room.reader)


def document(room: DocumentRoom) -> StoredDocument:
    return room.documents()["lease.txt"]


def opened(room: DocumentRoom, service: SourceService, start: int, text: str) -> OpenedSource:
    found = service.open(document(room).id, start, start + len(text), text)
    assert found is not None
    return found


def test_the_words_at_their_place(room: DocumentRoom, service: SourceService) -> None:
    found = opened(room, service, TEXT.index(WORDS), WORDS)
    assert found.text == TEXT
    assert found.text[found.start : found.end] == WORDS
    assert (found.is_there, found.file) == (True, FileState.THERE)
    assert found.part is not None
    assert not found.has_pages


@pytest.mark.parametrize(("start", "wanted"), [(3, 0), (60, TEXT.rindex("The rent"))])
def test_words_that_moved_are_found_where_they_are_nearest(
    room: DocumentRoom, service: SourceService, start: int, wanted: int
) -> None:
    found = opened(room, service, start, "The rent is 900 euros.")
    assert (found.start, found.is_there) == (wanted, True)


@pytest.mark.parametrize("words", ["Nobody wrote this.", ""])
def test_words_that_are_not_there(room: DocumentRoom, service: SourceService, words: str) -> None:
    found = service.open(document(room).id, 5, 20, words)
    assert found is not None
    assert (found.is_there, found.start, found.end) == (False, 0, 0)


def test_a_document_that_is_gone(room: DocumentRoom, service: SourceService) -> None:
    assert service.open(DocumentId("0" * 32), 0, 5, "words") is None


def test_a_locked_vault(room: DocumentRoom, service: SourceService) -> None:
    known = document(room).id
    held, room.held.store = room.held.store, None
    with pytest.raises(VaultLocked):
        service.open(known, 0, 5, "words")
    room.held.store = held


def test_the_file_is_compared(room: DocumentRoom, service: SourceService) -> None:
    path = room.folder / "lease.txt"

    def state() -> FileState:
        return opened(room, service, 0, "The rent").file

    os.utime(path, (1, 1))
    assert state() is FileState.THERE
    path.write_text(TEXT.replace("1,800", "1,900"), "utf-8")
    assert state() is FileState.CHANGED
    path.write_text(f"{TEXT} more", "utf-8")
    assert state() is FileState.CHANGED
    path.unlink()
    assert state() is FileState.GONE


def test_a_page_of_another_file_is_not_drawn(room: DocumentRoom, service: SourceService) -> None:
    found = opened(room, service, 0, "The rent")
    (room.folder / "lease.txt").write_text("another", "utf-8")
    with pytest.raises(DocumentRefused) as caught:
        service.draw(found, 1, 400)
    assert caught.value.code == "document_changed"


def test_runs_lead_from_words_to_characters_of_the_page(room: DocumentRoom) -> None:
    # "hyphen-\nated word": the sign and the line break are characters of the page alone.
    runs = (Run(0, 10, 6), Run(6, 18, 9), Run(15, 27, 5), Run(25, 60, 5))
    parts = (Part(PartKind.PAGE, 1, 0, 40, runs=runs), Part(PartKind.PAGE, 2, 40, 50))
    pdf = replace(document(room), kind=DocumentKind.PDF)
    source = OpenedSource(pdf, Layout(parts), "x" * 50, 3, 27, True, FileState.THERE)
    assert source.has_pages
    assert list(marks_on(source, 1)) == [(13, 16), (18, 32), (60, 62)]
    assert list(marks_on(source, 2)) == []
    assert list(marks_on(source, 3)) == []
    assert not replace(source, file=FileState.CHANGED).has_pages


def test_a_long_document_opens_soon(room: DocumentRoom, service: SourceService) -> None:
    room.write("long.txt", "Nothing is said in this line of the text.\n\n" * 10_000 + WORDS)
    room.add()
    long = room.documents()["long.txt"]
    begun = time.thread_time()
    found = service.open(long.id, long.characters - len(WORDS), long.characters, WORDS)
    assert time.thread_time() - begun < 30, "no figure of speed, only no accident"
    assert found is not None
    assert found.is_there


def test_what_became_of_files_is_told_at_a_glance(
    room: DocumentRoom, service: SourceService, monkeypatch: pytest.MonkeyPatch
) -> None:
    lease, path = document(room).id, room.folder / "lease.txt"
    gone = DocumentId("nobody")
    assert service.files([lease, gone]) == {
        lease: FileState.THERE,
        gone: FileState.FORGOTTEN,
    }
    os.utime(path, (1, 1))  # touched, and small enough to be looked into
    assert service.files([lease]) == {lease: FileState.THERE}
    monkeypatch.setattr(file_states, "_GLANCE_BYTES", 1)
    assert service.files([lease]) == {lease: FileState.CHANGED}
    path.unlink()
    path.mkdir()
    assert service.files([lease]) == {lease: FileState.CHANGED}
    path.rmdir()
    room.folder.rename(room.folder.with_name("elsewhere"))
    assert service.files([lease]) == {lease: FileState.GONE}
    room.folder.write_text("no folder any more", "utf-8")
    assert service.files([lease]) == {lease: FileState.GONE}
