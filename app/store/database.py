"""The encrypted database: one writer, readers on their own connections, and what guards them."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from app.domain.errors import (
    AppError,
    HistoryDamaged,
    VaultBusy,
    VaultDiskFull,
    VaultExists,
    VaultLocked,
)
from app.store import backup, cipher, migrations
from app.store.ballast import BALLAST_BYTES, Ballast
from app.store.checkpoints import Checkpoints
from app.store.faults import is_damage, told, told_with_files
from app.store.migrations import MIGRATIONS, Migration
from app.store.raw_pages import RawFile, StillPages
from app.store.schema import about
from app.store.writer import Writer

T = TypeVar("T")

BUSY_S: Final = 5.0
"""How long to wait for another process, or for readers of our own."""
VAULT_ID: Final = "vault_id"
MADE_BY: Final = "made_by"

_READERS: Final = 4
_PAUSE_S: Final = 0.02
_UNFINISHED: Final = ".new"
_BALLAST: Final = ".ballast"


class Database:
    """An open database. Safe to use from several threads; every error is an AppError.

    After `close` everything raises VaultLocked.
    """

    def __init__(
        self,
        path: Path,
        key: bytes | bytearray,
        *,
        vault_id: str,
        create: bool,
        busy_s: float = BUSY_S,
        ballast_bytes: int = BALLAST_BYTES,
        steps: Sequence[Migration] = MIGRATIONS,
    ) -> None:
        """Open the database at `path`, or make it there; `key` has 32 bytes (else ValueError).

        Raises HistoryMissing, HistoryDamaged (also for another key and for another vault's file),
        VaultNewer, VaultExists, VaultBusy, VaultReadOnly, VaultDiskFull and VaultUnsupported. No
        file is changed before it is known to be the vault's own.
        """
        self.path = path
        self.vault_id = vault_id
        self._key = cipher.Key(key)
        self._busy_s = busy_s
        self._steps = steps
        self._ballast = Ballast(path.with_name(path.name + _BALLAST), ballast_bytes)
        self._state = threading.Condition()
        self._reading = 0
        self._is_open = True
        self._is_barred = False
        self._raw: RawFile | None = None
        try:
            with told_with_files(path):
                self._open(create)
        except BaseException:
            self._key.forget()
            raise
        self._writer.later(self._ballast.lay)

    # --- using it ------------------------------------------------------------------------------

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one moment of the database, and cannot change it."""
        self._enter()
        try:
            with told(self.path), self._readers.connect() as connection:
                try:
                    with connection.begin():
                        yield connection
                except DBAPIError as error:
                    if is_damage(error):  # it would report every further page as damaged
                        connection.invalidate()
                    raise
        finally:
            self._leave()

    def write(self, change: Callable[[Connection], T], *, frees_space: bool = False) -> T:
        """Run a change in a transaction on the writer's thread; returns once it is on the disk.

        For one that `frees_space` room is made when the disk is full: the WAL is emptied, then the
        ballast given up.
        """
        for make_room in (self._checkpoint_if_possible, self._ballast.release):
            try:
                return self._writer.submit(change)
            except VaultDiskFull:
                if not frees_space:
                    raise
            make_room()
        return self._writer.submit(change)

    def checkpoint(self, *, frees_space: bool = False) -> bool:
        """Bring everything from the WAL into the database and empty it; whether it was possible.

        Until then the main file still holds what was deleted. Another process that reads can be
        in the way; then it is False. So it is while the pages are held still; then it follows as
        soon as they are let go. The database may have to grow: `frees_space` as in `write`.
        """
        try:
            return self._writer.alone(self._checkpoints.empty_wal)
        except VaultDiskFull:
            if not frees_space or not self._ballast.release():
                raise
        return self._writer.alone(self._checkpoints.empty_wal)

    def close(self) -> None:
        """Finish the changes, empty the WAL, close every connection and forget the key."""
        with self._state:
            if not self._is_open:
                return
            self._is_open = False
            self._state.wait_for(lambda: not self._reading, self._busy_s)
        self._readers.dispose()
        self._checkpoint_if_possible()  # else the WAL stays, and holds everything
        self._writer.close()
        self._dispose()
        if self._raw is not None:
            self._raw.close()
        self._key.forget()

    # --- looking after it ------------------------------------------------------------------------

    def verify(self) -> list[str]:
        """What is wrong with the pages on the disk: nothing when the list is empty. Takes a while.

        About 1 s for 200 MB. What waits in the WAL is brought in first: the check cannot see it.
        """
        self._checkpoint_if_possible()
        self._enter()
        try:
            with told_with_files(self.path):
                connection = cipher.connect(self.path, self._key, self._busy_s, reads_only=True)
                with contextlib.closing(connection):
                    return cipher.problems_of(connection)
        except HistoryDamaged as error:
            return [f"the file cannot be opened: {error.detail}"]
        finally:
            self._leave()

    @contextlib.contextmanager
    def still(self) -> Iterator[StillPages]:
        """The encrypted pages of this moment; they stay as they are inside, and writing goes on.

        The writer waits only until a reader has begun. Raises VaultBusy when another process is
        always in between, HistoryDamaged.
        """
        self._enter()
        is_due = False
        try:
            with told_with_files(self.path):
                reader = cipher.connect(self.path, self._key, self._busy_s, reads_only=True)
            with contextlib.closing(reader):
                self._hold_still(reader)
                try:
                    with told_with_files(self.path):
                        self._raw = self._raw or RawFile(self.path)
                        pages = StillPages(self._raw, self._key.raw())
                    yield pages
                finally:
                    is_due = self._checkpoints.let_go()
        finally:
            self._leave()
            if is_due:
                self.checkpoint(frees_space=True)

    def rekey(self, new_key: bytes | bytearray) -> None:
        """Encrypt every page anew with another key of 32 bytes; blocks, about 5 s for 200 MB.

        Killed in the middle, exactly one of the two keys opens what is there. Raises VaultBusy,
        with nothing changed, when anybody else has the database open.
        """
        key = cipher.Key(new_key)
        self._writer.alone(lambda: self._rekey(key))

    # --- inside ----------------------------------------------------------------------------------

    def _enter(self) -> None:
        with self._state:
            if not self._state.wait_for(lambda: not self._is_barred, self._busy_s):
                raise VaultBusy("it is being encrypted anew")
            if not self._is_open:
                raise VaultLocked
            self._reading += 1

    def _leave(self) -> None:
        with self._state:
            self._reading -= 1
            self._state.notify_all()

    def _engine(self, path: Path, begin: str, *, reads_only: bool = False) -> Engine:
        """An engine whose key is in no URL, no statement and no log; `begin` begins its turns."""
        size = _READERS if reads_only else 1
        engine = create_engine(
            "sqlite+pysqlite://",
            module=driver,
            creator=lambda: cipher.connect(path, self._key, self._busy_s, reads_only=reads_only),
            poolclass=QueuePool,
            pool_size=size,
            max_overflow=size - 1,
            pool_timeout=self._busy_s,
            hide_parameters=True,
        )
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
        return engine

    def _dispose(self) -> None:
        self._readers.dispose()
        self._changes.dispose()

    def _open(self, create: bool) -> None:
        if create:
            self._create()
        is_old = self._check_identity(self.path)
        cipher.make_private(self.path)
        self._readers = self._engine(self.path, "BEGIN", reads_only=True)
        self._changes = self._engine(self.path, "BEGIN IMMEDIATE")
        self._checkpoints = Checkpoints(self._changes, self.path)
        self._writer = Writer(self._changes, self.path)
        try:
            self._bring_up_to_date(is_old)
        except BaseException:
            self._writer.close()
            self._dispose()
            raise

    def _create(self) -> None:
        """Make the database under another name first: there is never half of one under its own."""
        if self.path.exists():
            raise VaultExists(folder=self.path.parent)
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = self.path.with_name(self.path.name + _UNFINISHED)
        cipher.remove_file(unfinished)
        cipher.make_file(unfinished)
        engine = self._engine(unfinished, "BEGIN IMMEDIATE")
        try:
            while self._in_turn(engine, lambda each: migrations.make_next(each, self._steps)):
                pass
            self._in_turn(engine, self._sign)
        finally:
            engine.dispose()  # the last connection empties the WAL and takes it away
        backup.move_into_place(unfinished, self.path)

    def _in_turn(self, engine: Engine, change: Callable[[Connection], T]) -> T:
        with engine.begin() as connection:
            return change(connection)

    def _sign(self, connection: Connection) -> None:
        from app import __version__

        rows = {VAULT_ID: self.vault_id, MADE_BY: __version__}
        connection.execute(
            about.insert(), [{"key": key, "value": value} for key, value in rows.items()]
        )

    def _check_identity(self, path: Path) -> bool:
        """Whether migrations are missing. Raises when it is not this vault, or a newer one."""
        cipher.check_file(path)
        with contextlib.closing(cipher.open_keyed(path, self._key, self._busy_s)) as connection:
            version = int(cipher.value_of(connection, "user_version"))
            is_old = migrations.check(version, self._steps)
            query = "SELECT value FROM about WHERE key=?"
            row = connection.execute(query, (VAULT_ID,)).fetchone()
            if row is None or row[0] != self.vault_id:
                raise HistoryDamaged("it belongs to another vault", file=path.name)
            return is_old

    def _bring_up_to_date(self, is_old: bool) -> None:
        """Make missing migrations after an encrypted copy, which stays until the next opening."""
        if not is_old:
            backup.forget_copies_before(self.path)
            return
        self._copy_before_migrating()
        while self._writer.submit(lambda each: migrations.make_next(each, self._steps)):
            pass

    def _copy_before_migrating(self) -> None:
        connection = cipher.connect(self.path, self._key, self._busy_s)
        with contextlib.closing(connection):
            version = int(cipher.value_of(connection, "user_version"))
            target = backup.copy_before(self.path, version)
            if not target.exists():  # else a migration was cut off after its copy
                backup.write_copy(connection, target)

    def _hold_still(self, reader: Any) -> None:
        """Let a reader begin that sees the file alone, between two changes."""
        end = time.monotonic() + self._busy_s
        while not self._writer.alone(lambda: self._checkpoints.hold_still(reader)):
            if time.monotonic() > end:
                raise VaultBusy("its WAL is in use")
            time.sleep(_PAUSE_S)

    def _checkpoint_if_possible(self) -> bool:
        try:
            return self.checkpoint()
        except AppError:
            return False

    def _rekey(self, key: cipher.Key) -> None:
        with self._state:
            self._is_barred = True
            try:
                if not self._state.wait_for(lambda: not self._reading, self._busy_s):
                    raise VaultBusy("it is being read")
                with told_with_files(self.path):
                    self._dispose()
                    self._encrypt_anew(key)
            finally:
                self._is_barred = False
                self._state.notify_all()

    def _encrypt_anew(self, key: cipher.Key) -> None:
        connection = cipher.open_keyed(self.path, self._key, self._busy_s)
        with contextlib.closing(connection):
            # Leaving WAL needs the file for oneself alone, so nobody reads under the old key; and
            # the rollback journal makes the whole of it one step.
            mode = connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
            if mode != "delete":
                raise VaultBusy("another process has it open")
            connection.execute("PRAGMA synchronous=FULL")
            connection.reset_key(key.phrase())
        old, self._key = self._key, key
        self._check_identity(self.path)
        old.forget()
        backup.forget_copies_before(self.path)  # they would still open with the old key
