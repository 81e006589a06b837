"""Assistants, and which of them answers in a conversation."""

from dataclasses import replace
from pathlib import Path

from app.domain.assistants import Assistant, AssistantUse, use_of
from app.domain.conversations import Conversation
from app.domain.errors import AssistantGone, ConversationGone
from app.domain.events import AssistantsChanged, ConversationChanged
from app.domain.ids import ConversationId, LibraryId
from app.domain.protocols import ConversationStore
from app.services.event_bus import EventBus
from app.services.included import Included
from app.services.library import LibraryService


class AssistantService(LibraryService[Assistant]):
    """Assistants: those of the user, and those that came with Snug."""

    gone = AssistantGone

    def __init__(self, store: ConversationStore, included: Path, bus: EventBus) -> None:
        """`included` is the folder of those that came with Snug."""
        super().__init__(
            lambda: store.assistants,
            Included(included, Assistant),
            Assistant,
            AssistantsChanged(),
            bus,
        )
        self._store = store

    def assign(
        self, conversation_id: ConversationId, assistant_id: LibraryId | None
    ) -> Conversation:
        """Let an assistant answer in a conversation from the next message on, or none.

        Raises AssistantGone, ConversationGone.
        """
        if assistant_id is not None:
            self.get(assistant_id)
        revised = self._store.revise(
            [conversation_id], lambda each: replace(each, assistant=assistant_id)
        )
        for _, changed in revised:
            self._bus.publish(ConversationChanged(changed))
            return changed
        conversation = self._store.get(conversation_id)
        if conversation is None:
            raise ConversationGone
        return conversation

    def assigned(self, conversation_id: ConversationId) -> Assistant | None:
        """The assistant that answers in a conversation, if there is one still."""
        conversation = self._store.get(conversation_id)
        if conversation is None or conversation.assistant is None:
            return None
        return self.find(conversation.assistant)

    def of(self, conversation: Conversation) -> AssistantUse | None:
        """What sending a message there needs of its assistant, as it is today.

        None where there is none, or where it was removed: then everything is as usual.
        """
        if conversation.assistant is None:
            return None
        found = self.find(conversation.assistant)
        return None if found is None else use_of(found)
