"""Opens what an import reads: a file, an archive or a folder, as a list of bounded parts.

Names inside an archive are shown and compared, never used as paths: nothing is unpacked to disk.
"""

import contextlib
import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Final, Protocol

from app.transfer.fields import name as short_name
from app.transfer.limits import (
    MAX_ATTACHED_BYTES,
    MAX_DIRECTORY_BYTES,
    MAX_FILE_BYTES,
    MAX_FOLDER_DEPTH,
    MAX_PARTS,
    MAX_RATIO,
    MAX_UNPACKED_BYTES,
    SMALL_PART_BYTES,
)
from app.transfer.refusal import Unreadable, refused

_ZIP_MAGIC: Final = (b"PK\x03\x04", b"PK\x05\x06")
_DIRECTORY_END: Final = b"PK\x05\x06"
_LOCATOR: Final = b"PK\x06\x07"
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED: Final = 0x1
# What zipfile and zlib raise at damaged archives.
_ZIP_ERRORS: Final = (
    OSError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
    LookupError,
)


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a source; `name` has forward slashes and is for comparing and showing alone."""

    index: int
    name: str
    size: int

    @property
    def folder(self) -> str:
        """The name without its last component."""
        return self.name.rpartition("/")[0]

    @property
    def base(self) -> str:
        """The last component of the name."""
        return self.name.rpartition("/")[2]


class Source(Protocol):
    """Files to read from. `name` is that of the file or folder that was chosen."""

    name: str
    parts: list[Part]

    def head(self, part: Part, count: int) -> bytes:
        """The first bytes of a part; raises Unreadable."""

    def read(self, part: Part) -> bytes:
        """All of a part; raises Unreadable, also when it is too large."""

    def read_attached(self, part: Part) -> bytes:
        """The same for a file that a conversation names; counted apart."""


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Source]:
    """What the path holds; raises ImportRefused when it cannot be opened."""
    with contextlib.ExitStack() as held:
        try:
            source = _source(path, held)
        except Unreadable as error:
            raise refused(path.name, error.reason) from None
        except (OSError, ValueError) as error:  # a ValueError is a path with a zero byte in it
            problem = error.strerror if isinstance(error, OSError) else None
            raise refused(path.name, (problem or "it cannot be opened").lower()) from None
        yield source


def _source(path: Path, held: contextlib.ExitStack) -> Source:
    if path.is_dir():
        return _Folder(path)
    file = held.enter_context(_regular_file(path))
    if file.read(4) not in _ZIP_MAGIC:
        return _File(file, path.name)
    return _Archive(held.enter_context(_archive(file, path.name)), path.name)


def _regular_file(path: Path) -> FileIO:
    """The file, unbuffered. Regular files only, and never waits for a pipe."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise refused(path.name, "it is not a file")
    return _descriptor(path, follow=True)


def _descriptor(path: Path, *, follow: bool) -> FileIO:
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    flags |= getattr(os, "O_CLOEXEC", 0) | (0 if follow else getattr(os, "O_NOFOLLOW", 0))
    file = FileIO(os.open(path, flags), closefd=True)
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise Unreadable("it is not a file")
    return file


class _File:
    """A single file."""

    def __init__(self, file: FileIO, name: str) -> None:
        self.name = name
        self.parts = [Part(0, short_name(name), os.fstat(file.fileno()).st_size)]
        self._file = file

    def head(self, part: Part, count: int) -> bytes:  # noqa: ARG002 - there is only one
        self._file.seek(0)
        return _exactly(self._file, count)

    def read(self, part: Part) -> bytes:
        return _bounded(self._file, part.size)

    read_attached = read


