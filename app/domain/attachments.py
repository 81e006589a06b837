"""What stands beside the text of a message: pictures, files, pasted text."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from app.domain.ids import AttachmentId, new_attachment_id

MAX_BYTES: Final = 25_000_000
"""Of the data of one attachment."""
MAX_CHARACTERS: Final = 500_000
"""Of the text of one attachment: more than most models can read at once."""
MAX_ATTACHMENTS: Final = 20
"""Of one message that is written here; what is brought in from elsewhere may have more."""


class AttachmentKind(StrEnum):
    """What stands beside the text of a message."""

    IMAGE = "image"
    FILE = "file"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part of a message beside its text.

    `text` is what the model is given and what a search finds. `bytes` is the length of the data
    that is kept with it, which a store hands out by the id alone; 0 when there is none.
    """

    id: AttachmentId
    kind: AttachmentKind
    name: str = field(default="", repr=False)
    media_type: str = ""
    text: str = field(default="", repr=False)
    bytes: int = 0

    @property
    def size(self) -> int:
        """Bytes of the file that it stands for: its data, else its text as UTF-8."""
        return self.bytes or len(self.text.encode("utf-8", "replace"))


@dataclass(frozen=True, slots=True)
class NewAttachment:
    """An attachment on its way into a message, with its data.

    A file whose bytes are nothing but the UTF-8 of its text has no data: they would be kept twice.
    """

    attachment: Attachment
    data: bytes = field(default=b"", repr=False)

    @property
    def file(self) -> bytes:
        """The file that it stands for."""
        return self.data or self.attachment.text.encode("utf-8", "replace")


Files = Mapping[AttachmentId, bytes | AttachmentId]
"""The data of new attachments by their ids; another id means: the data that is kept for that."""

NO_FILES: Final[Files] = {}


def made(
    kind: AttachmentKind, name: str, text: str = "", data: bytes = b"", media_type: str = ""
) -> NewAttachment:
    """A new attachment under a fresh id; data that its text says already is left out."""
    if data and data == text.encode("utf-8", "replace"):
        data = b""
    return NewAttachment(
        Attachment(new_attachment_id(), kind, name, media_type, text, len(data)), data
    )


def files_of(attachments: Iterable[NewAttachment]) -> Files:
    """Their data, for a store."""
    return {each.attachment.id: each.data for each in attachments if each.data}


def copied(attachments: Sequence[Attachment]) -> tuple[tuple[Attachment, ...], Files]:
    """The same attachments for another message, and where their data is to be taken from."""
    copies = tuple(replace(each, id=new_attachment_id()) for each in attachments)
    pairs = zip(copies, attachments, strict=True)
    return copies, {copy.id: each.id for copy, each in pairs if each.bytes}
