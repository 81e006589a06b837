"""How long a test waits for what it expects: as long as the busiest machine takes.

A condition that comes true ends the wait at once, so that patience costs nothing but in a test that
fails. pytest-qt's own five seconds are too few beside others that keep all processors busy.
"""

import threading
import time
from collections.abc import Callable
from typing import Any, Final

from pytestqt.qtbot import QtBot

PATIENCE_S: Final = 60.0
PATIENCE_MS: Final = 60_000
_GLANCE_S: Final = 0.005


def until(is_so: Callable[[], object]) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(_GLANCE_S)


def when(is_so: Callable[[], object], then: Callable[[], object]) -> None:
    """Do something as soon as another thing is so, on a thread of its own."""

    def wait_and_do() -> None:
        until(is_so)
        then()

    threading.Thread(target=wait_and_do, name="when", daemon=True).start()


class PatientBot(QtBot):
    """pytest-qt's robot; it waits a minute where the test names no other time."""

    def waitUntil(self, callback: Any, *, timeout: int = PATIENCE_MS) -> None:  # noqa: N802
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, **options: Any) -> Any:  # noqa: N802
        return super().waitSignal(signal, **{"timeout": PATIENCE_MS, **options})

    def waitExposed(self, widget: Any, **options: Any) -> Any:  # noqa: N802
        return super().waitExposed(widget, **{"timeout": PATIENCE_MS, **options})
