"""Messages as rows: what is said of them, and what the answers in view rest on."""

import sys
from collections.abc import Callable, Mapping
from typing import Final

from app.domain.conversations import Message
from app.domain.generation import FinishReason, Role
from app.domain.ids import MessageId
from app.domain.retrieval import Grounding
from app.gui.chat.json_answers import shown_text
from app.gui.chat.row_words import ended_words, grounding_words, stopped_words
from app.gui.chat.rows import Row

_TIME_FORMAT: Final = "%H:%M"


class MessageRows:
    """Of the conversation in view; `waiting_words` stand in an answer that has no text yet."""

    def __init__(self, waiting_words: Callable[[], str]) -> None:
        self._waiting_words = waiting_words
        self._groundings: dict[MessageId, Grounding] = {}
        self._stopped: set[MessageId] = set()
        """Answers in view that somebody stopped."""
        self.as_json = False
        """Whether answers in view are being written in JSON."""

    def row(self, message: Message) -> Row:
        """A message as it is shown."""
        is_live = message.role is Role.ASSISTANT and message.finish is None
        if message.finish is FinishReason.CANCELLED:
            self._stopped.add(message.id)
        return Row(
            id=message.id,
            role=message.role,
            text=shown_text(message, as_json=self.as_json),
            status=self._status(message, is_live=is_live),
            time=sys.intern(message.created_at.astimezone().strftime(_TIME_FORMAT)),
            is_live=is_live,
            is_error=message.error is not None,
            thoughts=message.thoughts,
            thinking_s=message.timing.thinking_s,
            attachments=message.attachments,
            grounding=self._groundings.get(message.id),
        )

    def grounding(self, message_id: MessageId) -> Grounding | None:
        """What an answer rests on, as far as that is known."""
        return self._groundings.get(message_id)

    def ground(self, message_id: MessageId, grounding: Grounding) -> None:
        """Know what an answer rests on."""
        self._groundings[message_id] = grounding

    def unknown(self, groundings: Mapping[MessageId, Grounding]) -> dict[MessageId, Grounding]:
        """Those of answers of which it is not known yet."""
        return {key: each for key, each in groundings.items() if key not in self._groundings}

    def words_of(self, message_id: MessageId, grounding: Grounding) -> str | None:
        """The line below an answer of which it has become known what it rests on."""
        is_stopped = message_id in self._stopped
        return stopped_words(grounding) if is_stopped else grounding_words(grounding)

    def are_to_be_asked(self, messages: list[Message]) -> list[MessageId]:
        """The answers of which nobody knows yet what they rest on."""
        return [
            each.id
            for each in messages
            if each.role is Role.ASSISTANT
            and each.finish is not None
            and each.id not in self._groundings
        ]

    def forget_groundings(self) -> None:
        """Another conversation is in view."""
        self._groundings.clear()

    def forget(self) -> None:
        """Know nothing of any message."""
        self._groundings.clear()
        self._stopped.clear()

    def _status(self, message: Message, *, is_live: bool) -> str:
        if is_live:
            return "" if message.text or message.thoughts else self._waiting_words()
        return ended_words(message, self._groundings.get(message.id))
