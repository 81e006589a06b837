"""Search over messages, their attachments and titles, newest first or best first.

Rows come from the index one by one and reading ends when there are enough: the newest 50 of a
frequent word cost no more than those of a rare one. What the index finds is looked for in the text
itself, which also gives the places to mark. Deleted conversations are never found.
"""

import json
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, text

from app.domain.conversations import Conversation, SearchHit
from app.domain.generation import Role
from app.domain.ids import ConversationId, FolderId, MessageId
from app.store import search_index
from app.store.query import Query, parse
from app.store.search_conditions import (
    EPOCH,
    Conditions,
    add_bounds,
    add_dates,
    add_words,
    narrowing_of,
)
from app.store.search_excerpt import Marks
from app.store.search_shown import Part, Shown, shown

_TITLE_SHARE: Final = 5
"""Where both titles and messages are plenty, one part in so many is kept for titles."""

_CONVERSATION: Final = (
    "c.seq AS c_seq, c.id AS c_id, c.title, c.created_at AS c_created_at, c.changed_at, c.folder,"
    " c.is_pinned AS c_is_pinned, c.is_archived"
)
_PINNED: Final = (
    "SELECT seq FROM messages WHERE is_pinned = 1 UNION ALL SELECT own.seq FROM conversations kept"
    " CROSS JOIN messages own ON own.conversation = kept.seq WHERE kept.is_pinned = 1"
)
"""Messages that are pinned, or whose conversation is; known before any of them is read."""
_MESSAGE: Final = "m.seq, m.id, m.role, m.text, m.created_at"


