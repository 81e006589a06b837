"""Conversations of ChatGPT's export: conversations.json, or newer ones in conversations-000.json.

The format is not documented; this follows exports of 2023 to 2026: a `mapping` of nodes by id with
`parent` and `children`, a `current_node`, times in seconds. Shown are what the person and the
assistant said to each other; system nodes, tools and calls of tools are not, thoughts go to the
answer that follows them. Of images and files the names stand here; the archive has their bytes
apart, under names that begin with the id of the file.
"""

import re
from typing import Any, Final

from app.domain.attachments import AttachmentKind
from app.domain.generation import Role
from app.domain.transfer import Format, ImportedAttachment, ImportedConversation
from app.transfer.fields import flag, items, mapping, name, objects, text
from app.transfer.files import chatgpt_id
from app.transfer.limits import MAX_ATTACHMENTS, MAX_MESSAGES
from app.transfer.refusal import Unreadable
from app.transfer.roles import role_of
from app.transfer.trees import Facts, Node, conversation, message

# Marks of citations and widgets, in characters of private use.
_MARKS: Final = re.compile("\ue200[^\ue200\ue201]{0,2000}\ue201")
_HIDDEN_TYPES: Final = {
    "user_editable_context",
    "model_editable_context",
    "reasoning_recap",
    "execution_output",
    "tether_browsing_display",
    "system_error",
}


def is_one(value: dict[str, Any]) -> bool:
    """Whether this is a conversation of such an export."""
    return isinstance(value.get("mapping"), dict)


def to_conversation(value: dict[str, Any]) -> ImportedConversation:
    """The conversation; raises Unreadable."""
    nodes = mapping(value.get("mapping"))
    if len(nodes) > MAX_MESSAGES:
        raise Unreadable("it has too many messages")
    facts = Facts(
        format=Format.CHATGPT,
        source_id=name(value.get("conversation_id")) or name(value.get("id")),
        title=name(value.get("title")),
        created=value.get("create_time"),
        changed=value.get("update_time"),
        leaf=name(value.get("current_node")) or None,
        is_archived=flag(value.get("is_archived")),
        is_pinned=flag(value.get("is_starred")) or bool(value.get("pinned_time")),
    )
    above = _parents_by_children(nodes)
    default = name(value.get("default_model_slug"))
    return conversation(
        facts, [_node(key, mapping(node), above, default) for key, node in nodes.items()]
    )


def _parents_by_children(nodes: dict[str, Any]) -> dict[str, str]:
    above: dict[str, str] = {}
    for key, node in nodes.items():
        for child in items(mapping(node).get("children"))[:MAX_MESSAGES]:
            if isinstance(child, str):
                above.setdefault(name(child), name(key))
    return above


def _node(key: str, node: dict[str, Any], above: dict[str, str], default: str) -> Node:
    own = name(key)
    parent = name(node.get("parent")) or above.get(own)
    said = mapping(node.get("message"))
    content = mapping(said.get("content"))
    made = Node(own, parent, date=said.get("create_time"))
    if content.get("content_type") == "thoughts":
        made.thoughts = _thoughts(content)
        return made
    role = role_of(mapping(said.get("author")).get("role"))
    images = _attachments(said, content)
    if _is_hidden(said, content, role, images):
        return made
    words = _words(content)
    if not words.strip() and not images:
        return made
    shown = Role.USER if role is Role.USER else Role.ASSISTANT
    slug = name(mapping(said.get("metadata")).get("model_slug")) or default
    made.message = message(
        shown, words, model=slug if shown is Role.ASSISTANT else None, attachments=images
    )
    return made


def _is_hidden(
    said: dict[str, Any],
    content: dict[str, Any],
    role: Role | None,
    images: tuple[ImportedAttachment, ...],
) -> bool:
    if role is Role.TOOL:  # a tool that painted something speaks for the assistant
        return not images or content.get("content_type") != "multimodal_text"
    if role not in (Role.USER, Role.ASSISTANT):
        return True
    recipient = said.get("recipient")
    return (
        name(content.get("content_type")) in _HIDDEN_TYPES
        or (isinstance(recipient, str) and recipient not in ("", "all"))
        or said.get("weight") in (0, 0.0)
        or flag(mapping(said.get("metadata")).get("is_visually_hidden_from_conversation"))
    )


def _words(content: dict[str, Any]) -> str:
    if content.get("content_type") == "code":
        return _fenced(text(content.get("text")), name(content.get("language")))
    found = [_part(part) for part in items(content.get("parts"))]
    if not found:
        found = [text(content.get("text")) or text(content.get("result"))]
    return _MARKS.sub("", "\n\n".join(part for part in found if part))


def _part(part: Any) -> str:
    if isinstance(part, dict):  # a transcription of speech, or a picture without words
        return text(part.get("text"))
    return text(part)


def _fenced(code: str, language: str) -> str:
    if not code.strip():
        return ""
    fence = "```"
    while fence in code:
        fence += "`"
    tag = language if language.isalnum() and language != "unknown" else ""
    return f"{fence}{tag}\n{code}\n{fence}"


def _thoughts(content: dict[str, Any]) -> str:
    parts = []
    for thought in objects(content.get("thoughts")):
        summary, body = text(thought.get("summary")), text(thought.get("content"))
        parts.append(f"**{summary}**\n\n{body}" if summary and body else summary or body)
    return "\n\n".join(part for part in parts if part)


def _attachments(said: dict[str, Any], content: dict[str, Any]) -> tuple[ImportedAttachment, ...]:
    found = [
        ImportedAttachment(
            _kind(name(each.get("mime_type"))),
            name(each.get("name")) or name(each.get("id")),
            name(each.get("mime_type")),
            file=chatgpt_id(name(each.get("id"))),
        )
        for each in objects(mapping(said.get("metadata")).get("attachments"))
    ]
    if not found:
        found = [
            _pointed_at(name(part.get("asset_pointer")))
            for part in objects(content.get("parts"))
            if part.get("content_type") == "image_asset_pointer"
        ]
    return tuple(found[:MAX_ATTACHMENTS])


def _pointed_at(pointer: str) -> ImportedAttachment:
    key = chatgpt_id(pointer)
    return ImportedAttachment(AttachmentKind.IMAGE, key or pointer, file=key)


def _kind(media_type: str) -> AttachmentKind:
    return AttachmentKind.IMAGE if media_type.startswith("image/") else AttachmentKind.FILE
