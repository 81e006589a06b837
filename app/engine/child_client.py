"""A client of a child of the engine: starts it on demand, speaks to it, notices its end."""

import abc
import math
import os
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.config.machine import private_memory, process_effort
from app.domain.errors import (
    AppError,
    EngineCrashed,
    EngineError,
    EngineHangs,
    EngineUnavailable,
    EngineUnstable,
    MessageTooLong,
    by_code,
)
from app.domain.models import EngineReport
from app.engine.backoff import Backoff
from app.engine.commands import Hello
from app.engine.silence import Silence
from app.workers.supervisor import KILL_SECONDS, Child
from app.workers.wire import MAX_JSON_BYTES, Codec, WireError

HELLO_SECONDS: Final = 30.0
WATCH_SECONDS: Final = 1.0
"""Between two looks at a child that has work."""

# GGML_NO_BACKTRACE: on an assertion ggml would start a debugger on itself.
# CUDA_CACHE_DISABLE: the child writes no files.
_ENVIRONMENT: Final = {"GGML_NO_BACKTRACE": "1", "CUDA_CACHE_DISABLE": "1"}
_VALUE_CHARACTERS: Final = 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is to be expected of a child that has work; times in seconds.

    `stop_asked` is when it was first told to stop something that has not ended, by the monotonic
    clock, and `longest_stop` how long that may take.
    """

    longest_silence: float
    stop_asked: float | None = None
    longest_stop: float = 0.0


class ChildClient(abc.ABC):
    """Speaks to one engine child, which it starts on demand and starts again after a crash.

    Safe to use from several threads. Replies arrive on the child's reader thread. A client of a
    role says what to do with a reply (`_on_reply`), whether anything waits for the child
    (`_waiting`), and what becomes of it when the child is gone (`_on_end`): whatever waits is kept
    with its child, as the next one may be up by then. A child that has work and hangs is ended,
    and one that keeps ending is not started again at once.
    """

    def __init__(
        self,
        role: str,
        commands: Codec,
        replies: Codec,
        *,
        waits: str | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        """`waits` is how threads of the child wait for each other, unless the user says otherwise.

        A value of OMP_WAIT_POLICY: active, passive; None leaves it to OpenMP. `settings` are for
        the child's environment.
        """
        self._role = role
        self._waits = waits
        self._settings = dict(settings or {})
        self._commands = commands
        self._replies = replies
        self._lock = threading.RLock()
        self._starting = threading.Lock()
        self._child: Child | None = None
        self._report: EngineReport | None = None
        self._hello = threading.Event()
        self._is_closed = False
        self._backoff = Backoff()
        self._heard = 0.0
        self._watched: Child | None = None
        self._stuck: Child | None = None
        self._last_words = ""
        self._fresh_memory = 0
        self.on_crash: Callable[[AppError], None] = lambda _error: None
        """Called when the child ends unasked, after everything that waited for it has failed."""

    def report(self) -> EngineReport:
        """Start the child if need be; what it found on this machine.

        Raises EngineUnavailable, and EngineUnstable when the child ended too often of late.
        """
        self._ensure_child()
        if self._report is None:
            raise EngineUnavailable(self._last_words)
        return self._report

    @property
    def pid(self) -> int:
        """The child's process id; 0 while there is none."""
        child = self._child
        return child.pid if child is not None and child.is_running else 0

    def close(self) -> None:
        """End the child for good, whatever it is doing; within seconds."""
        with self._lock:
            self._is_closed = True
            child, self._child = self._child, None
            self._hello.set()  # nobody waits for a greeting any more
        if child is not None:
            self._stop(child)

    @abc.abstractmethod
    def _on_reply(self, reply: object, raw: bytes) -> None:
        """Take a reply other than Hello; a WireError ends the child."""

    @abc.abstractmethod
    def _waiting(self, child: Child) -> Waiting | None:
        """What waits for this child; None when nothing does. Called under the lock."""

    @abc.abstractmethod
    def _on_end(self, child: Child, exit_code: int | None) -> AppError:
        """Fail everything that waits for this child; the error that tells how it ended.

        May be called twice for a child that the system takes long to end.
        """

    # --- its beginning -----------------------------------------------------------------------

    def _ensure_child(self) -> Child:
        with self._starting:
            running = self._child
            if running is not None and running.is_running:
                return running
            self._refuse_while_unstable()
            child: Child
            child = Child(
                self._role,
                child_settings(self._waits) | self._settings,
                self._receive,
                lambda code: self._ended(child, code),
            )
            self._adopt(child)
            try:
                child.start()
            except OSError as error:
                raise EngineUnavailable(str(error)) from error
            if not self._hello.wait(HELLO_SECONDS) or self._report is None:
                words = child.log_tail()
                child.stop()
                raise EngineUnavailable(words)
            return child

    def _refuse_while_unstable(self) -> None:
        with self._lock:
            seconds = self._backoff.seconds_left()
            has_greeted = self._report is not None
        if not seconds:
            return
        if not has_greeted:  # it never got as far as a model: another one would not help
            raise EngineUnavailable(self._last_words)
        raise EngineUnstable(self._last_words, seconds=math.ceil(seconds))

    def _adopt(self, child: Child) -> None:
        """From here on this child is the one that greets, and whose end is a crash."""
        with self._lock:
            if self._is_closed:
                raise EngineUnavailable("Snug is closing")
            self._child, self._report = child, None
            self._backoff.child_started()
            self._hello.clear()

    # --- speaking ----------------------------------------------------------------------------

    def _send(self, child: Child, command: object, raw: bytes = b"") -> None:
        if self._child is not child:  # given up meanwhile, though it may linger
            raise EngineCrashed("the engine is not running")
        try:
            child.send(self._commands.encode(command), raw)
        except OSError as error:
            raise EngineCrashed(str(error)) from error
        except WireError as error:
            most = f"{MAX_JSON_BYTES:,}"
            raise MessageTooLong(str(error), length=f"over {most}", most=most) from error

    def _send_if_possible(self, child: Child, command: object) -> None:
        try:
            self._send(child, command)
        except EngineCrashed:  # whoever waits for it has been told
            return

    def _receive(self, frame: dict[str, Any], raw: bytes) -> None:
        # What is being said is not silence, however long whoever listens takes over it.
        self._heard = math.inf
        try:
            self._take(self._replies.decode(frame), raw)
        finally:
            self._heard = time.monotonic()

    def _take(self, reply: object, raw: bytes) -> None:
        if isinstance(reply, Hello):
            self._fresh_memory = private_memory(self.pid)
            self._report = EngineReport(
                reply.binding, reply.build, reply.devices, reply.guards, reply.skipped
            )
            self._hello.set()
        else:
            self._on_reply(reply, raw)

    def _did_its_work(self) -> None:
        """The child finished what it was asked for: it is not one that keeps ending."""
        with self._lock:
            self._backoff.child_is_well()

    # --- watching ----------------------------------------------------------------------------

    def _watch(self, child: Child) -> None:
        """Have an eye on a child that has work, from now until nothing waits for it any more."""
        with self._lock:
            if self._watched is child:
                return
            self._watched = child
        name = f"{self._role} watch"
        threading.Thread(target=self._look_after, args=(child,), name=name, daemon=True).start()

    def _look_after(self, child: Child) -> None:
        silence = Silence(lambda: process_effort(child.pid))
        while True:
            has_ended = child.wait(WATCH_SECONDS)
            with self._lock:
                waiting = None if has_ended else self._waiting(child)
                if waiting is None:  # said under the lock: whoever comes later is watched anew
                    self._watched = None if self._watched is child else self._watched
                    return
            is_stuck = silence.is_too_long(self._heard, waiting.longest_silence)
            asked = waiting.stop_asked
            if is_stuck or (asked is not None and silence.is_past(asked, waiting.longest_stop)):
                self._end_stuck(child)
                return

    def _end_stuck(self, child: Child) -> None:
        """End a child that does nothing, or does not stop; what waits for it fails."""
        with self._lock:
            self._stuck = child
        child.kill()
        if not child.wait(KILL_SECONDS):  # the system itself waits, for a disk that has gone
            self._ended(child, None)

    # --- its end -----------------------------------------------------------------------------

    def _dismiss(self, child: Child) -> None:
        """End a child that nothing waits for; the next one is started on demand."""
        with self._lock:
            if self._child is child:
                self._child = None
        self._stop(child)

    def _stop(self, child: Child) -> None:
        child.stop()
        if child.is_running:  # the system does not let it go: nobody waits for that
            self._ended(child, None)

    def _ended(self, child: Child, exit_code: int | None) -> None:
        with self._lock:
            was_asked = self._child is not child
            if not was_asked:
                self._child, self._last_words = None, child.log_tail()
                self._backoff.child_ended()
                self._hello.set()
        error = self._on_end(child, exit_code)
        if not was_asked:
            self.on_crash(error)

    def _crash_error(self, child: Child, exit_code: int | None) -> EngineCrashed:
        """The error for a child that ended, with its last words as the detail."""
        kind = EngineHangs if self._stuck is child else EngineCrashed
        return kind(f"exit code {exit_code}\n{child.log_tail()}".strip())


def told_error(code: str, detail: str, untrusted: dict[str, str], name: str) -> AppError:
    """The domain error that the child named; an unknown code is an engine error."""
    kind = by_code().get(code, EngineError)
    values = {
        key: value[:_VALUE_CHARACTERS]
        for key, value in untrusted.items()
        if key not in ("detail", "self")
    }
    error = kind(detail, **({"name": name} | values))
    try:
        str(error)
    except (KeyError, IndexError):  # the child did not send what the sentence needs
        return EngineError(detail)
    return error


def child_settings(waits: str | None = None) -> dict[str, str]:
    """What an engine child gets in its environment besides the parent's own."""
    policy = os.environ.get("OMP_WAIT_POLICY", waits)
    return _ENVIRONMENT | ({} if policy is None else {"OMP_WAIT_POLICY": policy})
