"""Conversations of Open WebUI's export: a list of chats, or one.

Each has `chat.history.messages`, a mapping by id with `parentId`, and `currentId`; chats of early
releases have the list `chat.messages` alone. Reasoning stands in the text as `<details>` or
`<think>` and is taken out of it.
"""

from typing import Any

from app.domain.attachments import AttachmentKind
from app.domain.generation import Role
from app.domain.transfer import Format, ImportedAttachment, ImportedConversation
from app.transfer.fields import base64_bytes, flag, items, mapping, name, objects, text
from app.transfer.limits import MAX_ATTACHMENTS, MAX_MESSAGES, MAX_TAGS
from app.transfer.refusal import Unreadable
from app.transfer.roles import role_of
from app.transfer.thoughts import split_thoughts
from app.transfer.trees import Facts, Node, chained, conversation, message


def is_one(value: dict[str, Any]) -> bool:
    """Whether this is a conversation of such an export."""
    chat = _chat(value)
    history = mapping(chat.get("history"))
    return isinstance(history.get("messages"), dict) or (
        chat is not value and isinstance(chat.get("messages"), list)
    )


def to_conversation(value: dict[str, Any]) -> ImportedConversation:
    """The conversation; raises Unreadable."""
    chat = _chat(value)
    history = mapping(chat.get("history"))
    tree = mapping(history.get("messages"))
    line = objects(chat.get("messages"))
    if max(len(tree), len(line)) > MAX_MESSAGES:
        raise Unreadable("it has too many messages")
    if tree:
        nodes = [_node(key, mapping(said)) for key, said in tree.items()]
    else:
        nodes = [_node(said.get("id"), said) for said in line]
        chained(nodes)
    facts = Facts(
        format=Format.OPEN_WEBUI,
        source_id=name(value.get("id")) or name(chat.get("id")),
        title=name(value.get("title")) or name(chat.get("title")),
        created=value.get("created_at") or chat.get("timestamp"),
        changed=value.get("updated_at"),
        leaf=name(history.get("currentId")) or None,
        folder=name(mapping(value.get("folder")).get("name")),
        tags=_tags(value, chat),
        is_archived=flag(value.get("archived")),
        is_pinned=flag(value.get("pinned")),
    )
    return conversation(facts, nodes)


def _chat(value: dict[str, Any]) -> dict[str, Any]:
    inner = value.get("chat")
    return inner if isinstance(inner, dict) else value


def _tags(value: dict[str, Any], chat: dict[str, Any]) -> list[str]:
    found = items(mapping(value.get("meta")).get("tags")) or items(chat.get("tags"))
    return [name(mapping(tag).get("name") or tag) for tag in found[:MAX_TAGS]]


def _node(key: Any, said: dict[str, Any]) -> Node:
    made = Node(name(key), name(said.get("parentId")) or None, date=said.get("timestamp"))
    role = role_of(said.get("role"))
    if role is None or role is Role.TOOL:
        return made
    words, thoughts, model = _words(said.get("content")), "", None
    if role is Role.ASSISTANT:
        thoughts, words = split_thoughts(words)
        model = name(said.get("model")) or name(said.get("modelName")) or None
    beside = _attachments(said)
    if words.strip() or thoughts or beside:
        made.message = message(role, words, thoughts=thoughts, model=model, attachments=beside)
    return made


def _words(content: Any) -> str:
    if isinstance(content, list):
        return "\n\n".join(text(part.get("text")) for part in objects(content))
    return text(content)


def _attachments(said: dict[str, Any]) -> tuple[ImportedAttachment, ...]:
    return tuple(_file(each) for each in objects(said.get("files"))[:MAX_ATTACHMENTS])


def _file(each: dict[str, Any]) -> ImportedAttachment:
    inner = mapping(each.get("file"))
    shown = name(each.get("name")) or name(inner.get("filename"))
    if each.get("type") == "image":
        kind, data = base64_bytes(each.get("url"))
        return ImportedAttachment(AttachmentKind.IMAGE, shown, kind, data=data)
    words = text(mapping(inner.get("data")).get("content"))
    kind = name(mapping(inner.get("meta")).get("content_type"))
    return ImportedAttachment(AttachmentKind.FILE, shown, kind, words)
