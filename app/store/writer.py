"""The one thread through which every change of the database goes."""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from app.domain.errors import VaultLocked
from app.store.faults import is_damage, told

T = TypeVar("T")
_Job = tuple[Callable[[], Any], "Future[Any]"]


class Writer:
    """Runs changes one after another, each in a transaction of its own.

    Safe to use from every thread but its own. Errors come back to whoever asked.
    """

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self._path = path
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._is_open = True
        self._thread = threading.Thread(target=self._work, name="vault writer", daemon=True)
        self._thread.start()

    def submit(self, change: Callable[[Connection], T]) -> T:
        """Run `change` in a transaction and return its result once it is on the disk.

        When it raises, nothing of it remains. Raises an AppError, VaultLocked after `close`.
        """
        return self.alone(lambda: self._in_transaction(change))

    def alone(self, job: Callable[[], T]) -> T:
        """Run `job` between the changes, without a transaction; returns its result."""
        return self._started(job).result()

    def later(self, job: Callable[[], None]) -> None:
        """Run `job` when those before it are done; nobody waits, and nobody hears of its errors."""
        self._started(job)

    def close(self) -> None:
        """Finish what was asked for, then end the thread."""
        with self._lock:
            if self._is_open:
                self._is_open = False
                self._jobs.put(None)
        self._thread.join()

    def _started(self, job: Callable[[], T]) -> "Future[T]":
        if threading.current_thread() is self._thread:
            raise RuntimeError("a change cannot wait for another change")
        future: Future[T] = Future()
        with self._lock:
            if not self._is_open:
                raise VaultLocked
            self._jobs.put((job, future))
        return future

    def _in_transaction(self, change: Callable[[Connection], T]) -> T:
        with told(self._path), self._engine.connect() as connection:
            try:
                with connection.begin():  # the engine says BEGIN IMMEDIATE
                    return change(connection)
            except DBAPIError as error:
                if is_damage(error):
                    connection.invalidate()
                raise

    def _work(self) -> None:
        while (waiting := self._jobs.get()) is not None:
            job, future = waiting
            try:
                future.set_result(job())
            except BaseException as error:
                future.set_exception(error)
            del waiting, job, future  # what a change holds is let go before the next one comes
