"""Files that change while they are read, odd names, and files that can be opened only later."""

import os
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from document_room import DocumentRoom as Room

from app.domain.collections import DocumentState, StoredDocument
from app.domain.documents import ReadingLimits, Refusal


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path / "papers")
    yield made
    made.close()


def test_a_file_that_changes_between_hash_and_text_lends_its_text_to_no_other(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = room.write("a.txt", "The old rent.")
    read = room.reader.read

    def changed_first(where: Path, **more: object) -> object:
        path.write_text("The new rent is another.")
        return read(where, **more)

    monkeypatch.setattr(room.reader, "read", changed_first)
    room.add()
    assert room.states() == {"a.txt": "changed"}
    monkeypatch.undo()
    room.write("b.txt", "The old rent.")
    room.refresh()
    assert room.states() == {"a.txt": "indexed", "b.txt": "indexed"}
    texts = {name: room.store.chunks_of(each.id)[0].text for name, each in room.documents().items()}
    assert texts == {"a.txt": "The new rent is another.", "b.txt": "The old rent."}


def test_a_file_that_changed_while_it_was_read_and_is_as_it_was_is_read(room: Room) -> None:
    path = room.write("a.txt", "The rent.")
    room.add()
    changed = replace(
        room.documents()["a.txt"], state=DocumentState.REFUSED, reason=Refusal.CHANGED
    )
    room.store.put_document(changed)
    os.utime(path, ns=(1, 1))
    room.refresh()
    assert room.states() == {"a.txt": "indexed"}


def test_a_file_that_was_forbidden_is_read_once_it_is_not(room: Room) -> None:
    room.write("a.txt", "The rent.")
    room.add()
    known = room.documents()["a.txt"]
    room.store.put_document(replace(known, state=DocumentState.REFUSED, reason=Refusal.FORBIDDEN))
    room.refresh()
    assert room.states() == {"a.txt": "indexed"}


def test_a_file_that_is_too_large_is_not_even_hashed(room: Room) -> None:
    with (room.folder / "huge.txt").open("wb") as file:
        file.truncate(ReadingLimits().file_bytes + 1)
    room.add()
    assert room.states() == {"huge.txt": "too_large"}
    assert room.documents()["huge.txt"].sha256 == ""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_name_that_is_no_utf8_is_kept_and_shown(room: Room) -> None:
    name = os.fsdecode("계약서.txt".encode("cp949"))
    path = room.write(name, "The rent is due on Monday.")
    room.add()
    (document,) = room.documents().values()
    assert (document.state, document.path) == (DocumentState.INDEXED, str(path))
    document.name.encode()
    assert document.name.endswith("\ufffd\u0f2d.txt")
    before = room.store.changes()
    room.refresh()
    assert room.store.changes() == before
    assert list(room.documents().values()) == [document]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_folder_whose_name_is_no_utf8(room: Room) -> None:
    folder = room.folder / os.fsdecode("계약".encode("cp949"))
    folder.mkdir()
    (folder / "a.txt").write_text("The rent.")
    room.add(folder)
    room.refresh()
    assert room.states() == {"a.txt": "indexed"}
    assert room.ingest.collections()[0].roots == (str(folder),)
    assert room.ingest.remove(room.collection.id, [folder]) == 1


def test_a_file_that_vanishes_while_it_is_read_is_said_to_be_gone(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = room.write("a.txt", "The rent.")
    read = room.reader.read

    def gone_then(where: Path, **more: object) -> object:
        found = read(where, **more)
        path.unlink()
        return found

    monkeypatch.setattr(room.reader, "read", gone_then)
    room.add()
    assert room.states() == {"a.txt": "missing"}


def test_what_another_process_read_meanwhile_is_left_as_it_is(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "abcdef":
        room.write(f"{name}.txt", f"The rent of {name}.")
    read, documents, lock = room.reader.read, dict[str, StoredDocument](), threading.Lock()

    def others_first(where: Path, **more: object) -> object:
        """Another Snug has read one and forgotten one that was to be read later."""
        with lock:
            if not documents:
                documents.update(room.documents())
                room.store.put_document(replace(documents["e.txt"], state=DocumentState.INDEXED))
                room.store.remove_documents([documents["f.txt"].id])
        return read(where, **more)

    monkeypatch.setattr(room.reader, "read", others_first)
    room.add()
    assert sorted(room.reader.reads) == ["a.txt", "b.txt", "c.txt", "d.txt"]
    assert set(room.states()) == {"a.txt", "b.txt", "c.txt", "d.txt", "e.txt"}
