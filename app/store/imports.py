"""A whole conversation at once: its row, its tags, its tree of messages and all their words."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from app.domain.attachments import NO_FILES, Files
from app.domain.conversations import Conversation, Message
from app.domain.generation import FinishReason, Role
from app.store import attachments, search_index
from app.store.folders import existing
from app.store.rows import conversation_values, first_values
from app.store.schema import conversations, messages, tags
from app.store.stored_text import storable
from app.store.trees import NEXT_CHANGE, whole_text


def insert_conversation(
    connection: Connection,
    conversation: Conversation,
    imported: Sequence[Message] = (),
    source: str = "",
    files: Files = NO_FILES,
) -> None:
    """Add a conversation; the last of its messages is in view.

    Messages name their `parent` among those before them; one that names another begins a branch.
    An answer without an end gets one: it is not being written any more.
    """
    row = conversations.insert().values(
        id=conversation.id,
        source=storable(source),
        folder=existing(conversation.folder),
        changed_seq=NEXT_CHANGE,
        **conversation_values(conversation),
    )
    seq = connection.execute(row).lastrowid
    wanted = sorted({storable(name) for name in conversation.tags})
    names = [{"conversation": seq, "name": name} for name in wanted]
    if names:
        connection.execute(tags.insert(), names)
    search_index.index_title(connection, seq, storable(conversation.title))
    if imported:
        _insert_messages(connection, seq, imported, files)


def _insert_messages(
    connection: Connection, conversation: int, imported: Sequence[Message], files: Files
) -> None:
    first: int = connection.execute(
        select(func.coalesce(func.max(messages.c.seq), 0) + 1)
    ).scalar_one()
    places: dict[str, int] = {}
    rows: list[dict[str, Any]] = []
    for seq, message in enumerate(imported, start=first):
        values = first_values(message)
        if values["finish"] is None and message.role is Role.ASSISTANT:
            values["finish"] = FinishReason.STOP.value
        parent = places.get(message.parent) if message.parent is not None else None
        rows.append({"seq": seq, "conversation": conversation, "parent": parent, **values})
        places[message.id] = seq
    connection.execute(messages.insert(), rows)
    for row, message in zip(rows, imported, strict=True):
        attachments.insert(connection, row["seq"], message, files)
        words = row["text"]
        if message.attachments:
            words = whole_text(connection, row["seq"], words)
        search_index.index_message(connection, row["seq"], words)
    is_it = conversations.c.seq == conversation
    connection.execute(conversations.update().where(is_it).values(leaf=rows[-1]["seq"]))
