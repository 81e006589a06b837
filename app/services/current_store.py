"""The store that holds now: in memory, in the open vault, or none while the vault is locked."""

from collections.abc import Callable, Mapping, Sequence

from app.domain.assistants import Assistant
from app.domain.attachments import NO_FILES, Files, NewAttachment
from app.domain.clock import SeenClock
from app.domain.context import SummaryShelf
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
from app.domain.retrieval import Grounding
from app.domain.safety import VerdictShelf
from app.services.current_summaries import CurrentSummaries
from app.services.current_verdicts import CurrentVerdicts


class CurrentStore:
    """A ConversationStore that passes every call on to the one that holds now.

    Raises VaultLocked while there is none. Which one holds is changed by whoever opens and locks
    the vault; a call under way ends with the store that it began with. A conversation that is kept
    apart has a store of its own, in no list and in no search, until none holds.
    """

    def __init__(self, store: ConversationStore | None) -> None:
        self._store = store
        self._apart: dict[ConversationId, ConversationStore] = {}
        self._after: dict[ConversationId, ConversationStore] = {}
        """What takes the place of a store apart that was let go: nothing that comes late may reach
        the store that holds."""

    def use(self, store: ConversationStore | None) -> ConversationStore | None:
        """Let another one hold, or none; the one before, which is not closed."""
        before, self._store = self._store, store
        if store is None:
            for conversation_id in tuple(self._apart):
                self.let_go(conversation_id)
        return before

    def keep_apart(
        self, conversation_id: ConversationId, store: ConversationStore, after: ConversationStore
    ) -> None:
        """Give a conversation a store of its own; an empty one takes its place `after` it."""
        self._apart[conversation_id], self._after[conversation_id] = store, after

    def let_go(self, conversation_id: ConversationId) -> None:
        """Forget what a store apart holds."""
        self._apart[conversation_id] = self._after[conversation_id]

    def take_in(self, conversation_id: ConversationId) -> None:
        """Look for a conversation in the store that holds, from now on."""
        self._apart.pop(conversation_id, None)

    def of(self, conversation_id: ConversationId | None) -> ConversationStore:
        """Where a conversation is: apart, or in the store that holds; raises VaultLocked."""
        found = self._apart.get(conversation_id) if conversation_id is not None else None
        return self.store if found is None else found

    def _with(self, message_id: MessageId) -> ConversationStore:
        """Where a message is."""
        for each in tuple(self._apart.values()):
            if each.siblings(message_id):
                return each
        return self.store

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

    @property
    def summaries(self) -> SummaryShelf:
        """What sums up conversations, wherever they are; raises VaultLocked."""
        _ = self.store
        return CurrentSummaries(self.of)

    @property
    def verdicts(self) -> VerdictShelf:
        """What a safety model found, wherever a conversation is; raises VaultLocked."""
        return CurrentVerdicts(self.store, self.of)

    def add(self, conversation: Conversation) -> None:
        """See ConversationStore, as for all below."""
        self.of(conversation.id).add(conversation)

    def get(self, conversation_id: ConversationId) -> Conversation | None:
        """One conversation, or None."""
        return self.of(conversation_id).get(conversation_id)

    def conversations(self) -> list[Conversation]:
        """All that are not deleted, the last changed first."""
        return self.store.conversations()

    def update(self, conversation: Conversation) -> None:
        """Replace everything but the messages."""
        self.of(conversation.id).update(conversation)

    def revise(
        self,
        conversation_ids: Sequence[ConversationId],
        change: Callable[[Conversation], Conversation],
    ) -> list[Revised]:
        """Change conversations in one step."""
        apart = [each for each in conversation_ids if each in self._apart]
        revised = [one for each in apart for one in self.of(each).revise([each], change)]
        rest = [each for each in conversation_ids if each not in self._apart]
        return revised + (self.store.revise(rest, change) if rest or not apart else [])

    def tags(self) -> dict[str, int]:
        """Every tag with the number of conversations that have it."""
        return self.store.tags()

    def remove(self, conversation_id: ConversationId) -> None:
        """Delete a conversation; `bring_back` undoes it until `purge`."""
        self.of(conversation_id).remove(conversation_id)

    def remove_all(self, conversation_ids: Sequence[ConversationId]) -> None:
        """Delete conversations in one step."""
        self.store.remove_all(conversation_ids)

    def bring_back_all(self, conversation_ids: Sequence[ConversationId]) -> list[Conversation]:
        """Undo the deletion of conversations in one step."""
        return self.store.bring_back_all(conversation_ids)

    def bring_back(self, conversation_id: ConversationId) -> Conversation | None:
        """Undo the deletion of a conversation."""
        return self.of(conversation_id).bring_back(conversation_id)

    def hide_messages(
        self, conversation_id: ConversationId, message_ids: Sequence[MessageId]
    ) -> HiddenMessages | None:
        """Delete messages."""
        return self.of(conversation_id).hide_messages(conversation_id, message_ids)

    def bring_back_messages(self, hidden: HiddenMessages) -> bool:
        """Undo the deletion of messages; False when they are gone for good."""
        return self.of(hidden.conversation).bring_back_messages(hidden)

    def pin_message(
        self, conversation_id: ConversationId, message_id: MessageId, *, is_pinned: bool
    ) -> bool:
        """Pin a message, or not; False when it is gone."""
        return self.of(conversation_id).pin_message(
            conversation_id, message_id, is_pinned=is_pinned
        )

    def purge_messages(self) -> int:
        """Make deletions of single messages final; how many messages were destroyed."""
        apart = sum(each.purge_messages() for each in tuple(self._apart.values()))
        return apart + self.store.purge_messages()

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
        self.of(conversation_id).append(conversation_id, message, files)

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
        return self.of(conversation_id).begin_turn(
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
        self.of(conversation_id).fork(conversation_id, message, files)

    def replace(self, conversation_id: ConversationId, message: Message) -> None:
        """Replace the message of the same id."""
        self.of(conversation_id).replace(conversation_id, message)

    def messages(self, conversation_id: ConversationId) -> list[Message]:
        """The messages of the branch in view."""
        return self.of(conversation_id).messages(conversation_id)

    def latest_messages(self, conversation_id: ConversationId, count: int) -> list[Message]:
        """The last messages of the branch in view."""
        return self.of(conversation_id).latest_messages(conversation_id, count)

    def earlier_messages(
        self, conversation_id: ConversationId, message_id: MessageId, count: int
    ) -> list[Message]:
        """The last messages before another one."""
        return self.of(conversation_id).earlier_messages(conversation_id, message_id, count)

    def first_message(self, conversation_id: ConversationId) -> Message | None:
        """The first message of the branch in view."""
        return self.of(conversation_id).first_message(conversation_id)

    def branch_in_brief(
        self, conversation_id: ConversationId, message_id: MessageId | None, whole: int
    ) -> list[Message]:
        """A branch, as far as a model needs it."""
        return self.of(conversation_id).branch_in_brief(conversation_id, message_id, whole)

    def branch(self, conversation_id: ConversationId, message_id: MessageId) -> list[Message]:
        """A message and those that it follows."""
        return self.of(conversation_id).branch(conversation_id, message_id)

    def siblings(self, message_id: MessageId) -> list[Message]:
        """The messages that follow the same one."""
        return self._with(message_id).siblings(message_id)

    def versions(
        self, conversation_id: ConversationId
    ) -> Mapping[MessageId, tuple[MessageId, ...]]:
        """Of messages that have siblings all of these, themselves among them, the oldest first."""
        return self.of(conversation_id).versions(conversation_id)

    def select_branch(self, conversation_id: ConversationId, message_id: MessageId) -> None:
        """Bring the branch of a message into view."""
        self.of(conversation_id).select_branch(conversation_id, message_id)

    def all_messages(self, conversation_id: ConversationId) -> list[Message]:
        """The messages of all branches."""
        return self.of(conversation_id).all_messages(conversation_id)

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
        for each in tuple(self._apart.values()):
            data = each.attachment_data(attachment_id)
            if data is not None:
                return data
        return self.store.attachment_data(attachment_id)

    def attachment_counts(self) -> dict[ConversationId, int]:
        """How many attachments the conversations have that have any."""
        return self.store.attachment_counts()

    def message(self, conversation_id: ConversationId, message_id: MessageId) -> Message | None:
        """One message, or None."""
        return self.of(conversation_id).message(conversation_id, message_id)

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

    def grounding(self, message_id: MessageId) -> Grounding | None:
        """What an answer from documents rests on."""
        return self._with(message_id).grounding(message_id)

    def put_grounding(
        self, conversation_id: ConversationId, message_id: MessageId, grounding: Grounding
    ) -> None:
        """Keep what an answer from documents rests on."""
        self.of(conversation_id).put_grounding(conversation_id, message_id, grounding)

    def draft(self, conversation_id: ConversationId | None) -> str:
        """What was typed and not sent."""
        return self.of(conversation_id).draft(conversation_id)

    def keep_draft(self, conversation_id: ConversationId | None, text: str) -> None:
        """Keep what was typed."""
        self.of(conversation_id).keep_draft(conversation_id, text)

    def draft_attachments(self, conversation_id: ConversationId | None) -> list[NewAttachment]:
        """What was attached and not sent."""
        return self.of(conversation_id).draft_attachments(conversation_id)

    def keep_draft_attachments(
        self, conversation_id: ConversationId | None, attachments: Sequence[NewAttachment]
    ) -> None:
        """Keep what was attached."""
        self.of(conversation_id).keep_draft_attachments(conversation_id, attachments)

    def close(self) -> None:
        """Close the one that holds, if there is one; none holds from then on."""
        store = self.use(None)
        if store is not None:
            store.close()
