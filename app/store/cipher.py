"""One connection to an encrypted database: its key, its guards and its settings.

Each guard has a measured failure behind it: without a key SQLite makes a plain file, a key of
another length is taken for a passphrase, a file of one byte opens as an empty database under any
key, and temporary files are written in plain text.
"""

import contextlib
import os
import stat
from pathlib import Path
from typing import Any, Final

import sqlcipher3.dbapi2 as driver

from app.domain.errors import HistoryDamaged, HistoryMissing, VaultUnsupported

KEY_BYTES: Final = 32
PAGE_BYTES: Final = 4096
WAL: Final = "-wal"
COMPANIONS: Final = (WAL, "-shm", "-journal")
"""What SQLite keeps beside a database file."""

_PLAIN_HEADER: Final = b"SQLite format 3\0"
_PRIVATE: Final = 0o600
_EMPTY_BYTES: Final = 1
_IN_MEMORY: Final = 2
_ALWAYS_FILES: Final = "TEMP_STORE=0"
_READER_CACHE_KIB: Final = 512
"""Of decrypted pages for each of several readers: SQLite's 2,000 made no search and no opening
faster, with 20,000 conversations and one of 10,000 messages."""
_SETTINGS: Final = (
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "mmap_size=0",
    "secure_delete=ON",
)


class Key:
    """A raw key of 32 bytes that never shows itself. Raises ValueError for another length."""

    def __init__(self, raw: bytes | bytearray) -> None:
        if len(raw) != KEY_BYTES:
            # A shorter one would be taken for a passphrase, in silence.
            raise ValueError(f"a database key has {KEY_BYTES} bytes")
        self._raw = bytearray(raw)

    def __repr__(self) -> str:
        return "<key>"

    def phrase(self) -> str:
        """The key as SQLCipher takes a raw one: hexadecimal, in x'…'."""
        return f"x'{self._raw.hex()}'"

    def raw(self) -> bytearray:
        """Its bytes themselves, not a copy: they go when it is forgotten."""
        return self._raw

    def forget(self) -> None:
        """Overwrite the key; it opens nothing afterwards."""
        self._raw[:] = bytes(KEY_BYTES)


def check_file(path: Path) -> None:
    """Raise HistoryMissing or HistoryDamaged when the file cannot be a database of ours."""
    try:
        with path.open("rb") as file:
            start = file.read(len(_PLAIN_HEADER))
            size = file.seek(0, os.SEEK_END)
    except FileNotFoundError:
        raise HistoryMissing("there is no such file", file=path.name) from None
    if size <= _EMPTY_BYTES:
        raise HistoryMissing(f"{size} bytes", file=path.name)
    if start == _PLAIN_HEADER:
        raise HistoryDamaged("it is not encrypted", file=path.name)
    if size <= PAGE_BYTES:
        raise HistoryDamaged(f"only {size} bytes", file=path.name)


def make_file(path: Path) -> None:
    """Make an empty file for its owner alone; SQLite gives what it keeps beside it the same rights.

    Raises FileExistsError.
    """
    flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_CLOEXEC", 0)
    os.close(os.open(path, flags, _PRIVATE))


def make_private(path: Path) -> None:
    """Take the rights of others to a database file and to what lies beside it."""
    for name in (path.name, *(path.name + end for end in COMPANIONS)):
        file = path.with_name(name)
        with contextlib.suppress(FileNotFoundError):
            if os.name == "posix" and stat.S_IMODE(file.stat().st_mode) & ~_PRIVATE:
                file.chmod(_PRIVATE)


def remove_file(path: Path) -> None:
    """Remove a database file and what lies beside it, as far as they are there."""
    for name in (path.name, *(path.name + end for end in COMPANIONS)):
        path.with_name(name).unlink(missing_ok=True)


def open_keyed(path: Path, key: Key, busy_s: float) -> Any:
    """A connection to an existing file under this key. Nothing is written yet, nothing is set.

    Raises the driver's errors (DatabaseError when the key is not that of the file) and
    VaultUnsupported when this build of SQLite cannot keep a secret.
    """
    uri = f"{path.absolute().as_uri()}?mode=rw"  # never makes a file
    connection = driver.connect(
        uri, uri=True, timeout=busy_s, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA cipher_log_level=NONE")  # it would write to standard error
        connection.set_key(key.phrase())
        _check_build(connection)
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def connect(path: Path, key: Key, busy_s: float, *, reads_only: bool = False) -> Any:
    """A connection with everything set, for SQLAlchemy or for a single command.

    WAL with `synchronous=FULL`: what was acknowledged outlives a power cut.
    """
    connection = open_keyed(path, key, busy_s)
    try:
        _set(connection, reads_only)
    except BaseException:
        connection.close()
        raise
    return connection


def _set(connection: Any, reads_only: bool) -> None:
    for setting in _SETTINGS:
        connection.execute(f"PRAGMA {setting}").fetchall()
    if value_of(connection, "journal_mode") != "wal":
        connection.execute("PRAGMA journal_mode=WAL").fetchall()
    connection.execute("PRAGMA synchronous=FULL")
    if reads_only:
        connection.execute("PRAGMA query_only=ON")
        connection.execute(f"PRAGMA cache_size=-{_READER_CACHE_KIB}")


def _check_build(connection: Any) -> None:
    """Raise VaultUnsupported unless this SQLite encrypts, and keeps temporary tables in memory."""
    if not value_of(connection, "cipher_version"):
        raise VaultUnsupported(problem="it does not encrypt")
    options = {row[0] for row in connection.execute("PRAGMA compile_options").fetchall()}
    connection.execute("PRAGMA temp_store=MEMORY")
    if _ALWAYS_FILES in options or value_of(connection, "temp_store") != _IN_MEMORY:
        raise VaultUnsupported(problem="it writes temporary files that are not encrypted")


def value_of(connection: Any, pragma: str) -> Any:
    """The value of a PRAGMA, or None when it is unknown here."""
    row = connection.execute(f"PRAGMA {pragma}").fetchone()
    return row[0] if row else None


def problems_of(connection: Any, *, thorough: bool = False) -> list[str]:
    """What the checks of SQLCipher and SQLite find in the main file: pages and places, no text.

    When `thorough` the indexes are compared with their tables as well, which takes a lot longer.
    Whatever waits in the WAL has to be checkpointed before: the page check does not see it.
    """
    found: list[str] = []
    structure = "integrity_check" if thorough else "quick_check"
    for check, well in (("cipher_integrity_check", None), (structure, "ok")):
        try:
            rows = connection.execute(f"PRAGMA {check}").fetchall()
        except driver.Error as error:
            found.append(f"{check}: {getattr(error, 'sqlite_errorname', 'failed')}")
            continue
        found += [str(row[0]) for row in rows if row[0] != well]
    return found
