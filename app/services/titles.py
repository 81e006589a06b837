"""What a conversation is called before anybody gave it a name."""

from collections.abc import Sequence
from typing import Final

from app.domain.attachments import Attachment, AttachmentKind, NewAttachment
from app.domain.conversations import Message, title_line
from app.domain.generation import Role

TITLE_CHARACTERS: Final = 48
_PAST_MAX: Final = "…"


def title_of(text: str, attachments: Sequence[NewAttachment] = ()) -> str:
    """A title from a first message: its first line, cut at a word.

    A message without text is called after what is attached: a file by its name, pasted text by its
    own first line.
    """
    return _title(text, [each.attachment for each in attachments])


def first_title(messages: Sequence[Message]) -> str:
    """What `title_of` says of the first thing that was asked; empty when nothing was."""
    first = next((each for each in messages if each.role is Role.USER), None)
    return "" if first is None else _title(first.text, first.attachments)


def _title(text: str, attachments: Sequence[Attachment]) -> str:
    if not text.strip() and attachments:
        first = attachments[0]
        text = first.text if first.kind is AttachmentKind.TEXT else first.name
    text = "".join(mark for mark in text if mark.isprintable() or mark.isspace())
    line = title_line(text.strip().split("\n", 1)[0])
    if len(line) <= TITLE_CHARACTERS:
        return line
    cut = line[:TITLE_CHARACTERS].rsplit(" ", 1)[0] or line[:TITLE_CHARACTERS]
    return cut.rstrip(" ,.;:") + _PAST_MAX
