"""Conversations in memory alone: nothing is written to disk, everything goes with the process."""

import threading

from app.domain.conversations import Conversation, Message
from app.domain.ids import ConversationId, MessageId


class MemoryStore:
    """A ConversationStore that forgets everything at the end. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._conversations: dict[ConversationId, Conversation] = {}
        self._messages: dict[ConversationId, list[Message]] = {}

    def add(self, conversation: Conversation) -> None:
        """Add a conversation."""
        with self._lock:
            self._conversations[conversation.id] = conversation
            self._messages[conversation.id] = []

    def get(self, conversation_id: ConversationId) -> Conversation | None:
        """One conversation, or None."""
        with self._lock:
            return self._conversations.get(conversation_id)

    def conversations(self) -> list[Conversation]:
        """All conversations, the last changed first."""
        with self._lock:
            found = list(self._conversations.values())
        return sorted(found, key=lambda each: (each.changed_at, each.id), reverse=True)

    def update(self, conversation: Conversation) -> None:
        """Replace title and times; nothing happens when it is gone."""
        with self._lock:
            if conversation.id in self._conversations:
                self._conversations[conversation.id] = conversation

    def remove(self, conversation_id: ConversationId) -> None:
        """Remove a conversation and its messages."""
        with self._lock:
            self._conversations.pop(conversation_id, None)
            self._messages.pop(conversation_id, None)

    def append(self, conversation_id: ConversationId, message: Message) -> None:
        """Add a message at the end; nothing happens when the conversation is gone."""
        with self._lock:
            if conversation_id in self._messages:
                self._messages[conversation_id].append(message)

    def replace(self, conversation_id: ConversationId, message: Message) -> None:
        """Replace the message of the same id; nothing happens when it is gone."""
        with self._lock:
            messages = self._messages.get(conversation_id, [])
            for index, each in enumerate(messages):
                if each.id == message.id:
                    messages[index] = message

    def messages(self, conversation_id: ConversationId) -> list[Message]:
        """The messages in their order."""
        with self._lock:
            return self._messages.get(conversation_id, [])[:]

    def message(self, conversation_id: ConversationId, message_id: MessageId) -> Message | None:
        """One message, or None."""
        found = (each for each in self.messages(conversation_id) if each.id == message_id)
        return next(found, None)
