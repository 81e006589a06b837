"""Whether the full-text indexes hold the words of what is stored, and making them anew if not.

FTS5 checks the form of an index, but a contentless one has no text to compare with. So the rows of
each are compared with the stored text as well: which there are, and how many terms each has. A
term that should have left adds to the sum of all, which shows words of texts that are gone.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, Integer, LargeBinary, column, func, select, table
from sqlalchemy.exc import DBAPIError

from app.store import chunk_index, search_index
from app.store.document_rows import CHUNK_COLUMNS, chunk_of
from app.store.documents import Tables
from app.store.schema import chunks
from app.store.words import terms

_VOCABULARY: Final = "checked_terms"
_CORRUPT_INDEX: Final = 267
"""SQLITE_CORRUPT_VTAB."""
_MORE: Final = 0x80
_BITS: Final = 7


@dataclass(frozen=True, slots=True)
class _Index:
    name: str
    table: str
    texts: Callable[[Connection], Iterator[tuple[int, str]]]
    """What should be indexed, by its number."""
    rebuild: Callable[[Connection], None]


def heal(database: Tables) -> list[str]:
    """Make every index anew that is damaged or out of step; which, in words.

    Reads all text and cuts it into terms, about 0.3 ms a message; changes wait while an index is
    made, which takes as long.
    Raises HistoryDamaged when the stored text itself cannot be read.
    """
    healed = []
    for index in _INDEXES:
        with database.reading() as connection:
            is_sound = _is_sound(connection, index)
        if not is_sound:
            database.write(index.rebuild)
            healed.append(f"The index of {index.name} did not fit their text, and was made anew.")
    return healed


def _is_sound(connection: Connection, index: _Index) -> bool:
    try:
        # A question first: the check alone would trust what this connection remembers of the index
        # from before another one changed it.
        words = table(index.table)
        question = (
            select(column("rowid", Integer))
            .select_from(words)
            .where(column(index.table).match("x"))
        )
        connection.execute(question.limit(1)).all()
        found = connection.exec_driver_sql(f"PRAGMA integrity_check('{index.table}')").scalars()
        if list(found) != ["ok"]:
            return False
        rows = select(column("id", Integer), column("sz", LargeBinary)).select_from(
            table(f"{index.table}_docsize")
        )
        sizes = {row.id: _number(row.sz) for row in connection.execute(rows)}
    except DBAPIError as error:
        if _is_of_index(error):
            return False
        raise
    total = 0
    for seq, text in index.texts(connection):
        count = len(terms(text).split())
        if sizes.pop(seq, -1) != count:
            return False
        total += count
    return not sizes and _occurrences(connection, index.table) == total


def _is_of_index(error: DBAPIError) -> bool:
    """Whether FTS5 found the fault; where a page cannot be read, nothing may be written."""
    code = getattr(error.orig, "sqlite_errorcode", 0)
    return code == _CORRUPT_INDEX or "fts5" in str(error.orig)


def _occurrences(connection: Connection, name: str) -> int:
    """How many terms the index holds, those of rows included that are gone."""
    # Reading connections refuse even temporary tables, which live in memory alone.
    connection.exec_driver_sql("PRAGMA query_only=OFF")
    try:
        connection.exec_driver_sql(
            f"CREATE VIRTUAL TABLE temp.{_VOCABULARY} USING fts5vocab(main, {name}, row)"
        )
        terms_of_all = table(_VOCABULARY, schema="temp")
        query = select(func.coalesce(func.sum(column("cnt", Integer)), 0)).select_from(terms_of_all)
        count = int(connection.execute(query).scalar_one())
        connection.exec_driver_sql(f"DROP TABLE temp.{_VOCABULARY}")
    finally:
        connection.exec_driver_sql("PRAGMA query_only=ON")
    return count


def _number(raw: bytes) -> int:
    """A number as SQLite packs it (sqlite.org/fileformat2, "varint"), below 2 to the 56th."""
    value = 0
    for byte in raw:
        value = value << _BITS | byte & ~_MORE
        if not byte & _MORE:
            break
    return value


def _chunks(connection: Connection) -> Iterator[tuple[int, str]]:
    for row in connection.execute(select(*CHUNK_COLUMNS).order_by(chunks.c.seq)):
        yield row.seq, chunk_of(row).indexed


def rebuild_chunks(connection: Connection) -> None:
    """Index every chunk of every document again."""
    chunk_index.clear(connection)
    for seq, text in _chunks(connection):
        chunk_index.index_chunks(connection, [seq], [terms(text)])


_INDEXES: Final = (
    _Index(
        "messages",
        search_index.MESSAGES,
        search_index.message_texts,
        search_index.rebuild_messages,
    ),
    _Index("titles", search_index.TITLES, search_index.titles, search_index.rebuild_titles),
    _Index("documents", chunk_index.TABLE, _chunks, rebuild_chunks),
)
