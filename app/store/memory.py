"""Conversations in memory alone: nothing is written to disk, everything goes with the process."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from app.domain.answer_values import settings_as_text, settings_from_text
from app.domain.assistants import Assistant
from app.domain.attachments import NO_FILES, Files
from app.domain.clock import SeenClock
from app.domain.context import SummaryShelf
from app.domain.conversations import (
    NOT_GROUNDED,
    Conversation,
    Folder,
    Message,
    Revised,
    SearchHit,
    now,
)
from app.domain.document_store import DocumentStore
from app.domain.ids import AttachmentId, ConversationId, FolderId, MessageId
from app.domain.library import Shelf
from app.domain.prompt_library import Prompt
from app.domain.retrieval import Grounding
from app.domain.safety import VerdictShelf
from app.store.briefness import Briefness, brief
from app.store.memory_deletion import MemoryDeletion
from app.store.memory_library import MemoryShelf
from app.store.memory_summaries import MemorySummaries
from app.store.memory_tree import Kept, ended, storable_message
from app.store.memory_verdicts import MemoryVerdicts
from app.store.nesting import check_parents
from app.store.stored_text import storable
from app.store.versions import group_versions

if TYPE_CHECKING:
    from app.store.memory_documents import MemoryDocuments


class MemoryStore(MemoryDeletion):
    """A ConversationStore that forgets everything at the end. Safe to use from several threads.

    It does what the one of the vault does; only its search is plainer.
    """

    def __init__(self) -> None:
        super().__init__()
        self._folders: dict[FolderId, Folder] = {}
        self._changes = 0
        self._seen_clock: SeenClock | None = None
        self._documents: MemoryDocuments | None = None
        self.prompts: Shelf[Prompt] = MemoryShelf()
        self.assistants: Shelf[Assistant] = MemoryShelf()
        self.summaries: SummaryShelf = MemorySummaries(self._kept)
        self.verdicts: VerdictShelf = MemoryVerdicts(self._kept)

    # --- conversations -----------------------------------------------------------------------

    def add(self, conversation: Conversation) -> None:
        """Add a conversation; it is the last changed."""
        with self._lock:
            self._kept[conversation.id] = Kept(self._filed(conversation), self._next_change())

    def get(self, conversation_id: ConversationId) -> Conversation | None:
        """One conversation, or None."""
        kept = self._visible(conversation_id)
        return kept.conversation if kept else None

    def conversations(self) -> list[Conversation]:
        """All that are not deleted, the last changed first."""
        with self._lock:
            return [each.conversation for each in self._in_order()]

    def update(self, conversation: Conversation) -> None:
        """Replace everything but the messages; nothing happens when it is gone.

        With another `changed_at` than before it becomes the last changed.
        """
        with self._lock:
            kept = self._kept.get(conversation.id)
            if kept is None:
                return
            if conversation.changed_at != kept.conversation.changed_at:
                kept.changed = self._next_change()
            kept.conversation = self._filed(conversation)

    def revise(
        self,
        conversation_ids: Sequence[ConversationId],
        change: Callable[[Conversation], Conversation],
    ) -> list[Revised]:
        """Change conversations; those that are another afterwards, before and after."""
        wanted, found = set(conversation_ids), []
        with self._lock:
            for kept in self._in_order():
                before = kept.conversation
                after = change(before) if before.id in wanted else before
                if after != before:
                    self.update(after)
                    found.append((before, after))
        return found

    def tags(self) -> dict[str, int]:
        """Every tag with the number of conversations that have it."""
        with self._lock:
            counts = Counter(name for each in self._in_order() for name in each.conversation.tags)
        return dict(sorted(counts.items()))

    def pin_message(
        self, conversation_id: ConversationId, message_id: MessageId, *, is_pinned: bool
    ) -> bool:
        """Pin a message, or not; False when it is gone."""
        with self._lock:
            kept = self._kept.get(conversation_id)
            message = kept.messages.get(message_id) if kept else None
            if kept is None or message is None:
                return False
            kept.messages[message_id] = replace(message, is_pinned=is_pinned)
            return True

    def seen_clock(self) -> SeenClock | None:
        """What `keep_clock` remembered last; None when nothing was."""
        return self._seen_clock

    def keep_clock(self, seen: SeenClock) -> None:
        """Remember a look at the computer's clock."""
        self._seen_clock = seen

    # --- messages ----------------------------------------------------------------------------

    def append(
        self, conversation_id: ConversationId, message: Message, files: Files = NO_FILES
    ) -> None:
        """Add a message after the last one of the branch in view, whatever its `parent` says."""
        with self._lock:
            if kept := self._kept.get(conversation_id):
                kept.changed = self._next_change()
                self._add(kept, message, kept.leaf, files)

    def begin_turn(
        self,
        conversation_id: ConversationId,
        said: Sequence[Message],
        *,
        files: Files = NO_FILES,
        new: Conversation | None = None,
        is_branch: bool = False,
        forgets_draft: bool = False,
    ) -> Conversation | None:
        """Keep what begins a turn; the conversation as it is then, None when it is gone.

        `new` is added first. The messages follow the branch in view, one after the other, and the
        conversation is the last changed. With `is_branch` the first follows its own `parent`.
        """
        with self._lock:
            if new is not None:
                self.add(new)
            kept = self._visible(conversation_id)
            if kept is None:
                return None
            if is_branch:
                parent = said[0].parent
                if parent is not None and parent not in kept.messages:
                    return None
                kept.leaf = parent
            for message in said:
                self.append(conversation_id, message, files)
            if forgets_draft:
                self._forget_draft(None if new is not None else conversation_id)
            kept.conversation = replace(kept.conversation, changed_at=now())
            return kept.conversation

    def fork(
        self, conversation_id: ConversationId, message: Message, files: Files = NO_FILES
    ) -> None:
        """Add a message after its `parent` (at the start without), and bring it into view.

        Nothing happens when the conversation or the parent is gone.
        """
        with self._lock:
            kept = self._kept.get(conversation_id)
            if kept and (message.parent is None or message.parent in kept.messages):
                kept.changed = self._next_change()
                self._add(kept, message, message.parent, files)

    def replace(self, conversation_id: ConversationId, message: Message) -> None:
        """Replace the message of the same id where it stands; nothing happens when it is gone."""
        with self._lock:
            kept = self._kept.get(conversation_id)
            before = kept.messages.get(message.id) if kept else None
            if kept and before:
                kept.messages[message.id] = replace(
                    storable_message(message),
                    parent=before.parent,
                    attachments=before.attachments,
                    about=before.about,
                    is_pinned=before.is_pinned,
                )

    def messages(self, conversation_id: ConversationId) -> list[Message]:
        """The messages of the branch in view, in their order, each with its parent."""
        with self._lock:
            kept = self._visible(conversation_id)
            return kept.branch() if kept else []

    def latest_messages(self, conversation_id: ConversationId, count: int) -> list[Message]:
        """The last so many messages of the branch in view, in their order."""
        return self.messages(conversation_id)[-count:]

    def earlier_messages(
        self, conversation_id: ConversationId, message_id: MessageId, count: int
    ) -> list[Message]:
        """The last so many of those that a message follows, in their order."""
        return self.branch(conversation_id, message_id)[:-1][-count:]

    def first_message(self, conversation_id: ConversationId) -> Message | None:
        """The first message of the branch in view; None while there is none."""
        return next(iter(self.messages(conversation_id)), None)

    def branch_in_brief(
        self, conversation_id: ConversationId, message_id: MessageId | None, whole: int
    ) -> list[Message]:
        """The branch in view, or up to a message, as far as a model needs it."""
        with self._lock:
            kept = self._visible(conversation_id)
            found = kept.branch(message_id) if kept else []
        briefness = Briefness(whole)
        found.reverse()
        found = [
            replace(each, parent=None)
            if briefness.is_whole(each.role, each.text, is_pinned=each.is_pinned)
            else brief(each.id, each.role, each.text)
            for each in found
        ]
        found.reverse()
        return found

    def branch(self, conversation_id: ConversationId, message_id: MessageId) -> list[Message]:
        """A message and those that it follows, the first first; none when it is gone."""
        with self._lock:
            kept = self._visible(conversation_id)
            return kept.branch(message_id) if kept else []

    def all_messages(self, conversation_id: ConversationId) -> list[Message]:
        """The messages of all branches in the order in which they were written."""
        with self._lock:
            kept = self._visible(conversation_id)
            return list(kept.messages.values()) if kept else []

    def message(self, conversation_id: ConversationId, message_id: MessageId) -> Message | None:
        """One message, or None."""
        with self._lock:
            kept = self._visible(conversation_id)
            return kept.messages.get(message_id) if kept else None

    def siblings(self, message_id: MessageId) -> list[Message]:
        """The messages that follow the same one, itself among them, the oldest first."""
        with self._lock:
            for kept in self._in_order():
                if one := kept.messages.get(message_id):
                    return [each for each in kept.messages.values() if each.parent == one.parent]
        return []

    def versions(
        self, conversation_id: ConversationId
    ) -> Mapping[MessageId, tuple[MessageId, ...]]:
        """Of messages that have siblings all of these, themselves among them, the oldest first."""
        with self._lock:
            kept = self._visible(conversation_id)
            return (
                group_versions((each.id, each.parent) for each in kept.messages.values())
                if kept
                else {}
            )

    def select_branch(self, conversation_id: ConversationId, message_id: MessageId) -> None:
        """Bring the branch of a message into view, up to what was written last below it."""
        with self._lock:
            kept = self._kept.get(conversation_id)
            if kept and message_id in kept.messages:
                kept.leaf = kept.below(message_id)[-1]

    def import_conversation(
        self,
        conversation: Conversation,
        imported: Sequence[Message],
        source: str,
        files: Files = NO_FILES,
        grounded_as: Mapping[MessageId, MessageId] = NOT_GROUNDED,
    ) -> bool:
        """Add a conversation with its tree of messages in one step; the last is in view.

        Each names its `parent` among those before it, or None. False, and nothing happens, when
        one from the same `source` is there already, even a deleted one.
        """
        with self._lock:
            if source and any(each.source == source for each in self._kept.values()):
                return False
            kept = Kept(self._filed(conversation), self._next_change(), source)
            for message in map(ended, imported):
                parent = message.parent if message.parent in kept.messages else None
                self._add(kept, message, parent, files)
            self._kept[conversation.id] = kept
            for message_id, other in grounded_as.items():
                if self._documents is not None and (found := self._documents.grounding(other)):
                    self._documents.put_grounding(message_id, found)
        return True

    def attachment_data(self, attachment_id: AttachmentId) -> bytes | None:
        """The data that is kept with an attachment of a message; None when there is none."""
        with self._lock:
            return next(
                (
                    each.files[attachment_id]
                    for each in self._in_order()
                    if attachment_id in each.files
                ),
                None,
            )

    def attachment_counts(self) -> dict[ConversationId, int]:
        """How many attachments the conversations have that have any, on all branches."""
        with self._lock:
            counts = {
                each.conversation.id: sum(len(one.attachments) for one in each.messages.values())
                for each in self._in_order()
            }
        return {key: count for key, count in counts.items() if count}

    # --- folders -----------------------------------------------------------------------------

    def folders(self) -> list[Folder]:
        """All folders in the order in which they were made."""
        with self._lock:
            return list(self._folders.values())

    def add_folder(self, folder: Folder) -> None:
        """Add a folder after the others."""
        with self._lock:
            self._folders[folder.id] = self._placed(folder)

    def update_folder(self, folder: Folder) -> None:
        """Replace everything of a folder; ValueError when it would lie inside itself."""
        with self._lock:
            check_parents({each.id: each.parent for each in self._folders.values()}, folder)
            if folder.id in self._folders:
                self._folders[folder.id] = self._placed(folder)

    def remove_folder(self, folder_id: FolderId) -> list[Conversation]:
        """Remove a folder; what is in it goes up into the one around it. Its conversations then."""
        with self._lock:
            gone = self._folders.pop(folder_id, None)
            if gone is None:
                return []
            for key, each in self._folders.items():
                if each.parent == folder_id:
                    self._folders[key] = replace(each, parent=gone.parent)
            within = [kept for kept in self._kept.values() if kept.conversation.folder == folder_id]
            for kept in within:
                kept.conversation = replace(kept.conversation, folder=gone.parent)
            return [each.conversation for each in self._in_order() if each in within]

    # --- searching and typing ----------------------------------------------------------------

    def search(self, query: str, limit: int = 50, *, ranked: bool = False) -> list[SearchHit]:
        """Titles, then messages, that have all that the query asks for, as in the vault.

        Newest first, or those first whose excerpt holds the words most often.
        """
        from app.store.memory_search import find  # its tables take 50 ms, which a start has not

        with self._lock:
            kept = self._in_order()
            newest = sorted(
                (
                    (each.written[message.id], each.conversation, message)
                    for each in kept
                    for message in each.messages.values()
                ),
                key=lambda found: found[0],
                reverse=True,
            )
            pairs = [(conversation, message) for _, conversation, message in newest]
            titles = [each.conversation for each in kept]
            folders = list(self._folders.values())
            return find(titles, pairs, folders, query, limit, ranked=ranked)

    def grounding(self, message_id: MessageId) -> Grounding | None:
        """What an answer from documents rests on; None for any other message."""
        return self.documents.grounding(message_id)

    def put_grounding(
        self, _conversation_id: ConversationId, message_id: MessageId, grounding: Grounding
    ) -> None:
        """Keep what an answer rests on."""
        self.documents.put_grounding(message_id, grounding)

    @property
    def documents(self) -> DocumentStore:
        """The documents beside the conversations; made when first asked for."""
        # Imported here: most sessions without a vault never need it, and it takes its time.
        from app.store.memory_documents import MemoryDocuments

        with self._lock:
            if self._documents is None:
                self._documents = MemoryDocuments()
            return self._documents

    def close(self) -> None:
        """Forget the documents; nothing else is held open."""
        with self._lock:
            if self._documents is not None:
                self._documents.close()

    # --- inside ------------------------------------------------------------------------------

    def _add(self, kept: Kept, message: Message, parent: MessageId | None, files: Files) -> None:
        """Add a message with the data of its attachments, which may be that of others."""
        kept.add(message, parent, self._next_change())
        for each in message.attachments:
            given = files.get(each.id)
            data = self.attachment_data(AttachmentId(given)) if isinstance(given, str) else given
            if data:
                kept.files[each.id] = data

    def _next_change(self) -> int:
        self._changes += 1
        return self._changes

    def _filed(self, conversation: Conversation) -> Conversation:
        """The conversation as it is kept: in a folder that exists, its tags in order."""
        return replace(
            conversation,
            title=storable(conversation.title),
            folder=conversation.folder if conversation.folder in self._folders else None,
            tags=tuple(sorted({storable(name) for name in conversation.tags})),
            settings=settings_from_text(storable(settings_as_text(conversation.settings))),
        )

    def _placed(self, folder: Folder) -> Folder:
        parent = folder.parent if folder.parent in self._folders else None
        return replace(folder, name=storable(folder.name), parent=parent)
