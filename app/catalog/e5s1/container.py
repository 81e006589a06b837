"""Reads an E5S1 file with bounds: the shape, the vocabulary, the normaliser and where weights lie.

The layout, little-endian and packed: "E5S1", a version, eight figures of the model; the pieces of a
SentencePiece unigram vocabulary with their scores; replacements of single code points; a directory
of tensors, then the tensors. A 4-bit tensor is in blocks of 32 weights, 18 bytes each: a 16-bit
scale and two weights a byte, which is ggml's Q4_0 bit for bit.
"""

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, BinaryIO, Final

MAGIC: Final = b"E5S1"
VERSION: Final = 1
BLOCK_WEIGHTS: Final = 32
BLOCK_BYTES: Final = 18
_FLOAT_BYTES: Final = 4

_MAX_WIDTH: Final = 8192
_MAX_LAYERS: Final = 256
_MAX_TYPES: Final = 16
_MAX_PIECES: Final = 1 << 20
_MAX_PIECE_BYTES: Final = 1 << 10
_MAX_BLOB: Final = 64 << 20
_MAX_RULES: Final = 1 << 17
_MAX_TENSORS: Final = 16 * (_MAX_LAYERS + 1)
_MAX_NAME: Final = 64
_COPY: Final = 1 << 20
_LAST_CODE_POINT: Final = 0x10FFFF
_SURROGATES: Final = range(0xD800, 0xE000)


