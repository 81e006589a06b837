"""Brings what waits in the WAL into the database file, but not while that has to stay as it is."""

import threading
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from app.store.faults import told_with_files


class Checkpoints:
    """Of one database. `empty_wal` and `hold_still` are called on the writer's thread alone."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self._path = path
        self._guard = threading.Lock()
        self._held = 0
        self._is_due = False

    def empty_wal(self) -> bool:
        """Bring all of it into the file; False when somebody is in the way.

        While the file is held still that is at once, and it is due when the file is let go.
        """
        with self._guard:
            if self._held:  # it would wait in vain, and all changes with it
                self._is_due = True
                return False
        return self._run("TRUNCATE")[0] == 0

    def hold_still(self, reader: Any) -> bool:
        """Begin to read with a driver's connection, so that the file stays as it is until it ends.

        A checkpoint never goes past what a reader still reads (sqlite.org/wal): one that begins
        when all of the WAL is in the file keeps the file as it is. False, and nothing is begun,
        when another process reads what is older, or has just written.
        """
        with told_with_files(self._path):
            self._run("PASSIVE")
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM sqlite_master").fetchone()
            _, frames, in_file = self._run("PASSIVE")
            if frames != in_file:
                reader.execute("ROLLBACK")
                return False
        with self._guard:
            self._held += 1
        return True

    def let_go(self) -> bool:
        """Hold the file still no more; whether a checkpoint was put off until now."""
        with self._guard:
            self._held -= 1
            is_due = self._is_due and not self._held
            self._is_due &= not is_due
        return is_due

    def _run(self, mode: str) -> tuple[int, int, int]:
        """Whether somebody was in the way, the frames in the WAL, and those in the file, too."""
        with told_with_files(self._path):
            connection = self._engine.raw_connection()
            try:
                cursor = connection.cursor()
                cursor.execute(f"PRAGMA wal_checkpoint({mode})")
                row = cursor.fetchone()
                cursor.close()
            finally:
                connection.close()
        return (1, 0, 0) if row is None else (row[0], row[1], row[2])
