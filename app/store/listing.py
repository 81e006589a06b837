"""Conversations as the list shows them: without their messages, with their tags."""

from sqlalchemy import ColumnElement, Connection, select

from app.domain.conversations import Conversation
from app.store.rows import CONVERSATION_COLUMNS, conversation_of
from app.store.schema import conversations, tags


def listed(connection: Connection, *conditions: ColumnElement[bool]) -> list[Conversation]:
    """Those that are not deleted and fulfil the conditions, the last changed first."""
    wanted = (conversations.c.deleted_at.is_(None), *conditions)
    query = select(*CONVERSATION_COLUMNS, conversations.c.seq).where(*wanted)
    names = select(tags.c.conversation, tags.c.name).order_by(tags.c.name)
    if conditions:
        names = names.join(conversations).where(*wanted)
    tags_of: dict[int, list[str]] = {}
    for seq, name in connection.execute(names):
        tags_of.setdefault(seq, []).append(name)
    # One row at a time: all of them at once would take more memory than what is made of them.
    rows = connection.execute(query.order_by(conversations.c.changed_seq.desc()))
    seq_at = len(CONVERSATION_COLUMNS)
    return [conversation_of(row, tags_of.get(row[seq_at], ())) for row in rows]
