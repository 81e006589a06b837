"""Conversations in the vault: every call returns when what it did is on the disk."""

import importlib
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, Connection, delete, exists, literal_column, select

from app.domain.conversations import Conversation, Folder, Message, SearchHit, now
from app.domain.generation import FinishReason
from app.domain.ids import ConversationId, FolderId, MessageId
from app.store import folders as folder_rows
from app.store import search_index, trees
from app.store.database import Database
from app.store.imports import insert_conversation
from app.store.rows import (
    CONVERSATION_COLUMNS,
    conversation_of,
    conversation_values,
    has_words,
    message_values,
    microseconds,
)
from app.store.schema import conversations, drafts, folders, messages, tags
from app.store.stored_text import storable

_PURGED_AT_ONCE: Final = 16
"""Conversations destroyed in one transaction: others need not wait for all of them."""
_NEW: Final = ""
"""The draft of the conversation that has not begun."""
# Said as the index of the unfinished says it, or SQLite would not use it.
_UNFINISHED: Final[ColumnElement[bool]] = literal_column("role = 'assistant' AND finish IS NULL")


class VaultConversations:
    """A ConversationStore in an encrypted database. Safe to use from several threads.

    Order is that in which things were written, never that of a clock. What is deleted is hidden
    everywhere at once, and destroyed by `purge`. Every call can raise the errors of the database.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

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
        self._database.write(lambda each: _update(each, conversation))

    def remove(self, conversation_id: ConversationId) -> None:
        """Delete a conversation; `bring_back` undoes it until `purge`."""
        self._mark(conversations.c.id == conversation_id)

    def bring_back(self, conversation_id: ConversationId) -> Conversation | None:
        """Undo the deletion of a conversation; None when it is gone for good."""
        is_it = conversations.c.id == conversation_id
        change = conversations.update().where(is_it).values(deleted_at=None)
        self._database.write(lambda each: each.execute(change))
        return self.get(conversation_id)

    def purge(self) -> int:
        """Make deletions final: how many conversations were destroyed.

        Rows, words and drafts are overwritten, in the main file as well (security.md 4.3).
        """
        count = 0
        while some := self._database.write(_destroy_some, frees_space=True):
            count += some
        self._database.checkpoint()
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
            conversation = _seq_of(connection, conversation_id)
            parent = _place_of(connection, conversation_id, message.parent)
            if conversation is not None and (message.parent is None or parent is not None):
                trees.add_message(connection, conversation, parent, message)

        self._database.write(change)

    def replace(self, conversation_id: ConversationId, message: Message) -> None:
        """Replace the message of the same id where it stands; nothing happens when it is gone."""
        self._database.write(lambda each: _replace(each, conversation_id, message))

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
        one = messages.alias("one")
        same_parent = one.c.parent.is_not_distinct_from(messages.c.parent)
        same_tree = one.c.conversation == messages.c.conversation
        condition = exists().where(one.c.id == message_id, same_tree, same_parent)
        with self._database.reading() as connection:
            return trees.with_parents(connection, condition)

    def select_branch(self, conversation_id: ConversationId, message_id: MessageId) -> None:
        """Bring the branch of a message into view, up to what was written last below it."""

        def change(connection: Connection) -> None:
            seq = _place_of(connection, conversation_id, message_id)
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
            conversation = _seq_of(connection, conversation_id)
            places = (_place_of(connection, conversation_id, each) for each in message_ids)
            seqs = {each for each in places if each is not None}
            if conversation is None or not seqs:
                return 0
            if with_following:
                seqs = trees.all_below(connection, seqs)
            return trees.take_out(connection, conversation, seqs)

        count = self._database.write(change, frees_space=True)
        if count:
            self._database.checkpoint()
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
        return self._database.write(_mark_interrupted)

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
        find = _search_function()
        with self._database.reading() as connection:
            return find(connection, query, limit, ranked=ranked)

    def draft(self, conversation_id: ConversationId | None) -> str:
        """What was typed and not sent in a conversation, or in the new one."""
        query = select(drafts.c.text).where(drafts.c.conversation == (conversation_id or _NEW))
        with self._database.reading() as connection:
            return connection.execute(query).scalar() or ""

    def keep_draft(self, conversation_id: ConversationId | None, text: str) -> None:
        """Keep what was typed; empty text forgets it."""
        self._database.write(
            lambda each: _keep_draft(each, conversation_id, text), frees_space=not text
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


def _search_function() -> Callable[..., list[SearchHit]]:
    """The search, which is loaded with its first use."""
    module = importlib.import_module("app.store.search")
    return cast("Callable[..., list[SearchHit]]", module.search)


def _seq_of(connection: Connection, conversation_id: ConversationId) -> int | None:
    query = select(conversations.c.seq).where(conversations.c.id == conversation_id)
    return connection.execute(query).scalar()


def _place_of(
    connection: Connection, conversation_id: ConversationId, message_id: MessageId | None
) -> int | None:
    """The seq of a message of this conversation."""
    query = (
        select(messages.c.seq)
        .join(conversations, messages.c.conversation == conversations.c.seq)
        .where(messages.c.id == message_id, conversations.c.id == conversation_id)
    )
    return connection.execute(query).scalar()


def _update(connection: Connection, conversation: Conversation) -> None:
    columns = (conversations.c.seq, conversations.c.title, conversations.c.changed_at)
    before = connection.execute(
        select(*columns).where(conversations.c.id == conversation.id)
    ).first()
    if before is None:
        return
    seq, title, changed_at = before
    values: dict[str, Any] = conversation_values(conversation)
    values["folder"] = folder_rows.existing(conversation.folder)
    if values["changed_at"] != changed_at:
        values["changed_seq"] = trees.NEXT_CHANGE
    connection.execute(conversations.update().where(conversations.c.seq == seq).values(**values))
    if values["title"] != title:
        search_index.unindex_title(connection, seq, title)
        search_index.index_title(connection, seq, values["title"])
    _replace_tags(connection, seq, conversation)


def _replace_tags(connection: Connection, seq: int, conversation: Conversation) -> None:
    wanted = {storable(name) for name in conversation.tags}
    query = select(tags.c.name).where(tags.c.conversation == seq)
    present = set(connection.execute(query).scalars())
    if gone := present - wanted:
        is_gone = (tags.c.conversation == seq) & tags.c.name.in_(gone)
        connection.execute(tags.delete().where(is_gone))
    if new := wanted - present:
        rows = [{"conversation": seq, "name": name} for name in sorted(new)]
        connection.execute(tags.insert(), rows)


def _replace(connection: Connection, conversation_id: ConversationId, message: Message) -> None:
    seq = _place_of(connection, conversation_id, message.id)
    if seq is None:
        return
    columns = (messages.c.role, messages.c.finish, messages.c.text)
    before = connection.execute(select(*columns).where(messages.c.seq == seq)).one()
    values = message_values(message)
    after = (values["role"], values["finish"], values["text"])
    connection.execute(messages.update().where(messages.c.seq == seq).values(**values))
    had, has = has_words(*before[:2]), has_words(*after[:2])
    if had == has and before[2] == after[2]:
        return
    trees.forget_words(connection, seq, before)
    if has:
        search_index.index_message(connection, seq, values["text"])


def _mark_interrupted(connection: Connection) -> int:
    unfinished = connection.execute(
        select(messages.c.seq, messages.c.text).where(_UNFINISHED)
    ).all()
    for seq, text in unfinished:
        row = messages.update().where(messages.c.seq == seq)
        connection.execute(row.values(finish=FinishReason.INTERRUPTED.value))
        search_index.index_message(connection, seq, text)
    return len(unfinished)


def _destroy_some(connection: Connection) -> int:
    """Destroy a few of the deleted conversations, and all that hangs on them; how many."""
    columns = (conversations.c.seq, conversations.c.id, conversations.c.title)
    query = select(*columns).where(conversations.c.deleted_at.is_not(None))
    doomed = connection.execute(query.limit(_PURGED_AT_ONCE)).all()
    for seq, id_, title in doomed:
        _destroy(connection, seq, id_, title)
    return len(doomed)


def _destroy(connection: Connection, seq: int, id_: str, title: str) -> None:
    columns = (messages.c.seq, messages.c.role, messages.c.finish, messages.c.text)
    rows = connection.execute(select(*columns).where(messages.c.conversation == seq)).all()
    for row in rows:
        trees.forget_words(connection, row[0], row[1:])
    search_index.unindex_title(connection, seq, title)
    connection.execute(delete(drafts).where(drafts.c.conversation == id_))
    connection.execute(delete(conversations).where(conversations.c.seq == seq))


def _keep_draft(connection: Connection, conversation_id: ConversationId | None, text: str) -> None:
    key = conversation_id or _NEW
    connection.execute(delete(drafts).where(drafts.c.conversation == key))
    is_there = conversation_id is None or _seq_of(connection, conversation_id) is not None
    if text and is_there:
        row = {"conversation": key, "text": storable(text), "changed_at": microseconds(now())}
        connection.execute(drafts.insert().values(**row))
