"""The beginning of a turn: what was asked and the answer that is to come, in one transaction."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, select

from app.domain.attachments import NO_FILES, Files
from app.domain.conversations import Conversation, Message, now
from app.domain.ids import ConversationId, MessageId
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
    is_branch: bool,
    forgets_draft: bool,
) -> Conversation | None:
    """Keep a turn; the conversation as it is then, None when it is gone or deleted.

    With `is_branch` the first message follows its own parent; None when that is gone.
    """
    is_it = conversations.c.id == conversation_id
    if new is not None:
        insert_conversation(connection, new)
    elif not listed(connection, is_it):
        return None
    if is_branch and not _go_back(connection, conversation_id, said[0].parent):
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


def _go_back(
    connection: Connection, conversation_id: ConversationId, message_id: MessageId | None
) -> bool:
    """Let a message be the last one in view, or none; False when it is gone."""
    seq = changes.place_of(connection, conversation_id, message_id)
    if message_id is not None and seq is None:
        return False
    is_it = conversations.c.id == conversation_id
    connection.execute(conversations.update().where(is_it).values(leaf=seq))
    return True
