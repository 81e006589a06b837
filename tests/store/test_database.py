"""The encrypted database: its guards, its writer, and what it says when something is in the way."""

import contextlib
import logging
import os
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select
from vault_files import (
    KEY,
    OTHER_KEY,
    VAULT_ID,
    decrypted_pages,
    everything,
    fill,
    open_database,
    question,
    raw_connection,
)

from app.domain.conversations import Conversation
from app.domain.errors import (
    AppError,
    HistoryDamaged,
    HistoryMissing,
    VaultBusy,
    VaultDiskFull,
    VaultExists,
    VaultLocked,
    VaultReadOnly,
    VaultUnsupported,
)
from app.domain.ids import new_conversation_id
from app.store import cipher
from app.store.backup import write_copy
from app.store.conversations import VaultConversations
from app.store.database import Database
from app.store.faults import StoreDefect
from app.store.schema import about, folders

SECRET = "zxqj-the-blue-whale"


def count(database: Database) -> int:
    with database.reading() as connection:
        return connection.execute(select(func.count()).select_from(folders)).scalar_one()


def insert(name: str) -> Any:
    return lambda connection: connection.execute(folders.insert().values(id=name, name=name))


# --- making and opening ------------------------------------------------------------------------


def test_what_was_written_is_there_after_opening_again(path: Path) -> None:
    first = open_database(path, create=True)
    fill(VaultConversations(first))
    before = everything(first)
    first.close()
    assert sorted(each.name for each in path.parent.iterdir()) == ["history.db"]
    again = open_database(path)
    assert everything(again) == before
    assert len(before) == 3
    again.close()


def test_nothing_on_the_disk_can_be_read(path: Path, database: Database) -> None:
    database.write(insert(SECRET))
    for each in path.parent.iterdir():
        raw = each.read_bytes()
        assert SECRET.encode() not in raw
        assert b"CREATE TABLE" not in raw
        assert not raw.startswith(b"SQLite format 3")
    assert database.checkpoint()
    assert SECRET.encode() not in path.read_bytes()
    assert SECRET.encode() in decrypted_pages(path)