class _Folder:
    """A folder with what is in it; links are not followed."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self.parts: list[Part] = []
        self._paths: list[Path] = []
        self._gather(path, "", 0)

    def head(self, part: Part, count: int) -> bytes:
        with self._open(part) as file:
            return _exactly(file, count)

    def read(self, part: Part) -> bytes:
        with self._open(part) as file:
            return _bounded(file, part.size)

    read_attached = read

    def _gather(self, folder: Path, prefix: str, depth: int) -> None:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
        for entry in found:
            if len(self.parts) >= MAX_PARTS:
                return
            if entry.is_dir(follow_symlinks=False):
                if depth < MAX_FOLDER_DEPTH:
                    with contextlib.suppress(OSError):
                        self._gather(Path(entry.path), f"{prefix}{entry.name}/", depth + 1)
            elif entry.is_file(follow_symlinks=False):
                size = entry.stat(follow_symlinks=False).st_size
                self.parts.append(Part(len(self.parts), short_name(prefix + entry.name), size))
                self._paths.append(Path(entry.path))

    def _open(self, part: Part) -> FileIO:
        try:
            return _descriptor(self._paths[part.index], follow=False)
        except OSError:
            raise Unreadable("it cannot be opened") from None


class _Archive:
    """A zip archive, read part by part within bounds."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self.name = name
        self._archive = archive
        self._members: list[zipfile.ZipInfo] = []
        self.parts: list[Part] = []
        self._left = MAX_UNPACKED_BYTES
        self._left_attached = MAX_ATTACHED_BYTES
        self._counted: set[int] = set()
        for member in archive.infolist():
            if not _is_regular(member):
                continue
            if len(self.parts) >= MAX_PARTS:
                raise refused(name, "the archive has too many parts")
            shown = short_name(member.filename.replace("\\", "/"))
            self.parts.append(Part(len(self.parts), shown, member.file_size))
            self._members.append(member)

    def head(self, part: Part, count: int) -> bytes:
        return self._taken(self._members[part.index], count)

    def read(self, part: Part) -> bytes:
        if part.index in self._counted:  # a part is looked at before it is read
            return self._whole(part, part.size)
        data = self._whole(part, self._left)
        self._counted.add(part.index)
        self._left -= len(data)
        return data

    def read_attached(self, part: Part) -> bytes:
        data = self._whole(part, self._left_attached)
        self._left_attached -= len(data)
        return data

    def _whole(self, part: Part, left: int) -> bytes:
        member = self._members[part.index]
        if member.file_size > MAX_FILE_BYTES:
            raise Unreadable("it is too large")
        packed = max(member.compress_size, 1)
        if member.file_size > SMALL_PART_BYTES and member.file_size > packed * MAX_RATIO:
            raise Unreadable("it is packed more tightly than text can be")
        if member.file_size > left:
            raise Unreadable("the archive holds too much")
        # zipfile stops at the size that the archive tells, and checks the sum of the bytes then.
        return self._taken(member, member.file_size)

    def _taken(self, member: zipfile.ZipInfo, count: int) -> bytes:
        if member.flag_bits & _ENCRYPTED:
            raise Unreadable("it is encrypted")
        if member.compress_type not in _METHODS:
            raise Unreadable("it is packed in a way that Snug does not read")
        try:
            with self._archive.open(member) as file:
                return file.read(count)
        except _ZIP_ERRORS:
            raise Unreadable("it is damaged") from None


@contextlib.contextmanager
def _archive(file: FileIO, name: str) -> Iterator[zipfile.ZipFile]:
    if _directory_bytes(file) > MAX_DIRECTORY_BYTES:
        raise refused(name, "the archive has too many parts")
    file.seek(0)
    try:
        archive = zipfile.ZipFile(file)
    except (*_ZIP_ERRORS, MemoryError):
        raise refused(name, "the archive is damaged") from None
    with archive:
        yield archive


def _directory_bytes(file: FileIO) -> int:
    """Size of the list of parts as the archive tells it (APPNOTE.TXT 4.3.14 to 4.3.16)."""
    size = os.fstat(file.fileno()).st_size
    start = max(0, size - (1 << 16) - 128)
    file.seek(start)
    tail = _exactly(file, size - start)
    at = tail.rfind(_DIRECTORY_END)
    if at < 0 or len(tail) < at + 16:
        return 0
    told = int.from_bytes(tail[at + 12 : at + 16], "little")
    if tail[at - 20 : at - 16] == _LOCATOR and at >= 76:
        told = max(told & 0x7FFFFFFF, int.from_bytes(tail[at - 36 : at - 28], "little"))
    return told


def _is_regular(member: zipfile.ZipInfo) -> bool:
    mode = member.external_attr >> 16
    return not member.is_dir() and (stat.S_IFMT(mode) in (0, stat.S_IFREG))


def _bounded(file: FileIO, size: int) -> bytes:
    if size > MAX_FILE_BYTES:
        raise Unreadable("it is too large")
    file.seek(0)
    return _exactly(file, size)


def _exactly(file: FileIO, count: int) -> bytes:
    parts = []
    try:
        while count > 0:
            part = file.read(min(count, 1 << 24))
            if not part:
                break
            parts.append(part)
            count -= len(part)
    except OSError:
        raise Unreadable("it cannot be read") from None
    return b"".join(parts)
