"""Conversations in the vault: every call returns when what it did is on the disk."""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import Connection, select

from app.domain.assistants import Assistant
from app.domain.attachments import NO_FILES, Files, NewAttachment
from app.domain.clock import SeenClock
from app.domain.context import SummaryShelf
from app.domain.conversations import (
    NOT_GROUNDED,
    Conversation,
    Folder,
    Message,
    Revised,
    SearchHit,
)
from app.domain.document_store import DocumentStore
from app.domain.ids import AttachmentId, ConversationId, FolderId, MessageId
from app.domain.library import Shelf
from app.domain.prompt_library import Prompt
from app.domain.retrieval import Grounding
from app.domain.safety import VerdictShelf
from app.store import (
    attachments,
    changes,
    groundings,
    revising,
    search_index,
    seen_clock,
    trees,
    turns,
)
from app.store import folders as folder_rows
from app.store.database import Database
from app.store.deletion import VaultDeletion
from app.store.documents import VaultDocuments
from app.store.imports import insert_conversation
from app.store.ledger import VaultLedger
from app.store.library import assistant_shelf, prompt_shelf
from app.store.listing import listed
from app.store.preferences import VaultPreferences
from app.store.schema import conversations, drafts, messages
from app.store.search import search
from app.store.stored_text import storable
from app.store.summaries import VaultSummaries
from app.store.verdicts import VaultVerdicts


