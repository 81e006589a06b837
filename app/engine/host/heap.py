"""What was freed goes back to the system, not only to the heap of this process."""

import ctypes
import gc
import os
from typing import Final

_trim: Final = getattr(ctypes.CDLL(None), "malloc_trim", None) if os.name == "posix" else None
"""glibc's alone (malloc_trim(3)); other systems give large blocks back by themselves."""


def trim_heap() -> None:
    """Give the free parts of the heap back; without it a freed context leaves 20 MB and more."""
    gc.collect()
    if _trim is not None:
        _trim(0)
