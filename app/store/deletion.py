"""Deletion in the vault: hidden at once, brought back on demand, destroyed for good by a purge."""

import math
import time
from collections.abc import Callable, Sequence
from functools import partial

from sqlalchemy import ColumnElement, Connection, exists, select

from app.domain.conversations import Conversation, HiddenMessages, now
from app.domain.ids import ConversationId, MessageId
from app.store import changes, hiding, revising
from app.store.database import Database
from app.store.listing import listed
from app.store.rows import microseconds
from app.store.schema import conversations
from app.store.slices import Slices


class VaultDeletion:
    """What a ConversationStore in a database hides and destroys. Safe from several threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # --- conversations -----------------------------------------------------------------------

    def remove(self, conversation_id: ConversationId) -> None:
        """Delete a conversation; `bring_back` undoes it until `purge`."""
        self._mark(conversations.c.id == conversation_id)

    def remove_all(self, conversation_ids: Sequence[ConversationId]) -> None:
        """Delete conversations in one step; `bring_back_all` undoes it until `purge`."""
        at = microseconds(now())
        self._database.write(
            lambda each: revising.remove(each, conversation_ids, at), frees_space=True
        )

    def bring_back(self, conversation_id: ConversationId) -> Conversation | None:
        """Undo the deletion of a conversation; None when it is gone for good."""
        return next(iter(self.bring_back_all([conversation_id])), None)

    def bring_back_all(self, conversation_ids: Sequence[ConversationId]) -> list[Conversation]:
        """Undo the deletion of conversations in one step; those that are not gone for good."""
        return self._database.write(lambda each: revising.bring_back(each, conversation_ids))

    def expire(self, is_due: Callable[[Conversation], bool]) -> list[Conversation]:
        """Destroy for good what a rule names; which conversations those were.

        Each is looked at again in the transaction that dooms it: what changed meanwhile stays.
        """
        gone: list[Conversation] = []
        with self._database.reading() as connection:
            due = [each.id for each in listed(connection) if is_due(each)]
        for some in revising.in_turns(due):
            change = partial(revising.doom, ids=some, is_due=is_due)
            gone += self._database.write(change, frees_space=True)
        if gone:
            self._destroy(partial(changes.destroy_some, doomed_alone=True))
        return gone

    # --- messages ----------------------------------------------------------------------------

    def hide_messages(
        self, conversation_id: ConversationId, message_ids: Sequence[MessageId]
    ) -> HiddenMessages | None:
        """Delete messages; what followed one follows the one before it. None when none is there.

        `bring_back_messages` undoes it until `purge`, the last deletion first.
        """
        return self._database.write(
            lambda each: hiding.hide(each, conversation_id, message_ids), frees_space=True
        )

    def bring_back_messages(self, hidden: HiddenMessages) -> bool:
        """Undo the deletion of messages; False when they are gone for good."""
        return self._database.write(lambda each: hiding.bring_back(each, hidden))

    # --- for good ----------------------------------------------------------------------------

    def purge_messages(self, seconds: float = math.inf) -> int:
        """Make deletions of single messages final, as `purge` does; how many were destroyed."""
        with self._database.reading() as connection:
            if not hiding.is_anything_hidden(connection):
                return 0
        return self._destroy(hiding.destroy_some, seconds)

    def purge(self, seconds: float = math.inf) -> int:
        """Make deletions final: how many conversations were destroyed.

        Rows, words and drafts are overwritten, in the main file as well. It goes in slices of some
        hundredths of a second, between which other changes are made. What is not done after so many
        seconds waits for the next call.
        """
        return self._destroy(changes.destroy_some, seconds)

    def doom_deleted(self) -> bool:
        """Let nothing that is deleted be brought back; whether there is anything to destroy."""
        is_deleted = conversations.c.deleted_at.is_not(None)
        with self._database.reading() as connection:
            are_there = bool(connection.execute(select(exists().where(is_deleted))).scalar_one())
            if not are_there and not hiding.is_anything_hidden(connection):
                return False

        def change(connection: Connection) -> None:
            changes.doom(connection, is_deleted)
            hiding.doom(connection)

        self._database.write(change)
        return True

    def destroy_doomed(self, seconds: float) -> bool:
        """Destroy what cannot be brought back, for so long; whether there is more."""
        if self._has_doomed_messages():
            self._destroy(partial(hiding.destroy_some, doomed_alone=True), seconds)
        self._destroy(partial(changes.destroy_some, doomed_alone=True), seconds)
        is_doomed = conversations.c.deleted_at == changes.DOOMED
        with self._database.reading() as connection:
            has_more = bool(connection.execute(select(exists().where(is_doomed))).scalar_one())
        return has_more or self._has_doomed_messages()

    def _has_doomed_messages(self) -> bool:
        with self._database.reading() as connection:
            return hiding.is_anything_hidden(connection, doomed_alone=True)

    def _destroy(
        self,
        some: Callable[[Connection, int], tuple[int, bool]],
        seconds: float = math.inf,
    ) -> int:
        """Destroy slice by slice, then in the main file; how many conversations."""
        slices, end = Slices(self._database), time.monotonic() + seconds
        count, goes_on = 0, True
        while goes_on and time.monotonic() < end:
            done, goes_on = slices.write(some)
            count += done
        self._database.checkpoint(frees_space=True)
        return count

    def _mark(self, *conditions: ColumnElement[bool]) -> int:
        """Mark conversations as deleted; how many."""
        change = (
            conversations.update()
            .where(conversations.c.deleted_at.is_(None), *conditions)
            .values(deleted_at=microseconds(now()))
        )
        return self._database.write(lambda each: each.execute(change).rowcount, frees_space=True)
