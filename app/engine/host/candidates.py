"""The tokens that may come next, in llama.cpp's own array, filled without a loop in Python."""

import ctypes
from typing import Any, Final

from app.engine.host.binding import llama

_ENTRY: Final = 12
"""sizeof(llama_token_data): int32 id, float32 logit, float32 p"""
_FLOAT: Final = 4


class Candidates:
    """One entry for every token of the vocabulary; samplers reorder, shrink and choose."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._buffer = bytearray(size * _ENTRY)
        view = memoryview(self._buffer)
        self._logits = view.cast("f")
        view.cast("i")[0::3] = memoryview(bytes((ctypes.c_int32 * size)(*range(size)))).cast("i")
        self._blank = bytes(self._buffer)
        self._entries = (llama.llama_token_data * size).from_buffer(self._buffer)
        self.native = llama.llama_token_data_array()
        self._pointer = ctypes.pointer(self.native)
        self._data = ctypes.cast(self._entries, ctypes.POINTER(llama.llama_token_data))

    def fill(self, context: Any, row: int) -> "memoryview[float]":
        """Take the logits of the batch's row, every token in its place; returns the logits."""
        pointer = llama.llama_get_logits_ith(context, row)
        logits = memoryview(ctypes.string_at(pointer, self.size * _FLOAT)).cast("f")
        self._buffer[:] = self._blank
        self._logits[1::3] = logits
        self.native.data = self._data
        self.native.size = self.size
        self.native.selected = -1
        self.native.sorted = False
        return logits

    def take_one(self, token: int) -> None:
        """Hold a single token, to ask a sampler about it."""
        entry = self._entries[0]
        entry.id, entry.logit, entry.p = token, 1.0, 0.0
        self.native.data = self._data
        self.native.size = 1
        self.native.selected = -1
        self.native.sorted = False

    def apply(self, sampler: Any) -> None:
        """Let a sampler reorder, shrink or choose."""
        llama.llama_sampler_apply(sampler, self._pointer)

    @property
    def chosen(self) -> int:
        """The token that a sampler chose."""
        return int(self.native.data[self.native.selected].id)

    @property
    def is_first_possible(self) -> bool:
        """Whether the first entry has not been excluded."""
        return float(self.native.data[0].logit) != float("-inf")

    def first(self, count: int) -> list[tuple[int, float, float]]:
        """Token, logit and probability of the first entries."""
        entries = self.native.data[: min(count, self.native.size)]
        return [(each.id, each.logit, each.p) for each in entries]
