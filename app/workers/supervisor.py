"""One supervised child process: start, frames both ways, the ladder of stopping, the last words.

The thread that starts a child also reads from it, so that the child's parent-death signal (which
follows the thread that made it, prctl(2)) means the end of this process and nothing else.
"""

import collections
import contextlib
import io
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any, BinaryIO, Final, cast

from app.workers.child import PARENT_VARIABLE
from app.workers.wire import Channel, pack

ASK_SECONDS: Final = 2.0
"""After asking a child to end by closing its pipe."""
KILL_SECONDS: Final = 3.0
"""After the kill, until the operating system has taken it away."""
LAST_WORDS_SECONDS: Final = 1.0
"""For what a child that has gone wrote last, which says why."""
START_SECONDS: Final = 30.0
LOG_LINES: Final = 60
_LOG_LINE_CHARACTERS: Final = 400

OnFrame = Callable[[dict[str, Any], bytes], None]
OnEnd = Callable[[int | None], None]


def child_command(role: str) -> list[str]:
    """How this program starts itself in another role, from a checkout or a frozen bundle."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--role", role]
    return [sys.executable, "-m", "app", "--role", role]


def child_environment(extra: Mapping[str, str]) -> dict[str, str]:
    """This process's environment for a child of it, without what could plant code or reports."""
    planted = ("GGML_BACKEND_PATH", "LLAMA_CPP_LIB_PATH", "PYTHONSTARTUP", "PYTHONINSPECT")
    environment = {key: value for key, value in os.environ.items() if key not in planted}
    environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    environment["PYTHONUTF8"] = "1"
    environment[PARENT_VARIABLE] = str(os.getpid())
    return environment | dict(extra)


class Child:
    """A running child. `on_frame` and `on_end` are called on the child's own reader thread."""

    def __init__(
        self,
        role: str,
        environment: Mapping[str, str],
        on_frame: OnFrame,
        on_end: OnEnd,
        descriptors: Sequence[int] = (),
        *,
        leads_group: bool = False,
    ) -> None:
        """`descriptors` stay open in the child, under the same numbers; not on Windows.

        With `leads_group` it and what it makes are a process group under its number; not on
        Windows.
        """
        self._role = role
        self._leads_group = leads_group
        self._descriptors = tuple(descriptors)
        self._environment = child_environment(environment)
        self._on_frame = on_frame
        self._on_end = on_end
        self._log: collections.deque[str] = collections.deque(maxlen=LOG_LINES)
        self._process: subprocess.Popen[bytes] | None = None
        self._channel: Channel | None = None
        self._outbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._started = threading.Event()
        self._ended = threading.Event()
        self._reader = threading.Thread(target=self._run, name=f"{role} child", daemon=True)

    def start(self) -> None:
        """Start the process; raises OSError when the system refuses."""
        self._reader.start()
        self._started.wait(START_SECONDS)
        if self._process is None:
            raise OSError("; ".join(self._log) or "the process did not start")

    @property
    def is_running(self) -> bool:
        """Whether frames can still come."""
        return self._process is not None and not self._ended.is_set()

    @property
    def has_exited(self) -> bool:
        """Whether the process itself is gone, even while one that it made still holds its pipes."""
        return self._process is not None and self._process.poll() is not None

    @property
    def pid(self) -> int:
        """The process id; 0 before the start."""
        return self._process.pid if self._process else 0

    @property
    def exit_code(self) -> int | None:
        """The exit code once the child has ended; negative for a signal."""
        return self._process.returncode if self._process else None

    def log_tail(self) -> str:
        """The last lines that the child wrote to its standard error, newest last."""
        return "\n".join(self._log)

    def send(self, message: Mapping[str, Any], raw: bytes = b"") -> None:
        """Have a frame sent, without waiting for it: a child that is stuck does not read.

        Raises OSError when the child is gone, WireError when the frame is too large.
        """
        if self._channel is None or not self.is_running:
            raise OSError("the child is not running")
        self._outbox.put(pack(message, raw))

    def stop(self) -> None:
        """Close the pipe, which ends a healthy child; then kill. Returns when it is gone."""
        if self._process is None:
            return
        self._outbox.put(None)
        if self.has_exited:  # its pipes say so as soon as nobody else holds them
            self._ended.wait(LAST_WORDS_SECONDS)
        elif not self._ended.wait(ASK_SECONDS):
            self.kill()
            self._ended.wait(KILL_SECONDS)

    def wait(self, seconds: float) -> bool:
        """Wait for the end of a child; whether it has come."""
        return self._ended.wait(seconds)

    def kill(self) -> None:
        """End the child now, whatever it is doing."""
        if self._process is not None:
            with contextlib.suppress(OSError):
                self._process.kill()

    def _run(self) -> None:
        try:
            self._process = self._spawn()
        except (OSError, ValueError) as error:
            self._log.append(str(error))
            self._started.set()
            return
        reader = io.BufferedReader(cast("io.RawIOBase", self._process.stdout))
        self._channel = Channel(reader, cast("BinaryIO", self._process.stdin))
        log = threading.Thread(target=self._read_log, name=f"{self._role} log", daemon=True)
        writer = threading.Thread(
            target=self._write_frames, name=f"{self._role} writer", daemon=True
        )
        log.start()
        writer.start()
        self._started.set()
        try:
            self._read_frames(self._channel)
        finally:
            self._finish(self._process, log)

    def _spawn(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            child_command(self._role),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,  # what waits for a child that is gone need not be written after it
            env=self._environment,
            # Never the user's working directory: libraries are looked for there.
            cwd=sys.prefix,
            close_fds=True,
            pass_fds=self._descriptors,
            process_group=0 if self._leads_group else None,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )

    def _read_frames(self, channel: Channel) -> None:
        while True:
            try:
                frame = channel.receive()
                if frame is None:
                    return
                self._on_frame(*frame)
            except Exception as error:
                # Whatever a child says, this thread lives to report its end.
                self._log.append(f"{type(error).__name__}: {error}")
                self.kill()
                return

    def _write_frames(self) -> None:
        """Write what waits; None closes the pipe, which asks the child to end."""
        if self._process is None or self._process.stdin is None:
            return
        with contextlib.suppress(OSError, ValueError), self._process.stdin as stream:
            # A child that has gone breaks the pipe; its reader tells.
            while (data := self._outbox.get()) is not None:
                waiting = memoryview(data)
                while waiting:
                    waiting = waiting[stream.write(waiting) :]

    def _finish(self, process: subprocess.Popen[bytes], log: threading.Thread) -> None:
        # A child whose pipe ended has nothing more to say; one that lingers is ended.
        try:
            process.wait(ASK_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        with contextlib.suppress(OSError, ValueError):
            cast("BinaryIO", process.stdout).close()
        self._outbox.put(None)
        log.join(LAST_WORDS_SECONDS)
        self._ended.set()
        self._on_end(process.returncode)

    def _read_log(self) -> None:
        process = self._process
        if process is None or process.stderr is None:
            return
        with io.BufferedReader(cast("io.RawIOBase", process.stderr)) as stream:
            for line in stream:
                text = line[:_LOG_LINE_CHARACTERS].decode("utf-8", "replace").rstrip()
                self._log.append("".join(c for c in text if c.isprintable()))
