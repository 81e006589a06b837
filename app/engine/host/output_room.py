"""Gives back what llama.cpp keeps for the logits of an encoder, which computes none.

It makes room for a row of the whole vocabulary for every token of a batch and fills it with zeros:
half a gigabyte for 512 tokens of a multilingual vocabulary (llama_context::output_reserve). Nothing
is ever written there, and pages given back read as zeros again.
"""

import ctypes
import mmap
import sys
from typing import Any, Final

from app.engine.host.binding import llama

_FLOAT_BYTES: Final = 4
_DONT_NEED: Final = 4
"""MADV_DONTNEED of Linux: elsewhere it does not promise zeros."""


def give_back_logits(context: Any, tokens: int, vocabulary: int) -> int:
    """Give the pages back; how many bytes. To be called after a batch of `tokens`, the largest.

    Only for a context in the memory of the processor. Later batches are not larger, so that the
    room is not made anew.
    """
    if sys.platform != "linux":
        return 0
    rows = llama.llama_get_logits(context)
    if not rows:
        return 0
    start = ctypes.addressof(rows.contents)
    first = -(-start // mmap.PAGESIZE) * mmap.PAGESIZE
    last = (start + tokens * vocabulary * _FLOAT_BYTES) // mmap.PAGESIZE * mmap.PAGESIZE
    size = max(0, last - first)
    advise = ctypes.CDLL(None).madvise
    advise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    return size if size and advise(first, size, _DONT_NEED) == 0 else 0
