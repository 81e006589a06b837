"""Has a child process speak to the model hub, and asks the gate before each of its connections."""

import contextlib
import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from app.domain.errors import AppError
from app.domain.network import Outcome
from app.hub.messages import (
    COMMANDS,
    REPLIES,
    Closed,
    Counted,
    Fault,
    Fetch,
    Fetched,
    FetchWheel,
    Listing,
    Look,
    Opened,
    Opening,
    Passed,
    Pause,
    Paused,
    Progress,
    Read,
    Refused,
    Terms,
    Text,
    Trouble,
)
from app.security.passage import Passage
from app.workers.supervisor import Child

ROLE: Final = "downloader"
FOLDER_VARIABLE: Final = "SNUG_DOWNLOADER_WRITES"
"""The one folder in which the child may change files."""
PAUSE_SECONDS: Final = 3.0
"""After it is asked to pause, until the child is ended; what it kept before then is kept."""

_GLANCE_SECONDS: Final = 0.1
_END: Final = object()


class HubFault(Exception):
    """The task of a child failed."""

    def __init__(
        self, fault: Fault, detail: str, kept: int = 0, cause: AppError | None = None
    ) -> None:
        """`kept` bytes of a fetch survive; `cause` is why the gate refused, where it did."""
        super().__init__(f"{fault}: {detail}")
        self.fault = fault
        self.detail = detail
        self.kept = kept
        self.cause = cause


class Halted(Exception):
    """A task was stopped by its `stop`."""

    def __init__(self, kept: int) -> None:
        """`kept` bytes of a fetch survive."""
        super().__init__(f"stopped at {kept}")
        self.kept = kept


class HubClient:
    """Runs a child for each task. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        """`folder` is the only one in which children write."""
        self._folder = folder
        self._tasks: set[_Task] = set()
        self._lock = threading.Lock()

    def look(
        self, terms: Terms, look: Look, passage: Passage, stop: threading.Event | None = None
    ) -> Listing:
        """The files of a repository; blocks. Raises HubFault, and Halted once `stop` is set."""
        with self._task(terms, passage) as task:
            task.send(look)
            for reply in task.replies(stop or threading.Event()):
                if isinstance(reply, Listing):
                    return reply
        raise Halted(0)

    def fetch(
        self,
        terms: Terms,
        fetch: Fetch | FetchWheel,
        passage: Passage,
        on_progress: Callable[[Progress], None],
        stop: threading.Event,
    ) -> None:
        """Bring a file, whole and proved, to its part; blocks until then.

        Raises Halted once `stop` is set, and HubFault.
        """
        kept = fetch.kept if isinstance(fetch, Fetch) else 0
        with self._task(terms, passage) as task:
            task.send(fetch)
            for reply in task.replies(stop):
                if isinstance(reply, Progress):
                    kept = reply.kept
                    on_progress(reply)
                elif isinstance(reply, Fetched):
                    return
                elif isinstance(reply, Paused):
                    kept = reply.kept
        raise Halted(kept)

    def read(
        self, terms: Terms, read: Read, passage: Passage, stop: threading.Event | None = None
    ) -> str:
        """The text at the address of the terms; blocks. Raises HubFault, and Halted."""
        with self._task(terms, passage) as task:
            task.send(read)
            for reply in task.replies(stop or threading.Event()):
                if isinstance(reply, Text):
                    return reply.text
        raise Halted(0)

    def close(self) -> None:
        """End every child; their tasks fail."""
        with self._lock:
            running = list(self._tasks)
        for task in running:
            task.child.stop()

    @contextmanager
    def _task(self, terms: Terms, passage: Passage) -> Iterator["_Task"]:
        task = _Task(passage, self._folder)
        with self._lock:
            self._tasks.add(task)
        try:
            task.start()
            task.send(terms)
            yield task
        finally:
            task.child.stop()
            passage.close(task.outcome)
            with self._lock:
                self._tasks.discard(task)


class _Task:
    """A running child, the connections it has, and what it says of its task."""

    def __init__(self, passage: Passage, folder: Path) -> None:
        self.outcome = Outcome.FAILED
        """Of the connections whose end the child does not tell."""
        self._passage = passage
        self._lines: dict[int, str] = {}
        self._refusal: AppError | None = None
        self._replies: queue.SimpleQueue[object] = queue.SimpleQueue()
        self.child = Child(ROLE, {FOLDER_VARIABLE: str(folder)}, self._hear, self._end)

    def start(self) -> None:
        """Start the child; raises HubFault."""
        try:
            self.child.start()
        except OSError as error:
            raise HubFault(Fault.ENDED, str(error)) from error

    def send(self, message: object) -> None:
        """Tell the child something; raises HubFault when it is gone."""
        try:
            self.child.send(COMMANDS.encode(message))
        except OSError as error:
            raise HubFault(Fault.ENDED, self.child.log_tail() or str(error)) from error

    def replies(self, stop: threading.Event) -> Iterator[object]:
        """What the child says of its task; ends when `stop` is set and the child has stopped."""
        killed_at: float | None = None
        while True:
            if stop.is_set() and killed_at is None:
                killed_at = time.monotonic() + PAUSE_SECONDS
                self.outcome = Outcome.STOPPED
                with contextlib.suppress(HubFault):
                    self.send(Pause())
            if killed_at is not None and time.monotonic() > killed_at:
                self.child.kill()
            try:
                reply = self._replies.get(timeout=_GLANCE_SECONDS)
            except queue.Empty:
                continue
            if reply is _END:
                if killed_at is not None:
                    return
                raise HubFault(Fault.ENDED, self.child.log_tail())
            if isinstance(reply, Trouble):
                raise HubFault(reply.fault, reply.detail, reply.kept, self._refusal)
            if isinstance(reply, Listing | Fetched | Text):
                self.outcome = Outcome.DONE
            yield reply
            if isinstance(reply, Paused):
                return

    def _hear(self, frame: dict[str, Any], _raw: bytes) -> None:
        """On the child's reader thread; what is no message of this wire ends the child."""
        reply = REPLIES.decode(frame)
        if isinstance(reply, Opening):
            self._ask(reply)
        elif isinstance(reply, Opened):
            self._passage.reached(self._lines.get(reply.number, ""), reply.address)
        elif isinstance(reply, Counted):
            line = self._lines.get(reply.number, "")
            self._passage.count(line, reply.bytes_in, reply.bytes_out)
        elif isinstance(reply, Closed):
            outcome = Outcome.DONE if reply.is_whole else Outcome.FAILED
            if self.outcome is Outcome.STOPPED:
                outcome = Outcome.STOPPED
            self._passage.left(self._lines.pop(reply.number, ""), outcome)
        else:
            self._replies.put(reply)

    def _ask(self, opening: Opening) -> None:
        try:
            self._lines[opening.number] = self._passage.reach(
                opening.host, opening.target, is_encrypted=opening.is_encrypted
            )
        except AppError as error:
            self._refusal = error
            self.child.send(COMMANDS.encode(Refused(opening.number)))
        else:
            self.child.send(COMMANDS.encode(Passed(opening.number)))

    def _end(self, _code: int | None) -> None:
        self._replies.put(_END)