class ContainerInvalid(Exception):
    """The file is not what it says it is; the text tells where, for a log."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The figures of the model."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    rows: int
    """Of the table of word embeddings: at least as many as there are pieces."""
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Pieces:
    """The vocabulary in the order of its ids; specials are among the pieces."""

    texts: tuple[bytes, ...] = field(repr=False)
    scores: tuple[float, ...] = field(repr=False)
    begin: int
    end: int
    padding: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Tensor:
    """Where a tensor lies. `is_packed` tells 4-bit blocks from 32-bit floats."""

    is_packed: bool
    elements: int
    offset: int
    size: int


class Container:
    """An E5S1 file that is open for reading; what it says of itself is read at once."""

    def __init__(self, file: BinaryIO) -> None:
        """Raises ContainerInvalid, and OSError where the disk fails."""
        self._file = file
        self._end = file.seek(0, 2)
        file.seek(0)
        if self._take(len(MAGIC)) != MAGIC or self._number("I", VERSION, VERSION) != VERSION:
            raise ContainerInvalid("not an E5S1 file of version 1")
        self.shape = self._shape()
        self.pieces = self._pieces()
        if len(self.pieces.texts) > self.shape.rows:
            raise ContainerInvalid("more pieces than embeddings")
        self.rules = self._rules()
        """What a code point becomes; nothing, for one that is left out."""
        self.tensors = self._directory()

    def tensor(self, name: str, elements: int, *, packed: bool) -> Tensor:
        """The tensor of this name, which must have this form."""
        found = self.tensors.get(name)
        if found is None or found.elements != elements or found.is_packed is not packed:
            raise ContainerInvalid(f"tensor {name} is missing or of another form")
        return found

    def read(self, tensor: Tensor) -> Iterator[bytes]:
        """The bytes of a tensor, in pieces of a megabyte at most."""
        self._file.seek(tensor.offset)
        left = tensor.size
        while left:
            part = self._file.read(min(_COPY, left))
            if not part:
                raise ContainerInvalid("the file ends inside a tensor")
            left -= len(part)
            yield part

    # --- the parts ---------------------------------------------------------------------------

    def _shape(self) -> Shape:
        hidden = self._number("i", 1, _MAX_WIDTH)
        layers = self._number("i", 1, _MAX_LAYERS)
        heads = self._number("i", 1, _MAX_WIDTH)
        feed_forward = self._number("i", 1, _MAX_WIDTH)
        rows = self._number("i", 1, _MAX_PIECES)
        positions = self._number("i", 1, _MAX_WIDTH)
        types = self._number("i", 1, _MAX_TYPES)
        (epsilon,) = self._unpack("f")
        self._number("i", BLOCK_WEIGHTS, BLOCK_WEIGHTS)
        if hidden % heads or hidden % BLOCK_WEIGHTS or feed_forward % BLOCK_WEIGHTS:
            raise ContainerInvalid("the widths do not divide")
        if not 0 < epsilon < 1:
            raise ContainerInvalid("the epsilon of the norms is out of bounds")
        return Shape(hidden, layers, heads, feed_forward, rows, positions, types, epsilon)

    def _pieces(self) -> Pieces:
        count = self._number("i", 1, _MAX_PIECES)
        begin, end, padding, unknown = (self._number("i", 0, count - 1) for _ in range(4))
        length = self._number("Q", 1, _MAX_BLOB)
        offsets = self._unpack(f"{count + 1}I")
        scores = self._unpack(f"{count}f")
        blob = self._take(length)
        if offsets[0] != 0 or offsets[-1] != length:
            raise ContainerInvalid("the pieces do not fill their room")
        if not all(0 < stop - start <= _MAX_PIECE_BYTES for start, stop in pairwise(offsets)):
            raise ContainerInvalid("a piece is empty or too long")
        texts = tuple(blob[start:stop] for start, stop in pairwise(offsets))
        _require_words(texts)
        if not all(map(math.isfinite, scores)):
            raise ContainerInvalid("a score is not a number")
        return Pieces(texts, scores, begin, end, padding, unknown)

    def _rules(self) -> dict[str, str]:
        count = self._number("i", 0, _MAX_RULES)
        length = self._number("I", 0, _MAX_BLOB)
        end = self._file.tell() + length
        rules: dict[str, str] = {}
        for _ in range(count):
            (code_point,) = self._unpack("I")
            (size,) = self._unpack("B")
            replacement = self._unpack(f"{size}I")
            rules[_character(code_point)] = "".join(map(_character, replacement))
        if self._file.tell() != end:
            raise ContainerInvalid("the replacements do not fill their room")
        return rules

    def _directory(self) -> dict[str, Tensor]:
        tensors: dict[str, Tensor] = {}
        for _ in range(self._number("i", 1, _MAX_TENSORS)):
            name = self._take(self._number("H", 1, _MAX_NAME)).decode("ascii", "replace")
            kind = self._number("B", 0, 1)
            elements, offset, size = self._unpack("IQQ")
            expected = elements * _FLOAT_BYTES
            if kind:
                expected = elements // BLOCK_WEIGHTS * BLOCK_BYTES
            if size != expected or (kind and elements % BLOCK_WEIGHTS):
                raise ContainerInvalid(f"tensor {name} is not of its size")
            if offset + size > self._end:
                raise ContainerInvalid(f"tensor {name} lies beyond the end of the file")
            tensors[name] = Tensor(bool(kind), elements, offset, size)
        return tensors

    # --- bytes -------------------------------------------------------------------------------

    def _take(self, count: int) -> bytes:
        data = self._file.read(count)
        if len(data) != count:
            raise ContainerInvalid("the file ends too early")
        return data

    def _unpack(self, layout: str) -> tuple[Any, ...]:
        packed = struct.Struct(f"<{layout}")
        return packed.unpack(self._take(packed.size))

    def _number(self, layout: str, least: int, most: int) -> int:
        (value,) = self._unpack(layout)
        if not least <= value <= most:
            raise ContainerInvalid(f"{value} is not from {least} to {most}")
        return int(value)


def _require_words(texts: tuple[bytes, ...]) -> None:
    """Refuse pieces that are no text, or of which two are the same."""
    if len(set(texts)) != len(texts):
        raise ContainerInvalid("a piece occurs twice")
    try:
        for text in texts:
            text.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ContainerInvalid("a piece is not UTF-8") from error


def _character(code_point: int) -> str:
    """The character of a code point; NUL cannot stand in the tables that are made of these."""
    if not 0 < code_point <= _LAST_CODE_POINT or code_point in _SURROGATES:
        raise ContainerInvalid(f"{code_point:#x} is no character")
    return chr(code_point)
