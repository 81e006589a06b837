"""A search in documents follows what is in the vault."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from document_room import DocumentRoom
from documents import WordEmbedder

from app.domain.collections import Language
from app.domain.embedding import Embeddings
from app.domain.errors import EmbeddingCancelled, VaultLocked
from app.domain.retrieval import Kept, SearchFilter


@pytest.fixture
def room(tmp_path: Path) -> Iterator[DocumentRoom]:
    made = DocumentRoom(tmp_path / "papers")
    yield made
    made.close()


def names(room: DocumentRoom, question: str, where: SearchFilter | None = None) -> list[str]:
    return [each.document.name for each in room.search.search(question, where=where).passages]


def test_a_passage_is_found_by_its_words_and_its_vector(room: DocumentRoom) -> None:
    room.write("lease.txt", "# Payment\n\nThe rent is due on the first Monday of a month.")
    room.write("cats.txt", "Cats sleep for most of the day.")
    room.add()
    found = room.search.search("When is the rent due?")
    first = found.passages[0]
    assert first.document.name == "lease.txt"
    assert (first.ranks.dense, first.ranks.lexical) == (1, 1)
    whole = "".join(chunk.text for chunk in room.store.chunks_of(first.document.id))
    assert whole[first.start : first.end] == first.text


def test_what_is_added_is_found_and_what_is_removed_is_not(room: DocumentRoom) -> None:
    room.write("lease.txt", "The rent is due on Monday.")
    room.add()
    room.search.warm_up()
    room.write("more.txt", "The rent is paid late in winter.")
    room.refresh()
    assert set(names(room, "rent")) == {"lease.txt", "more.txt"}
    room.folder.joinpath("lease.txt").unlink()
    room.refresh()
    assert names(room, "rent") == ["more.txt"]


def test_another_embedder_answers_as_soon_as_it_has_read(room: DocumentRoom) -> None:
    room.write("lease.txt", "The rent is due on Monday.")
    room.add()
    room.search.warm_up()
    room.embedder.name = "better"
    assert room.search.search("rent").passages[0].ranks.dense is None
    room.refresh()
    assert room.search.search("rent").passages[0].ranks.dense == 1


def test_the_one_before_answers_while_another_embedder_reads(room: DocumentRoom) -> None:
    room.write("a.txt", "The rent is due on Monday.")
    room.write("b.txt", "The deposit is two rents.")
    room.add()
    room.search.warm_up()
    before, room.embedder.name = WordEmbedder(), "better"
    room.embedder.before = before
    found = room.search.search("rent").passages
    assert {each.ranks.dense for each in found} == {1, 2}
    assert before.embedded == 1
    before.present = False
    assert {each.ranks.dense for each in room.search.search("rent").passages} == {None}
    before.present = True
    room.write("c.txt", "The new one has read of the rent only here.")
    room.ingest.pause(room.collection.id)
    room.refresh()
    room.ingest.pause(room.collection.id, is_paused=False)
    room.refresh()
    found = room.search.search("rent").passages
    assert {each.ranks.dense for each in found} == {1, 2, 3}
    assert before.embedded == 1
    assert set(room.store.embedders()) == {"better"}


def test_vectors_that_come_late_for_early_chunks_are_found(room: DocumentRoom) -> None:
    room.embedder.present = False
    room.write("a.txt", "The rent is due on Monday.")
    room.add()
    vectors = room.store.vectors_of(room.documents()["a.txt"].id, "words")
    assert vectors is None
    (early,) = room.store.chunk_numbers()
    room.embedder.present = True
    room.write("b.txt", "The deposit is two rents.")
    room.ingest.pause(room.collection.id)
    room.refresh()
    room.search.warm_up()
    room.ingest.pause(room.collection.id, is_paused=False)
    room.refresh()
    assert {each.ranks.dense for each in room.search.search("rent").passages} == {1, 2}
    assert early in room.store.chunk_numbers()


def test_without_a_model_words_alone_are_searched(room: DocumentRoom) -> None:
    room.embedder.present = False
    room.write("lease.txt", "계약서의 위약금은 임대료의 두 배이다.")
    room.add()
    found = room.search.search("위약금")
    (passage,) = found.passages
    assert (passage.ranks.dense, passage.ranks.lexical) == (None, 1)
    assert found.by_words_only


def test_a_filter_narrows_both_ways_of_searching(room: DocumentRoom) -> None:
    room.write("a.txt", "The rent is due on Monday.")
    room.write("b.txt", "The rent is due on Friday.")
    room.add()
    only = SearchFilter(documents=frozenset({room.documents()["b.txt"].id}))
    assert names(room, "rent", only) == ["b.txt"]


def test_the_other_language_stands_in_the_same_list(room: DocumentRoom) -> None:
    for number in range(14):
        room.write(f"k{number}.txt", f"정원 이야기 {number} 번째이다. 임대료는 여기에 없다.")
    room.write("e.txt", "vault vault")
    room.write("b.txt", "임대료 vault. 금고는 vault 라고도 한다. It is called a vault.")
    room.add()
    found = room.search.search("임대료 vault")
    first, second = found.passages[:2]
    assert {first.document.name, second.document.name} == {"b.txt", "e.txt"}
    kept = {each.document.name: each.ranks.kept for each in found.passages}
    assert {name for name, why in kept.items() if why is Kept.OTHER_LANGUAGE} == {"e.txt"}


@pytest.mark.parametrize("question", ["The vault", "금고"])
def test_what_is_of_both_languages_is_found_in_either(room: DocumentRoom, question: str) -> None:
    room.write("b.txt", "The 금고 is a vault that stands in the cellar of the house.")
    room.add()
    (passage,) = room.search.search(question).passages
    assert passage.chunk.language is Language.BOTH
    assert (passage.ranks.lexical, passage.ranks.kept) == (1, Kept.RANKED)


@pytest.mark.parametrize("question", ["???", "😀", " \n", "…"])
def test_what_says_nothing_finds_nothing(room: DocumentRoom, question: str) -> None:
    room.write("a.txt", "The rent is due on Monday.")
    room.add()
    found = room.search.search(question)
    assert (found.passages, found.is_answerable) == ((), False)


def test_copies_of_a_file_are_found_once(room: DocumentRoom) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        room.write(name, "The rent is due on Monday.")
    room.write("d.txt", "The rent is high.")
    room.add()
    found = names(room, "When is the rent due?")
    assert len(found) == 2
    assert "d.txt" in found
    only = SearchFilter(documents=frozenset({room.documents()["c.txt"].id}))
    assert names(room, "rent", only) == ["c.txt"]


def test_many_copies_leave_room_for_what_comes_after_them(room: DocumentRoom) -> None:
    for number in range(5):
        room.write(f"copy{number}.txt", "The rent is due on Monday.")
    room.write("d.txt", "The rent is high.")
    room.add()
    found = room.search.search("Is the rent due on Monday?", limit=2).passages
    assert [each.text for each in found] == ["The rent is due on Monday.", "The rent is high."]


def test_a_locked_vault_answers_nothing(room: DocumentRoom) -> None:
    room.write("a.txt", "The rent is due on Monday.")
    room.add()
    room.search.warm_up()
    room.held.store = None
    room.search.forget()
    with pytest.raises(VaultLocked):
        room.search.search("rent")


def test_a_vault_that_locks_during_a_question_is_the_reason(
    room: DocumentRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.write("a.txt", "The rent is due on Monday.")
    room.add()

    def locked(*args: object, **kwargs: object) -> Embeddings:
        room.held.store = None
        raise EmbeddingCancelled

    monkeypatch.setattr(room.embedder, "embed", locked)
    with pytest.raises(VaultLocked):
        room.search.search("rent")
