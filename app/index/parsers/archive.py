"""Archives: every file inside is read by the parser of its kind, and labelled with its path.

Nothing is unpacked to the disk and no path inside is ever used as one. What a compressed stream
gives is counted as it comes, since no header of it can be believed.
"""

import bz2
import gzip
import io
import lzma
import re
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO, Final, cast

from app.domain.documents import NoteKind, Refusal
from app.index.parsers.building import DocumentBuilder
from app.index.parsers.encodings import decoded
from app.index.parsers.encodings import prepare as prepare_encodings
from app.index.parsers.members import MOST_UNPACKED, Member, add_member, skip
from app.index.parsers.refusing import Refused
from app.index.parsers.zip_package import ZipPackage

_MOST_MEMBER_BYTES: Final = 128 << 20
_SUSPECT_BYTES: Final = 16 << 20
_MOST_RATIO: Final = 200
"""Above `_SUSPECT_BYTES` what gives more than this many times its size is a bomb; text gives 10."""
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_TAR_MAGIC: Final = slice(257, 262)
_ENDINGS: Final = re.compile(r"\.(?:gz|bz2|xz|tgz|tbz2?|txz|z)\Z", re.IGNORECASE)
_LEFT_BY_SYSTEMS: Final = re.compile(
    r"(?:^|/)(?:__MACOSX/|\._|\.DS_Store\Z|Thumbs\.db\Z|desktop\.ini\Z|\.git/)"
)
_LABEL_CHARACTERS: Final = 300
_DAMAGE: Final = (
    tarfile.TarError,
    OSError,
    EOFError,
    zlib.error,
    lzma.LZMAError,
    ValueError,
    OverflowError,
    IndexError,
    KeyError,
)


def prepare() -> None:
    """Load what could not be opened later."""
    prepare_encodings()


def parse(file: BinaryIO, builder: DocumentBuilder) -> None:
    """Fill the builder with the members of an archive, or with what a packed file holds.

    Raises Refused: LOCKED when all of it is encrypted, BOMB when it would unpack to too much,
    DAMAGED when nothing can be unpacked.
    """
    head = file.read(512)
    file.seek(0)
    if head.startswith(_ZIP):
        _add_all(_zip_members(file, builder), builder)
        return
    stream = _unpacked(file, head)
    if stream is None:
        _add_all(_tar_members(file, builder), builder)
        return
    start = stream.read(512)
    if start[_TAR_MAGIC] == b"ustar":
        _add_all(_tar_members(cast(BinaryIO, _Behind(start, stream)), builder), builder)
    else:
        content = io.BytesIO(start + stream.read(_MOST_MEMBER_BYTES + 1))
        if content.getbuffer().nbytes > _MOST_MEMBER_BYTES:
            raise Refused(Refusal.TOO_LARGE, "a packed file")
        reason = add_member(Member(_inner_name(builder.name), content), builder)
        if reason is not None:
            raise Refused(reason, "a packed file")


def _add_all(members: Iterator[Member], builder: DocumentBuilder) -> None:
    """Members until there are as many as may be, those of archives inside archives included."""
    for member in members:
        if builder.spent.members >= builder.limits.members:
            builder.note(NoteKind.CUT_SHORT)
            return
        builder.spent.members += 1
        add_member(member, builder)


# --- zip --------------------------------------------------------------------------------------


def _zip_members(file: BinaryIO, builder: DocumentBuilder) -> Iterator[Member]:
    package = ZipPackage(file)
    is_locked = False
    count = 0
    for name in dict.fromkeys(package.names):
        path = _readable(name)
        if _LEFT_BY_SYSTEMS.search(path):
            continue
        if package.is_link(name):
            skip(path, builder)
            continue
        if package.is_locked(name):
            is_locked = True
            skip(path, builder)
            continue
        try:
            data = package.read(name, _MOST_MEMBER_BYTES)
        except Refused as refusal:
            if refusal.reason is Refusal.BOMB and package.size(name) <= _MOST_MEMBER_BYTES:
                raise
            skip(path, builder)
            continue
        count += 1
        yield Member(path, io.BytesIO(data))
    if is_locked and not count:
        raise Refused(Refusal.LOCKED, "zip")


