"""The beginning of a turn is kept as a whole, or not at all."""

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from vault_files import answer, open_database, question

from app.domain.conversations import Conversation, Message
from app.domain.generation import Role
from app.domain.ids import ConversationId, new_conversation_id, new_message_id
from app.store.conversations import VaultConversations
from app.store.database import Database
from app.store.faults import StoreDefect
from app.store.memory import MemoryStore

Store = VaultConversations | MemoryStore
WRITER = Path(__file__).parents[1] / "turn_writer.py"
KILLS = 6


@pytest.fixture(params=["vault", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made: Store = MemoryStore()
    if request.param == "vault":
        made = VaultConversations(open_database(tmp_path / "v" / "history.db", create=True))
    yield made
    made.close()


def new(title: str = "Herons") -> Conversation:
    return Conversation(new_conversation_id(), title, tags=("a", "b"))


def test_a_new_conversation_comes_with_its_messages_and_without_the_draft(store: Store) -> None:
    store.keep_draft(None, "Where are herons?")
    made, asked, coming = new(), question("Where are herons?"), answer("", finish=None)
    kept = store.begin_turn(made.id, [asked, coming], new=made, forgets_draft=True)
    assert kept == store.get(made.id)
    assert kept is not None
    assert kept.tags == ("a", "b")
    found = store.messages(made.id)
    assert [each.id for each in found] == [asked.id, coming.id]
    assert [each.parent for each in found] == [None, asked.id]
    assert store.draft(None) == ""
    assert [hit.message for hit in store.search("herons") if hit.message] == [asked.id]


def test_a_turn_follows_the_branch_in_view_and_moves_its_conversation_up(store: Store) -> None:
    first, second = new("first"), new("second")
    last = answer("At the lake.")
    for each in (first, second):
        store.begin_turn(each.id, [question("Where?"), last], new=each)
        last = answer("At the lake.")
    store.keep_draft(first.id, "And when?")
    before = store.get(first.id)
    kept = store.begin_turn(first.id, [question("And when?"), answer("", finish=None)])
    assert before is not None
    assert kept is not None
    assert kept.changed_at >= before.changed_at
    assert [each.id for each in store.conversations()] == [first.id, second.id]
    texts = [each.text for each in store.messages(first.id)]
    assert texts == ["Where?", "At the lake.", "And when?", ""]
    assert store.draft(first.id) == "And when?"  # nobody said that it was sent


def test_what_is_deleted_takes_no_turn(store: Store) -> None:
    made = new()
    store.begin_turn(made.id, [question("Where?")], new=made)
    store.remove(made.id)
    assert store.begin_turn(made.id, [question("Again?")]) is None
    assert store.begin_turn(ConversationId("none"), [question("Again?")]) is None
    store.bring_back(made.id)
    assert [each.text for each in store.messages(made.id)] == ["Where?"]


def test_what_fails_in_the_middle_leaves_nothing(database: Database) -> None:
    vault = VaultConversations(database)
    vault.keep_draft(None, "Where?")
    made, twice = new(), question("herons")
    with pytest.raises(StoreDefect):  # the same id for the second time
        vault.begin_turn(made.id, [twice, twice], new=made, forgets_draft=True)
    assert vault.conversations() == []
    assert vault.search("herons") == []
    assert vault.draft(None) == "Where?"
    vault.begin_turn(made.id, [twice], new=made)
    with pytest.raises(StoreDefect):
        vault.begin_turn(made.id, [question("more"), twice])
    assert [each.id for each in vault.messages(made.id)] == [twice.id]


def test_a_turn_is_one_transaction(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    vault, made = VaultConversations(database), new()
    submitted: list[object] = []
    submit = database._writer.submit
    monkeypatch.setattr(
        database._writer, "submit", lambda change: submitted.append(change) or submit(change)
    )
    said = [Message(new_message_id(), Role.SYSTEM, "Be brief."), question("Hi"), answer("")]
    vault.begin_turn(made.id, said, new=made, forgets_draft=True)
    assert len(submitted) == 1


def test_killed_at_any_moment_there_is_the_draft_or_the_turn(database: Database) -> None:
    path, chance, told = database.path, random.Random(5), 0
    database.close()
    for _ in range(KILLS):
        writer = subprocess.Popen([sys.executable, WRITER, path], stdout=subprocess.PIPE, text=True)
        with writer:
            assert writer.stdout is not None
            first = writer.stdout.readline()
            time.sleep(chance.random() * 0.05)
            writer.kill()
            lines = (first + writer.stdout.read()).splitlines()
        told = max(int(line) for line in lines) + 1
        _check(path, told)
    assert told >= KILLS


def _check(path: Path, told: int) -> None:
    database = open_database(path, busy_s=5)
    vault = VaultConversations(database)
    kept = vault.conversations()
    assert told <= len(kept) <= told + 1
    for each in kept:
        assert [one.text for one in vault.messages(each.id)] == ["Be brief.", each.title, ""]
    assert vault.draft(None) in ("", f"turn {len(kept)}")
    assert database.verify() == []
    database.close()
