"""The process that forks a child for each document: it loads the parsers once, and reads nothing.

It is told of a document by a frame on its pipe, and gets the open file and the pipe for the result
through a socket that its parent made (unix(7), SCM_RIGHTS). A child answers on that pipe alone, so
that no document can speak for another. Linux.
"""

import contextlib
import os
import select
import signal
import socket
import sys
from typing import Final

from app.domain.documents import Refusal
from app.index.reader.commands import (
    COMMANDS,
    REPLIES,
    SOCKET_VARIABLE,
    Draw,
    Ended,
    Hello,
    Job,
    Probe,
    Read,
    Stop,
)
from app.index.reader.job import confine_for, refusal, result_of
from app.index.reader.loading import load_everything
from app.workers.child import BAD_FRAME, PARENT_GONE, parent_pid
from app.workers.reader_sandbox import confine_forking_parent
from app.workers.wire import Channel, WireError

_FILE, _RESULT = 3, 4
_FIRST_FREE: Final = 5
_MOST_DESCRIPTORS: Final = 1 << 16
_NUMBER_BYTES: Final = 8


def serve(channel: Channel) -> None:
    """Fork a child for each document that the parent sends; ends with the pipe."""
    files = socket.socket(fileno=int(os.environ[SOCKET_VARIABLE]))
    load_everything()
    guards = confine_forking_parent(parent_pid())
    server = _Server(channel, files)
    channel.send(REPLIES.encode(Hello(guards)))
    server.run()


class _Server:
    def __init__(self, channel: Channel, files: socket.socket) -> None:
        self._channel = channel
        self._files = files
        self._children: dict[int, int] = {}
        self._nothing = os.open(os.devnull, os.O_RDWR)
        self._wake_reader, self._wake_writer = os.pipe()
        os.set_blocking(self._wake_reader, False)
        os.set_blocking(self._wake_writer, False)
        signal.signal(signal.SIGCHLD, lambda _signal, _frame: None)
        signal.set_wakeup_fd(self._wake_writer, warn_on_full_buffer=False)

    def run(self) -> None:
        poll = select.poll()
        poll.register(self._channel.descriptor, select.POLLIN)
        poll.register(self._wake_reader, select.POLLIN)
        while True:
            for descriptor, _ in poll.poll():
                if descriptor == self._wake_reader:
                    self._collect()
                else:
                    self._obey()

    def _obey(self) -> None:
        try:
            frame = self._channel.receive()
            if frame is None:
                os._exit(PARENT_GONE)
            command = COMMANDS.decode(frame[0])
            if isinstance(command, Stop):
                self._stop(command.number)
            elif isinstance(command, Read | Draw | Probe):
                self._start(command)
        except (WireError, OSError) as error:
            sys.stderr.write(f"bad frame from the parent: {type(error).__name__}\n")
            sys.stderr.flush()
            os._exit(BAD_FRAME)

    def _start(self, job: Job) -> None:
        said, descriptors, _, _ = socket.recv_fds(self._files, _NUMBER_BYTES, 2)
        if int.from_bytes(said, "big") != job.number or len(descriptors) != 2:
            raise WireError("files of another document")
        file, result = descriptors
        parent = os.getpid()
        try:
            pid = os.fork()
        except OSError:
            with contextlib.suppress(OSError):
                os.write(result, refusal(Refusal.OUT_OF_MEMORY, "fork"))
            pid = -1
        if not pid:
            self._be_child(job, parent, file, result)
        os.close(file)
        os.close(result)
        if pid > 0:
            self._children[pid] = job.number

    def _stop(self, number: int) -> None:
        for pid, known in self._children.items():
            if known == number:  # not collected yet: the number of the process is its own
                os.kill(pid, signal.SIGKILL)

    def _collect(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while os.read(self._wake_reader, 512):
                pass
        while self._children:
            pid, status, usage = os.wait4(-1, os.WNOHANG)
            if not pid:
                return
            number = self._children.pop(pid, None)
            if number is not None:
                code = os.waitstatus_to_exitcode(status)
                ended = Ended(number, max(-code, 0), max(code, 0), usage.ru_maxrss * 1024)
                self._tell(ended)

    def _tell(self, ended: Ended) -> None:
        try:
            self._channel.send(REPLIES.encode(ended))
        except (OSError, ValueError):
            os._exit(PARENT_GONE)

    def _be_child(self, job: Job, parent: int, file: int, result: int) -> None:
        """The life of a child: it keeps the file and the pipe, and nothing of its parent's."""
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _keep_only(file, result, self._nothing)
            guards = confine_for(job, parent)
            with os.fdopen(_FILE, "rb", closefd=False) as stream:
                answer = result_of(job, stream, guards)
            _write_all(_RESULT, answer)
        except BaseException:  # whatever it was, this is a copy of another process
            os._exit(1)
        os._exit(0)


def _keep_only(file: int, result: int, nothing: int) -> None:
    """Arrange the descriptors: nothing at 0 to 2, the file, the pipe for the result; no others."""
    high = [os.dup(each) for each in (file, result, nothing)]
    while min(high) < _FIRST_FREE:
        high = [os.dup(each) for each in high]
    os.dup2(high[0], _FILE)
    os.dup2(high[1], _RESULT)
    for standard in range(3):
        os.dup2(high[2], standard)
    os.closerange(_FIRST_FREE, _MOST_DESCRIPTORS)


def _write_all(descriptor: int, data: bytes) -> None:
    waiting = memoryview(data)
    while waiting:
        waiting = waiting[os.write(descriptor, waiting) :]