def _readable(name: str) -> str:
    """The name of a member: without a mark for UTF-8 it was taken for a code page of the West."""
    if not name.isascii():
        try:
            data = name.encode("cp437")
        except UnicodeEncodeError:
            return _label(name)
        for encoding in ("utf-8", "cp949", "cp932", "gb18030"):
            try:
                return _label(data.decode(encoding))
            except UnicodeDecodeError:
                continue
    return _label(name)


# --- tar --------------------------------------------------------------------------------------


def _tar_members(file: BinaryIO, builder: DocumentBuilder) -> Iterator[Member]:
    count = 0
    try:
        with tarfile.open(fileobj=file, mode="r|", errors="surrogateescape") as archive:
            for entry in archive:
                path = _label(_tar_name(entry.name))
                if entry.isdir() or _LEFT_BY_SYSTEMS.search(path):
                    continue
                if not entry.isreg() or entry.issparse():  # links and devices lead elsewhere
                    skip(path, builder)
                    continue
                if entry.size > _MOST_MEMBER_BYTES:
                    skip(path, builder)
                    continue
                content = archive.extractfile(entry)
                if content is None:
                    continue
                data = content.read(_MOST_MEMBER_BYTES + 1)
                count += 1
                yield Member(path, io.BytesIO(data))
    except _DAMAGE as error:
        if not count:
            raise Refused(Refusal.DAMAGED, f"tar: {type(error).__name__}") from error
        builder.note(NoteKind.PARTLY_DAMAGED, 1)


def _tar_name(name: str) -> str:
    try:
        return decoded(name.encode("utf-8", "surrogateescape")).text
    except Refused:
        return name.encode("utf-8", "replace").decode()


# --- packed files -----------------------------------------------------------------------------


class _Counted:
    """A packed stream, unpacked with an eye on how much comes out. Raises Refused with BOMB."""

    def __init__(self, stream: BinaryIO, packed_bytes: int) -> None:
        self._stream = stream
        self._packed = packed_bytes
        self._given = 0

    def read(self, size: int) -> bytes:
        """Up to `size` bytes. Raises Refused: DAMAGED for what does not unpack."""
        pieces = []
        while size > 0:
            try:
                piece = self._stream.read(min(size, 1 << 20))
            except _DAMAGE as error:
                if not self._given:
                    raise Refused(Refusal.DAMAGED, type(error).__name__) from error
                break  # what came before the damage may still be read
            if not piece:
                break
            pieces.append(piece)
            size -= len(piece)
            self._given += len(piece)
            if self._given > MOST_UNPACKED or (
                self._given > _SUSPECT_BYTES and self._given > _MOST_RATIO * self._packed
            ):
                raise Refused(Refusal.BOMB, f"{self._packed} bytes give {self._given}")
        return b"".join(pieces)


class _Behind:
    """A stream whose first bytes were already looked at."""

    def __init__(self, start: bytes, stream: _Counted) -> None:
        self._start = start
        self._stream = stream

    def read(self, size: int) -> bytes:
        """Up to `size` bytes."""
        piece, self._start = self._start[:size], self._start[size:]
        return piece + self._stream.read(size - len(piece))


def _unpacked(file: BinaryIO, head: bytes) -> _Counted | None:
    """The stream inside a packed file; None for a file that is not packed."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if head.startswith(b"\x1f\x8b"):
        return _Counted(cast(BinaryIO, gzip.GzipFile(fileobj=file)), size)
    if head.startswith(b"BZh"):
        return _Counted(cast(BinaryIO, bz2.BZ2File(file)), size)
    if head.startswith(b"\xfd7zXZ"):
        return _Counted(cast(BinaryIO, lzma.LZMAFile(file)), size)
    return None


def _inner_name(name: str) -> str:
    base = PurePosixPath(name.replace("\\", "/")).name
    return _ENDINGS.sub("", base) or "file"


def _label(path: str) -> str:
    path = path.replace("\\", "/").removeprefix("./")
    return path[-_LABEL_CHARACTERS:]
