"""Our own JSON: every conversation with all its branches, to be read again.

Version 1 is one object, UTF-8:

    format         "snug-conversations"
    version        1; a reader refuses a higher one
    exported_at    ISO 8601 with its zone, as every time here
    conversations  a list of
        id           text; together with `source` what a second import goes by
        source       text, "kind:id" of the program it once came from, or "snug:id"
        title        text
        created_at, changed_at
        folder       name of its folder, with those around it (Work/Plans); empty for none
        tags         list of texts
        is_pinned, is_archived
        settings     object of what holds in it alone: "preset", "sampling", "max_tokens",
                     "thinking", "instructions", "json_schema", "model"; what nobody chose
                     is missing
        leaf         id of the last message of the branch in view, or null
        messages     a list, parents before what follows them, of
            id           text, unique in the conversation
            parent       id of the message before, or null; siblings are branches
            role         "system", "user", "assistant" or "tool"
            text, thoughts
            created_at
            model        text or null
            finish       "stop", "length", … of app.domain.generation.FinishReason, or null
            calls        list of {"name", "arguments_json", "id"}
            usage        {"prompt_tokens", "cached_tokens", "completion_tokens", "guessed_tokens",
                         "right_guesses"}
            is_pinned    whether it stays before the model
            about        the documents that a question is answered from, or null: {"collections",
                         "documents", "kinds", "after", "before"}; what is missing narrows nothing
            summary      what sums up the conversation up to it, and with it; empty for none
            safety       what a safety model found of it, or null: {"model", "threshold",
                         "judged_at", "verdicts": list of {"judged": "question", "answer" or
                         "passage", "score", "categories", "is_flagged", "place": of a passage,
                         counted from 1, "passage": its SHA-256, or ""}}
            attachments  list of {"kind": "image", "file" or "text", "name", "media_type", "text",
                         "file": the id of one of the files, or "", "data": base64, or ""}
    files          a list, after the conversations, of {"id", "data": base64}, each named once: so
                   that a conversation can be read without what is attached to it

Fields that a reader does not know are passed over; missing ones have the value of nothing.
"""

import base64
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, Final

from app.domain.answer_values import settings_as_text, settings_from_text
from app.domain.attachments import AttachmentKind
from app.domain.conversations import now
from app.domain.generation import FinishReason, Usage
from app.domain.question_about import about_of, about_text
from app.domain.retrieval import SearchFilter
from app.domain.safety import SafetyReport
from app.domain.tools import ToolCall
from app.domain.transfer import (
    Format,
    ImportedAttachment,
    ImportedConversation,
    ImportedMessage,
)
from app.domain.verdict_text import as_object, share_of, verdicts_of
from app.transfer.fields import base64_bytes, flag, items, mapping, moment, name, objects, text
from app.transfer.limits import MAX_ATTACHMENTS, MAX_MESSAGES, MAX_TAGS
from app.transfer.refusal import Unreadable
from app.transfer.roles import role_of
from app.transfer.trees import Facts, Node, conversation, message

FORMAT: Final = "snug-conversations"
VERSION: Final = 1

MAX_SUMMARY: Final = 100_000
"""Characters."""
_MAX_ABOUT: Final = 10_000
_MAX_CALLS: Final = 64
_MAX_TOKENS: Final = 1 << 40


def json_text(
    conversations: Iterable[ImportedConversation],
    exported_at: datetime | None = None,
    files: Iterable[tuple[str, bytes]] = (),
) -> Iterator[str]:
    """The export in pieces, one conversation each, so that a long history needs little memory.

    `files` are what the attachments name; they are asked for after the last conversation.
    """
    when = (exported_at or now()).isoformat()
    yield f'{{"format": "{FORMAT}", "version": {VERSION}, "exported_at": "{when}",\n'
    yield '"conversations": ['
    between = "\n"
    for each in conversations:
        yield between + json.dumps(_as_object(each), ensure_ascii=False)
        between = ",\n"
    yield '\n],\n"files": ['
    between = "\n"
    for key, data in files:
        yield f'{between}{{"id": {json.dumps(key)}, "data": "'
        yield base64.b64encode(data).decode("ascii")
        yield '"}'
        between = ",\n"
    yield "\n]}\n"


def is_one(value: dict[str, Any]) -> bool:
    """Whether this is a conversation of such an export, once the file is known to be one."""
    return isinstance(value.get("messages"), list)


def to_conversation(value: dict[str, Any]) -> ImportedConversation:
    """The conversation; raises Unreadable."""
    said = objects(value.get("messages"))
    if len(said) > MAX_MESSAGES:
        raise Unreadable("it has too many messages")
    kind, source_id = _source(value)
    facts = Facts(
        format=kind,
        source_id=source_id,
        title=name(value.get("title")),
        created=value.get("created_at"),
        changed=value.get("changed_at"),
        leaf=name(value.get("leaf")) or None,
        folder=name(value.get("folder")),
        tags=[name(tag) for tag in items(value.get("tags"))[:MAX_TAGS]],
        is_archived=flag(value.get("is_archived")),
        is_pinned=flag(value.get("is_pinned")),
    )
    made = conversation(facts, [_node(each) for each in said])
    settings = settings_from_text(json.dumps(mapping(value.get("settings"))))
    return replace(made, title=facts.title, settings=settings)  # our title may be empty


