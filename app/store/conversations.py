"""Conversations in the vault: every call returns when what it did is on the disk."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, Connection, exists, select

from app.domain.conversations import Conversation, Folder, Message, SearchHit, now
from app.domain.ids import ConversationId, FolderId, MessageId
from app.store import changes, search_index, trees
from app.store import folders as folder_rows
from app.store.database import Database
from app.store.imports import insert_conversation
from app.store.rows import (
    CONVERSATION_COLUMNS,
    conversation_of,
    microseconds,
)
from app.store.schema import conversations, drafts, folders, messages, tags
from app.store.search import search
from app.store.slices import Slices
from app.store.stored_text import storable


class VaultConversations:
    """A ConversationStore in an encrypted database. Safe to use from several threads.

    Order is that in which things were written, never that of a clock. What is deleted is hidden
    everywhere at once, and destroyed by `purge`. Every call can raise the errors of the database.
    """

    def __init__(self, database: Database) -> None:
        """Take an open database; its words are indexed anew when they were cut in another way."""
        self._database = database
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
        found = self._listed(conversations.c.id == conversation_id)
        return found[0] if found else None

    def conversations(self) -> list[Conversation]:
        """All that are not deleted, the last changed first."""
        return self._listed()

    def update(self, conversation: Conversation) -> None:
        """Replace everything but the messages; nothing happens when it is gone.

        With another `changed_at` than before it becomes the last changed.
        """
        self._database.write(lambda each: changes.update(each, conversation))

    def remove(self, conversation_id: ConversationId) -> None:
        """Delete a conversation; `bring_back` undoes it until `purge`."""
        self._mark(conversations.c.id == conversation_id)

    def bring_back(self, conversation_id: ConversationId) -> Conversation | None:
        """Undo the deletion of a conversation; None when it is gone for good."""
        self._database.write(lambda each: changes.bring_back(each, conversation_id))
        return self.get(conversation_id)

    def purge(self) -> int:
        """Make deletions final: how many conversations were destroyed.

        Rows, words and drafts are overwritten, in the main file as well. It goes in slices of some
        hundredths of a second, between which other changes are made.
        """
        slices = Slices(self._database)
        count, goes_on = 0, True
        while goes_on:
            some, goes_on = slices.write(changes.destroy_some)
            count += some
        self._database.checkpoint(frees_space=True)
        return count

    def expire(self, days: int, folder: FolderId | None = None) -> int:
        """Delete what was not changed for so many days; how many. `purge` makes it final.

        In one folder, or everywhere but in folders with their own time. What is pinned stays.
        """
        limit = microseconds(now() - timedelta(days=days))
        has_own = exists().where(
            folders.c.id == conversations.c.folder, folders.c.retention_days.is_not(None)
        )
        place = ~has_own if folder is None else conversations.c.folder == folder
        return self._mark(conversations.c.changed_at < limit, conversations.c.is_pinned == 0, place)

    # --- messages ----------------------------------------------------------------------------

    def append(self, conversation_id: ConversationId, message: Message) -> None:
        """Add a message after the last one of the branch in view, whatever its `parent` says."""

        def change(connection: Connection) -> None:
            place = connection.execute(
                select(conversations.c.seq, conversations.c.leaf).where(
                    conversations.c.id == conversation_id
                )
            ).first()
            if place is not None:
                trees.add_message(connection, place[0], place[1], message)

        self._database.write(change)

    def fork(self, conversation_id: ConversationId, message: Message) -> None:
        """Add a message after its `parent` (at the start without), and bring it into view.

        Nothing happens when the conversation or the parent is gone.
        """

        def change(connection: Connection) -> None:
            conversation = changes.seq_of(connection, conversation_id)
            parent = changes.place_of(connection, conversation_id, message.parent)
            if conversation is not None and (message.parent is None or parent is not None):
                trees.add_message(connection, conversation, parent, message)

        self._database.write(change)

    def replace(self, conversation_id: ConversationId, message: Message) -> None:
        """Replace the message of the same id where it stands; nothing happens when it is gone."""
        self._database.write(lambda each: changes.replace_message(each, conversation_id, message))

    def messages(self, conversation_id: ConversationId) -> list[Message]:
        """The messages of the branch in view, in their order, each with its parent."""
        with self._database.reading() as connection:
            return trees.branch_in_view(connection, conversation_id)

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

    def select_branch(self, conversation_id: ConversationId, message_id: MessageId) -> None:
        """Bring the branch of a message into view, up to what was written last below it."""

        def change(connection: Connection) -> None:
            seq = changes.place_of(connection, conversation_id, message_id)
            if seq is not None:
                leaf = trees.newest_below(connection, seq)
                is_it = conversations.c.id == conversation_id
                connection.execute(conversations.update().where(is_it).values(leaf=leaf))

        self._database.write(change)

    def destroy_messages(
        self,
        conversation_id: ConversationId,
        message_ids: Sequence[MessageId],
        *,
        with_following: bool = False,
    ) -> int:
        """Destroy messages at once and for good, or they and all that follow; returns how many.

        What followed a destroyed message follows the one before it.
        """

        def change(connection: Connection) -> int:
            conversation = changes.seq_of(connection, conversation_id)
            places = (changes.place_of(connection, conversation_id, each) for each in message_ids)
            seqs = {each for each in places if each is not None}
            if conversation is None or not seqs:
                return 0
            if with_following:
                seqs = trees.all_below(connection, seqs)
            return trees.take_out(connection, conversation, seqs)

        count = self._database.write(change, frees_space=True)
        if count:
            self._database.checkpoint(frees_space=True)
        return count

    def import_conversation(
        self, conversation: Conversation, imported: Sequence[Message], source: str
    ) -> bool:
        """Add a conversation with its tree of messages in one transaction; the last is in view.

        Each names its `parent` among those before it, or None. False, and nothing happens, when
        one from the same `source` is there already, even a deleted one.
        """

        def change(connection: Connection) -> bool:
            known = select(conversations.c.seq).where(conversations.c.source == storable(source))
            if source and connection.execute(known).first() is not None:
                return False
            insert_conversation(connection, conversation, imported, source)
            return True

        return self._database.write(change)

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
        """Replace name and parent; ValueError when it would lie inside itself."""
        self._database.write(lambda each: folder_rows.update(each, folder))

    def remove_folder(self, folder_id: FolderId) -> None:
        """Remove a folder; what was in it stays, outside."""
        row = folders.delete().where(folders.c.id == folder_id)
        self._database.write(lambda each: each.execute(row), frees_space=True)

    def retention(self, folder_id: FolderId) -> int | None:
        """After how many days without a change its conversations are deleted; None: never."""
        query = select(folders.c.retention_days).where(folders.c.id == folder_id)
        with self._database.reading() as connection:
            return connection.execute(query).scalar()

    def set_retention(self, folder_id: FolderId, days: int | None) -> None:
        """Say after how many days without a change `expire` deletes a folder's conversations."""
        row = folders.update().where(folders.c.id == folder_id).values(retention_days=days)
        self._database.write(lambda each: each.execute(row))

    # --- searching and typing ----------------------------------------------------------------

    def search(self, query: str, limit: int = 50, *, ranked: bool = False) -> list[SearchHit]:
        """Messages and titles with the words of a query: newest first, or the best first."""
        with self._database.reading() as connection:
            return search(connection, query, limit, ranked=ranked)

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

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    # --- inside ------------------------------------------------------------------------------

    def _listed(self, *conditions: ColumnElement[bool]) -> list[Conversation]:
        """Those that are not deleted and fulfil the conditions, the last changed first."""
        wanted = (conversations.c.deleted_at.is_(None), *conditions)
        query = select(*CONVERSATION_COLUMNS, conversations.c.seq).where(*wanted)
        names = select(tags.c.conversation, tags.c.name).order_by(tags.c.name)
        if conditions:
            names = names.join(conversations).where(*wanted)
        tags_of: dict[int, list[str]] = {}
        with self._database.reading() as connection:
            for seq, name in connection.execute(names):
                tags_of.setdefault(seq, []).append(name)
            rows = connection.execute(query.order_by(conversations.c.changed_seq.desc())).all()
        seq_at = len(CONVERSATION_COLUMNS)
        return [conversation_of(row, tags_of.get(row[seq_at], ())) for row in rows]

    def _mark(self, *conditions: ColumnElement[bool]) -> int:
        """Mark conversations as deleted; how many."""
        change = (
            conversations.update()
            .where(conversations.c.deleted_at.is_(None), *conditions)
            .values(deleted_at=microseconds(now()))
        )
        return self._database.write(lambda each: each.execute(change).rowcount, frees_space=True)
