"""Has documents read by the process that forks: one child of it for each; POSIX with /proc."""

import contextlib
import fcntl
import io
import itertools
import os
import select
import socket
import threading
import time
from pathlib import Path
from typing import Any, BinaryIO, Final

from app.domain.documents import Refusal
from app.domain.errors import ReaderUnavailable
from app.index.parsers.refusing import Refused
from app.index.reader.commands import COMMANDS, REPLIES, SOCKET_VARIABLE, Ended, Hello, Job, Stop
from app.index.reader.waiting import GLANCE_SECONDS, Ending, Frame, Patience, reason_of
from app.workers.supervisor import Child
from app.workers.wire import MAX_JSON_BYTES, MAX_RAW_BYTES, Channel, WireError

HELLO_SECONDS: Final = 30.0
_ENDING_SECONDS: Final = 3.0
"""Until the parent of a child that has gone tells how."""
_HANGING_UP_SECONDS: Final = 1.0
"""Until the last child of a process that has gone lets go of its pipe, and has gone too."""
_LOOK_SECONDS: Final = 0.002
_GONE: Final = ("Z", "X")
"""States of a process in /proc (proc_pid_stat(5)): a zombie, a dead one."""
_PIPE_BYTES: Final = 1 << 20
_READ_BYTES: Final = 1 << 20
_HEADER_BYTES: Final = 8


