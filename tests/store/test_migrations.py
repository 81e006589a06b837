"""Migrations: old vaults open, newer ones are left alone, and a kill in the middle is harmless."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine
from vault_files import OTHER_KEY, everything, fill, open_database, question, raw_connection

from app.domain.conversations import Conversation
from app.domain.errors import VaultDiskFull, VaultNewer
from app.domain.ids import new_conversation_id
from app.domain.retrieval import AnswerBasis, Grounding
from app.domain.safety import Judged, SafetyReport, Verdict
from app.store import backup
from app.store.conversations import VaultConversations
from app.store.migrations import MIGRATIONS
from app.store.schema import metadata

FIXTURES = Path(__file__).parents[1] / "fixtures" / "vaults"
FIXTURE_KEY = bytes.fromhex("5a" * 32)


def add_column(connection: Connection) -> None:
    connection.exec_driver_sql("ALTER TABLE folders ADD COLUMN colour TEXT NOT NULL DEFAULT ''")


def add_table(connection: Connection) -> None:
    connection.exec_driver_sql("CREATE TABLE badges(name TEXT PRIMARY KEY)")


def fail(connection: Connection) -> None:
    connection.exec_driver_sql("DROP TABLE drafts")
    raise LookupError("the migration has a defect")


def version(path: Path) -> int:
    connection = raw_connection(path)
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.close()
    return int(found)


def columns(connection: Connection) -> dict[str, set[tuple[str, str, int, int]]]:
    """Name, type, NOT NULL and place in the primary key of every column, by table."""
    return {
        name: {
            (row[1], row[2], row[3], row[5])
            for row in connection.exec_driver_sql(f"PRAGMA table_info({name})")
        }
        for name in metadata.tables
    }


def indexes(connection: Connection) -> dict[str, str]:
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    return {row[0]: " ".join(row[1].split()) for row in connection.exec_driver_sql(query)}


def test_all_migrations_together_lead_to_the_schema(path: Path) -> None:
    """When this fails, schema.py has changed: say the change in a migration."""
    made = open_database(path, create=True)
    fresh = create_engine("sqlite://")
    with fresh.begin() as wanted, made.reading() as found:
        metadata.create_all(wanted)
        assert columns(found) == columns(wanted)
        ours = {key: value for key, value in indexes(found).items() if "words" not in key}
        assert ours == indexes(wanted)
    fresh.dispose()
    made.close()
    assert version(path) == len(MIGRATIONS)


def test_missing_steps_are_made_after_a_copy(path: Path) -> None:
    first = open_database(path, create=True)
    fill(VaultConversations(first))
    before = everything(first)
    first.close()
    steps = (*MIGRATIONS, add_column, add_table)
    migrated = open_database(path, steps=steps)
    assert everything(migrated) == before
    with migrated.reading() as connection:
        connection.exec_driver_sql("SELECT colour FROM folders").all()
        connection.exec_driver_sql("SELECT name FROM badges").all()
    migrated.close()
    assert version(path) == len(MIGRATIONS) + 2
    copy = backup.copy_before(path, len(MIGRATIONS))
    assert backup.copies_before(path) == [copy]
    assert not copy.read_bytes().startswith(b"SQLite")
    old = open_database(copy)
    assert everything(old) == before
    old.close()
    open_database(path, steps=steps).close()
    assert backup.copies_before(path) == []


def test_a_copy_under_an_old_key_goes_when_the_key_changes(path: Path) -> None:
    open_database(path, create=True).close()
    migrated = open_database(path, steps=(*MIGRATIONS, add_column))
    assert len(backup.copies_before(path)) == 1
    migrated.rekey(OTHER_KEY)
    assert backup.copies_before(path) == []
    migrated.close()


def test_a_step_that_fails_leaves_the_version_before(path: Path) -> None:
    first = open_database(path, create=True)
    VaultConversations(first).keep_draft(None, "typed")
    first.close()
    with pytest.raises(LookupError):
        open_database(path, steps=(*MIGRATIONS, add_column, fail))
    assert version(path) == len(MIGRATIONS) + 1
    found = open_database(path, steps=(*MIGRATIONS, add_column))
    assert VaultConversations(found).draft(None) == "typed"
    found.close()


def test_without_room_for_the_copy_nothing_is_changed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_database(path, create=True).close()
    before = path.read_bytes()

    def no_room(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "move_into_place", no_room)
    with pytest.raises(VaultDiskFull):
        open_database(path, steps=(*MIGRATIONS, add_column))
    monkeypatch.undo()
    assert version(path) == len(MIGRATIONS)
    assert path.read_bytes() == before
    assert backup.copies_before(path) == []


def test_a_newer_vault_is_left_alone(path: Path) -> None:
    first = open_database(path, create=True, steps=(*MIGRATIONS, add_column))
    first.close()
    before = path.read_bytes()
    with pytest.raises(VaultNewer) as caught:
        open_database(path)
    assert caught.value.values == {"found": len(MIGRATIONS) + 1, "known": len(MIGRATIONS)}
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == [path.name]


KILLED = """
import os, signal, sys
from pathlib import Path
from vault_files import open_database
from app.store.migrations import MIGRATIONS

