"""What sums up the older part of a conversation, beside the last message that it sums up."""

from sqlalchemy import Connection, delete, select

from app.domain.ids import ConversationId, MessageId
from app.store.database import Database
from app.store.schema import conversations, messages, summaries
from app.store.stored_text import storable


class VaultSummaries:
    """A SummaryShelf in the vault. Safe to use from several threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, conversation_id: ConversationId) -> dict[MessageId, str]:
        """The summaries of a conversation, by the last message that each sums up."""
        query = (
            select(messages.c.id, summaries.c.text)
            .join(summaries, summaries.c.message == messages.c.seq)
            .join(conversations, messages.c.conversation == conversations.c.seq)
            .where(conversations.c.id == conversation_id)
        )
        with self._database.reading() as connection:
            return {MessageId(row[0]): row[1] for row in connection.execute(query)}

    def put(self, conversation_id: ConversationId, message_id: MessageId, text: str) -> None:
        """Keep a summary; an empty one is removed. Nothing happens when the message is gone."""

        def change(connection: Connection) -> None:
            query = (
                select(messages.c.seq)
                .join(conversations, messages.c.conversation == conversations.c.seq)
                .where(messages.c.id == message_id, conversations.c.id == conversation_id)
            )
            seq = connection.execute(query).scalar()
            if seq is None:
                return
            connection.execute(delete(summaries).where(summaries.c.message == seq))
            if text:
                row = {"message": seq, "text": storable(text)}
                connection.execute(summaries.insert().values(**row))

        self._database.write(change)
