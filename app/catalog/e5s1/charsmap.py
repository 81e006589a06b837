"""Packs replacements of text as SentencePiece does: a trie in a double array, then the texts.

The array holds 32-bit units. A unit that stands for a byte has the byte in bits 0 to 7, bit 8 where
a key ends here, and in bits 10 to 30 an offset: the children of the node at unit i lie at
`i ^ offset ^ byte`, and the place of its replacement at byte 0. The layout is that of darts-clone,
read by llama.cpp's unigram tokenizer.
"""

import struct
from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

_BLOCK: Final = 256
_OPEN_BLOCKS: Final = 16
"""Blocks that are tried for room; older ones are nearly full."""
_HAS_LEAF: Final = 1 << 8
_OFFSET_SHIFT: Final = 10
_OFFSET_LIMIT: Final = 1 << 21
_IS_VALUE: Final = 1 << 31
_VALUE: Final = 0
"""The label of a value: no key holds a NUL."""

_Flags = npt.NDArray[np.bool_]
_AT: Final = np.arange(_BLOCK)
_Node = dict[int, "_Node | int"]


def pack(replacements: Mapping[bytes, bytes]) -> bytes:
    """The packed form. No key and no replacement may hold a NUL, no key be empty: ValueError."""
    texts, places = _texts(replacements)
    root: _Node = {}
    for key, replacement in replacements.items():
        if not key or 0 in key:
            raise ValueError("a key that is empty or holds a NUL")
        node = root
        for byte in key:
            node = node.setdefault(byte, {})  # type: ignore[assignment]  # bytes lead to nodes
        node[_VALUE] = places[replacement]
    units = _DoubleArray().fill(root)
    return struct.pack("<I", len(units)) + units + texts


def find(packed: bytes, text: bytes) -> tuple[int, bytes] | None:
    """The longest key that `text` begins with, as its length, and its replacement."""
    (size,) = struct.unpack_from("<I", packed)
    units = np.frombuffer(packed, "<u4", size // 4, 4)
    found, node = None, int(units[0]) >> _OFFSET_SHIFT
    for length, byte in enumerate(text, 1):
        unit = int(units[node ^ byte])
        if byte == 0 or unit & (_IS_VALUE | 0xFF) != byte:
            break
        node ^= byte ^ (unit >> _OFFSET_SHIFT)
        if unit & _HAS_LEAF:
            start = 4 + size + (int(units[node]) & ~_IS_VALUE)
            found = length, packed[start : packed.index(b"\0", start)]
    return found


def _texts(replacements: Mapping[bytes, bytes]) -> tuple[bytes, dict[bytes, int]]:
    texts, places = bytearray(), {}
    for text in sorted(set(replacements.values())):
        if 0 in text:
            raise ValueError("a replacement that holds a NUL")
        places[text] = len(texts)
        texts += text + b"\0"
    return bytes(texts), places


class _DoubleArray:
    """The array while it is filled, in blocks of 256 units: a node's children are all in one.

    A unit belongs to one node, and so does a base, the unit that byte 0 leads to: the byte in a
    unit alone could not tell whose child it is. The size stays a multiple of 256, so that whatever
    bytes a text has, none leads beyond it.
    """

    def __init__(self) -> None:
        self._units: list[npt.NDArray[np.uint32]] = []
        self._free: list[_Flags] = []
        self._bases: list[_Flags] = []
        self._open: list[int] = []

    def fill(self, root: _Node) -> bytes:
        """Place the whole trie; the units as bytes."""
        self._grow()
        self._free[0][0] = self._bases[0][0] = False
        waiting: list[tuple[int, _Node]] = [(0, root)]
        while waiting:
            waiting.extend(self._place(*waiting.pop()))
        return np.concatenate(self._units).astype("<u4").tobytes()

    def _place(self, index: int, node: _Node) -> Iterator[tuple[int, _Node]]:
        """Give the children of the node at `index` their units; those that have children, too."""
        block, at = self._room(list(node))
        offset = index ^ (block * _BLOCK + at)
        if offset >= _OFFSET_LIMIT:
            raise ValueError("more replacements than fit")
        self._bases[block][at] = False
        own, place = self._units[index // _BLOCK], index % _BLOCK
        own[place] |= np.uint32(offset << _OFFSET_SHIFT)
        for label, child in node.items():
            self._free[block][at ^ label] = False
            if isinstance(child, int):
                own[place] |= np.uint32(_HAS_LEAF)
                self._units[block][at] = np.uint32(_IS_VALUE | child)
            else:
                self._units[block][at ^ label] = np.uint32(label)
                yield block * _BLOCK + (at ^ label), child

    def _room(self, labels: list[int]) -> tuple[int, int]:
        """A block and a base in it where every label leads to a free unit."""
        for block in self._open:
            fits = self._bases[block].copy()
            for label in labels:
                fits &= self._free[block][_AT ^ label]
            at = int(fits.argmax())
            if fits[at]:
                break
        else:
            block, at = self._grow(), 0
        if len(self._open) > _OPEN_BLOCKS:
            self._open.pop(0)
        return block, at

    def _grow(self) -> int:
        self._units.append(np.zeros(_BLOCK, np.uint32))
        self._free.append(np.ones(_BLOCK, np.bool_))
        self._bases.append(np.ones(_BLOCK, np.bool_))
        self._open.append(len(self._units) - 1)
        return self._open[-1]
