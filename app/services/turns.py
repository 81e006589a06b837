"""Turns of a conversation: given in another manner, forked, pinned, deleted with a way back."""

import re
import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from app.domain.attachments import Files, copied
from app.domain.conversations import Conversation, HiddenMessages, Message, now
from app.domain.errors import AppError, ConversationGone, TemporaryAlone
from app.domain.events import (
    AppEvent,
    BranchChanged,
    ConversationAdded,
    MessagePinned,
    VaultChanged,
)
from app.domain.generation import FinishReason, Role
from app.domain.ids import ConversationId, MessageId, new_conversation_id, new_message_id
from app.domain.protocols import ConversationStore
from app.index.languages import language_of
from app.services.answer import Wanted
from app.services.chat import ChatService
from app.services.event_bus import EventBus
from app.services.turn_words import CAREFUL_TEMPERATURE, HINTS, Manner

UNDO_SECONDS: Final = 11.0
"""After a deletion, until it is final: a little longer than the window offers to undo it."""
STOP_SECONDS: Final = 10.0
"""For an answer to end that was stopped."""
_POLL_SECONDS: Final = 0.02
_NUMBER: Final = re.compile(r"\s\((\d+)\)$")

Versions = Mapping[MessageId, tuple[MessageId, ...]]
"""Of messages that have siblings all of these, themselves among them, the oldest first."""


