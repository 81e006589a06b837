"""Let time pass in a window: its events are handled, and other threads run.

`QTest.qWait` holds the interpreter while it waits, so that whatever a window does beside its own
thread all but stands still.
"""

import time
from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QTimer

_LOOK_MS = 20


def pause(milliseconds: int) -> None:
    """Let the window work for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def wait(is_so: Callable[[], bool], patience_s: float) -> None:
    """Let the window work until something is so; raises TimeoutError."""
    until = time.monotonic() + patience_s
    while not is_so():
        if time.monotonic() > until:
            raise TimeoutError(is_so)
        pause(_LOOK_MS)