@pytest.mark.skipif(os.name != "posix", reason="Windows has no modes; folders inherit there")
def test_files_are_their_owners_alone(path: Path) -> None:
    before = os.umask(0)
    try:
        made = open_database(path, create=True, ballast_bytes=4096)
        made.write(insert("a"))
        with contextlib.closing(raw_connection(path)) as connection:
            write_copy(connection, path.with_name("copy.db"))
        names = {each.name: stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()}
        folder = stat.S_IMODE(path.parent.stat().st_mode)
        made.close()
        path.chmod(0o644)
        open_database(path).close()
    finally:
        os.umask(before)
    companions = {"history.db", "history.db-wal", "history.db-shm", "history.db.ballast"}
    assert names.keys() == companions | {"copy.db"}
    assert set(names.values()) == {0o600}
    assert folder == 0o700
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("key", [b"", KEY[:31], KEY + b"\0", b"0" * 64])
def test_a_key_of_another_length_is_refused(path: Path, key: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        open_database(path, key, create=True)
    assert not path.exists()


def test_another_key_opens_nothing_and_changes_nothing(path: Path) -> None:
    first = open_database(path, create=True)
    fill(VaultConversations(first))
    first.close()
    before = path.read_bytes()
    with pytest.raises(HistoryDamaged) as caught:
        open_database(path, OTHER_KEY)
    assert caught.value.exit_code == 4
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == ["history.db"]


def test_another_key_does_not_harm_what_waits_in_the_wal(path: Path, database: Database) -> None:
    database.write(insert("a"))
    with pytest.raises(HistoryDamaged):
        open_database(path, OTHER_KEY)
    assert count(database) == 1


def test_the_database_of_another_vault_is_not_taken(path: Path) -> None:
    open_database(path, create=True).close()
    before = path.read_bytes()
    with pytest.raises(HistoryDamaged, match="cannot be read"):
        open_database(path, vault_id="another")
    assert path.read_bytes() == before


def test_a_database_without_its_row_is_not_taken(path: Path) -> None:
    made = open_database(path, create=True)
    made.write(lambda each: each.execute(about.delete()))
    made.close()
    with pytest.raises(HistoryDamaged):
        open_database(path)


def test_a_plain_database_is_not_taken(path: Path) -> None:
    path.parent.mkdir()
    plain = raw_connection(path, key=None)
    plain.execute("CREATE TABLE about(key TEXT PRIMARY KEY, value TEXT)")
    plain.execute("INSERT INTO about VALUES('vault_id', ?)", (VAULT_ID,))
    plain.close()
    before = path.read_bytes()
    assert before.startswith(b"SQLite format 3")
    with pytest.raises(HistoryDamaged):
        open_database(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("size", [None, 0, 1])
def test_a_missing_or_empty_file_is_never_made_anew(path: Path, size: int | None) -> None:
    path.parent.mkdir()
    if size is not None:
        path.write_bytes(b"x" * size)
    with pytest.raises(HistoryMissing):
        open_database(path)
    assert path.exists() == (size is not None)
    assert not size or path.read_bytes() == b"x" * size


def test_a_new_one_is_never_made_over_an_old_one(path: Path) -> None:
    open_database(path, create=True).close()
    before = path.read_bytes()
    with pytest.raises(VaultExists):
        open_database(path, OTHER_KEY, create=True)
    assert path.read_bytes() == before


def test_what_an_interrupted_making_left_is_no_vault(path: Path) -> None:
    path.parent.mkdir()
    path.with_name("history.db.new").write_bytes(b"half of one")
    path.with_name("history.db.new-wal").write_bytes(b"half of one")
    made = open_database(path, create=True)
    assert count(made) == 0
    made.close()
    assert [each.name for each in path.parent.iterdir()] == ["history.db"]


# --- what this SQLite is ---------------------------------------------------------------------


class _Answers:
    """A connection that answers some PRAGMAs as another build of SQLite would."""

    def __init__(self, connection: Any, answers: dict[str, list[tuple[Any, ...]]]) -> None:
        self._connection = connection
        self._answers = answers

    def execute(self, statement: str, *more: Any) -> Any:
        rows = self._answers.get(statement.removeprefix("PRAGMA "))
        return self._connection.execute(statement, *more) if rows is None else _Rows(rows)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


class _Rows:
    def __init__(self, rows: list[tuple[Any, ...]]) -> None:
        self._rows = rows

    def fetchall(self) -> list[tuple[Any, ...]]:
        return self._rows

    def fetchone(self) -> tuple[Any, ...] | None:
        return self._rows[0] if self._rows else None


@pytest.mark.parametrize(
    "answers",
    [
        {"cipher_version": []},
        {"cipher_version": [("",)]},
        {"temp_store": [(1,)]},
        {"temp_store": [(0,)]},
        {"compile_options": [("THREADSAFE=1",), ("TEMP_STORE=0",)]},
    ],
)
def test_a_build_that_would_write_plain_text_is_refused(
    path: Path, monkeypatch: pytest.MonkeyPatch, answers: dict[str, list[tuple[Any, ...]]]
) -> None:
    real = cipher.driver.connect
    monkeypatch.setattr(
        cipher.driver, "connect", lambda *args, **more: _Answers(real(*args, **more), answers)
    )
    with pytest.raises(VaultUnsupported):
        open_database(path, create=True)
    assert not path.exists()


def test_every_connection_has_its_settings(database: Database) -> None:
    wanted = {
        "temp_store": 2,
        "journal_mode": "wal",
        "synchronous": 2,
        "secure_delete": 1,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "mmap_size": 0,
        "cipher_memory_security": "0",
    }

    def settings(connection: Connection) -> dict[str, Any]:
        # mmap_size gives no row at all where it is 0 and was never more
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}
        return found | {"mmap_size": found["mmap_size"] or 0}

    with database.reading() as connection:
        assert settings(connection) == wanted
    assert database.write(settings) == wanted


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="reads open files from /proc")
def test_temporary_tables_get_no_file(database: Database) -> None:
    """SQLite removes its temporary files at once, but they show as long as they are open."""
    fill_table = (
        "CREATE TEMP TABLE much AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
        " WHERE i < 20000) SELECT i, hex(randomblob(200)) AS text FROM n"
    )

    def change(connection: Connection) -> list[str]:
        connection.exec_driver_sql(fill_table)
        connection.exec_driver_sql("CREATE INDEX temp.by_text ON much(text)")
        return temporary_files()

    assert database.write(change) == []
    control = cipher.driver.connect(":memory:")
    control.execute("PRAGMA temp_store=FILE")
    control.execute(fill_table)
    assert temporary_files() != []
    control.close()


