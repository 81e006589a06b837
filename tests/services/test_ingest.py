"""Documents come in, stay up to date, and survive whatever happens meanwhile."""

import os
import threading
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from document_room import PATIENCE
from document_room import DocumentRoom as Room
from documents import PICTURE, parsed

from app.domain.collections import Collection, DocumentState, IndexProgress, StoredDocument
from app.domain.documents import NoteKind, ReadingNote
from app.domain.errors import ReaderUnavailable
from app.domain.events import CollectionsChanged, DocumentsFailed
from app.domain.ids import DocumentId, new_collection_id, new_document_id
from app.domain.retrieval import SearchFilter
from app.services import reading_progress
from app.services.reading_progress import ReadingProgress


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path / "papers")
    yield made
    made.close()


def test_a_folder_is_read_with_every_file_accounted_for(room: Room) -> None:
    room.write("a.txt", "The rent is due on Monday.")
    room.write("deep/b.txt", "계약 기간은 2년이다.")
    room.write("noise.bin", b"\xff\xfe\x00\x01")
    room.write("empty.txt", "")
    room.write(".hidden", "secret")
    room.write("node_modules/c.txt", "not mine")
    room.write("mine/vault.txt", "our own folder")
    os.mkfifo(room.folder / "pipe")
    (room.folder / "out.txt").symlink_to("/etc/hostname")
    (room.folder / "in.txt").symlink_to(room.folder / "a.txt")
    room.add()
    assert room.states() == {
        "a.txt": "indexed",
        "b.txt": "indexed",
        "empty.txt": "empty",
        "in.txt": "indexed",
        "noise.bin": "binary",
        "out.txt": "not_a_file",
        "pipe": "not_a_file",
    }
    last = room.progress()[-1]
    assert (last.done, last.total) == (7, 7)
    assert any(isinstance(event, CollectionsChanged) for event in room.events)


