"""The encrypted bytes of a database file, read beside SQLite.

On POSIX systems closing any descriptor of a file lets go of every lock that the process holds on
it, those of SQLite, too (sqlite.org/howtocorrupt, 2.2). So the descriptor stays open until the
database itself is closed.
"""

from pathlib import Path
from typing import BinaryIO, Final

from app.domain.errors import HistoryDamaged
from app.store.faults import in_our_words
from app.store.page_cipher import PAGE_BYTES, SALT_BYTES, PageCipher

PIECE_BYTES: Final = 1 << 20


class RawFile:
    """A database file, open for reading as long as the database is."""

    def __init__(self, path: Path) -> None:
        """Raises OSError."""
        self.path = path
        self._file: BinaryIO = path.open("rb", buffering=0)

    def read(self, at: int, size: int) -> bytes:
        """Bytes of the file, fewer only at its end. Raises an AppError."""
        try:
            self._file.seek(at)
            parts = []
            while size and (part := self._file.read(size)):
                parts.append(part)
                size -= len(part)
        except OSError as error:
            raise in_our_words(error, self.path) from None
        return b"".join(parts)

    def size(self) -> int:
        """Bytes of the file."""
        return self.path.stat().st_size

    def close(self) -> None:
        """Only after every connection to the file is closed."""
        self._file.close()


class StillPages:
    """All pages of a database at one moment; they do not change as long as it is held still."""

    def __init__(self, file: RawFile, key: bytes | bytearray) -> None:
        """Raises HistoryDamaged when the file cannot be one of whole pages."""
        self._file = file
        self.size = file.size()
        """In bytes."""
        if self.size % PAGE_BYTES or not self.size:
            raise HistoryDamaged("it does not end with a page", file=file.path.name)
        self._cipher = PageCipher(key, file.read(0, SALT_BYTES))

    def read(self, at: int, size: int) -> bytes:
        """Bytes of the database, fewer only at its end."""
        data = self._file.read(at, min(size, self.size - at))
        if len(data) != min(size, self.size - at):
            raise HistoryDamaged("it is cut off", file=self._file.path.name)
        return data

    def require_whole(self, data: bytes, at: int) -> None:
        """Raise HistoryDamaged unless the pages in `data`, read at `at`, are what was written."""
        view = memoryview(data)
        for start in range(0, len(data), PAGE_BYTES):
            number = (at + start) // PAGE_BYTES + 1
            if not self._cipher.is_whole(view[start : start + PAGE_BYTES], number):
                raise HistoryDamaged(f"page {number}", file=self._file.path.name)