def temporary_files() -> list[str]:
    found: list[str] = []
    for each in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):
            found.append(str(each.readlink()))
    return [each for each in found if "etilqs" in each]


# --- the writer --------------------------------------------------------------------------------


def test_a_change_gives_its_result_after_its_commit(path: Path, database: Database) -> None:
    names: list[str] = []

    def change(connection: Connection) -> str:
        names.append(threading.current_thread().name)
        connection.execute(folders.insert().values(id="a", name="a"))
        return "done"

    assert database.write(change) == "done"
    assert names == ["vault writer"]
    assert names != [threading.current_thread().name]
    other = raw_connection(path)
    assert other.execute("SELECT count(*) FROM folders").fetchone() == (1,)
    other.close()


def test_a_change_that_fails_leaves_nothing(database: Database) -> None:
    def change(connection: Connection) -> None:
        connection.execute(folders.insert().values(id="a", name="a"))
        raise LookupError("no")

    with pytest.raises(LookupError, match="no"):
        database.write(change)
    assert count(database) == 0
    database.write(insert("b"))
    assert count(database) == 1


def test_a_change_cannot_wait_for_another(database: Database) -> None:
    with pytest.raises(RuntimeError, match="cannot wait"):
        database.write(lambda _: database.write(insert("a")))
    assert count(database) == 0


def test_a_reader_sees_one_moment_and_changes_nothing(database: Database) -> None:
    with database.reading() as connection:
        before = connection.execute(select(func.count()).select_from(folders)).scalar_one()
        database.write(insert("a"))
        after = connection.execute(select(func.count()).select_from(folders)).scalar_one()
    assert (before, after, count(database)) == (0, 0, 1)
    with pytest.raises(AppError), database.reading() as connection:
        connection.execute(folders.insert().values(id="b", name="b"))
    assert count(database) == 1


def test_after_closing_everything_is_locked(path: Path, database: Database) -> None:
    database.write(insert("a"))
    database.close()
    database.close()
    for call in (
        lambda: database.write(insert("b")),
        lambda: count(database),
        database.verify,
        database.checkpoint,
        lambda: database.still().__enter__(),
        lambda: database.rekey(OTHER_KEY),
    ):
        with pytest.raises(VaultLocked):
            call()  # type: ignore[no-untyped-call]
    assert [each.name for each in path.parent.iterdir()] == ["history.db"]


def test_closing_waits_for_what_was_asked(path: Path) -> None:
    made = open_database(path, create=True)
    threads = [threading.Thread(target=made.write, args=(insert(str(n)),)) for n in range(20)]
    for each in threads:
        each.start()
    deadline = time.monotonic() + 5
    while count(made) < 20 and time.monotonic() < deadline:
        time.sleep(0.01)
    made.close()
    for each in threads:
        each.join()
    again = open_database(path)
    assert count(again) == 20
    again.close()


# --- errors tell nothing -------------------------------------------------------------------------


def test_no_error_holds_what_was_written(database: Database) -> None:
    database.write(insert(SECRET))
    for change in (
        insert(SECRET),
        lambda each: each.exec_driver_sql(f"SELECT '{SECRET}' FROM nothing"),
        lambda each: each.execute(folders.insert().values(id="\ud800", name=SECRET)),
    ):
        with pytest.raises(StoreDefect) as caught:
            database.write(change)
        assert SECRET not in repr(caught.value) + str(caught.value)
        assert caught.value.__cause__ is None
        assert caught.value.__suppress_context__
    assert count(database) == 1


