"""Files and pasted text on their way into a message, and copies of them on their way out."""

import os
import stat
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from app.domain.attachments import (
    MAX_ATTACHMENTS,
    MAX_BYTES,
    MAX_CHARACTERS,
    Attachment,
    AttachmentKind,
    NewAttachment,
    made,
)
from app.domain.errors import (
    AttachmentMissing,
    AttachmentNotFile,
    AttachmentNotText,
    AttachmentTooLarge,
    AttachmentTooLong,
    AttachmentUnreadable,
    DocumentError,
    ReaderUnavailable,
    TooManyAttachments,
)
from app.domain.plain_files import PLAIN, media_type_of, text_of
from app.domain.protocols import ConversationStore, Reader
from app.domain.sizes import format_bytes
from app.transfer.file_names import safe_name
from app.transfer.writing import write

_PICTURE: Final = "image/"


class AttachmentService:
    """Reads what is to be attached, and hands out what was. Calls block; safe from any thread.

    A `reader` turns files that are no plain text into text, where it can; without one they are
    attached unread. Nothing is ever written but the copy that is asked for.
    """

    def __init__(self, store: ConversationStore, reader: Reader | None = None) -> None:
        self._store = store
        self._reader = reader

    def from_file(self, path: Path, *, needs_text: bool = False) -> NewAttachment:
        """A file as an attachment; raises an AttachmentRefused.

        One whose text is not known is attached all the same, unless its text is needed.
        """
        name = unicodedata.normalize("NFC", path.name)  # macOS takes Hangul apart
        data = _read(path, name)
        text = text_of(data)
        media_type = PLAIN if text is not None else media_type_of(data)
        is_picture = media_type.startswith(_PICTURE)
        if text is None and not is_picture:
            text = self._text_by_reader(path)
        if text is None and needs_text:
            raise AttachmentNotText(name=name)
        kind = AttachmentKind.IMAGE if is_picture else AttachmentKind.FILE
        new = made(kind, name, text or "", data, media_type)
        check([new])
        return new

    @staticmethod
    def from_picture(data: bytes, name: str) -> NewAttachment:
        """A pasted picture, as the bytes of a file; raises AttachmentTooLarge."""
        new = made(AttachmentKind.IMAGE, name, "", data, media_type_of(data))
        check([new])
        return new

    def file(self, attachment: Attachment) -> bytes:
        """The file that an attachment of a message stands for."""
        return NewAttachment(attachment, self._store.attachment_data(attachment.id) or b"").file

    def save_copy(self, attachment: Attachment, target: Path) -> None:
        """Write the file to where the user wants it, in place of what is there.

        It is readable by its owner alone, and not encrypted. Raises ExportFailed.
        """
        write(target, [self.file(attachment)], over=True)

    @staticmethod
    def save_new(new: NewAttachment, target: Path) -> None:
        """Write the file of one that was not sent yet, as `save_copy` does."""
        write(target, [new.file], over=True)

    @staticmethod
    def suggested_name(attachment: Attachment) -> str:
        """A name for a copy that every system takes, and that leads into no other folder."""
        return safe_name(attachment.name, "txt" if attachment.kind is AttachmentKind.TEXT else "")

    def _text_by_reader(self, path: Path) -> str | None:
        if self._reader is None:
            return None
        try:
            return self._reader.read(path).text
        except (DocumentError, ReaderUnavailable):  # it is attached unread, and says so
            return None


def check(attachments: Sequence[NewAttachment]) -> None:
    """Raise an AttachmentRefused for what one message cannot have."""
    if len(attachments) > MAX_ATTACHMENTS:
        raise TooManyAttachments(most=MAX_ATTACHMENTS)
    length = 0
    for each in attachments:
        name = each.attachment.name
        length += len(each.attachment.text)
        if len(each.data) > MAX_BYTES:
            raise AttachmentTooLarge(name=name, most=format_bytes(MAX_BYTES))
        if length > MAX_CHARACTERS:
            raise AttachmentTooLong(name=name, length=f"{length:,}", most=f"{MAX_CHARACTERS:,}")


def _read(path: Path, name: str) -> bytes:
    """All of a regular file; never waits for a pipe."""
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise AttachmentNotFile(name=name)
        descriptor = os.open(path, flags | getattr(os, "O_CLOEXEC", 0))
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise AttachmentNotFile(name=name)
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise AttachmentMissing(str(error.strerror), name=name) from None
    except (OSError, ValueError) as error:  # a ValueError is a path with a zero byte in it
        raise AttachmentUnreadable(type(error).__name__, name=name) from None
    if len(data) > MAX_BYTES:
        raise AttachmentTooLarge(name=name, most=format_bytes(MAX_BYTES))
    return data
