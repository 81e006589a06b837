"""What another start of Snug wants of the window that is open: to be seen, or to be given files.

A wish comes as bytes from another process and is believed in nothing: its size, its form and each
of its values are checked.
"""

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

MOST_BYTES: Final = 64 << 10
MOST_FILES: Final = 100
_MOST_CHARACTERS: Final = 4096
"""Of one path: PATH_MAX of Linux."""


class Act(StrEnum):
    """What is to be done."""

    SHOW = "show"
    NEW = "new"
    """Begin a conversation."""
    QUICK = "quick"
    """Show the quick window."""
    OPEN = "open"
    """Look at files, and ask what is to become of them."""
    STAY = "stay"
    """Go on as before: who starts unseen only asks whether there is a window that stays."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One act; `files` are whole paths, and come with OPEN alone."""

    act: Act = Act.SHOW
    files: tuple[Path, ...] = ()


def encode(wish: Wish) -> bytes:
    """One line of ASCII. Raises ValueError where it would be longer than a reader takes."""
    value = {"act": wish.act, "files": [str(each) for each in wish.files]}
    line = json.dumps(value).encode("ascii") + b"\n"
    if len(line) > MOST_BYTES or len(wish.files) > MOST_FILES:
        raise ValueError("too many files at once")
    return line


def decode(line: bytes) -> Wish:
    """What a line says. Raises ValueError for anything that `encode` does not write."""
    if len(line) > MOST_BYTES or not line.endswith(b"\n"):
        raise ValueError("too long, or cut off")
    try:
        value = json.loads(line)
    except RecursionError:
        raise ValueError("too deep") from None
    if not isinstance(value, dict) or set(value) != {"act", "files"}:
        raise ValueError("no wish")
    files = value["files"]
    if not isinstance(files, list) or len(files) > MOST_FILES:
        raise ValueError("no files")
    act = Act(value["act"])
    if (act is Act.OPEN) != bool(files):
        raise ValueError("files without a wish for them")
    return Wish(act, tuple(_path(each) for each in files))


def _path(untrusted: object) -> Path:
    if not isinstance(untrusted, str) or "\0" in untrusted or len(untrusted) > _MOST_CHARACTERS:
        raise ValueError("no path")
    path = Path(untrusted)
    if not path.is_absolute():
        raise ValueError("not a whole path")
    return path
