"""The beginning of a turn: what was asked and the answer that is to come, in one transaction."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, select

from app.domain.attachments import NO_FILES, Files
from app.domain.conversations import Conversation, Message, now
from app.domain.ids import ConversationId
from app.store import attachments, changes, trees
from app.store.imports import insert_conversation
from app.store.listing import listed
from app.store.rows import microseconds
from app.store.schema import conversations, drafts


def append(
    connection: Connection,
    conversation_id: ConversationId,
    message: Message,
    files: Files = NO_FILES,
) -> None:
    """Add a message after the last one of the branch in view; nothing when it is gone."""
    columns = (conversations.c.seq, conversations.c.leaf)
    query = select(*columns).where(conversations.c.id == conversation_id)
    place = connection.execute(query).first()
    if place is not None:
        trees.add_message(connection, place[0], place[1], message, files)


def begin(
    connection: Connection,
    conversation_id: ConversationId,
    said: Sequence[Message],
    files: Files,
    new: Conversation | None,
    *,
    forgets_draft: bool,
) -> Conversation | None:
    """Keep a turn; the conversation as it is then, None when it is gone or deleted."""
    is_it = conversations.c.id == conversation_id
    if new is not None:
        insert_conversation(connection, new)
    elif not listed(connection, is_it):
        return None
    for message in said:
        append(connection, conversation_id, message, files)
    if forgets_draft:
        key = changes.NEW if new is not None else conversation_id
        connection.execute(delete(drafts).where(drafts.c.conversation == key))
        attachments.keep_drafted(connection, key, ())
    changed_at = microseconds(now())
    connection.execute(conversations.update().where(is_it).values(changed_at=changed_at))
    return listed(connection, is_it)[0]
