"""The pages of a damaged database, file and WAL together, each judged by itself.

SQLite is not asked: it would give up at the first bad page, and it would write. A bit that flipped
is found by trying: the HMAC of 64 bytes tells the one right page from all others.
"""

import contextlib
import struct
from pathlib import Path
from typing import Final

from app.store.cipher import WAL
from app.store.page_cipher import PAGE_BYTES, SALT_BYTES, PageCipher
from app.store.tree_pages import looks_like_tree

_WAL_HEADER, _FRAME_HEADER = 32, 24
_FRAME: Final = struct.Struct(">II8s")
_MOST_VAIN: Final = 8
"""So often a flipped bit is looked for in vain, a third of a second each, before that ends."""
_SAMPLE: Final = 16
_CACHED: Final = 4096


class DamagedFile:
    """Reads a database that no other process has open; never writes. Raises OSError."""

    def __init__(self, path: Path, key: bytes | bytearray, *, mends: bool = True) -> None:
        """With `mends` a flipped bit is turned back in what is read."""
        self._file = path.open("rb", buffering=0)
        self._frames: dict[int, list[bytes]] = {}
        self._cache: dict[int, bytes | None] = {}
        self._vain = 0 if mends else _MOST_VAIN
        self.repaired: set[int] = set()
        """Pages in which a bit had flipped, and is right again."""
        self.size = self._file.seek(0, 2)
        wal = path.with_name(path.name + WAL)
        raw_wal = b""
        with contextlib.suppress(FileNotFoundError):
            raw_wal = wal.read_bytes()
        self._read_wal(raw_wal)
        self.count = max([-(-self.size // PAGE_BYTES), *self._frames])
        self.is_proven = True
        """Whether the HMAC of each page was right. False where the salt is lost with the start of
        the file: then what looks like a page is taken for one."""
        self._cipher = self._cipher_for(key)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def content(self, number: int) -> bytes | None:
        """What a page holds; None when it cannot be read."""
        if number not in self._cache:
            if len(self._cache) >= _CACHED:
                self._cache.clear()
            self._cache[number] = self._content(number)
        return self._cache[number]

    def _content(self, number: int) -> bytes | None:
        if not 1 <= number <= self.count:
            return None
        candidates = [*reversed(self._frames.get(number, [])), self._raw(number)]
        for page in candidates:
            if len(page) == PAGE_BYTES and self._is_whole(page, number):
                return self._cipher.content(page, number)
        for page in candidates:
            mended = self._mended(page, number)
            if mended is not None:
                self.repaired.add(number)
                return self._cipher.content(mended, number)
        return None

    def _raw(self, number: int) -> bytes:
        self._file.seek((number - 1) * PAGE_BYTES)
        parts, left = [], PAGE_BYTES
        with contextlib.suppress(OSError):  # a sector that the disk does not give back
            while left and (part := self._file.read(left)):
                parts.append(part)
                left -= len(part)
        return b"".join(parts)

    def _mended(self, page: bytes, number: int) -> bytes | None:
        """The page with the one bit turned that makes it whole."""
        if len(page) != PAGE_BYTES or not self.is_proven or self._vain >= _MOST_VAIN:
            return None
        tried = bytearray(page)
        for at in range(PAGE_BYTES):
            for bit in range(8):
                tried[at] ^= 1 << bit
                if self._cipher.is_whole(memoryview(tried), number):
                    return bytes(tried)
                tried[at] ^= 1 << bit
        self._vain += 1
        return None

    def _read_wal(self, raw: bytes) -> None:
        """Keep the frames of the last generation up to its last commit.

        SQLite stops at the first frame whose checksum is wrong; here the HMAC judges each page, and
        a page that cannot be used leaves the one before it in force.
        """
        salts: bytes | None = None
        waiting: list[tuple[int, bytes]] = []
        for at in range(_WAL_HEADER, len(raw) - _FRAME_HEADER - PAGE_BYTES + 1, _FRAME_BYTES):
            number, commits, found = _FRAME.unpack_from(raw, at)
            salts = salts or found
            if found != salts:
                break  # left over from before the WAL was begun anew
            page = raw[at + _FRAME_HEADER : at + _FRAME_BYTES]
            waiting.append((number, page))
            if commits:
                for each, content in waiting:
                    self._frames.setdefault(each, []).append(content)
                waiting.clear()

    def _cipher_for(self, key: bytes | bytearray) -> PageCipher:
        """The cipher under the salt of the file; where a bit of that flipped, under the right one.

        Nothing can be read under a wrong salt, and pages besides the first tell which is right.
        """
        salt = self._raw(1)[:SALT_BYTES].ljust(SALT_BYTES, b"\0")
        numbers = range(2, min(self.count, _SAMPLE) + 1)
        samples = [(number, self._raw(number)) for number in numbers]
        samples = [(number, page) for number, page in samples if len(page) == PAGE_BYTES]
        salts = [salt, *(page[:SALT_BYTES] for page in self._frames.get(1, []))]
        for bit in range(8 * SALT_BYTES):
            turned = bytearray(salt)
            turned[bit // 8] ^= 1 << bit % 8
            salts.append(bytes(turned))
        for tried in salts:
            cipher = PageCipher(key, tried)
            if any(any(page) and cipher.is_whole(page, number) for number, page in samples):
                return cipher
        cipher = PageCipher(key, salt)
        plain = sum(looks_like_tree(cipher.content(page, number)) for number, page in samples)
        self.is_proven = plain * 2 <= len(samples)
        return cipher

    def _is_whole(self, page: bytes, number: int) -> bool:
        if self.is_proven:
            return self._cipher.is_whole(page, number)
        content = self._cipher.content(page, number)
        goes_on = int.from_bytes(content[:4], "big") <= self.count  # a row that is too long
        return number != 1 and (looks_like_tree(content) or goes_on)


_FRAME_BYTES: Final = _FRAME_HEADER + PAGE_BYTES
