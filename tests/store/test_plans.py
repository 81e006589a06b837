"""No call of the store reads more of the messages than it is about, however many there are."""

from dataclasses import replace
from typing import Any

from sqlalchemy import event
from vault_files import answer, fill, question

from app.domain.clock import SeenClock
from app.domain.conversations import Conversation
from app.domain.ids import new_conversation_id
from app.store.conversations import VaultConversations
from app.store.database import Database
from app.store.documents import VaultDocuments

SMALL = {
    "SCAN messages USING INDEX messages_unfinished",
    "SCAN messages USING INDEX messages_hidden",
    "SCAN messages USING COVERING INDEX messages_hidden",
}
"""These indexes hold only the answers that are being written, and what was deleted a moment ago."""


def use_everything(store: VaultConversations) -> None:
    conversation = store.conversations()[1]
    messages = store.messages(conversation.id)
    store.get(conversation.id)
    store.message(conversation.id, messages[2].id)
    store.siblings(messages[0].id)
    store.siblings(messages[3].id)
    store.select_branch(conversation.id, messages[3].id)
    store.append(conversation.id, question("x"))
    store.fork(conversation.id, replace(answer("y"), parent=messages[4].id))
    store.replace(conversation.id, replace(messages[1], text="z"))
    store.all_messages(conversation.id)
    store.update(replace(conversation, title="another", tags=("a",)))
    store.import_conversation(Conversation(new_conversation_id(), "t"), [question("q")], "other")
    store.mark_interrupted()
    store.expire(lambda _each: False)
    store.revise([conversation.id], lambda each: replace(each, is_pinned=True))
    store.tags()
    store.begin_turn(conversation.id, [question("z")], forgets_draft=True)
    store.keep_clock(SeenClock(conversation.changed_at))
    store.seen_clock()
    store.keep_draft(conversation.id, "typed")
    store.draft(conversation.id)
    hidden = store.hide_messages(conversation.id, [messages[2].id, messages[3].id])
    assert hidden is not None
    store.bring_back_messages(hidden)
    store.pin_message(conversation.id, messages[2].id, is_pinned=True)
    store.hide_messages(conversation.id, [messages[2].id])
    store.doom_deleted()
    store.purge_messages()
    store.remove(conversation.id)
    store.purge()


def test_no_statement_reads_all_messages(database: Database, vault: VaultConversations) -> None:
    fill(vault, conversations=3, messages=10)
    seen: dict[str, tuple[Any, ...]] = {}

    def note(_a: Any, _b: Any, statement: str, values: Any, _c: Any, is_many: bool) -> None:
        if statement.split()[0] in ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH") and not is_many:
            seen[statement] = tuple(values)

    engines = (database._readers, database._changes)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    use_everything(vault)
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)
    assert len(seen) > 30
    for statement, values in seen.items():
        with database.reading() as connection:
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
        scans = {row[3] for row in rows if row[3].startswith("SCAN messages")}
        assert scans <= SMALL, statement


def test_vectors_and_numbers_of_chunks_are_read_by_index_alone(database: Database) -> None:
    """100,000 vectors took 15 s when every piece of them was sorted anew."""
    seen: list[tuple[str, Any]] = []

    def note(_a: Any, _b: Any, statement: str, values: Any, _c: Any, _many: bool) -> None:
        if statement.startswith("SELECT"):
            seen.append((statement, values))

    store = VaultDocuments(database)
    event.listen(database._readers, "before_cursor_execute", note)
    list(store.vectors("e5"))
    store.chunk_numbers()
    event.remove(database._readers, "before_cursor_execute", note)
    plans = []
    for statement, values in seen:
        with database.reading() as connection:
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
        plans.append(" ".join(row[3] for row in rows))
    assert "vectors_by_embedder (embedder=? AND chunk>?)" in plans[0]
    assert "TEMP B-TREE" not in plans[0]
    assert plans[1].startswith("SCAN chunks USING COVERING INDEX")
