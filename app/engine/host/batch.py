"""The tokens of one step, in the arrays that llama.cpp reads."""

import ctypes
from collections.abc import Sequence
from typing import Any

from app.engine.host.binding import llama

DECODED, NO_ROOM, ABORTED = 0, 1, 2
"""What llama_decode returns; a negative number is a failure."""


class Batch:
    """The tokens of one step, of any mix of sequences, in arrays that llama.cpp reads directly."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.length = 0
        self._tokens = (llama.llama_token * capacity)()
        self._positions = (llama.llama_pos * capacity)()
        self._counts = (ctypes.c_int32 * capacity)(*([1] * capacity))
        self._sequences = (llama.llama_seq_id * capacity)()
        self._wants_logits = (ctypes.c_int8 * capacity)()
        size = ctypes.sizeof(llama.llama_seq_id)
        base = ctypes.addressof(self._sequences)
        pointer = ctypes.POINTER(llama.llama_seq_id)
        self._pointers = (pointer * capacity)(
            *(ctypes.cast(base + index * size, pointer) for index in range(capacity))
        )
        self.native = self._native()

    def _native(self) -> Any:
        native = llama.llama_batch()
        native.n_tokens = 0
        native.token = ctypes.cast(self._tokens, ctypes.POINTER(llama.llama_token))
        native.embd = None
        native.pos = ctypes.cast(self._positions, ctypes.POINTER(llama.llama_pos))
        native.n_seq_id = ctypes.cast(self._counts, ctypes.POINTER(ctypes.c_int32))
        native.seq_id = ctypes.cast(
            self._pointers, ctypes.POINTER(ctypes.POINTER(llama.llama_seq_id))
        )
        native.logits = ctypes.cast(self._wants_logits, ctypes.POINTER(ctypes.c_int8))
        return native

    @property
    def room(self) -> int:
        """How many tokens still fit."""
        return self.capacity - self.length

    @property
    def outputs(self) -> list[int]:
        """The rows for which logits were asked."""
        return [row for row in range(self.length) if self._wants_logits[row]]

    def clear(self) -> None:
        """Start a new step."""
        self.length = 0

    def add(self, tokens: Sequence[int], position: int, sequence: int, *, logits: bool) -> int:
        """Add a stretch of one sequence; `logits` of its last token. Returns that token's row."""
        start, end = self.length, self.length + len(tokens)
        self._tokens[start:end] = tokens
        self._positions[start:end] = range(position, position + len(tokens))
        self._sequences[start:end] = [sequence] * len(tokens)
        self._wants_logits[start:end] = [0] * len(tokens)
        self._wants_logits[end - 1] = 1 if logits else 0
        self.length = end
        self.native.n_tokens = end
        return end - 1

    def add_all(self, tokens: Sequence[int], position: int, sequence: int) -> int:
        """Add a stretch with an output for every token; the row of the first."""
        start = self.length
        last = self.add(tokens, position, sequence, logits=True)
        self._wants_logits[start:last] = [1] * (last - start)
        return start
