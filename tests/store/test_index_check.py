"""Indexes that do not fit the stored text are found and made anew, and sound ones are left."""

import contextlib
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vault_files import fill, open_database, question, raw_connection

from app.domain.collections import Chunk, Collection, DocumentState, StoredDocument
from app.domain.conversations import Conversation
from app.domain.ids import new_collection_id, new_conversation_id, new_document_id
from app.domain.retrieval import SearchFilter
from app.store.conversations import VaultConversations
from app.store.database import Database
from app.store.documents import VaultDocuments
from app.store.index_check import heal

TABLES = {"messages": "message_words", "titles": "title_words", "documents": "chunk_words"}
TEXT = "the contract about whales 계약서"


@pytest.fixture
def filled(database: Database) -> Database:
    fill(VaultConversations(database))
    documents = VaultDocuments(database)
    made = Collection(new_collection_id(), "Leases", ("/papers",))
    documents.put_collection(made)
    for number in range(3):
        kept = StoredDocument(
            new_document_id(), made.id, f"/papers/{number}", f"{number}", DocumentState.INDEXED
        )
        chunks = [Chunk(n, n * 40, n * 40 + len(TEXT), TEXT) for n in range(4)]
        documents.put_document(kept, None, chunks, None)
    return database


def hits(database: Database) -> tuple[int, int, int]:
    store = VaultConversations(database)
    chunks = VaultDocuments(database).search_words("whales", SearchFilter(), 100)
    return (
        len(store.search("계약서", 200)),
        len(store.search("제목", 200)),
        sum(map(len, chunks.values())),
    )


def run(path: Path, statement: str) -> None:
    with contextlib.closing(raw_connection(path)) as connection:
        connection.execute(statement)


def test_sound_indexes_are_left_alone(filled: Database) -> None:
    assert heal(filled) == []
    assert heal(filled) == []


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM {}_docsize WHERE id = (SELECT max(id) FROM {}_docsize)",
        "DELETE FROM {}_data WHERE id > 10",
        "DELETE FROM {}_data WHERE id = 10",
        "UPDATE {}_data SET block = substr(block, 1, 20) WHERE id > 10",
        "INSERT INTO {}(rowid, words) VALUES(9999, 'ghost')",
        "INSERT INTO {}({}, rowid, words) VALUES('delete', 2, 'it was never that')",
        "INSERT INTO {}({}) VALUES('delete-all')",
    ],
)
def test_an_index_that_does_not_fit_is_made_anew(
    path: Path, filled: Database, name: str, damage: str
) -> None:
    before = hits(filled)
    assert all(before)
    run(path, damage.replace("{}", TABLES[name]))
    told = heal(filled)
    assert len(told) == 1
    assert name in told[0]
    assert heal(filled) == []
    assert hits(filled) == before
    assert filled.verify() == []


def test_a_text_that_was_changed_beside_the_index_is_noticed(path: Path, filled: Database) -> None:
    run(path, "UPDATE messages SET text = 'one heron more' WHERE seq = 5")
    assert len(heal(filled)) == 1
    assert len(VaultConversations(filled).search("heron")) == 1


def test_words_that_should_have_left_are_noticed(path: Path, filled: Database) -> None:
    """The row was taken out with another text than it was indexed with, and put in again."""
    for change in ("'delete', 5, 'a b c'", "'delete', 5, 'd'"):
        run(path, f"INSERT INTO message_words(message_words, rowid, words) VALUES({change})")
    run(path, "INSERT INTO message_words(rowid, words) VALUES(5, 'heron')")
    run(path, "UPDATE messages SET text = 'heron' WHERE seq = 5")
    assert len(heal(filled)) == 1
    assert heal(filled) == []


def test_attachments_count(path: Path, filled: Database) -> None:
    run(
        path,
        "INSERT INTO attachments(message, kind, name, media_type, text)"
        " VALUES(5, 'file', 'a.txt', '', 'an albatross')",
    )
    assert len(heal(filled)) == 1
    assert len(VaultConversations(filled).search("albatross")) == 1
    assert heal(filled) == []


@given(st.lists(st.text(max_size=60), min_size=1, max_size=8))
@settings(max_examples=30, deadline=None)
def test_no_text_is_taken_for_damage(texts: list[str]) -> None:
    """Our terms are exactly what FTS5 counts, whatever was typed."""
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(Path(folder) / "history.db", create=True)
        store = VaultConversations(database)
        made = Conversation(new_conversation_id(), texts[0])
        store.add(made)
        for text in texts:
            store.append(made.id, question(text))
        assert heal(database) == []
        database.close()
