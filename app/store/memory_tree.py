"""A conversation in memory: its tree of messages, and the data of what is attached to them."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from app.domain.attachments import Attachment
from app.domain.conversations import Conversation, HiddenMessages, Message
from app.domain.generation import FinishReason, Role
from app.domain.ids import AttachmentId, MessageId
from app.domain.safety import SafetyReport
from app.store.stored_text import storable


@dataclass(slots=True)
class Kept:
    """A conversation and its tree. `messages` are in the order in which they were written."""

    conversation: Conversation
    changed: int
    """Grows with every change in the whole store: the list is ordered by it."""
    source: str = ""
    is_deleted: bool = False
    leaf: MessageId | None = None
    messages: dict[MessageId, Message] = field(default_factory=dict)
    written: dict[MessageId, int] = field(default_factory=dict)
    """When each message was written, counted over the whole store."""
    files: dict[AttachmentId, bytes] = field(default_factory=dict)
    """The data of attachments."""
    hidden: dict[MessageId, Message] = field(default_factory=dict)
    """What was deleted and may come back, each with the parent that it had."""
    summaries: dict[MessageId, str] = field(default_factory=dict)
    """What sums up the conversation, by the last message that each sums up."""
    verdicts: dict[MessageId, SafetyReport] = field(default_factory=dict)
    """What a safety model found, by the answers that it judged."""

    def branch(self, last: MessageId | None = None) -> list[Message]:
        """The messages from the first to the one in view, or to `last`; none when that is gone."""
        found: list[Message] = []
        at = self.leaf if last is None else last
        if at not in self.messages:
            return []
        while at is not None:
            found.append(self.messages[at])
            at = found[-1].parent
        return found[::-1]

    def add(self, message: Message, parent: MessageId | None, change: int) -> None:
        """Add a message below another and bring it into view."""
        self.messages[message.id] = replace(storable_message(message), parent=parent)
        self.written[message.id] = change
        self.leaf = message.id

    def below(self, message_id: MessageId) -> list[MessageId]:
        """A message and all that follow it, on all branches."""
        found = [message_id]
        for each in self.messages.values():  # what follows was written later
            if each.parent in found:
                found.append(each.id)
        return found

    def hide(self, message_ids: Collection[MessageId]) -> HiddenMessages | None:
        """Take messages out; the way back, None when none of them is there."""
        gone = [each for each in self.messages if each in message_ids]
        if not gone:
            return None
        before, at = self.leaf, self.leaf
        while at in gone and at is not None:
            at = self.messages[at].parent
        followers = []
        for each in list(self.messages.values()):
            if each.parent in gone and each.id not in gone and each.parent is not None:
                followers.append((each.id, each.parent))
                parent: MessageId | None = each.parent
                while parent in gone and parent is not None:
                    parent = self.messages[parent].parent
                self.messages[each.id] = replace(each, parent=parent)
        for message_id in gone:
            self.hidden[message_id] = self.messages.pop(message_id)
        if before in gone:
            below = self.below(at) if at is not None else list(self.messages)
            self.leaf = below[-1] if below else None
        return HiddenMessages(
            self.conversation.id, tuple(gone), tuple(followers), before, self.leaf
        )

    def bring_back(self, hidden: HiddenMessages) -> bool:
        """Put messages back where they stood; False when they are gone for good."""
        if any(each not in self.hidden for each in hidden.messages):
            return False
        for message_id in hidden.messages:
            self.messages[message_id] = self.hidden.pop(message_id)
        for follower, followed in hidden.followers:
            if follower in self.messages:
                self.messages[follower] = replace(self.messages[follower], parent=followed)
        ordered = sorted(self.messages, key=self.written.__getitem__)
        self.messages = {each: self.messages[each] for each in ordered}
        if self.leaf == hidden.shown_after and hidden.shown_before in self.messages:
            self.leaf = hidden.shown_before
        return True

    def has(self, message_id: MessageId) -> bool:
        """Whether a message is there, or deleted and can be brought back."""
        return message_id in self.messages or message_id in self.hidden

    def forget_hidden(self) -> int:
        """Make deletions of messages final; how many there were."""
        for message in self.hidden.values():
            del self.written[message.id]
            self.summaries.pop(message.id, None)
            self.verdicts.pop(message.id, None)
            for attachment in message.attachments:
                self.files.pop(attachment.id, None)
        count = len(self.hidden)
        self.hidden.clear()
        return count


def ended(message: Message) -> Message:
    """An answer from elsewhere that says no end was ended there."""
    is_open = message.finish is None and message.role is Role.ASSISTANT
    return replace(message, finish=FinishReason.STOP) if is_open else message


def storable_message(message: Message) -> Message:
    """The message as a database could hold it."""
    return replace(
        message,
        text=storable(message.text),
        thoughts=storable(message.thoughts),
        model=None if message.model is None else storable(message.model),
        attachments=tuple(map(_storable_attachment, message.attachments)),
    )


def _storable_attachment(each: Attachment) -> Attachment:
    return replace(
        each,
        name=storable(each.name),
        media_type=storable(each.media_type),
        text=storable(each.text),
    )
