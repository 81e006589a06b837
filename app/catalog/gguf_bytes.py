"""The bytes of a GGUF header, read forward with bounds and little memory."""

import struct
from io import FileIO

from app.domain.errors import ModelDamaged, ModelUnreadable

MAX_HEADER = 256 << 20
MAX_STRING = 16 << 20

_WINDOW = 1 << 20
_U32 = struct.Struct("<I")
_U64 = struct.Struct("<Q")


class HeaderBytes:
    """A forward reader over the start of a file; holds one window of it at a time.

    All numbers are little-endian. Every method raises ModelDamaged where the bytes end or a length
    is out of bounds, and ModelUnreadable where the disk fails.
    """

    def __init__(self, file: FileIO, size: int, name: str) -> None:
        self._file = file
        self._name = name
        self._size = size
        self._end = min(size, MAX_HEADER)
        self._window = b""
        self._window_start = 0
        self.position = 0

    def u32(self) -> int:
        """The next unsigned 32-bit number."""
        return int(self.number(_U32))

    def u64(self) -> int:
        """The next unsigned 64-bit number."""
        return int(self.number(_U64))

    def number(self, layout: struct.Struct) -> int | float:
        """The next number, laid out as told."""
        at = self._reach(layout.size)
        self.position += layout.size
        value: int | float = layout.unpack_from(self._window, at)[0]
        return value

    def bounded(self, limit: int, what: str) -> int:
        """The next unsigned 64-bit number, which must not exceed `limit`."""
        untrusted = self.u64()
        if untrusted > limit:
            raise self.damaged(f"{what}: {untrusted} is more than {limit}")
        return untrusted

    def string(self, limit: int = MAX_STRING) -> bytes:
        """The next string: its length in 64 bits, then its bytes."""
        length = self.bounded(limit, "string length")
        at = self._reach(length)
        self.position += length
        return self._window[at : at + length]

    def skip(self, count: int) -> None:
        """Pass over `count` bytes without reading them."""
        if count > self._end - self.position:
            raise self._ended()
        self.position += count

    def skip_strings(self, count: int) -> None:
        """Pass over `count` strings: two steps of arithmetic for each, and no object."""
        length_at = _U64.unpack_from
        while count:
            at = self._reach(_U64.size)
            window = self._window
            try:
                for done in range(count):  # noqa: B007 - used where it ends early
                    (length,) = length_at(window, at)
                    if length > MAX_STRING:
                        raise self.damaged(f"string length: {length} is more than {MAX_STRING}")
                    at += _U64.size + length
                count = 0
            except struct.error:  # the next length lies beyond the window
                count -= done
            self.position = self._window_start + at
        if self.position > self._end:
            raise self._ended()

    def damaged(self, detail: str) -> ModelDamaged:
        """The error for what was found here."""
        return ModelDamaged(f"{detail} (near byte {self.position})", name=self._name)

    def _reach(self, count: int) -> int:
        """Make `count` bytes from the position lie in the window; return where they begin in it."""
        at = self.position - self._window_start
        if not 0 <= at <= len(self._window) - count:
            if count > self._end - self.position:
                raise self._ended()
            self._window = self._read(max(count, min(_WINDOW, self._end - self.position)))
            self._window_start = self.position
            at = 0
        return at

    def _read(self, count: int) -> bytes:
        parts, missing = [], count
        try:
            self._file.seek(self.position)
            while missing:
                part = self._file.read(missing)
                if not part:
                    raise self._ended()
                parts.append(part)
                missing -= len(part)
        except OSError as error:
            raise ModelUnreadable(error.strerror or str(error), name=self._name) from error
        return b"".join(parts)

    def _ended(self) -> ModelDamaged:
        if self._end < self._size:
            return self.damaged(f"the header is longer than {MAX_HEADER} bytes")
        return self.damaged("the file ends inside its header")
