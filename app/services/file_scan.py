"""What lies in the folders of a collection, and how that differs from what is known of them."""

import os
import stat
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from app.domain.collections import StoredDocument

_LEFT_OUT: Final = frozenset({"node_modules", "__pycache__", "$RECYCLE.BIN", "lost+found"})
_DEEPEST: Final = 64


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file of a collection, or a folder that could not be looked into.

    `root` is the folder that a link must not lead out of; None for a file that was named itself.
    """

    path: str = field(repr=False)
    root: str | None
    bytes: int
    changed_ns: int
    is_folder: bool = False

    @property
    def name(self) -> str:
        """The last part of the path, as it can be shown: a byte that is no UTF-8 is a U+FFFD.

        macOS takes the syllables of Hangul apart, and few fonts put them together again.
        """
        name = os.fsencode(Path(self.path).name).decode("utf-8", "replace")
        return unicodedata.normalize("NFC", name)


@dataclass(slots=True)
class Difference:
    """What became of a collection's files since it was last looked at."""

    new: list[FoundFile] = field(default_factory=list)
    changed: list[tuple[StoredDocument, FoundFile]] = field(default_factory=list)
    """Those of another time or size: their content may be the same."""
    gone: list[StoredDocument] = field(default_factory=list)
    same: int = 0


def files_of(roots: Sequence[str], left_out: Sequence[Path] = ()) -> Iterator[FoundFile]:
    """The files that lie in folders, and files themselves, each path once.

    Hidden files, version control and what programs keep for themselves are left out, as are the
    folders of `left_out`; links to folders are not followed. A file that cannot be read says so
    when it is opened; a folder that cannot is found itself, in the place of what lies in it.
    """
    seen: set[str] = set()
    barred = {str(each) for each in left_out}
    for root in roots:
        for file in _files_in(root, barred):
            if file.path not in seen:
                seen.add(file.path)
                yield file


def out_of_reach(roots: Sequence[str], documents: Sequence[StoredDocument]) -> list[str]:
    """Folders of documents that are not there as a whole: a drive that is unplugged, say.

    A file that was named itself is no such folder: once it is gone, it is gone.
    """
    away = []
    for root in roots:
        inside = root.rstrip(os.sep) + os.sep
        if not Path(root).exists() and any(each.path.startswith(inside) for each in documents):
            away.append(inside)
    return away


def _files_in(root: str, barred: set[str]) -> Iterator[FoundFile]:
    try:
        about = Path(root).stat()
    except OSError:
        return
    if not stat.S_ISDIR(about.st_mode):
        yield FoundFile(root, None, about.st_size, about.st_mtime_ns)
        return
    waiting = [(root, 0)]
    while waiting:
        folder, depth = waiting.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except (FileNotFoundError, NotADirectoryError):  # gone this moment
            continue
        except OSError:
            yield FoundFile(folder, root, 0, 0, is_folder=True)
            continue
        for entry in entries:
            if entry.name.startswith((".", "~$")) or entry.name in _LEFT_OUT:
                continue
            if entry.is_dir(follow_symlinks=False):
                if depth < _DEEPEST and entry.path not in barred:
                    waiting.append((entry.path, depth + 1))
            elif (found := _found(entry, root)) is not None:
                yield found


def _found(entry: "os.DirEntry[str]", root: str) -> FoundFile | None:
    try:
        about = entry.stat()
    except OSError:  # a link that leads nowhere, or gone this moment
        return None
    if stat.S_ISDIR(about.st_mode):
        return None
    return FoundFile(entry.path, root, about.st_size, about.st_mtime_ns)


def difference(known: Sequence[StoredDocument], found: Sequence[FoundFile]) -> Difference:
    """What is new, changed or gone; a file is the same while its size and time are."""
    by_path = {document.path: document for document in known}
    result = Difference()
    for file in found:
        document = by_path.pop(file.path, None)
        if document is None:
            result.new.append(file)
        elif (document.bytes, document.changed_ns) != (file.bytes, file.changed_ns):
            result.changed.append((document, file))
        else:
            result.same += 1
    result.gone = list(by_path.values())
    return result
