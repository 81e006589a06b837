"""What a conversation is called before anybody gave it a name."""

from collections.abc import Sequence
from typing import Final

from app.domain.attachments import AttachmentKind, NewAttachment

TITLE_CHARACTERS: Final = 48
_PAST_MAX: Final = "…"


def title_of(text: str, attachments: Sequence[NewAttachment] = ()) -> str:
    """A title from a first message: its first line, cut at a word.

    A message without text is called after what is attached: a file by its name, pasted text by its
    own first line.
    """
    if not text.strip() and attachments:
        first = attachments[0].attachment
        text = first.text if first.kind is AttachmentKind.TEXT else first.name
    text = "".join(mark for mark in text if mark.isprintable() or mark.isspace())
    line = " ".join(text.strip().split("\n", 1)[0].split())
    if len(line) <= TITLE_CHARACTERS:
        return line
    cut = line[:TITLE_CHARACTERS].rsplit(" ", 1)[0] or line[:TITLE_CHARACTERS]
    return cut.rstrip(" ,.;:") + _PAST_MAX
