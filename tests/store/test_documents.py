"""Documents in the vault and in memory: kept, found by words, replaced, removed without a trace."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text as sql
from vault_files import decrypted_pages, open_database

from app.domain.collections import (
    Chunk,
    Collection,
    DocumentState,
    Language,
    Layout,
    StoredDocument,
)
from app.domain.conversations import Conversation, Message
from app.domain.document_store import QuantizedVectors
from app.domain.documents import (
    Block,
    BlockKind,
    DocumentKind,
    NoteKind,
    Part,
    PartKind,
    ReadingNote,
    Refusal,
    Run,
)
from app.domain.generation import Role
from app.domain.ids import (
    DocumentId,
    new_collection_id,
    new_conversation_id,
    new_document_id,
    new_message_id,
)
from app.domain.retrieval import (
    AnswerBasis,
    Citation,
    CitationStatus,
    Grounding,
    LeftOut,
    LeftOutWhy,
    SearchFilter,
)
from app.index.languages import language_of_chunk
from app.store import chunk_index, chunk_search
from app.store.conversations import VaultConversations
from app.store.documents import VaultDocuments
from app.store.memory_database import MemoryDatabase
from app.store.term_counts import TermCounts

E5 = "e5"
ALL = SearchFilter()


@pytest.fixture(params=["vault", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[VaultDocuments]:
    if request.param == "memory":
        database = MemoryDatabase()
    else:
        database = open_database(tmp_path / "history.db", create=True)
    yield VaultDocuments(database)
    database.close()


@pytest.fixture
def collection(store: VaultDocuments) -> Collection:
    made = Collection(new_collection_id(), "Leases 임대차", ("/papers",))
    store.put_collection(made)
    return made


def chunks_of(*texts: str) -> list[Chunk]:
    made, at = [], 0
    for position, text in enumerate(texts):
        language = language_of_chunk(text, "Head")
        made.append(Chunk(position, at, at + len(text), text, heading="Head", language=language))
        at += len(text)
    return made


def vectors_of(count: int, embedder: str = E5) -> QuantizedVectors:
    values = b"".join(bytes([number % 100 + 1] * 4) for number in range(count))
    return QuantizedVectors(embedder, 4, tuple(0.5 + number for number in range(count)), values)


def add(
    store: VaultDocuments, collection: Collection, name: str, *texts: str, vectors: bool = True
) -> StoredDocument:
    document = StoredDocument(
        new_document_id(),
        collection.id,
        f"/papers/{name}",
        name,
        DocumentState.INDEXED,
        DocumentKind.TEXT,
        "ab" * 32,
        10,
        1_700_000_000_123_456_789,
        title="A title 제목",
        characters=sum(map(len, texts)),
        chunks=len(texts),
        parts=1,
        notes=(ReadingNote(NoteKind.HIDDEN_TEXT, 3, "zero width"),),
    )
    layout = Layout(
        (Part(PartKind.PAGE, 1, 0, 30, "iv", (Run(0, 5, 9), Run(9, 20, 4)), 1),),
        (Block(BlockKind.TABLE, 0, 9, 0, 1, 7), Block(BlockKind.CODE, 9, 30, language="python")),
    )
    held = vectors_of(len(texts)) if vectors else None
    store.put_document(document, layout, chunks_of(*texts), held)
    return document


def found(store: VaultDocuments, question: str, where: SearchFilter = ALL) -> list[str]:
    hits = store.search_words(question, where, 10)
    numbers = [hit.chunk for language in Language for hit in hits[language]]
    return [each.chunk.text for each in store.chunks(numbers)]


def test_what_was_put_comes_back(store: VaultDocuments, collection: Collection) -> None:
    document = add(store, collection, "a.txt", "one ", "two ", "셋")
    assert store.collections() == [collection]
    assert store.documents(collection.id) == [document]
    assert store.document(document.id) == document
    assert [each.text for each in store.chunks_of(document.id)] == ["one ", "two ", "셋"]
    layout = store.layout(document.id)
    assert layout is not None
    assert layout.parts[0].runs == (Run(0, 5, 9), Run(9, 20, 4))
    assert layout.parts[0].label == "iv"
    assert layout.blocks[1] == Block(BlockKind.CODE, 9, 30, language="python")


def test_a_refused_file_is_kept_with_its_reason(
    store: VaultDocuments, collection: Collection
) -> None:
    refused = StoredDocument(
        new_document_id(), collection.id, "/x", "x", DocumentState.REFUSED, reason=Refusal.LOCKED
    )
    store.put_document(refused)
    assert store.documents(collection.id) == [refused]
    assert store.layout(refused.id) is None


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("When is the rent due?", ["The rents were due on Monday. "]),
        ("계약서는 어디에 있나요", ["임대차계약서를 확인한다. "]),
        ("MONDAY", ["The rents were due on Monday. "]),
        ('") OR words:*', []),
        ("", []),
        ("the of and", ["The rents were due on Monday. "]),
    ],
)
def test_words_are_found_by_stems_and_pairs(
    store: VaultDocuments, collection: Collection, question: str, expected: list[str]
) -> None:
    add(store, collection, "a.txt", "The rents were due on Monday. ", "임대차계약서를 확인한다. ")
    assert found(store, question) == expected


def test_languages_are_told_apart(store: VaultDocuments, collection: Collection) -> None:
    add(
        store,
        collection,
        "a.txt",
        "NATO was founded. ",
        "나토 NATO 는 창설되었다. ",
        "NATO (나토) is here. ",
    )
    hits = store.search_words("NATO", ALL, 10)
    assert {language: len(each) for language, each in hits.items()} == {
        Language.KOREAN: 1,
        Language.OTHER: 1,
        Language.BOTH: 1,
    }


def test_a_word_of_every_chunk_is_left_out_where_rarer_ones_are_there(
    store: VaultDocuments, collection: Collection
) -> None:
    texts = [f"contract number{number} " for number in range(600)]
    add(store, collection, "a.txt", *texts)
    assert found(store, "contract number77") == ["contract number77 "]
    assert len(found(store, "contract")) == 10


def test_a_word_that_has_become_common_is_known_to_be(
    store: VaultDocuments, collection: Collection
) -> None:
    add(store, collection, "a.txt", "contract number77 ")
    assert found(store, "contract number77") == ["contract number77 "]
    add(store, collection, "b.txt", *(f"contract n{number} " for number in range(600)))
    assert found(store, "contract number77") == ["contract number77 "]


def test_a_search_by_words_reads_no_text(store: VaultDocuments, collection: Collection) -> None:
    add(store, collection, "a.txt", "The rent is due on Monday. ")
    values = {"expression": '"rent"', "limit": 10}
    plan = sql(f"EXPLAIN QUERY PLAN {chunk_search._IN_ALL}")
    with store._database.reading() as connection:
        steps = [row.detail for row in connection.execute(plan, values)]
    of_chunks = [step for step in steps if step.startswith("SEARCH c ")]
    assert of_chunks == ["SEARCH c USING COVERING INDEX chunks_by_number (seq=?)"]


def test_a_search_scores_so_many_rows_and_no_more_beginning_with_rare_words(
    store: VaultDocuments, collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunk_index, "_MOST_ROWS", 40)
    every = {2: "second", 3: "third", 5: "fifth", 7: "seventh", 50: "fiftieth"}
    texts = [
        " ".join(word for step, word in every.items() if number % step == 0) + f" n{number} "
        for number in range(200)
    ]
    add(store, collection, "a.txt", *texts)
    with store._database.reading() as connection:
        counts = TermCounts()
        whole = "second third fifth seventh fiftieth n9"
        asked = chunk_index.expression_of(connection, whole, counts, 1)
        common = chunk_index.expression_of(connection, "second third fifth seventh", counts, 1)
    assert asked == '"n9" OR "fiftieth" OR "seventh"'
    assert common == '"seventh" OR "fifth" OR "third"'


def test_a_search_is_narrowed(store: VaultDocuments, collection: Collection) -> None:
    other = Collection(new_collection_id(), "Other")
    store.put_collection(other)
    one = add(store, collection, "one.txt", "a lease in one ")
    add(store, other, "two.txt", "a lease in two ")
    assert len(found(store, "lease")) == 2
    assert found(store, "lease", SearchFilter(collections=frozenset({other.id}))) == [
        "a lease in two "
    ]
    by_document = SearchFilter(documents=frozenset({one.id}))
    assert found(store, "lease", by_document) == ["a lease in one "]
    either = SearchFilter(frozenset({other.id}), frozenset({one.id}))
    assert sorted(found(store, "lease", either)) == ["a lease in one ", "a lease in two "]
    assert store.numbers_of(ALL) is None
    assert len(store.numbers_of(by_document) or ()) == 1
    assert found(store, "lease", SearchFilter(kinds=frozenset({DocumentKind.PDF}))) == []
    late = SearchFilter(changed_after=datetime(2030, 1, 1, tzinfo=UTC))
    early = SearchFilter(changed_before=datetime(2030, 1, 1, tzinfo=UTC))
    assert (len(found(store, "lease", late)), len(found(store, "lease", early))) == (0, 2)


def test_a_document_is_replaced_whole(store: VaultDocuments, collection: Collection) -> None:
    document = add(store, collection, "a.txt", "an old sentence ", "another ")
    before = store.changes()
    store.put_document(replace(document, chunks=1), None, chunks_of("a new one "), vectors_of(1))
    assert found(store, "old sentence another") == []
    assert found(store, "new") == ["a new one "]
    assert sum(len(rows.chunks) for rows in store.vectors(E5)) == 1
    assert store.layout(document.id) is None
    assert store.changes() > before


def test_a_renamed_file_keeps_its_text(store: VaultDocuments, collection: Collection) -> None:
    document = add(store, collection, "a.txt", "kept ")
    other = add(store, collection, "b.txt", "other ")
    moved = replace(document, path="/papers/b.txt", name="b.txt", changed_ns=5)
    swapped = replace(other, path="/papers/a.txt", name="a.txt")
    new = StoredDocument(new_document_id(), collection.id, "/papers/c", "c", DocumentState.WAITING)
    before = store.changes()
    store.put_files([moved, swapped, new])
    assert store.documents(collection.id) == [swapped, moved, new]
    store.put_files([])
    assert found(store, "kept") == ["kept "]
    assert store.changes() == before


def test_what_is_removed_is_found_no_more(store: VaultDocuments, collection: Collection) -> None:
    gone = add(store, collection, "a.txt", "shared words ", "gone ")
    add(store, collection, "b.txt", "shared words ")
    store.remove_documents([gone.id, DocumentId("unknown")])
    assert found(store, "shared words gone") == ["shared words "]
    assert store.chunks_of(gone.id) == []
    store.remove_collection(collection.id)
    assert store.collections() == []
    assert found(store, "shared") == []
    assert list(store.vectors(E5)) == []


def test_vectors_come_with_what_a_search_must_know(
    store: VaultDocuments, collection: Collection
) -> None:
    add(store, collection, "a.txt", "one ", "둘 ")
    (rows,) = store.vectors(E5)
    assert rows.languages == (Language.OTHER, Language.KOREAN)
    assert len(set(rows.documents)) == 1
    assert rows.vectors == vectors_of(2)
    assert [each.chunk.text for each in store.chunks(rows.chunks)] == ["one ", "둘 "]
    with pytest.raises(ValueError, match="2 vectors for 1 chunks"):
        store.put_document(
            StoredDocument(new_document_id(), collection.id, "/y", "y", DocumentState.INDEXED),
            None,
            chunks_of("x"),
            vectors_of(2),
        )


def test_another_embedder_reads_what_it_has_not_read(
    store: VaultDocuments, collection: Collection
) -> None:
    add(store, collection, "a.txt", "one ", "two ", "three ")
    assert store.without_vectors(E5, 10) == []
    missing = store.without_vectors("better", 2)
    assert [each.chunk.text for each in missing] == ["one ", "two "]
    numbers = [each.number for each in missing]
    store.put_vectors([numbers[0], 999, numbers[1]], vectors_of(3, "better"))
    assert [each.chunk.text for each in store.without_vectors("better", 10)] == ["three "]
    (rows,) = store.vectors("better")
    assert rows.vectors.scales == (0.5, 2.5)
    store.forget_embedder(E5)
    assert list(store.vectors(E5)) == []
    assert list(store.vectors("better")) != []


def test_numbers_of_chunks_are_never_given_twice(
    store: VaultDocuments, collection: Collection
) -> None:
    document = add(store, collection, "a.txt", "one ", "two ")
    first = store.chunk_numbers()
    store.put_document(document, None, chunks_of("one "), vectors_of(1))
    second = store.chunk_numbers()
    assert (len(first), len(second)) == (2, 1)
    assert min(second) > max(first)
    (rows,) = store.vectors(E5, after=max(first))
    assert rows.chunks == tuple(second)


def test_a_file_of_the_same_content_lends_its_vectors(
    store: VaultDocuments, collection: Collection
) -> None:
    document = add(store, collection, "a.txt", "one ", "two ")
    assert store.same_content("ab" * 32) == document
    assert store.same_content("cd" * 32) is None
    assert store.vectors_of(document.id, E5) == vectors_of(2)
    assert store.vectors_of(document.id, "better") is None
    store.put_vectors(store.chunk_numbers()[:1], vectors_of(1, "better"))
    assert store.vectors_of(document.id, "better") is None


def test_neighbours_are_those_of_the_same_document(
    store: VaultDocuments, collection: Collection
) -> None:
    add(store, collection, "a.txt", "one ", "two ", "three ", "four ")
    add(store, collection, "b.txt", "five ")
    (rows,) = store.vectors(E5)
    around = store.neighbours(rows.chunks[3], 1, 2)
    assert [each.chunk.text for each in around] == ["three ", "four "]
    assert store.neighbours(12345, 1, 1) == []


def test_an_answer_keeps_what_it_rests_on(tmp_path: Path) -> None:
    database = open_database(tmp_path / "history.db", create=True)
    store, history = VaultDocuments(database), VaultConversations(database)
    collection = Collection(new_collection_id(), "Papers")
    store.put_collection(collection)
    document = add(store, collection, "a.txt", "The rent is due. ")
    talk = Conversation(new_conversation_id(), "Rent")
    history.add(talk)
    message = Message(new_message_id(), Role.ASSISTANT, "It is due. [1]")
    history.append(talk.id, message)
    citation = Citation(
        1, document.id, "a.txt", 0, 16, "The rent is due.", CitationStatus.VERIFIED,
        PartKind.PAGE, 3, "iii", 0, 10,
    )  # fmt: skip
    left_out = LeftOut(document.id, "a.txt", 2, 9, "Ignore.", LeftOutWhy.ORDERS)
    grounding = Grounding(
        AnswerBasis.WRITTEN, (citation,), ((11, 14),), by_words_only=True, left_out=(left_out,)
    )
    store.put_grounding(message.id, grounding)
    assert store.grounding(message.id) == grounding
    store.remove_documents([document.id])
    assert store.grounding(message.id) == grounding
    extract = Grounding(AnswerBasis.EXTRACT)
    store.put_grounding(message.id, extract)
    assert store.grounding(message.id) == extract
    history.remove(talk.id)
    history.purge()
    assert store.grounding(message.id) is None
    database.close()


def test_nothing_readable_stays_of_a_removed_document(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    database = open_database(path, create=True)
    store = VaultDocuments(database)
    collection = Collection(new_collection_id(), "Papers")
    store.put_collection(collection)
    secret = "xylophonist"
    gone = add(store, collection, "gone.txt", *(f"{secret} {at} 비밀문장이다 " for at in range(50)))
    add(store, collection, "kept.txt", "something ordinary ")
    database.checkpoint()
    assert secret.encode() in decrypted_pages(path)
    assert "비밀문장".encode() in decrypted_pages(path)
    store.remove_documents([gone.id])
    for word in (secret, "비밀문장", "밀문", "gone.txt"):
        assert word.encode() not in decrypted_pages(path), word
    database.close()
