"""Work away from the window's thread. What fails in it is never lost in silence."""

import sys
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final

from app.domain.errors import AppError

WORKERS: Final = 4
CLOSE_SECONDS: Final = 3.0


def _print_defect(error: BaseException) -> None:
    traceback.print_exception(error, file=sys.stderr)


class JobRunner:
    """A small pool of threads. `on_defect` hears of what is not the world's fault but ours."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="job")
        self._closing = threading.Event()
        self.on_defect: Callable[[BaseException], None] = _print_defect

    def start(
        self, work: Callable[[], object], on_error: Callable[[AppError], None] | None = None
    ) -> None:
        """Run `work` soon; an AppError goes to `on_error` on the same thread."""
        if self._closing.is_set():
            return

        def run() -> None:
            try:
                work()
            except AppError as error:
                (on_error or self.on_defect)(error)

        self._pool.submit(run).add_done_callback(self._report)

    def close(self, seconds: float = CLOSE_SECONDS) -> bool:
        """Take no more work and wait for what runs, but not for ever; whether all of it ended.

        Call it after everything was asked to stop.
        """
        self._closing.set()
        self._pool.shutdown(wait=False, cancel_futures=True)
        waiting = threading.Thread(target=self._pool.shutdown, daemon=True)
        waiting.start()
        waiting.join(seconds)
        return not waiting.is_alive()

    def _report(self, future: "Future[None]") -> None:
        if not future.cancelled() and (error := future.exception()) is not None:
            self.on_defect(error)
