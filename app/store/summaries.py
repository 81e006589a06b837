"""What sums up the older part of a conversation, beside the last message that it sums up."""

from app.domain.ids import ConversationId, MessageId
from app.store.beside import put_beside, rows_beside
from app.store.database import Database
from app.store.schema import summaries
from app.store.stored_text import storable


class VaultSummaries:
    """A SummaryShelf in the vault. Safe to use from several threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, conversation_id: ConversationId) -> dict[MessageId, str]:
        """The summaries of a conversation, by the last message that each sums up."""
        query = rows_beside(summaries, conversation_id)
        with self._database.reading() as connection:
            return {MessageId(row.id): row.text for row in connection.execute(query)}

    def put(self, conversation_id: ConversationId, message_id: MessageId, text: str) -> None:
        """Keep a summary; an empty one is removed. Nothing happens when the message is gone."""
        values = {"text": storable(text)} if text else None
        self._database.write(
            lambda each: put_beside(each, summaries, conversation_id, message_id, values)
        )
