"""What stands beside the text of a message: pictures, files, pasted text."""

from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.ids import AttachmentId


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
