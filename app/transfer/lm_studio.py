"""Conversations of LM Studio: files named *.conversation.json, alone, in a folder or in an archive.

The format is not documented; this follows releases 0.3 and 0.4. A message has `versions`, of which
one is `currentlySelected`; the others become branches beside it. A version is one step, or several
with blocks of content, thoughts among them; calls of tools are left out. A step's identifier begins
with its time. There is no id: the time of creation stands in for it.
"""

import re
from typing import Any, Final

from app.domain.attachments import AttachmentKind
from app.domain.generation import Role
from app.domain.transfer import Format, ImportedAttachment, ImportedConversation
from app.transfer.fields import flag, items, mapping, name, objects, text
from app.transfer.limits import MAX_ATTACHMENTS, MAX_MESSAGES
from app.transfer.refusal import Unreadable
from app.transfer.roles import role_of
from app.transfer.thoughts import split_thoughts
from app.transfer.trees import Facts, Node, conversation, message

_TIME: Final = re.compile(r"(\d{13})-")
_SYSTEM_KEY: Final = "llm.prediction.systemPrompt"


def is_one(value: dict[str, Any]) -> bool:
    """Whether this is a conversation of such a file."""
    said = items(value.get("messages"))
    return any(isinstance(mapping(each).get("versions"), list) for each in said[:8])


def to_conversation(value: dict[str, Any]) -> ImportedConversation:
    """The conversation; raises Unreadable."""
    nodes: list[Node] = []
    above = _add_system(value, nodes)
    for number, said in enumerate(objects(value.get("messages"))):
        versions = objects(said.get("versions"))
        if not versions:
            continue
        if len(nodes) + len(versions) > MAX_MESSAGES:
            raise Unreadable("it has too many messages")
        nodes += [_node(f"{number}.{at}", above, each) for at, each in enumerate(versions)]
        above = f"{number}.{_selected(said, len(versions))}"
    facts = Facts(
        format=Format.LM_STUDIO,
        source_id=name(value.get("createdAt")),
        title=name(value.get("name")),
        created=value.get("createdAt"),
        changed=_latest(value),
        leaf=above,
        is_pinned=flag(value.get("pinned")),
    )
    return conversation(facts, nodes)


def _selected(said: dict[str, Any], count: int) -> int:
    number = said.get("currentlySelected")
    return number if isinstance(number, int) and 0 <= number < count else count - 1


def _latest(value: dict[str, Any]) -> Any:
    times = [value.get("assistantLastMessagedAt"), value.get("userLastMessagedAt")]
    return max((time for time in times if isinstance(time, int | float)), default=None)


def _add_system(value: dict[str, Any], nodes: list[Node]) -> str | None:
    prompt = text(value.get("systemPrompt"))
    for entry in objects(mapping(value.get("perChatPredictionConfig")).get("fields")):
        if entry.get("key") == _SYSTEM_KEY:
            prompt = text(entry.get("value")) or prompt
    if not prompt.strip():
        return None
    nodes.append(Node("system", None, message(Role.SYSTEM, prompt)))
    return "system"


def _node(key: str, parent: str | None, version: dict[str, Any]) -> Node:
    role = role_of(version.get("role"))
    steps = objects(version.get("steps"))
    made = Node(key, parent, date=_time(steps))
    if role is None or role is Role.TOOL:
        return made
    words = _words(version.get("content"))
    thoughts: list[str] = []
    for step in steps:
        if step.get("type") == "contentBlock":
            block = _words(step.get("content"))
            is_thought = mapping(step.get("style")).get("type") == "thinking"
            (thoughts if is_thought else words).extend(block)
    spoken, model = "\n\n".join(words), None
    if role is Role.ASSISTANT:
        found, spoken = split_thoughts(spoken)
        thoughts += [found] if found else []
        model = _model(version, steps)
    beside = _attachments(version.get("content"))
    if spoken.strip() or thoughts or beside:
        made.message = message(
            role, spoken, thoughts="\n\n".join(thoughts), model=model, attachments=beside
        )
    return made


def _words(content: Any) -> list[str]:
    found = [text(part.get("text")) for part in objects(content) if part.get("type") == "text"]
    return [part for part in found if part]


def _model(version: dict[str, Any], steps: list[dict[str, Any]]) -> str | None:
    for step in steps:
        made_by = name(mapping(step.get("genInfo")).get("identifier"))
        if made_by:
            return made_by
    return name(mapping(version.get("senderInfo")).get("senderName")) or None


def _time(steps: list[dict[str, Any]]) -> int | None:
    for step in steps:
        found = _TIME.match(name(step.get("stepIdentifier")))
        if found:
            return int(found[1])
    return None


def _attachments(content: Any) -> tuple[ImportedAttachment, ...]:
    files = [part for part in objects(content) if part.get("type") == "file"]
    return tuple(
        ImportedAttachment(
            AttachmentKind.IMAGE if part.get("fileType") == "image" else AttachmentKind.FILE,
            name(part.get("name")) or name(part.get("fileIdentifier")),
        )
        for part in files[:MAX_ATTACHMENTS]
    )
