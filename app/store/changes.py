"""Changes of conversations and messages: functions over the connection of one transaction."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, delete, literal_column, select

from app.domain.attachments import NewAttachment
from app.domain.conversations import Conversation, Message, now
from app.domain.generation import FinishReason
from app.domain.ids import ConversationId, MessageId
from app.store import attachments, search_index, trees
from app.store import folders as folder_rows
from app.store.rows import conversation_values, has_words, message_values, microseconds
from app.store.schema import conversations, drafts, messages, tags
from app.store.stored_text import storable

NEW: Final = ""
"""The draft of the conversation that has not begun."""

DOOMED: Final = 0
"""The time of deletion of a conversation that is being destroyed."""
# Said as the index of the unfinished says it, or SQLite would not use it.
_UNFINISHED: Final[ColumnElement[bool]] = literal_column("role = 'assistant' AND finish IS NULL")


def seq_of(connection: Connection, conversation_id: ConversationId) -> int | None:
    """The seq of a conversation, or None."""
    query = select(conversations.c.seq).where(conversations.c.id == conversation_id)
    return connection.execute(query).scalar()


def place_of(
    connection: Connection, conversation_id: ConversationId, message_id: MessageId | None
) -> int | None:
    """The seq of a message of this conversation."""
    query = (
        select(messages.c.seq)
        .join(conversations, messages.c.conversation == conversations.c.seq)
        .where(
            messages.c.id == message_id,
            conversations.c.id == conversation_id,
            messages.c.hidden_at == 0,
        )
    )
    return connection.execute(query).scalar()


def update(connection: Connection, conversation: Conversation) -> None:
    """Replace everything of a conversation but its messages."""
    columns = (conversations.c.seq, conversations.c.title, conversations.c.changed_at)
    before = connection.execute(
        select(*columns).where(conversations.c.id == conversation.id)
    ).first()
    if before is None:
        return
    seq, title, changed_at = before
    values: dict[str, Any] = conversation_values(conversation)
    values["folder"] = folder_rows.existing(conversation.folder)
    if values["changed_at"] != changed_at:
        values["changed_seq"] = trees.NEXT_CHANGE
    connection.execute(conversations.update().where(conversations.c.seq == seq).values(**values))
    if values["title"] != title:
        search_index.unindex_title(connection, seq, title)
        search_index.index_title(connection, seq, values["title"])
    _replace_tags(connection, seq, conversation)


def _replace_tags(connection: Connection, seq: int, conversation: Conversation) -> None:
    wanted = {storable(name) for name in conversation.tags}
    query = select(tags.c.name).where(tags.c.conversation == seq)
    present = set(connection.execute(query).scalars())
    if gone := present - wanted:
        is_gone = (tags.c.conversation == seq) & tags.c.name.in_(gone)
        connection.execute(tags.delete().where(is_gone))
    if new := wanted - present:
        rows = [{"conversation": seq, "name": name} for name in sorted(new)]
        connection.execute(tags.insert(), rows)


def replace_message(
    connection: Connection, conversation_id: ConversationId, message: Message
) -> None:
    """Replace a message where it stands, and its words."""
    seq = place_of(connection, conversation_id, message.id)
    if seq is None:
        return
    columns = (messages.c.role, messages.c.finish, messages.c.text)
    before = connection.execute(select(*columns).where(messages.c.seq == seq)).one()
    values = message_values(message)
    after = (values["role"], values["finish"], values["text"])
    connection.execute(messages.update().where(messages.c.seq == seq).values(**values))
    had, has = has_words(*before[:2]), has_words(*after[:2])
    if had == has and before[2] == after[2]:
        return
    trees.forget_words(connection, seq, before)
    if has:
        whole = trees.whole_text(connection, seq, values["text"])
        search_index.index_message(connection, seq, whole)


def mark_interrupted(connection: Connection) -> int:
    """End the answers that nobody writes any more, and index them; how many."""
    unfinished = connection.execute(
        select(messages.c.seq, messages.c.text).where(_UNFINISHED)
    ).all()
    for seq, text in unfinished:
        row = messages.update().where(messages.c.seq == seq)
        connection.execute(row.values(finish=FinishReason.INTERRUPTED.value))
        search_index.index_message(connection, seq, trees.whole_text(connection, seq, text))
    return len(unfinished)


def doom(connection: Connection, condition: ColumnElement[bool]) -> None:
    """Hide conversations for good: nothing brings them back, `destroy_some` takes them first."""
    connection.execute(conversations.update().where(condition).values(deleted_at=DOOMED))


def destroy_some(
    connection: Connection, most: int, *, doomed_alone: bool = False
) -> tuple[int, bool]:
    """Destroy of what is deleted, or doomed, so many messages at most, and all that hangs on them.

    How many conversations are gone now, and whether there is more. One that is begun cannot be
    brought back any more, and the next call goes on with it, in this process or another.
    """
    columns = (conversations.c.seq, conversations.c.id, conversations.c.title)
    deleted = conversations.c.deleted_at
    is_due = deleted == DOOMED if doomed_alone else deleted.is_not(None)
    query = select(*columns).where(is_due).order_by(conversations.c.deleted_at).limit(1)
    count = 0
    while most > 0:
        doomed = connection.execute(query).first()
        if doomed is None:
            return count, False
        seq, id_, title = doomed
        most -= 1 + _destroy_messages(connection, seq, most)
        if most >= 0:
            search_index.unindex_title(connection, seq, title)
            connection.execute(delete(drafts).where(drafts.c.conversation == id_))
            attachments.keep_drafted(connection, id_, ())
            connection.execute(delete(conversations).where(conversations.c.seq == seq))
            count += 1
    return count, True


def _destroy_messages(connection: Connection, conversation: int, most: int) -> int:
    """Destroy the last messages of a conversation, so many at most; how many."""
    doom(connection, conversations.c.seq == conversation)
    columns = (messages.c.seq, messages.c.role, messages.c.finish, messages.c.text)
    query = select(*columns).where(messages.c.conversation == conversation)
    rows = connection.execute(query.order_by(messages.c.seq.desc()).limit(most)).all()
    # The index gathers what it is told in rising order, else it writes after each. Of the messages
    # the last goes first: nothing follows it any more, so that no other row has to change.
    for row in reversed(rows):
        trees.forget_words(connection, row[0], row[1:])
    for row in rows:
        connection.execute(delete(messages).where(messages.c.seq == row[0]))
    return len(rows)


def keep_draft(connection: Connection, conversation_id: ConversationId | None, text: str) -> None:
    """Keep what was typed; empty text forgets it."""
    key = conversation_id or NEW
    connection.execute(delete(drafts).where(drafts.c.conversation == key))
    is_there = conversation_id is None or seq_of(connection, conversation_id) is not None
    if text and is_there:
        row = {"conversation": key, "text": storable(text), "changed_at": microseconds(now())}
        connection.execute(drafts.insert().values(**row))


def keep_draft_attachments(
    connection: Connection,
    conversation_id: ConversationId | None,
    drafted: Sequence[NewAttachment],
) -> None:
    """Keep what was attached; nothing is kept for a conversation that is gone."""
    is_there = conversation_id is None or seq_of(connection, conversation_id) is not None
    attachments.keep_drafted(connection, conversation_id or NEW, drafted if is_there else ())
