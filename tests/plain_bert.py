"""A BERT encoder in plain numpy, in 32-bit floats: what an engine's vectors are compared with.

Devlin et al., "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding",
NAACL 2019; post-norm layers, GELU with the error function, the mean over all tokens.
"""

import math
import struct
from collections.abc import Sequence
from pathlib import Path

import gguf
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
_ERF = (0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429)


def _erf(values: Floats) -> Floats:
    """Abramowitz and Stegun 7.1.26: wrong by 1.5e-7 at most."""
    part = 1 / (1 + 0.3275911 * np.abs(values))
    series = sum(factor * part**power for power, factor in enumerate(_ERF, 1))
    return np.asarray(np.sign(values) * (1 - series * np.exp(-(values**2))), np.float32)


class PlainBert:
    """A GGUF of the bert architecture, computed without an engine."""

    def __init__(self, path: Path, *, layers: int = 12, heads: int = 12) -> None:
        self._layers, self._heads, self._epsilon = layers, heads, 1e-12
        self._packed = tensors(path)
        self._known: dict[str, Floats] = {}

    def vector(self, tokens: Sequence[int]) -> Floats:
        """The mean of all positions, brought to length 1; the special tokens are the caller's."""
        state = self._rows("token_embd.weight", tokens)
        state = state + self._floats("position_embd.weight")[: len(tokens)]
        state = self._norm(state + self._floats("token_types.weight")[0], "token_embd_norm")
        for layer in range(self._layers):
            block = f"blk.{layer}"
            mixed = self._linear(self._attention(state, block), f"{block}.attn_output")
            state = self._norm(state + mixed, f"{block}.attn_output_norm")
            inner = self._linear(state, f"{block}.ffn_up")
            inner = inner * (1 + _erf(inner / math.sqrt(2))) / 2
            outer = self._linear(inner, f"{block}.ffn_down")
            state = self._norm(state + outer, f"{block}.layer_output_norm")
        mean = state.mean(axis=0)
        return np.asarray(mean / np.linalg.norm(mean), np.float32)

    def _attention(self, state: Floats, block: str) -> Floats:
        count, width = state.shape
        query, key, value = (
            self._linear(state, f"{block}.attn_{part}")
            .reshape(count, self._heads, width // self._heads)
            .transpose(1, 0, 2)
            for part in "qkv"
        )
        scores = query @ key.transpose(0, 2, 1) / math.sqrt(width // self._heads)
        shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
        shares /= shares.sum(axis=-1, keepdims=True)
        return np.asarray((shares @ value).transpose(1, 0, 2).reshape(count, width), np.float32)

    def _linear(self, state: Floats, name: str) -> Floats:
        weights = self._floats(f"{name}.weight")
        return np.asarray(state @ weights.T + self._floats(f"{name}.bias"), np.float32)

    def _norm(self, state: Floats, name: str) -> Floats:
        centred = state - state.mean(axis=-1, keepdims=True)
        scale = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + self._epsilon)
        weights, bias = self._floats(f"{name}.weight"), self._floats(f"{name}.bias")
        return np.asarray(centred / scale * weights + bias, np.float32)

    def _floats(self, name: str) -> Floats:
        if name not in self._known:
            self._known[name] = _unpacked(*self._packed[name])
        return self._known[name]

    def _rows(self, name: str, rows: Sequence[int]) -> Floats:
        data, kind = self._packed[name]
        return _unpacked(data[np.array(rows)], kind)


def _unpacked(data: npt.NDArray[np.uint8], kind: gguf.GGMLQuantizationType) -> Floats:
    return np.asarray(gguf.quants.dequantize(data, kind), np.float32)


Tensors = dict[str, tuple[npt.NDArray[np.uint8], gguf.GGMLQuantizationType]]
_SIZES = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
_STRING, _ARRAY = 8, 9


def tensors(path: Path) -> Tensors:
    """Rows of bytes of each tensor; gguf's reader takes half a minute for a large vocabulary."""
    data, at = path.read_bytes(), 8

    def take(layout: str) -> int:
        nonlocal at
        at += struct.calcsize(layout)
        return int(struct.unpack_from(layout, data, at - struct.calcsize(layout))[0])

    def text() -> str:
        nonlocal at
        size = take("<Q")
        at += size
        return data[at - size : at].decode()

    def skip(kind: int) -> None:
        nonlocal at
        if kind == _STRING:
            size = take("<Q")
            at += size
        elif kind == _ARRAY:
            inner, count = take("<I"), take("<Q")
            if inner in _SIZES:
                at += count * _SIZES[inner]
            else:
                for _ in range(count):
                    skip(inner)
        else:
            at += _SIZES[kind]

    count, facts = take("<Q"), take("<Q")
    for _ in range(facts):
        text()
        skip(take("<I"))
    found = []
    for _ in range(count):
        name = text()
        shape = [take("<Q") for _ in range(take("<I"))]
        found.append((name, shape, gguf.GGMLQuantizationType(take("<I")), take("<Q")))
    start = at + -at % 32
    made: Tensors = {}
    for name, shape, kind, offset in found:
        block, size = gguf.GGML_QUANT_SIZES[kind]
        row, rows = shape[0] // block * size, math.prod(shape[1:])
        flat = np.frombuffer(data, np.uint8, rows * row, start + offset)
        made[name] = (flat.reshape(rows, row) if len(shape) > 1 else flat, kind)
    return made
