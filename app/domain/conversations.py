"""Conversations and their messages, as values."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final

from app.domain.answer_values import NOTHING_SET, ConversationSettings
from app.domain.attachments import Attachment
from app.domain.errors import AppError
from app.domain.generation import FinishReason, Role, Timing, Usage
from app.domain.ids import ConversationId, FolderId, LibraryId, MessageId
from app.domain.moments import now as now
from app.domain.tools import ToolCall

if TYPE_CHECKING:
    from app.domain.retrieval import SearchFilter


def title_line(text: str) -> str:
    """A title on one line: NFC, so that all spellings of a word look and are found alike."""
    return " ".join(unicodedata.normalize("NFC", text).split())


_CUT_OFF: Final = (FinishReason.CANCELLED, FinishReason.LENGTH, FinishReason.INTERRUPTED)


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation.

    `finish` is None while an answer is being written, and for the user's own messages.
    `error` is set when the answer ended because something failed. `thoughts` are what the model
    reasoned before and between its text; they are never sent back to it.
    """

    id: MessageId
    role: Role
    text: str
    created_at: datetime = field(default_factory=now)
    model: str | None = None
    finish: FinishReason | None = None
    error: AppError | None = None
    usage: Usage = field(default_factory=Usage)
    timing: Timing = field(default_factory=Timing)
    thoughts: str = ""
    calls: tuple[ToolCall, ...] = ()
    """What the model wants called, of the tools that it was offered."""
    parent: MessageId | None = None
    """The message that this one follows; those that follow the same one are its siblings."""
    attachments: tuple[Attachment, ...] = ()
    """In their order. They come with a message and stay as they are: replacing it keeps them."""
    about: "SearchFilter | None" = None
    """The documents that a question is answered from; None when it is answered without any. It
    stays as it is, too."""
    is_pinned: bool = False
    """Whether it stays before the model however long the conversation becomes. Replacing a message
    leaves it pinned or not."""

    @property
    def is_cut_off(self) -> bool:
        """Whether it is an answer that ended before its end, so that it can go on."""
        return self.role is Role.ASSISTANT and self.finish in _CUT_OFF


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation without its messages, as the sidebar shows it."""

    id: ConversationId
    title: str
    created_at: datetime = field(default_factory=now)
    changed_at: datetime = field(default_factory=now)
    folder: FolderId | None = None
    tags: tuple[str, ...] = ()
    is_pinned: bool = False
    is_archived: bool = False
    assistant: LibraryId | None = None
    """Who answers in it; one that is gone is as none."""
    settings: ConversationSettings = NOTHING_SET
    """What holds in it alone."""
    is_temporary: bool = False
    """In memory alone, in no list, and gone when it is left: no vault takes it."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of conversations; one inside another names it as its parent."""

    id: FolderId
    name: str
    parent: FolderId | None = None
    keep_days: int | None = None
    """After so many days without a change its conversations are deleted; 0: never; None: the time
    of the folder around it holds."""


NOT_GROUNDED: Final[Mapping[MessageId, MessageId]] = {}
"""No new message rests on the documents that another one rests on."""

Revised = tuple[Conversation, Conversation]
"""A conversation before and after a change."""


@dataclass(frozen=True, slots=True)
class HiddenMessages:
    """Messages that were taken out of a conversation together, with the way back."""

    conversation: ConversationId
    messages: tuple[MessageId, ...]
    followers: tuple[tuple[MessageId, MessageId], ...] = ()
    """Which message followed which of them, and follows another one meanwhile."""
    shown_before: MessageId | None = None
    """The last message that was in view before, and after."""
    shown_after: MessageId | None = None


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A message or a title in which a search found its words.

    `excerpt` is a stretch of the text with the words in it; `marks` are their places in it, as
    pairs of start and end in characters. `message` is None when the title was found. `attachment`
    is the name of the attachment in which they stand, None when they stand in the text itself.
    """

    conversation: Conversation
    message: MessageId | None
    role: Role | None
    excerpt: str
    marks: tuple[tuple[int, int], ...]
    created_at: datetime
    attachment: str | None = None
