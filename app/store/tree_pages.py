"""The pages of SQLite's trees, read one by one: cells, records, and where a row goes on.

Format: sqlite.org/fileformat2, sections 1.5 to 2.1. Nothing here trusts a length or a page number:
whatever does not fit raises Unreadable.
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from app.store.page_cipher import CONTENT_BYTES

Value = int | float | str | bytes | None
Content = Callable[[int], bytes | None]
"""The content of a page by its number; None when it cannot be read."""

TABLE_LEAF: Final = 13
INDEX_LEAF: Final = 10
_TABLE_INNER: Final = 5
_INDEX_INNER: Final = 2
_INNER: Final = {_TABLE_INNER, _INDEX_INNER}
_LEAVES: Final = {TABLE_LEAF, INDEX_LEAF}

_FILE_HEADER: Final = 100
_LEAF_HEADER, _INNER_HEADER = 8, 12
_NUMBER: Final = struct.Struct(">I")
_SHORT: Final = struct.Struct(">H")
_REAL: Final = struct.Struct(">d")
_VARINT_BYTES: Final = 9
_INTEGER_BYTES: Final = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
_MOST_PAYLOAD: Final = 1 << 30
_MOST_FRAGMENTS: Final = 60
# How much of a row a page holds, from the usable bytes of a page (fileformat2, 1.6).
_MOST_IN_LEAF: Final = CONTENT_BYTES - 35
_MOST_IN_INDEX: Final = (CONTENT_BYTES - 12) * 64 // 255 - 23
_LEAST: Final = (CONTENT_BYTES - 12) * 32 // 255 - 23
_IN_OVERFLOW: Final = CONTENT_BYTES - 4


class Unreadable(Exception):
    """A page or a row that is not what SQLite writes, or goes on where nothing can be read."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A row: its number (that of its table; 0 in an index) and its values."""

    number: int
    values: tuple[Value, ...]


def kind_of(content: bytes, number: int) -> int:
    """What kind of tree page this is; anything else is no key of this module's constants."""
    return content[_start(number)]


def looks_like_tree(content: bytes) -> bool:
    """Whether this could be a page of a tree, but the first of a file; noise hardly ever could."""
    if content[0] not in _INNER | _LEAVES:
        return False
    header = _INNER_HEADER if content[0] in _INNER else _LEAF_HEADER
    count, start = _SHORT.unpack_from(content, 3)[0], _SHORT.unpack_from(content, 5)[0]
    return header + 2 * count <= start <= CONTENT_BYTES and content[7] <= _MOST_FRAGMENTS


def children(content: bytes, number: int) -> list[int]:
    """The pages below an inner page; none below a leaf. Raises Unreadable."""
    kind = kind_of(content, number)
    if kind in _LEAVES:
        return []
    if kind not in _INNER:
        raise Unreadable("no page of a tree")
    found = [_at(_NUMBER, content, at) for at in _places(content, number, _INNER_HEADER)]
    return [*found, _at(_NUMBER, content, _start(number) + _LEAF_HEADER)]


def cells(content: bytes, number: int, page: Content) -> Iterator[Cell | None]:
    """The rows of a page, None for each that cannot be read; inner pages of tables have none.

    Raises Unreadable when the page itself is none of a tree.
    """
    kind = kind_of(content, number)
    if kind == _TABLE_INNER:
        return
    if kind not in (TABLE_LEAF, INDEX_LEAF, _INDEX_INNER):
        raise Unreadable("no page of a tree")
    header = _INNER_HEADER if kind == _INDEX_INNER else _LEAF_HEADER
    for at in _places(content, number, header):
        try:
            yield _cell(content, at, kind, page)
        except Unreadable:
            yield None


def _cell(content: bytes, at: int, kind: int, page: Content) -> Cell:
    if kind == _INDEX_INNER:
        at += _NUMBER.size
    size, at = _varint(content, at)
    row = 0
    if kind == TABLE_LEAF:
        row, at = _varint(content, at)
        row = row - (1 << 64) if row >> 63 else row
    most = _MOST_IN_LEAF if kind == TABLE_LEAF else _MOST_IN_INDEX
    return Cell(row, _record(_payload(content, at, size, most, page)))


def _payload(content: bytes, at: int, size: int, most: int, page: Content) -> bytes:
    if size > _MOST_PAYLOAD:
        raise Unreadable("too long")
    if size <= most:
        return _slice(content, at, size)
    here = _LEAST + (size - _LEAST) % _IN_OVERFLOW
    if here > most:
        here = _LEAST
    parts = [_slice(content, at, here)]
    left, following = size - here, _at(_NUMBER, content, at + here)
    while left:
        more = page(following) if following else None
        if more is None:
            raise Unreadable("it goes on in a page that cannot be read")
        parts.append(more[_NUMBER.size : _NUMBER.size + min(left, _IN_OVERFLOW)])
        left -= min(left, _IN_OVERFLOW)
        following = _at(_NUMBER, more, 0)
    return b"".join(parts)


def _record(payload: bytes) -> tuple[Value, ...]:
    size, at = _varint(payload, 0)
    types = []
    while at < size:
        kind, at = _varint(payload, at)
        types.append(kind)
    if at != size:
        raise Unreadable("header of a record")
    values: list[Value] = []
    for kind in types:
        value, at = _value(payload, at, kind)
        values.append(value)
    return tuple(values)


def _value(payload: bytes, at: int, kind: int) -> tuple[Value, int]:
    if kind in (0, 8, 9):
        return (None, 0, 1)[(0, 8, 9).index(kind)], at
    if kind in _INTEGER_BYTES:
        size = _INTEGER_BYTES[kind]
        return int.from_bytes(_slice(payload, at, size), "big", signed=True), at + size
    if kind == 7:
        real: float = _at(_REAL, payload, at)
        return real, at + _REAL.size
    if kind < 12:
        raise Unreadable("type of a value")
    size = (kind - 12) // 2
    raw = _slice(payload, at, size)
    if kind % 2 == 0:
        return raw, at + size
    try:
        return raw.decode("utf-8"), at + size
    except UnicodeDecodeError:
        raise Unreadable("a text is not UTF-8") from None


def _places(content: bytes, number: int, header: int) -> list[int]:
    """Where the cells of a page begin."""
    start = _start(number)
    count: int = _at(_SHORT, content, start + 3)
    first = start + header
    return [_at(_SHORT, content, first + 2 * index) for index in range(count)]


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for index in range(_VARINT_BYTES):
        if at + index >= len(data):
            raise Unreadable("it ends too early")
        byte = data[at + index]
        if index == _VARINT_BYTES - 1:
            return value << 8 | byte, at + _VARINT_BYTES
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            return value, at + index + 1
    raise Unreadable("a number without end")


def _at(form: struct.Struct, data: bytes, at: int) -> Any:
    try:
        return form.unpack_from(data, at)[0]
    except struct.error:
        raise Unreadable("it ends too early") from None


def _slice(data: bytes, at: int, size: int) -> bytes:
    if at + size > len(data):
        raise Unreadable("it ends too early")
    return data[at : at + size]


def _start(number: int) -> int:
    return _FILE_HEADER if number == 1 else 0
