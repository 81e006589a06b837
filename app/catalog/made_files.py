"""Models that were made on this computer: beside each file lies a page that tells where from."""

import contextlib
import errno
import hashlib
import json
import os
import re
import secrets
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from app.domain.errors import ModelNameInvalid, ModelNameTaken
from app.security.private_file import flush_folder

_PAGE: Final = ".made.json"
_MAX_PAGE: Final = 64 << 10
_CHUNK: Final = 4 << 20
_NAME: Final = re.compile(r"[^\W_][\w .+()-]{0,119}")
_SUFFIX: Final = ".gguf"
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
FULL: Final = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})


@dataclass(frozen=True, slots=True)
class MadeFile:
    """What a page says: of the file, its size and SHA-256, and of what it was made, and how."""

    bytes: int
    sha256: str
    source: str
    quantization: str
    importance: str = ""
    pruned: tuple[int, ...] = ()


def made_file(path: Path) -> MadeFile | None:
    """The page beside a model; None where there is none, or it is of another file."""
    page = _page(path)
    try:
        if page.stat().st_size > _MAX_PAGE:
            return None
        untrusted = json.loads(page.read_text("utf-8"))
        made = _checked(untrusted)
        return made if made.bytes == path.stat().st_size else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def remove_page(path: Path) -> None:
    """Let go what tells of a model that is gone. Raises OSError."""
    _page(path).unlink(missing_ok=True)


def check_name(name: str, folder: Path) -> Path:
    """The path of a new model in a folder; raises ModelNameInvalid or ModelNameTaken."""
    stem = name.removesuffix(_SUFFIX)
    if not _NAME.fullmatch(stem) or stem.endswith((".", " ")):
        raise ModelNameInvalid(name=name)
    path = folder / f"{stem}{_SUFFIX}"
    if os.path.lexists(path):
        raise ModelNameTaken(name=path.name)
    return path


@contextlib.contextmanager
def part_of(target: Path) -> Iterator[Path]:
    """An empty file beside `target`, gone at the end unless it was moved there.

    It is named as packages.sweep knows it, and never listed: it does not end in .gguf.
    """
    part = _beside(target)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    os.close(os.open(part, flags, 0o600))
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


def digest(path: Path, cancel: threading.Event, on_bytes: Callable[[int], None]) -> str:
    """The SHA-256 of a file; ends early, with what it has, after `cancel`. Raises OSError."""
    found, done = hashlib.sha256(), 0
    with path.open("rb") as file:
        while not cancel.is_set() and (chunk := file.read(_CHUNK)):
            found.update(chunk)
            done += len(chunk)
            on_bytes(done)
    return found.hexdigest()


def publish(part: Path, target: Path, made: MadeFile) -> None:
    """Give a finished file its name in one step, its page first. Raises OSError, ModelNameTaken."""
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    page = _page(target)
    waiting = _beside(target)
    try:
        waiting.write_text(json.dumps(asdict(made), ensure_ascii=False, indent=1), "utf-8")
        if os.path.lexists(target):
            raise ModelNameTaken(name=target.name)
        waiting.replace(page)
        part.replace(target)
    finally:
        waiting.unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # it is there all the same
        flush_folder(target.parent)


def _beside(target: Path) -> Path:
    return target.with_name(f"{target.name}.{os.getpid()}-{secrets.token_hex(4)}.part")


def _page(path: Path) -> Path:
    return path.with_name(f"{path.name}{_PAGE}")


def _checked(untrusted: Any) -> MadeFile:
    made = MadeFile(
        bytes=int(untrusted["bytes"]),
        sha256=str(untrusted["sha256"]),
        source=str(untrusted["source"]),
        quantization=str(untrusted["quantization"]),
        importance=str(untrusted["importance"]),
        pruned=tuple(int(each) for each in untrusted["pruned"]),
    )
    if not _SHA256.fullmatch(made.sha256):
        raise ValueError("not a SHA-256")
    return made
