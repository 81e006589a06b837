"""Calls that take their time: away from the window's thread, their outcome back on it."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject
from shiboken6 import isValid

from app.domain.errors import AppError
from app.gui.bridge import EventBridge
from app.services.jobs import JobRunner

T = TypeVar("T")


class Background:
    """Runs work in the job pool."""

    def __init__(self, jobs: JobRunner, bridge: EventBridge) -> None:
        self._jobs = jobs
        self._bridge = bridge

    def run(
        self,
        owner: QObject,
        work: Callable[[], T],
        done: Callable[[T], object] = lambda _result: None,
        failed: Callable[[AppError], object] = lambda _error: None,
    ) -> None:
        """Run `work` soon, then `done` or `failed` on the window's thread.

        Nothing follows when `owner` is gone by then. After a defect of ours `failed` hears of it
        too, so that nothing stays busy for ever, and the crash window opens.
        """

        def job() -> None:
            try:
                result = work()
            except AppError as error:
                self.tell(owner, partial(failed, error))
            except Exception as error:
                name = type(error).__name__
                self.tell(owner, lambda: failed(AppError(name)))
                raise
            else:
                self.tell(owner, lambda: done(result))

        self._jobs.start(job)

    def tell(self, owner: QObject, outcome: Callable[[], object]) -> None:
        """Call on the window's thread, soon, unless `owner` is gone by then; from any thread."""

        def on_window_thread() -> None:
            if isValid(owner):
                outcome()

        self._bridge.call(on_window_thread)