class VaultConversations(VaultDeletion):
    """A ConversationStore in an encrypted database. Safe to use from several threads.

    Order is that in which things were written, never that of a clock. What is deleted is hidden
    everywhere at once, and destroyed by `purge`. Every call can raise the errors of the database.
    """

    def __init__(self, database: Database) -> None:
        """Take an open database; its words are indexed anew when they were cut in another way."""
        super().__init__(database)
        self.documents: DocumentStore = VaultDocuments(database)
        self.prompts: Shelf[Prompt] = prompt_shelf(database)
        self.assistants: Shelf[Assistant] = assistant_shelf(database)
        self.summaries: SummaryShelf = VaultSummaries(database)
        self.verdicts: VerdictShelf = VaultVerdicts(database)
        with database.reading() as connection:
            is_current = search_index.is_current(connection)
        if not is_current:
            database.write(search_index.bring_up_to_date)

    # --- conversations -----------------------------------------------------------------------

    def add(self, conversation: Conversation) -> None:
        """Add a conversation; it is the last changed."""
        self._database.write(lambda each: insert_conversation(each, conversation))

    def get(self, conversation_id: ConversationId) -> Conversation | None:
        """One conversation, or None."""
        with self._database.reading() as connection:
            found = listed(connection, conversations.c.id == conversation_id)
        return found[0] if found else None

    def conversations(self) -> list[Conversation]:
        """All that are not deleted, the last changed first."""
        with self._database.reading() as connection:
            return listed(connection)

    def update(self, conversation: Conversation) -> None:
        """Replace everything but the messages; nothing happens when it is gone.

        With another `changed_at` than before it becomes the last changed.
        """
        self._database.write(lambda each: changes.update(each, conversation))

    def revise(
        self,
        conversation_ids: Sequence[ConversationId],
        change: Callable[[Conversation], Conversation],
    ) -> list[Revised]:
        """Change conversations in one step; those that are another afterwards, before and after.

        `change` is called inside the transaction with each as it is, and has to be quick.
        """
        return self._database.write(lambda each: revising.revise(each, conversation_ids, change))

    def tags(self) -> dict[str, int]:
        """Every tag with the number of conversations that have it."""
        with self._database.reading() as connection:
            return revising.tag_counts(connection)

    def pin_message(
        self, conversation_id: ConversationId, message_id: MessageId, *, is_pinned: bool
    ) -> bool:
        """Pin a message, or not; False when it is gone."""

        def change(connection: Connection) -> bool:
            seq = changes.place_of(connection, conversation_id, message_id)
            row = messages.update().where(messages.c.seq == seq)
            return bool(connection.execute(row.values(is_pinned=int(is_pinned))).rowcount)

        return self._database.write(change)

    def seen_clock(self) -> SeenClock | None:
        """What `keep_clock` remembered last; None when nothing was."""
        with self._database.reading() as connection:
            return seen_clock.seen_clock(connection)

    def keep_clock(self, seen: SeenClock) -> None:
        """Remember a look at the computer's clock."""
        self._database.write(lambda each: seen_clock.keep(each, seen))

    # --- messages ----------------------------------------------------------------------------

    def append(
        self, conversation_id: ConversationId, message: Message, files: Files = NO_FILES
    ) -> None:
        """Add a message after the last one of the branch in view, whatever its `parent` says."""
        self._database.write(lambda each: turns.append(each, conversation_id, message, files))

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
        """Keep what begins a turn, all of it or nothing; the conversation as it is then.

        `new` is added first. The messages follow the branch in view, one after the other, and the
        conversation is the last changed. With `is_branch` the first follows its own `parent`, at
        the start without one. None, and nothing happens, when the conversation or it is gone.
        """
        return self._database.write(
            lambda each: turns.begin(
                each,
                conversation_id,
                said,
                files,
                new,
                is_branch=is_branch,
                forgets_draft=forgets_draft,
            )
        )

    def fork(
        self, conversation_id: ConversationId, message: Message, files: Files = NO_FILES
    ) -> None:
        """Add a message after its `parent` (at the start without), and bring it into view.

        Nothing happens when the conversation or the parent is gone.
        """

        def change(connection: Connection) -> None:
            conversation = changes.seq_of(connection, conversation_id)
            parent = changes.place_of(connection, conversation_id, message.parent)
            if conversation is not None and (message.parent is None or parent is not None):
                trees.add_message(connection, conversation, parent, message, files)

        self._database.write(change)

    def replace(self, conversation_id: ConversationId, message: Message) -> None:
        """Replace the message of the same id where it stands; nothing happens when it is gone."""
        self._database.write(lambda each: changes.replace_message(each, conversation_id, message))

    def messages(self, conversation_id: ConversationId) -> list[Message]:
        """The messages of the branch in view, in their order, each with its parent."""
        with self._database.reading() as connection:
            return trees.branch_in_view(connection, conversation_id)

    def latest_messages(self, conversation_id: ConversationId, count: int) -> list[Message]:
        """The last so many messages of the branch in view, in their order, each with its parent."""
        with self._database.reading() as connection:
            return trees.end_of_branch(connection, conversation_id, count)

    def earlier_messages(
        self, conversation_id: ConversationId, message_id: MessageId, count: int
    ) -> list[Message]:
        """The last so many of those that a message follows, in their order, each with its parent.

        None when it is gone.
        """
        with self._database.reading() as connection:
            return trees.earlier_on_branch(connection, conversation_id, message_id, count)

    def first_message(self, conversation_id: ConversationId) -> Message | None:
        """The first message of the branch in view; None while there is none."""
        with self._database.reading() as connection:
            return trees.first_in_view(connection, conversation_id)

    def branch_in_brief(
        self, conversation_id: ConversationId, message_id: MessageId | None, whole: int
    ) -> list[Message]:
        """The branch in view, or up to a message, as far as a model needs it."""
        with self._database.reading() as connection:
            return trees.branch_in_brief(connection, conversation_id, message_id, whole)

    def branch(self, conversation_id: ConversationId, message_id: MessageId) -> list[Message]:
        """A message and those that it follows, the first first; none when it is gone."""
        with self._database.reading() as connection:
            return trees.branch_up_to(connection, conversation_id, message_id)

    def all_messages(self, conversation_id: ConversationId) -> list[Message]:
        """The messages of all branches in the order in which they were written."""
        with self._database.reading() as connection:
            return trees.with_parents(connection, conversations.c.id == conversation_id)

    def message(self, conversation_id: ConversationId, message_id: MessageId) -> Message | None:
        """One message, or None."""
        with self._database.reading() as connection:
            found = trees.with_parents(
                connection, conversations.c.id == conversation_id, messages.c.id == message_id
            )
        return found[0] if found else None

    def siblings(self, message_id: MessageId) -> list[Message]:
        """The messages that follow the same one, itself among them, the oldest first."""
        place = select(messages.c.conversation, messages.c.parent)
        with self._database.reading() as connection:
            row = connection.execute(place.where(messages.c.id == message_id)).first()
            if row is None:
                return []
            if row[1] is not None:
                return trees.with_parents(connection, messages.c.parent == row[1])
            is_first = (messages.c.conversation == row[0]) & messages.c.parent.is_(None)
            return trees.with_parents(connection, is_first)

    def versions(
        self, conversation_id: ConversationId
    ) -> Mapping[MessageId, tuple[MessageId, ...]]:
        """Of messages that have siblings all of these, themselves among them, the oldest first."""
        with self._database.reading() as connection:
            return trees.versions_of(connection, conversation_id)

    def select_branch(self, conversation_id: ConversationId, message_id: MessageId) -> None:
        """Bring the branch of a message into view, up to what was written last below it."""

        def change(connection: Connection) -> None:
            seq = changes.place_of(connection, conversation_id, message_id)
            if seq is not None:
                leaf = trees.newest_below(connection, seq)
                is_it = conversations.c.id == conversation_id
                connection.execute(conversations.update().where(is_it).values(leaf=leaf))

        self._database.write(change)

    def import_conversation(
        self,
        conversation: Conversation,
        imported: Sequence[Message],
        source: str,
        files: Files = NO_FILES,
        grounded_as: Mapping[MessageId, MessageId] = NOT_GROUNDED,
    ) -> bool:
        """Add a conversation with its tree of messages in one transaction; the last is in view.

        Each names its `parent` among those before it, or None. False, and nothing happens, when
        one from the same `source` is there already, even a deleted one.
        """

        def change(connection: Connection) -> bool:
            known = select(conversations.c.seq).where(conversations.c.source == storable(source))
            if source and connection.execute(known).first() is not None:
                return False
            insert_conversation(connection, conversation, imported, source, files)
            for message_id, other in grounded_as.items():
                if found := groundings.get(connection, other):
                    groundings.put(connection, message_id, found)
            return True

        return self._database.write(change)

    def attachment_data(self, attachment_id: AttachmentId) -> bytes | None:
        """The data that is kept with an attachment of a message; None when there is none."""
        with self._database.reading() as connection:
            return attachments.data_of(connection, attachment_id)

    def attachment_counts(self) -> dict[ConversationId, int]:
        """How many attachments the conversations have that have any, on all branches."""
        with self._database.reading() as connection:
            return attachments.counts(connection)

    def mark_interrupted(self) -> int:
        """Give answers that a crash cut off their end; how many there were.

        To be called once after opening, before an answer begins.
        """
        return self._database.write(changes.mark_interrupted)

    # --- folders -----------------------------------------------------------------------------

    def folders(self) -> list[Folder]:
        """All folders in the order in which they were made."""
        with self._database.reading() as connection:
            return folder_rows.all_folders(connection)

    def add_folder(self, folder: Folder) -> None:
        """Add a folder after the others."""
        self._database.write(lambda each: folder_rows.insert(each, folder))

    def update_folder(self, folder: Folder) -> None:
        """Replace everything of a folder; ValueError when it would lie inside itself."""
        self._database.write(lambda each: folder_rows.update(each, folder))

    def remove_folder(self, folder_id: FolderId) -> list[Conversation]:
        """Remove a folder; what is in it goes up into the one around it. Its conversations then."""
        return self._database.write(
            lambda each: folder_rows.dissolve(each, folder_id), frees_space=True
        )

    def preferences(self) -> VaultPreferences:
        """Settings that tell something about the person."""
        return VaultPreferences(self._database)

    def ledger(self) -> VaultLedger:
        """The connections that were made."""
        return VaultLedger(self._database)

    # --- searching and typing ----------------------------------------------------------------

    def search(self, query: str, limit: int = 50, *, ranked: bool = False) -> list[SearchHit]:
        """Messages and titles with the words of a query: newest first, or the best first."""
        with self._database.reading() as connection:
            return search(connection, query, limit, ranked=ranked)

    def grounding(self, message_id: MessageId) -> Grounding | None:
        """What an answer from documents rests on; None for any other message."""
        return self.documents.grounding(message_id)

    def put_grounding(
        self, _conversation_id: ConversationId, message_id: MessageId, grounding: Grounding
    ) -> None:
        """Keep what an answer rests on."""
        self.documents.put_grounding(message_id, grounding)

    def draft(self, conversation_id: ConversationId | None) -> str:
        """What was typed and not sent in a conversation, or in the new one."""
        query = select(drafts.c.text).where(
            drafts.c.conversation == (conversation_id or changes.NEW)
        )
        with self._database.reading() as connection:
            return connection.execute(query).scalar() or ""

    def keep_draft(self, conversation_id: ConversationId | None, text: str) -> None:
        """Keep what was typed; empty text forgets it."""
        self._database.write(
            lambda each: changes.keep_draft(each, conversation_id, text), frees_space=not text
        )

    def draft_attachments(self, conversation_id: ConversationId | None) -> list[NewAttachment]:
        """What was attached and not sent in a conversation, or in the new one."""
        with self._database.reading() as connection:
            return attachments.drafted(connection, conversation_id or changes.NEW)

    def keep_draft_attachments(
        self, conversation_id: ConversationId | None, drafted: Sequence[NewAttachment]
    ) -> None:
        """Keep what was attached in place of what was kept before; none forgets it."""
        self._database.write(
            lambda each: changes.keep_draft_attachments(each, conversation_id, drafted),
            frees_space=not drafted,
        )

    def close(self) -> None:
        """Close the database."""
        self._database.close()