class ForkingReader:
    """Speaks to one forking process, which it starts on demand and again after its end."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sending = threading.Lock()
        self._host: _Host | None = None
        self._is_closed = False
        self._numbers = itertools.count(1)

    def next_number(self) -> int:
        """A number for a job."""
        return next(self._numbers)

    @property
    def pid(self) -> int:
        """The number of the process that forks; 0 while there is none."""
        host = self._host
        return host.child.pid if host is not None and host.is_there else 0

    def run(self, job: Job, file: BinaryIO, patience: Patience) -> Frame:
        """The frame that answers a job; blocks. Raises Refused, ReaderUnavailable, WireError.

        A document cannot end the process that forks: when somebody else did, it is read once more.
        """
        try:
            return self._run_once(job, file, patience)
        except _HostEnded:
            file.seek(0)
            return self._run_once(job, file, patience)

    def _run_once(self, job: Job, file: BinaryIO, patience: Patience) -> Frame:
        host = self._running()
        reader, writer = os.pipe()
        try:
            with contextlib.suppress(OSError):  # only faster
                fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
            host.expect(job.number)
            try:
                with self._sending:  # files and frames keep one order
                    number = job.number.to_bytes(_HEADER_BYTES, "big")
                    socket.send_fds(host.files, [number], [file.fileno(), writer])
                    host.child.send(COMMANDS.encode(job))
            except OSError as error:
                if host.is_there:
                    raise ReaderUnavailable(str(error)) from error
                host.wait_for_children()
                raise _HostEnded(Refusal.CRASHED, str(error)) from error
            finally:
                os.close(writer)
            patience.begin()
            return self._answer(host, job, reader, patience)
        finally:
            os.close(reader)
            host.forget(job.number)

    def close(self) -> None:
        """End the process, and with it every child, for good."""
        with self._lock:
            self._is_closed = True
            host, self._host = self._host, None
        if host is not None:
            host.stop()

    def _running(self) -> "_Host":
        with self._lock:
            if self._is_closed:
                raise ReaderUnavailable("Snug is closing")
            if self._host is not None and not self._host.is_there:
                self._host.stop()
                self._host = None
            if self._host is None:
                self._host = _Host()
            return self._host

    def _answer(self, host: "_Host", job: Job, reader: int, patience: Patience) -> Frame:
        try:
            data = _whole_frame(reader, host, patience)
        except (Refused, WireError):
            with contextlib.suppress(OSError):
                host.child.send(COMMANDS.encode(Stop(job.number)))
            raise
        if data is not None:
            frame = Channel(io.BytesIO(data), io.BytesIO()).receive()
            if frame is not None:
                return frame
        if self._is_closed:
            raise Refused(Refusal.CANCELLED)
        ending = host.ending(job.number)
        if ending is None and not host.is_there:
            host.wait_for_children()
            raise _HostEnded(Refusal.CRASHED, "the process that forks ended")
        raise reason_of(ending, job.limits)


class _HostEnded(Refused):
    """The process that forks ended while a document was read; none of its children outlives it."""


class _Host:
    """A running process that forks, and how its children ended. Raises ReaderUnavailable."""

    def __init__(self) -> None:
        self._hello = threading.Event()
        self._endings: dict[int, tuple[threading.Event, list[Ending]]] = {}
        self._lock = threading.Lock()
        self.files, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            with theirs:
                settings = {SOCKET_VARIABLE: str(theirs.fileno()), "OMP_THREAD_LIMIT": "1"}
                self.child = Child(
                    "reader", settings, self._hear, self._end, (theirs.fileno(),), leads_group=True
                )
                self.child.start()
            self._greet()
        except OSError as error:
            self.files.close()
            raise ReaderUnavailable(str(error)) from error
        except BaseException:
            self.stop()
            raise

    def _greet(self) -> None:
        if not self._hello.wait(HELLO_SECONDS) or not self.is_there:
            raise ReaderUnavailable(self.child.log_tail())

    @property
    def is_there(self) -> bool:
        """Whether it can be told of a document, and answer; it is not when somebody killed it."""
        return self.child.is_running and not self.child.has_exited

    def expect(self, number: int) -> None:
        with self._lock:
            self._endings[number] = (threading.Event(), [])

    def forget(self, number: int) -> None:
        with self._lock:
            self._endings.pop(number, None)

    def ending(self, number: int) -> Ending | None:
        """How the child of a job ended; None when that cannot be told."""
        with self._lock:
            has_ended, endings = self._endings[number]
        deadline = time.monotonic() + _ENDING_SECONDS
        while not has_ended.wait(GLANCE_SECONDS) and time.monotonic() < deadline:
            if not self.is_there:  # what it said before is heard by now
                break
        return endings[0] if endings else None

    def stop(self) -> None:
        self.child.stop()
        self.files.close()
        self.wait_for_children()

    def wait_for_children(self) -> None:
        """Until those of a process that has gone are gone too: the system ends them after it."""
        deadline = time.monotonic() + _HANGING_UP_SECONDS
        while _is_anybody_left(self.child.pid) and time.monotonic() < deadline:
            time.sleep(_LOOK_SECONDS)

    def _hear(self, frame: dict[str, Any], _raw: bytes) -> None:
        reply = REPLIES.decode(frame)
        if isinstance(reply, Hello):
            self._hello.set()
        elif isinstance(reply, Ended):
            with self._lock:
                waiting = self._endings.get(reply.number)
            if waiting is not None:
                waiting[1].append(Ending(reply.signal, reply.code, reply.peak_bytes))
                waiting[0].set()

    def _end(self, _code: int | None) -> None:
        self._hello.set()
        with self._lock:
            waiting = list(self._endings.values())
        for has_ended, _ in waiting:
            has_ended.set()


def _is_anybody_left(group: int) -> bool:
    """Whether a process of a group still lives; one that only waits to be collected does not."""
    for each in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, IndexError):
            if os.getpgid(int(each.name)) == group:
                after_name = (each / "stat").read_text(errors="replace").rpartition(")")[2]
                if after_name.split()[0] not in _GONE:
                    return True
    return False


def _whole_frame(reader: int, host: _Host, patience: Patience) -> bytes | None:
    """A frame as bytes; None when the pipe or `host` ends before.

    Raises Refused when it comes too late, WireError when it is too large.
    """
    poll = select.poll()
    poll.register(reader, select.POLLIN | select.POLLHUP)
    data = bytearray()
    wanted = _HEADER_BYTES
    while len(data) < wanted:
        patience.check()
        if not poll.poll(GLANCE_SECONDS * 1000):
            if not host.is_there and not poll.poll(_HANGING_UP_SECONDS * 1000):
                return None
            continue
        piece = os.read(reader, min(_READ_BYTES, wanted - len(data)))
        if not piece:
            return None
        data += piece
        if len(data) == _HEADER_BYTES == wanted:
            head, raw = int.from_bytes(data[:4], "big"), int.from_bytes(data[4:], "big")
            if head > MAX_JSON_BYTES or raw > MAX_RAW_BYTES:
                raise WireError(f"frame announced as {head} + {raw} bytes")
            wanted += head + raw
    return bytes(data)