def test_the_key_shows_nowhere(
    path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    made = open_database(path, create=True)
    made.write(insert(SECRET))
    inside = [repr(each) for each in vars(made).values()]
    made.close()
    with pytest.raises(HistoryDamaged) as caught:
        open_database(path, OTHER_KEY)
    shown = " ".join([repr(made), *inside, repr(caught.value), caplog.text, *capfd.readouterr()])
    for secret in (KEY.hex(), OTHER_KEY.hex(), SECRET):
        assert secret not in shown
    assert repr(cipher.Key(KEY)) == "<key>"


def test_a_forgotten_key_is_overwritten() -> None:
    key = cipher.Key(KEY)
    assert key.phrase() == f"x'{KEY.hex()}'"
    key.forget()
    assert key.phrase() == f"x'{'00' * 32}'"


# --- others, and the file system -------------------------------------------------------------


def test_two_processes_can_have_it_open(path: Path, database: Database) -> None:
    other = raw_connection(path)
    other.execute("PRAGMA busy_timeout=2000")
    other.execute("INSERT INTO folders(id, name, position) VALUES('b', 'b', 0)")
    database.write(insert("a"))
    assert count(database) == 2
    other.close()


WRITES = """
import sys
from pathlib import Path
from test_database import insert
from vault_files import open_database
database = open_database(Path(sys.argv[1]), busy_s=10)
print("open", flush=True)
for number in range(30):
    database.write(insert(f"theirs {number}"))
database.close()
"""


def test_two_processes_write_in_turns(path: Path) -> None:
    database = open_database(path, create=True, busy_s=10)
    paths = [str(Path(__file__).parent), *(each for each in sys.path if each)]
    other = subprocess.Popen(
        [sys.executable, "-c", WRITES, str(path)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
        stdout=subprocess.PIPE,
    )
    assert other.stdout is not None
    with other, other.stdout:
        assert other.stdout.readline() == b"open\n"
        for number in range(30):
            database.write(insert(f"ours {number}"))
    assert other.returncode == 0
    assert count(database) == 60
    assert database.verify() == []
    database.close()


def test_an_error_of_somebody_elses_file_stays_as_it_is(database: Database) -> None:
    def change(connection: Connection) -> None:
        connection.execute(folders.insert().values(id="a", name="a"))
        raise FileNotFoundError("not ours")

    with pytest.raises(FileNotFoundError), database.reading():
        raise FileNotFoundError("not ours")
    with pytest.raises(FileNotFoundError):
        database.write(change)
    assert count(database) == 0


def test_who_waits_too_long_is_told(path: Path, database: Database) -> None:
    other = raw_connection(path)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(VaultBusy):
        database.write(insert("a"))
    assert count(database) == 0
    other.execute("ROLLBACK")
    database.write(insert("a"))
    other.execute("BEGIN")
    assert other.execute("SELECT count(*) FROM folders").fetchone() == (1,)
    database.write(insert("b"))
    assert not database.checkpoint()  # the other one still reads an older moment
    other.execute("COMMIT")
    assert database.checkpoint()
    other.close()


def test_a_file_in_place_of_the_folder_is_told(path: Path) -> None:
    path.parent.write_bytes(b"")
    with pytest.raises(VaultReadOnly):
        open_database(path, create=True)


def test_a_folder_in_place_of_the_file_is_told(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(VaultReadOnly):
        open_database(path)


def test_a_database_that_cannot_be_written_is_told(path: Path) -> None:
    """A folder in place of the WAL: it cannot be opened, whoever one is."""
    open_database(path, create=True).close()
    path.with_name("history.db-wal").mkdir()
    with pytest.raises(VaultReadOnly):
        open_database(path)


# --- looking after it ------------------------------------------------------------------------


def test_a_sound_database_has_no_problems(database: Database) -> None:
    fill(VaultConversations(database))
    assert database.verify() == []


def test_pages_that_are_held_still_are_the_database_of_that_moment(
    path: Path, database: Database, tmp_path: Path
) -> None:
    fill(VaultConversations(database))
    before = everything(database)
    copy = tmp_path / "copy.db"
    with database.still() as pages:
        first = pages.read(0, 2 * 4096)
        fill(VaultConversations(database), conversations=40)  # more than a checkpoint waits for
        assert not database.checkpoint()  # and it does not make the writer wait
        assert path.with_name("history.db-wal").stat().st_size > 4096 * 1000
        assert pages.read(0, 2 * 4096) == first
        whole = pages.read(0, pages.size)
        pages.require_whole(whole, 0)
        copy.write_bytes(whole)
    assert path.with_name("history.db-wal").stat().st_size == 0  # what was put off is made good
    found = open_database(copy)
    assert everything(found) == before
    found.close()


def test_pages_are_held_still_while_another_process_reads(path: Path, database: Database) -> None:
    fill(VaultConversations(database))
    database.checkpoint()
    with contextlib.closing(raw_connection(path)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM messages").fetchone()
        with database.still() as pages:
            assert pages.size == path.stat().st_size
        database.write(insert("a"))
        with pytest.raises(VaultBusy), database.still():  # what is new cannot get into the file
            pass
        other.execute("ROLLBACK")
    with database.still() as pages:
        assert pages.size == path.stat().st_size


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a lock belongs to its descriptor")
def test_reading_the_pages_keeps_the_locks_of_the_database(path: Path, database: Database) -> None:
    """A descriptor that is closed takes every lock of its process on that file away."""
    fill(VaultConversations(database))
    for _ in range(2):
        with database.still():
            pass
    # The bytes that SQLite locks to say that somebody has the file open.
    script = (
        "import fcntl, sys\n"
        "with open(sys.argv[1], 'rb+') as file:\n"
        "    fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 510, 0x40000002)\n"
    )
    command = [sys.executable, "-c", script, str(path)]
    assert b"BlockingIOError" in subprocess.run(command, capture_output=True, check=False).stderr


def test_another_key_takes_over(path: Path, database: Database) -> None:
    fill(VaultConversations(database))
    before = everything(database)
    old = path.read_bytes()
    database.rekey(OTHER_KEY)
    assert everything(database) == before
    database.write(insert("a"))
    assert database.verify() == []
    database.close()
    pages = {old[at : at + 4096] for at in range(0, len(old), 4096)}
    new = path.read_bytes()
    assert not [at for at in range(0, len(new), 4096) if new[at : at + 4096] in pages]
    with pytest.raises(HistoryDamaged):
        open_database(path, KEY)
    again = open_database(path, OTHER_KEY)
    assert everything(again) == before
    again.close()


def test_a_key_is_only_changed_when_nobody_else_reads(path: Path, database: Database) -> None:
    database.write(insert("a"))
    with database.reading(), pytest.raises(VaultBusy):
        database.rekey(OTHER_KEY)
    other = raw_connection(path)
    other.execute("SELECT count(*) FROM folders").fetchone()
    with pytest.raises(VaultBusy):
        database.rekey(OTHER_KEY)
    other.close()
    assert count(database) == 1
    database.close()
    open_database(path, KEY).close()


def test_a_new_key_has_its_length_too(database: Database) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        database.rekey(KEY[:16])
    assert count(database) == 0


# --- ballast ---------------------------------------------------------------------------------


def test_ballast_is_laid_and_released_only_for_what_frees_space(path: Path) -> None:
    made = open_database(path, create=True, ballast_bytes=1 << 20)
    made.write(insert("a"))  # the ballast was laid before
    ballast = path.with_name("history.db.ballast")
    assert ballast.stat().st_size == 1 << 20
    tries: list[int] = []

    def change(connection: Connection) -> str:
        tries.append(1)
        if ballast.exists():
            raise VaultDiskFull(folder=path.parent)
        return "done"

    with pytest.raises(VaultDiskFull):
        made.write(change)
    assert ballast.exists()
    assert made.write(change, frees_space=True) == "done"
    assert len(tries) == 4  # as it is, after a checkpoint, without the ballast
    made.close()
    open_database(path, ballast_bytes=1 << 20).close()
    assert ballast.exists()


def test_conversations_say_that_they_are_locked(vault: VaultConversations) -> None:
    made = Conversation(new_conversation_id(), "x")
    vault.add(made)
    vault.close()
    with pytest.raises(VaultLocked):
        vault.append(made.id, question("x"))
    with pytest.raises(VaultLocked):
        vault.conversations()
