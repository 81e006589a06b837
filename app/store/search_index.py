"""The words of messages and titles, as FTS5 tables without content."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection

_TABLES: Final = ("message_words", "title_words")


def create(connection: Connection) -> None:
    """Make the tables."""
    for table in _TABLES:
        connection.exec_driver_sql(
            f"CREATE VIRTUAL TABLE {table} USING fts5(words, content='', tokenize='unicode61')"
        )
        connection.exec_driver_sql(f"INSERT INTO {table}({table}, rank) VALUES('secure-delete', 1)")


def whole_text(text: str, attachments: Iterable[tuple[str, str]]) -> str:
    """What is indexed of a message: its text, and name and text of each attachment by `seq`."""
    return "\n".join([text, *(part for attachment in attachments for part in attachment)])


def index_message(connection: Connection, seq: int, text: str) -> None:
    """Add the words of a message."""
    _add(connection, "message_words", seq, text)


def unindex_message(connection: Connection, seq: int, text: str) -> None:
    """Take the words of a message out; `text` is the one that was indexed."""
    _take_out(connection, "message_words", seq, text)


def index_title(connection: Connection, seq: int, text: str) -> None:
    """Add the words of a title."""
    _add(connection, "title_words", seq, text)


def unindex_title(connection: Connection, seq: int, text: str) -> None:
    """Take the words of a title out; `text` is the one that was indexed."""
    _take_out(connection, "title_words", seq, text)


def _add(connection: Connection, table: str, seq: int, text: str) -> None:
    statement = f"INSERT INTO {table}(rowid, words) VALUES(?, ?)"
    connection.exec_driver_sql(statement, (seq, text))


def _take_out(connection: Connection, table: str, seq: int, text: str) -> None:
    statement = f"INSERT INTO {table}({table}, rowid, words) VALUES('delete', ?, ?)"
    connection.exec_driver_sql(statement, (seq, text))
