"""The store that holds now: in memory, in the open vault, or none while the vault is locked."""

from collections.abc import Callable, Mapping, Sequence

from app.domain.assistants import Assistant
from app.domain.attachments import NO_FILES, Files, NewAttachment
from app.domain.clock import SeenClock
from app.domain.conversations import (
    NOT_GROUNDED,
    Conversation,
    Folder,
    HiddenMessages,
    Message,
    Revised,
    SearchHit,
)
from app.domain.document_store import DocumentStore
from app.domain.errors import VaultLocked
from app.domain.ids import AttachmentId, ConversationId, FolderId, MessageId
from app.domain.library import Shelf
from app.domain.prompt_library import Prompt
from app.domain.protocols import ConversationStore


class CurrentStore:
    """A ConversationStore that passes every call on to the one that holds now.

    Raises VaultLocked while there is none. Which one holds is changed by whoever opens and locks
    the vault; a call under way ends with the store that it began with.
    """

    def __init__(self, store: ConversationStore | None) -> None:
        self._store = store

    def use(self, store: ConversationStore | None) -> ConversationStore | None:
        """Let another one hold, or none; the one before, which is not closed."""
        before, self._store = self._store, store
        return before

    @property
    def store(self) -> ConversationStore:
        """The one that holds; raises VaultLocked."""
        store = self._store
        if store is None:
            raise VaultLocked
        return store

    @property
    def documents(self) -> DocumentStore:
        """The documents beside the conversations that hold; raises VaultLocked."""
        return self.store.documents

    @property
    def prompts(self) -> Shelf[Prompt]:
        """The prompts beside the conversations that hold; raises VaultLocked."""
        return self.store.prompts

    @property
    def assistants(self) -> Shelf[Assistant]:
        """The assistants beside the conversations that hold; raises VaultLocked."""
        return self.store.assistants

    def add(self, conversation: Conversation) -> None:
        """See ConversationStore, as for all below."""
        self.store.add(conversation)

    def get(self, conversation_id: ConversationId) -> Conversation | None:
        """One conversation, or None."""
        return self.store.get(conversation_id)

    def conversations(self) -> list[Conversation]:
        """All that are not deleted, the last changed first."""
        return self.store.conversations()

    def update(self, conversation: Conversation) -> None:
        """Replace everything but the messages."""
        self.store.update(conversation)

    def revise(
        self,
        conversation_ids: Sequence[ConversationId],
        change: Callable[[Conversation], Conversation],
    ) -> list[Revised]:
        """Change conversations in one step."""
        return self.store.revise(conversation_ids, change)

    def tags(self) -> dict[str, int]:
        """Every tag with the number of conversations that have it."""
        return self.store.tags()

    def remove(self, conversation_id: ConversationId) -> None:
        """Delete a conversation; `bring_back` undoes it until `purge`."""
        self.store.remove(conversation_id)

    def remove_all(self, conversation_ids: Sequence[ConversationId]) -> None:
        """Delete conversations in one step."""
        self.store.remove_all(conversation_ids)

    def bring_back_all(self, conversation_ids: Sequence[ConversationId]) -> list[Conversation]:
        """Undo the deletion of conversations in one step."""
        return self.store.bring_back_all(conversation_ids)

    def bring_back(self, conversation_id: ConversationId) -> Conversation | None:
        """Undo the deletion of a conversation."""
        return self.store.bring_back(conversation_id)

    def hide_messages(
        self, conversation_id: ConversationId, message_ids: Sequence[MessageId]
    ) -> HiddenMessages | None:
        """Delete messages."""
        return self.store.hide_messages(conversation_id, message_ids)

    def bring_back_messages(self, hidden: HiddenMessages) -> bool:
        """Undo the deletion of messages; False when they are gone for good."""
        return self.store.bring_back_messages(hidden)

    def pin_message(
        self, conversation_id: ConversationId, message_id: MessageId, *, is_pinned: bool
    ) -> bool:
        """Pin a message, or not; False when it is gone."""
        return self.store.pin_message(conversation_id, message_id, is_pinned=is_pinned)

    def purge_messages(self) -> int:
        """Make deletions of single messages final; how many messages were destroyed."""
        return self.store.purge_messages()

    def purge(self) -> int:
        """Make deletions final."""
        return self.store.purge()

    def expire(self, is_due: Callable[[Conversation], bool]) -> list[Conversation]:
        """Destroy for good what a rule names."""
        return self.store.expire(is_due)

    def seen_clock(self) -> SeenClock | None:
        """What was remembered of the computer's clock."""
        return self.store.seen_clock()

    def keep_clock(self, seen: SeenClock) -> None:
        """Remember a look at the computer's clock."""
        self.store.keep_clock(seen)

    def append(
        self, conversation_id: ConversationId, message: Message, files: Files = NO_FILES
    ) -> None:
        """Add a message after the last one of the branch in view."""
        self.store.append(conversation_id, message, files)

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
        """Keep what begins a turn."""
        return self.store.begin_turn(
            conversation_id,
            said,
            files=files,
            new=new,
            is_branch=is_branch,
            forgets_draft=forgets_draft,
        )

    def fork(
        self, conversation_id: ConversationId, message: Message, files: Files = NO_FILES
    ) -> None:
        """Add a message after its `parent`."""
        self.store.fork(conversation_id, message, files)

    def replace(self, conversation_id: ConversationId, message: Message) -> None:
        """Replace the message of the same id."""
        self.store.replace(conversation_id, message)

    def messages(self, conversation_id: ConversationId) -> list[Message]:
        """The messages of the branch in view."""
        return self.store.messages(conversation_id)

    def branch(self, conversation_id: ConversationId, message_id: MessageId) -> list[Message]:
        """A message and those that it follows."""
        return self.store.branch(conversation_id, message_id)

    def siblings(self, message_id: MessageId) -> list[Message]:
        """The messages that follow the same one."""
        return self.store.siblings(message_id)

    def versions(
        self, conversation_id: ConversationId
    ) -> Mapping[MessageId, tuple[MessageId, ...]]:
        """Of messages that have siblings all of these, themselves among them, the oldest first."""
        return self.store.versions(conversation_id)

    def select_branch(self, conversation_id: ConversationId, message_id: MessageId) -> None:
        """Bring the branch of a message into view."""
        self.store.select_branch(conversation_id, message_id)

    def all_messages(self, conversation_id: ConversationId) -> list[Message]:
        """The messages of all branches."""
        return self.store.all_messages(conversation_id)

    def import_conversation(
        self,
        conversation: Conversation,
        imported: Sequence[Message],
        source: str,
        files: Files = NO_FILES,
        grounded_as: Mapping[MessageId, MessageId] = NOT_GROUNDED,
    ) -> bool:
        """Add a conversation with its tree of messages."""
        return self.store.import_conversation(conversation, imported, source, files, grounded_as)

    def attachment_data(self, attachment_id: AttachmentId) -> bytes | None:
        """The data that is kept with an attachment."""
        return self.store.attachment_data(attachment_id)

    def attachment_counts(self) -> dict[ConversationId, int]:
        """How many attachments the conversations have that have any."""
        return self.store.attachment_counts()

    def message(self, conversation_id: ConversationId, message_id: MessageId) -> Message | None:
        """One message, or None."""
        return self.store.message(conversation_id, message_id)

    def folders(self) -> list[Folder]:
        """All folders."""
        return self.store.folders()

    def add_folder(self, folder: Folder) -> None:
        """Add a folder after the others."""
        self.store.add_folder(folder)

    def update_folder(self, folder: Folder) -> None:
        """Replace everything of a folder."""
        self.store.update_folder(folder)

    def remove_folder(self, folder_id: FolderId) -> list[Conversation]:
        """Remove a folder; what is in it goes up."""
        return self.store.remove_folder(folder_id)

    def search(self, query: str, limit: int = 50, *, ranked: bool = False) -> list[SearchHit]:
        """Messages and titles with the words of a query."""
        return self.store.search(query, limit, ranked=ranked)

    def draft(self, conversation_id: ConversationId | None) -> str:
        """What was typed and not sent."""
        return self.store.draft(conversation_id)

    def keep_draft(self, conversation_id: ConversationId | None, text: str) -> None:
        """Keep what was typed."""
        self.store.keep_draft(conversation_id, text)

    def draft_attachments(self, conversation_id: ConversationId | None) -> list[NewAttachment]:
        """What was attached and not sent."""
        return self.store.draft_attachments(conversation_id)

    def keep_draft_attachments(
        self, conversation_id: ConversationId | None, attachments: Sequence[NewAttachment]
    ) -> None:
        """Keep what was attached."""
        self.store.keep_draft_attachments(conversation_id, attachments)

    def close(self) -> None:
        """Close the one that holds, if there is one; none holds from then on."""
        store = self.use(None)
        if store is not None:
            store.close()