def test_a_folder_that_is_shut_is_told_and_keeps_what_was_read_of_it(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.write("a.txt", "The rent is due on Monday.")
    room.write("deep/b.txt", "The deposit is due on Friday.")
    room.add()
    shut = str(room.folder / "deep")
    scan, opened = os.scandir, os.open

    def scandir(path: str) -> "os._ScandirIterator[str]":
        if path == shut:
            raise PermissionError(13, "Permission denied", path)
        return scan(path)

    def open_(path: str, *more: int, **named: int) -> int:
        if str(path) == shut:
            raise PermissionError(13, "Permission denied", path)
        return opened(path, *more, **named)

    monkeypatch.setattr(os, "scandir", scandir)
    monkeypatch.setattr(os, "open", open_)
    room.refresh()
    assert room.states() == {"a.txt": "indexed", "b.txt": "indexed", "deep": "forbidden"}
    assert room.search.search("deposit").passages
    monkeypatch.undo()
    room.refresh()
    assert room.states() == {"a.txt": "indexed", "b.txt": "indexed"}


def test_nothing_is_read_again_when_nothing_changed(room: Room) -> None:
    for number in range(30):
        room.write(f"{number}.txt", f"Text number {number}.")
    room.add()
    assert len(room.reader.reads) == 30
    embedded, changes = room.embedder.embedded, room.store.changes()
    room.refresh()
    assert room.reader.reads == []
    assert (room.embedder.embedded, room.store.changes()) == (embedded, changes)


def test_a_change_is_read_and_a_touch_is_not(room: Room) -> None:
    path = room.write("a.txt", "The old text.")
    room.add()
    os.utime(path, ns=(1, 1))
    room.refresh()
    assert room.reader.reads == []
    assert room.documents()["a.txt"].changed_ns == 1
    room.write("a.txt", "The new text!")
    room.refresh()
    assert room.reader.reads == ["a.txt"]
    assert [each.text for each in room.store.chunks_of(room.documents()["a.txt"].id)] == [
        "The new text!"
    ]


def test_a_renamed_and_a_moved_file_cost_nothing(room: Room) -> None:
    path = room.write("a.txt", "A text that stays.")
    room.write("b.txt", "Another that moves.")
    room.add()
    before = {each.id for each in room.documents().values()}
    embedded = room.embedder.embedded
    path.rename(room.folder / "renamed.txt")
    (room.folder / "sub").mkdir()
    (room.folder / "b.txt").rename(room.folder / "sub" / "b.txt")
    room.refresh()
    assert room.reader.reads == []
    assert room.embedder.embedded == embedded
    assert {each.id for each in room.documents().values()} == before
    assert set(room.documents()) == {"renamed.txt", "b.txt"}


def test_a_copy_costs_its_hash_alone(room: Room) -> None:
    room.write("a.txt", "The same text in two places.")
    room.add()
    embedded = room.embedder.embedded
    room.write("copy.txt", "The same text in two places.")
    room.refresh()
    assert room.reader.reads == []
    assert room.embedder.embedded == embedded
    assert room.states() == {"a.txt": "indexed", "copy.txt": "indexed"}
    assert sum(len(rows.chunks) for rows in room.store.vectors("words")) == 2


def test_what_is_deleted_is_forgotten(room: Room) -> None:
    room.write("a.txt", "A text that goes.")
    room.write("b.txt", "A text that stays.")
    room.add()
    (room.folder / "a.txt").unlink()
    room.refresh()
    assert room.states() == {"b.txt": "indexed"}
    hits = room.store.search_words("text", SearchFilter(), 10)
    assert sum(map(len, hits.values())) == 1
    assert room.ingest.remove(room.collection.id, [room.folder]) == 1
    assert room.states() == {}


def test_a_file_that_was_refused_is_read_when_it_changed(room: Room) -> None:
    room.write("a.txt", "")
    room.add()
    assert room.states() == {"a.txt": "empty"}
    room.write("a.txt", "Now there is something.")
    room.refresh()
    assert room.states() == {"a.txt": "indexed"}


def test_a_pause_stops_and_goes_on(room: Room) -> None:
    for number in range(6):
        room.write(f"{number}.txt", f"Text number {number}.")
    room.reader.hold.clear()
    room.ingest.add(room.collection.id, [room.folder])
    until(lambda: bool(room.reader.reads))
    room.ingest.pause(room.collection.id)
    room.reader.hold.set()
    room.wait()
    assert set(room.states().values()) == {"waiting"}
    room.ingest.pause(room.collection.id, is_paused=False)
    room.refresh()
    assert set(room.states().values()) == {"indexed"}


def test_what_lies_in_a_folder_that_is_read_is_not_added_again(room: Room) -> None:
    inside = room.write("sub/a.txt", "Text.")
    hidden = room.write("sub/.b.txt", "Hidden.")
    room.reader.hold.clear()
    room.ingest.add(room.collection.id, [room.folder])
    until(lambda: bool(room.reader.reads))
    room.ingest.add(room.collection.id, [inside, inside.parent, room.folder, hidden])
    room.reader.hold.set()
    room.wait()
    (found,) = room.ingest.collections()
    assert found.roots == (str(room.folder), str(hidden)), "a hidden file is read where it is named"
    assert room.states() == {"a.txt": "indexed", ".b.txt": "indexed"}


def test_removing_a_collection_while_it_is_read_leaves_nothing(room: Room) -> None:
    for number in range(6):
        room.write(f"{number}.txt", f"Text number {number}.")
    room.reader.hold.clear()
    room.ingest.add(room.collection.id, [room.folder])
    until(lambda: bool(room.reader.reads))
    room.ingest.remove_collection(room.collection.id)
    room.reader.hold.set()
    room.wait()
    assert room.ingest.collections() == []
    assert room.store.chunk_numbers() == []


def test_a_locked_vault_stops_it_and_opening_goes_on(room: Room) -> None:
    room.write("a.txt", "A text.")
    room.reader.hold.clear()
    room.ingest.add(room.collection.id, [room.folder])
    until(lambda: bool(room.reader.reads))
    room.ingest.stop()
    room.held.store = None
    room.reader.hold.set()
    room.ingest.refresh()
    room.wait()
    assert not any(isinstance(event, DocumentsFailed) for event in room.events)
    room.held.store = room.store
    room.refresh()
    assert room.states() == {"a.txt": "indexed"}


def test_a_reader_that_does_not_start_is_told_and_nothing_is_lost(room: Room) -> None:
    room.write("a.txt", "A text.")
    room.reader.error = ReaderUnavailable()
    room.add()
    assert room.states() == {"a.txt": "waiting"}
    (failed,) = [event for event in room.events if isinstance(event, DocumentsFailed)]
    assert isinstance(failed.error, ReaderUnavailable)
    room.reader.error = None
    room.refresh()
    assert room.states() == {"a.txt": "indexed"}


def test_without_an_embedder_words_are_found_and_vectors_come_later(room: Room) -> None:
    room.embedder.present = False
    room.write("a.txt", "The rent is due on Monday.")
    room.add()
    assert room.states() == {"a.txt": "indexed"}
    assert list(room.store.vectors("words")) == []
    room.embedder.present = True
    room.refresh()
    (rows,) = room.store.vectors("words")
    assert len(rows.chunks) == 1


def test_another_embedder_reads_everything_again(room: Room) -> None:
    room.write("a.txt", "The rent is due on Monday.")
    room.add()
    room.embedder.name = "better"
    room.refresh()
    assert room.reader.reads == []
    assert [len(rows.chunks) for rows in room.store.vectors("better")] == [1]
    assert set(room.store.embedders()) == {"better"}


def test_a_file_can_be_read_once_more(room: Room) -> None:
    room.write("a.txt", "A text.")
    room.add()
    room.reader.reads.clear()
    room.ingest.read_again(room.documents()["a.txt"])
    room.wait()
    assert room.reader.reads == ["a.txt"]
    assert room.documents()["a.txt"].reason is None


def test_a_collection_gets_another_name(room: Room) -> None:
    room.ingest.rename_collection(room.collection.id, "  Leases \n 2024 ")
    room.ingest.rename_collection(room.collection.id, "  ")
    assert [each.name for each in room.ingest.collections()] == ["Leases 2024"]


def test_pictures_are_read_when_that_is_asked_for_and_never_before(room: Room) -> None:
    room.write("scan.txt", PICTURE)
    room.write("text.txt", "A text.")
    room.add()
    assert room.states() == {"scan.txt": "no_text", "text.txt": "indexed"}
    assert room.reader.recognised == []
    room.reader.reads.clear()
    room.ingest.read_pictures(room.collection.id)
    room.wait()
    assert room.reader.reads == ["scan.txt"]
    assert room.states() == {"scan.txt": "indexed", "text.txt": "indexed"}
    room.ingest.read_pictures(room.collection.id, reads_pictures=False)
    room.refresh()
    assert room.reader.reads == []
    assert room.states() == {"scan.txt": "indexed", "text.txt": "indexed"}


def test_a_folder_that_is_out_of_reach_keeps_its_documents(room: Room) -> None:
    room.write("a.txt", "The rent is due on Monday.")
    room.add()
    away = room.folder.rename(room.folder.parent / "unplugged")
    room.refresh()
    assert room.states() == {"a.txt": "indexed"}
    away.rename(room.folder)
    room.refresh()
    assert room.reader.reads == []
    room.folder.joinpath("a.txt").unlink()
    room.refresh()
    assert room.states() == {}


def test_a_file_of_its_own_that_is_deleted_is_forgotten(room: Room) -> None:
    file = room.write("a.txt", "The rent is due on Monday.")
    room.add(file)
    file.unlink()
    room.refresh()
    assert room.states() == {}


def until(is_so: Callable[[], bool]) -> None:
    waiting = threading.Event()
    for _ in range(PATIENCE * 100):
        if is_so():
            return
        waiting.wait(0.01)
    raise AssertionError("it never was so")


def test_what_was_not_read_is_tried_again_by_other_readers_and_nothing_else_is(room: Room) -> None:
    room.write("a.txt", "A text.")
    room.write("noise.bin", b"\xff\xfe\x00\x01")
    room.write("empty.txt", "")
    room.write("scan.txt", PICTURE)
    room.add()
    assert room.documents()["noise.bin"].readers == "plain"
    assert room.documents()["a.txt"].readers == ""
    room.refresh()
    assert room.reader.reads == []
    room.reader.fingerprint = "better"
    room.refresh()
    assert sorted(room.reader.reads) == ["noise.bin", "scan.txt"]
    assert room.documents()["noise.bin"].readers == "better"
    room.refresh()
    assert room.reader.reads == []


def test_what_was_cut_otherwise_is_read_again(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    room.write("a.txt", "A text.")
    room.write("same.txt", "A text.")
    room.write("noise.bin", b"\xff\xfe\x00\x01")
    room.add()
    room.refresh()
    assert room.reader.reads == []
    for module in ("document_reading", "collection_pass"):
        monkeypatch.setattr(f"app.services.{module}.CHUNKING", 2)
    room.refresh()
    assert set(room.reader.reads) <= {"a.txt", "same.txt"}
    assert room.reader.reads
    assert {each.chunking for each in room.documents().values() if each.chunks} == {2}
    room.refresh()
    assert room.reader.reads == []


def test_a_pause_ends_the_cutting_of_a_long_text(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.write("long.txt", "\n\n".join(["A sentence of some words stands here."] * 20_000))
    count = room.embedder.count_tokens
    calls: list[int] = []

    def pause_soon(texts: Sequence[str]) -> list[int]:
        calls.append(len(texts))
        room.ingest._cancel.set()
        return count(texts)

    monkeypatch.setattr(room.embedder, "count_tokens", pause_soon)
    room.add()
    assert len(calls) == 1
    assert room.states() == {"long.txt": "waiting"}


def test_what_other_readers_read_is_found(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    room.write("letter.xyz", b"\xb0\xa1")
    room.add()
    assert room.states() == {"letter.xyz": "binary"}
    monkeypatch.setattr(room.reader, "read", lambda *_given, **_more: parsed("The rent is due."))
    room.reader.fingerprint = "better"
    room.refresh()
    assert room.states() == {"letter.xyz": "indexed"}
    assert room.documents()["letter.xyz"].readers == ""
    assert [each.text for each in room.search.search("rent").passages] == ["The rent is due."]


def test_pictures_are_tried_again_once_they_can_be_read(room: Room) -> None:
    room.write("scan.txt", "No letters.")
    room.ingest.read_pictures(room.collection.id)
    room.add()
    unread = replace(
        room.documents()["scan.txt"],
        notes=(ReadingNote(NoteKind.PICTURES_UNREAD, 1),),
        readers="plain",
    )
    room.store.put_files([unread])
    room.refresh()
    assert room.reader.reads == []
    room.reader.fingerprint = "with recognition"
    room.refresh()
    assert room.reader.reads == ["scan.txt"]


def test_what_was_not_read_can_be_tried_again_by_hand(room: Room) -> None:
    room.write("a.txt", "A text.")
    room.write("noise.bin", b"\xff\xfe\x00\x01")
    room.write("empty.txt", "")
    room.add()
    room.reader.reads.clear()
    assert room.ingest.try_again(room.collection.id) == 2
    room.wait()
    assert sorted(room.reader.reads) == ["empty.txt", "noise.bin"]
    assert room.states() == {"a.txt": "indexed", "empty.txt": "empty", "noise.bin": "binary"}
    room.reader.reads.clear()
    assert room.ingest.read_again_by_id(room.documents()["a.txt"].id)
    room.wait()
    assert room.reader.reads == ["a.txt"]
    assert not room.ingest.read_again_by_id(DocumentId("nobody"))


def test_a_long_file_shows_how_far_it_is(room: Room) -> None:
    room.write("long.txt", "\n\n".join(f"{n} " * 250 for n in range(200)))
    room.write("short.txt", "The keys are given back.")
    room.add()
    at_long = [each for each in room.progress() if each.current == "long.txt"]
    shares = [each.under_way for each in at_long]
    assert {each.done for each in at_long} == {0}
    assert shares == sorted(shares)
    assert len({each for each in shares if 0 < each < 1}) > 2
    assert all(each.seconds_left is not None for each in at_long if each.under_way)


def test_the_file_that_is_named_is_the_one_that_is_counted(room: Room) -> None:
    for number in range(6):
        room.write(f"{number}.txt", "\n\n".join(f"{number} {n} " * 125 for n in range(20)))
    room.add()
    named = [each for each in room.progress() if each.current]
    assert {each.current for each in named} == {f"{number}.txt" for number in range(6)}
    assert all(each.current == f"{each.done}.txt" for each in named)


def test_one_huge_file_of_pictures_does_not_make_hours_of_minutes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [100.0]
    monkeypatch.setattr(reading_progress, "time", SimpleNamespace(monotonic=lambda: now[0]))
    told: list[IndexProgress] = []
    collection = Collection(new_collection_id(), "Mail")
    progress = ReadingProgress(collection, told.append)
    waits = DocumentState.WAITING
    small, huge = (
        StoredDocument(new_document_id(), collection.id, "/a", "a", waits, bytes=size)
        for size in (10_000, 16_000_000)
    )
    progress.begin([small] * 10 + [huge])
    now[0] += 0.01
    progress.count(small)
    progress.say("a", at_once=True)
    by_bytes = 0.01 * (16_090_000 / 10_000)
    assert told[-1].seconds_left is not None
    assert told[-1].seconds_left < by_bytes / 10


def test_names_whose_hangul_was_taken_apart_are_shown_whole(room: Room) -> None:
    apart = unicodedata.normalize("NFD", "회의록.txt")
    path = room.write(apart, "다음 모임은 5월이다.")
    room.add()
    assert room.states() == {"회의록.txt": "indexed"}
    assert [each.path for each in room.store.documents(room.collection.id)] == [str(path)]
    folder = unicodedata.normalize("NFD", "계약")
    assert room.ingest.add_collection(folder).name == "계약"
