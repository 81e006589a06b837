"""The full-text index of messages and titles: two contentless FTS5 tables, fed with our terms.

`contentless_delete` is not used: it ignores `secure-delete`, and words of deleted messages stayed
readable in decrypted pages. Therefore a row leaves by the 'delete' command, which needs the very
text that it was indexed with. The caller sees to it: a row is unindexed with its old text before
that text, or an attachment, is changed or deleted, in the same transaction.

Terms follow the Unicode tables of the running Python. With others the 'delete' command would miss
some, so `VERSION` is kept beside the index, which is made anew when it changed.

The text of attachments is indexed with their message, joined by `whole_text`.

The tokenizer parts terms at spaces alone: every category of characters but separators counts as a
letter, so that pairs of characters, also of scripts younger than the tokenizer's tables (Unicode
6.1), stay whole; marks stay, since `words` has already taken those that do not count. The
additional index of beginnings holds three letters: no pair of Hangul is that long, so that Korean
pays nothing, and `the*` finds its newest 50 in 0.1 ms instead of 13 (best of 9, 100,000 messages;
28 % more bytes).
"""

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from sqlalchemy import Connection

from app.store.words import terms

MESSAGES: Final = "message_words"
TITLES: Final = "title_words"
VERSION: Final = f"1 {unicodedata.unidata_version}"
"""Of the terms: an index that was made under another one has to be rebuilt before it is changed."""

_VERSION_KEY: Final = "words"

_OPTIONS: Final = (
    "words, content='', prefix='3', "
    "tokenize=\"unicode61 remove_diacritics 0 categories 'L* M* N* S* P* C*'\""
)


def create(connection: Connection) -> None:
    """Make both tables where they are missing."""
    for table in (MESSAGES, TITLES):
        connection.exec_driver_sql(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS {table} USING fts5({_OPTIONS})"
        )
        connection.exec_driver_sql(f"INSERT INTO {table}({table}, rank) VALUES('secure-delete', 1)")


def rebuild(connection: Connection) -> None:
    """Empty both tables and index every message and every title again, 0.2 ms for each message."""
    rebuild_titles(connection)
    rebuild_messages(connection)


def rebuild_messages(connection: Connection) -> None:
    """Index every message again."""
    _clear(connection, MESSAGES)
    for seq, text in message_texts(connection):
        index_message(connection, seq, text)


def rebuild_titles(connection: Connection) -> None:
    """Index every title again."""
    _clear(connection, TITLES)
    for seq, title in titles(connection):
        index_title(connection, seq, title)


def message_texts(connection: Connection) -> Iterator[tuple[int, str]]:
    """Number and whole text of each message that is to be indexed."""
    has_more = set(connection.exec_driver_sql("SELECT DISTINCT message FROM attachments").scalars())
    # An answer that is still being written is indexed at its end, and must not be there twice.
    ended = "SELECT seq, text FROM messages WHERE NOT (role = 'assistant' AND finish IS NULL)"
    for seq, text in connection.exec_driver_sql(ended):
        yield seq, whole_text(text, attached(connection, seq) if seq in has_more else ())


def titles(connection: Connection) -> Iterator[tuple[int, str]]:
    """Number and title of each conversation."""
    for row in connection.exec_driver_sql("SELECT seq, title FROM conversations"):
        yield row.seq, row.title


def is_current(connection: Connection) -> bool:
    """Whether the index was made with the terms of this program."""
    found = connection.exec_driver_sql("SELECT value FROM about WHERE key = ?", (_VERSION_KEY,))
    return found.scalar() == VERSION


def bring_up_to_date(connection: Connection) -> None:
    """Make the index anew with the terms of this program, and note so."""
    rebuild(connection)
    note = "INSERT INTO about(key, value) VALUES(?, ?) ON CONFLICT(key) DO UPDATE SET value = ?"
    connection.exec_driver_sql(note, (_VERSION_KEY, VERSION, VERSION))


def attached(connection: Connection, seq: int) -> list[tuple[str, str]]:
    """Name and text of each attachment of a message, as `whole_text` takes them."""
    rows = connection.exec_driver_sql(
        "SELECT name, text FROM attachments WHERE message = ? ORDER BY seq", (seq,)
    )
    return [(row.name, row.text) for row in rows]


def whole_text(text: str, attachments: Iterable[tuple[str, str]]) -> str:
    """What is indexed of a message: its text, and name and text of each attachment by `seq`."""
    return "\n".join([text, *(part for attachment in attachments for part in attachment)])


def index_message(connection: Connection, seq: int, text: str) -> None:
    """Index a message that is not indexed yet; `text` is its whole text."""
    _add(connection, MESSAGES, seq, text)


def unindex_message(connection: Connection, seq: int, text: str) -> None:
    """Take a message out, with exactly the text that it was indexed with."""
    _remove(connection, MESSAGES, seq, text)


def index_title(connection: Connection, seq: int, text: str) -> None:
    """Index the title of a conversation that is not indexed yet."""
    _add(connection, TITLES, seq, text)


def unindex_title(connection: Connection, seq: int, text: str) -> None:
    """Take a title out, with exactly the text that it was indexed with."""
    _remove(connection, TITLES, seq, text)


def _clear(connection: Connection, table: str) -> None:
    connection.exec_driver_sql(f"INSERT INTO {table}({table}) VALUES('delete-all')")


def _add(connection: Connection, table: str, seq: int, text: str) -> None:
    connection.exec_driver_sql(
        f"INSERT INTO {table}(rowid, words) VALUES(?, ?)",
        (seq, terms(text)),
    )


def _remove(connection: Connection, table: str, seq: int, text: str) -> None:
    connection.exec_driver_sql(
        f"INSERT INTO {table}({table}, rowid, words) VALUES('delete', ?, ?)",
        (seq, terms(text)),
    )
