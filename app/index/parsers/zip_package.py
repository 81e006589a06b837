"""Zip files opened with bounds: what is inside is counted and weighed before anything is unpacked.

Members are read into memory by their names; no name is ever used as a path.
"""

import io
import lzma
import stat
import struct
import zipfile
import zlib
from typing import BinaryIO, Final

from app.domain.documents import Refusal
from app.index.parsers.refusing import Refused

MOST_MEMBERS: Final = 20_000
MOST_BYTES: Final = 1 << 30
"""All members together, unpacked."""
MOST_MEMBER_BYTES: Final = 256 << 20
"""One member that is read at once."""
_SUSPECT_BYTES: Final = 16 << 20
_MOST_RATIO: Final = 200
"""Above `_SUSPECT_BYTES` a file that unpacks to more than this many times its size is a bomb."""
_ENCRYPTED: Final = 0x1
_DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    KeyError,
    OverflowError,
)


class ZipPackage:
    """A zip file. Raises Refused: BOMB when it unpacks to too much, DAMAGED when it is none."""

    def __init__(
        self, file: BinaryIO, *, most_members: int = MOST_MEMBERS, most_bytes: int = MOST_BYTES
    ) -> None:
        size = file.seek(0, io.SEEK_END)
        file.seek(0)
        try:
            self._zip = zipfile.ZipFile(file)
        except (*_DAMAGE, NotImplementedError) as error:
            raise Refused(Refusal.DAMAGED, f"zip: {type(error).__name__}") from error
        members = self._zip.infolist()
        if len(members) > most_members:
            raise Refused(Refusal.BOMB, f"{len(members)} members")
        unpacked = sum(member.file_size for member in members)
        if unpacked > most_bytes or (unpacked > _SUSPECT_BYTES and unpacked > _MOST_RATIO * size):
            raise Refused(Refusal.BOMB, f"{size} bytes unpack to {unpacked}")
        self.names = tuple(
            member.filename
            for member in members
            if member.filename and not member.filename.endswith("/")
        )
        """The names of the members that are no folders, in the order of the file."""
        self._known = frozenset(self.names)

    def __contains__(self, name: str) -> bool:
        return name in self._known

    def size(self, name: str) -> int:
        """How many bytes a member says that it holds; 0 when there is none of that name."""
        return self._zip.getinfo(name).file_size if name in self._known else 0

    def is_locked(self, name: str) -> bool:
        """Whether a member is encrypted."""
        return name in self._known and bool(self._zip.getinfo(name).flag_bits & _ENCRYPTED)

    def is_link(self, name: str) -> bool:
        """Whether a member is a symbolic link: its content is the path that it leads to."""
        return name in self._known and stat.S_ISLNK(self._zip.getinfo(name).external_attr >> 16)

    def read(self, name: str, most_bytes: int = MOST_MEMBER_BYTES) -> bytes:
        """The bytes of a member.

        Raises Refused: LOCKED when it is encrypted, BOMB when it is longer than `most_bytes`,
        DAMAGED when it is missing or does not unpack.
        """
        data = self.head(name, most_bytes + 1)
        if len(data) > most_bytes:
            raise Refused(Refusal.BOMB, f"a member of more than {most_bytes} bytes")
        return data

    def head(self, name: str, count: int) -> bytes:
        """The first bytes of a member, `count` at most; raises as `read` does."""
        if self.is_locked(name):
            raise Refused(Refusal.LOCKED, "zip member")
        try:
            with self._zip.open(name) as member:
                return member.read(count)
        except _DAMAGE as error:
            raise Refused(Refusal.DAMAGED, f"zip member: {type(error).__name__}") from error
        except RuntimeError as error:  # a method of packing that is not known, or a password
            raise Refused(Refusal.DAMAGED, f"zip member: {type(error).__name__}") from error
