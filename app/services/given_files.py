"""What a file is that somebody opens with Snug, told by its first bytes."""

import os
import re
import stat
from enum import StrEnum
from pathlib import Path
from typing import Final

from app.domain.errors import FileNotThere
from app.store.backup_format import MAGIC as BACKUP
from app.transfer.own_json import FORMAT

_HEAD_BYTES: Final = 256
_GGUF: Final = b"GGUF"
_CONVERSATIONS: Final = re.compile(rb'\s*\{\s*"format"\s*:\s*"' + FORMAT.encode() + b'"')


class GivenKind(StrEnum):
    """What can become of a file follows from it."""

    MODEL = "model"
    CONVERSATIONS = "conversations"
    """An export of Snug's own."""
    BACKUP = "backup"
    FOLDER = "folder"
    DOCUMENT = "document"
    """Anything else."""


def kind_of(path: Path) -> GivenKind:
    """What a path leads to. Raises FileNotThere, also for what is neither file nor folder."""
    try:
        # A pipe or a device must not be waited for.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        if path.is_dir():  # Windows opens no folder
            return GivenKind.FOLDER
        raise FileNotThere(str(error), name=path.name) from error
    try:
        mode = os.fstat(handle).st_mode
        if stat.S_ISDIR(mode):
            return GivenKind.FOLDER
        if not stat.S_ISREG(mode):
            raise FileNotThere(name=path.name)
        head = os.read(handle, _HEAD_BYTES)
    except OSError as error:
        raise FileNotThere(str(error), name=path.name) from error
    finally:
        os.close(handle)
    if head.startswith(_GGUF) or path.suffix.lower() == ".gguf":
        return GivenKind.MODEL
    if head.startswith(BACKUP):
        return GivenKind.BACKUP
    return GivenKind.CONVERSATIONS if _CONVERSATIONS.match(head) else GivenKind.DOCUMENT
