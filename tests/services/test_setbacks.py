"""What stands in the way of reading, and goes again: nothing waits for what nobody foresees."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from document_room import DocumentRoom as Room
from documents import PlainReader

from app.domain.documents import ParsedDocument
from app.domain.errors import (
    EmbeddingCancelled,
    NoRoomForDocuments,
    ReaderUnavailable,
    VaultDiskFull,
)
from app.domain.events import DocumentsFailed, DocumentsRecovered
from app.services import ingest


class Mortal(PlainReader):
    """A reader that is not there at some of its calls, which are counted from 1."""

    def __init__(self) -> None:
        super().__init__()
        self.calls = 0
        self.dies_at: set[int] = set()

    def read(self, path: Path, **how: Any) -> ParsedDocument:
        self.calls += 1
        if self.calls in self.dies_at:
            raise ReaderUnavailable
        return super().read(path, **how)


@pytest.fixture
def reader() -> Mortal:
    return Mortal()


@pytest.fixture
def room(tmp_path: Path, reader: Mortal) -> Iterator[Room]:
    made = Room(tmp_path / "papers", reader=reader)
    for number in range(9):
        made.write(f"{number}.txt", f"Text number {number}.")
    yield made
    made.close()


def test_a_reader_that_ends_now_and_then_leaves_nothing_waiting(room: Room, reader: Mortal) -> None:
    reader.dies_at = {1, 2, 7, 13, 19}
    room.add()
    assert set(room.states().values()) == {"indexed"}
    assert _failures(room) == []


def test_what_was_read_before_the_end_is_kept(room: Room, reader: Mortal) -> None:
    reader.dies_at = set(range(9, 100))
    room.add()
    states = list(room.states().values())
    assert "indexed" in states
    assert "waiting" in states
    assert len(_failures(room)) == 1  # not once for each try


def test_a_reader_that_never_starts_is_not_tried_for_ever(room: Room, reader: Mortal) -> None:
    reader.dies_at = set(range(1, 1000))
    room.add()
    assert set(room.states().values()) == {"waiting"}
    assert len(_failures(room)) == 1
    assert reader.calls <= (1 + ingest._AT_ONCE_AGAIN) * 9


def test_a_full_disk_is_told_and_that_there_is_room_again(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = room.store.put_document

    def no_room(*what: Any) -> None:
        raise VaultDiskFull(folder="/home")

    monkeypatch.setattr(room.store, "put_document", no_room)
    room.add()
    assert set(room.states().values()) == {"waiting"}
    (failure,) = _failures(room)
    assert isinstance(failure.error, NoRoomForDocuments)
    assert "/home" in str(failure.error)
    monkeypatch.setattr(room.store, "put_document", put)
    room.refresh()
    assert set(room.states().values()) == {"indexed"}
    room.refresh()
    assert [each for each in room.events if isinstance(each, DocumentsRecovered)] == [
        DocumentsRecovered()  # once, and not at each look
    ]


def test_an_embedder_that_another_one_replaces_goes_on_at_once(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    embed, ended = room.embedder.embed, [True, True]

    def ending(*what: Any, **how: Any) -> Any:
        if ended:
            ended.pop()
            raise EmbeddingCancelled
        return embed(*what, **how)

    monkeypatch.setattr(room.embedder, "embed", ending)
    room.add()
    assert set(room.states().values()) == {"indexed"}
    assert room.store.without_vectors(room.embedder.fingerprint(), 99) == []


def test_a_wish_to_look_does_not_undo_a_change_and_is_not_lost(room: Room) -> None:
    room.reader.hold.clear()
    room.ingest.add(room.collection.id, [room.folder])

    def change(_store: object) -> bool:
        room.ingest.refresh()
        with room.ingest._wake:
            return room.ingest._wake.wait_for(lambda: room.ingest._is_busy, 0.2)

    assert not room.ingest._interrupted(change)
    room.reader.hold.set()
    room.wait()
    assert set(room.states().values()) == {"indexed"}


def _failures(room: Room) -> list[DocumentsFailed]:
    return [each for each in room.events if isinstance(each, DocumentsFailed)]