def search(
    connection: Connection, query: str, limit: int = 50, *, ranked: bool = False
) -> list[SearchHit]:
    """Titles, then messages, that have all that the query asks for; at most `limit` together.

    Each newest first, or with `ranked` the best first by BM25. Without words the titles of the
    conversations that pass the operators, and with `role:` or `model:` the messages.
    """
    asked = parse(query)
    if limit <= 0 or asked.is_empty:
        return []
    narrowing = narrowing_of(connection, asked)
    if narrowing is None:
        return []
    titles: list[_Hit] = []
    found: list[_Hit] = []
    if not asked.roles and not asked.models:
        titles = _taken(_titles(connection, asked, narrowing, ranked=ranked), limit)
    if asked.words or asked.roles or asked.models:
        found = _taken(_messages(connection, asked, narrowing, ranked=ranked), limit)
    kept = titles[: max(limit - len(found), limit // _TITLE_SHARE, 1)]
    return _hits(connection, kept + found[: limit - len(kept)])


@dataclass(frozen=True, slots=True)
class _Hit:
    row: Any
    message: MessageId | None
    role: Role | None
    excerpt: str
    marks: Marks
    created_at: int
    attachment: str | None = None


def _titles(
    connection: Connection, asked: Query, narrowing: Conditions, *, ranked: bool
) -> Generator[_Hit]:
    conditions = narrowing.copy()
    add_dates(conditions, asked, "c.created_at")
    if asked.is_pinned:
        conditions.add("c.is_pinned = 1")
    if asked.words:
        source = "title_words CROSS JOIN conversations c ON c.seq = title_words.rowid"
        order = add_words(conditions, asked, search_index.TITLES, ranked=ranked)
    else:
        source, order = "conversations c", "c.seq DESC"
    for row in _rows(connection, _CONVERSATION, source, conditions, order):
        found = _shown(asked, [(None, row.title)])
        if found is not None:
            yield _Hit(row, None, None, *found.excerpt, row.c_created_at)


def _messages(
    connection: Connection, asked: Query, narrowing: Conditions, *, ranked: bool
) -> Generator[_Hit]:
    conditions = narrowing.copy()
    conditions.add("m.hidden_at = 0")
    add_dates(conditions, asked, "m.created_at")
    if asked.is_pinned and not asked.words:
        conditions.add("(c.is_pinned = 1 OR m.is_pinned = 1)")
    if asked.roles:
        roles = json.dumps(asked.roles)
        conditions.add("m.role IN (SELECT value FROM json_each(:roles))", roles=roles)
    if asked.models:
        conditions.add(
            "EXISTS (SELECT 1 FROM json_each(:models) WHERE instr(lower(m.model), value))",
            models=json.dumps(asked.models),
        )
    source, order = "messages m", "m.seq DESC"
    if asked.words:
        source = "message_words CROSS JOIN messages m ON m.seq = message_words.rowid"
        order = add_words(conditions, asked, search_index.MESSAGES, ranked=ranked)
        add_bounds(conditions, asked, "message_words.rowid")
        if asked.is_pinned:
            conditions.add(f"+message_words.rowid IN ({_PINNED})")
        if narrowing.is_narrow:
            # Their messages are known from an index before any of them is read.
            conditions.add(
                "+message_words.rowid IN (SELECT seq FROM messages WHERE conversation IN"  # noqa: S608 - values are bound
                f" (SELECT c.seq FROM conversations c WHERE {narrowing.sql}))"
            )
    source += " CROSS JOIN conversations c ON c.seq = m.conversation"
    for row in _rows(connection, f"{_MESSAGE}, {_CONVERSATION}", source, conditions, order):
        found = _shown(asked, _parts(connection, row))
        if found is not None:
            message = MessageId(row.id), Role(row.role)
            yield _Hit(row, *message, *found.excerpt, row.created_at, found.attachment)


def _rows(
    connection: Connection, columns: str, source: str, conditions: Conditions, order: str
) -> Iterator[Any]:
    """Rows one by one; what is not asked for is not read."""
    statement = text(f"SELECT {columns} FROM {source} WHERE {conditions.sql} ORDER BY {order}")  # noqa: S608 - values are bound
    result = connection.execute(statement, conditions.values)
    try:
        yield from result
    finally:
        result.close()


def _parts(connection: Connection, row: Any) -> Iterator[Part]:
    """The text of a message, and of its attachments when it is not enough."""
    yield None, row.text
    for name, content in search_index.attached(connection, row.seq):
        yield name, name
        yield name, content


def _shown(asked: Query, parts: Iterable[Part]) -> Shown | None:
    """What is shown; excluded words are looked for where the index could not tell."""
    unsure = [each for each in asked.without if not asked.words or not each.is_found_by_terms]
    return shown(asked.words, unsure, parts)


def _taken(hits: Generator[_Hit], limit: int) -> list[_Hit]:
    """The first hits; the statement behind them is finished at once."""
    taken = []
    for hit in hits:
        taken.append(hit)
        if len(taken) == limit:
            break
    hits.close()
    return taken


def _hits(connection: Connection, hits: Sequence[_Hit]) -> list[SearchHit]:
    """As values, each conversation with its tags."""
    seqs = json.dumps(sorted({hit.row.c_seq for hit in hits}))
    tags: dict[int, list[str]] = {}
    for seq, name in connection.exec_driver_sql(
        "SELECT conversation, name FROM tags"
        " WHERE conversation IN (SELECT value FROM json_each(?)) ORDER BY conversation, name",
        (seqs,),
    ):
        tags.setdefault(seq, []).append(name)
    known = {hit.row.c_seq: _conversation(hit.row, tags.get(hit.row.c_seq, [])) for hit in hits}
    return [
        SearchHit(
            known[hit.row.c_seq],
            hit.message,
            hit.role,
            hit.excerpt,
            hit.marks,
            _time(hit.created_at),
            hit.attachment,
        )
        for hit in hits
    ]


def _conversation(row: Any, tags: Sequence[str]) -> Conversation:
    return Conversation(
        ConversationId(row.c_id),
        row.title,
        _time(row.c_created_at),
        _time(row.changed_at),
        None if row.folder is None else FolderId(row.folder),
        tuple(tags),
        bool(row.c_is_pinned),
        bool(row.is_archived),
    )


def _time(microseconds: int) -> datetime:
    return EPOCH + timedelta(microseconds=microseconds)
