"""Reads values that Qt's QDataStream wrote (version Qt_6_2: big-endian), with bounds.

The encodings are those of Qt's page "Serializing Qt Data Types".
"""

import struct
from typing import Final

from app.transfer.fields import clean
from app.transfer.refusal import Unreadable

_NULL: Final = 0xFFFFFFFF
_EXTENDED: Final = 0xFFFFFFFE
_U32: Final = struct.Struct(">I")
_I32: Final = struct.Struct(">i")
_I64: Final = struct.Struct(">q")
_MAX_ITEMS: Final = 1_000_000
# Sizes of the values of a QVariant by its type (QMetaType::Type).
_FIXED: Final = {1: 1, 2: 4, 3: 4, 4: 8, 5: 8, 6: 8, 38: 8}
_STRING: Final = 10
_BYTES: Final = 12
_NOTHING: Final = (0, 51)


class QtStream:
    """A forward reader over bytes; every method raises Unreadable where they end."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.position = 0

    def u32(self) -> int:
        """A quint32."""
        return int(_U32.unpack(self._take(4))[0])

    def i32(self) -> int:
        """A qint32, an int, or an enumerator."""
        return int(_I32.unpack(self._take(4))[0])

    def i64(self) -> int:
        """A qint64 or a qsizetype."""
        return int(_I64.unpack(self._take(8))[0])

    def flag(self) -> bool:
        """A bool: one byte."""
        return self._take(1) != b"\x00"

    def text(self) -> str:
        """A QString: length in bytes, then UTF-16; a null one is empty."""
        raw = self.raw()
        if len(raw) % 2:
            raise Unreadable("a text in it is cut off")
        return clean(raw.decode("utf-16-be", "replace"))

    def raw(self) -> bytes:
        """A QByteArray, or a QUrl: length, then the bytes."""
        length = self.u32()
        if length == _NULL:
            return b""
        if length == _EXTENDED:
            raise Unreadable("a text in it is too long")
        return self._take(length)

    def texts(self) -> None:
        """Pass over a QList<QString>."""
        for _ in range(self._bounded(self.u32())):
            self.skip(self._length())

    def count(self) -> int:
        """A number of items that follow, as a qsizetype."""
        return self._bounded(self.i64())

    def variant(self) -> None:
        """Pass over a QVariant that is a number, a text, bytes, or nothing."""
        kind = self.u32()
        self.flag()
        if kind in (_STRING, _BYTES):
            self.skip(self._length())
        elif kind in _FIXED:
            self.skip(_FIXED[kind])
        elif kind not in _NOTHING:
            raise Unreadable("it holds a value that Snug does not know")

    def skip(self, count: int) -> None:
        """Pass over `count` bytes."""
        if not 0 <= count <= len(self._data) - self.position:
            raise Unreadable("it ends too early")
        self.position += count

    def _length(self) -> int:
        length = self.u32()
        return 0 if length == _NULL else length

    def _bounded(self, number: int) -> int:
        # Every item takes a byte at least: a larger count is a lie, and would only take time.
        if not 0 <= number <= min(_MAX_ITEMS, len(self._data) - self.position):
            raise Unreadable("a count in it is impossible")
        return number

    def _take(self, count: int) -> bytes:
        start = self.position
        self.skip(count)
        return self._data[start : self.position]
