"""Writes GGUF files, version 3, little-endian: first all that is said, then the tensors in order.

The format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
"""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, Protocol

ALIGNMENT: Final = 32
_MAGIC: Final = b"GGUF"
_VERSION: Final = 3


class Kind(IntEnum):
    """The kinds of values that are written."""

    UINT8 = 0
    UINT32 = 4
    INT32 = 5
    FLOAT32 = 6
    BOOL = 7
    STRING = 8
    ARRAY = 9


class TensorType(IntEnum):
    """The formats of weights that are written, by ggml's numbers."""

    F32 = 0
    Q4_0 = 2


_LAYOUT: Final = {
    Kind.UINT8: "B", Kind.UINT32: "I", Kind.INT32: "i", Kind.FLOAT32: "f", Kind.BOOL: "?",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TensorInfo:
    """A tensor to come: `dimensions` begin with the length of a row; `size` is in bytes."""

    name: str
    dimensions: tuple[int, ...]
    type: TensorType
    size: int


class Target(Protocol):
    """Where the bytes go."""

    def write(self, data: bytes, /) -> int:
        """Write all of the bytes and return how many they are."""


class Facts:
    """What a file says of itself, in the order in which it was added."""

    def __init__(self, architecture: str) -> None:
        self._parts: list[bytes] = []
        self.count = 0
        self.text("general.architecture", architecture)

    def text(self, key: str, value: str) -> None:
        """Add a text."""
        self._add(key, Kind.STRING, _string(value.encode()))

    def number(self, key: str, value: float, kind: Kind = Kind.UINT32) -> None:
        """Add a number."""
        self._add(key, kind, struct.pack(f"<{_LAYOUT[kind]}", value))

    def flag(self, key: str, value: bool) -> None:
        """Add a yes or no."""
        self.number(key, value, Kind.BOOL)

    def numbers(self, key: str, values: Sequence[float] | bytes, kind: Kind) -> None:
        """Add a list of numbers of one kind."""
        packed = struct.pack(f"<{len(values)}{_LAYOUT[kind]}", *values)
        self._add(key, Kind.ARRAY, struct.pack("<IQ", kind, len(values)) + packed)

    def texts(self, key: str, values: Sequence[bytes]) -> None:
        """Add a list of texts in UTF-8."""
        head = struct.pack("<IQ", Kind.STRING, len(values))
        self._add(key, Kind.ARRAY, head + b"".join(map(_string, values)))

    def packed(self) -> bytes:
        """All of it as it stands in the file."""
        return b"".join(self._parts)

    def _add(self, key: str, kind: Kind, packed: bytes) -> None:
        self._parts += (_string(key.encode()), struct.pack("<I", kind), packed)
        self.count += 1


def write_header(file: Target, facts: Facts, tensors: Iterable[TensorInfo]) -> None:
    """Write everything before the tensors, which follow by `write_tensor` in this order."""
    infos = list(tensors)
    head = struct.pack("<4sIQQ", _MAGIC, _VERSION, len(infos), facts.count)
    parts, offset = [head, facts.packed()], 0
    for info in infos:
        count = len(info.dimensions)
        dimensions = struct.pack(f"<I{count}Q", count, *info.dimensions)
        parts += (_string(info.name.encode()), dimensions, struct.pack("<IQ", info.type, offset))
        offset += info.size + len(_padding(info.size))
    header = b"".join(parts)
    file.write(header + _padding(len(header)))


def write_tensor(file: Target, info: TensorInfo, data: Iterable[bytes]) -> None:
    """Write the next tensor; `data` are its bytes in pieces. Raises ValueError at another size."""
    written = 0
    for part in data:
        written += file.write(part)
    if written != info.size:
        raise ValueError(f"tensor {info.name} has {written} bytes instead of {info.size}")
    file.write(_padding(info.size))


def _padding(size: int) -> bytes:
    return bytes(-size % ALIGNMENT)


def _string(text: bytes) -> bytes:
    return struct.pack("<Q", len(text)) + text
