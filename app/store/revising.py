"""Conversations changed or destroyed by a rule that sees each of them as it is at that moment."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from sqlalchemy import Connection, bindparam, func, select

from app.domain.conversations import Conversation, Revised
from app.domain.ids import ConversationId
from app.store import changes
from app.store.listing import listed
from app.store.schema import conversations, folders, tags
from app.store.stored_text import storable

_AT_ONCE: Final = 500
"""SQLite takes some thousand parameters in one statement."""
_IN_A_TURN: Final = 50

_MOVE: Final = (
    conversations.update()
    .where(conversations.c.id == bindparam("its_id"))
    .values(
        folder=select(folders.c.id)
        .where(folders.c.id == bindparam("its_folder"))
        .scalar_subquery(),
        is_pinned=bindparam("its_pin"),
        is_archived=bindparam("its_archive"),
    )
)
_ITS_SEQ: Final = (
    select(conversations.c.seq).where(conversations.c.id == bindparam("its_id")).scalar_subquery()
)
_UNTAG: Final = tags.delete().where(
    tags.c.conversation == _ITS_SEQ, tags.c.name == bindparam("its_tag")
)
_TAG: Final = tags.insert().values(conversation=_ITS_SEQ, name=bindparam("its_tag"))


def revise(
    connection: Connection,
    ids: Sequence[ConversationId],
    change: Callable[[Conversation], Conversation],
) -> list[Revised]:
    """Change conversations; those that are another afterwards, some hundred after the other."""
    found: list[Revised] = []
    for start in range(0, len(ids), _AT_ONCE):
        is_one = conversations.c.id.in_(ids[start : start + _AT_ONCE])
        seen = [(each, change(each)) for each in listed(connection, is_one)]
        revised = [(before, after) for before, after in seen if after != before]
        _write(connection, revised)
        found += revised
    return found


def _write(connection: Connection, revised: Sequence[Revised]) -> None:
    """Where they are filed alone differs, a few short statements are enough for all."""
    filed = [(before, after) for before, after in revised if _is_only_filed(before, after)]
    moved = [_move_values(after) for before, after in filed if _is_moved(before, after)]
    gone = [_tag_values(after, each) for before, after in filed for each in _only(before, after)]
    new = [_tag_values(after, each) for before, after in filed for each in _only(after, before)]
    for statement, rows in ((_MOVE, moved), (_UNTAG, gone), (_TAG, new)):
        if rows:
            connection.execute(statement, rows)
    for before, after in revised:
        if not _is_only_filed(before, after):
            changes.update(connection, after)


def _is_only_filed(before: Conversation, after: Conversation) -> bool:
    """Whether folder, pin, archive and tags alone differ."""
    return before == replace(
        after,
        folder=before.folder,
        is_pinned=before.is_pinned,
        is_archived=before.is_archived,
        tags=before.tags,
    )


def _is_moved(before: Conversation, after: Conversation) -> bool:
    return before != replace(after, tags=before.tags)


def _only(one: Conversation, other: Conversation) -> set[str]:
    """Tags that one has, and the other has not."""
    return set(map(storable, one.tags)) - set(map(storable, other.tags))


def _tag_values(each: Conversation, name: str) -> dict[str, object]:
    return {"its_id": each.id, "its_tag": name}


def _move_values(each: Conversation) -> dict[str, object]:
    return {
        "its_id": each.id,
        "its_folder": each.folder,
        "its_pin": int(each.is_pinned),
        "its_archive": int(each.is_archived),
    }


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


def remove(connection: Connection, ids: Sequence[ConversationId], at: int) -> None:
    """Mark conversations as deleted at a moment, in microseconds since 1970."""
    is_there = conversations.c.deleted_at.is_(None)
    for start in range(0, len(ids), _AT_ONCE):
        is_one = conversations.c.id.in_(ids[start : start + _AT_ONCE])
        connection.execute(conversations.update().where(is_one, is_there).values(deleted_at=at))


def bring_back(connection: Connection, ids: Sequence[ConversationId]) -> list[Conversation]:
    """Undo the deletion of those that nobody has begun to destroy; those that are there then."""
    found: list[Conversation] = []
    is_whole = conversations.c.deleted_at != changes.DOOMED
    for start in range(0, len(ids), _AT_ONCE):
        is_one = conversations.c.id.in_(ids[start : start + _AT_ONCE])
        connection.execute(conversations.update().where(is_one, is_whole).values(deleted_at=None))
        found += listed(connection, is_one)
    return found
