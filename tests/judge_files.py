"""Models that judge pairs of texts, made of a real embedder and a head of random weights."""

import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np

_ALIGNMENT = 32
_COUNTS = 8
"""Where a file says how many tensors and facts it has."""
_FIRST_FACT = 24
_UINT32, _STRING, _ARRAY, _FLOAT32 = 4, 8, 9, 0
_RANK = 4


def judge(source: Path, target: Path, labels: Sequence[str] = ("",), seed: int = 1) -> Path:
    """Write the starter embedder with a head of one score for each label; return the path.

    The encoder understands texts; the head was never taught, so that its scores mean nothing, and
    yet differ with every text. The file is taken over byte by byte: to read and write its quarter
    of a million words would take most of a minute.
    """
    data = bytearray(source.read_bytes())
    key = _text("bert.pooling_type") + struct.pack("<I", _UINT32)
    struct.pack_into("<I", data, data.index(key) + len(key), _RANK)
    last = _text("blk.11.layer_output_norm.bias")
    end = data.index(last) + len(last)
    (dimensions,) = struct.unpack_from("<I", data, end)
    end += 4 + 8 * dimensions + 4 + 8
    weights = data[_aligned(end) :]
    head = _head(384, len(labels), np.random.default_rng(seed))
    infos = bytearray()
    for name, values in head.items():
        shape = values.shape[::-1]
        infos += _text(name) + struct.pack(f"<I{len(shape)}Q", len(shape), *shape)
        infos += struct.pack("<IQ", _FLOAT32, _aligned(len(weights)))
        weights += bytes(_aligned(len(weights)) - len(weights)) + values.tobytes()
    facts = bytearray()
    if any(labels):
        facts += _text("bert.classifier.output_labels")
        facts += struct.pack("<IIQ", _ARRAY, _STRING, len(labels)) + b"".join(map(_text, labels))
    tensors, said = struct.unpack_from("<QQ", data, _COUNTS)
    struct.pack_into("<QQ", data, _COUNTS, tensors + len(head), said + bool(facts))
    begin = data[:_FIRST_FACT] + facts + data[_FIRST_FACT:end] + infos
    begin += bytes(_aligned(len(begin)) - len(begin))
    target.write_bytes(begin + weights + bytes(_aligned(len(weights)) - len(weights)))
    return target


def _aligned(size: int) -> int:
    return -(-size // _ALIGNMENT) * _ALIGNMENT


def _text(value: str) -> bytes:
    return struct.pack("<Q", len(value.encode())) + value.encode()


def _head(width: int, labels: int, random: np.random.Generator) -> dict[str, np.ndarray]:
    def matrix(rows: int, scale: float) -> np.ndarray:
        return (random.standard_normal((rows, width)) * scale).astype(np.float32)

    return {
        "cls.weight": matrix(width, 0.3),
        "cls.bias": np.zeros(width, np.float32),
        "cls.output.weight": matrix(labels, 0.5),
        "cls.output.bias": np.zeros(labels, np.float32),
    }
