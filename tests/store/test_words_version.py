"""An index that was made with other terms is made anew when the vault is opened."""

from pathlib import Path

import pytest
from sqlalchemy import Connection
from vault_files import answer, open_database, question

from app.domain.conversations import Conversation
from app.domain.ids import new_conversation_id
from app.store import search_index
from app.store.conversations import VaultConversations

SAID = "임대차계약서를 어디에 두었나요?"


def spoil(connection: Connection) -> None:
    """What an index of another version looks like: its terms lead nowhere here."""
    connection.exec_driver_sql("INSERT INTO message_words(message_words) VALUES('delete-all')")
    connection.exec_driver_sql("UPDATE about SET value = '0' WHERE key = 'words'")


def found(store: VaultConversations, query: str) -> int:
    return len([hit for hit in store.search(query) if hit.message is not None])


def test_words_are_found_again_after_an_upgrade(path: Path) -> None:
    store = VaultConversations(open_database(path, create=True))
    talk = Conversation(new_conversation_id(), "집")
    store.add(talk)
    store.append(talk.id, question(SAID))
    unfinished = answer("아직 쓰는 중", None)
    store.append(talk.id, unfinished)
    store._database.write(spoil)
    assert found(store, "계약") == 0
    store.close()

    store = VaultConversations(open_database(path))
    assert found(store, "계약") == 1
    assert found(store, "쓰는") == 0, "an answer that has not ended is not indexed"
    assert store.mark_interrupted() == 1
    assert found(store, "쓰는") == 1
    store.remove(talk.id)
    assert store.purge() == 1
    assert found(store, "계약") == 0
    store.close()


def test_a_current_index_is_left_alone(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    VaultConversations(open_database(path, create=True)).close()

    def refuse(_connection: Connection) -> None:
        raise AssertionError("made anew without need")

    monkeypatch.setattr(search_index, "bring_up_to_date", refuse)
    VaultConversations(open_database(path)).close()