def step(connection):
    connection.exec_driver_sql("ALTER TABLE folders ADD COLUMN colour TEXT NOT NULL DEFAULT ''")

def end(connection):
    connection.exec_driver_sql("DROP TABLE drafts")
    os._exit(9)

open_database(Path(sys.argv[1]), steps=(*MIGRATIONS, step, end))
"""


def test_a_kill_in_the_middle_goes_on_next_time(path: Path) -> None:
    first = open_database(path, create=True)
    store = VaultConversations(first)
    store.add(Conversation(new_conversation_id(), "kept"))
    store.keep_draft(None, "typed")
    first.close()
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(each for each in sys.path if each)}
    done = subprocess.run([sys.executable, "-c", KILLED, str(path)], env=environment, check=False)
    assert done.returncode == 9
    assert version(path) == len(MIGRATIONS) + 1
    assert backup.copies_before(path) == [backup.copy_before(path, len(MIGRATIONS))]
    steps = (*MIGRATIONS, add_column, add_table)
    again = open_database(path, steps=steps)
    store = VaultConversations(again)
    assert [each.title for each in store.conversations()] == ["kept"]
    assert store.draft(None) == "typed"
    assert again.verify() == []
    again.close()


@pytest.mark.parametrize("name", ["schema-1.db", "schema-2.db"])
def test_old_vaults_open(tmp_path: Path, name: str) -> None:
    path = tmp_path / "history.db"
    shutil.copy(FIXTURES / name, path)
    found = open_database(path, FIXTURE_KEY, vault_id="fixture")
    store = VaultConversations(found)
    [conversation] = store.conversations()
    assert (conversation.title, conversation.tags) == ("A first vault 첫 금고", ("kept",))
    assert [each.text for each in store.messages(conversation.id)] == ["Hello 안녕", "Hi there"]
    assert [each.text for each in store.all_messages(conversation.id)] == [
        "Hello 안녕",
        "Hi",
        "Hi there",
    ]
    assert store.draft(None) == "typed"
    store.append(conversation.id, question("and on it goes"))
    query = "SELECT count(*) FROM message_words WHERE message_words MATCH 'hello OR goes'"
    with found.reading() as connection:
        assert connection.exec_driver_sql(query).scalar_one() == 2
    assert found.verify() == []
    found.close()


def test_a_vault_of_the_second_schema_keeps_all_and_takes_verdicts(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    shutil.copy(FIXTURES / "schema-2.db", path)
    found = open_database(path, FIXTURE_KEY, vault_id="fixture")
    store = VaultConversations(found)
    [conversation] = store.conversations()
    asked, _, answered = store.all_messages(conversation.id)
    assert store.grounding(answered.id) == Grounding(AnswerBasis.NOT_SAID)
    assert store.summaries.of(conversation.id) == {asked.id: "They greeted."}
    assert [each.name for each in store.prompts.all()] == ["Greet"]
    assert store.verdicts.of(conversation.id) == {}
    report = SafetyReport((Verdict(Judged.ANSWER, 0.9, ("hate",), is_flagged=True),), "guard")
    store.verdicts.put(conversation.id, answered.id, report)
    assert store.verdicts.of(conversation.id) == {answered.id: report}
    found.close()
    assert backup.copy_before(path, 2).exists()
