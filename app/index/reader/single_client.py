"""Has documents read by a child that is started for each, and gets the file through its pipe."""

import contextlib
import itertools
import threading
from typing import Any, BinaryIO, Final

import psutil

from app.domain.documents import Refusal
from app.domain.errors import ReaderUnavailable
from app.index.parsers.refusing import Refused
from app.index.reader.commands import COMMANDS, REPLIES, FileEnd, Job, Piece
from app.index.reader.waiting import GLANCE_SECONDS, Ending, Frame, Patience, reason_of
from app.workers.supervisor import Child

HELLO_SECONDS: Final = 30.0
PIECE_BYTES: Final = 4 << 20


class SingleReader:
    """Starts a child for each document, ends it afterwards, and when it takes too much memory."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._running: set[Child] = set()
        self._is_closed = False

    def next_number(self) -> int:
        """A number for a job."""
        return next(self._numbers)

    @property
    def pid(self) -> int:
        """No process outlives its document: 0."""
        return 0

    def run(self, job: Job, file: BinaryIO, patience: Patience) -> Frame:
        """The frame that answers a job; blocks. Raises Refused, ReaderUnavailable, WireError."""
        talk = _Talk()
        with self._lock:
            if self._is_closed:
                raise ReaderUnavailable("Snug is closing")
            self._running.add(talk.child)
        try:
            talk.greet()
            memory = _memory_of(talk.child.pid)
            patience.begin()
            talk.child.send(COMMANDS.encode(job))
            while piece := file.read(PIECE_BYTES):
                talk.child.send(COMMANDS.encode(Piece()), piece)
            talk.child.send(COMMANDS.encode(FileEnd()))
            return self._answer(talk, job, memory, patience)
        except OSError as error:
            raise ReaderUnavailable(f"{error}\n{talk.child.log_tail()}") from error
        finally:
            with self._lock:
                self._running.discard(talk.child)
            talk.child.kill()

    def close(self) -> None:
        """End every child, for good."""
        with self._lock:
            self._is_closed = True
            running = list(self._running)
        for child in running:
            child.kill()

    def _answer(self, talk: "_Talk", job: Job, before: int, patience: Patience) -> Frame:
        """`before`: what it held before the document came, in bytes."""
        peak = before
        while not talk.has_said.wait(GLANCE_SECONDS):
            patience.check()
            peak = max(peak, _memory_of(talk.child.pid))
            if peak - before > job.limits.memory_bytes:
                raise Refused(Refusal.OUT_OF_MEMORY, f"{peak >> 20} MiB")
        if talk.answers:
            return talk.answers[0]
        if self._is_closed:
            raise Refused(Refusal.CANCELLED)
        code = talk.child.exit_code or 0
        raise reason_of(Ending(max(-code, 0), max(code, 0), peak - before), job.limits)


class _Talk:
    """A child, its greeting and its answer."""

    def __init__(self) -> None:
        self._is_ready = threading.Event()
        self.has_said = threading.Event()
        self.answers: list[Frame] = []
        settings = {"OMP_THREAD_LIMIT": "1"}
        self.child = Child("reader-once", settings, self._hear, self._end)

    def greet(self) -> None:
        """Start the child. Raises OSError, ReaderUnavailable."""
        self.child.start()
        if not self._is_ready.wait(HELLO_SECONDS) or not self.child.is_running:
            raise ReaderUnavailable(self.child.log_tail())

    def _hear(self, frame: dict[str, Any], raw: bytes) -> None:
        if not self._is_ready.is_set():
            REPLIES.decode(frame)
            self._is_ready.set()
        else:
            self.answers.append((frame, raw))
            self.has_said.set()

    def _end(self, _code: int | None) -> None:
        self._is_ready.set()
        self.has_said.set()


def _memory_of(pid: int) -> int:
    with contextlib.suppress(psutil.Error):
        return int(psutil.Process(pid).memory_info().rss)
    return 0