def _source(value: dict[str, Any]) -> tuple[Format, str]:
    kind, _, own = name(value.get("source")).partition(":")
    if own and kind in set(Format):
        return Format(kind), own
    return Format.SNUG, name(value.get("id"))


def _node(said: dict[str, Any]) -> Node:
    made = Node(name(said.get("id")), name(said.get("parent")) or None, date=said.get("created_at"))
    role = role_of(said.get("role"))
    if role is None:
        return made
    finish = name(said.get("finish"))
    made.message = message(
        role,
        text(said.get("text")),
        thoughts=text(said.get("thoughts")),
        model=name(said.get("model")) or None,
        finish=FinishReason(finish) if finish in set(FinishReason) else None,
        calls=tuple(_call(each) for each in objects(said.get("calls"))[:_MAX_CALLS]),
        usage=_usage(mapping(said.get("usage"))),
        is_pinned=flag(said.get("is_pinned")),
        about=_about(said.get("about")),
        summary=text(said.get("summary"))[:MAX_SUMMARY],
        safety=_safety(said.get("safety")),
        attachments=tuple(
            _attachment(each) for each in objects(said.get("attachments"))[:MAX_ATTACHMENTS]
        ),
    )
    return made


def _about(value: Any) -> SearchFilter | None:
    """The documents that a question is about; None for none, and for what cannot be."""
    if not isinstance(value, dict):
        return None
    told: dict[str, Any] = {
        key: list(filter(None, map(name, items(value.get(key))[:_MAX_ABOUT])))
        for key in ("collections", "documents", "kinds")
    }
    moments = {key: moment(value.get(key)) for key in ("after", "before")}
    told |= {key: when.isoformat() for key, when in moments.items() if when is not None}
    return about_of(json.dumps(told))


def _safety(value: Any) -> SafetyReport | None:
    """What was found of it; None for nothing, and for what cannot be."""
    told = mapping(value)
    verdicts = verdicts_of(told.get("verdicts"))
    threshold, judged_at = share_of(told.get("threshold")), moment(told.get("judged_at"))
    if not verdicts or threshold is None or judged_at is None:
        return None
    model = name(told.get("model"))
    return SafetyReport(verdicts, model, threshold=threshold, judged_at=judged_at)


def _call(each: dict[str, Any]) -> ToolCall:
    return ToolCall(name(each.get("name")), text(each.get("arguments_json")), name(each.get("id")))


def _usage(value: dict[str, Any]) -> Usage:
    return Usage(
        *(
            number if isinstance(number, int) and 0 <= number < _MAX_TOKENS else 0
            for number in (value.get(key) for key in asdict(Usage()))
        )
    )


def _attachment(each: dict[str, Any]) -> ImportedAttachment:
    kind = name(each.get("kind"))
    return ImportedAttachment(
        AttachmentKind(kind) if kind in set(AttachmentKind) else AttachmentKind.FILE,
        name(each.get("name")),
        name(each.get("media_type")),
        text(each.get("text")),
        base64_bytes(each.get("data"))[1],
        name(each.get("file")),
    )


def _as_object(each: ImportedConversation) -> dict[str, Any]:
    return {
        "id": each.source_id,
        "source": each.source,
        "title": each.title,
        "created_at": each.created_at.isoformat(),
        "changed_at": each.changed_at.isoformat(),
        "folder": each.folder,
        "tags": list(each.tags),
        "is_pinned": each.is_pinned,
        "is_archived": each.is_archived,
        "settings": json.loads(settings_as_text(each.settings)),
        "leaf": each.leaf,
        "messages": [_message_object(said) for said in each.messages],
    }


def _message_object(said: ImportedMessage) -> dict[str, Any]:
    return {
        "id": said.id,
        "parent": said.parent,
        "role": said.role,
        "text": said.text,
        "thoughts": said.thoughts,
        "created_at": said.created_at.isoformat(),
        "model": said.model,
        "finish": said.finish,
        "calls": [asdict(call) for call in said.calls],
        "usage": asdict(said.usage),
        "is_pinned": said.is_pinned,
        "about": None if said.about is None else json.loads(about_text(said.about)),
        "summary": said.summary,
        "safety": None if said.safety is None else _safety_object(said.safety),
        "attachments": [
            {
                "kind": beside.kind,
                "name": beside.name,
                "media_type": beside.media_type,
                "text": beside.text,
                "file": beside.file,
                "data": base64.b64encode(beside.data).decode("ascii"),
            }
            for beside in said.attachments
        ],
    }


def _safety_object(report: SafetyReport) -> dict[str, Any]:
    return {
        "model": report.model,
        "threshold": report.threshold,
        "judged_at": report.judged_at.isoformat(),
        "verdicts": [as_object(each) for each in report.verdicts],
    }
