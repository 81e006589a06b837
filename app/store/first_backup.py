"""Backups of the first format, which are read for ever and written no more.

Layout: a beginning as in `backup_format`, with the names, lengths and SHA-256 of two parts, then
the parts: the database and the key file.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from app.domain.errors import BackupInvalid
from app.store.backup_contents import OnBytes

VERSION: Final = 1
_HISTORY: Final = "history.db"
_KEYS: Final = "vault.key"
_MOST_PARTS: Final = 8
_MOST_KEY_BYTES: Final = 64 << 10
_PIECE: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class _Part:
    start: int
    bytes: int
    sha256: str


class FirstContents:
    """A backup of the first format. Raises BackupInvalid, also while it is read."""

    def __init__(self, file: BinaryIO, name: str, facts: dict[str, Any]) -> None:
        """`facts` are those of the beginning; the file stands behind it."""
        self._file = file
        self._name = name
        self._parts: dict[str, _Part] = {}
        start = file.tell()
        try:
            self.vault_id = str(facts["vault_id"])
            self.created_at = str(facts["created_at"])
            for part in facts["parts"][:_MOST_PARTS]:
                size = int(part["bytes"])
                if size < 0:
                    raise ValueError("bytes")
                self._parts[str(part["name"])] = _Part(start, size, str(part["sha256"]))
                start += size
        except (KeyError, TypeError, ValueError):
            raise self._invalid("its beginning is damaged") from None
        self._end = start

    @property
    def database_bytes(self) -> int:
        """Bytes of the history in it."""
        return self._part(_HISTORY).bytes

    def key_file(self) -> bytes:
        """The key file in it, checked."""
        if self._part(_KEYS).bytes > _MOST_KEY_BYTES:
            raise self._invalid(f"{_KEYS} in it is damaged")
        return b"".join(self._checked(_KEYS))

    def pieces(self, on_bytes: OnBytes = lambda _done, _all: None) -> Iterator[bytes]:
        """The database, piece by piece; that it is damaged is told behind the last one."""
        done = 0
        for piece in self._checked(_HISTORY):
            done += len(piece)
            yield piece
            on_bytes(done, self.database_bytes)

    def flaws(self, on_bytes: OnBytes = lambda _done, _all: None) -> list[str]:
        """Read everything; what is not as it was written."""
        found = []
        for read in (lambda: list(map(len, self.pieces(on_bytes))), self.key_file):
            try:
                read()
            except BackupInvalid as error:
                found.append(str(error.values["problem"]))
        self._file.seek(self._end)
        if self._file.read(1):
            found.append("more follows than belongs to it")
        return found

    def is_sealed_with(self, _key: bytes | bytearray) -> None:
        """Nobody can tell: the first format has no seal."""

    def _part(self, name: str) -> _Part:
        if name not in self._parts:
            raise self._invalid(f"{name} is missing in it")
        return self._parts[name]

    def _checked(self, name: str) -> Iterator[bytes]:
        part = self._part(name)
        digest, left = hashlib.sha256(), part.bytes
        at = part.start
        while left:
            try:
                self._file.seek(at)
                piece = self._file.read(min(_PIECE, left))
            except OSError:
                raise self._invalid("it cannot be read") from None
            if not piece:
                raise self._invalid("it is cut off")
            digest.update(piece)
            left -= len(piece)
            at += len(piece)
            yield piece
        if digest.hexdigest() != part.sha256:
            raise self._invalid(f"{name} in it is damaged")

    def _invalid(self, problem: str) -> BackupInvalid:
        return BackupInvalid(file=self._name, problem=problem)
