"""What stands beside a message: of each such table at most one row, which goes with its message."""

from collections.abc import Mapping

from sqlalchemy import Connection, Select, Table, delete, select

from app.domain.ids import ConversationId, MessageId
from app.store.schema import conversations, messages


def rows_beside(table: Table, conversation_id: ConversationId) -> Select[tuple[object, ...]]:
    """Asks for the rows of a table beside the messages of a conversation, in the order of these.

    The id of the message comes first, then the columns of the table.
    """
    return (
        select(messages.c.id, table)
        .join(table, table.c.message == messages.c.seq)
        .join(conversations, messages.c.conversation == conversations.c.seq)
        .where(conversations.c.id == conversation_id)
        .order_by(messages.c.seq)
    )


def put_beside(
    connection: Connection,
    table: Table,
    conversation_id: ConversationId,
    message_id: MessageId,
    values: Mapping[str, object] | None,
) -> None:
    """Keep a row beside a message in place of the one that is there; None keeps none.

    Nothing happens when the message is gone. One that is deleted and can be brought back is there.
    """
    query = (
        select(messages.c.seq)
        .join(conversations, messages.c.conversation == conversations.c.seq)
        .where(messages.c.id == message_id, conversations.c.id == conversation_id)
    )
    seq = connection.execute(query).scalar()
    if seq is None:
        return
    connection.execute(delete(table).where(table.c.message == seq))
    if values is not None:
        connection.execute(table.insert().values(message=seq, **values))
