"""What is destroyed leaves nothing in the pages of the database."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from vault_files import (
    answer,
    decrypted_pages,
    decrypted_wal,
    fill,
    flip_a_bit_beside,
    open_database,
    question,
)

from app.domain.attachments import AttachmentKind, files_of
from app.domain.attachments import made as made_attachment
from app.domain.conversations import Conversation
from app.domain.generation import FinishReason
from app.domain.ids import ConversationId, MessageId, new_conversation_id
from app.store import changes
from app.store.conversations import VaultConversations
from app.store.database import Database
from app.store.index_check import heal

TERM = "zxqjuniquewhale"
BODY = f"{TERM} paragraph 0419 삭제된비밀"
TITLE = "qvtitlewhale"
DRAFT = "qvdraftwhale"
TAG = "qvtagwhale"


def secret_conversation(store: VaultConversations) -> tuple[ConversationId, MessageId]:
    made = Conversation(new_conversation_id(), f"{TITLE} 제목", tags=(TAG,))
    store.add(made)
    message = question(BODY)
    store.append(made.id, message)
    store.append(made.id, replace(answer(BODY + " " + BODY * 200), thoughts=f"{TERM} thought"))
    store.keep_draft(made.id, DRAFT)
    return made.id, message.id


def residue(path: Path) -> set[str]:
    """Which of the secret stretches stand anywhere in the pages or in the WAL."""
    content = (decrypted_pages(path) + decrypted_wal(path)).lower()
    wanted = (TERM, "삭제된비밀", TITLE, DRAFT, TAG)
    return {each for each in wanted if each.encode() in content}


def words_found(database: Database, table: str, word: str) -> int:
    query = f"SELECT count(*) FROM {table} WHERE {table} MATCH ?"
    with database.reading() as connection:
        return int(connection.exec_driver_sql(query, (word,)).scalar_one())


def test_a_purged_conversation_leaves_no_byte(path: Path, database: Database) -> None:
    store = VaultConversations(database)
    fill(store)
    conversation, _ = secret_conversation(store)
    fill(store, conversations=0)
    database.checkpoint()
    assert residue(path) == {TERM, "삭제된비밀", TITLE, DRAFT, TAG}
    assert words_found(database, "message_words", TERM) == 2
    assert words_found(database, "title_words", TITLE) == 1
    store.remove(conversation)
    database.checkpoint()
    assert TERM in residue(path)  # it can still be brought back
    assert store.purge() == 1
    assert residue(path) == set()
    assert path.with_name("history.db-wal").stat().st_size == 0
    assert words_found(database, "message_words", TERM) == 0
    assert words_found(database, "title_words", TITLE) == 0
    assert words_found(database, "message_words", "contract") == 60
    assert database.verify() == []


def test_others_write_while_much_is_destroyed(database: Database) -> None:
    """No conversation is too long: it goes message by message, in slices of the writer's time."""
    store = VaultConversations(database)
    fill(store, conversations=2, messages=400)
    for each in store.conversations():
        store.remove(each.id)
    end, drafts = threading.Event(), [0]

    def write_beside() -> None:
        while not end.is_set():
            store.keep_draft(None, f"draft {drafts[0]}")
            drafts[0] += 1

    writing = threading.Thread(target=write_beside)
    writing.start()
    assert store.purge() == 2
    end.set()
    writing.join()
    assert drafts[0] >= 5
    assert store.conversations() == []
    assert heal(database) == []


def test_a_purge_in_a_hurry_leaves_the_rest_for_the_next(database: Database) -> None:
    store = VaultConversations(database)
    fill(store, conversations=6, messages=60)
    for each in store.conversations():
        store.remove(each.id)
    assert store.purge(0) == 0
    some = store.purge(0.02)
    assert heal(database) == []
    assert some + store.purge() == 6


def test_what_is_being_destroyed_is_not_brought_back(path: Path, database: Database) -> None:
    """A kill between two slices leaves half a conversation, which the next purge takes away."""
    store = VaultConversations(database)
    fill(store, conversations=1)
    conversation = store.conversations()[0].id
    store.remove(conversation)
    assert database.write(lambda each: changes.destroy_some(each, 5)) == (0, True)
    assert store.bring_back(conversation) is None
    database.close()
    again = open_database(path)
    store = VaultConversations(again)
    assert store.conversations() == []
    assert heal(again) == []
    assert store.purge() == 1
    assert heal(again) == []
    again.close()


def test_destroyed_messages_leave_no_byte(path: Path, database: Database) -> None:
    store = VaultConversations(database)
    fill(store)
    conversation, _ = secret_conversation(store)
    database.checkpoint()
    ids = [each.id for each in store.messages(conversation)]
    store.hide_messages(conversation, ids)
    assert store.purge_messages() == 2
    assert residue(path) == {TITLE, DRAFT, TAG}


def test_replaced_text_leaves_no_byte_after_a_checkpoint(path: Path, database: Database) -> None:
    store = VaultConversations(database)
    conversation, first = secret_conversation(store)
    database.checkpoint()
    for each in store.messages(conversation):
        store.replace(conversation, replace(each, text="harmless", thoughts=""))
    kept = store.get(conversation)
    assert kept is not None
    store.update(replace(kept, title="harmless", tags=()))
    store.keep_draft(conversation, "")
    database.checkpoint()
    assert residue(path) == set()
    assert words_found(database, "message_words", "harmless") == 2
    assert store.message(conversation, first) is not None


