"""Conversations of Jan: folders with messages.jsonl and thread.json, in a folder or an archive.

Follows Jan's specification of threads and messages and what releases 0.4 to 0.7 write; times are in
seconds or milliseconds. A messages.jsonl alone is read too, without the title of its thread.
"""

from dataclasses import replace
from typing import Any

from app.domain.attachments import AttachmentKind
from app.domain.generation import Role
from app.domain.transfer import Format, ImportedAttachment, ImportedConversation
from app.transfer.fields import base64_bytes, flag, items, mapping, name, objects, text
from app.transfer.json_scan import lines, loads
from app.transfer.limits import MAX_ATTACHMENTS, MAX_MESSAGES
from app.transfer.refusal import Unreadable
from app.transfer.roles import role_of
from app.transfer.thoughts import split_thoughts
from app.transfer.trees import Facts, Node, chained, conversation, message


def is_message(line: Any) -> bool:
    """Whether this is a line of messages.jsonl."""
    return (
        isinstance(line, dict)
        and isinstance(line.get("thread_id"), str)
        and "role" in line
        and isinstance(line.get("content"), list)
    )


def to_conversation(data: bytes, thread: dict[str, Any]) -> ImportedConversation:
    """The conversation of a messages.jsonl; raises Unreadable. Lines that are damaged are left out.

    `thread` is what thread.json holds, empty where there is none.
    """
    said: list[dict[str, Any]] = []
    lost = 0
    for _, line in lines(data):
        try:
            record = loads(line)
        except Unreadable:
            record = None
        if is_message(record):
            said.append(record)
        else:
            lost += 1
        if len(said) > MAX_MESSAGES:
            raise Unreadable("it has too many messages")
    if not said:
        raise Unreadable("it has no message that can be read")
    model = _model(thread)
    nodes = [_node(each, model) for each in said]
    chained(nodes)
    about = mapping(thread.get("metadata"))
    facts = Facts(
        format=Format.JAN,
        source_id=name(thread.get("id")) or name(said[0].get("thread_id")),
        title=name(thread.get("title")) or name(thread.get("summary")) or name(about.get("title")),
        created=thread.get("created") or thread.get("created_at"),
        changed=thread.get("updated") or about.get("updated_at"),
        leaf=nodes[-1].id,
        is_pinned=flag(thread.get("isFavorite")) or flag(about.get("is_favorite")),
    )
    return _told(conversation(facts, nodes), lost)


def _told(made: ImportedConversation, lost: int) -> ImportedConversation:
    if not lost:
        return made
    note = "One line was damaged." if lost == 1 else f"{lost} lines were damaged."
    return replace(made, notes=(*made.notes, note))


def _model(thread: dict[str, Any]) -> str:
    for assistant in objects(thread.get("assistants")):
        found = mapping(assistant.get("model"))
        if name(found.get("id")):
            return name(found.get("id"))
    found = mapping(thread.get("model"))
    return name(found.get("id")) or name(thread.get("model_id"))


def _node(said: dict[str, Any], default: str) -> Node:
    made = Node(name(said.get("id")), None, date=said.get("created_at"))
    role = role_of(said.get("role"))
    if role is None or role is Role.TOOL:
        return made
    words = _words(said, "text")
    thoughts, model = _words(said, "reasoning"), None
    if role is Role.ASSISTANT:
        found, words = split_thoughts(words)
        thoughts = thoughts or found
        model = name(mapping(said.get("metadata")).get("modelId")) or default or None
    beside = _images(said)
    if words.strip() or thoughts or beside:
        made.message = message(role, words, thoughts=thoughts, model=model, attachments=beside)
    return made


def _words(said: dict[str, Any], kind: str) -> str:
    found = []
    for part in objects(said.get("content")):
        if part.get("type") == kind:
            inner = part.get("text")
            found.append(text(inner) or text(mapping(inner).get("value")))
    return "\n\n".join(part for part in found if part)


def _images(said: dict[str, Any]) -> tuple[ImportedAttachment, ...]:
    found = []
    for part in objects(items(said.get("content")))[:MAX_ATTACHMENTS]:
        if part.get("type") == "image_url":
            kind, data = base64_bytes(mapping(part.get("image_url")).get("url"))
            found.append(ImportedAttachment(AttachmentKind.IMAGE, "", kind, data=data))
    return tuple(found)
