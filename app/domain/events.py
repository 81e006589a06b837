"""Everything the services announce. A newcomer reads this page and knows what can happen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from app.domain.collections import IndexProgress
from app.domain.context import Cut
from app.domain.conversations import Conversation, Folder, Message
from app.domain.downloads import Download
from app.domain.errors import AppError
from app.domain.ids import ConversationId, FolderId, MessageId
from app.domain.models import ModelState
from app.domain.retrieval import Grounding
from app.domain.safety import SafetyReport
from app.domain.tools import ToolCall
from app.domain.vault import VaultState

MANY_CONVERSATIONS: Final = 200
"""From so many on that change in one step it is told once, by HistoryReloaded, not of each."""


@dataclass(frozen=True, slots=True)
class ConversationAdded:
    """A new conversation stands on top of the list."""

    conversation: Conversation


@dataclass(frozen=True, slots=True)
class ConversationChanged:
    """Anything about a conversation but its messages changed: title, time, place or marks."""

    conversation: Conversation


@dataclass(frozen=True, slots=True)
class FilingProgressed:
    """Of many conversations that are filed in one step, `done` of `total` are."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class ConversationRemoved:
    """A conversation is gone."""

    conversation_id: ConversationId


@dataclass(frozen=True, slots=True)
class FoldersChanged:
    """Folders were made or removed, or changed their names, places or times."""

    folders: tuple[Folder, ...]
    """All there are now."""


@dataclass(frozen=True, slots=True)
class MessageAppended:
    """A message was added at the end of a conversation."""

    conversation_id: ConversationId
    message: Message


@dataclass(frozen=True, slots=True)
class BranchChanged:
    """Another branch of a conversation came into view: its messages are to be read again."""

    conversation_id: ConversationId


@dataclass(frozen=True, slots=True)
class ColumnBegan:
    """One of several answers that are compared has begun; `column` counts from 0."""

    conversation_id: ConversationId
    column: int
    message_id: MessageId


@dataclass(frozen=True, slots=True)
class ColumnFailed:
    """One of them could not begin."""

    conversation_id: ConversationId
    column: int
    error: AppError


@dataclass(frozen=True, slots=True)
class ContextCut:
    """What the model is given of a conversation for an answer is not all of it."""

    conversation_id: ConversationId
    message_id: MessageId
    """The answer."""
    cut: Cut


@dataclass(frozen=True, slots=True)
class SummaryGrew:
    """A summary of the older part of a conversation is being written: its text so far.

    Where that part is too long to be read at once, `part` of `parts` is. `share` of it was read,
    from 0 to 1; nothing is written before all of it was.
    """

    conversation_id: ConversationId
    text: str = field(repr=False)
    part: int = 1
    parts: int = 1
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class SummaryChanged:
    """A conversation has another summary than before, or none, or it could not be written."""

    conversation_id: ConversationId
    error: AppError | None = None


@dataclass(frozen=True, slots=True)
class MessagePinned:
    """A message was pinned, or is no longer."""

    conversation_id: ConversationId
    message_id: MessageId
    is_pinned: bool


@dataclass(frozen=True, slots=True)
class AnswerProgress:
    """The model has read `done` of `total` tokens of the prompt."""

    conversation_id: ConversationId
    message_id: MessageId
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class AnswerSearches:
    """The user's documents are being looked through for an answer."""

    conversation_id: ConversationId
    message_id: MessageId


@dataclass(frozen=True, slots=True)
class AnswerGrew:
    """More text of an answer arrived; `length` is that of the answer with it, in characters.

    Whoever looked at the answer in between tells by `length` what it has seen already.
    """

    conversation_id: ConversationId
    message_id: MessageId
    text: str
    length: int


@dataclass(frozen=True, slots=True)
class AnswerThought:
    """More of the reasoning behind an answer arrived; `length` is that of all of it."""

    conversation_id: ConversationId
    message_id: MessageId
    text: str
    length: int


@dataclass(frozen=True, slots=True)
class AnswerCalled:
    """An answer wants a tool called that was offered with its message."""

    conversation_id: ConversationId
    message_id: MessageId
    call: ToolCall


@dataclass(frozen=True, slots=True)
class AnswerEnded:
    """An answer is complete, stopped or failed: `message.finish` says which.

    Its text may differ from what grew: an answer from documents was checked since, and `grounding`
    tells what it rests on.
    """

    conversation_id: ConversationId
    message: Message
    grounding: Grounding | None = None


@dataclass(frozen=True, slots=True)
class ModelChanged:
    """The chosen model, or its state, changed."""

    state: ModelState


@dataclass(frozen=True, slots=True)
class VaultChanged:
    """The vault was made, opened, locked or erased."""

    state: VaultState


@dataclass(frozen=True, slots=True)
class HistoryReloaded:
    """Many conversations changed at once: an import, a restored backup, another vault state."""


@dataclass(frozen=True, slots=True)
class ConversationsExpired:
    """Conversations were destroyed because nobody changed them for long enough; the receipt."""

    count: int
    by_folder: Mapping[FolderId | None, int]


@dataclass(frozen=True, slots=True)
class RetentionHeld:
    """Conversations that are old enough are not deleted for the time being."""

    reason: AppError


@dataclass(frozen=True, slots=True)
class CollectionsChanged:
    """Collections, or what became of their files, changed."""


@dataclass(frozen=True, slots=True)
class DocumentsProgressed:
    """Documents are being read."""

    progress: IndexProgress


@dataclass(frozen=True, slots=True)
class DocumentsFailed:
    """Documents cannot be read now; what waits, waits.

    `by_words_meanwhile`: they were read, and are found by their words; only the search model could
    not be asked, which is tried again. Told once for each time that it fails.
    """

    error: AppError
    by_words_meanwhile: bool = False


@dataclass(frozen=True, slots=True)
class DocumentsRecovered:
    """What stood in the way of documents does so no more."""


@dataclass(frozen=True, slots=True)
class AnswerChecked:
    """A safety model judged an answer, its question and its passages; or could not."""

    conversation_id: ConversationId
    message_id: MessageId
    report: SafetyReport


@dataclass(frozen=True, slots=True)
class PromptsChanged:
    """Prompts of the library were added, changed or removed."""


@dataclass(frozen=True, slots=True)
class AssistantsChanged:
    """Assistants were added, changed or removed."""


@dataclass(frozen=True, slots=True)
class DownloadChanged:
    """A download was added, or anything about it changed; several times a second while it runs."""

    download: Download


@dataclass(frozen=True, slots=True)
class DownloadRemoved:
    """A download was cancelled, or one that had ended was taken off the list."""

    download_id: str


AppEvent = (
    ConversationAdded
    | ConversationChanged
    | ConversationRemoved
    | FilingProgressed
    | FoldersChanged
    | MessageAppended
    | BranchChanged
    | ContextCut
    | SummaryGrew
    | SummaryChanged
    | MessagePinned
    | ColumnBegan
    | ColumnFailed
    | AnswerProgress
    | AnswerSearches
    | AnswerGrew
    | AnswerThought
    | AnswerCalled
    | AnswerEnded
    | AnswerChecked
    | ModelChanged
    | VaultChanged
    | HistoryReloaded
    | ConversationsExpired
    | RetentionHeld
    | CollectionsChanged
    | DocumentsProgressed
    | DocumentsFailed
    | DocumentsRecovered
    | PromptsChanged
    | AssistantsChanged
    | DownloadChanged
    | DownloadRemoved
)
