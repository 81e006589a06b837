"""What somebody waits for from a child: a frame, or how the child ended instead."""

import signal
import sys
import threading
import time
from dataclasses import dataclass
from typing import Any, Final

from app.domain.documents import ReadingLimits, Refusal
from app.index.parsers.refusing import Refused

GLANCE_SECONDS: Final = 0.05
"""Between two looks at whether the answer is still wanted."""
_MOST_OF_MEMORY: Final = 0.7
"""A child that died with this share of its memory in use died of it, as far as can be told."""
_SIGXCPU: Final = int(getattr(signal, "SIGXCPU", 24))
_SIGKILL: Final = int(getattr(signal, "SIGKILL", 9))

Frame = tuple[dict[str, Any], bytes]


@dataclass(frozen=True, slots=True)
class Ending:
    """How a child ended: by a signal, or with a code; and the most memory that it had, in bytes."""

    signal: int = 0
    code: int = 0
    peak_bytes: int = 0


class Patience:
    """Until when an answer is waited for, and whether it still is wanted."""

    def __init__(self, limits: ReadingLimits, cancel: threading.Event | None) -> None:
        self._limits = limits
        self._cancel = cancel
        self._deadline = time.monotonic() + limits.seconds

    def begin(self) -> None:
        """The work begins now, not when it was asked for."""
        self._deadline = time.monotonic() + self._limits.seconds

    def check_wanted(self) -> None:
        """Raises Refused with CANCELLED when nobody wants it any more."""
        if self._cancel is not None and self._cancel.is_set():
            raise Refused(Refusal.CANCELLED)

    def check(self) -> None:
        """Raises Refused with CANCELLED or TOO_SLOW when there is nothing more to wait for."""
        self.check_wanted()
        if time.monotonic() > self._deadline:
            raise Refused(Refusal.TOO_SLOW, f"{self._limits.seconds:g} s")


def reason_of(ending: Ending | None, limits: ReadingLimits) -> Refused:
    """Why there is no answer from a child that ended."""
    if ending is None:
        return Refused(Refusal.CRASHED, "the child ended")
    if ending.signal == _SIGXCPU:
        return Refused(Refusal.TOO_SLOW, "processor time")
    died_full = ending.peak_bytes >= limits.memory_bytes * _MOST_OF_MEMORY
    # The system's own killer, as nobody here ended it.
    if (ending.signal or ending.code) and (died_full or ending.signal == _SIGKILL):
        return Refused(Refusal.OUT_OF_MEMORY, f"{ending.peak_bytes >> 20} MiB")
    how = f"signal {ending.signal}" if ending.signal else f"code {ending.code}"
    return Refused(Refusal.CRASHED, how if sys.platform != "win32" else f"code {ending.code}")
