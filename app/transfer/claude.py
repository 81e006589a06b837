"""Conversations of Claude's export (conversations.json).

The format is not documented; this follows exports of 2023 to 2026: `chat_messages` with a `sender`,
older ones with plain `text`, newer ones with blocks of `content` and a `parent_message_uuid`. Calls
of tools and their results are left out. Of files only the names are in the export.
"""

from typing import Any, Final

from app.domain.attachments import AttachmentKind
from app.domain.generation import Role
from app.domain.transfer import Format, ImportedAttachment, ImportedConversation
from app.transfer.fields import flag, mapping, name, objects, text
from app.transfer.limits import MAX_ATTACHMENTS, MAX_MESSAGES
from app.transfer.refusal import Unreadable
from app.transfer.roles import role_of
from app.transfer.trees import Facts, Node, chained, conversation, message

_NO_PARENT: Final = "00000000-0000-4000-8000-000000000000"


def is_one(value: dict[str, Any]) -> bool:
    """Whether this is a conversation of such an export."""
    return isinstance(value.get("chat_messages"), list)


def to_conversation(value: dict[str, Any]) -> ImportedConversation:
    """The conversation; raises Unreadable."""
    said = objects(value.get("chat_messages"))
    if len(said) > MAX_MESSAGES:
        raise Unreadable("it has too many messages")
    model = name(value.get("model")) or None
    nodes = [_node(each, model) for each in said]
    if all(node.parent is None for node in nodes):
        chained(nodes)
    facts = Facts(
        format=Format.CLAUDE,
        source_id=name(value.get("uuid")),
        title=name(value.get("name")),
        created=value.get("created_at"),
        changed=value.get("updated_at"),
        leaf=name(value.get("current_leaf_message_uuid")) or None,
        folder=name(mapping(value.get("project")).get("name")),
        is_pinned=flag(value.get("is_starred")),
    )
    return conversation(facts, nodes)


def _node(said: dict[str, Any], model: str | None) -> Node:
    parent = name(said.get("parent_message_uuid"))
    made = Node(
        name(said.get("uuid")),
        None if parent in ("", _NO_PARENT) else parent,
        date=said.get("created_at"),
    )
    role = role_of(said.get("sender"))
    if role not in (Role.USER, Role.ASSISTANT):
        return made
    words, thoughts = _blocks(said)
    beside = _attachments(said)
    if words.strip() or thoughts or beside:
        made.message = message(
            role,
            words,
            thoughts=thoughts,
            model=model if role is Role.ASSISTANT else None,
            attachments=beside,
        )
    return made


def _blocks(said: dict[str, Any]) -> tuple[str, str]:
    blocks = objects(said.get("content"))
    words = [text(each.get("text")) for each in blocks if each.get("type") == "text"]
    thoughts = [text(each.get("thinking")) for each in blocks if each.get("type") == "thinking"]
    spoken = "\n\n".join(part for part in words if part)
    if not blocks:  # else `text` repeats the blocks, with a remark in place of every tool
        spoken = text(said.get("text"))
    return spoken, "\n\n".join(part for part in thoughts if part)


def _attachments(said: dict[str, Any]) -> tuple[ImportedAttachment, ...]:
    pasted = [
        ImportedAttachment(
            AttachmentKind.TEXT,
            name(each.get("file_name")),
            name(each.get("file_type")),
            text(each.get("extracted_content")),
        )
        for each in objects(said.get("attachments"))
    ]
    known = {each.name for each in pasted}
    files = [
        ImportedAttachment(AttachmentKind.FILE, name(each.get("file_name")))
        for each in objects(said.get("files"))
        if name(each.get("file_name")) not in known
    ]
    return tuple((pasted + files)[:MAX_ATTACHMENTS])
