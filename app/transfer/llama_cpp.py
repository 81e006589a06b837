"""Conversations of llama.cpp's web interface: its JSON, and since June 2026 its JSONL.

JSON: an object of `conv` and `messages`, or a list of such. JSONL: a line of type `session` with
what was `conv`, then a line of type `message` for each message; several sessions may follow each
other, and an archive holds one file for each (ggml-org/llama.cpp, pull request 24688). Messages
name their `parent`; the root is no message. Times are in milliseconds.
"""

from collections.abc import Iterator
from typing import Any

from app.domain.attachments import AttachmentKind
from app.domain.generation import Role
from app.domain.transfer import (
    Damaged,
    Format,
    ImportedAttachment,
    ImportedConversation,
)
from app.transfer.fields import base64_bytes, mapping, name, objects, text
from app.transfer.json_scan import lines, loads
from app.transfer.limits import MAX_ATTACHMENTS, MAX_MESSAGES
from app.transfer.refusal import Unreadable
from app.transfer.roles import role_of
from app.transfer.thoughts import split_thoughts
from app.transfer.trees import Facts, Node, chained, conversation, message


def is_one(value: dict[str, Any]) -> bool:
    """Whether this is a conversation of such an export."""
    return isinstance(value.get("conv"), dict) and isinstance(value.get("messages"), list)


def is_session(line: Any) -> bool:
    """Whether this is the first line of such a JSONL file."""
    return isinstance(line, dict) and line.get("type") == "session" and "name" in line


def to_conversation(value: dict[str, Any]) -> ImportedConversation:
    """The conversation; raises Unreadable."""
    conv = mapping(value.get("conv"))
    said = objects(value.get("messages"))
    if len(said) > MAX_MESSAGES:
        raise Unreadable("it has too many messages")
    nodes = [_node(each) for each in said]
    if all(node.parent is None for node in nodes):
        chained(nodes)
    facts = Facts(
        format=Format.LLAMA_CPP,
        source_id=name(conv.get("id")),
        title=name(conv.get("name")),
        changed=conv.get("lastModified"),
        leaf=name(conv.get("currNode")) or None,
    )
    return conversation(facts, nodes)


def sessions(data: bytes, place: str) -> Iterator[tuple[int, dict[str, Any] | Damaged]]:
    """The sessions of JSONL as `conv` and `messages`, each with the byte where it ends."""
    session: dict[str, Any] | None = None
    end = 0
    for number, line in lines(data):
        end += len(line)
        try:
            record = mapping(loads(line))
        except Unreadable as error:
            yield end, Damaged(f"{place}, line {number}", error.reason)
            continue
        if record.get("type") == "session":
            if session is not None:
                yield end, session
            session = {"conv": record, "messages": []}
        elif session is not None and record.get("type") == "message":
            session["messages"].append(record.get("message"))
    if session is not None:
        yield len(data), session


def _node(said: dict[str, Any]) -> Node:
    parent = name(said.get("parent"))
    made = Node(
        name(said.get("id")), None if parent in ("", "-1") else parent, date=said.get("timestamp")
    )
    role = role_of(said.get("role"))
    if said.get("type") == "root" or role is None or role is Role.TOOL:
        return made
    words, model = text(said.get("content")), None
    thoughts = text(said.get("reasoningContent")) or text(said.get("thinking"))
    if role is Role.ASSISTANT:
        found, words = split_thoughts(words)
        thoughts = thoughts or found
        model = name(said.get("model")) or None
    beside = tuple(_extra(each) for each in objects(said.get("extra"))[:MAX_ATTACHMENTS])
    if words.strip() or thoughts or beside:
        made.message = message(role, words, thoughts=thoughts, model=model, attachments=beside)
    return made


def _extra(each: dict[str, Any]) -> ImportedAttachment:
    shown = name(each.get("name"))
    kind, data = base64_bytes(each.get("base64Url") or each.get("base64Data"))
    kind = name(each.get("mimeType")) or kind
    words = text(each.get("content"))
    if "base64Url" in each:
        return ImportedAttachment(AttachmentKind.IMAGE, shown, kind, data=data)
    if data:
        return ImportedAttachment(AttachmentKind.FILE, shown, kind, words, data)
    return ImportedAttachment(AttachmentKind.TEXT, shown, kind, words)
