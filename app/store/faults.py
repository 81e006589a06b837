"""What SQLite and the file system say, in our words, and nothing of what they were given."""

import contextlib
import errno
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import sqlcipher3.dbapi2 as driver
from sqlalchemy import exc

from app.domain.errors import (
    AppError,
    HistoryDamaged,
    VaultBusy,
    VaultDiskFull,
    VaultReadOnly,
)

# Result codes of SQLite: the low byte is the kind, the rest tells more of it (sqlite.org/rescode).
_IOERR, _CORRUPT, _NOTADB = 10, 11, 26
_DAMAGED_READS: Final = {266, 522, 8202, 8458}
_KIND: Final = 0xFF
_NO_ROOM: Final = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_LITTLE_ROOM: Final = 1 << 20


class StoreDefect(Exception):
    """The store was used wrongly: a defect of ours. Holds names and codes, never a value."""


@contextlib.contextmanager
def told(path: Path) -> Iterator[None]:
    """Raise what SQLite says inside as an AppError about the database at `path`.

    The cause is cut off: it could hold the text of a message or a parameter.
    """
    try:
        yield
    except (exc.SQLAlchemyError, driver.Error, UnicodeError) as error:
        raise in_our_words(error, path) from None


@contextlib.contextmanager
def told_with_files(path: Path) -> Iterator[None]:
    """Like `told`, and what the file system says, where nobody else's files are touched."""
    with told(path):
        try:
            yield
        except OSError as error:
            raise in_our_words(error, path) from None


def is_damage(error: BaseException) -> bool:
    """Whether a page was not what was written: after that its connection cannot be trusted."""
    return _code(error) & _KIND in (_CORRUPT, _NOTADB, _IOERR)


def in_our_words(error: Exception, path: Path) -> Exception:
    """What is raised in place of an error of the driver, of SQLAlchemy or of the system."""
    if isinstance(error, OSError):
        return _of_system(error, path)
    if isinstance(error, exc.TimeoutError):
        return VaultBusy("no connection became free")
    code = _code(error)
    if not code and "decode to UTF-8" in str(getattr(error, "orig", error)):
        return HistoryDamaged("a text is not UTF-8", file=path.name)
    return _of_code(code, path) or StoreDefect(f"{_kind_of(error)} {code}")


def _of_code(code: int, path: Path) -> Exception | None:
    match code & _KIND:
        case 5 | 6:  # SQLITE_BUSY, SQLITE_LOCKED
            return VaultBusy(f"SQLite {code}")
        case 13:  # SQLITE_FULL
            return VaultDiskFull(f"SQLite {code}", folder=path.parent)
        case 3 | 8 | 14:  # SQLITE_PERM, SQLITE_READONLY, SQLITE_CANTOPEN
            return VaultReadOnly(f"SQLite {code}", folder=path.parent)
        case 11 | 26:  # SQLITE_CORRUPT, SQLITE_NOTADB
            return HistoryDamaged(f"SQLite {code}", file=path.name)
        case 10:  # SQLITE_IOERR
            return _of_disk(code, path)
        case 7:  # SQLITE_NOMEM
            return MemoryError()
    return None


def _of_disk(code: int, path: Path) -> AppError:
    if code in _DAMAGED_READS:
        return HistoryDamaged(f"SQLite {code}", file=path.name)
    with contextlib.suppress(OSError):
        if shutil.disk_usage(path.parent).free < _LITTLE_ROOM:
            return VaultDiskFull(f"SQLite {code}", folder=path.parent)
    return VaultReadOnly(f"SQLite {code}", folder=path.parent)


def _of_system(error: OSError, path: Path) -> AppError:
    reason = error.strerror or type(error).__name__
    if error.errno in _NO_ROOM:
        return VaultDiskFull(reason, folder=path.parent)
    return VaultReadOnly(reason, folder=path.parent)


def _code(error: BaseException) -> int:
    """SQLite's extended result code; 0 when the error has none."""
    code = getattr(getattr(error, "orig", None) or error, "sqlite_errorcode", 0)
    return code if isinstance(code, int) else 0


def _kind_of(error: BaseException) -> str:
    return type(getattr(error, "orig", None) or error).__name__