class TurnService:
    """Changes what was said. Safe to use from several threads; calls block and raise AppErrors."""

    def __init__(
        self,
        store: ConversationStore,
        chat: ChatService,
        bus: EventBus,
        undo_seconds: float = UNDO_SECONDS,
    ) -> None:
        self._store = store
        self._chat = chat
        self._bus = bus
        self._undo_seconds = undo_seconds
        self._lock = threading.Lock()
        self._hidden: list[HiddenMessages] = []
        self._timer: threading.Timer | None = None
        bus.subscribe(self._hear)

    def versions(self, conversation_id: ConversationId) -> Versions:
        """The siblings in a conversation, of all messages that have some."""
        return self._store.versions(conversation_id)

    # --- answers ---------------------------------------------------------------------------------

    def answer_again(
        self,
        conversation_id: ConversationId,
        answer_id: MessageId,
        manner: Manner = Manner.SAME,
        model: str = "",
    ) -> MessageId | None:
        """Have an answer given once more, beside it, in another manner or by another model.

        None while an answer is under way there. The `model` stays the chosen one. Raises a
        ModelError when there is no such model, else what ChatService.answer_again raises.
        """
        wanted = Wanted(model=model, without_documents=manner is Manner.WITHOUT_DOCUMENTS)
        if manner in HINTS:
            asked = self._question(conversation_id, answer_id)
            wanted = replace(wanted, hint=HINTS[manner][language_of(asked)])
        if manner is Manner.CAREFUL:
            usual = self._chat.sampling(conversation_id)
            cooler = min(usual.temperature, CAREFUL_TEMPERATURE)
            wanted = replace(wanted, sampling=replace(usual, temperature=cooler))
        return self._chat.answer_again(conversation_id, answer_id, wanted)

    def go_on(self, conversation_id: ConversationId, answer_id: MessageId) -> Message | None:
        """Have an answer go on, as ChatService.go_on does; what it was before, for `put_back`."""
        before = self._store.message(conversation_id, answer_id)
        return before if self._chat.go_on(conversation_id, answer_id) else None

    def put_back(self, conversation_id: ConversationId, before: Message) -> None:
        """Let an answer that went on be what it was; what is being written of it ends."""
        self._chat.stop(conversation_id)
        until = time.monotonic() + STOP_SECONDS
        while self._chat.is_answering(conversation_id) and time.monotonic() < until:
            time.sleep(_POLL_SECONDS)
        self._store.replace(conversation_id, before)
        self._bus.publish(BranchChanged(conversation_id))

    def _question(self, conversation_id: ConversationId, answer_id: MessageId) -> str:
        branch = self._store.branch(conversation_id, answer_id)
        return next((each.text for each in reversed(branch) if each.role is Role.USER), "")

    # --- forks and pins --------------------------------------------------------------------------

    def fork(self, conversation_id: ConversationId, message_id: MessageId) -> Conversation:
        """Begin a conversation with everything up to a message, which stays where it is, too.

        Raises ConversationGone when the message is gone, TemporaryAlone where nothing is kept.
        """
        before = self._store.get(conversation_id)
        branch = self._store.branch(conversation_id, message_id)
        if before is None or not branch:
            raise ConversationGone
        if before.is_temporary:
            raise TemporaryAlone
        known = {each.title for each in self._store.conversations()}
        moment = now()
        made = replace(
            before,
            id=new_conversation_id(),
            title=_next_title(before.title, known),
            created_at=moment,
            changed_at=moment,
            is_pinned=False,
            is_archived=False,
        )
        copies = _copies(branch)
        beside: Files = {key: data for _, _, more in copies for key, data in more.items()}
        self._store.import_conversation(
            made,
            [copy for copy, _, _ in copies],
            "",
            beside,
            grounded_as={copy.id: each.id for copy, each, _ in copies},
        )
        self._bus.publish(ConversationAdded(made))
        return made

    def pin(
        self, conversation_id: ConversationId, message_id: MessageId, *, is_pinned: bool
    ) -> None:
        """Let a message always stay before the model, or no longer; nothing when it is gone."""
        if self._store.pin_message(conversation_id, message_id, is_pinned=is_pinned):
            self._bus.publish(MessagePinned(conversation_id, message_id, is_pinned))

    # --- deletions -------------------------------------------------------------------------------

    def delete(
        self,
        conversation_id: ConversationId,
        message_id: MessageId,
        *,
        with_answers: bool = False,
    ) -> bool:
        """Delete a message, or a question with all its answers; what follows stays.

        `undo` brings it back for a while. False, and nothing happens, when it is gone and while an
        answer is under way there.
        """
        if self._chat.is_answering(conversation_id):
            return False
        doomed = [message_id]
        if with_answers:
            doomed += [
                each.id
                for each in self._store.all_messages(conversation_id)
                if each.parent == message_id and each.role is Role.ASSISTANT
            ]
        hidden = self._store.hide_messages(conversation_id, doomed)
        if hidden is None:
            return False
        with self._lock:
            self._hidden.append(hidden)
            self._begin_to_wait()
        self._bus.publish(BranchChanged(conversation_id))
        return True

    def undo(self) -> ConversationId | None:
        """Take the last deletion back; the conversation in which, None when nothing can be."""
        with self._lock:
            last = self._hidden.pop() if self._hidden else None
        if last is None or self._store.get(last.conversation) is None:
            return None
        if not self._store.bring_back_messages(last):
            return None
        self._bus.publish(BranchChanged(last.conversation))
        return last.conversation

    def make_final(self) -> int:
        """Destroy what was deleted; how many messages that were."""
        self._forget()
        return self._store.purge_messages()

    def close(self) -> None:
        """Destroy nothing any more by itself: what was deleted goes when the vault is locked."""
        self._forget()

    def _begin_to_wait(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = threading.Timer(self._undo_seconds, self._make_final)
        self._timer.daemon = True
        self._timer.start()

    def _forget(self) -> None:
        with self._lock:
            self._hidden.clear()
            timer, self._timer = self._timer, None
        if timer is not None:
            timer.cancel()

    def _make_final(self) -> None:
        """On the timer's thread; a vault that is locked or full makes it final later."""
        try:
            self.make_final()
        except AppError:
            return

    def _hear(self, event: AppEvent) -> None:
        if isinstance(event, VaultChanged):  # what was deleted before is destroyed with the change
            self._forget()


def _copies(branch: list[Message]) -> list[tuple[Message, Message, Files]]:
    """Messages under new ids, each with the one it stands for and the data of its attachments."""
    copies: list[tuple[Message, Message, Files]] = []
    parent: MessageId | None = None
    for each in branch:
        attachments, files = copied(each.attachments)
        is_open = each.role is Role.ASSISTANT and each.finish is None
        copy = replace(
            each,
            id=new_message_id(),
            parent=parent,
            attachments=attachments,
            finish=FinishReason.CANCELLED if is_open else each.finish,
        )
        copies.append((copy, each, files))
        parent = copy.id
    return copies


def _next_title(title: str, known: set[str]) -> str:
    """The title with the next number that no conversation has."""
    found = _NUMBER.search(title)
    stem = title[: found.start()] if found else title
    number = int(found[1]) + 1 if found else 2
    while f"{stem} ({number})" in known:
        number += 1
    return f"{stem} ({number})"
