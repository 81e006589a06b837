"""What a transcript shows and says: rows, words, and the interface that hides how it is done."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import Protocol

from PySide6.QtCore import SignalInstance

from app.domain.attachments import Attachment
from app.domain.generation import Role
from app.domain.ids import MessageId
from app.domain.retrieval import Grounding
from app.gui.chat.look import Look
from app.gui.chat.turn import Turn


class DividerWish(Enum):
    """What can be asked for at a divider."""

    SUM_UP = auto()
    STOP = auto()
    EDIT = auto()
    REMOVE = auto()


@dataclass(frozen=True, slots=True)
class Divider:
    """Stands above a message: the model no longer sees what comes before it."""

    left_out: int
    """Messages that it does not see."""
    summary: str = field(default="", repr=False)
    """What it is given in their place, or is being written for that."""
    is_writing: bool = False
    progress: tuple[int, int] = (1, 1)
    """Which piece of how many is being summed up."""
    share_read: float = 0.0
    """How much of that piece was read, from 0 to 1."""
    is_summed_up: bool = False
    """Whether the summary is of all of them."""
    has_pinned: bool = False
    """Whether it sees something of what comes before all the same."""


@dataclass(frozen=True, slots=True)
class Row:
    """One message as it is shown.

    `status` stands below the text, or in its place while there is none. `time` is part of the
    accessible name. `is_live` while the answer is being written. `thoughts` stand above the text,
    behind a line; `thinking_s` is 0 where nobody knows how long they took. `attachments` are named
    below the text. `shows_all` unfolds its long code blocks. `grounding` is what an answer from
    documents rests on, once it is known. `divider` stands above all of it.
    """

    id: MessageId
    role: Role
    text: str
    status: str = ""
    time: str = ""
    is_live: bool = False
    is_error: bool = False
    thoughts: str = ""
    thinking_s: float = 0.0
    shows_thoughts: bool = False
    shows_all: bool = False
    attachments: tuple[Attachment, ...] = ()
    grounding: Grounding | None = None
    divider: Divider | None = None
    turn: Turn | None = None
    """What can be done with it; None while nothing can."""
    caution: str = ""
    """What a safety model found, before the status."""
    is_folded: bool = False
    """Whether the text was left out because of that; it can be asked for."""

    def without_folded(self) -> "Row":
        """The same; folded, nothing of the text is there, to be seen, found or copied."""
        return replace(self, text="", thoughts="", status="") if self.is_folded else self


@dataclass(frozen=True, slots=True)
class Labels:
    """The words of the transcript, in the language of the window."""

    copy: str = "Copy"
    copied: str = "Copied"
    select_all: str = "Select all"
    jump_to_end: str = "Jump to the end"
    you: str = "You"
    assistant: str = "Assistant"
    conversation: str = "Conversation"
    thoughts: str = "Thoughts"
    thinking: str = "Thinking…"
    thinking_for: str = "Thinking… {seconds} s"
    thought_for: str = "Thought for {seconds} s"
    save: str = "Save a copy…"
    show_all: str = "Show all {lines} lines"
    wrap: str = "Wrap lines"
    keep_lines: str = "Do not wrap"
    show_anyway: str = "Show anyway"

    def speaker(self, row: Row) -> str:
        """Who speaks and when: "You, 14:32"."""
        name = self.you if row.role is Role.USER else self.assistant
        return f"{name}, {row.time}" if row.time else name

    def thoughts_line(self, row: Row) -> str:
        """What stands for the thoughts of a message: that they go on, or how long they took."""
        if row.is_live and not row.text:
            seconds = int(row.thinking_s)
            return self.thinking_for.format(seconds=seconds) if seconds else self.thinking
        if row.thinking_s <= 0:
            return self.thoughts
        return self.thought_for.format(seconds=max(1, round(row.thinking_s)))


class TranscriptView(Protocol):
    """A scrolling conversation. Ids that are not shown are ignored."""

    @property
    def copy_requested(self) -> SignalInstance:
        """Emits text that the reader wants on the clipboard."""

    @property
    def link_requested(self) -> SignalInstance:
        """Emits an address that the reader wants to follow."""

    @property
    def attachment_requested(self) -> SignalInstance:
        """Emits an `Attachment` that the reader wants to see."""

    @property
    def divider_requested(self) -> SignalInstance:
        """Emits what is to be done at the divider, a `DividerWish`."""

    @property
    def source_requested(self) -> SignalInstance:
        """Emits a message's id and the place of one of its citations that is to be shown."""

    @property
    def sources_requested(self) -> SignalInstance:
        """Emits the id of a message whose sources are to be listed."""

    def set_messages(self, rows: Sequence[Row]) -> None:
        """Show another conversation, at its end."""

    def renew_messages(self, rows: Sequence[Row]) -> None:
        """Show the same conversation as it is now, at the place that is being read."""

    def put_before(self, rows: Sequence[Row]) -> None:
        """Add messages before those that are there; nothing in view moves."""

    def append(self, row: Row) -> None:
        """Add a message at the end."""

    def grow(self, message_id: MessageId, more: str) -> None:
        """Add text to a message."""

    def grow_thoughts(self, message_id: MessageId, more: str) -> None:
        """Add to the thoughts of a message."""

    def update_message(
        self,
        message_id: MessageId,
        *,
        text: str | None = None,
        status: str | None = None,
        is_live: bool | None = None,
        is_error: bool | None = None,
        thoughts: str | None = None,
        thinking_s: float | None = None,
        grounding: Grounding | None = None,
        turn: Turn | None = None,
        caution: str | None = None,
        is_folded: bool | None = None,
    ) -> None:
        """Change what is given of a message."""

    def announce(self, words: str, *, is_urgent: bool = False) -> None:
        """Say something about the conversation to those who hear the window."""

    def set_divider(self, message_id: MessageId | None, divider: Divider | None = None) -> None:
        """Draw a divider above a message, in place of the one before; without a message none."""

    def clear(self) -> None:
        """Show nothing, and keep nothing of what was shown."""

    def jump_to_end(self) -> None:
        """Scroll to the end and follow it."""

    def copy_conversation(self) -> None:
        """Ask for the whole conversation on the clipboard, as Markdown."""

    def open_find(self) -> None:
        """Let the reader look for words in the conversation."""

    def set_look(self, look: Look) -> None:
        """Show everything in another look."""

    def set_labels(self, labels: Labels) -> None:
        """Show everything in another language."""
