"""Conversations on their way in or out: what a file of another program, or of ours, holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.domain.answer_values import NOTHING_SET, ConversationSettings
from app.domain.attachments import AttachmentKind
from app.domain.conversations import Conversation, Message
from app.domain.generation import FinishReason, Role, Usage
from app.domain.ids import MessageId
from app.domain.retrieval import SearchFilter
from app.domain.safety import SafetyReport
from app.domain.tools import ToolCall


class Format(StrEnum):
    """Whose file it is; the value is the first half of a source."""

    CHATGPT = "chatgpt"
    CLAUDE = "claude"
    OPEN_WEBUI = "open-webui"
    LM_STUDIO = "lm-studio"
    JAN = "jan"
    GPT4ALL = "gpt4all"
    LLAMA_CPP = "llama-cpp"
    SNUG = "snug"


@dataclass(frozen=True, slots=True)
class ImportedAttachment:
    """A part of a message beside its text: its text, its bytes, or only its name.

    `file` is what the export calls bytes that it holds elsewhere; empty when there are none, and
    once they are here.
    """

    kind: AttachmentKind
    name: str = field(default="", repr=False)
    media_type: str = ""
    text: str = field(default="", repr=False)
    data: bytes = field(default=b"", repr=False)
    file: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ImportedMessage:
    """One message. `id` is unique in its conversation; `parent` is an id there that came before."""

    id: str
    parent: str | None
    role: Role
    text: str = field(repr=False)
    created_at: datetime
    thoughts: str = field(default="", repr=False)
    model: str | None = None
    attachments: tuple[ImportedAttachment, ...] = ()
    finish: FinishReason | None = None
    calls: tuple[ToolCall, ...] = field(default=(), repr=False)
    usage: Usage = field(default_factory=Usage)
    is_pinned: bool = False
    about: SearchFilter | None = None
    summary: str = field(default="", repr=False)
    """What sums up the conversation up to this message, and with it; empty for none."""
    safety: SafetyReport | None = None
    """What a safety model found of it."""


@dataclass(frozen=True, slots=True)
class ImportedConversation:
    """A conversation with all its branches, parents before what follows them.

    `leaf` is the id of the last message of the branch in view, None when there is no message.
    `folder` is a name, or a path like Work/Plans. `notes` tell in English what had to be put right.
    """

    format: Format
    source_id: str
    title: str = field(repr=False)
    created_at: datetime
    changed_at: datetime
    messages: tuple[ImportedMessage, ...] = ()
    leaf: str | None = None
    folder: str = field(default="", repr=False)
    tags: tuple[str, ...] = field(default=(), repr=False)
    is_archived: bool = False
    is_pinned: bool = False
    settings: ConversationSettings = NOTHING_SET
    notes: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """The same for the same conversation in every export: what a second import goes by."""
        return f"{self.format}:{self.source_id}"

    def branch(self) -> list[ImportedMessage]:
        """The messages of the branch in view, in their order."""
        by_id = {message.id: message for message in self.messages}
        found: list[ImportedMessage] = []
        at = self.leaf
        while at is not None and at in by_id:
            message = by_id.pop(at)  # popped, so that a circle ends
            found.append(message)
            at = message.parent
        return found[::-1]


@dataclass(frozen=True, slots=True)
class Damaged:
    """A conversation that could not be read. `place` names its part of the file, never its text."""

    place: str
    reason: str


@dataclass(slots=True)
class ImportReport:
    """What came of an import: how many were new, how many were known, which were damaged."""

    found: int = 0
    skipped: int = 0
    """Known already by their source."""
    damaged: list[Damaged] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def on_its_way_out(
    conversation: Conversation,
    messages: Sequence[Message],
    *,
    leaf: str | None = None,
    folder: str = "",
    attachments: Mapping[str, Sequence[ImportedAttachment]] | None = None,
    summaries: Mapping[MessageId, str] | None = None,
    verdicts: Mapping[MessageId, SafetyReport] | None = None,
) -> ImportedConversation:
    """A conversation of ours as it is exported; `attachments` by the id of their message.

    `summaries` are by the id of the last message that each sums up, `verdicts` by that of the
    answer. Without a `leaf` the last message is it. A parent that is not among the messages is
    left out.
    """
    beside, summed_up, judged = attachments or {}, summaries or {}, verdicts or {}
    known: set[str] = set()
    out: list[ImportedMessage] = []
    for message in messages:
        out.append(
            ImportedMessage(
                id=message.id,
                parent=message.parent if message.parent in known else None,
                role=message.role,
                text=message.text,
                created_at=message.created_at,
                thoughts=message.thoughts,
                model=message.model,
                attachments=tuple(beside.get(message.id, ())),
                finish=message.finish,
                calls=message.calls,
                usage=message.usage,
                is_pinned=message.is_pinned,
                about=message.about,
                summary=summed_up.get(message.id, ""),
                safety=judged.get(message.id),
            )
        )
        known.add(message.id)
    return ImportedConversation(
        format=Format.SNUG,
        source_id=conversation.id,
        title=conversation.title,
        created_at=conversation.created_at,
        changed_at=conversation.changed_at,
        messages=tuple(out),
        leaf=leaf if leaf in known else (out[-1].id if out else None),
        folder=folder,
        tags=conversation.tags,
        is_archived=conversation.is_archived,
        is_pinned=conversation.is_pinned,
        settings=conversation.settings,
    )