def test_without_the_settings_it_would_stay(path: Path) -> None:
    """The way these tests look for a residue finds one where nothing is overwritten."""
    made = open_database(path, create=True)
    made.write(lambda each: each.exec_driver_sql("PRAGMA secure_delete"))
    store = VaultConversations(made)
    fill(store)
    conversation, _ = secret_conversation(store)
    made.checkpoint()

    def weaken(connection: object) -> None:
        run = connection.exec_driver_sql  # type: ignore[attr-defined]
        run("PRAGMA secure_delete=OFF").all()
        run("INSERT INTO message_words(message_words, rank) VALUES('secure-delete', 0)")

    made.write(weaken)
    store.remove(conversation)
    store.purge()
    assert {TERM, "삭제된비밀"} <= residue(path)
    made.close()


# --- the words of messages ---------------------------------------------------------------------


def test_words_follow_their_messages(database: Database) -> None:
    store = VaultConversations(database)
    made = Conversation(new_conversation_id(), "first title")
    store.add(made)
    message = question("alpha beta")
    store.append(made.id, message)
    assert words_found(database, "message_words", "alpha") == 1
    store.replace(made.id, replace(message, text="gamma"))
    assert words_found(database, "message_words", "alpha") == 0
    assert words_found(database, "message_words", "gamma") == 1
    store.update(replace(made, title="second title"))
    assert words_found(database, "title_words", "first") == 0
    assert words_found(database, "title_words", "second") == 1


def test_words_of_attachments_go_with_their_message(path: Path, database: Database) -> None:
    store = VaultConversations(database)
    made = Conversation(new_conversation_id(), "title")
    store.add(made)
    secret = made_attachment(AttachmentKind.FILE, TERM, "beta", BODY.encode() * 4000)
    message = replace(question("alpha"), attachments=(secret.attachment,))
    store.append(made.id, message, files_of([secret]))
    store.keep_draft_attachments(made.id, [secret])
    database.checkpoint()
    assert residue(path) == {TERM, "삭제된비밀"}
    assert words_found(database, "message_words", TERM) == 1
    store.replace(made.id, replace(message, text="gamma"))
    assert words_found(database, "message_words", "gamma") == 1
    assert words_found(database, "message_words", "beta") == 1
    store.hide_messages(made.id, [message.id])
    store.purge_messages()
    assert words_found(database, "message_words", "beta") == 0
    store.keep_draft_attachments(made.id, [])
    database.checkpoint()
    assert residue(path) == set()
    database.write(
        lambda each: each.exec_driver_sql(
            "INSERT INTO message_words(message_words) VALUES('integrity-check')"
        )
    )


def test_an_answer_is_found_when_it_is_finished(database: Database) -> None:
    store = VaultConversations(database)
    made = Conversation(new_conversation_id(), "title")
    store.add(made)
    started = answer("", finish=None)
    store.append(made.id, started)
    for text in ("alpha", "alpha beta", "alpha beta gamma"):
        store.replace(made.id, replace(started, text=text))
        assert words_found(database, "message_words", "alpha") == 0
    ended = replace(started, text="alpha beta gamma", finish=FinishReason.STOP)
    store.replace(made.id, ended)
    store.replace(made.id, ended)
    assert words_found(database, "message_words", "beta") == 1
    store.replace(made.id, replace(started, text="again"))
    assert words_found(database, "message_words", "beta") == 0
    store.remove(made.id)
    store.purge()
    assert words_found(database, "message_words", "again") == 0


def test_interrupted_answers_get_their_end_and_their_words(path: Path) -> None:
    first = open_database(path, create=True)
    store = VaultConversations(first)
    made = Conversation(new_conversation_id(), "title")
    store.add(made)
    ended, started = answer("whole"), answer("half of", finish=None)
    for each in (question("hello"), ended, started):
        store.append(made.id, each)
    first.close()
    again = open_database(path)
    store = VaultConversations(again)
    assert store.mark_interrupted() == 1
    assert store.mark_interrupted() == 0
    finishes = [each.finish for each in store.messages(made.id)]
    assert finishes == [None, FinishReason.STOP, FinishReason.INTERRUPTED]
    assert words_found(again, "message_words", "half") == 1
    plan = "EXPLAIN QUERY PLAN SELECT seq FROM messages WHERE role = 'assistant' AND finish IS NULL"
    with again.reading() as connection:
        assert "messages_unfinished" in str(connection.exec_driver_sql(plan).all())
    again.close()


def test_an_import_that_fails_leaves_nothing(database: Database) -> None:
    store = VaultConversations(database)
    one = question("alpha")
    made = Conversation(new_conversation_id(), "title")
    with pytest.raises(Exception, match="IntegrityError"):
        store.import_conversation(made, [one, one], source="x")
    assert store.conversations() == []
    assert words_found(database, "title_words", "title") == 0
    assert store.import_conversation(made, [one], source="x")


def test_what_is_damaged_cannot_be_destroyed_in_silence(path: Path) -> None:
    first = open_database(path, create=True)
    store = VaultConversations(first)
    fill(store)
    first.close()
    flip_a_bit_beside(path, "message 1-5 about")
    again = open_database(path)
    store = VaultConversations(again)
    for each in store.conversations():
        store.remove(each.id)
    with pytest.raises(Exception, match="cannot be read"):
        store.purge()
    assert any(_deleted(again))  # nothing of that conversation is gone, nor said to be
    again.close()


def _deleted(database: Database) -> list[int]:
    query = "SELECT deleted_at FROM conversations"
    with database.reading() as connection:
        return [row[0] for row in connection.exec_driver_sql(query)]
