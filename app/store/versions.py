"""Messages that stand in one another's place: which of a conversation's have siblings."""

from collections.abc import Iterable

from sqlalchemy import Connection, select

from app.domain.ids import ConversationId, MessageId
from app.store.schema import conversations, messages


def versions_of(
    connection: Connection, conversation_id: ConversationId
) -> dict[MessageId, tuple[MessageId, ...]]:
    """All siblings of each message that has some; none in a conversation that is deleted."""
    query = (
        select(messages.c.id, messages.c.parent)
        .join(conversations, messages.c.conversation == conversations.c.seq)
        .where(
            conversations.c.id == conversation_id,
            conversations.c.deleted_at.is_(None),
            messages.c.hidden_at == 0,
        )
        .order_by(messages.c.seq)
    )
    return group_versions((MessageId(row[0]), row[1]) for row in connection.execute(query))


def group_versions(
    pairs: Iterable[tuple[MessageId, object]],
) -> dict[MessageId, tuple[MessageId, ...]]:
    """Of messages with what they follow those that follow the same, where these are several."""
    by_parent: dict[object, list[MessageId]] = {}
    for message_id, parent in pairs:
        by_parent.setdefault(parent, []).append(message_id)
    groups = [tuple(each) for each in by_parent.values() if len(each) > 1]
    return {message_id: group for group in groups for message_id in group}
