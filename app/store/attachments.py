"""Attachments as rows: with their messages, and with what was typed and not sent."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Connection, func, select, text

from app.domain.attachments import Attachment, AttachmentKind, Files, NewAttachment
from app.domain.conversations import Message
from app.domain.ids import AttachmentId, ConversationId
from app.store.schema import (
    attachment_data,
    attachments,
    conversations,
    draft_attachments,
    messages,
)
from app.store.stored_text import storable

# Of many messages at once, by their seqs; few messages have any.
_OF_MESSAGES: Final = text(
    "SELECT message, id, kind, name, media_type, text, coalesce(length(data), 0)"
    " FROM attachments LEFT JOIN attachment_data ON attachment = seq"
    " WHERE message IN (SELECT value FROM json_each(:seqs)) ORDER BY seq"
)


def insert(connection: Connection, seq: int, message: Message, files: Files) -> None:
    """Add the attachments of a message that was just added under `seq`."""
    for each in message.attachments:
        row = attachments.insert().values(message=seq, **_values(each))
        place = connection.execute(row).lastrowid
        data = _data(connection, files.get(each.id))
        if data:
            connection.execute(attachment_data.insert().values(attachment=place, data=data))


def with_attachments(
    connection: Connection, found: Sequence[Message], seqs: Sequence[int]
) -> list[Message]:
    """The messages with their attachments; `seqs` are those of the messages, in their order."""
    of: dict[int, list[Attachment]] = {}
    for row in connection.execute(_OF_MESSAGES, {"seqs": json.dumps(seqs)}):
        of.setdefault(row[0], []).append(_attachment(row[1:]))
    if not of:
        return list(found)
    return [
        replace(message, attachments=tuple(of[seq])) if seq in of else message
        for message, seq in zip(found, seqs, strict=True)
    ]


def data_of(connection: Connection, attachment_id: AttachmentId) -> bytes | None:
    """The data of an attachment whose conversation is not deleted; None when there is none."""
    query = (
        select(attachment_data.c.data)
        .join_from(attachments, attachment_data, attachment_data.c.attachment == attachments.c.seq)
        .join(messages, attachments.c.message == messages.c.seq)
        .join(conversations, messages.c.conversation == conversations.c.seq)
        .where(attachments.c.id == attachment_id, conversations.c.deleted_at.is_(None))
    )
    found: bytes | None = connection.execute(query).scalar()
    return found


def counts(connection: Connection) -> dict[ConversationId, int]:
    """How many attachments the conversations have that have any."""
    query = (
        select(conversations.c.id, func.count())
        .join_from(attachments, messages, attachments.c.message == messages.c.seq)
        .join(conversations, messages.c.conversation == conversations.c.seq)
        .where(conversations.c.deleted_at.is_(None), messages.c.hidden_at == 0)
        .group_by(conversations.c.seq)
    )
    return {ConversationId(row[0]): row[1] for row in connection.execute(query)}


def drafted(connection: Connection, key: str) -> list[NewAttachment]:
    """What was attached and not sent."""
    table = draft_attachments.c
    columns = (table.id, table.kind, table.name, table.media_type, table.text, table.data)
    query = select(*columns).where(table.conversation == key).order_by(table.seq)
    return [
        NewAttachment(_attachment((*row[:5], len(row[5] or b""))), row[5] or b"")
        for row in connection.execute(query)
    ]


def keep_drafted(connection: Connection, key: str, drafts: Iterable[NewAttachment]) -> None:
    """Keep what was attached in place of what was kept before."""
    table = draft_attachments
    connection.execute(table.delete().where(table.c.conversation == key))
    for each in drafts:
        row = {"conversation": key, **_values(each.attachment), "data": each.data or None}
        connection.execute(table.insert().values(**row))


def _data(connection: Connection, given: bytes | str | None) -> bytes | None:
    if isinstance(given, str):
        return data_of(connection, AttachmentId(given))
    return given


def _values(each: Attachment) -> Mapping[str, str]:
    return {
        "id": each.id,
        "kind": each.kind.value,
        "name": storable(each.name),
        "media_type": storable(each.media_type),
        "text": storable(each.text),
    }


def _attachment(row: Sequence[Any]) -> Attachment:
    id_, kind, name, media_type, words, length = row
    return Attachment(AttachmentId(id_), AttachmentKind(kind), name, media_type, words, length)
