"""Conversations changed or destroyed by a rule that sees each of them as it is at that moment."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from sqlalchemy import Connection, func, select

from app.domain.conversations import Conversation, Revised
from app.domain.ids import ConversationId
from app.store import changes
from app.store.listing import listed
from app.store.schema import conversations, tags

_AT_ONCE: Final = 500
"""SQLite takes some thousand parameters in one statement."""
_IN_A_TURN: Final = 50


def revise(
    connection: Connection,
    ids: Sequence[ConversationId],
    change: Callable[[Conversation], Conversation],
) -> list[Revised]:
    """Change conversations; those that are another afterwards, in the order of the list."""
    found: list[Revised] = []
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        for before in listed(connection, conversations.c.id.in_(some)):
            after = change(before)
            if after != before:
                changes.update(connection, after)
                found.append((before, after))
    return found


def in_turns(ids: Sequence[ConversationId]) -> Iterator[Sequence[ConversationId]]:
    """A few at a time: others that want to write need not wait for all of them."""
    for start in range(0, len(ids), _IN_A_TURN):
        yield ids[start : start + _IN_A_TURN]


def doom(
    connection: Connection,
    ids: Sequence[ConversationId],
    is_due: Callable[[Conversation], bool],
) -> list[Conversation]:
    """Hide those that a rule names for good, until they are destroyed; which those were."""
    doomed = list(filter(is_due, listed(connection, conversations.c.id.in_(ids))))
    changes.doom(connection, conversations.c.id.in_([each.id for each in doomed]))
    return doomed


def tag_counts(connection: Connection) -> dict[str, int]:
    """Every tag with the number of conversations that have it."""
    query = (
        select(tags.c.name, func.count())
        .join(conversations, tags.c.conversation == conversations.c.seq)
        .where(conversations.c.deleted_at.is_(None))
        .group_by(tags.c.name)
        .order_by(tags.c.name)
    )
    return {row[0]: row[1] for row in connection.execute(query)}
